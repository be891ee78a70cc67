"""What the pages draw of a plan: who leaves in which week, beds in use, places used and wasted, waiting by weight, and
what changes for whom. Numbers and positions for templates; nothing is computed that ``evaluate`` would not agree with.
"""

import datetime
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from waystation.planning.plans import Placement, Plan, changes
from waystation.planning.problem import UNSERVED, Problem
from waystation.store.planned import Found, Proposal

HIGH, WIDE = 72, 14  # units of a bar chart: its height, and the width of a week


@dataclass
class Bar:
    """One week of the chart. ``week_of``: its Monday."""

    x: int
    y: int
    height: int
    people: int
    week_of: datetime.date


@dataclass
class Drawn:
    """One plan as the page shows it."""

    key: str
    title: str
    found: Found
    bars: list[Bar] = field(default_factory=list)
    slots: list[tuple[str, int, int]] = field(default_factory=list)  # programme, people with a slot, places
    weights: list[tuple[int, int, float]] = field(default_factory=list)  # weight, people, mean weeks until they leave
    changed: int = 0  # households with another slot than now

    @property
    def width(self) -> int:
        return WIDE * max(1, len(self.bars))

    @property
    def cost(self) -> str:
        return f"{self.found.tenths / 10:,.0f}"

    @property
    def people(self) -> int:
        """Those who can be given a slot; who was granted one already only holds a bed."""
        return sum(h.size for h in self.found.problem.households if h.eligible)

    @property
    def against(self) -> list[tuple[str, str]]:
        """The baselines, as how much more they cost."""
        return [
            (name, f"{100 * (tenths / self.found.tenths - 1):+.0f} %")
            for name, tenths in self.found.baselines.items()
            if self.found.tenths
        ]


def drawn(proposal: Proposal) -> list[Drawn]:
    """The plans of a proposal side by side, on one scale."""
    named = [("now", _("Now"), proposal.now), ("proposed", _("Proposed"), proposal.proposed),
             ("what_if", _("What if"), proposal.what_if)]  # fmt: skip
    shown = [Drawn(key, title, found) for key, title, found in named if found is not None]
    leaving = {d.key: _leaving(d.found) for d in shown}
    top = max((n for weeks in leaving.values() for n in weeks.values()), default=0)
    for d in shown:
        d.bars = [_bar(week, leaving[d.key][week], top, proposal) for week in range(d.found.problem.weeks)]
        d.slots, d.weights = _slots(d.found), _weights(d.found)
        d.changed = len(changes(proposal.now.plan, d.found.plan))
    return shown


def _leaving(found: Found) -> Counter[int]:
    leave = leaves(found.problem, found.plan)
    sizes = {h.id: h.size for h in found.problem.households}
    counts: Counter[int] = Counter()
    for household, week in leave.items():
        counts[week] += sizes[household]
    return counts


def leaves(problem: Problem, plan: Plan) -> dict[str, int]:
    """The week of departure of everybody with a slot."""
    leads = {p.id: p.processing_weeks for p in problem.programmes}
    slots = {h.id: plan[h.id].slot for h in problem.households if h.id in plan}
    return {id_: slot[1] + leads[slot[0]] for id_, slot in slots.items() if slot}


def _bar(week: int, people: int, top: int, proposal: Proposal) -> Bar:
    height = round(HIGH * people / top) if top else 0
    return Bar(week * WIDE, HIGH - height, height, people, proposal.day_of(week))


def _slots(found: Found) -> list[tuple[str, int, int]]:
    used: Counter[str] = Counter()
    for household in found.problem.households:
        slot = found.plan[household.id].slot if household.id in found.plan else None
        if slot:
            used[slot[0]] += household.size
    return [(p.id, used[p.id], sum(p.slots)) for p in found.problem.programmes]


