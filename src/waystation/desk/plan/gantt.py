"""Beds as a chart: each house a row of weeks, each stay a bar in a lane of its own, as wide as it lasts."""

from collections import Counter
from dataclasses import dataclass, field

from waystation.planning.problem import House, Stay
from waystation.store.plans.planned import Found, Proposal

WIDE, HIGH = 30, 16  # units of a week and of a lane
LABELLED = 3  # weeks that a name needs, on its bar or on free weeks behind it; else its title says it all the same


@dataclass
class Bar:
    """One stay. ``x``, ``y``, ``width`` in the units of the chart; ``new``: another bed than in the plan known."""

    id: str
    x: int
    y: int
    width: int
    size: int
    title: str
    new: bool
    label: bool


@dataclass
class Week:
    """A house in a week, for the table. ``level``: how full, of which colour."""

    used: int
    level: str
    week_of: object


@dataclass
class Row:
    """A house. ``shut``: weeks in which it is closed, as x and width."""

    house: str
    beds: int
    bars: list[Bar] = field(default_factory=list)
    shut: list[tuple[int, int]] = field(default_factory=list)
    weeks: list[Week] = field(default_factory=list)
    lanes: int = 1
    wide: int = 0
    nights: int = 0  # bed-weeks used, of all there are
    of: int = 0

    @property
    def high(self) -> int:
        return HIGH * self.lanes + 14

    @property
    def share(self) -> int:
        return round(100 * self.nights / self.of) if self.of else 0


def rows(found: Found, proposal: Proposal) -> list[Row]:
    """Houses by name."""
    problem, old = found.problem, proposal.against.plan
    stays: dict[str, list[tuple[int, int, str, int, bool]]] = {h.id: [] for h in problem.houses}
    for h in problem.households:
        before = {(s.house, w) for s in (old[h.id].stays if h.id in old else ()) for w in range(s.since, s.until)}
        for s in _joined(found.plan[h.id].stays) if h.id in found.plan else ():
            new = (s.house, s.since) not in before
            stays.setdefault(s.house, []).append((s.since, s.until, h.id, h.size, new))
    return [_row(house, sorted(stays[house.id]), proposal) for house in sorted(problem.houses, key=lambda h: h.id)]


def _joined(stays: tuple[Stay, ...]) -> list[Stay]:
    """Stays in one house without a week between them as one."""
    found: list[Stay] = []
    for stay in sorted(stays, key=lambda s: s.since):
        if found and (found[-1].house, found[-1].until) == (stay.house, stay.since):
            stay = Stay(stay.house, found.pop().since, stay.until)
        found.append(stay)
    return found


def _row(house: House, stays: list[tuple[int, int, str, int, bool]], proposal: Proposal) -> Row:
    weeks = proposal.now.problem.weeks
    row, used = Row(house.id, house.beds, wide=WIDE * weeks), Counter[int]()
    lanes: list[int] = []  # until which week each is taken
    before: dict[int, tuple[Bar, int]] = {}  # by lane, its last bar and the week in which that begins
    for since, until, id_, size, new in stays:
        lane = next((n for n, free in enumerate(lanes) if free <= since), len(lanes))
        lanes[lane : lane + 1] = [until]
        title = f"{id_} ({size}): {proposal.day_of(since)} – {proposal.day_of(until)}"
        x, wide, room = since * WIDE, (until - since) * WIDE - 2, since + LABELLED <= weeks
        bar = Bar(id_, x, lane * HIGH, wide, size, title, new, room)
        if lane in before:
            behind, begun = before[lane]
            behind.label = since - begun >= LABELLED
        before[lane] = bar, since
        row.bars.append(bar)
        used.update({week: size for week in range(since, until)})
    row.lanes = max(1, len(lanes))
    row.weeks = [Week(used[w], _level(used[w], house, w), proposal.day_of(w)) for w in range(weeks)]
    row.shut = [(w * WIDE, WIDE) for w in range(weeks) if not house.is_open(w)]
    row.nights, row.of = sum(used.values()), house.beds * sum(house.is_open(w) for w in range(weeks))
    return row


def _level(used: int, house: House, week: int) -> str:
    if not house.is_open(week):
        return "closed"
    return "full" if used >= house.beds else "some" if used else "free"
