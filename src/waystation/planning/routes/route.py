"""Lawful routes from a place to another, each leg with the rules that allow it.

    trip = Trip("TBS", "CA", date(2026, 12, 10))
    for route in routes(network, traveller, trip, rules):
        route.way.risk, route.way.euros, route.way.minutes, route.way.legs
        for verdict in route.verdicts: ...

A place is an airport's code or a country's. Every route is walked again by ``passage.check``, which knows nothing of
the search; one that it refuses is a mistake of this program and is never shown.
"""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

from waystation.planning.errors import PlanningError
from waystation.planning.passage.check import check
from waystation.planning.passage.journeys import Leg, Traveller
from waystation.planning.passage.rules import Rules
from waystation.planning.passage.verdicts import Verdict
from waystation.planning.routes.bounds import Bounds, bounds
from waystation.planning.routes.lawful import Lawful, Risks, lawful
from waystation.planning.routes.network import WAIT, Network
from waystation.planning.routes.search import GROUND, LANDSIDE, MOST_LEGS, Step, Vector, Way, search

SHOWN = 7  # routes that people compare at once


class UnknownPlace(PlanningError):
    """Neither an airport with flights in the tables nor a country in them."""


class BrokenRoute(PlanningError):
    """A route that the legal check refuses: a mistake in this program, never shown as a route."""


@dataclass(frozen=True)
class Trip:
    """From where to where, leaving on which day. ``most_legs``: at most 5."""

    start: str
    goal: str
    on: datetime.date
    most_legs: int = MOST_LEGS


@dataclass(frozen=True)
class Route:
    """A way with its legs as a journey has them, at estimated hours, and the answers of the legal check."""

    way: Way
    legs: tuple[Leg, ...]
    verdicts: tuple[Verdict, ...]

    @property
    def vector(self) -> Vector:
        return self.way.vector

    @property
    def asked(self) -> list[Verdict]:
        """What must be asked before anybody goes."""
        return [v for v in self.verdicts if v.answer == "ask"]


def place(network: Network, name: str) -> tuple[int, int]:
    """Raises UnknownPlace."""
    if name in network.number:
        return LANDSIDE, network.number[name]
    if name in network.country_number:
        return GROUND, network.country_number[name]
    raise UnknownPlace(f"{name} is no airport with flights and no country in the tables")


def country(network: Network, at: tuple[int, int]) -> str:
    kind, n = at
    return network.countries[n if kind == GROUND else int(network.country_of[n])]


def routes(network: Network, who: Traveller, trip: Trip, rules: Rules, risks: Risks | None = None) -> list[Route]:
    """All best lawful routes, in order of risk, money, time. Raises UnknownPlace, BrokenRoute."""
    risks = risks or Risks()
    start = place(network, trip.start)
    law = lawful(network, who, country(network, start), trip.on, rules, risks)
    return [guarded(network, way, who, trip.on, rules) for way in ways(network, law, trip)]


def ways(network: Network, law: Lawful, trip: Trip, known: Bounds | None = None) -> list[Way]:
    """The same without legs and verdicts. ``known``: bounds kept for this law and goal."""
    start, (kind, goal) = place(network, trip.start), place(network, trip.goal)
    return search(network, law, start, goal, kind == GROUND, trip.most_legs, known)


def bounds_to(network: Network, law: Lawful, goal: str, most_legs: int = MOST_LEGS) -> Bounds:
    """What ``ways`` takes as ``known``, to ask for many starts."""
    kind, number = place(network, goal)
    return bounds(network, law, number, kind == GROUND, most_legs)


def guarded(network: Network, way: Way, who: Traveller, on: datetime.date, rules: Rules) -> Route:
    """Raises BrokenRoute."""
    legs = legs_of(network, way, on)
    verdicts = tuple(check(who, legs, rules))
    for verdict in verdicts:
        if verdict.answer == "refused" and verdict.kind != "exit":  # whether they may leave is no matter of the route
            raise BrokenRoute(f"leg {verdict.leg + 1}, {verdict.country}: {verdict.rule}")
    return Route(way, legs, verdicts)


class HasVector(Protocol):
    """A route, or a proposal for several people and days."""

    @property
    def vector(self) -> Vector: ...


R = TypeVar("R", bound=HasVector)


def chosen(found: Sequence[R], most: int = SHOWN) -> list[R]:
    """At most so many: the best by each criterion, then those that come nearest to the best in all; in
    the order in which they were found."""
    if len(found) <= most:
        return list(found)
    best = [min(v) or 1 for v in zip(*(route.vector for route in found), strict=True)]
    first = [min(found, key=lambda route: (route.vector[n], route.vector)) for n in range(4)]
    rest = sorted(found, key=lambda route: sum(v / b for v, b in zip(route.vector, best, strict=True)))
    picked = {id(route) for route in list({id(route): route for route in [*first, *rest]}.values())[:most]}
    return [route for route in found if id(route) in picked]


# -- as a journey ------------------------------------------------------------------------------------------------------


def legs_of(network: Network, way: Way, on: datetime.date) -> tuple[Leg, ...]:
    """A way's legs, from noon of the day on, one after the other without a rest."""
    clock = datetime.datetime.combine(on, datetime.time(12), datetime.UTC)
    legs, steps = [], [step for step in way.steps if step.how != "border"]
    entered = {step.start for step in way.steps if step.how == "border"}
    for n, step in enumerate(steps):
        onward = steps[n + 1] if n + 1 < len(steps) else None
        airside = onward is not None and onward.how == "air" and step.how == "air" and step.end not in entered
        legs.append(_leg(network, step, clock, airside))
        clock += datetime.timedelta(minutes=step.minutes)
    return tuple(legs)


def _leg(network: Network, step: Step, clock: datetime.datetime, airside: bool) -> Leg:
    waits = datetime.timedelta(minutes=min(WAIT, step.minutes) if step.how == "air" else 0)
    ends = clock + datetime.timedelta(minutes=step.minutes)
    by = "air" if step.how == "air" else "bus"
    names = _name(network, step.start), _name(network, step.end)
    return Leg(by, *names, country(network, step.start), country(network, step.end), clock + waits, ends, airside)


def _name(network: Network, at: tuple[int, int]) -> str:
    kind, n = at
    return network.countries[n] if kind == GROUND else network.airports[n].code
