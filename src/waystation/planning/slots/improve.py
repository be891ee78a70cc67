"""Families kept whole: what the linear program suggests, then made better piece by piece, and where it is small proven.

A plan's distance from the bound is, household by household, how much more its option costs at the best prices than its
cheapest one (its *regret*), and the worth of what is left unused. So each step frees households with regret and some
others and lets HiGHS place them anew, exactly, among what the others leave.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

import numpy as np

from waystation.planning.slots import highs
from waystation.planning.slots.assignment import Assignment
from waystation.planning.slots.bound import SCALE
from waystation.planning.slots.options import Ints, Options
from waystation.planning.slots.rows import Rows
from waystation.planning.slots.shelter import Shelter

# At 5,000 people, 60 s: freeing 300 households with 15 options each ends at 0.02 % of the bound; 80 with 25 at 1 %,
# since families then find no hole to move into. How many a machine can place exactly in a second or two is found on
# the way.
EACH, FREED, FEWEST, MOST = 15, 120, 20, 400
PATIENCE = 5  # steps without gain, and one more for every so many households
STEP = 3.0  # seconds at most for a step
ROUNDED = 600  # households in the first step
SMALL = 2e-3  # relative gap at which it may end: what follows is better at the rest


@dataclass
class Search:
    """Steps from one assignment to the next. ``each``: options at the best prices, ``least`` each household's cheapest;
    ``bound``: what those prices prove."""

    options: Options
    shelter: Shelter
    each: Ints
    bound: int
    rng: np.random.Generator

    def __post_init__(self) -> None:
        o = self.options
        self.least = np.minimum.reduceat(self.each, o.start[:-1])
        self.regret = self.each - self.least[o.household]
        order = np.lexsort((self.each, o.household))
        first = o.start[o.household[order]]
        near = order[np.arange(len(order)) - first < EACH]
        self.near = np.unique(np.concatenate([near, o.start[1:] - 1]))
        self.near_start = np.searchsorted(o.household[self.near], np.arange(len(o.households) + 1))

    def cost(self, assignment: Assignment) -> int:
        """Tenths, with beds as persons: what remains until ``stays`` are made is moves and families in beds."""
        return assignment.cost - self.shelter.saved(self.shelter.present(assignment.choice))

    def begin(self, share: np.ndarray, left: Callable[[], float]) -> Assignment:
        """What the linear program decides stays, but for some households, which are placed exactly together with those
        that it splits. Keeping all that it decides would leave families no room: 9 to 13 % worse at 1,000 people."""
        o, found = self.options, Assignment(self.options)
        whole = np.flatnonzero(share > 1 - 1e-6)
        held = o.household[whole]
        split = np.setdiff1d(np.arange(len(o.households)), held)
        others = self.rng.permutation(held)[: max(0, ROUNDED - len(split))]
        free = np.union1d(split, others)
        for option in whole[~np.isin(held, free)]:
            h = int(o.household[option])
            if found.fitting(h)[option - o.start[h]]:
                found.take(h, int(option))
        free = np.flatnonzero(found.choice < 0)
        return self.placed(found, free, self._near(free), left, SMALL)

    def mended(self, held: Assignment, share: np.ndarray, left: Callable[[], float]) -> Assignment:
        """What somebody was told stays where the linear program, which knows the price of change, leaves it. The others
        are placed exactly: after a fire or a refusal few of a thousand, so it takes a second or less."""
        free, found = np.flatnonzero(share[held.choice] < 1 - 1e-6), held.copy()
        if not len(free):
            return found
        taken = np.flatnonzero((share > 1e-6) & np.isin(self.options.household, free))
        which = np.unique(np.concatenate([self._near(free), held.choice[free], taken]))
        for h in free:
            found.drop(int(h))
        return self.placed(found, free, which, left, 0.0, whole_places=True)

    def steps(self, assignment: Assignment, left: Callable[[], float]) -> Iterator[Assignment]:
        """The best assignment after each step, until there is no time or nothing more seems to be gained."""
        best, cost = assignment, self.cost(assignment)
        count, stale, patience = float(FREED), 0, PATIENCE + len(best.choice) // FREED
        while left() > 0 and cost > self.bound and stale < patience:
            free = self._freed(best, min(int(count), len(best.choice)))
            found, begun = best.copy(), left()
            for h in free:
                found.drop(int(h))
            which = np.union1d(self._near(free), best.choice[free])
            found = self.placed(found, free, which, partial(_until, left, max(0.0, begun - STEP)), 0.0)
            took = begun - left()
            count = min(max(count * (1.15 if took < STEP / 3 else 0.7 if took > STEP * 0.9 else 1.0), FEWEST), MOST)
            new = self.cost(found) if (found.choice >= 0).all() else cost + 1
            stale = 0 if new < cost else stale + 1
            if new <= cost:
                best, cost = found, new
            yield best

    def placed(
        self,
        found: Assignment,
        free: Ints,
        which: Ints,
        left: Callable[[], float],
        gap: float,
        whole_places: bool = False,
    ) -> Assignment:
        """The free households placed at least cost among what is left; by ``each`` where that found nothing in time."""
        rows = Rows(self.options, self.shelter, free, found, self._arrived(found))
        self._solve(rows, which, found, left, gap, whole_places)
        found.fill(sorted(np.flatnonzero(found.choice < 0), key=lambda h: -self.options.size[h]), self.each)
        return found

    def proof(self, best: Assignment, left: Callable[[], float], whole_places: bool) -> tuple[Assignment, int]:
        """The best assignment there is and a bound that proves it, or as far as time allows. Options whose regret
        exceeds what could still be gained are in no better plan and left out. ``whole_places``: no family is split
        among places to settle in, which is harder to solve where there are several for it."""
        cost = self.cost(best)
        which = np.union1d(np.flatnonzero(self.regret <= (cost - self.bound) * SCALE), best.choice)
        found, least = self._everybody(which, left, 0.0, whole_places, self.shelter)
        return (found if found and self.cost(found) < cost else best), min(cost, max(self.bound, least))

    def families(self, best: Assignment, ceiling: int, left: Callable[[], float]) -> tuple[Assignment, int]:
        """As ``proof``, but with beds for whole families. ``ceiling``: tenths of some plan; options that are in none
        cheaper are left out."""
        which = np.union1d(np.flatnonzero(self.regret <= (ceiling - self.bound) * SCALE), best.choice)
        shelter = Shelter(self.options, families=True)
        found, least = self._everybody(which, left, 0.0, True, shelter)
        return found or best, min(ceiling, max(self.bound, least))

    def likely(self, share: np.ndarray, left: Callable[[], float]) -> Assignment | None:
        """Everybody placed at once by the nearest options and those that the linear program takes: at 1,000 people a
        quarter of them, from which 4 s lead to the best slots but for 0.002 %."""
        which = np.union1d(self.near, np.flatnonzero(share > 1e-6))
        found, _least = self._everybody(which, left, SMALL, False, self.shelter, whole=False)
        without = np.flatnonzero(found.choice < 0) if found else ()
        if found and len(without):  # those whom it split among places
            free = np.union1d(without, self.rng.permutation(len(found.choice))[:FREED])
            for h in np.setdiff1d(free, without):
                found.drop(int(h))
            found = self.placed(found, free, self._near(free), left, SMALL, whole_places=True)
        return found

    def _everybody(
        self,
        which: Ints,
        left: Callable[[], float],
        gap: float,
        whole_places: bool,
        shelter: Shelter,
        whole: bool = True,
    ) -> tuple[Assignment | None, int]:
        """All households placed by these options, and the bound of that program. None if there is no solution, or if
        not every one could be placed and ``whole`` was asked."""
        found, everybody = Assignment(self.options), np.arange(len(self.options.households))
        rows = Rows(self.options, shelter, everybody, found, shelter.arrived)
        least = self._solve(rows, which, found, left, gap, whole_places) - shelter.fixed
        if not (found.choice >= 0).any():
            return None, least
        if whole:
            found.fill(sorted(np.flatnonzero(found.choice < 0), key=lambda h: -self.options.size[h]), self.each)
        return (found if not whole or (found.choice >= 0).all() else None), least

    def _solve(
        self, rows: Rows, which: Ints, into: Assignment, left: Callable[[], float], gap: float, whole_places: bool
    ) -> int:
        """Places the rows' households by these options in the assignment, those for whom one place has room, largest
        first; returns the bound of that program."""
        o, columns = self.options, highs.Columns()
        option, place = which, np.full(len(which), -1)
        if whole_places:
            option, place = rows.add_whole(columns, which, o.cost)
        else:
            rows.add_options(columns, which, o.cost)
            rows.add_supply(columns)
        rows.add_beds(columns)
        whole = np.zeros(columns.count, bool)
        whole[: len(option)] = True
        solved = highs.solve(columns, rows, whole, left, mip_rel_gap=gap, mip_abs_gap=0.9)
        if solved.values is None:
            return solved.bound
        for n in sorted(np.flatnonzero(solved.values[: len(option)] > 0.5), key=lambda n: (-o.people[option[n]], n)):
            h, taken = int(o.household[option[n]]), int(option[n])
            if into.choice[h] < 0 and into.fitting(h)[taken - o.start[h]]:
                into.take(h, taken, int(place[n]))
        return solved.bound

    def _near(self, free: Ints) -> Ints:
        return np.concatenate([self.near[self.near_start[h] : self.near_start[h + 1]] for h in free])

    def _arrived(self, others: Assignment) -> Ints:
        """Present people if nobody of the free ones left."""
        o, s = self.options, self.shelter
        gone = np.zeros((len(s.groups), o.weeks + 1), np.int64)
        held = np.flatnonzero(others.choice >= 0)
        np.add.at(gone, (s.group[held], np.minimum(o.leave[others.choice[held]], o.weeks)), o.size[held])
        return s.arrived - gone.cumsum(axis=1)[:, : o.weeks]

    def _freed(self, assignment: Assignment, count: int) -> Ints:
        """Half by regret, half by chance or around a week."""
        rng, households = self.rng, len(self.options.households)
        regret = self.regret[assignment.choice].astype(float) + 1
        some = min(households, count // 2)
        seeds = rng.choice(households, some, replace=False, p=regret / regret.sum())
        if rng.random() < 0.5:
            return np.union1d(seeds, rng.choice(households, some, replace=False))
        week = self.options.leave[assignment.choice]
        distance = np.abs(week - rng.integers(self.options.weeks)) + rng.random(households)
        return np.union1d(seeds, np.argsort(distance, kind="stable")[:some])


def _until(left: Callable[[], float], end: float) -> float:
    """Seconds until so many are left."""
    return left() - end
