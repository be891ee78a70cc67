"""Duplicates in the store: found by blind marks under the matching circle's key, and nothing to be read at rest."""

import msgspec
import pytest

from waystation.circles.envelope import unpad
from waystation.store.files import casefiles, cases
from waystation.store.likeness import likenesses, matching
from waystation.store.likeness.matching import FIRST_PERSON, holders, opened
from waystation.store.members import organisation
from waystation.store.models import Kept, Likeness, LogLine
from waystation.store.sealed import kept
from waystation.store.verifying import duplicates


def like(alliance, name, number):
    return duplicates.of_case(alliance.keys(name), number)


def codes(found):
    return [one.code for one in duplicates.likely(found)]


@pytest.fixture
def kovalevs(alliance):
    """Last week's web form, and a friend's call; and a stranger."""
    alliance.case("Amber Fox", contact={"alias": "R. Kovalyov"})
    alliance.case("Tall Cedar", contact={"alias": "Kovalev"})
    alliance.case("Late Swan", contact={"alias": "Хава"})
    return alliance.case("Quiet Heron", contact={"alias": "Ковалёв Р."})


def test_a_new_case_is_compared_with_all_others_at_once(alliance, kovalevs):
    found = like(alliance, "mara", kovalevs)
    assert codes(found) == ["Amber Fox", "Tall Cedar"]
    assert found[0].score > found[1].score and found[0].reasons[0].words == "A word of the name is the same."


def test_no_file_is_opened_for_it(alliance, kovalevs):
    before = LogLine.objects.count()
    assert like(alliance, "noor", kovalevs)
    assert LogLine.objects.count() == before


def test_the_hotline_finds_by_a_legal_name_that_it_can_write_and_not_read(alliance):
    first = alliance.case("Amber Fox")
    alliance.write("mara", first, "identity", legal_name="Ковалёв Рустам Ахмедович", born="1995-03-31")
    second = alliance.case("Tall Cedar")
    assert like(alliance, "mara", second) == []
    alliance.write("mara", second, "identity", legal_name="Rustam Kovalyov")
    assert codes(like(alliance, "mara", second)) == ["Amber Fox"]
    assert not casefiles.open_file(alliance.mara, second).part("identity").reading


def test_what_is_corrected_or_taken_out_is_no_longer_found(alliance):
    first = alliance.case("Amber Fox")
    alliance.write("mara", first, "contact", "channels", "c1", kind="phone", address="8 928 000-12-34")
    second = alliance.case("Tall Cedar")
    alliance.write("mara", second, "contact", "channels", "c1", kind="signal", address="+7 (928) 000 12 34")
    assert codes(like(alliance, "mara", second)) == ["Amber Fox"]
    alliance.write("mara", first, "contact", "channels", "c1", removed=True)
    assert like(alliance, "mara", second) == []


def test_a_passport_number_written_by_the_visa_officer_is_compared(alliance):
    numbers = [alliance.case("Amber Fox"), alliance.case("Tall Cedar")]
    for number, written in zip(numbers, ("75 1234567", "751234567"), strict=True):
        tomas = alliance.keys("tomas")
        circle = cases.found_part(tomas, cases.Label("case", number, "papers", "", "x"), 3)
        cases.state(tomas, circle, "papers", "documents", "d1", {"kind": "foreign_passport", "number": written})
    found = like(alliance, "noor", numbers[0])
    assert len(duplicates.likely(found)) == 1 and found[0].reasons[0].level == "paper"


def test_two_herons_are_not_one_person(alliance):
    alliance.case("Grey Heron", contact={"alias": "Heron"})
    assert like(alliance, "mara", alliance.case("Quiet Heron", contact={"alias": "Heron"})) == []


def test_only_those_who_write_or_judge_what_is_compared_have_the_keys(alliance, kovalevs):
    assert set(holders()) == {"hotline", "visa", "verifier"}
    assert opened(alliance.mara) and opened(alliance.noor) and opened(alliance.tomas)
    for name in ("ilya", "ruth", "pat", "ada", "otto", "dina"):
        assert opened(alliance.keys(name)) is None
        assert like(alliance, name, kovalevs) == []
        assert duplicates.typed(alliance.keys(name), [("name", "Kovalev")]) == []


def test_what_is_typed_is_compared_and_not_kept(alliance, kovalevs):
    before = Likeness.objects.count(), Kept.objects.count()
    found = duplicates.typed(alliance.noor, [("name", "Roman Kovalyov"), ("reach", "")])
    assert "Amber Fox" in codes(found)
    assert (Likeness.objects.count(), Kept.objects.count()) == before


def test_a_seized_database_shows_blind_ids_times_and_sealed_rows_of_few_sizes(alliance, kovalevs):
    rows = list(Likeness.objects.values_list("id", "at", "sealed"))
    assert len(rows) == 4 and len({len(sealed) for _row, _at, sealed in rows}) <= 2
    matcher = opened(alliance.mara)
    likenesses.file(matcher)
    everything = b"".join(sealed for *_rest, sealed in rows) + b"".join(Kept.objects.values_list("sealed", flat=True))
    for telling in (kovalevs, b"kovalev", b"Amber Fox", "Ковал".encode(), matcher.blind("word kovalev")):
        assert telling not in everything
    assert not {row for row, *_rest in rows} & {kovalevs}


