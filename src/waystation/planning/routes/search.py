"""The best lawful ways by four criteria at once: risk, money, time, legs. Those are best that no other beats in all.

    found = search(network, law, start, goal, most_legs=4)
    for way in found:
        way.risk, way.euros, way.minutes, way.legs, way.steps

Label setting with bounds (a multi-criteria A*, as in Mandow & Pérez de la Cruz 2010): labels leave the heap in order of
what they come to at least, so no later one beats an earlier one at the same place. A visa that lets in once is part of
the label: whoever has not used it yet may be better off though dearer.
"""

from dataclasses import dataclass, field
from heapq import heappop, heappush
from typing import Any, NamedTuple

from waystation.planning.routes.bounds import Bounds, bounds
from waystation.planning.routes.lawful import CLOSED, MOST_MINUTES, Lawful
from waystation.planning.routes.network import TO_GROUND, Network

DEPARTING, ARRIVED, LANDSIDE, GROUND = range(4)
MOST_LEGS = 4
HOW_NAMES = ("air", "land", "ground", "exit", "border")  # what a step can be, in the order of their numbers
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
    step: tuple[Any, ...] | None  # of a Step, made only for the ways that are found


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
    """One search. What it reads most lies in plain lists: a row of an array costs more to look at than to add."""

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
        law, least = self.law, self.least
        self.enter, self.transit, self.uses = law.enter.tolist(), law.transit.tolist(), law.uses.tolist()
        self.cross, self.within = law.cross.tolist(), law.within.tolist()
        self.country, self.zone = self.network.country_of.tolist(), self.network.zone_of.tolist()
        self.rest = dict(zip((ARRIVED, LANDSIDE, GROUND), least.lists, strict=True))

    def from_(self, start: tuple[int, int]) -> list[Way]:
        found = []
        self._try(None, start, (0, 0, 0, 0), 0, None)
        while self.heap:
            at_least, _n, label = heappop(self.heap)
            if _beaten(at_least, self.front) or self._beaten_here(label):
                continue
            if self._arrived(label):
                self.front.append(label.cost)
                found.append(Way(*label.cost, tuple(_steps(label))))
            else:
                self._onward(label)
        return found

    def _arrived(self, label: _Label) -> bool:
        kind, n = label.place
        if self.by_country:
            return (kind == GROUND and n == self.goal) or (kind == LANDSIDE and self.country[n] == self.goal)
        return kind == LANDSIDE and n == self.goal

    def _try(
        self, before: _Label | None, place: tuple[int, int], cost: Vector, bit: int, step: tuple[Any, ...] | None
    ) -> None:
        """Into the heap with it, unless it can become none of the best from there."""
        kind, n = place
        risk, euros, minutes, legs = cost
        rest = self.rest[kind][self.most_legs - legs]
        risk += rest[0][n]
        minutes += rest[2][n]
        if risk >= CLOSED or minutes > MOST_MINUTES:
            return
        at_least = (risk, euros + rest[1][n], minutes, legs)
        if not _beaten(at_least, self.front):
            self.pushed += 1
            used = before.used | bit if before else bit
            heappush(self.heap, (at_least, self.pushed, _Label(cost, place, used, before, step)))

    def _beaten_here(self, label: _Label) -> bool:
        """Whether an earlier label at this place is as good in all and used no visa that this one has left."""
        earlier = self.closed.setdefault(label.place, [])
        left = ~label.used
        if _beaten(label.cost, [cost for cost, used in earlier if not used & left]):
            return True
        earlier.append((label.cost, label.used))
        return False

    # -- where one can go on -------------------------------------------------------------------------------------------

    def _onward(self, label: _Label) -> None:
        kind, n = label.place
        more = label.cost[3] < self.most_legs
        if kind == ARRIVED:
            self._through_the_border(label, n)
            if more:
                self._abroad(label, n, self.transit[self.country[n]])
        elif kind == LANDSIDE:
            self._to_the_ground(label, n)
            if more:
                self._abroad(label, n, 0)
                self._inside(label, n)
        elif more:
            self._over_land(label, n)
            self._to_airports(label, n)

    def _through_the_border(self, label: _Label, n: int) -> None:
        risk, euros, minutes, legs = label.cost
        country = self.country[n]
        bit = self.uses[country]
        if self.enter[country] < CLOSED and not label.used & bit:
            step = ("border", label.place, (LANDSIDE, n), 0, 0)
            self._try(label, (LANDSIDE, n), (risk + self.enter[country], euros, minutes, legs), bit, step)

    def _to_the_ground(self, label: _Label, n: int) -> None:
        risk, euros, minutes, legs = label.cost
        place = (GROUND, self.country[n])
        step = ("exit", label.place, place, *TO_GROUND)
        self._try(label, place, (risk, euros + TO_GROUND[0], minutes + TO_GROUND[1], legs), 0, step)

    def _abroad(self, label: _Label, n: int, changing: int) -> None:
        """Flights out of the country or zone; ``changing``: the risk of coming to the gates."""
        if changing < CLOSED:
            self._all(label, "air", (DEPARTING, n), ARRIVED, changing, self.network.abroad_from[n])

    def _all(
        self, label: _Label, how: str, start: tuple[int, int], kind: int, risk: int, edges: list[tuple[int, int, int]]
    ) -> None:
        """By one leg along each of these edges (to, euros, minutes): ``_try`` for hundreds at once, with all that does
        not change looked up before. Where there is no way on, the time that it takes says so too."""
        a, b, c, legs = label.cost
        a, legs = a + risk, legs + 1
        risk_on, euros_on, minutes_on = self.rest[kind][self.most_legs - legs]
        left, front = MOST_MINUTES - c, self.front
        for to, euros, minutes in edges:
            if minutes + minutes_on[to] <= left:
                at_least = (a + risk_on[to], b + euros + euros_on[to], c + minutes + minutes_on[to], legs)
                if not _beaten(at_least, front):
                    end, cost = (kind, to), (a, b + euros, c + minutes, legs)
                    self.pushed += 1
                    onward = _Label(cost, end, label.used, label, (how, start, end, euros, minutes))
                    heappush(self.heap, (at_least, self.pushed, onward))

    def _inside(self, label: _Label, n: int) -> None:
        """Flights within the country, or the zone."""
        country, own, within = self.country, self.country[n], self.within
        for to, euros, minutes in self.network.within_from[n]:
            risk = 0 if country[to] == own else within[country[to]]
            self._leg(label, "air", label.place, (LANDSIDE, to), risk, euros, minutes)

    def _over_land(self, label: _Label, n: int) -> None:
        for other, euros, minutes in self.network.land_from[n]:
            inside = self.zone[n] == self.zone[other]
            bit = 0 if inside else self.uses[other]
            if not label.used & bit:
                risk = self.within[other] if inside else self.cross[other]
                self._leg(label, "land", label.place, (GROUND, other), risk, euros, minutes, bit)

    def _to_airports(self, label: _Label, n: int) -> None:
        self._all(label, "ground", label.place, LANDSIDE, 0, self.network.airports_from[n])

    def _leg(
        self, label: _Label, how: str, start: tuple[int, int], end: tuple[int, int], risk: int, euros: int,
        minutes: int, bit: int = 0,
    ) -> None:  # fmt: skip
        a, b, c, legs = label.cost
        if risk < CLOSED:
            step = (how, start, end, euros, minutes)
            self._try(label, end, (a + risk, b + euros, c + minutes, legs + 1), bit, step)


def _beaten(vector: Vector, front: list[Vector]) -> bool:
    """Whether one of them is as good in all."""
    a, b, c, d = vector
    for e, f, g, h in front:  # noqa: SIM110 - the innermost loop of the search, where ``any`` takes twice as long
        if e <= a and f <= b and g <= c and h <= d:
            return True
    return False


def _steps(label: _Label) -> list[Step]:
    steps: list[Step] = []
    at: _Label | None = label
    while at is not None:
        if at.step is not None:
            steps.append(Step(*at.step))
        at = at.before
    return steps[::-1]