def _weights(found: Found) -> list[tuple[int, int, float]]:
    leave, cells = leaves(found.problem, found.plan), defaultdict(list)
    for h in (h for h in found.problem.households if h.eligible):
        cells[h.risk].append((h.size, leave.get(h.id, found.problem.weeks + UNSERVED)))
    return [
        (weight, sum(s for s, _w in cell), sum(s * w for s, w in cell) / sum(s for s, _w in cell))
        for weight, cell in sorted(cells.items(), reverse=True)
    ]


@dataclass
class Week:
    """A house in a week. ``level``: how full, of which colour."""

    used: int
    beds: int
    level: str
    week_of: datetime.date


def beds(found: Found, proposal: Proposal) -> list[tuple[str, list[Week]]]:
    """Houses by name, each with its weeks."""
    used: dict[str, Counter[int]] = defaultdict(Counter)
    for household in found.problem.households:
        for stay in found.plan[household.id].stays if household.id in found.plan else ():
            for week in range(stay.since, stay.until):
                used[stay.house][week] += household.size
    rows = []
    for house in sorted(found.problem.houses, key=lambda h: h.id):
        weeks = [
            Week(used[house.id][w], house.beds, _level(used[house.id][w], house.beds, house.is_open(w)),
                 proposal.day_of(w))
            for w in range(found.problem.weeks)
        ]  # fmt: skip
        rows.append((house.id, weeks))
    return rows


def _level(used: int, beds: int, is_open: bool) -> str:
    if not is_open:
        return "closed"
    return "full" if used >= beds else "some" if used else "free"


@dataclass
class Line:
    """One household on the page."""

    id: str
    number: str
    size: int
    weight: int
    slot: str
    leaves: datetime.date | None
    before: str
    beds: str
    changed: bool
    wish: str  # "", "met" or "not met"


def lines(proposal: Proposal, found: Found, wished: dict[str, set[str]]) -> list[Line]:
    """Households that the plan speaks of, those whose slot changes first, then by departure."""
    leave, rows = leaves(found.problem, found.plan), []
    for h in found.problem.households:
        placement = found.plan.get(h.id, Placement())
        before = proposal.now.plan.get(h.id, Placement())
        if h.eligible or placement.slot or before.slot:
            rows.append(
                Line(
                    h.id, proposal.numbers.get(h.id, ""), h.size, h.risk, _slot(placement, proposal),
                    proposal.day_of(leave[h.id]) if h.id in leave else None, _slot(before, proposal),
                    _beds(placement, proposal), placement.slot != before.slot,
                    _wish(placement, wished.get(h.id, set()), proposal),
                )
            )  # fmt: skip
    return sorted(rows, key=lambda r: (not r.changed, r.leaves or datetime.date.max, r.id))


def _slot(placement: Placement, proposal: Proposal) -> str:
    if placement.slot is None:
        return ""
    programme, week = placement.slot
    return f"{programme}, {proposal.day_of(week)}"


def _beds(placement: Placement, proposal: Proposal) -> str:
    return ", ".join(f"{s.house} {proposal.day_of(s.since)}–{proposal.day_of(s.until)}" for s in placement.stays)


def _wish(placement: Placement, wished: set[str], proposal: Proposal) -> str:
    if not wished:
        return ""
    return "met" if placement.programme and proposal.routes.get(placement.programme) in wished else "not met"


def sentences(proposal: Proposal, found: Found) -> Iterable[str]:
    """What changes for whom, one sentence each, as against what stands."""
    for h in found.problem.households:
        old, new = proposal.now.plan.get(h.id, Placement()), found.plan.get(h.id, Placement())
        if old.slot == new.slot:
            continue
        name, told = h.id, {"old": _slot(old, proposal), "new": _slot(new, proposal)}
        if old.slot is None:
            yield _("%(name)s gets a slot: %(new)s.") % {"name": name, **told}
        elif new.slot is None:
            yield _("%(name)s loses the slot %(old)s.") % {"name": name, **told}
        else:
            yield _("%(name)s moves from %(old)s to %(new)s.") % {"name": name, **told}
