"""The judge: what a plan costs and which rules it breaks. Plain Python, and nothing of any solver.

    verdict = evaluate(problem, plan)
    verdict.cost            # 5331.4
    [str(v) for v in verdict.violations]            # ["beds: Birch: week 3: 7 people, room for 6"]

Cost, smaller is better. For each household ``size × risk × (W + 2 × max(0, leave − deadline))`` with ``leave = week +
processing_weeks`` (without a slot ``weeks + 16``) and ``W`` the weeks from ``arrives`` to ``leave``, where a week in a
house counts 0.3 and one outside 1; plus 1 for each move from one house to another, also where a time outside lies
between; plus ``size × 100`` for each planned week in which a household is outside that was ``housed`` at first, where
there are houses. Everything is counted in tenths, which are whole numbers, so two plans compare exactly.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from waystation.planning.plans import Placement, Plan
from waystation.planning.problem import (
    HOUSED,
    LATE,
    PUT_OUT,
    QUARTER,
    UNSERVED,
    Household,
    Problem,
    Stay,
    apart,
    settles,
)
from waystation.planning.words import Rule, Sentence, _, say

RULES = {
    "household": "the plan's households are the problem's, each once",
    "eligible": "a household goes by a programme that takes it",
    "arrives": "no slot before the household arrives, none after the last week",
    "slots": "no more people than places in a programme's week",
    "budget": "no more people in the weeks of a budget than it pays for",
    "departs": "departure is the slot's week plus processing",
    "stays": "stays lie between arrival and departure, within the weeks, one at a time",
    "open": "nobody sleeps in a closed house",
    "kinds": "a house is fit for each need",
    "beds": "no more people than beds",
    "never_with": "households to be kept apart never share a house",
    "seats": "no more departures than escorted seats",
    "settles": "whoever leaves and names places settles in one of them, in the programme's country",
    "capacity": "no more people than a place takes in a quarter",
    "fixed": "decisions already taken are repeated",
}


class Violation(Rule, frozen=True):
    """A broken rule: its name in ``RULES``, the household, programme, house or place it is about, and what is wrong."""


OVER = {  # by when it is that more people are there than room
    "week": _("{week}: {people} people, room for {room}"),
    "quarter": _("{quarter}: {people} people, room for {room}"),
    "sinceuntil": _("{since} to {until}: {people} people, room for {room}"),
}


@dataclass
class Verdict:
    """What ``evaluate`` found. ``tenths`` is the cost times ten; it means nothing while there are violations."""

    tenths: int = 0
    violations: list[Violation] = field(default_factory=list)
    served: int = 0  # people with a slot
    moves: int = 0
    outside: int = 0  # person-weeks within the plan spent waiting outside
    put_out: int = 0  # of these, those of households that sleep in a house when planning begins

    @property
    def cost(self) -> float:
        return self.tenths / 10

    @property
    def good(self) -> bool:
        return not self.violations


def evaluate(problem: Problem, plan: Plan) -> Verdict:
    """Cost and violations, in order of rule and name. Never raises for what a plan says."""
    judge = _Judge(problem)
    for household in problem.households:
        if household.id in plan:
            judge.household(household, plan[household.id])
        else:
            judge.broken("household", household.id, say(_("is not in the plan")))
    for name in sorted(set(plan) - {h.id for h in problem.households}):
        judge.broken("household", name, say(_("is none of the problem's households")))
    judge.totals()
    judge.verdict.violations.sort(key=lambda v: (v.rule, v.about, v.text))
    return judge.verdict


class _Judge:
    """Adds up what all households use, and asks at the end whether it is there."""

    def __init__(self, problem: Problem):
        self.problem = problem
        self.programmes = {p.id: p for p in problem.programmes}
        self.houses = {h.id: h for h in problem.houses}
        self.places = {p.id: p for p in problem.places}
        self.apart = apart(problem)
        self.verdict = Verdict()
        self.slots: Counter[tuple[str, int]] = Counter()
        self.seats: Counter[int] = Counter()
        self.settled: Counter[tuple[str, int]] = Counter()
        self.beds: Counter[tuple[str, int]] = Counter()
        self.guests: dict[tuple[str, int], set[str]] = defaultdict(set)

    def broken(self, rule: str, about: str, said: Sentence) -> None:
        self.verdict.violations.append(Violation(rule, about, said))

    def household(self, household: Household, placement: Placement) -> None:
        leave = self._slot(household, placement)
        housed = self._stays(household, placement, leave)
        self._fixed(household, placement, leave)
        waits = 10 * (leave - household.arrives) - (10 - HOUSED) * housed + LATE * max(0, leave - household.deadline)
        self.verdict.tenths += household.size * household.risk * waits
        within = min(leave, self.problem.weeks) - household.arrives
        self.verdict.outside += household.size * (within - housed)
        if household.housed and self.houses:
            self.verdict.put_out += household.size * (within - housed)
            self.verdict.tenths += PUT_OUT * household.size * (within - housed)

    def _slot(self, household: Household, placement: Placement) -> int:
        """The week of leaving; counts what the slot uses."""
        unserved = self.problem.weeks + UNSERVED
        if placement.programme is None and placement.week is None:
            if placement.departs is not None or placement.settles is not None:
                self.broken("departs", household.id, say(_("departs or settles without a slot")))
            return unserved
        if placement.programme is None or placement.week is None:
            self.broken("eligible", household.id, say(_("programme and week come together")))
            return unserved
        programme = self.programmes.get(placement.programme)
        if programme is None or programme.id not in household.eligible:
            no_slot = _("{programme} in {week} is no slot for it")
            self.broken("eligible", household.id, say(no_slot, programme=placement.programme, week=placement.week))
            return unserved
        if not household.arrives <= placement.week < self.problem.weeks:
            early = say(_("{week}, there from {since}"), week=placement.week, since=household.arrives)
            self.broken("arrives", household.id, early)
            return unserved
        leave = placement.week + programme.processing_weeks
        if placement.departs is not None and placement.departs != leave:
            other = say(_("{week}, the slot leads to {leaves}"), week=placement.departs, leaves=leave)
            self.broken("departs", household.id, other)
        self.slots[programme.id, placement.week] += household.size
        self.seats[leave] += household.size
        self.verdict.served += household.size
        self._settles(household, placement, leave)
        return leave

    def _settles(self, household: Household, placement: Placement, leave: int) -> None:
        if placement.settles is None:
            if household.settles_in:
                self.broken("settles", household.id, say(_("leaves for no place to settle in")))
        elif placement.settles not in settles(household, self.programmes[placement.programme or ""], self.places):
            not_for = say(_("{place} by {programme} is not for it"), place=placement.settles,
                          programme=placement.programme or "")  # fmt: skip
            self.broken("settles", household.id, not_for)
        else:
            self.settled[placement.settles, leave // QUARTER] += household.size

    def _stays(self, household: Household, placement: Placement, leave: int) -> int:
        """Weeks housed; counts beds and moves."""
        free, weeks, before = household.arrives, 0, ""
        for stay in sorted(placement.stays, key=lambda s: (s.since, s.until)):
            house = self.houses.get(stay.house)
            if house is None:
                self.broken("stays", household.id, say(_("{house} is none of the houses"), house=stay.house))
                continue
            if not free <= stay.since < stay.until <= min(leave, self.problem.weeks):
                no_stay = _("{house} from {since} to {until} is no stay between {week} and departure")
                self.broken("stays", household.id, say(no_stay, **_stay(stay), week=free))
                continue
            if lacking := tuple(need for need in household.needs if need not in house.kinds):
                self.broken("kinds", household.id, say(_("{house} is not {needs}"), house=house.id, needs=lacking))
            for week in range(stay.since, stay.until):
                self.beds[house.id, week] += household.size
                if household.id in self.apart:
                    self.guests[house.id, week].add(household.id)
            free, weeks = stay.until, weeks + stay.until - stay.since
            self.verdict.moves += bool(before) and before != house.id
            self.verdict.tenths += 10 * (bool(before) and before != house.id)
            before = house.id
        return weeks

    def _fixed(self, household: Household, placement: Placement, leave: int) -> None:
        fixed = household.fixed
        if fixed is None:
            return
        if fixed.programme is not None and placement.slot != (fixed.programme, fixed.week):
            has = say(_("has {programme} in {week}"), programme=fixed.programme, week=fixed.week or 0)
            self.broken("fixed", household.id, has)
        if fixed.departs is not None and leave != fixed.departs:
            self.broken("fixed", household.id, say(_("departs in {week}"), week=fixed.departs))
        if fixed.settles is not None and placement.slot and placement.settles != fixed.settles:
            self.broken("fixed", household.id, say(_("settles in {place}"), place=fixed.settles))
        for stay in fixed.stays:
            kept = {w for s in placement.stays if s.house == stay.house for w in range(s.since, s.until)}
            if not kept.issuperset(range(stay.since, stay.until)):
                self.broken("fixed", household.id, say(_("is in {house} from {since} to {until}"), **_stay(stay)))

    def totals(self) -> None:
        for (programme, week), used in self.slots.items():
            self._over("slots", programme, used, self.programmes[programme].slots[week], week=week)
        for paid in self.problem.programmes:
            for budget in paid.budgets:
                used = sum(self.slots[paid.id, week] for week in range(budget.since, budget.until))
                self._over("budget", paid.id, used, budget.people, since=budget.since, until=budget.until)
        seats = self.problem.escorts.seats if self.problem.escorts else ()
        for week, used in self.seats.items():
            if week < len(seats):
                self._over("seats", "escorts", used, seats[week], week=week)
        for (place, quarter), used in self.settled.items():
            if quarter < len(self.places[place].capacity):
                self._over("capacity", place, used, self.places[place].capacity[quarter], quarter=quarter)
        for (name, week), used in self.beds.items():
            self._over("beds", name, used, self.houses[name].beds, week=week)
            if not self.houses[name].is_open(week):
                self.broken("open", name, say(_("{week}: {people} people in a closed house"), week=week, people=used))
        for where, guests in self.guests.items():
            for one, other in _pairs(guests, self.apart):
                both = say(_("{week}: {household} and {other}"), week=where[1], household=one, other=other)
                self.broken("never_with", where[0], both)

    def _over(self, rule: str, about: str, used: int, there: int, **when: int) -> None:
        """``when``: ``week``, ``quarter``, or ``since`` and ``until``."""
        if used > there:
            self.broken(rule, about, say(OVER["".join(when)], people=used, room=there, **when))


def _stay(stay: Stay) -> dict[str, str | int]:
    return {"house": stay.house, "since": stay.since, "until": stay.until}


def _pairs(guests: set[str], kept: dict[str, set[str]]) -> Iterator[tuple[str, str]]:
    for one in sorted(guests):
        for other in sorted(kept[one] & guests):
            if one < other:
                yield one, other
