"""Likeness: spellings, scripts, notations and mistaken dates come together, and what differs stays apart."""

import hashlib
import importlib
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from waystation.casework.verifying.likeness import births
from waystation.casework.verifying.likeness.facts import compared, facts_in
from waystation.casework.verifying.likeness.marks import KINDS, blinded, marked
from waystation.casework.verifying.likeness.names import words
from waystation.casework.verifying.likeness.reaches import document, reach
from waystation.casework.verifying.likeness.scoring import LIKELY, candidates
from waystation.casework.verifying.likeness.shelves import Asked, Memory, kept_tokens

BENCH = Path(__file__).parents[3] / "bench"


def generator(name):
    """A module of the generator, which the benchmark measures on too."""
    sys.path.insert(0, str(BENCH))
    try:
        return importlib.import_module(name)
    finally:
        sys.path.remove(str(BENCH))


def blind(text):
    return hashlib.sha256(text.encode()).digest()[:8]


def file(*facts):
    return [blinded(kind, text, blind) for kind, text in facts]


def names(*written):
    return [file(("name", text)) for text in written]


def found(asked, files):
    """Which files are likely the same person's, by their places, with their scores."""
    likely = candidates(Asked.of(asked), Memory.of(files), LIKELY)
    return {candidate.unit: candidate.score for candidate in likely}


# -- spellings and scripts ---------------------------------------------------------------------------------------------

SPELLINGS = [
    "Ковалёв Ковалев Kovalev Kovalyov Kovaliov Kowaljow Kovaleff Ковалёва KOVALEVA كوفاليف کووالیوف",
    "Гусейнов Huseynov Guseinov Хусейнов Husseinov حسینوف",
    "Магомед Mahomed Mohammed Muhammad محمد Mamadou Мага",
    "Хамзат Khamzat Hamzat Хьамзат",
    "Юсуф Yusuf Iusuf Youssouf Юсуп يوسف",
    "Шамиль Shamil Schamil Chamil Šamil شامل",
    "Джамал Jamal Djamal Dzhamal جمال",
    "Қосимов Qosimov Kosimov Касымов",
    "Рустамович Rustamovich Roustamovitch Rustamowitsch Рустамовна",
]


@pytest.mark.parametrize("row", SPELLINGS, ids=lambda row: row.split()[0])
def test_spellings_of_one_name_share_a_mark(row):
    def marks(name):
        [word] = words(name)
        return {(level, m) for level in ("sound", "rough", "familiar") for m in getattr(word, level)}

    first, *others = row.split()
    for other in others:
        assert marks(first) & marks(other), (first, other, marks(first), marks(other))


def test_the_three_ways_in_which_one_man_was_named_are_found_and_his_namesake_less():
    scores = found(file(("name", "Ковалёв Р.")), names("R. Kovalyov", "Kovalev", "Ковалевская А.", "Магомед Исаев"))
    assert set(scores) == {0, 1} and scores[0] > scores[1] > 50


def test_order_initials_nicknames_and_patronymics_do_not_hide_a_name():
    files = names("Ковалёв Роман Андреевич", "Магомедова Хава")
    for other in ("Roman Kovalev", "Kovalyov R.", "Рома Ковалев", "R. A. Kovalyov", "كوفاليف رومان"):
        assert 0 in found(file(("name", other)), files) and 1 not in found(file(("name", other)), files)


def test_a_father_is_not_his_son():
    files = names("Барурев Магомед Ахмедович")
    kin = file(("name", "Барурева Раиса Магомедовна"), ("reach", "8 928 000-12-34"))
    files.append(file(("name", "Барурев Магомед"), ("reach", "+79280001234")))
    assert found(kin, files) == {}


@given(st.text(max_size=60), st.sampled_from(KINDS))
def test_whatever_is_typed_can_be_compared_with_itself_or_not_at_all(text, kind):
    _has, groups = marked(kind, text)
    if groups and kind == "name" and not all(m.level == "initial" for group in groups for m in group):
        facts = file((kind, text))
        assert len(kept_tokens(facts)) and 0 in {c.unit for c in candidates(Asked.of(facts), Memory.of([facts]), 0.0)}


@given(st.text(alphabet="абвгдежзиклмнопрстуфхцчшюя", min_size=5, max_size=12), st.data())
def test_one_wrong_letter_still_leaves_a_mark(name, data):
    at = data.draw(st.integers(0, len(name) - 1))
    [whole], [wrong] = words(name), words(name[:at] + name[at + 1 :]) or [None]
    if wrong and whole.typo and wrong.typo and len(next(iter(wrong.word))) == len(next(iter(whole.word))) - 1:
        assert whole.typo & wrong.typo


