"""What follows from an arrival, who may help, the plan at a glance: pure rules, by properties."""

import datetime
import zoneinfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from waystation.casework.errors import BadValue
from waystation.casework.folds import State, Value
from waystation.casework.landing import goals, ties
from waystation.casework.landing.publicholidays import calendar, region_of
from waystation.casework.landing.reception import OPENS, Landing, is_open, jobs, opening, out_of_hours, working_day
from waystation.casework.landing.ties import Household
from waystation.casework.vocabularies import vocabulary

ZONES = ("America/Toronto", "Europe/Vilnius", "Europe/Berlin", "Asia/Kathmandu", "Australia/Lord_Howe", "UTC")
moments = st.builds(
    lambda at, zone: at.replace(tzinfo=zoneinfo.ZoneInfo(zone)),
    st.datetimes(datetime.datetime(2020, 1, 1), datetime.datetime(2035, 1, 1)),
    st.sampled_from(ZONES),
)
landings = st.builds(
    Landing, moments, emergency=st.booleans(), people=st.integers(1, 9), minors=st.booleans(), step_free=st.booleans(),
    interpreter=st.booleans(), layovers=st.integers(0, 4),
)  # fmt: skip
HOUR = datetime.timedelta(hours=1)


def utc(at):
    return at.astimezone(datetime.UTC)


@given(landings)
def test_nobody_is_without_a_bed_a_meal_and_somebody_who_meets_them(landing):
    found = {job.key: job for job in jobs(landing)}
    assert ("hotel" in found) != ("bed" in found)
    assert {"meet", "met", "safe", "phone", "food", "payment", "health", "quiet"} <= found.keys()
    for key in ("hotel", "bed", "interpreter", "meet", "guardian", "stepfree"):
        if key in found:
            assert found[key].due <= landing.at
    assert len(found) == len(jobs(landing)) and ("guardian" in found) == landing.minors
    assert sum(key.startswith("layover") for key in found) == landing.layovers


@given(landings)
def test_what_needs_an_office_is_due_while_one_is_open_and_what_does_not_wait_comes_the_same_night(landing):
    for job in jobs(landing):
        if job.office:
            assert is_open(job.due) and utc(job.due) > utc(landing.at) - 12 * HOUR
        else:
            assert utc(job.due) - utc(landing.at) <= 5 * HOUR  # three hours of the clock, over a change of clocks
    if out_of_hours(landing.at):
        found = {job.key: job for job in jobs(landing)}
        assert "hotel" in found and not found["payment"].office


@given(landings)
def test_jobs_are_in_the_order_of_their_hours_and_their_keys_fit_an_address(landing):
    due = [utc(job.due) for job in jobs(landing)]
    assert due == sorted(due)
    assert all(job.key.isalnum() and job.key.islower() and len(job.key) < 30 for job in jobs(landing))


@given(moments, st.integers(0, 30))
def test_offices_open_on_working_days_at_nine(at, days):
    first = opening(at)
    assert first == at if is_open(at) else (first.time() == OPENS and utc(first) >= utc(at) - HOUR)
    last = working_day(at, days)
    assert is_open(last) and last.weekday() < 5


def test_a_friday_at_2340_waits_for_monday():
    friday = datetime.datetime(2026, 11, 27, 23, 40, tzinfo=zoneinfo.ZoneInfo("America/Toronto"))
    found = {job.key: job for job in jobs(Landing(friday))}
    assert out_of_hours(friday) and found["health"].due.isoformat() == "2026-11-30T16:59:00-05:00"
    noon = datetime.datetime(2026, 11, 25, 11, 0, tzinfo=zoneinfo.ZoneInfo("America/Toronto"))
    assert "bed" in {job.key for job in jobs(Landing(noon))} and "hotel" in {
        job.key for job in jobs(Landing(noon, emergency=True))
    }


def test_a_friday_at_2340_before_a_holiday_monday_waits_for_tuesday_and_brings_food_for_it():
    toronto = zoneinfo.ZoneInfo("America/Toronto")
    friday = datetime.datetime(2026, 10, 9, 23, 40, tzinfo=toronto)
    days = calendar("CA", region_of("CA", "ontario"), {2026})
    assert days[datetime.date(2026, 10, 12)] == "Thanksgiving Day"
    found = {job.key: job for job in jobs(Landing(friday, closed=days))}
    assert found["health"].due.isoformat() == "2026-10-13T16:59:00-04:00" and "Shops" in found["food"].why
    assert not {job.key: job for job in jobs(Landing(friday))}["food"].why  # nothing is claimed where nothing is known
    noon = datetime.datetime(2026, 10, 12, 11, 0, tzinfo=toronto)
    assert "hotel" in {job.key for job in jobs(Landing(noon, closed=days))}
    assert "bed" in {job.key for job in jobs(Landing(noon))}


@given(moments, st.integers(0, 30))
def test_offices_are_never_open_on_a_holiday(at, days):
    closed = calendar("LT", "", range(at.year, at.year + 2))
    last = working_day(at, days, closed)
    assert is_open(last, closed) and last.date() not in closed and last >= working_day(at, days)


