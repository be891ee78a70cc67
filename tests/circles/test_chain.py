"""What is missing or doubled is named."""

import hashlib
import itertools

from circle_cast import DINA, ILYA, MARA, Case, flaws, forge

from waystation.circles.chain import order
from waystation.circles.circle import own
from waystation.circles.envelope import MAX_SEQ, parse_entry, seal_entry
from waystation.circles.secret import name


def two() -> Case:
    return Case(own(MARA, "steward"), own(ILYA, "reader"))


def withhold(case: Case, index: int) -> None:
    """The node keeps back one sealed statement."""
    del case.circle.envelopes[name(case.sealed()[index])]


def test_a_complete_chain_has_no_flaws():
    case = two()
    for i in range(4):
        case.writes((MARA, ILYA)[i % 2], str(i))
    assert flaws(case.view(ILYA)) == []
    assert [s.depth for s in case.view(ILYA).statements] == [0, 1, 2, 3]


def test_a_withheld_statement_is_missed_by_the_one_that_follows():
    case = two()
    for text in ("one", "two", "three"):
        case.writes(MARA, text)
    withhold(case, 1)
    assert case.reads(ILYA) == ["one", "three"]
    assert flaws(case.view(ILYA)) == ["Gap"]


def test_a_withheld_statement_is_missed_by_others_who_had_seen_it():
    case = two()
    case.writes(MARA, "one")
    case.writes(ILYA, "I have read it")
    withhold(case, 0)
    assert flaws(case.view(MARA)) == ["Gap"]


def test_the_last_statement_can_be_withheld_without_a_trace_until_somebody_names_it():
    case = two()
    case.writes(MARA, "one")
    case.writes(ILYA, "two")
    withhold(case, 1)
    assert flaws(case.view(MARA)) == []


def test_a_gap_closes_when_the_statement_arrives():
    case = two()
    case.writes(MARA, "one")
    late = case.sealed()[0]
    case.writes(ILYA, "two")
    withhold(case, 0)
    assert flaws(case.view(MARA)) == ["Gap"]
    case.circle.add(late)
    assert flaws(case.view(MARA)) == []
    assert case.reads(MARA) == ["one", "two"]


def test_a_dropped_report_that_is_withheld_is_missed_by_the_next():
    case = Case(own(MARA, "steward"), own(DINA, "writer"))
    for text in ("one", "two"):
        case.drops(DINA, text)
    withhold(case, 0)
    assert flaws(case.view(MARA)) == ["Gap"]


def test_one_author_with_two_entries_of_one_number_is_a_fork():
    here = two()
    there = here.apart()
    here.writes(ILYA, "from the restored laptop")
    there.writes(ILYA, "from the lost laptop")
    here.meets(there)
    assert flaws(here.view(MARA)) == ["Fork"]
    assert sorted(here.reads(MARA)) == ["from the lost laptop", "from the restored laptop"]


def test_after_a_fork_the_author_goes_on_from_one_of_the_two():
    here = two()
    there = here.apart()
    here.writes(ILYA, "a")
    there.writes(ILYA, "b")
    here.meets(there)
    here.writes(ILYA, "c")
    view = here.view(MARA)
    assert view.statements[-1].entry.seq == 2
    assert flaws(view) == ["Fork"]


def test_the_same_entry_sealed_twice_is_one_statement():
    case = two()
    case.writes(MARA, "once")
    opened = case.view(MARA)
    secret = opened.newest.secret
    case.circle.add(seal_entry(opened.statements[0].signed, case.circle.id, secret.id, secret.box))
    assert case.reads(ILYA) == ["once"]
    assert flaws(case.view(ILYA)) == []


def test_numbers_count_each_authors_statements():
    case = two()
    for who in (MARA, ILYA, MARA, MARA):
        case.writes(who, "x")
    assert [s.entry.seq for s in case.view(MARA).statements] == [1, 1, 2, 3]


def test_a_clock_holds_the_last_number_known_of_every_author():
    case = two()
    for who in (MARA, MARA, ILYA):
        case.writes(who, "x")
    last = case.view(MARA).statements[-1]
    assert last.clock == {MARA.id: 2, ILYA.id: 1}
    assert last.knows(MARA.id, 2)
    assert not last.knows(MARA.id, 3)


