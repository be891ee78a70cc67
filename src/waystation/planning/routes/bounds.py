"""How little risk, money and time it takes at least from any place to the goal, within so many legs.

Worked out backwards from the goal, one leg a round, for all places at once. The search uses it to leave alone whatever
cannot become one of the best; it depends on the person and the goal but not on the start.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from waystation.planning.routes.lawful import CLOSED, Lawful
from waystation.planning.routes.network import TO_AIRPORT, TO_GROUND, Edges, Ints, Network

CRITERIA = 3  # risk, euros, minutes; legs are the rounds


@dataclass(frozen=True)
class Bounds:
    """``departing[k][:, n]``: the least (risk, euros, minutes) from airport n's gates with at most k legs; CLOSED where
    there is no way. The others likewise; ``ground`` by country."""

    departing: list[Ints]
    arrived: list[Ints]
    landside: list[Ints]
    ground: list[Ints]

    @cached_property
    def lists(self) -> tuple[list[list[list[int]]], ...]:
        """``arrived``, ``landside`` and ``ground`` as lists, which a search reads faster: [legs][criterion][number]."""
        return tuple([level.tolist() for level in levels] for levels in (self.arrived, self.landside, self.ground))


Reduce = Callable[[Edges, Ints, Ints, int], Ints]


def bounds(
    network: Network, law: Lawful, goal: int, by_country: bool, most_legs: int, reduce: Reduce | None = None
) -> Bounds:
    """``goal``: an airport's number, or a country's. Whoever is landside there, or on the ground, has arrived.
    ``reduce``: ``reduced``, or a faster one that does the same."""
    reduce = reduce or reduced
    size, found = len(network.airports), Bounds([], [], [], [])
    entered = _stacked(law.enter[network.country_of])
    changed = _stacked(law.transit[network.country_of])
    flown = _weights(network.abroad, np.zeros(len(network.abroad.to), dtype=np.int64))
    moved = _weights(network.within, moving(network, law))
    crossed = _weights(network.land, crossing(network, law))
    closed = np.full((CRITERIA, size), CLOSED)
    ground = np.full((CRITERIA, len(network.countries)), CLOSED)
    arrived, landside = closed, closed
    for _k in range(most_legs + 1):
        departing = reduce(network.abroad, flown, arrived, size)
        over_land = reduce(network.land, crossed, ground, len(network.countries))
        ground = np.minimum(over_land, _to_airports(network, landside))
        landside = np.minimum(departing, reduce(network.within, moved, landside, size))
        if by_country:
            ground[:, goal] = 0
            landside[:, network.of_country[goal]] = 0
        else:
            landside[:, goal] = 0
        landside = np.minimum(landside, ground[:, network.country_of] + _column(0, *TO_GROUND))
        landside = np.minimum(landside, CLOSED)
        arrived = np.minimum(np.minimum(departing + changed, landside + entered), CLOSED)
        for kept, now in zip((found.departing, found.arrived, found.landside, found.ground),
                             (departing, arrived, landside, ground), strict=True):  # fmt: skip
            kept.append(now)
    return found


def moving(network: Network, law: Lawful) -> Ints:
    """The risk of each flight within a country (none) or a zone."""
    start = np.repeat(np.arange(len(network.airports)), np.diff(network.within.first))
    one, other = network.country_of[start], network.country_of[network.within.to]
    return np.where(one == other, 0, law.within[other])


def crossing(network: Network, law: Lawful) -> Ints:
    """The risk of each land border."""
    start = np.repeat(np.arange(len(network.countries)), np.diff(network.land.first))
    inside = network.zone_of[start] == network.zone_of[network.land.to]
    return np.where(inside, law.within[network.land.to], law.cross[network.land.to])


def _column(*values: int) -> Ints:
    return np.array(values, dtype=np.int64)[:, None]


def _stacked(risk: Ints) -> Ints:
    """Risk alone, in the form of all criteria; closed for all of them where it is closed."""
    zero = np.where(risk >= CLOSED, CLOSED, 0)
    return np.stack((risk, zero, zero))


def _weights(edges: Edges, risk: Ints) -> Ints:
    zero = np.where(risk >= CLOSED, CLOSED, 0)
    return np.stack((risk, edges.euros + zero, edges.minutes + zero))


def reduced(edges: Edges, weights: Ints, after: Ints, size: int) -> Ints:
    """For each place the least over its edges of weight and what comes after."""
    found = np.full((CRITERIA, size), CLOSED)
    if len(edges.to) and after.min() < CLOSED:
        sums = weights + after[:, edges.to]
        found[:, edges.source] = np.minimum(np.minimum.reduceat(sums, edges.starts, axis=1), CLOSED)
    return found


def _to_airports(network: Network, landside: Ints) -> Ints:
    """From a country's ground to the best of its airports."""
    found = np.full((CRITERIA, len(network.countries)), CLOSED)
    order, starts, source = network.by_country
    if len(order):
        found[:, source] = np.minimum.reduceat(landside[:, order], starts, axis=1)
    return np.minimum(found + _column(0, *TO_AIRPORT), CLOSED)
