"""Real stays in real houses for households that leave when their slots say: whole, apart from whom they must not meet.

Each household in turn takes what is best for it in what is left: one house throughout, if one is free, and of those the
fullest with the least that it does not need; otherwise the stays that save most, less what moves cost.
"""

from collections.abc import Iterable

import numpy as np

from waystation.planning.plans import Plan, Stay
from waystation.planning.problem import apart
from waystation.planning.slots.options import Ints, Options

MOVE = 10  # tenths
NOWHERE = np.zeros(0, np.int64)
SPARE, FINE = 31, 8192  # free beds that are told apart; steps in a tenth, so that they only decide between equals


class Beds:
    """What is free in each house and week, and who is kept from whom."""

    def __init__(self, options: Options):
        self.options, weeks = options, options.weeks
        self.free = np.zeros((len(options.houses), weeks), np.int64)
        for k, house in enumerate(options.houses):
            self.free[k] = [house.beds if house.is_open(t) else 0 for t in range(weeks)]
        kinds = [frozenset(h.kinds) for h in options.houses]
        self.spare_kinds = np.array([32 * len(k) for k in kinds], np.int64)
        suiting: dict[tuple[str, ...], Ints] = {}
        for h in options.households:
            if h.needs not in suiting:
                suiting[h.needs] = np.array([k for k, have in enumerate(kinds) if set(h.needs) <= have], np.int64)
        self.suits = [suiting[h.needs] for h in options.households]
        self.size = [int(s) for s in options.size]
        self.weekly = [int(w) for w in options.size * options.bed]
        numbers = {h.id: n for n, h in enumerate(options.households)}
        self.apart = {numbers[h]: {numbers[o] for o in others} for h, others in apart(options.problem).items()}
        self.stays: list[list[tuple[int, int, int]]] = [[] for _ in options.households]  # (house, since, until)

    def put(self, h: int, house: int, since: int, until: int) -> None:
        self.free[house, since:until] -= self.options.size[h]
        self.stays[h].append((house, since, until))

    def clear(self, h: int) -> None:
        for house, since, until in self.stays[h]:
            self.free[house, since:until] += self.options.size[h]
        self.stays[h] = []

    def open_to(self, h: int, since: int, until: int) -> tuple[Ints, np.ndarray]:
        """Suitable houses, and in which of these weeks each has room and nobody from whom the household is kept."""
        houses = self.suits[h]
        free = self.free[houses, since:until] >= self.size[h]
        for other in self.apart.get(h, ()):
            for house, a, b in self.stays[other]:
                free[houses == house, max(0, a - since) : max(0, b - since)] = False
        return houses, free

    def house(self, h: int, leave: int) -> None:
        """Beds for all weeks from arrival to departure for which there is no decided stay."""
        options = self.options
        since, end = int(options.arrives[h]), min(leave, options.weeks)
        decided = sorted(self.stays[h], key=lambda s: s[1])
        for house, a, b in [*decided, (-1, end, end)]:
            self._fill(h, since, a, next((k for k, _a, until in self.stays[h] if until == since), -1))
            since = max(since, b)
            del house

    def _fill(self, h: int, since: int, until: int, before: int) -> None:
        """The best beds from ``since`` to ``until`` for a household that was in the house ``before`` (-1: in none)."""
        houses, free = self.open_to(h, since, until)
        if since >= until or not len(houses):
            return
        whole = np.flatnonzero(free.all(axis=1))
        if len(whole) and before < 0:
            spare = self.free[houses[whole], since:until].sum(axis=1) + self.spare_kinds[houses[whole]] * (
                until - since
            )
            self.put(h, int(houses[whole[np.argmin(spare)]]), since, until)
            return
        gains = self._gains(h, houses, free, since, until)
        for stay in self.stays_on(houses, free, best_path(gains, np.flatnonzero(houses == before)), since):
            self.put(h, *stay)

    def stays_on(self, houses: Ints, uses: np.ndarray, path: list[int], since: int) -> tuple[tuple[int, int, int], ...]:
        """The stays of who belongs to these houses week by week and uses the bed where ``uses`` says."""
        found, week = [], 0
        while week < len(path):
            end, at = week, path[week]
            while end < len(path) and path[end] == at and uses[at, end] == uses[at, week]:
                end += 1
            if uses[at, week]:
                found.append((int(houses[at]), since + week, since + end))
            week = end
        return tuple(found)

    def _gains(self, h: int, houses: Ints, free: np.ndarray, since: int, until: int) -> Ints:
        """What each week in each house saves; among equals, the fuller house and the one with less that is not
        needed."""
        spare = np.minimum(self.free[houses, since:until], SPARE) + self.spare_kinds[houses][:, None]
        return free * (FINE * self.weekly[h] - spare)

    def told(self) -> list[tuple[Stay, ...]]:
        """Stays by house id, adjoining ones in one house as one."""
        return [self._told(stays) for stays in self.stays]

    def _told(self, stays: list[tuple[int, int, int]]) -> tuple[Stay, ...]:
        joined: list[tuple[int, int, int]] = []
        for house, since, until in sorted(stays, key=lambda s: s[1]):
            if joined and joined[-1][0] == house and joined[-1][2] == since:
                joined[-1] = (house, joined[-1][1], until)
            else:
                joined.append((house, since, until))
        return tuple(Stay(self.options.houses[k].id, int(a), int(b)) for k, a, b in joined)


