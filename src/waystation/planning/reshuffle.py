"""Better stays, by taking some households out of their beds and putting them back in another order.

A defect is a move, or weeks outside. A step takes a household with a defect, and those who sleep in the same few houses
in those weeks, and beds them again: by arrival (with which intervals pack without moves), by risk, or by chance. It
stays so if that is not worse.
"""

from collections.abc import Callable
from itertools import pairwise

import numpy as np

from waystation.planning.options import BED, Ints, Options
from waystation.planning.stays import MOVE, Beds

TAKEN = 5  # households in a step: at 1,000 people 4 leave 2,400 tenths in 6 s, 8 leave 2,550, 16 leave 2,900, 24 3,000
STALE = 100  # steps for each household without anything better, after which it ends
WARM = 12  # tenths that a step may lose on average at first, a move and a little; ever less towards the end


def reshuffle(
    options: Options, choice: Ints, beds: Beds, left: Callable[[], float], rng: np.random.Generator, steps: int
) -> Beds:
    """Stays that cost no more than these. Ends with the time, after so many steps, or when nothing is amiss."""
    leave = np.minimum(options.leave[choice], options.weeks)
    decided = {h for h, household in enumerate(options.households) if household.fixed and household.fixed.stays}
    loss = np.array([_loss(options, beds, h, int(leave[h])) for h in range(len(options.households))], np.int64)
    residents: list[set[int]] = [set() for _ in options.houses]
    for h, stays in enumerate(beds.stays):
        for house, _a, _b in stays:
            residents[house].add(h)
    best, least, begun = [list(s) for s in beds.stays], int(loss.sum()), max(left(), 1e-9)
    warmth, total = float(WARM), least
    improved = 0
    for n in range(steps):
        if n % 16 == 0:
            if left() <= 0 or not loss.any() or n - improved > STALE * len(loss):
                break
            warmth = WARM * max(0.0, left() / begun - 0.1)
            amiss = rng.choice(len(loss), 16, p=loss / loss.sum())
        chosen = _chosen(options, beds, int(amiss[n % 16]), residents, leave, decided, rng)
        if chosen:
            total += _step(options, beds, chosen, loss, residents, leave, rng, warmth)
            if total < least:
                best, least, improved = [list(s) for s in beds.stays], total, n
    if total > least:
        _restore(beds, best)
    return beds


def _restore(beds: Beds, stays: list[list[tuple[int, int, int]]]) -> None:
    for h in range(len(stays)):
        beds.clear(h)
    for h, mine in enumerate(stays):
        for stay in mine:
            beds.put(h, *stay)


def _loss(options: Options, beds: Beds, h: int, leave: int) -> int:
    """Tenths that the household's stays fall short of a bed in every week and no move."""
    stays = sorted(beds.stays[h], key=lambda s: s[1])
    outside = leave - int(options.arrives[h]) - sum(b - a for _k, a, b in stays)
    moves = sum(one[0] != other[0] for one, other in pairwise(stays))
    return BED * int(options.size[h] * options.risk[h]) * outside + MOVE * moves


def _chosen(
    options: Options,
    beds: Beds,
    h: int,
    residents: list[set[int]],
    leave: Ints,
    decided: set[int],
    rng: np.random.Generator,
) -> list[int]:
    since, until = int(options.arrives[h]), int(leave[h])
    houses = beds.suits[h]
    if not len(houses):
        return []
    chosen = {h}
    mine = [k for k, _a, _b in beds.stays[h]]
    for house in [*mine, *rng.permutation(houses)[:6]]:
        near = [o for o in residents[house] if options.arrives[o] < until and leave[o] > since]
        room = TAKEN - len(chosen)
        chosen.update(near if len(near) <= room else (int(o) for o in rng.permutation(near)[:room]))
        if len(chosen) >= TAKEN:
            break
    return sorted(chosen - decided)


def _step(
    options: Options,
    beds: Beds,
    chosen: list[int],
    loss: Ints,
    residents: list[set[int]],
    leave: Ints,
    rng: np.random.Generator,
    warmth: float,
) -> int:
    before = {h: list(beds.stays[h]) for h in chosen}
    for h in chosen:
        beds.clear(h)
    for h in _order(options, chosen, leave, rng):
        beds.house(h, int(leave[h]))
    new = [_loss(options, beds, h, int(leave[h])) for h in chosen]
    worse = int(sum(new) - loss[chosen].sum())
    if worse > 0 and worse > rng.exponential(warmth + 1e-9):
        for h in chosen:
            beds.clear(h)
        for h in chosen:
            for stay in before[h]:
                beds.put(h, *stay)
        return 0
    loss[chosen] = new
    for h in chosen:
        for house, _a, _b in before[h]:
            residents[house].discard(h)
        for house, _a, _b in beds.stays[h]:
            residents[house].add(h)
    return worse


def _order(options: Options, chosen: list[int], leave: Ints, rng: np.random.Generator) -> list[int]:
    kind, noise = rng.integers(4), rng.random(len(chosen)) * 4
    h = np.array(chosen)
    if kind == 0:
        key = options.arrives[h] + noise
    elif kind == 1:
        key = -np.log2(options.risk[h]) * 20 + options.arrives[h] / 4 + noise
    elif kind == 2:
        key = -(leave[h] - options.arrives[h]) + noise
    else:
        key = -(options.risk[h] * options.size[h]) * (1 + noise)
    return [chosen[n] for n in np.argsort(key, kind="stable")]
