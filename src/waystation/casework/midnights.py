"""Midnights: when a day ends for whoever issued a paper.

    last_minute("2026-03-31", "DE")     # 2026-03-31T21:59 in UTC: midnight of Berlin's summer time

A passport lapses at midnight where it was issued, not where its holder stands or where the server does. Of a country
with several zones the one counts whose day ends first: a paper is never shown as good an hour too long.
"""

import datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from waystation.casework.midnightzones import ZONES

_DAY = datetime.timedelta(days=1)


def zones_of(country: str) -> tuple[str, ...]:
    """The zones of a country in which its day can end first; UTC for a country that is not known."""
    return ZONES.get(country, ("UTC",))


@lru_cache(maxsize=65536)  # dates of papers repeat, and an index of ten thousand cases asks for all of them
def last_minute(day: str, country: str = "") -> int:
    """The last whole minute (since 1970, UTC) of an ISO day at the issuer. Without a country the day is UTC's.

    Where clocks are put forward over midnight the day ends as they are put; where midnight comes twice, at the first.
    Raises ValueError for what is no date.
    """
    date = datetime.date.fromisoformat(day)
    if date == datetime.date.max:  # there is no day after it to begin
        return int(datetime.datetime.fromisoformat(f"{day}T23:59+00:00").timestamp() // 60)
    next_day = date + _DAY
    ends = (datetime.datetime.combine(next_day, datetime.time(), ZoneInfo(zone)) for zone in zones_of(country))
    return int(min(end.timestamp() for end in ends) // 60) - 1
