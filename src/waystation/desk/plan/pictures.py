"""What the pages draw of a whole plan: who leaves in which week, places used and wasted, waiting by risk, the choice
between change and gain. Numbers and positions for templates; nothing is computed that ``evaluate`` would not agree
with. The road with the people on it is drawn by ``road``."""

import datetime
from collections import Counter, defaultdict
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from waystation.desk.templatetags.words import number
from waystation.planning.evaluate import evaluate
from waystation.planning.plans import Plan, changes, gained, rehoused
from waystation.planning.problem import Problem
from waystation.planning.standing import housed, put_out
from waystation.store.plans.planned import Found, Proposal

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
class Places:
    """A pathway in a plan: people with a slot, places that are there and paid for, those that pass unused, and those
    that no budget pays for."""

    name: str
    used: int
    of: int
    unpaid: int = 0

    @property
    def wasted(self) -> int:
        return self.of - self.used

    @property
    def part(self) -> int:
        return round(100 * self.used / self.of) if self.of else 0


@dataclass
class Risk:
    """Those who count so much a week. ``weeks``: until those with a slot leave, on average, None where nobody has one;
    ``without``: people without a slot, of whom nothing can be said; ``width``: of a hundred, against the longest
    waiting on the page."""

    weight: int
    people: int
    weeks: float | None
    without: int
    width: int = 0


@dataclass
class Drawn:
    """One plan as the page shows it."""

    key: str
    title: str
    found: Found
    bars: list[Bar] = field(default_factory=list)
    slots: list[Places] = field(default_factory=list)
    weights: list[Risk] = field(default_factory=list)
    changed: int = 0  # households that have another slot than in the plan that people know, or none any more
    gained: int = 0  # households that had none there
    elsewhere: int = 0  # households that sleep in another house than there
    put_out: list[tuple[str, datetime.date]] = field(default_factory=list)  # who loses a bed, from which week on
    top: int = 0  # people: the highest bar of all plans that are drawn side by side
    paid: float | None = None  # what it costs more than the one proposed, where both can be compared

    @property
    def width(self) -> int:
        return WIDE * max(1, len(self.bars))

    @property
    def cost(self) -> str:
        return number(self.found.tenths / 10)

    @property
    def people(self) -> int:
        """Those who can be given a slot, and those who were granted one."""
        return sum(h.size for h in self.found.problem.households if h.eligible)

    @property
    def against(self) -> list[tuple[str, str]]:
        """What it would be without planning, as how much more waiting that brings."""
        said = {"first come, first served": _("More waiting without planning, in order of arrival"),
                "risk-ordered greedy": _("More waiting without planning, most danger first")}  # fmt: skip
        return [
            (said[name], f"{100 * (tenths / self.found.tenths - 1):+.0f} %")
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
        d.top = top
        d.bars = [_bar(week, leaving[d.key][week], top, proposal) for week in range(d.found.problem.weeks)]
        d.slots, d.weights = _slots(d.found, proposal), _weights(d.found)
        known, plan = proposal.against.plan, d.found.plan
        d.changed, d.gained, d.elsewhere = (
            sum(1 for id_ in differ(known, plan) if id_ in proposal.numbers) for differ in (changes, gained, rehoused)
        )
        out = put_out(d.found.problem, plan, housed(proposal.now.problem) | housed(d.found.problem))
        d.put_out = sorted(((id_, proposal.day_of(week)) for id_, week in out.items()), key=lambda one: one[::-1])
    longest = max((r.weeks or 0 for d in shown for r in d.weights), default=0) or 1
    for risk in (r for d in shown for r in d.weights):
        risk.width = round(100 * (risk.weeks or 0) / longest)
    _compare(proposal, shown)
    return shown


def _compare(proposal: Proposal, shown: list[Drawn]) -> None:
    """What a person's own decision costs, by the measure without it: the plan made around it, judged as if nothing had
    been decided. A plan that uses what is not there cannot be judged so, and says nothing."""
    if proposal.proposed is None or proposal.what_if is None:
        return
    verdict = evaluate(proposal.proposed.problem, proposal.what_if.plan)
    if verdict.good:
        shown[-1].paid = (verdict.tenths - proposal.proposed.tenths) / 10


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


def _slots(found: Found, proposal: Proposal) -> list[Places]:
    used: Counter[str] = Counter()
    for household in found.problem.households:
        slot = found.plan[household.id].slot if household.id in found.plan else None
        if slot:
            used[slot[0]] += household.size
    shown = [p for p in found.problem.programmes if p.id in proposal.routes and any(p.slots)]
    return [Places(p.id, used[p.id], p.paid, sum(p.slots) - p.paid) for p in shown]


def _weights(found: Found) -> list[Risk]:
    leave = leaves(found.problem, found.plan)
    cells: dict[int, list[tuple[int, int | None]]] = defaultdict(list)
    for h in (h for h in found.problem.households if h.eligible):
        cells[h.risk].append((h.size, leave.get(h.id)))
    return [_risk(weight, cell) for weight, cell in sorted(cells.items(), reverse=True)]


def _risk(weight: int, cell: list[tuple[int, int | None]]) -> Risk:
    leaving = [(size, week) for size, week in cell if week is not None]
    people, served = sum(size for size, _week in cell), sum(size for size, _week in leaving)
    weeks = sum(size * week for size, week in leaving) / served if served else None
    return Risk(weight, people, weeks, people - served)


@dataclass
class Choice:
    """One point of the curve: what a change was counted, how many change, what it costs; ``x`` and ``y`` on it."""

    n: int
    price: int
    changed: int
    cost: str
    more: str
    x: float
    y: float
    chosen: bool


def curve(proposal: Proposal) -> list[Choice]:
    """The choice between change and gain, cheapest first."""
    points = proposal.points
    if not points:
        return []
    least = min(p.found.tenths for p in points) or 1
    span = max(1, max(p.found.tenths for p in points) - least)
    most = max(1, *(p.found.changed for p in points))
    return [
        Choice(n, p.price, p.found.changed, number(p.found.tenths / 10), f"{100 * (p.found.tenths / least - 1):.1f}",
               30 + 250 * p.found.changed / most, 80 - 70 * (p.found.tenths - least) / span, n == proposal.chosen)
        for n, p in enumerate(points)
    ]  # fmt: skip
