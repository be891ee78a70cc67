"""Plans for a problem, better and better, each with a proven bound: the way in.

    for answer in solve(problem, left, seed=1):      # left(): seconds that remain
        print(answer.cost, answer.bound, answer.gap)

Whoever asks may stop at any time; the last answer is the best one so far. The first ones are the two baselines. No
answer comes out that ``evaluate`` does not find good.
"""

from collections.abc import Callable, Generator, Iterator
from dataclasses import replace

import numpy as np

from waystation.planning import baselines
from waystation.planning.answers import Answer, SlotProof
from waystation.planning.beds.reshuffle import Reshuffle, prepare
from waystation.planning.beds.stays import Beds, housed
from waystation.planning.errors import BrokenPlan, Impossible
from waystation.planning.evaluate import Verdict, evaluate
from waystation.planning.plans import Placement, Plan, changes, decided
from waystation.planning.problem import Problem
from waystation.planning.slots import flow, master
from waystation.planning.slots.assignment import Assignment, urgent
from waystation.planning.slots.bound import Prices, bound, priced
from waystation.planning.slots.improve import Search
from waystation.planning.slots.options import Ints, Options
from waystation.planning.slots.shelter import Shelter
from waystation.planning.wishes import conflict

# Households up to which HiGHS proves the best slots from the start (100: 0.4 to 1.5 s), and up to which it places all
# at once and tries a proof at the end (520: 4 s, and 7 to 25 s).
AT_ONCE, PROVABLE = 150, 900
STARTING = 3  # options of each household in the first linear program, beside those of flow and baselines
AMPLE = 5.0  # seconds without which a proof is not begun
# Of what is left when they begin: better slots, then their proof; the rest is for the stays that go with the last ones.
SLOTTIME, PROOFTIME = 0.5, 0.7
WORTH = 5e-4  # of the cost: how much better slots are, so that stays for those before are given up


def possible(problem: Problem) -> None:
    """Raises Impossible if decisions already taken break rules by themselves, or leave somebody no place to settle."""
    broken = evaluate(problem, decided(problem)).violations
    open_ends = {h.id for h in problem.households if h.fixed and h.fixed.settles is None}
    elsewhere = [v for v in broken if not (v.rule == "settles" and v.about in open_ends)]
    if elsewhere:
        raise Impossible(elsewhere)
    if broken and (against := conflict(problem, [])):  # only where they settle is open: is there no way for all?
        raise Impossible(against)


def solve(
    problem: Problem, left: Callable[[], float], seed: int = 1, previous: Plan | None = None, change: int = 0
) -> Iterator[Answer]:
    """``change``: tenths for each household whose slot is another one than in ``previous``. Raises Impossible."""
    possible(problem)
    if not problem.households:
        yield Answer({}, Verdict(), 0, 0, "nobody waits")
        return
    yield from _Planner(problem, left, seed, previous, change).answers()


Steps = Generator[Answer, None, Assignment]  # answers on the way, and what it came to


