"""What each household could do, as arrays: one option for each programme and week that is open to it, and one for
having no slot. Everything that solves works on these; nothing here decides.

Household, programme, house and place are numbered in order of id, so that the order of the file changes nothing.
"""

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np

from waystation.planning.plans import Plan
from waystation.planning.problem import (
    HOUSED,
    LATE,
    PUT_OUT,
    QUARTER,
    UNSERVED,
    Household,
    Problem,
    Programme,
    settles,
)

Ints = np.ndarray[Any, np.dtype[np.int64]]
PLENTY = 1 << 40  # room where nothing limits
BED = 10 - HOUSED  # tenths that a week in a bed saves, for each person and unit of risk


@dataclass
class Options:
    """The options of a problem. ``change``: tenths added to every other option of a household that has a slot in
    ``previous``. ``whole``: leave out where a family finds no room even alone; not if families may be split.

    One entry for each option, household by household, the one without a slot last: ``household``, ``programme`` (-1
    without a slot), ``week``, ``leave``, ``cost`` (tenths, all weeks outside), ``settle`` (-1, or a number in
    ``settle_sets``), ``quarter``, ``budget`` (-1, or a number in ``budgets``). ``start[h]:start[h + 1]`` are those of
    household h. ``bed[h]``: tenths that a week in a bed saves for each of its people. ``budgets``: people whom each
    pays for, and PLENTY last, so that whoever needs none draws on that.
    """

    problem: Problem
    previous: Plan | None = None
    change: int = 0
    whole: bool = True
    households: list[Household] = field(init=False)
    programmes: list[Programme] = field(init=False)

    def __post_init__(self) -> None:
        problem = self.problem
        self.households = sorted(problem.households, key=lambda h: h.id)
        self.programmes = sorted(problem.programmes, key=lambda p: p.id)
        self.houses = sorted(problem.houses, key=lambda h: h.id)
        self.places = sorted(problem.places, key=lambda p: p.id)
        self.weeks = problem.weeks
        self.size = np.array([h.size for h in self.households], np.int64)
        self.risk = np.array([h.risk for h in self.households], np.int64)
        self.put_out = PUT_OUT * np.array([bool(h.housed and self.houses) for h in self.households], np.int64)
        self.bed = BED * self.risk + self.put_out
        self.arrives = np.array([h.arrives for h in self.households], np.int64)
        self.deadline = np.array([h.deadline for h in self.households], np.int64)
        self.settle_sets: list[tuple[int, ...]] = []
        self._supply()
        self._enumerate()

    def _supply(self) -> None:
        longest = max((p.processing_weeks for p in self.programmes), default=0)
        self.last = self.weeks + max(longest, UNSERVED)  # no leave is later
        quarters = self.last // QUARTER + 1
        self.slots = np.array([p.slots for p in self.programmes], np.int64).reshape(-1, self.weeks)
        self._fund()
        self.seats = np.full(self.last + 1, PLENTY, np.int64)
        if self.problem.escorts:
            listed = self.problem.escorts.seats[: self.last + 1]
            self.seats[: len(listed)] = listed
        self.room = np.full((len(self.places), quarters), PLENTY, np.int64)
        for k, place in enumerate(self.places):
            self.room[k, : min(quarters, len(place.capacity))] = place.capacity[:quarters]

    def _fund(self) -> None:
        """``funds[programme, week]``: which budget pays there."""
        self.funds = np.full(self.slots.shape, -1, np.int64)
        paid: list[int] = []
        for p, programme in enumerate(self.programmes):
            for budget in sorted(programme.budgets, key=lambda b: b.since):
                self.funds[p, budget.since : budget.until] = len(paid)
                paid.append(budget.people)
        self.budgets = np.array([*paid, PLENTY], np.int64)

    def _enumerate(self) -> None:
        rows: list[tuple[Ints, ...]] = []
        numbers = {p.id: n for n, p in enumerate(self.programmes)}
        places = {p.id: p for p in self.problem.places}
        place_numbers = {p.id: n for n, p in enumerate(self.places)}
        sets: dict[tuple[int, ...], int] = {}
        for h, household in enumerate(self.households):
            fixed = household.fixed
            earliest = max((s.until for s in fixed.stays), default=0) if fixed else 0
            for p in sorted(numbers[e] for e in household.eligible):
                programme = self.programmes[p]
                settle = -1
                if household.settles_in:
                    named = settles(household, programme, places)
                    if fixed and fixed.settles is not None:
                        named = [n for n in named if n == fixed.settles]
                    if not named:
                        continue
                    key = tuple(sorted(place_numbers[n] for n in named))
                    settle = sets.setdefault(key, len(sets))
                weeks = self._weeks(household, programme, p, earliest)
                if len(weeks):
                    rows.append((np.full(len(weeks), h), np.full(len(weeks), p), weeks, np.full(len(weeks), settle)))
            if not (fixed and fixed.programme is not None):
                none = np.array([-1])
                rows.append((np.array([h]), none, np.array([self.weeks + UNSERVED]), none))
        self.settle_sets = list(sets)
        columns = [np.concatenate(part) for part in zip(*rows, strict=True)] if rows else [np.zeros(0, np.int64)] * 4
        self.household, self.programme, self.week, self.settle = (c.astype(np.int64) for c in columns)
        self._derive()

    def _weeks(self, household: Household, programme: Programme, p: int, earliest: int) -> Ints:
        """The weeks in which the programme could take this household, were it alone."""
        fixed, lead = household.fixed, programme.processing_weeks
        if fixed and fixed.programme is not None:
            return np.array([fixed.week] if fixed.programme == programme.id else [], np.int64)
        weeks = np.arange(max(household.arrives, earliest - lead), self.weeks)
        if not self.whole:
            return weeks
        lists = self.slots[p, weeks], self.budgets[self.funds[p, weeks]], self.seats[weeks + lead]
        return weeks[np.minimum.reduce(lists) >= household.size]

    def _derive(self) -> None:
        lead = np.array([p.processing_weeks for p in self.programmes] + [0], np.int64)
        served = self.programme >= 0
        self.leave = self.week + np.where(served, lead[self.programme], 0)
        self.quarter = self.leave // QUARTER
        self._drop_unsettled()
        self.cell = np.where(self.programme >= 0, self.programme * self.weeks + self.week, -1)
        self.budget = np.where(self.cell >= 0, self.funds.reshape(-1)[self.cell], -1) if self.funds.size else self.cell
        self.start = np.searchsorted(self.household, np.arange(len(self.households) + 1))
        h = self.household
        weight = self.size[h] * self.risk[h]
        late = np.maximum(0, self.leave - self.deadline[h])
        within = np.minimum(self.leave, self.weeks) - self.arrives[h]
        self.cost = weight * (10 * (self.leave - self.arrives[h]) + LATE * late) + self._changed()
        self.cost += self.size[h] * self.put_out[h] * within

    def _drop_unsettled(self) -> None:
        """Leaves out options for which no place alone has room, as the other lists' are left out."""
        if not self.settle_sets:
            return
        most = np.array([self.room[list(s)].max(axis=0) for s in self.settle_sets])
        free = [bool(h.fixed and h.fixed.programme is not None) for h in self.households]
        keep = (self.settle < 0) | (most[self.settle, self.quarter] >= self.size[self.household])
        keep |= np.array(free, bool)[self.household]
        for name in ("household", "programme", "week", "settle", "leave", "quarter"):
            setattr(self, name, getattr(self, name)[keep])

    def _changed(self) -> Ints | int:
        if not self.previous or not self.change:
            return 0
        held = self.of_plan(self.previous)
        changed = np.full(len(self.household), self.change, np.int64)
        told = np.array([h.id in self.previous and self.previous[h.id].slot is not None for h in self.households], bool)
        changed[~told[self.household]] = 0
        changed[held[held >= 0]] = 0
        return changed

    def of_plan(self, plan: Plan) -> Ints:
        """The option that a plan takes for each household; -1 where that is no option (any more)."""
        numbers = {p.id: n for n, p in enumerate(self.programmes)}
        found = np.full(len(self.households), -1, np.int64)
        for h, household in enumerate(self.households):
            slot = plan[household.id].slot if household.id in plan else None
            programme, week = (numbers.get(slot[0], -2), slot[1]) if slot else (-1, self.weeks + UNSERVED)
            part = slice(self.start[h], self.start[h + 1])
            at = np.flatnonzero((self.programme[part] == programme) & (self.week[part] == week))
            if len(at):
                found[h] = self.start[h] + at[0]
        return found

    @property
    def count(self) -> int:
        return len(self.household)

    @cached_property
    def cells(self) -> Ints:
        """Room in each cell, a programme's week."""
        return self.slots.reshape(-1)

    @cached_property
    def people(self) -> Ints:
        """The size of each option's household."""
        return self.size[self.household]

    @cached_property
    def is_joint(self) -> bool:
        return bool(self.houses or self.places or self.problem.escorts)
