"""The bed chart's layout: houses and beds × days, stays as bars. Pure: houses and stays in, rows of cells out.

A chart is a table whose columns are days, so that it reads aloud, needs no script and follows the direction of the
language. Bars that do not fit side by side in one bed lie in rows of their own.
"""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from waystation.casework.beds.occupancy import Day, Exposure, House, Lodging, exposure, free
from waystation.casework.folded import folded

ONE = datetime.timedelta(1)
SPANS = {14: "two weeks", 42: "six weeks", 180: "half a year"}
BEFORE = {14: 2, 42: 7, 180: 14}  # days shown before today: enough to see who came lately


@dataclass(frozen=True)
class Cell:
    """So many days of a row: a stay, days on which the bed is out of use, or free ones (no ``stay``, not ``out``)."""

    days: int
    stay: Lodging | None = None
    level: str = ""  # "late" or "due" of a stay that is too long, "over" where two lie in one bed
    out: bool = False
    opens: bool = True  # whether the bar begins here, and not before the chart
    closes: bool = True  # whether it ends here, and neither after the chart nor on a day that nobody said
    tried: bool = False  # the stay that a what-if asks about


@dataclass
class Lane:
    """A row: a bed, or what of its stays found no room in the row above. ``bed`` empty: no bed was chosen."""

    bed: str
    room: str
    cells: list[Cell] = field(default_factory=list)
    first: bool = True


@dataclass
class Block:
    """A house with its rows. ``tonight``: who sleeps there now; ``coming``, ``going``: today's arrivals and leavers,
    as planned; ``gone``: who left today."""

    house: House
    lanes: list[Lane]
    beds: int
    left: int
    exposure: Exposure
    tonight: list[Lodging]
    coming: list[Lodging]
    going: list[Lodging]
    long: int = 0
    gone: list[Lodging] = field(default_factory=list)


@dataclass(frozen=True)
class Tick:
    """A stretch of the time axis: its first day, and how many days it spans."""

    day: Day
    days: int
    today: bool = False


@dataclass
class Chart:
    """What a chart shows: ``start`` and the number of ``days``, the axis, and the houses."""

    start: Day
    days: int
    today: Day
    months: list[Tick]
    ticks: list[Tick]
    blocks: list[Block]

    def line(self, rtl: bool) -> str:
        """Where today's line stands, in percent from the left."""
        at = 100 * ((self.today - self.start).days + 0.5) / self.days
        return f"{100 - at if rtl else at:.2f}%"


def chart(
    houses: Iterable[House], nights: Sequence[Lodging], start: Day, days: int, today: Day, tried: str = ""
) -> Chart:
    """The chart of some houses over ``days`` from ``start``. ``tried``: the record of the stay that a what-if is about.
    Stays in houses that are not among these are left out."""
    by_house: dict[str, list[Lodging]] = defaultdict(list)
    for stay in nights:
        by_house[stay.house].append(stay)
    blocks = [_block(h, by_house.get(h.key, []), start, days, today, tried) for h in houses]
    return Chart(start, days, today, _months(start, days), _ticks(start, days, today), blocks)


def _block(house: House, nights: list[Lodging], start: Day, days: int, today: Day, tried: str) -> Block:
    end = start + days * ONE
    here = sorted((n for n in nights if n.overlaps(start, end, today)), key=lambda n: (n.since, n.code))
    levels = {id(n): n.over_long(house, today) for n in here}
    lanes: list[Lane] = []
    known = {folded(bed.name) for bed in house.beds}
    for bed in house.beds:
        own = [n for n in here if n.bed == folded(bed.name)]
        for row, lane in enumerate(_packed(own, today) or [[]]):
            cells = _cells(lane, levels, start, end, today, tried, row >= bed.sleeps, bed.out if not row else None)
            lanes.append(Lane(bed.name, bed.room, cells, not row))
    loose = [n for n in here if n.bed not in known]
    for row, lane in enumerate(_packed(loose, today)):
        lanes.append(Lane("", "", _cells(lane, levels, start, end, today, tried, False, None), not row))
    tonight = [n for n in nights if n.sleeps(today, today) and n.left is None]
    return Block(
        house, lanes or [Lane("", "", [Cell(days)])], sum(b.sleeps for b in house.beds if b.usable(today)),
        free(house, nights, today, today), exposure(house, nights, today), sorted(tonight, key=lambda n: n.code),
        [n for n in tonight if not n.came], [n for n in nights if n.until == today and n.left is None],
        sum(levels[id(n)] == "late" for n in here), [n for n in nights if n.left == today],
    )  # fmt: skip


def _packed(nights: list[Lodging], today: Day) -> list[list[Lodging]]:
    """Stays, sorted by their beginning, in as few rows as show all of them."""
    rows: list[list[Lodging]] = []
    for stay in nights:
        row = next((r for r in rows if r[-1].ends(today) <= stay.since), None)
        if row is None:
            rows.append([stay])
        else:
            row.append(stay)
    return rows


def _cells(
    lane: list[Lodging], levels: dict[int, str], start: Day, end: Day, today: Day, tried: str, over: bool,
    out: tuple[Day, Day] | None,
) -> list[Cell]:  # fmt: skip
    cells: list[Cell] = []
    at = start
    for stay in lane:
        since, until = max(stay.since, start), min(stay.ends(today), end)
        if since > at:
            cells += _gap(at, since, out)
        level = levels[id(stay)] or ("over" if over else "")
        closes = stay.ends(today) <= end and (stay.left or stay.until) is not None
        span = max(1, (until - max(since, at)).days)
        cells.append(Cell(span, stay, level, False, stay.since >= start, closes, stay.record == tried))
        at = max(since, at) + span * ONE
    return cells + (_gap(at, end, out) if at < end else [])


def _gap(start: Day, end: Day, out: tuple[Day, Day] | None) -> list[Cell]:
    """Free days, with those of them on which the bed cannot be slept in."""
    if out is None or out[1] < start or out[0] >= end:
        return [Cell((end - start).days)]
    first, last = max(out[0], start), min(out[1] + ONE if out[1] < end else end, end)
    parts = ((start, first, False), (first, last, True), (last, end, False))
    return [Cell((b - a).days, out=is_out) for a, b, is_out in parts if b > a]


def _months(start: Day, days: int) -> list[Tick]:
    found: list[Tick] = []
    at, end = start, start + days * ONE
    while at < end:
        following = min((at.replace(day=1) + 32 * ONE).replace(day=1), end)
        found.append(Tick(at, (following - at).days))
        at = following
    return found


def _ticks(start: Day, days: int, today: Day) -> list[Tick]:
    """Days on a short chart, weeks on a longer one, none on the longest."""
    if days <= 21:
        return [Tick(start + n * ONE, 1, start + n * ONE == today) for n in range(days)]
    if days > 60:
        return []
    return [Tick(start + n * ONE, min(7, days - n), n <= (today - start).days < n + 7) for n in range(0, days, 7)]
