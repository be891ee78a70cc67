"""A few households taken out of their beds and put back in another order, compiled: a hundred thousand times a second.

    begin(seed, who, nights)
    total = pack(steps, most, warmth, who, nights, work(nights))        # tenths that stays fall short after so many

A step takes a household with a defect (a move, or weeks outside) and some who sleep in the same few houses in one week,
and beds them again: by arrival (with which intervals pack without moves), by risk, by length, or by chance. It stays
so if that is not worse, or little worse while ``warmth`` lasts. ``reshuffle`` says how long and keeps the best.

Import this module only where it is used: see ``machinecode``.
"""

from typing import NamedTuple

import numpy as np

from waystation.planning.beds.nights import NOWHERE, Nights, Who
from waystation.planning.beds.stays import MOVE
from waystation.planning.machinecode import machine_code
from waystation.planning.slots.options import Ints

FINE = 1 << 14  # steps in a tenth, so that free beds only decide between equals
SPARE = 15  # free beds that are told apart
MOST_TAKEN = 8  # households in a step
HOUSES = 3  # whose sleepers are taken, at most
TRIES = 6  # to find a week with a defect
AGAIN = 8  # steps after which the chances of households are weighed anew
BY_ARRIVAL, BY_RISK, BY_LENGTH, BY_CHANCE = range(4)


class Work(NamedTuple):
    """Room to work in. ``path``: the beds just found; ``value``, ``came``: of the search for them; ``taken``: who is in
    the step; ``before``: their beds until now; ``new``: their losses; ``key``: their order; ``near``: sleepers of a
    house; ``chance``: sums of losses."""

    path: Ints
    value: Ints
    came: Ints
    taken: Ints
    before: Ints
    new: Ints
    key: np.ndarray
    near: Ints
    chance: Ints


def work(nights: Nights) -> Work:
    (weeks, households), houses = nights.at.shape, len(nights.free)
    return Work(
        np.empty(weeks, np.int64), np.empty(houses, np.int64), np.empty((weeks, houses), np.int64),
        np.empty(MOST_TAKEN, np.int64), np.empty((MOST_TAKEN, weeks), np.int64), np.empty(MOST_TAKEN, np.int64),
        np.empty(MOST_TAKEN), np.empty(households, np.int64), np.empty(households, np.int64),
    )  # fmt: skip


@machine_code
def _lost(who: Who, nights: Nights, h: int) -> int:
    """Tenths that the household's beds fall short of one in every week and no move."""
    outside, moves, last = 0, 0, NOWHERE
    for week in range(who.arrives[h], who.leaves[h]):
        house = nights.at[week, h]
        if house == NOWHERE:
            outside += 1
        else:
            moves += last not in (NOWHERE, house)
            last = house
    return who.weekly[h] * outside + MOVE * moves


@machine_code
def _clear(who: Who, nights: Nights, h: int) -> None:
    for week in range(who.arrives[h], who.leaves[h]):
        house = nights.at[week, h]
        if house != NOWHERE:
            nights.free[house, week] += who.size[h]
            nights.at[week, h] = NOWHERE


@machine_code
def _put(who: Who, nights: Nights, h: int, path: Ints) -> None:
    for week in range(who.arrives[h], who.leaves[h]):
        nights.at[week, h] = path[week]
        if path[week] != NOWHERE:
            nights.free[path[week], week] -= who.size[h]


@machine_code
def _room(who: Who, nights: Nights, h: int, house: int, week: int) -> bool:
    """Whether the house has beds for it in that week, and nobody from whom it is kept."""
    if nights.free[house, week] < who.size[h]:
        return False
    for n in range(who.apart_of[h], who.apart_of[h + 1]):  # noqa: SIM110 - numba compiles no generators
        if nights.at[week, who.apart[n]] == house:
            return False
    return True


@machine_code
def _best(who: Who, nights: Nights, work: Work, h: int) -> None:
    """The beds that save most less moves, into ``work.path``: ``stays.best_path``, compiled. Among equals the fuller
    house, and the one that can less that is not needed."""
    since, until, gain = who.arrives[h], who.leaves[h], who.weekly[h] * FINE
    houses, value = who.suits[who.needs[h]], work.value
    count = who.suit_count[who.needs[h]]
    value[:count] = 0
    for week in range(since, until):
        best = 0
        for n in range(1, count):
            if value[n] > value[best]:
                best = n
        moved = value[best] - MOVE * FINE
        for n in range(count):
            came, worth = n, value[n]
            if week > since and worth < moved:
                came, worth = best, moved
            house = houses[n]
            if _room(who, nights, h, house, week):
                worth += gain - min(nights.free[house, week], SPARE) - (SPARE + 1) * who.kinds[house]
            work.came[week, n], value[n] = came, worth
    n = 0
    for other in range(1, count):
        if value[other] > value[n]:
            n = other
    for week in range(until - 1, since - 1, -1):
        work.path[week] = houses[n] if _room(who, nights, h, houses[n], week) else NOWHERE
        n = work.came[week, n]


