"""The ways out that a member opens, before departure and under way: each case's journey with its legs as they stand.

for way in ways(keys): print(way.code, way.under_way, way.held)
"""

from dataclasses import dataclass, field

from waystation.casework.byhand import going
from waystation.casework.folds import State
from waystation.casework.travel.legs import Leg, legs
from waystation.store.files.casefiles import Part
from waystation.store.lists import index
from waystation.store.lists.rows import Row
from waystation.store.sealed import readings
from waystation.store.sealed.keys import Keys
from waystation.store.travel import journeys

LIVE_STAGES = ("S8", "S9")  # in which a case has a way out before it; the list of all is never opened
BUDGET = 2.0  # seconds for reading what is new, as lists have


@dataclass
class Way:
    """One case's journey as it stands now, with what Needs says of whom they may not be with. ``sheets``: of
    its legs, by their records."""

    row: Row
    circle: bytes
    journey: State
    legs: list[Leg]
    not_with: str = ""
    sheets: dict[str, Part] = field(default_factory=dict)

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
    read = {row.number: opened[c] for row in rows if (c := by_row[row.number].get("journey")) in opened}
    read = {number: reading for number, reading in read.items() if reading.state.records("legs")}
    sheets = journeys.sheets_of_many(keys, {number: reading.state for number, reading in read.items()})
    found = []
    for row in rows:
        reading, needs = read.get(row.number), opened.get(by_row[row.number].get("needs", b""))
        if reading is not None:
            not_with = (needs.state.get("not_with") or "") if needs else ""
            handed = sheets[row.number]
            as_now = legs(reading.state, journeys.said(handed))
            found.append(Way(row, reading.circle, reading.state, as_now, not_with, handed))
    return sorted(found, key=lambda way: way.code.casefold())
