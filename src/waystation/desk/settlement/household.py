"""What the pages after arrival know of a household, from the parts that their reader opens."""

import datetime
import zoneinfo
from collections.abc import Mapping
from typing import Any

from waystation.casework.errors import BadValue
from waystation.casework.folds import State
from waystation.casework.landing.publicholidays import calendar, region_of
from waystation.casework.landing.reception import SCREEN_AFTER, Landing, speaks
from waystation.casework.landing.ties import Household
from waystation.store.files.casefiles import CaseFile
from waystation.store.settling.landing import ARRIVAL

MINORS = ("0_4", "5_11", "12_15", "16_17")


def newest(state: State) -> dict[str, Any]:
    """The arrival that counts: the one that the page writes, else the last; empty where nobody knows one."""
    rows = state.rows("arrivals")
    return rows.get(ARRIVAL) or next(reversed(rows.values()), {})


def zone_of(name: str | None) -> datetime.tzinfo:
    """A time zone by its name; UTC where it is none."""
    try:
        return zoneinfo.ZoneInfo(name or "UTC")
    except (zoneinfo.ZoneInfoNotFoundError, ValueError):
        return datetime.UTC


def landing(file: CaseFile, state: State) -> Landing | None:
    """The arrival as reception plans for it; None before anybody wrote one."""
    row = newest(state)
    if not row.get("at"):
        return None
    needs = file.states.get("needs") or State()
    at = datetime.datetime.fromisoformat(row["at"]).astimezone(zone_of(row.get("zone")))
    return Landing(
        at=at,
        emergency=bool(row.get("emergency")) or needs.get("priority") == "emergency",
        people=len(file.persons),
        minors=has_minors(needs),
        step_free=needs.get("step_free") is True,
        interpreter=not speaks(row.get("country") or "", languages(needs)),
        layovers=len(state.records("layovers")),
        closed=holidays(row, at.date()),
    )


def holidays(row: dict[str, Any], day: datetime.date) -> Mapping[datetime.date, str] | None:
    """The public holidays of the place of an arrival, as far as its first weeks reach; None where they are not known.
    A region that nobody knows, from another program, counts as none."""
    country = str(row.get("country") or "")
    try:
        region = region_of(country, row.get("region") or "")
    except BadValue:
        region = ""
    last = day + datetime.timedelta(days=2 * SCREEN_AFTER)
    found = calendar(country, region, range(day.year, last.year + 1))
    return None if found is None else {d: name for d, name in found.items() if day <= d <= last}


def has_minors(needs: State) -> bool:
    return any(row.get("minor") or row.get("age_band") in MINORS for row in needs.rows("persons").values())


def languages(needs: State) -> set[str]:
    """The languages of all members of the household."""
    found = set(needs.get("languages") or ())
    for row in needs.rows("persons").values():
        found |= set(row.get("languages") or ())
    return found


def household(file: CaseFile, state: State) -> Household:
    """What helpers are compared with. Nationalities count where identity is open to this reader."""
    origins: set[str] = set()
    for part in file.parts.values():
        if part.kind.key == "identity" and part.state is not None:
            origins |= set(part.state.get("nationalities") or ())
    return Household(
        frozenset(origins), state.get("away_community") or "", state.get("away_country") or "",
        frozenset(state.get("away_languages") or ()),
    )  # fmt: skip