@machine_code
def _amiss(who: Who, nights: Nights, h: int) -> int:
    """A week of the household's, one in which it is outside or has just moved if such a one is met."""
    since, until = who.arrives[h], who.leaves[h]
    week = since
    for _try in range(TRIES):
        week = np.random.randint(since, until)
        if nights.at[week, h] == NOWHERE or (week > since and nights.at[week - 1, h] != nights.at[week, h]):
            break
    return week


@machine_code
def _gather(who: Who, nights: Nights, work: Work, h: int, most: int) -> int:
    """Takes the household, and sleepers of up to HOUSES houses in one of its weeks; returns how many."""
    random = np.random.randint
    week, wanted, count = _amiss(who, nights, h), random(2, most + 1), 1
    work.taken[0] = h
    for turn in range(random(1, HOUSES + 1)):
        house = nights.at[week, h]
        if turn or house == NOWHERE or random(2):
            house = who.suits[who.needs[h], random(who.suit_count[who.needs[h]])]
        found = 0
        for other in range(len(who.size)):
            if nights.at[week, other] == house and who.movable[other]:
                work.near[found] = other
                found += 1
        for n in range(found):
            if count >= wanted:
                return count
            m = random(n, found)
            other, work.near[m] = work.near[m], work.near[n]
            if not _among(work.taken, count, other):
                work.taken[count] = other
                count += 1
    return count


@machine_code
def _among(numbers: Ints, count: int, number: int) -> bool:
    for n in range(count):  # noqa: SIM110
        if numbers[n] == number:
            return True
    return False


@machine_code
def _order(who: Who, work: Work, count: int) -> None:
    """A key for each taken household; the least goes first."""
    kind = np.random.randint(4)
    for n in range(count):
        h, chance = work.taken[n], 4 * np.random.random()
        if kind == BY_ARRIVAL:
            work.key[n] = who.arrives[h] + chance
        elif kind == BY_RISK:
            work.key[n] = -20 * np.log2(who.weekly[h] / who.size[h]) + who.arrives[h] / 4 + chance
        elif kind == BY_LENGTH:
            work.key[n] = who.arrives[h] - who.leaves[h] + chance
        else:
            work.key[n] = -who.weekly[h] * (1 + chance)


@machine_code
def _step(who: Who, nights: Nights, work: Work, count: int, warmth: float) -> int:
    """Beds the taken anew; returns how much worse that is, 0 where it was too much and everybody is back."""
    old, new = 0, 0
    for n in range(count):
        h = work.taken[n]
        old += nights.loss[h]
        work.before[n] = nights.at[:, h]
        _clear(who, nights, h)
    _order(who, work, count)
    for n in np.argsort(work.key[:count]):
        h = work.taken[n]
        _best(who, nights, work, h)
        _put(who, nights, h, work.path)
        work.new[n] = _lost(who, nights, h)
        new += work.new[n]
    if new > old and new - old > np.random.exponential(1.0) * warmth:
        for n in range(count):
            _clear(who, nights, work.taken[n])
        for n in range(count):
            _put(who, nights, work.taken[n], work.before[n])
        return 0
    for n in range(count):
        nights.loss[work.taken[n]] = work.new[n]
    return new - old


@machine_code
def begin(seed: int, who: Who, nights: Nights) -> None:
    """Chance from now on, which numba keeps by itself, and each household's loss."""
    np.random.seed(seed)
    for h in range(len(who.size)):
        nights.loss[h] = _lost(who, nights, h)


@machine_code
def pack(steps: int, most: int, warmth: float, who: Who, nights: Nights, work: Work) -> int:
    """So many steps with up to ``most`` households each; returns the tenths by which all stays fall short. ``warmth``:
    tenths that a step may lose on average."""
    total = nights.loss.sum()
    for step in range(steps):
        if step % AGAIN == 0:
            reached = 0
            for h in range(len(who.size)):
                reached += nights.loss[h] if who.movable[h] and who.suit_count[who.needs[h]] else 0
                work.chance[h] = reached
            if not reached:
                break
        h = np.searchsorted(work.chance, np.random.randint(work.chance[-1]), side="right")
        total += _step(who, nights, work, _gather(who, nights, work, h, most), warmth)
    return total
