"""Days of the way out: what one desk says in Plan the other reads as it was said, and papers are held against them."""

import datetime

from case_cast import RUTH, SAM, TOMAS, Story
from hypothesis import given
from hypothesis import strategies as st

from waystation.casework.travel import days
from waystation.casework.travel.days import JOURNEY, PAPERS, RECORD, Days

DAYS = st.dates(datetime.date(2026, 1, 1), datetime.date(2028, 1, 1))
WAYS = st.builds(lambda first, n: Days(first, first + datetime.timedelta(days=n)), DAYS, st.integers(0, 20))


def papers(kind="national_d_visa", **row):
    story = Story("papers")
    story.lists(TOMAS, "documents", "d1", person="a", kind=kind, **row)
    return story.state


def late(state, way):
    return [one.record for one in days.too_short(state, way, ["a"])]


@given(WAYS, st.sampled_from([JOURNEY, PAPERS]))
def test_what_is_said_is_read_as_it_was_said(way, where):
    story = Story("plan")
    story.lists(SAM, where, RECORD, **days.saying(way, "2026-01-01T12:00+00:00"))
    told = days.told(story.state, where)
    assert days.same(told, way)
    assert told.author == SAM
    assert told.compared == ""


@given(WAYS, WAYS)
def test_the_last_word_stands_and_asks_for_a_new_answer(first, second):
    story = Story("plan")
    story.lists(SAM, JOURNEY, RECORD, **days.saying(first))
    story.lists(TOMAS, JOURNEY, RECORD, compared_by=TOMAS.hex())
    story.lists(SAM, JOURNEY, RECORD, **days.saying(second))
    assert days.same(days.told(story.state, JOURNEY), second)
    assert days.told(story.state, JOURNEY).compared == ""


@given(WAYS)
def test_papers_that_took_the_days_over_say_the_same(way):
    story = Story("papers")
    story.says(TOMAS, planned_departure=way.leaves.isoformat(), way_days=way.length)
    assert days.same(days.of_papers(story.state), way)


@given(WAYS, st.integers(-30, 30))
def test_a_visa_carries_them_exactly_when_it_is_good_on_the_last_day(way, left):
    ends = way.last + datetime.timedelta(days=left)
    assert bool(late(papers(expires=ends.isoformat()), way)) == (left < 0)


@given(WAYS, st.integers(-30, 30))
def test_a_visa_that_begins_after_they_leave_carries_nobody(way, gap):
    begins = way.leaves + datetime.timedelta(days=gap)
    assert bool(late(papers(valid_from=begins.isoformat()), way)) == (gap > 0)


@given(WAYS)
def test_what_nobody_travels_on_may_end_before(way):
    gone = (way.leaves - datetime.timedelta(days=9)).isoformat()
    assert late(papers("police_certificate", expires=gone), way) == []


@given(WAYS, st.integers(1, 20))
def test_an_exit_check_must_hold_when_they_leave_and_not_when_they_land(way, before):
    story = Story("papers")
    check = {"person": "a", "at": f"{way.leaves - datetime.timedelta(days=5)}T12:00+00:00", "answer": "go"}
    story.lists(TOMAS, "exit_checks", "e1", valid_until=way.leaves.isoformat(), **check)
    assert late(story.state, way) == []
    story.lists(TOMAS, "exit_checks", "e1", valid_until=(way.leaves - datetime.timedelta(days=before)).isoformat())
    assert late(story.state, way) == ["e1"]


def test_nothing_said_is_nothing_known():
    story = Story("plan")
    story.says(RUTH, weight=2)
    assert days.told(story.state, JOURNEY) is None
    assert days.told(None, JOURNEY) is None
    assert days.of_papers(Story("papers").state) is None
