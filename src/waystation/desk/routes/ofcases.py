"""The journeys of cases as the legal check takes them, and which of them a new table of entry rules breaks."""

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from waystation.casework.folds import State
from waystation.desk.cases.overview import BUDGET
from waystation.desk.routes import rules
from waystation.planning.passage.changes import Broken, Way, broken
from waystation.planning.passage.journeys import PASSPORT, Leg, Traveller, Visa
from waystation.store.lists import index
from waystation.store.sealed.keys import Keys
from waystation.store.sealed.readings import Reading, read_many

# Read in one request, at a few milliseconds each where nobody read them before; a programme has some dozens under way.
MOST = 500
ENTRIES = {"single": 1, "double": 2, "multiple": 0}  # of the vocabulary, as the check counts them


@dataclass(frozen=True)
class Compared:
    """Journeys that break, by case: its number, code name and worse answers. ``read`` journeys of ``of`` were looked
    at."""

    cases: list[tuple[str, str, list[Broken]]]
    read: int
    of: int


def ways(state: State) -> Iterator[Way]:
    """Each traveller of a journey with the legs that are theirs, in order. Legs without times or countries are left
    out, and with them the traveller's question."""
    legs = [row for row in state.rows("legs").values() if row.get("status") not in ("aborted", "arrived")]
    legs.sort(key=lambda row: (row.get("number") or 0, row.get("departs") or ""))
    for row in state.rows("travellers").values():
        mine = [leg_of(leg) for leg in legs if not leg.get("persons") or row.get("person") in leg["persons"]]
        if row.get("passport") and mine and all(mine):
            yield traveller_of(row, state), [leg for leg in mine if leg]


def traveller_of(row: dict[str, Any], state: State) -> Traveller:
    """One traveller's row of a journey as the legal check takes it."""
    until, since = day(row.get("use_by")), day(row.get("visas_from"))
    entries = ENTRIES.get(row.get("visas_entries") or "")
    return Traveller(
        row["passport"], row.get("document") or PASSPORT,
        tuple(Visa(country, since, until, entries) for country in row.get("visas") or ()), until,
        exit_check=state.get("exit_check") or "", exit_check_until=day(state.get("exit_check_until")),
    )  # fmt: skip


def leg_of(row: Mapping[str, Any]) -> Leg | None:
    """One leg's row as the legal check takes it; None without times or countries."""
    departs, arrives = _time(row.get("departs")), _time(row.get("arrives"))
    if departs is None or not row.get("from_country") or not row.get("to_country"):
        return None
    places = (row.get("from_place") or "", row.get("to_place") or "")
    countries = (row["from_country"], row["to_country"])
    return Leg(row.get("transport") or "", *places, *countries, departs, arrives, row.get("airside") is True)


def day(text: Any) -> datetime.date | None:
    return datetime.date.fromisoformat(str(text)[:10]) if text else None


def _time(text: Any) -> datetime.datetime | None:
    if not text:
        return None
    at = datetime.datetime.fromisoformat(str(text))
    return at if at.tzinfo else at.replace(tzinfo=datetime.UTC)


def compared(keys: Keys) -> tuple[Compared, list[bytes]]:
    """The journeys of cases that the table in use breaks, against the one before; and the circles read, for the access
    log."""
    rows = index.overview(keys, "case", BUDGET).rows
    lines = [line for row in rows for line in row.lines if line.compartment == "journey"]
    readings: dict[bytes, Reading] = {}
    for owner in index.owners(keys):
        missing = [line.circle for line in lines[:MOST] if line.circle not in readings]
        readings |= read_many(keys, missing, owner)
    found = []
    before, after = rules.of(keys, before=True), rules.of(keys)
    for line in lines:
        if line.circle in readings:
            journeys = dict(enumerate(ways(readings[line.circle].state)))
            if worse := broken(journeys, before, after):
                found.append((line.number.hex(), line.code, worse))
    return Compared(sorted(found, key=lambda case: case[1]), len(readings), len(lines)), list(readings)
