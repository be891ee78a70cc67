"""What a newcomer sees of the past: all of it, or nothing before today, and that for good."""

import msgspec
import pytest
from circle_cast import ADA, ILYA, MARA, NOOR, RUTH, TOMAS, YUSUF, Case

from waystation.circles.circle import own
from waystation.circles.envelope import pack
from waystation.circles.secret import name


def case_with_a_past() -> Case:
    case = Case(own(MARA, "steward"), own(ILYA, "steward"))
    case.writes(MARA, "old")
    return case


def test_who_is_admitted_from_now_on_reads_only_what_follows():
    case = case_with_a_past()
    case.grants(MARA, NOOR, history=False)
    case.writes(MARA, "new")
    assert case.reads(NOOR) == ["new"]
    assert case.view(NOOR).sealed_off == 1
    assert case.reads(ILYA) == ["old", "new"]


@pytest.mark.parametrize(
    "later",
    [
        lambda case: case.grants(MARA, TOMAS),
        lambda case: case.grants(ILYA, TOMAS, history=False),
        lambda case: case.revokes(MARA, ILYA),
        lambda case: case.writes(NOOR, "mine"),
        lambda case: (case.grants(MARA, TOMAS), case.revokes(MARA, TOMAS), case.writes(ILYA, "more")),
        lambda case: (case.grants(MARA, YUSUF, until=5), setattr(case, "minute", 6), case.writes(ILYA, "more")),
    ],
    ids=["one joins", "one joins from now on", "a steward leaves", "she writes", "one comes and goes", "a lease"],
)
def test_history_stays_withheld_whatever_happens_later(later):
    case = case_with_a_past()
    case.grants(MARA, NOOR, history=False)
    later(case)
    case.writes(MARA, "new")
    assert "old" not in case.reads(NOOR)
    assert "new" in case.reads(NOOR)


def test_a_later_newcomer_with_history_still_gets_all_of_it():
    case = case_with_a_past()
    case.grants(MARA, NOOR, history=False)
    case.writes(NOOR, "mine")
    case.grants(MARA, TOMAS)
    assert set(case.reads(TOMAS)) == {"old", "mine"}
    assert case.reads(NOOR) == ["mine"]


def test_each_newcomer_from_now_on_has_their_own_now():
    case = case_with_a_past()
    case.grants(MARA, NOOR, history=False)
    case.writes(MARA, "second")
    case.grants(MARA, TOMAS, history=False)
    case.writes(MARA, "third")
    assert case.reads(NOOR) == ["second", "third"]
    assert case.reads(TOMAS) == ["third"]
    assert case.reads(ILYA) == ["old", "second", "third"]


def test_a_second_grant_with_history_opens_the_past():
    case = case_with_a_past()
    case.grants(MARA, NOOR, history=False)
    case.grants(MARA, NOOR)
    assert case.reads(NOOR) == ["old"]


def test_when_the_newcomer_has_left_a_new_member_gets_the_whole_past():
    case = case_with_a_past()
    case.grants(MARA, NOOR, history=False)
    case.writes(MARA, "second")
    case.revokes(MARA, NOOR)
    case.grants(MARA, ADA)
    assert case.reads(ADA) == ["old", "second"]
    assert case.reads(NOOR) == ["second"]


def test_readmission_from_now_on_gives_back_what_was_held_before_and_not_the_time_away():
    case = case_with_a_past()
    case.grants(MARA, NOOR)
    case.revokes(MARA, NOOR)
    case.writes(MARA, "while she was away")
    case.grants(MARA, NOOR, history=False)
    case.writes(MARA, "welcome back")
    assert set(case.reads(NOOR)) == {"old", "welcome back"}


def test_old_epochs_are_handed_on_one_by_one_and_not_in_every_epoch_again():
    case = case_with_a_past()
    for minute in range(3):
        case.minute = minute
        case.grants(MARA, RUTH)
        case.revokes(MARA, RUTH)
    assert [len(epoch.back) for epoch in case.epochs()] == [0, 1, 1, 1, 1, 1, 1]


def test_a_node_that_renumbers_an_old_epoch_does_not_hand_it_to_someone_admitted_from_now_on():
    case = case_with_a_past()
    [first] = case.epochs()
    case.grants(MARA, NOOR, history=False)
    del case.circle.envelopes[name(case.envelope_of(first.id))]
    case.circle.add(pack(msgspec.structs.replace(first, n=99)))
    case.grants(MARA, TOMAS)
    assert case.reads(NOOR) == []


def test_a_renewal_made_elsewhere_in_ignorance_of_a_newcomer_does_not_give_them_the_past():
    case = Case(own(MARA, "steward"), own(ILYA, "reader"), own(YUSUF, "reader", until=10))
    case.writes(MARA, "old")
    case.minute = 10
    away = case.apart()
    case.grants(MARA, NOOR, history=False)
    away.writes(ILYA, "meanwhile")  # the lease has ended: this mints, and hands on everything
    case.meets(away)
    case.grants(MARA, TOMAS)
    assert "old" not in case.reads(NOOR)
    assert case.reads(TOMAS) == ["old", "meanwhile"]


def test_a_newcomer_whose_grant_sleeps_and_wakes_gains_no_past():
    case = Case(own(MARA, "steward"), own(ILYA, "steward", until=10))
    case.writes(MARA, "old")
    case.grants(ILYA, NOOR, history=False)
    case.minute = 10
    case.writes(MARA, "while her steward was away")
    case.grants(MARA, ILYA, "steward")
    case.writes(MARA, "welcome back")
    assert case.reads(NOOR) == ["welcome back"]
