"""The ways out that a member opens, before departure and under way: each case's journey with its legs as they stand.

for way in ways(keys): print(way.code, way.under_way, way.held)
"""

from dataclasses import dataclass

from waystation.casework import going
from waystation.casework.folds import State
from waystation.casework.legs import Leg
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
