"""A paper holds to the end of its day where it was issued, whatever the clocks do there."""

import datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from waystation.casework.clocks import DAY, alert, level, minute
from waystation.casework.midnights import last_minute, zones_of
from waystation.casework.midnightzones import ZONES
from waystation.casework.vocabularies import vocabulary

COUNTRIES = sorted(ZONES)
DATES = st.dates(datetime.date(1990, 1, 1), datetime.date(2090, 12, 30))


def moment(at):
    return datetime.datetime.fromtimestamp(at * 60, datetime.UTC)


@given(DATES, st.sampled_from(COUNTRIES))
def test_the_last_minute_is_on_that_day_and_the_next_is_not_in_the_zone_that_ends_first(day, country):
    at = last_minute(day.isoformat(), country)
    here = [(moment(at).astimezone(ZoneInfo(z)), moment(at + 1).astimezone(ZoneInfo(z))) for z in zones_of(country)]
    assert all(last.date() <= day for last, _after in here)
    assert any(after.date() > day for _last, after in here)


@given(DATES, st.sampled_from(COUNTRIES))
def test_no_zone_of_the_country_ends_the_day_earlier(day, country):
    midnight = datetime.datetime.combine(day + datetime.timedelta(days=1), datetime.time())
    ends = [midnight.replace(tzinfo=ZoneInfo(zone)).timestamp() for zone in zones_of(country)]
    assert last_minute(day.isoformat(), country) * 60 < min(ends) <= (last_minute(day.isoformat(), country) + 2) * 60


@given(DATES, st.sampled_from(COUNTRIES))
def test_days_follow_each_other_also_where_clocks_change_and_in_leap_years(day, country):
    one, two = (last_minute((day + datetime.timedelta(days=n)).isoformat(), country) for n in (0, 1))
    assert 22 * 60 <= two - one <= 26 * 60 or country in ("WS", "KI", "TK")  # those that went over the date line


@given(DATES)
def test_a_paper_of_no_country_ends_with_the_day_of_utc(day):
    assert moment(last_minute(day.isoformat())) == datetime.datetime.combine(day, datetime.time(23, 59), datetime.UTC)
    assert minute(day.isoformat()) == last_minute(day.isoformat())


@pytest.mark.parametrize(
    ("day", "country", "ends"),
    [
        ("2026-03-31", "DE", "2026-03-31 21:59"),  # summer time
        ("2026-01-31", "DE", "2026-01-31 22:59"),
        ("2028-02-29", "CA", "2028-03-01 03:29"),  # Newfoundland's midnight comes first
        ("2026-11-27", "RU", "2026-11-27 11:59"),  # Anadyr
        ("2023-04-27", "EG", "2023-04-27 21:59"),  # clocks go forward over this very midnight
        ("2026-06-30", "XX", "2026-06-30 23:59"),
        ("9999-12-31", "RU", "9999-12-31 23:59"),
    ],
)
def test_days_end_as_they_do_there(day, country, ends):
    assert moment(last_minute(day, country)).strftime("%Y-%m-%d %H:%M") == ends


def test_every_country_of_the_vocabulary_has_a_zone_that_exists():
    assert {word.key for word in vocabulary("country")} <= ZONES.keys()
    for names in ZONES.values():
        assert all(ZoneInfo(name) for name in names)


@given(st.integers(-40 * DAY, 40 * DAY))
def test_alerts_come_at_30_14_7_and_2_days_and_never_before_it_shows_as_due(left):
    found = alert(left, 0)
    assert (found is not None) == (level(left, 0, notice=30 * DAY) == "due")
    if found:
        assert left <= found * DAY
        assert not any(left <= other * DAY for other in (30, 14, 7, 2) if other < found)
