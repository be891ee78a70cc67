"""The best lawful ways by four criteria at once: risk, money, time, legs. Those are best that no other beats in all.

    found = search(network, law, start, goal, most_legs=4)
    for way in found:
        way.risk, way.euros, way.minutes, way.legs, way.steps

Label setting with bounds (a multi-criteria A*, as in Mandow & Pérez de la Cruz 2010): labels leave the heap in order of
what they come to at least, so no later one beats an earlier one at the same place. A visa that lets in once is part of
the label: whoever has not used it yet may be better off though dearer.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from heapq import heappop, heappush
from typing import NamedTuple

import numpy as np

from waystation.planning.routes.bounds import Bounds, bounds, crossing, moving
from waystation.planning.routes.lawful import CLOSED, MOST_MINUTES, Lawful
from waystation.planning.routes.network import TO_AIRPORT, TO_GROUND, Edges, Ints, Network

DEPARTING, ARRIVED, LANDSIDE, GROUND = range(4)
MOST_LEGS = 4
_TO_AIRPORT = np.array([[0], [TO_AIRPORT[0]], [TO_AIRPORT[1]]], dtype=np.int64)
Vector = tuple[int, int, int, int]


class Step(NamedTuple):
    """What they do: ``air`` (a flight), ``land`` (a border on the ground), ``ground`` (to an airport) are legs;
    ``exit`` (from an airport to the ground) and ``border`` (through an airport's) are none. From and to a place of the
    network (kind and number)."""

    how: str
    start: tuple[int, int]
    end: tuple[int, int]
    euros: int
    minutes: int


@dataclass(frozen=True, slots=True)
class Way:
    """One way with its four criteria. ``steps`` include those that are no leg."""

    risk: int
    euros: int
    minutes: int
    legs: int
    steps: tuple[Step, ...]

    @property
    def vector(self) -> Vector:
        return self.risk, self.euros, self.minutes, self.legs


class _Label(NamedTuple):
    cost: Vector
    place: tuple[int, int]
    used: int
    before: "_Label | None"
    step: Step | None


def search(
    network: Network,
    law: Lawful,
    start: tuple[int, int],
    goal: int,
    by_country: bool,
    most_legs: int = MOST_LEGS,
    known: Bounds | None = None,
) -> list[Way]:
    """All best ways, each criterion vector once, in order of risk, money, time. ``start``: (LANDSIDE, airport) or
    (GROUND, country). ``goal``: an airport's number, or a country's. ``known``: bounds for this law and goal, if they
    are kept."""
    found = known or bounds(network, law, goal, by_country, most_legs)
    return _Search(network, law, found, goal, by_country, most_legs).from_(start)


@dataclass
class _Search:
    network: Network
    law: Lawful
    least: Bounds
    goal: int
    by_country: bool
    most_legs: int
    heap: list[tuple[Vector, int, _Label]] = field(default_factory=list)
    closed: dict[tuple[int, int], list[tuple[Vector, int]]] = field(default_factory=dict)
    front: list[Vector] = field(default_factory=list)
    pushed: int = 0

    def __post_init__(self) -> None:
        law, network = self.law, self.network
        self.kinds = (self.least.departing, self.least.arrived, self.least.landside, self.least.ground)
        self.enter, self.transit = law.enter[network.country_of].tolist(), law.transit[network.country_of].tolist()
        self.uses = law.uses.tolist()
        self.moving, self.crossing = moving(network, law), crossing(network, law)

    def from_(self, start: tuple[int, int]) -> list[Way]:
        ways = []
        self._push(_Label((0, 0, 0, 0), start, 0, None, None))
        while self.heap:
            at_least, _n, label = heappop(self.heap)
            if _beaten(at_least, self.front) or self._beaten_here(label):
                continue
            if self._arrived(label):
                self.front.append(label.cost)
                ways.append(Way(*label.cost, tuple(_steps(label))))
                continue
            for following in self._onward(label):
                self._push(following)
        return ways

    def _arrived(self, label: _Label) -> bool:
        kind, n = label.place
        if self.by_country:
            return (kind == GROUND and n == self.goal) or (kind == LANDSIDE and self.network.country_of[n] == self.goal)
        return kind == LANDSIDE and n == self.goal

    def _push(self, label: _Label) -> None:
        kind, n = label.place
        rest = self.kinds[kind][self.most_legs - label.cost[3]][:, n]
        at_least = (
            label.cost[0] + int(rest[0]), label.cost[1] + int(rest[1]), label.cost[2] + int(rest[2]), label.cost[3],
        )  # fmt: skip
        if at_least[0] < CLOSED and at_least[2] <= MOST_MINUTES and not _beaten(at_least, self.front):
            self.pushed += 1
            heappush(self.heap, (at_least, self.pushed, label))

    def _beaten_here(self, label: _Label) -> bool:
        """Whether an earlier label at this place is as good in all and used no visa that this one has left."""
        earlier = self.closed.setdefault(label.place, [])
        if any(not used & ~label.used and _covers(cost, label.cost) for cost, used in earlier):
            return True
        earlier.append((label.cost, label.used))
        return False

    # -- where one can go on -------------------------------------------------------------------------------------------

    def _onward(self, label: _Label) -> Iterator[_Label]:
        kind, n = label.place
        if kind == ARRIVED:
            yield from self._passed(label, n)
            if (risk := self.transit[n]) < CLOSED:
                yield self._free(label, (DEPARTING, n), risk)
        elif kind == LANDSIDE:
            yield self._free(label, (DEPARTING, n), 0)
            yield self._walked(label, "exit", (GROUND, int(self.network.country_of[n])), TO_GROUND)
        if label.cost[3] == self.most_legs:
            return
        if kind == DEPARTING:
            yield from self._flights(label, self.network.abroad, None, ARRIVED)
        elif kind == LANDSIDE:
            yield from self._flights(label, self.network.within, self.moving, LANDSIDE)
        elif kind == GROUND:
            yield from self._borders(label, n)
            yield from self._reached(label, "ground", LANDSIDE, self.network.of_country[n], _TO_AIRPORT)

    def _passed(self, label: _Label, n: int) -> Iterator[_Label]:
        """Through the border of an airport."""
        bit = self.uses[int(self.network.country_of[n])]
        if self.enter[n] < CLOSED and not label.used & bit:
            step = Step("border", label.place, (LANDSIDE, n), 0, 0)
            yield self._free(label, (LANDSIDE, n), self.enter[n], bit, step)

    def _flights(self, label: _Label, edges: Edges, risks: Ints | None, kind: int) -> Iterator[_Label]:
        n = label.place[1]
        here = slice(int(edges.first[n]), int(edges.first[n + 1]))
        if here.start < here.stop:
            risk = np.zeros_like(edges.euros[here]) if risks is None else risks[here]
            prices = np.stack((risk, edges.euros[here], edges.minutes[here]))
            yield from self._reached(label, "air", kind, edges.to[here], prices)

    def _reached(self, label: _Label, how: str, kind: int, to: Ints, prices: Ints) -> Iterator[_Label]:
        """By one leg to each of these places, as far as it can still become a best way: looked at all at once, since a
        hub has hundreds. ``prices`` of one column stand for all."""
        a, b, c, legs = label.cost
        whole = prices + self.kinds[kind][self.most_legs - legs - 1][:, to]
        own = np.broadcast_to(prices, whole.shape)
        for at in (whole[0] < CLOSED).nonzero()[0].tolist():
            risk, euros, minutes = whole[:, at].tolist()
            if not _beaten((a + risk, b + euros, c + minutes, legs + 1), self.front):
                yield self._leg(label, how, (kind, int(to[at])), *own[:, at].tolist())

    def _borders(self, label: _Label, n: int) -> Iterator[_Label]:
        land, zone = self.network.land, self.network.zone_of
        for edge in range(int(land.first[n]), int(land.first[n + 1])):
            other = int(land.to[edge])
            bit = 0 if zone[n] == zone[other] else self.uses[other]
            if (risk := int(self.crossing[edge])) < CLOSED and not label.used & bit:
                yield self._leg(
                    label, "land", (GROUND, other), risk, int(land.euros[edge]), int(land.minutes[edge]), bit
                )

    def _leg(
        self, label: _Label, how: str, place: tuple[int, int], risk: int, euros: int, minutes: int, bit: int = 0
    ) -> _Label:
        a, b, c, legs = label.cost
        step = Step(how, label.place, place, euros, minutes)
        return _Label((a + risk, b + euros, c + minutes, legs + 1), place, label.used | bit, label, step)

    def _walked(self, label: _Label, how: str, place: tuple[int, int], price: tuple[int, int]) -> _Label:
        a, b, c, legs = label.cost
        return _Label(
            (a, b + price[0], c + price[1], legs), place, label.used, label, Step(how, label.place, place, *price)
        )

    def _free(self, label: _Label, place: tuple[int, int], risk: int, bit: int = 0, step: Step | None = None) -> _Label:
        a, b, c, legs = label.cost
        return _Label((a + risk, b, c, legs), place, label.used | bit, label, step)


def _covers(one: Vector, other: Vector) -> bool:
    return one[0] <= other[0] and one[1] <= other[1] and one[2] <= other[2] and one[3] <= other[3]


def _beaten(vector: Vector, front: list[Vector]) -> bool:
    return any(_covers(one, vector) for one in front)


def _steps(label: _Label) -> list[Step]:
    steps: list[Step] = []
    at: _Label | None = label
    while at is not None:
        if at.step is not None:
            steps.append(at.step)
        at = at.before
    return steps[::-1]