class _Planner:
    def __init__(self, problem: Problem, left: Callable[[], float], seed: int, previous: Plan | None, change: int):
        self.problem, self.left, self.previous, self.change = problem, left, previous, change
        if problem.houses:
            prepare()
        self.options = Options(problem, previous, change)
        self.shelter = Shelter(self.options)
        self.rng = np.random.default_rng(seed)
        self.best: Answer | None = None
        self.bound = self.sure = 0  # every plan costs as much; ``sure``: without a solver's word
        self.doubted = False
        self.slots: SlotProof | None = None
        self.beside: Reshuffle | None = None
        self.baselines: dict[str, int] = {}
        # by risk, then by this
        self.orders: tuple[str, ...] = (
            ("deadline", "arrival", "length", "size") if self.options.houses else ("deadline",)
        )

    def answers(self) -> Iterator[Answer]:
        try:
            yield from self._answers()
        finally:
            if self.beside:
                self.beside.stop()

    def _answers(self) -> Iterator[Answer]:
        yield from self._baselines()
        search, share = self._prices()
        yield from self._told("bound")
        slots = self._kept(search)
        self._note(search, slots, search.bound)
        yield from self._with_beds(slots, "greedy, better stays")
        if len(self.options.households) <= AT_ONCE:
            slots = yield from self._proved(search, slots)
            if self.options.houses:
                slots = yield from self._familied(search, slots)
        else:
            slots = yield from self._improved(search, slots, share)
        while self.beside and self.beside.wait(max(1.0, self.left() / 10)):
            yield from self._with_beds(slots, "stays")
        yield from self._with_beds(slots, "stays")

    def _improved(self, search: Search, slots: Assignment, share: np.ndarray) -> Steps:
        until = self._part(SLOTTIME) if self.options.houses else self.left
        begun = search.mended(slots, share, self._part(0.4)) if self.previous else self._begun(search, share)
        slots = min(begun, slots, key=search.cost)
        self._note(search, slots, search.bound)
        yield from self._reshuffled(slots, "whole households")
        said, told = self.left(), search.cost(slots)
        for better in search.steps(slots, until):
            slots = better
            self._note(search, slots, search.bound)
            if said - self.left() > 1 and search.cost(slots) < told:
                said, told = self.left(), search.cost(slots)
                much = self.beside and told < (1 - WORTH) * search.cost(self.beside.slots)
                yield from (self._reshuffled if much else self._with_beds)(slots, "improving")
        yield from self._reshuffled(slots, "improving")
        if len(self.options.households) <= PROVABLE and search.cost(slots) > self.bound and self.left() > AMPLE:
            slots = yield from self._proved(search, slots, self._part(PROOFTIME) if self.options.houses else self.left)
        return slots

    def _begun(self, search: Search, share: np.ndarray) -> Assignment:
        if len(self.options.households) <= PROVABLE:
            found = search.likely(share, self._part(0.75))
            if found:
                return found
        return search.begin(share, self._part(0.15))

    def _familied(self, search: Search, slots: Assignment) -> Steps:
        """Slots for beds by persons come first: they are there in half the time, and leave this fewer options."""
        assert self.best is not None
        slots, least = search.families(slots, self.best.tenths, self._part(0.8))
        self._believe(least)
        yield from self._reshuffled(slots, "whole families")
        return slots

    def _proved(self, search: Search, slots: Assignment, until: Callable[[], float] | None = None) -> Steps:
        slots, least = search.proof(
            slots, until or (self._part(0.8) if self.options.houses else self.left), len(slots.choice) <= AT_ONCE
        )
        self._believe(least)
        self._note(search, slots, least)
        yield from self._reshuffled(slots, "proof")
        return slots

    def _note(self, search: Search, slots: Assignment, bound: int) -> None:
        """What is proven of slots, where they are not all there is."""
        if self.options.houses and not self.doubted:
            before = self.slots or SlotProof(search.cost(slots), bound)
            self.slots = SlotProof(min(before.tenths, search.cost(slots)), max(before.bound, bound))

    def _believe(self, least: int) -> None:
        """A solver's bound, unless one of its bounds was ever above a plan."""
        if not self.doubted:
            self.bound = max(self.bound, least)

    def _disproved(self, tenths: int) -> None:
        """If a plan costs less than the bound: what prices prove in whole numbers holds, the solver's word no more."""
        if tenths < self.bound:
            self.doubted, self.bound, self.slots = True, self.sure, None

    def _part(self, part: float) -> Callable[[], float]:
        """What remains of this part of the time that is left now."""
        keep = self.left() * (1 - part)
        return lambda: self.left() - keep

    def _baselines(self) -> Iterator[Answer]:
        for name, make in (
            ("first come, first served", baselines.first_come),
            ("risk-ordered greedy", baselines.by_risk),
        ):
            plan = make(self.options)
            self.baselines[name] = evaluate(self.problem, plan).tenths
            yield from self._offered(plan, name)
        if self.previous:
            slots = self._kept(None)
            yield from self._with_beds(slots, "the plan before, mended")

    def _prices(self) -> tuple[Search, np.ndarray]:
        """Prices that prove a bound, and what the linear program does."""
        o, none = self.options, Prices.none(self.options, self.shelter)
        people = flow.solve(o)
        prices = Prices.of(o, *flow.prices(o, people), none.seats, none.places, none.beds)
        share = people / o.people
        each = priced(o, self.shelter, prices)
        self.bound = bound(o, self.shelter, prices, each)
        if o.is_joint:
            found = master.solve(o, self.shelter, self._start(people, each), self._part(0.7))
            prices, share = found.prices, found.share
            each = priced(o, self.shelter, prices)
            self.bound = max(self.bound, bound(o, self.shelter, prices, each))
        self.sure = self.bound
        return Search(o, self.shelter, each, self.bound, self.rng), share

    def _start(self, people: Ints, each: Ints) -> Ints:
        o = self.options
        order = np.lexsort((each, o.household))
        cheap = order[np.arange(len(order)) - o.start[o.household[order]] < STARTING]
        greedy = baselines.in_order(o, urgent).choice
        return np.concatenate([np.flatnonzero(people), cheap, greedy, o.start[1:] - 1])

    def _kept(self, search: Search | None) -> Assignment:
        """The risk-ordered greedy; or what is left of the plan before, others served by risk."""
        found = baselines.in_order(self.options, urgent)
        if not self.previous:
            return found
        kept = Assignment(self.options)
        held = self.options.of_plan(self.previous)
        places = {p.id: n for n, p in enumerate(self.options.places)}
        decided = {h for h, one in enumerate(self.options.households) if one.fixed and one.fixed.programme is not None}
        kept.fill(sorted(decided), self.options.leave)
        for h in urgent(self.options):
            if h in decided:
                continue
            if held[h] >= 0 and kept.fitting(h)[held[h] - self.options.start[h]]:
                before = self.previous.get(self.options.households[h].id)
                place = places.get(before.settles or "", -1) if before else -1
                kept.take(h, int(held[h]), place if kept.admits(int(held[h]), place) else -1)
        kept.fill([h for h in urgent(self.options) if kept.choice[h] < 0], self.options.leave)
        return kept if search is None else min(kept, found, key=search.cost)

    def _reshuffled(self, slots: Assignment, stage: str) -> Iterator[Answer]:
        """As ``_with_beds``, and from now on stays for these slots are made better beside what follows."""
        yield from self._with_beds(slots, stage)
        if self.options.houses and not self._is_beside(slots):
            if self.beside:
                self.beside.stop()
            beds, seed = self._bedded(slots), int(self.rng.integers(1 << 31))
            self.beside = Reshuffle(self.options, slots.copy(), beds, self.left, seed)

    def _is_beside(self, slots: Assignment) -> bool:
        return self.beside is not None and bool((self.beside.slots.choice == slots.choice).all())

    def _with_beds(self, slots: Assignment, stage: str) -> Iterator[Answer]:
        if self.beside:
            yield from self._offered(self.beside.plan(), "stays")
        if not self._is_beside(slots):
            yield from self._offered(slots.plan(self._bedded(slots).told()), stage)

    def _bedded(self, slots: Assignment) -> Beds:
        """The cheapest stays of some orders, later of the one that was best at first, and of those made better so far,
        as far as they go with these slots."""
        o = self.options
        tried = [(name, self.previous) for name in self.orders]
        if self.beside:
            tried.append((self.orders[0], self.beside.plan()))
        found = [(housed(o, slots.choice, self._order(slots, name), before), name) for name, before in tried]
        best = (
            min(found, key=lambda f: evaluate(self.problem, slots.plan(f[0].told())).tenths) if found[1:] else found[0]
        )
        self.orders = (best[1],)
        return best[0]

    def _order(self, slots: Assignment, name: str) -> list[int]:
        o = self.options
        if name == "deadline":
            return urgent(o)
        length = o.arrives - np.minimum(o.leave[slots.choice], o.weeks)
        first = {"arrival": o.arrives, "length": length, "size": -o.size}[name]
        return [int(h) for h in np.lexsort((o.arrives, first, -o.risk))]

    def _offered(self, plan: dict[str, Placement], stage: str) -> Iterator[Answer]:
        verdict = evaluate(self.problem, plan)
        if verdict.violations:
            raise BrokenPlan(f"An answer of {stage!r} breaks rules: {verdict.violations[0]}")
        changed = len(changes(self.previous, plan)) if self.previous else 0
        tenths = verdict.tenths + self.change * changed
        self._disproved(tenths)
        if self.best is None or tenths < self.best.tenths:
            self.best = Answer(plan, verdict, tenths, self.bound, stage, dict(self.baselines), changed)
        yield from self._told(stage)

    def _told(self, stage: str) -> Iterator[Answer]:
        if self.best:
            self.best = replace(
                self.best, bound=min(self.bound, self.best.tenths), baselines=dict(self.baselines), slots=self.slots
            )
            yield self.best