# -- numbers, addresses, documents, dates ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "written", ["8 (928) 000-12-34", "+7 928 000 12 34", "79280001234", "0079280001234", "8-928-0001234", "٨٩٢٨٠٠٠١٢٣٤"]
)
def test_a_telephone_number_is_one_in_any_notation(written):
    kind, marks = reach(written)
    assert kind == "phone" and "+79280001234" in marks["number"]


def test_handles_and_addresses_are_one_however_they_are_written():
    for written in ("@Ramz_95", "ramz_95", "https://t.me/ramz_95", "instagram.com/ramz_95/"):
        assert reach(written)[1]["address"] == {"ramz_95"}
    assert reach("A.B+x@gmail.com")[1]["address"] == reach("ab@googlemail.com")[1]["address"]
    assert reach("my brother")[0] == "" and reach("")[0] == ""


def test_a_document_is_one_with_spaces_and_with_letters_that_look_alike():
    assert (
        document("АВ 12 3456") == document("AB123456")
        and document("12O4567")["misread"] == document("1204567")["misread"]
    )


@given(st.dates())
def test_a_date_shares_a_mark_with_what_it_is_mistaken_for(born):
    kept = births.marks(born.isoformat())
    year = born.isoformat()[:4]
    assert kept["year"] == {year}
    if born.isoformat()[5:] == births.UNKNOWN_DAY:
        assert "day" not in kept
        return
    if born.day <= 12 and born.day != born.month:
        asked = births.asked(f"{year}-{born.day:02}-{born.month:02}")
        assert asked.get("swapped", kept["day"]) == kept["day"]
    if (other := births.marks(f"{year}-{born.month:02}-15")).get("part"):
        assert other["part"] & kept["part"]


def test_the_year_alone_agrees_and_another_year_speaks_against():
    files = [file(("name", "Ковалёв Роман"), ("born", born)) for born in ("1995-03-31", "1995", "1971-03-30", "1971")]
    asked = candidates(Asked.of(file(("name", "R. Kovalyov"), ("born", "1995"))), Memory.of(files), 0.0)
    assert [c.unit for c in asked][:2] in ([0, 1], [1, 0]) and asked[2].reasons[-1].level == "born"


# -- what is compared, and what leaks ----------------------------------------------------------------------------------


def test_fields_say_themselves_that_they_are_compared():
    assert compared("identity") == {"", "names"} and compared("contact") == {"", "channels"} and not compared("needs")
    stated = facts_in("identity", "", "", {"legal_name": "Ковалёв", "born": None, "photo": "x"})
    assert stated == {("", "", "legal_name"): ("name", "Ковалёв"), ("", "", "born"): ("born", "")}
    assert facts_in("contact", "channels", "c1", {"removed": True}) == {("channels", "c1", "address"): ("reach", "")}


def test_nothing_of_a_fact_stands_in_its_blinded_form():
    import msgspec

    kept = msgspec.msgpack.encode(file(("name", "Ковалёв Роман"), ("reach", "+79280001234"), ("born", "1995-03-31")))
    for telling in ("Ковал", "kovalev", "KVlV", "0001234", "1995"):
        assert telling.encode() not in kept


def test_the_reasons_are_sentences_and_the_weightiest_comes_first():
    asked = file(("name", "Ковалёв Роман"), ("reach", "@roma_k"), ("born", "1995-03-31"))
    files = [file(("name", "Roman Kovalyov"), ("reach", "t.me/roma_k"), ("born", "1995-03-13"))]
    [candidate] = candidates(Asked.of(asked), Memory.of(files))
    bits = [reason.bits for reason in candidate.reasons]
    assert bits == sorted(bits, reverse=True) and all(reason.words.endswith(".") for reason in candidate.reasons)
    assert {"word", "address", "part"} <= {reason.level for reason in candidate.reasons}


# -- measured ----------------------------------------------------------------------------------------------------------


def test_of_600_invented_people_19_of_20_duplicates_are_found_and_9_of_10_that_are_called_so_are():
    made = generator("_files")
    files = made.files_of(generator("_people").invent(600, seed=4), seed=4)
    true = made.same(files)
    kept = [file(*f.facts) for f in files]
    shelf = Memory.of(kept)
    called = {
        (c.unit, n) for n, facts in enumerate(kept) for c in candidates(Asked.of(facts), shelf, LIKELY) if c.unit < n
    }
    right = len(called & true)
    assert len(true) > 150 and right / len(true) >= 0.95 and right / len(called) >= 0.9
