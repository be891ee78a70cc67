"""The other journeys that a member opens: whom these people must not meet on the way, who takes a route that failed."""

import datetime
from dataclasses import dataclass

from waystation.casework import going
from waystation.casework.folds import State
from waystation.casework.legs import Leg, places, span
from waystation.casework.meeting import ROUTE_WARNS, Meeting, apart, meetings, on_route, presences
from waystation.store import index, journeys, readings
from waystation.store.keys import Keys
from waystation.store.rows import Row

LIVE_STAGES = ("S8", "S9")  # in which a case has a way out before it; the list of all is never opened
BUDGET = 2.0  # seconds for reading what is new, as lists have


@dataclass
class Way:
    """One case's journey as it stands now, with what Needs says of whom they may not be with."""

    row: Row
    circle: bytes
    journey: State
    legs: list[Leg]
    not_with: str = ""

    @property
    def code(self) -> str:
        return self.row.code

    @property
    def held(self) -> going.Going | None:
        return going.held(self.journey.goes)

    @property
    def under_way(self) -> bool:
        return any(leg.status == "under_way" for leg in self.legs)


def ways(keys: Keys) -> list[Way]:
    """The journeys before departure and under way of which these keys open the legs, by code name."""
    rows = [row for row in index.overview(keys, "case", BUDGET).rows if row.stage in LIVE_STAGES]
    by_row = {row.number: {line.compartment: line.circle for line in row.lines} for row in rows}
    circles = [c for lines in by_row.values() for part, c in lines.items() if part in ("journey", "needs")]
    opened = readings.read_many(keys, circles)
    found = []
    for row in rows:
        lines = by_row[row.number]
        reading, needs = opened.get(lines.get("journey", b"")), opened.get(lines.get("needs", b""))
        if reading is not None and reading.state.records("legs"):
            not_with = (needs.state.get("not_with") or "") if needs else ""
            legs = journeys.legs_of(keys, reading.state)
            found.append(Way(row, reading.circle, reading.state, legs, not_with))
    return sorted(found, key=lambda way: way.code.casefold())


def clashes(every: list[Way]) -> list[Meeting]:
    """Who would meet whom they must not, in all these journeys."""
    pairs = [pair for way in every for pair in apart(way.code, way.not_with)]
    return meetings((p for way in every for p in presences(way.code, way.legs)), pairs)


@dataclass(frozen=True)
class Warned:
    """That somebody was held on a route which another case is to take: whose, when (minute), on which of its legs."""

    code: str
    minute: int
    leg: Leg


def warned(way: Way, every: list[Way]) -> list[Warned]:
    """What happened lately on the route that a journey still has before it."""
    found = []
    for other in every:
        stop = other.held
        if stop is None or other.row.number == way.row.number:
            continue
        at = datetime.datetime.fromtimestamp(stop.minute * 60, datetime.UTC)
        where = places([leg for leg in other.legs if leg.id == stop.leg] or other.legs)
        found += [Warned(other.code, stop.minute, leg) for leg in on_route(where, way.legs, at) if _soon(way, at)]
    return found


def _soon(way: Way, at: datetime.datetime) -> bool:
    whole = span(way.legs)
    return whole is None or whole[0] - at <= ROUTE_WARNS