def test_who_writes_without_having_looked_names_nothing():
    case = two()
    case.writes(MARA, "one")
    case.circle.add(*case.view(ILYA).write(ILYA, "note", {"text": "blind"}, seen=()))
    [_, blind] = sorted(case.view(MARA).statements, key=lambda s: s.entry.author != MARA.id)
    assert blind.depth == 0
    assert not blind.knows(MARA.id, 1)


def test_the_order_is_the_same_however_entries_are_given():
    signed = [forge(MARA, bytes(16), "note", {"text": "root"}, seq=1)]
    for i in range(3):
        signed.append(forge(ILYA, bytes(16), "note", {"text": str(i)}, seq=i + 1, seen=(name(signed[i // 2]),)))
    entries = [(name(s), parse_entry(s), s, hashlib.sha256(s).digest()) for s in signed]
    outcomes = {tuple((s.id, s.depth) for s in order(given)[0]) for given in itertools.permutations(entries)}
    assert len(outcomes) == 1


def test_one_authors_statements_stand_in_their_order_also_where_one_between_them_is_withheld():
    for _ in range(12):  # names are random: without the rule, half of the cases would stand the other way
        case = two()
        for text in ("one", "two", "three", "four"):
            case.writes(MARA, text)
        withhold(case, 1)
        assert case.reads(ILYA) == ["one", "three", "four"]


def entries_of(*signed: bytes):
    return [(name(s), parse_entry(s), s, hashlib.sha256(s).digest()) for s in signed]


def test_authors_who_number_against_what_they_name_lose_their_place_and_no_statement():
    """Each one's high number stands, by its number, after a low one that names the other's high number."""
    here = bytes(16)
    marah = forge(MARA, here, "note", {"text": "Mara 9"}, seq=9, prev=bytes(32))
    ilyah = forge(ILYA, here, "note", {"text": "Ilya 9"}, seq=9, prev=bytes(32))
    maral = forge(MARA, here, "note", {"text": "Mara 1"}, seq=1, seen=(name(ilyah),))
    ilyal = forge(ILYA, here, "note", {"text": "Ilya 1"}, seq=1, seen=(name(marah),))
    after = forge(DINA, here, "note", {"text": "after"}, seq=1, seen=(name(maral),))
    outcomes = []
    for given in itertools.permutations(entries_of(marah, ilyah, maral, ilyal, after)):
        ordered, _ = order(given)
        assert len(ordered) == 5
        outcomes.append([s.id for s in ordered])
    assert all(outcome == outcomes[0] for outcome in outcomes)
    depth = {s.id: s.depth for s in order(entries_of(marah, ilyah, maral, ilyal, after))[0]}
    assert depth[name(ilyah)] < depth[name(maral)] < depth[name(after)]


def test_a_first_statement_that_is_not_numbered_one_is_named():
    case = two()
    case.slips_in(ILYA, case.view(ILYA).newest.secret, "note", {"text": "x"}, seq=5)
    assert flaws(case.view(MARA)) == ["Gap"]


def test_a_number_that_does_not_follow_the_one_before_is_named():
    case = two()
    case.writes(ILYA, "one")
    view = case.view(ILYA)
    case.slips_in(ILYA, view.newest.secret, "note", {"text": "x"}, seq=9, prev=view.pen(ILYA.id).last)
    assert flaws(case.view(MARA)) == ["Gap"]


def test_a_statement_that_continues_anothers_chain_is_named():
    case = two()
    case.writes(MARA, "one")
    view = case.view(ILYA)
    case.slips_in(ILYA, view.newest.secret, "note", {"text": "x"}, seq=2, prev=view.pen(MARA.id).last)
    assert flaws(case.view(MARA)) == ["Gap"]


def test_a_thief_who_takes_the_last_number_does_not_silence_the_author():
    case = two()
    case.slips_in(ILYA, case.view(ILYA).newest.secret, "note", {"text": "the thief"}, seq=MAX_SEQ)
    case.writes(ILYA, "still here")
    assert "still here" in case.reads(MARA)


def test_a_number_above_the_last_is_malformed():
    case = two()
    case.slips_in(ILYA, case.view(ILYA).newest.secret, "note", {"text": "x"}, seq=MAX_SEQ + 1)
    assert flaws(case.view(MARA)) == ["Malformed"]
