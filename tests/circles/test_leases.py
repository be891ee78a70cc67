"""Access for a shift, a stay, a leg: it ends by itself, and what was written within it stays."""

import pytest
from circle_cast import DINA, ILYA, MARA, NOOR, TOMAS, YUSUF, Case, ids, void_texts

from waystation.circles.circle import own
from waystation.circles.errors import Lapsed, NotReader, NotSteward


def case_with_an_escort() -> Case:
    return Case(own(MARA, "steward"), own(ILYA, "reader"), own(YUSUF, "reader", until=100))


def test_an_escort_reads_during_the_leg_and_nothing_written_after_it():
    case = case_with_an_escort()
    case.minute = 99
    case.writes(MARA, "platform 4")
    assert case.reads(YUSUF) == ["platform 4"]
    case.minute = 100
    case.writes(MARA, "at Birch")
    assert case.reads(YUSUF) == ["platform 4"]
    assert case.reads(ILYA) == ["platform 4", "at Birch"]


def test_the_first_minute_after_the_lease_belongs_to_it_no_more():
    case = case_with_an_escort()
    assert case.members(MARA, minute=99) == ids(MARA, ILYA, YUSUF)
    assert case.members(MARA, minute=100) == ids(MARA, ILYA)


def test_what_was_written_within_the_lease_stays():
    case = case_with_an_escort()
    case.writes(YUSUF, "she is with me")
    assert case.reads(MARA, minute=10_000) == ["she is with me"]


def test_writing_after_the_lease_is_refused():
    case = case_with_an_escort()
    case.minute = 100
    with pytest.raises(NotReader):
        case.writes(YUSUF, "late")


def test_what_a_lapsed_escort_slips_in_is_void_and_says_why():
    case = case_with_an_escort()
    case.slips_in(YUSUF, case.view(YUSUF).newest.secret, "note", {"text": "late"}, seq=1, minute=100)
    [(_, why)] = case.view(MARA, minute=100).void
    assert type(why) is Lapsed


def test_a_writers_lease_ends_the_same_way():
    case = Case(own(MARA, "steward"), own(DINA, "writer", until=50))
    case.drops(DINA, "within")
    case.minute = 50
    case.drops(DINA, "after")
    assert case.reads(MARA) == ["within"]
    assert void_texts(case.view(MARA)) == ["after"]


def test_a_lease_is_renewed_by_another_grant():
    case = case_with_an_escort()
    case.minute = 100
    case.writes(MARA, "between")
    case.grants(MARA, YUSUF, until=200)
    assert case.reads(YUSUF) == ["between"]


def test_a_leased_stewards_grants_end_with_the_lease():
    case = Case(own(MARA, "steward"), own(ILYA, "steward", until=100))
    case.grants(ILYA, NOOR)
    case.writes(NOOR, "within")
    case.minute = 100
    assert case.members(MARA) == ids(MARA)
    assert case.reads(MARA) == ["within"]


def test_a_steward_whose_lease_has_ended_grants_nobody():
    case = Case(own(MARA, "steward"), own(ILYA, "steward", until=100))
    case.minute = 100
    with pytest.raises(NotSteward):
        case.grants(ILYA, TOMAS)


def test_nothing_needs_renewing_while_the_lease_runs_and_one_epoch_does_when_it_ends():
    case = case_with_an_escort()
    case.minute = 99
    assert case.view(MARA).renew(MARA) == []
    case.minute = 100
    case.circle.add(*case.view(MARA).renew(MARA))
    assert case.view(MARA).renew(MARA) == []