def test_even_opened_a_row_does_not_say_what_it_compares(alliance, kovalevs):
    matcher = opened(alliance.mara)
    row = matcher.id_of(kovalevs, FIRST_PERSON)
    plain = matcher.open(row, Likeness.objects.get(pk=row).sealed)
    assert b"Quiet Heron" in plain and b"alias" not in plain and b"kovalev" not in plain
    assert msgspec.msgpack.decode(plain)[2] == "Quiet Heron"


def test_a_dismissed_holder_opens_nothing_that_is_remembered_later(alliance, kovalevs):
    old = opened(alliance.mara)
    likenesses.file(old)
    organisation.dismiss(alliance.ruth, alliance.id("mara"))
    alliance.keys("lena"), alliance.keys("noor")
    noor = alliance.keys("noor")
    fresh = opened(noor, writing=True)
    assert fresh.newest.id not in old.epochs and fresh.key == old.key
    matching.remember(noor, kovalevs, "b", "Quiet Heron", "identity", {("", "", "legal_name"): ("name", "Исаев")})
    row = Likeness.objects.get(pk=fresh.id_of(kovalevs, "b"))
    assert old.seen(row.pk, row.sealed) is None and fresh.seen(row.pk, row.sealed)
    likenesses.file(fresh)
    assert kept.look(old.newest, likenesses.HEAD) is None and kept.look(fresh.newest, likenesses.HEAD)
    assert codes(like(alliance, "noor", kovalevs)) == ["Amber Fox", "Tall Cedar"]


def test_the_shelf_finds_what_the_rows_say_before_and_after_it_is_filed(alliance, kovalevs):
    fresh = like(alliance, "mara", kovalevs)
    likenesses.file(opened(alliance.mara))
    assert like(alliance, "mara", kovalevs) == fresh
    alliance.write("mara", kovalevs, "contact", alias="Хава")
    assert codes(like(alliance, "mara", kovalevs)) == ["Late Swan"]
    likenesses.file(opened(alliance.mara))
    assert codes(like(alliance, "mara", kovalevs)) == ["Late Swan"]


def test_many_are_filed_by_themselves_and_found(alliance, monkeypatch):
    monkeypatch.setattr(likenesses, "TAIL", 5)
    monkeypatch.setattr(likenesses, "CHUNK", 4)
    for n in range(14):
        facts = {("", "", "alias"): ("name", f"Имярек{'абвгдежзиклмно'[n]}ов")}
        matching.remember(alliance.mara, bytes([n]) * 16, "a", f"Code {n}", "contact", facts)
        found = duplicates.typed(alliance.mara, [("name", f"Imiarek{'abvgdejziklmno'[n]}ov")])
        assert f"Code {n}" in [one.code for one in found]
    content = kept.look(opened(alliance.mara).newest, likenesses.HEAD)
    assert msgspec.msgpack.decode(content, type=likenesses.Head).count > 5


def test_a_lost_shelf_loses_only_time(alliance, kovalevs):
    likenesses.file(opened(alliance.mara))
    before = like(alliance, "mara", kovalevs)
    Kept.objects.all().delete()
    assert like(alliance, "mara", kovalevs) == before
    likenesses.file(opened(alliance.mara))
    assert like(alliance, "mara", kovalevs) == before


def test_a_damaged_row_hides_no_other(alliance, kovalevs):
    row = opened(alliance.mara).id_of(kovalevs, FIRST_PERSON)
    other = Likeness.objects.exclude(pk=row).first()
    Likeness.objects.filter(pk=other.pk).update(sealed=b"x" * 600)
    assert len(like(alliance, "mara", kovalevs)) >= 1


def test_cases_from_before_are_caught_up_with_once(alliance, kovalevs):
    Likeness.objects.all().delete()
    assert like(alliance, "mara", kovalevs) == []
    assert duplicates.catch_up(alliance.mara, 10) == 0
    assert codes(like(alliance, "mara", kovalevs)) == ["Amber Fox", "Tall Cedar"]
    changed = list(Likeness.objects.values_list("at", flat=True))
    assert duplicates.catch_up(alliance.mara, 10) == 0
    assert list(Likeness.objects.values_list("at", flat=True)) == changed


def test_only_those_with_a_key_of_a_case_are_led_to_it(alliance, kovalevs):
    number = kovalevs
    assert duplicates.reachable(alliance.mara, [number]) == {number}
    assert duplicates.reachable(alliance.tomas, [number]) == set()


def test_rows_are_padded():
    assert len(unpad(b"a\x80" + bytes(510))) == 1


def test_each_person_of_a_case_is_compared_by_themself(alliance):
    first, second = alliance.case("Amber Fox"), alliance.case("Tall Cedar")
    mara = alliance.mara
    born = {("", "", "legal_name"): ("name", "Исаева Хава"), ("", "", "born"): ("born", "2001-05-17")}
    matching.remember(mara, first, "b7", "Amber Fox", "identity", born)
    alliance.write("mara", second, "identity", legal_name="Khava Isaeva", born="2001-05-17")
    assert codes(like(alliance, "mara", second)) == ["Amber Fox"]
    assert codes(like(alliance, "mara", first)) == ["Tall Cedar"]  # though nobody opens who its persons are
    mixed = alliance.case("Late Swan")
    matching.remember(mara, mixed, "a", "Late Swan", "identity", {("", "", "legal_name"): ("name", "Исаева Хава")})
    matching.remember(mara, mixed, "c1", "Late Swan", "identity", {("", "", "born"): ("born", "2001-05-17")})
    scores = {one.code: one.score for one in like(alliance, "mara", second)}
    assert scores["Amber Fox"] > scores.get("Late Swan", 0)
