"""Beds as persons: how many of each risk and need can sleep in a week, and what that saves. Exact for people who may
be split among houses and moved at no cost; ``stays`` makes real stays of it.

Whoever sleeps in a bed for a week saves ``7 tenths × risk``, and more who sleeps in one when planning begins. So a bed
is worth the same to anyone of one *group*, a worth and a set of needs, and households need not be told apart: at 5,000
people that is 4,800 rows instead of 212,000.

*Whole families* (``families``): a group is of one size too, and a house is filled in each week by one of its
*configurations*, so many families of each size as fit it together. Two families of three do not fit five beds, whom
persons would fill. Exact for families that may be moved at no cost; 2 to 3 times as many rows.
"""

from collections import Counter
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from waystation.planning.slots.options import Ints, Options


@dataclass
class Shelter:
    """``groups``: (tenths that a week in a bed saves a person, needs), dearest first. ``kinds``: the sets of kinds that
    houses have. ``beds[k, week]``: beds in open houses of such a set, less those of stays already decided. ``group``:
    each household's. ``fixed``: tenths that decided stays save. ``arrived[g, week]``: people there who have no decided
    bed, if nobody had left."""

    options: Options
    families: bool = False

    def __post_init__(self) -> None:
        o, weeks = self.options, self.options.weeks
        keys = [
            (int(worth), frozenset(h.needs), h.size if self.families else 0)
            for worth, h in zip(o.bed, o.households, strict=True)
        ]
        sized = sorted(set(keys), key=lambda k: (-k[0], sorted(k[1]), k[2]))
        self.groups, self.sizes = [k[:2] for k in sized], [k[2] for k in sized]
        self.kinds = sorted({frozenset(h.kinds) for h in o.houses}, key=sorted)
        number = {k: n for n, k in enumerate(sized)}
        self.group = np.array([number[k] for k in keys], np.int64)
        self.beds = np.zeros((len(self.kinds), weeks), np.int64)
        for house in o.houses:
            opened = np.array([house.is_open(t) for t in range(weeks)])
            self.beds[self.kinds.index(frozenset(house.kinds))] += house.beds * opened
        self.arrived = np.zeros((len(self.groups), weeks + 1), np.int64)
        np.add.at(self.arrived, (self.group, o.arrives), o.size)
        self.arrived = self.arrived.cumsum(axis=1)[:, :weeks]
        self.decided: list[tuple[int, int]] = []  # (household, week) of decided stays
        self._take_decided()

    def rooms(self, kind: int, week: int) -> Counter[int]:
        """Of the open houses of a set of kinds, how many have so many beds free of decided stays."""
        return Counter(self._rooms[week][kind])

    @cached_property
    def _rooms(self) -> list[list[list[int]]]:
        o = self.options
        free = [{h.id: h.beds for h in o.houses if h.is_open(t)} for t in range(o.weeks)]
        for household in o.households:
            for stay in household.fixed.stays if household.fixed else ():
                for week in range(stay.since, stay.until):
                    free[week][stay.house] = free[week].get(stay.house, 0) - household.size
        kinds = {h.id: self.kinds.index(frozenset(h.kinds)) for h in o.houses}
        return [
            [sorted(beds for house, beds in week.items() if kinds[house] == k) for k in range(len(self.kinds))]
            for week in free
        ]

    def _take_decided(self) -> None:
        o, kind = self.options, {h.id: self.kinds.index(frozenset(h.kinds)) for h in self.options.houses}
        for h, household in enumerate(o.households):
            for stay in household.fixed.stays if household.fixed else ():
                for week in range(stay.since, stay.until):
                    self.beds[kind[stay.house], week] -= household.size
                    self.arrived[self.group[h], week] -= household.size
                    self.decided.append((h, week))
        at = np.array(self.decided, np.int64).reshape(-1, 2)[:, 0]
        self.fixed = int((o.size[at] * o.bed[at]).sum())

    @cached_property
    def fits(self) -> np.ndarray:
        """``fits[g, k]``: whether houses of that set of kinds suit that group."""
        return np.array([[needs <= kinds for kinds in self.kinds] for _worth, needs in self.groups], bool).reshape(
            len(self.groups), len(self.kinds)
        )

    @cached_property
    def worth(self) -> Ints:
        """Tenths that a person of each group saves by a week in a bed."""
        return np.array([worth for worth, _needs in self.groups], np.int64)

    def present(self, choice: Ints) -> Ints:
        """``present[g, week]`` when each household takes this option: people without a decided bed."""
        o = self.options
        gone = np.zeros((len(self.groups), self.options.weeks + 1), np.int64)
        np.add.at(gone, (self.group, np.minimum(o.leave[choice], o.weeks)), o.size)
        return self.arrived - gone.cumsum(axis=1)[:, : o.weeks]

    def saved(self, present: Ints) -> int:
        """Tenths that the beds save at best for so many present, decided stays included.

        Persons are matched to beds: a matroid, so the dearest first is optimal, each as far as Hall's condition lets
        them. The condition is checked for each family of sets of needs; there are few such sets."""
        if not self.kinds:
            return self.fixed
        total = self.fixed
        room = [(family, beds.copy()) for family, beds in self._families]
        for g, (_worth, needs) in enumerate(self.groups):
            fitting = [beds for family, beds in room if needs in family]
            housed = np.minimum(present[g], np.minimum.reduce(fitting))
            for beds in fitting:
                beds -= housed
            total += int(self.worth[g] * housed.sum())
        return total

    @cached_property
    def _families(self) -> list[tuple[frozenset[frozenset[str]], Ints]]:
        """Each family of sets of needs with the beds in each week that suit any of them."""
        needs = sorted({needs for _worth, needs in self.groups}, key=sorted)
        found = []
        for mask in range(1, 1 << len(needs)):
            family = frozenset(n for i, n in enumerate(needs) if mask >> i & 1)
            suits = [k for k, kinds in enumerate(self.kinds) if any(n <= kinds for n in family)]
            found.append((family, self.beds[suits].sum(axis=0)))
        return found