def test_holidays_go_by_region_and_unknown_ones_are_never_guessed():
    corpus = datetime.date(2026, 6, 4)
    assert corpus in calendar("DE", region_of("DE", "Bayern"), {2026}) and corpus not in calendar("DE", "", {2026})
    assert region_of("DE", " bayern ") == region_of("DE", "BY") == "BY"
    assert region_of("LT", "Vilnius") == region_of("", "x") == "" and calendar("", "", {2026}) is None
    assert calendar("CA", "", {2026, 2300}) is None  # beyond what the library computes
    with pytest.raises(BadValue, match="Ontario"):
        region_of("CA", "Bayern")


# -- helpers -----------------------------------------------------------------------------------------------------------

TODAY = datetime.date(2026, 11, 27)
helpers = st.fixed_dictionaries(
    {},
    optional={
        "kind": st.sampled_from([w.key for w in vocabulary("helper_kind")]),
        "clear": st.sampled_from([None, True, False]),
        "checked_on": st.sampled_from([None, "2026-11-01", "2024-01-01"]),
        "origin": st.sampled_from(["RU", "UA", None]),
        "community": st.sampled_from(["Chechen", " chechen  DIASPORA", ""]),
        "languages": st.lists(st.sampled_from(["ce", "ru", "en"]), unique=True),
        "despite": st.sampled_from(["", "Known."]),
    },
)  # fmt: skip
AWAY = Household(frozenset({"RU"}), "Chechen", "RU", frozenset({"ce"}))


@given(helpers)
def test_nobody_helps_who_was_not_asked_or_whose_answer_has_no_date_or_is_old(row):
    why = ties.refusals(row, ties.ties(row, AWAY), TODAY)
    if row.get("clear") is not True or row.get("checked_on") != "2026-11-01":
        assert why


@given(helpers)
def test_no_reason_lets_an_interpreter_of_that_community_help_and_others_need_one(row):
    found = ties.ties(row, AWAY)
    why = ties.refusals(row, found, TODAY)
    if row.get("kind") == "interpreter" and any(tie.near for tie in found):
        assert why
    if found and not row.get("despite"):
        assert why
    if not why:
        assert row["clear"] and (not found or row["despite"])


@given(helpers)
def test_without_a_community_to_keep_away_from_no_tie_is_found(row):
    assert ties.ties(row, Household()) == []


# -- the plan ----------------------------------------------------------------------------------------------------------


def state_of(collection, rows):
    values, first = {}, {}
    for n, (record, row) in enumerate(rows.items()):
        first[f"{collection}/{record}"] = n
        for name, value in row.items():
            values[f"{collection}/{record}/{name}"] = [Value(value, b"", n, n, b"")]
    return State(values=values, first=first)


@given(st.sampled_from([w.key for w in vocabulary("language_level")]), st.sampled_from(["clb", "nclc", "cefr", ""]))
def test_a_level_fits_its_own_scale_and_no_other(level, scale):
    assert goals.fits(scale, level) == (bool(scale) and (scale == "cefr") == level.startswith("cefr"))


@given(st.dictionaries(st.sampled_from("abcdef"), st.tuples(st.dates(), st.booleans(), st.booleans()), max_size=6))
def test_every_goal_has_one_place_in_the_picture(rows):
    held = {
        record: {"area": "work", "what": "x", "due": due.isoformat()}
        | ({"met_on": "2026-01-01"} if met else {}) | ({"dropped": True} if dropped else {})
        for record, (due, met, dropped) in rows.items()
    }  # fmt: skip
    found = goals.marks(state_of("goals", held), TODAY)
    assert sorted(m.record for m in found) == sorted(held)
    for mark in found:
        due, met, dropped = rows[mark.record]
        late = not met and not dropped and due < TODAY
        assert (mark.state == "late") == late and (mark.state == "met") == met


def test_the_plan_is_held_by_whoever_accepted_it_last_and_not_by_whom_it_was_sent_to():
    sent = {
        "h1": {"to": "North", "on": "2026-01-01", "accepted_on": "2026-01-03"},
        "h2": {"to": "South", "on": "2026-02-01"},
    }
    state = state_of("handovers", sent)
    assert goals.holder(state) == "North" and goals.open_handover(state)[0] == "h2"
    assert goals.holder(State(values={})) == ""


def test_open_goals_and_services_that_nobody_gives_are_what_is_wanted():
    state = state_of("goals", {"g": {"area": "work", "what": "x"}, "m": {"area": "language", "met_on": "2026-01-01"}})
    assert goals.wanted(state) == ["employment"]


@given(st.dates(datetime.date(2000, 1, 1), datetime.date(2100, 1, 1)), st.sampled_from(sorted(goals.SUPPORT)))
def test_support_ends_so_many_months_later_on_the_same_day_or_the_months_last(arrived, case):
    last = goals.support_until(arrived, case)
    assert (last.year - arrived.year) * 12 + last.month - arrived.month == goals.SUPPORT[case]
    assert last.day == arrived.day or (arrived.day > last.day and (last + datetime.timedelta(1)).day == 1)
