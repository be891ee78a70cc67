"""The linear program of everything together: which row is what. Shared by the whole program and its small pieces.

Variables: each option (0 to 1); ``place`` flows, people of one set of places into one of them by quarter; ``present``,
people of a group without a decided bed in a week; ``bed``, people of a group in beds of one set of kinds in a week.
Options and present are tied week by week: present = present before + arrived − departed.
"""

from dataclasses import dataclass
from functools import cache

import numpy as np

from waystation.planning.slots.assignment import Assignment
from waystation.planning.slots.highs import INFINITE, Columns
from waystation.planning.slots.options import PLENTY, Ints, Options
from waystation.planning.slots.shelter import Shelter

ENUMERATED = 12  # beds up to which a house's configurations are listed: 53 for families of 1 to 6; for 16 beds 136


@dataclass
class Rows:
    """Numbers rows for the households in ``free``; ``left`` and ``arrived`` are what is there for them, after what all
    others use. Without ``arrived`` there are no beds: options' costs must then hold their
    worth."""

    options: Options
    shelter: Shelter
    free: Ints
    left: Assignment
    arrived: Ints | None

    def __post_init__(self) -> None:
        o, s = self.options, self.shelter
        self.lower: list[np.ndarray] = []
        self.upper: list[np.ndarray] = []
        self.count = 0
        self.household = np.full(len(o.households), -1, np.int64)
        self.household[self.free] = self._rows(np.ones(len(self.free)), np.ones(len(self.free)))
        left = self.left
        self.cell, self.budget, self.seat = (self._limits(room) for room in (left.cells, left.budgets, left.seats))
        sets, quarters = len(o.settle_sets), o.room.shape[1]
        self.settle = self._rows(np.zeros(sets * quarters), np.zeros(sets * quarters)).reshape(sets, quarters)
        self.place = self._limits(left.room.reshape(-1)).reshape(left.room.shape)
        self.balance = np.full((len(s.groups), o.weeks), -1, np.int64)
        self.sheltered = np.zeros(0, np.int64)
        if self.arrived is not None and s.kinds:
            self.sheltered = np.flatnonzero(s.fits.any(axis=1))
            self._shelter_rows(self.arrived)

    def _rows(self, lower: np.ndarray, upper: np.ndarray) -> Ints:
        self.lower.append(np.asarray(lower, float))
        self.upper.append(np.asarray(upper, float))
        self.count += len(lower)
        return np.arange(self.count - len(lower), self.count)

    def _limits(self, room: Ints) -> Ints:
        """A row for each finite limit, -1 for the others."""
        rows, finite = np.full(len(room), -1, np.int64), np.flatnonzero(room < PLENTY // 2)
        rows[finite] = self._rows(np.full(len(finite), -INFINITE), np.maximum(room[finite], 0))
        return rows

    def _shelter_rows(self, arrived: Ints) -> None:
        s, weeks = self.shelter, self.options.weeks
        self.housed = np.full_like(self.balance, -1)
        for g in self.sheltered:
            came = np.diff(arrived[g], prepend=0)
            self.balance[g] = self._rows(came, came)
            self.housed[g] = self._rows(np.full(weeks, -INFINITE), np.zeros(weeks))
        sizes = sorted({s.sizes[g] for g in self.sheltered})  # 0 alone, where persons are counted
        self.bed = {}
        for size in sizes:
            room = np.zeros_like(s.beds) if size else np.maximum(s.beds, 0)
            self.bed[size] = self._rows(np.full(room.size, -INFINITE), room.reshape(-1)).reshape(room.shape)
        self.filled: list[tuple[int, int, int, int]] = []  # (row, kind, week, free beds): so many houses are filled
        for kind, week in np.ndindex(s.beds.shape) if s.families else ():
            for beds, houses in sorted(s.rooms(kind, week).items()):
                many = beds > ENUMERATED
                lower, upper = (-INFINITE, houses * beds) if many else (houses, houses)
                if sizes and beds >= sizes[0]:
                    row = int(self._rows(np.array([lower]), np.array([upper]))[0])
                    self.filled.append((row, kind, week, beds))

    @property
    def limits(self) -> tuple[np.ndarray, np.ndarray]:
        return np.concatenate(self.lower), np.concatenate(self.upper)

    def add_options(self, columns: Columns, which: Ints, cost: np.ndarray) -> int:
        """Adds these options; ``cost`` in tenths, of all options. Where they settle is left to the supply's variables,
        by which a household may be split."""
        o = self.options
        settle = np.full(len(which), -1, np.int64)
        if o.settle_sets:
            settle = np.where(o.settle[which] >= 0, self.settle[o.settle[which], o.quarter[which]], -1)
        return self._add(columns, which, cost, settle)

    def add_whole(self, columns: Columns, which: Ints, cost: np.ndarray) -> tuple[Ints, Ints]:
        """Adds a column for each of these options and each place that it may settle in; returns the option and place
        (-1: none) of each column. A place with room for everybody is the only one of its set."""
        o = self.options
        options = [which[o.settle[which] < 0]]
        places = [np.full(len(options[0]), -1)]
        for n, among in enumerate(o.settle_sets):
            mine = which[o.settle[which] == n]
            done = np.zeros(len(mine), bool)
            for k in sorted(among, key=lambda k: -int(self.place[k].max() < 0)):
                free = self.place[k, o.quarter[mine]] < 0
                options.append(mine[~done])
                places.append(np.full((~done).sum(), k))
                done |= free
        taken, place = np.concatenate(options), np.concatenate(places).astype(np.int64)
        settle = np.full(len(taken), -1, np.int64)
        settled = place >= 0
        settle[settled] = self.place[place[settled], o.quarter[taken][settled]]
        self._add(columns, taken, cost, settle)
        return taken, place

    def _add(self, columns: Columns, which: Ints, cost: np.ndarray, settle: Ints) -> int:
        o = self.options
        h, people, served = o.household[which], o.people[which], o.programme[which] >= 0
        group, leave = self.shelter.group[h], o.leave[which]
        inside = leave < o.weeks
        return columns.add(
            cost[which], INFINITE,
            (self.household[h], 1.0),
            (np.where(served, self.cell[o.cell[which]], -1), people),
            (np.where(served, self.budget[o.budget[which]], -1), people),
            (np.where(served, self.seat[leave], -1), people),
            (settle, people),
            (np.where(inside, self.balance[group, np.minimum(leave, o.weeks - 1)], -1), people),
        )  # fmt: skip

    def add_supply(self, columns: Columns) -> None:
        """The variables of places."""
        o = self.options
        for n, among in enumerate(o.settle_sets):
            for k in among:
                columns.add(np.zeros(o.room.shape[1]), INFINITE, (self.settle[n], -1.0), (self.place[k], 1.0))

    def add_beds(self, columns: Columns) -> None:
        """The variables of people present and in beds."""
        o, s = self.options, self.shelter
        for g in self.sheltered:
            before = np.append(self.balance[g, 1:], -1)
            zeros = np.zeros(o.weeks)
            columns.add(zeros, INFINITE, (self.balance[g], 1.0), (before, -1.0), (self.housed[g], -1.0))
            for k in np.flatnonzero(s.fits[g]):
                saves = np.full(o.weeks, -float(s.worth[g]))
                columns.add(saves, INFINITE, (self.housed[g], 1.0), (self.bed[s.sizes[g]][k], 1.0))
        self._add_configurations(columns)

    def _add_configurations(self, columns: Columns) -> None:
        """For each sort of house in a week, how many are filled in each way that nobody more would fit into; of the
        largest, how many families of each size."""
        if not len(self.sheltered):
            return
        sizes = tuple(sorted(self.bed, reverse=True))
        for row, kind, week, beds in self.filled:
            many = beds > ENUMERATED
            ways = np.eye(len(sizes), dtype=int) if many else np.array(configurations(beds, sizes))
            rows = [np.full(len(ways), row)] + [np.full(len(ways), self.bed[size][kind, week]) for size in sizes]
            entries = [np.array(sizes) if many else 1.0, *(-size * ways[:, n] for n, size in enumerate(sizes))]
            columns.add(np.zeros(len(ways)), INFINITE, *zip(rows, entries, strict=True))


@cache
def configurations(beds: int, sizes: tuple[int, ...]) -> list[tuple[int, ...]]:
    """How many families of each size (largest first) fill so many beds, so that none more fits."""
    if not sizes:
        return [()]
    size, smaller = sizes[0], sizes[1:]
    if not smaller:
        return [(beds // size,)]
    found = [(n, *rest) for n in range(beds // size, -1, -1) for rest in configurations(beds - n * size, smaller)]
    least = sizes[-1]
    return [way for way in found if beds - sum(n * s for n, s in zip(way, sizes, strict=True)) < least]


def whole_problem(options: Options, shelter: Shelter) -> Rows:
    every = np.arange(len(options.households))
    return Rows(options, shelter, every, Assignment(options), shelter.arrived)
