"""Houses and stays as these keys open them, many at once: what the bed chart, placement and a burned house look at.

    seen = lodgings.look(keys, today)               # seen.houses, seen.nights; seen.unread while the index catches up

The index says which circles there are; of them only Capacity and Shelter are read (and Needs where it decides who must
not meet). Cases that were closed before the time over which exposure counts are left out.
"""

import contextlib
import datetime
from dataclasses import dataclass, field

import msgspec

from waystation.casework.beds.occupancy import LOOKED_BACK, House, Lodging, house_of, lodgings_of
from waystation.casework.folds import State
from waystation.circles.errors import WrongKey
from waystation.circles.secret import Box
from waystation.store.lists import index, rows
from waystation.store.lists.rows import Line, Overview
from waystation.store.models import Circle, Snapshot
from waystation.store.sealed.keys import Keys
from waystation.store.sealed.readings import Reading, read_many

DAY = 1440
BATCH = 500  # circles in one question to the database: under SQLite's limit of bound values
_reading = msgspec.msgpack.Decoder(Reading)


@dataclass
class Seen:
    """``houses`` by code name; ``nights``: every stay; ``shelters``, ``needs``, ``codes``, ``stages``: by the case's
    number; ``rows``: the overview that it was read from."""

    rows: Overview
    houses: list[House] = field(default_factory=list)
    nights: list[Lodging] = field(default_factory=list)
    shelters: dict[bytes, State] = field(default_factory=dict)
    needs: dict[bytes, State] = field(default_factory=dict)
    codes: dict[bytes, str] = field(default_factory=dict)
    stages: dict[bytes, str] = field(default_factory=dict)

    def house(self, key: str) -> House | None:
        """A house by its code name, in the form in which names are compared."""
        return next((h for h in self.houses if h.key == key), None)


def look(keys: Keys, today: datetime.date, apart: bool = False, found: Overview | None = None) -> Seen:
    """All houses and stays. ``apart``: with what Needs says, such as who must be kept apart, which costs as much again.
    ``found``: an overview that was made already. The caller logs it."""
    seen = Seen(found or index.overview(keys))
    wanted = {"capacity", "shelter", *(("needs",) if apart else ())}
    lines = [line for row in seen.rows.rows for line in _lines(row, keys.minute, wanted)]
    households = {row.number: row.persons for row in seen.rows.rows}
    seen.stages = {row.number: row.stage for row in seen.rows.rows}
    readings = of_lines(keys, lines)
    for line in lines:
        if (reading := readings.get(line.circle)) is not None:
            _take(seen, line, reading)
    for number, shelter in seen.shelters.items():
        needs = seen.needs.get(number)
        not_with = needs.get("not_with") if needs else ""
        seen.nights += lodgings_of(number, seen.codes[number], shelter, max(1, households[number]), not_with or "")
    seen.houses.sort(key=lambda house: house.key)
    return seen


def _lines(row: rows.Row, now: int, wanted: set[str]) -> list[Line]:
    """The lines of a row that are worth reading: what was closed long ago houses nobody."""
    lines = [line for line in row.lines if line.compartment in wanted]
    if row.stage == "S12" and all(line.summary.latest < now - LOOKED_BACK * DAY for line in lines):
        return []
    return lines


def of_lines(keys: Keys, lines: list[Line]) -> dict[bytes, Reading]:
    """The readings of these circles, from their caches by the keys that the index keeps: opening each circle's epochs
    anew would cost half a millisecond apiece. What changed since the index was read is read from the circle."""
    by_circle, found = {line.circle: line for line in lines}, {}
    ids = list(by_circle)
    for start in range(0, len(ids), BATCH):
        batch = ids[start : start + BATCH]
        sizes = dict(Circle.objects.filter(pk__in=batch).values_list("id", "size"))
        rows = Snapshot.objects.filter(circle__in=batch).values_list("circle", "reach", "size", "sealed")
        for circle, reach, size, sealed in rows:
            line = by_circle[circle]
            if reach == line.reach and size == sizes.get(circle):
                with contextlib.suppress(WrongKey, msgspec.DecodeError):  # damaged: read anew below
                    found[circle] = _reading.decode(Box(line.key).open(sealed, b"reading" + circle))
    return found | read_many(keys, [circle for circle in ids if circle not in found])


def _take(seen: Seen, line: Line, reading: Reading) -> None:
    seen.codes[line.number] = line.code
    if line.compartment == "capacity":
        house = house_of(line.number, reading.state)
        seen.houses.append(house)
    elif line.compartment == "shelter":
        seen.shelters[line.number] = reading.state
    else:
        seen.needs[line.number] = reading.state
