"""Who has which slot and place, with what is left of each: taking and giving back keeps every list right."""

from collections.abc import Callable, Iterable
from typing import Any

import numpy as np

from waystation.planning.plans import Placement, Stay
from waystation.planning.slots.options import Options


class Assignment:
    """``choice[h]``: the household's option, -1 while it has none. ``place[h]``: where it settles, or -1. ``cells``,
    ``budgets``, ``seats`` and ``room`` are what is left."""

    def __init__(self, options: Options):
        self.options = options
        self.choice = np.full(len(options.households), -1, np.int64)
        self.place = np.full(len(options.households), -1, np.int64)
        self.cells = options.cells.copy()
        self.budgets = options.budgets.copy()
        self.seats = options.seats.copy()
        self.room = options.room.copy()

    def copy(self) -> "Assignment":
        other = Assignment.__new__(Assignment)
        other.options = self.options
        for name in ("choice", "place", "cells", "budgets", "seats", "room"):
            setattr(other, name, getattr(self, name).copy())
        return other

    def fitting(self, h: int) -> np.ndarray:
        """Of the household's options, which there is room for now."""
        o = self.options
        part, size = slice(o.start[h], o.start[h + 1]), o.size[h]
        served = o.programme[part] >= 0
        lists = self.cells[o.cell[part]], self.budgets[o.budget[part]], self.seats[o.leave[part]]
        ok = ~served | (np.minimum.reduce(lists) >= size)
        settle = o.settle[part]
        for s in np.unique(settle[settle >= 0]):
            most = self.room[list(o.settle_sets[s])].max(axis=0)
            ok &= (settle != s) | (most[o.quarter[part]] >= size)
        return ok

    def admits(self, option: int, place: int) -> bool:
        """Whether that place is one for this option and has room for the household."""
        o, settle = self.options, self.options.settle[option]
        if place < 0 or settle < 0 or place not in o.settle_sets[settle]:
            return False
        return bool(self.room[place, o.quarter[option]] >= o.people[option])

    def take(self, h: int, option: int, place: int = -1) -> None:
        """Gives the household this option, and the emptiest place that it may settle in unless one is named."""
        o, size = self.options, self.options.size[h]
        self.choice[h] = option
        if o.programme[option] < 0:
            return
        self.cells[o.cell[option]] -= size
        self.budgets[o.budget[option]] -= size
        self.seats[o.leave[option]] -= size
        if o.settle[option] >= 0:
            among, quarter = o.settle_sets[o.settle[option]], o.quarter[option]
            self.place[h] = place if place >= 0 else max(among, key=lambda k: (self.room[k, quarter], -k))
            self.room[self.place[h], quarter] -= size

    def drop(self, h: int) -> None:
        o, size, option = self.options, self.options.size[h], self.choice[h]
        if option >= 0 and o.programme[option] >= 0:
            self.cells[o.cell[option]] += size
            self.budgets[o.budget[option]] += size
            self.seats[o.leave[option]] += size
            if self.place[h] >= 0:
                self.room[self.place[h], o.quarter[option]] += size
        self.choice[h] = self.place[h] = -1

    def fill(self, order: Iterable[int], key: np.ndarray) -> None:
        """Each household in turn takes, of what there is room for, the option with the least key."""
        start = self.options.start
        for h in order:
            part = key[start[h] : start[h + 1]]
            fitting = np.flatnonzero(self.fitting(h))
            if len(fitting):
                self.take(h, int(start[h] + fitting[np.argmin(part[fitting])]))

    @property
    def cost(self) -> int:
        """Tenths with all weeks outside, prices of change included."""
        return int(self.options.cost[self.choice].sum())

    def plan(self, stays: list[tuple[Stay, ...]]) -> dict[str, Placement]:
        o, found = self.options, {}
        for h, household in enumerate(o.households):
            option = self.choice[h]
            if o.programme[option] < 0:
                found[household.id] = Placement(stays=stays[h])
                continue
            programme = o.programmes[o.programme[option]].id
            settles = o.places[self.place[h]].id if self.place[h] >= 0 else None
            found[household.id] = Placement(
                programme, int(o.week[option]), stays[h], int(o.leave[option]), settles
            )  # fmt: skip
        return found


Order = Callable[[Options], list[int]]


def urgent(options: Options) -> list[int]:
    """Decided households first, so that nobody takes what they have; then by risk, deadline, arrival and id."""
    return _sorted(options, lambda h: (-options.risk[h], options.deadline[h], options.arrives[h]))


def arrived(options: Options) -> list[int]:
    """Decided households first, then first come, first served."""
    return _sorted(options, lambda h: (options.arrives[h],))


def _sorted(options: Options, key: Callable[[int], tuple[Any, ...]]) -> list[int]:
    decided = [not (h.fixed and h.fixed.programme is not None) for h in options.households]
    return sorted(range(len(options.households)), key=lambda h: (decided[h], *key(h), h))
