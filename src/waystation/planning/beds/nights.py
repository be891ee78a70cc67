"""Stays as a table, who sleeps where in which week: what ``packing`` works on, and stays again.

who, nights = who_of(options, choice, beds), nights_of(options, beds)
write(nights.at, who, beds)
"""

from itertools import pairwise
from typing import NamedTuple

import numpy as np

from waystation.planning.beds.stays import Beds
from waystation.planning.slots.options import Ints, Options

NOWHERE = -1  # a week outside


class Who(NamedTuple):
    """Households: first week, the one in which they are gone, size, tenths of a week outside, number of their needs,
    and whether their stays may change. ``suits[needs]``: houses for those needs, so many of them; ``apart``: others
    with whom a household may not sleep in one house, those of h from ``apart_of[h]`` to ``apart_of[h + 1]``;
    ``kinds[house]``: how many it has."""

    arrives: Ints
    leaves: Ints
    size: Ints
    weekly: Ints
    needs: Ints
    movable: np.ndarray
    suits: Ints
    suit_count: Ints
    apart: Ints
    apart_of: Ints
    kinds: Ints


class Nights(NamedTuple):
    """``at[week, household]``: the house, or NOWHERE; ``free[house, week]``: beds; ``loss[household]``: tenths that its
    stays fall short of a bed in every week and no move."""

    at: Ints
    free: Ints
    loss: Ints


def who_of(options: Options, choice: Ints, beds: Beds) -> Who:
    """The households with these options."""
    needs = sorted({h.needs for h in options.households})
    kinds = [set(h.kinds) for h in options.houses]
    fitting = [[k for k, have in enumerate(kinds) if set(need) <= have] for need in needs]
    suits = np.zeros((len(needs), len(kinds)), np.int64)
    for n, houses in enumerate(fitting):
        suits[n, : len(houses)] = houses
    apart = [sorted(beds.apart.get(h, ())) for h in range(len(options.households))]
    return Who(
        arrives=options.arrives,
        leaves=np.minimum(options.leave[choice], options.weeks),
        size=options.size,
        weekly=np.array(beds.weekly, np.int64),
        needs=np.array([needs.index(h.needs) for h in options.households], np.int64),
        movable=np.array([not (h.fixed and h.fixed.stays) for h in options.households], bool),
        suits=suits,
        suit_count=np.array([len(houses) for houses in fitting], np.int64),
        apart=np.array([o for others in apart for o in others], np.int64),
        apart_of=np.cumsum([0, *map(len, apart)]).astype(np.int64),
        kinds=np.array([len(k) for k in kinds], np.int64),
    )


def nights_of(options: Options, beds: Beds) -> Nights:
    """The stays in these beds; losses are not counted yet."""
    at = np.full((options.weeks, len(options.households)), NOWHERE, np.int64)
    for h, stays in enumerate(beds.stays):
        for house, since, until in stays:
            at[since:until, h] = house
    return Nights(at, beds.free.copy(), np.zeros(len(options.households), np.int64))


def write(at: Ints, who: Who, beds: Beds) -> None:
    """Makes these nights the stays of all whose stays may change."""
    movable = [int(h) for h in np.flatnonzero(who.movable)]
    for h in movable:
        beds.clear(h)
    for h in movable:
        edges = [0, *(np.flatnonzero(np.diff(at[:, h])) + 1).tolist(), len(at)]
        for since, until in pairwise(edges):
            if at[since, h] != NOWHERE:
                beds.put(h, int(at[since, h]), since, until)
