"""Parts of a household whose slots were decided one by one leave on days of their own."""

import datetime

import pytest
from case_cast import SAM, TOMAS, Story

from waystation.casework.travel import days
from waystation.casework.travel.apart import Part, parts
from waystation.casework.travel.days import JOURNEY, Days
from waystation.casework.visas import departing, failing

FIRST, SECOND = datetime.date(2026, 12, 7), datetime.date(2026, 12, 21)
HOUSEHOLD = {"a": "A", "b": "B", "c": "C"}


def slot(week, persons=""):
    return {"departs_on": week.isoformat(), "persons": persons}


def said(story, leaves, persons=()):
    story.lists(SAM, JOURNEY, days.record_of(persons), **days.saying(Days(leaves), None, persons))


def test_a_household_with_one_slot_leaves_together():
    assert parts([slot(FIRST)], HOUSEHOLD) == [Part(weeks=(FIRST,))]
    assert parts([], HOUSEHOLD) == [Part()]


def test_each_part_has_the_week_of_its_slot_and_who_has_none_waits():
    two = [slot(SECOND, "C"), slot(FIRST, "B A")]
    assert parts(two, HOUSEHOLD) == [Part(("A", "B"), ("a", "b"), (FIRST,)), Part(("C",), ("c",), (SECOND,))]
    assert parts(two[:1], HOUSEHOLD) == [Part(("A", "B"), ("a", "b"), ()), Part(("C",), ("c",), (SECOND,))]


@pytest.mark.parametrize("slots", [[slot(FIRST, "A B C")], [slot(FIRST, "A"), slot(SECOND)], [slot(FIRST, "A D")]])
def test_slots_that_make_no_parts_leave_the_household_together(slots):
    assert [part.letters for part in parts(slots, HOUSEHOLD)] == [()]


def test_what_was_said_of_the_household_counts_for_a_part_until_something_is_said_of_it():
    story = Story("plan")
    said(story, FIRST)
    assert days.told(story.state, JOURNEY, ["c"]).leaves == FIRST
    said(story, SECOND, ["c"])
    assert days.told(story.state, JOURNEY, ["c"]).leaves == SECOND
    assert days.told(story.state, JOURNEY).leaves == FIRST
    assert [one.leaves for one in days.every(story.state, JOURNEY)] == [FIRST, SECOND]


def test_a_word_about_a_part_ends_the_households_and_one_about_the_household_those_of_all_parts():
    story = Story("plan")
    said(story, FIRST)
    said(story, FIRST, ["a", "b"])
    said(story, SECOND, ["c"])
    assert days.ended_by(story.state, JOURNEY, ["b", "a"]) == [days.RECORD]
    assert days.ended_by(story.state, JOURNEY, ["b"]) == [days.RECORD, days.record_of(["a", "b"])]
    assert len(days.ended_by(story.state, JOURNEY)) == 2


def test_each_persons_papers_are_held_against_the_day_of_their_part():
    story = Story("papers")
    story.says(TOMAS, planned_departure=FIRST.isoformat())
    story.lists(TOMAS, "departures", days.record_of(["c"]), persons=["c"], leaves_on=SECOND.isoformat(), way_days=2)
    for person in ("a", "c"):
        begins = (FIRST + datetime.timedelta(days=3)).isoformat()
        story.lists(TOMAS, "documents", f"d{person}", person=person, kind="national_d_visa", valid_from=begins)
    assert (departing.leaves(story.state, "a"), departing.leaves(story.state, "c")) == (str(FIRST), str(SECOND))
    assert departing.every(story.state) == [str(FIRST), str(SECOND)]
    assert [record for record, _day in failing.not_yet(story.state)] == ["da"]
    assert days.of_papers(story.state, ["c"]) == Days(SECOND, SECOND + datetime.timedelta(days=1))
    assert days.of_papers(story.state, ["a", "b"]) == Days(FIRST, FIRST)