def housed(options: Options, choice: Ints, order: Iterable[int], previous: Plan | None = None) -> Beds:
    """Stays for these options, households in this order, but who sleeps in a house already before others; decided stays
    first, then what still can be of those of the plan before."""
    beds = Beds(options)
    if not options.houses:
        return beds
    numbers = {h.id: n for n, h in enumerate(options.houses)}
    for h, household in enumerate(options.households):
        for stay in household.fixed.stays if household.fixed else ():
            beds.put(h, numbers[stay.house], stay.since, stay.until)
    order = sorted(order, key=lambda h: not options.put_out[h])
    for h in order if previous else ():
        if previous and not beds.stays[h]:
            _keep(beds, h, previous, numbers, min(int(options.leave[choice[h]]), options.weeks))
    for h in order:
        beds.house(h, int(options.leave[choice[h]]))
    return beds


def _keep(beds: Beds, h: int, previous: Plan, numbers: dict[str, int], end: int) -> None:
    before = previous.get(beds.options.households[h].id)
    free_from = int(beds.options.arrives[h])
    for stay in sorted(before.stays, key=lambda s: s.since) if before else ():
        house, since, until = numbers.get(stay.house), max(stay.since, free_from), min(stay.until, end)
        if house is None or since >= until:
            continue
        houses, free = beds.open_to(h, since, until)
        at = np.flatnonzero(houses == house)
        if len(at) and free[at[0]].any():
            first = int(free[at[0]].argmax())
            last = first + int(free[at[0], first:].cumprod().sum())
            beds.put(h, house, since + first, since + last)
            free_from = since + last


def best_path(gains: Ints, before: Ints = NOWHERE) -> list[int]:
    """For each week the house to belong to, so that gains less moves are most; whoever belongs to a full house is
    outside for that week and moves nowhere. Forward over weeks, then back along what was best."""
    houses, weeks = gains.shape
    value = np.zeros(houses, np.int64)
    if len(before):
        value -= FINE * MOVE
        value[before] = 0
    came = np.empty((weeks, houses), np.int64)
    own = np.arange(houses)
    for week in range(weeks):
        best = int(value.argmax())
        moved = value[best] - FINE * MOVE if week else value.min()
        came[week] = np.where(value >= moved, own, best)
        value = np.maximum(value, moved) + gains[:, week]
    at, path = int(value.argmax()), [0] * weeks
    for week in range(weeks - 1, -1, -1):
        path[week] = at
        at = int(came[week, at])
    return path
