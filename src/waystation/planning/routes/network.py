"""The network that everybody travels on: airports, flights and land borders as arrays, the same for every passport.

    network = Network.of(airports, flights, land.borders, prices, rules)

Each airport is three places, since the law knows the difference: *arrived* (off a plane from abroad, before the
border), *departing* (beyond the exit, at the gates for abroad) and *landside*. Each country is one more place, its
*ground*: its roads and railways. A leg is a flight, a land border, or the way from the ground to another airport.

    flight abroad        departing -> arrived        passing the border    arrived -> landside      (entry)
    flight within        landside  -> landside       changing planes       arrived -> departing     (transit)
    land border          ground    -> ground         leaving               landside -> departing

Every number is whole: euros, minutes. They are estimates, unless somebody gave offers: no open table of fares and hours
exists.
"""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise

import numpy as np

from waystation.planning.passage.rules import Rules
from waystation.planning.routes.places import Airport

EARTH = 6371.0  # km, mean radius
# Estimates, of the size that published fares and timetables have: good to order routes by, not to promise.
FARE, FARE_PER_KM = 40, 0.09  # euros
WAIT, SPEED = 120, 800 / 60  # minutes at airports for each flight; km a minute
TO_GROUND, TO_AIRPORT, BORDER = (20, 60), (40, 240), (60, 360)  # euros, minutes

Pair = tuple[str, str]
Ints = np.ndarray  # of int64


@dataclass(frozen=True)
class Price:
    """What one flight costs in euros and takes in minutes, waiting for it included."""

    euros: int
    minutes: int


Prices = tuple[tuple[Pair, Price], ...]  # of flights for which somebody has an offer, sorted


@dataclass(frozen=True)
class Edges:
    """Edges sorted by where they start: ``first[n]`` to ``first[n + 1]`` are those from place n. ``source`` has the
    places with any, ``starts`` their first edges, for reducing by place."""

    first: Ints
    to: Ints
    euros: Ints
    minutes: Ints
    source: Ints
    starts: Ints

    @classmethod
    def of(cls, places: int, rows: Iterable[tuple[int, int, int, int]]) -> "Edges":
        """From (from, to, euros, minutes)."""
        return cls.of_table(places, np.array(list(rows), dtype=np.int64).reshape(-1, 4))

    @classmethod
    def of_table(cls, places: int, table: Ints) -> "Edges":
        """The same from rows in an array, in any order."""
        table = table[np.lexsort(table.T[::-1])]
        first = np.searchsorted(table[:, 0], np.arange(places + 1))
        source = np.unique(table[:, 0])
        return cls(first, table[:, 1], table[:, 2], table[:, 3], source, first[source])

    def with_rows(self, rows: Iterable[tuple[int, int, int, int]]) -> "Edges":
        """With these (from, to, euros, minutes) in the place of edges between the same places, or besides."""
        places, new = len(self.first) - 1, np.array(list(rows), dtype=np.int64).reshape(-1, 4)
        start = np.repeat(np.arange(places), np.diff(self.first))
        table = np.stack((start, self.to, self.euros, self.minutes), axis=1)
        kept = table[~np.isin(start * places + self.to, new[:, 0] * places + new[:, 1])]
        return Edges.of_table(places, np.concatenate((kept, new)))

    def lists(self) -> list[list[tuple[int, int, int]]]:
        rows = list(zip(self.to.tolist(), self.euros.tolist(), self.minutes.tolist(), strict=True))
        first = self.first.tolist()
        return [rows[a:b] for a, b in pairwise(first)]


@dataclass(frozen=True)
class Network:
    """``country_of``: the country's number of each airport; ``zone_of``: the zone's of each country; ``abroad`` and
    ``within`` (a country or zone) are flights between airports, ``land`` borders between countries; ``of_country[c]``:
    a country's airports."""

    airports: tuple[Airport, ...]
    countries: tuple[str, ...]
    country_of: Ints
    zone_of: Ints
    abroad: Edges
    within: Edges
    land: Edges
    of_country: tuple[Ints, ...]
    number: Mapping[str, int]
    country_number: Mapping[str, int]

    @classmethod
    def of(
        cls,
        airports: Mapping[str, Airport],
        flights: Iterable[Pair],
        borders: Iterable[Pair],
        prices: Mapping[Pair, Price],
        rules: Rules,
    ) -> "Network":
        """Flights between airports that are not known are left out; so are airports without flights. ``rules`` say
        which countries are one zone."""
        flown = [(a, b) for a, b in flights if a in airports and b in airports]
        used = [airports[code] for code in sorted({code for pair in flown for code in pair})]
        number = {airport.code: n for n, airport in enumerate(used)}
        borders = list(borders)
        named = {a.country for a in used} | {country for pair in borders for country in pair}
        countries = tuple(sorted(named))
        where = {country: n for n, country in enumerate(countries)}
        country_of = np.array([where[a.country] for a in used], dtype=np.int64)
        zone = _zones(countries, rules)
        rows: tuple[list[tuple[int, int, int, int]], ...] = ([], [])
        for a, b in flown:
            price = prices.get((a, b)) or estimate(airports[a], airports[b])
            inside = zone[where[airports[a].country]] == zone[where[airports[b].country]]
            rows[inside].append((number[a], number[b], price.euros, price.minutes))
        land = [(where[a], where[b], *BORDER) for a, b in borders]
        of_country = tuple(np.flatnonzero(country_of == c) for c in range(len(countries)))
        return cls(
            tuple(used), countries, country_of, np.array(zone, dtype=np.int64),
            Edges.of(len(used), rows[0]), Edges.of(len(used), rows[1]), Edges.of(len(countries), land), of_country,
            number, where,
        )  # fmt: skip

    def priced(self, prices: Mapping[Pair, Price]) -> "Network":
        """The same with these fares and hours, and with these flights where the map lacks them. Flights from or to an
        airport that the map has none of are left out."""
        rows: tuple[list[tuple[int, int, int, int]], ...] = ([], [])
        for (a, b), price in prices.items():
            if a in self.number and b in self.number:
                one, other = self.number[a], self.number[b]
                inside = self.zone_of[self.country_of[one]] == self.zone_of[self.country_of[other]]
                rows[int(inside)].append((one, other, price.euros, price.minutes))
        if not any(rows):
            return self
        return replace(self, abroad=self.abroad.with_rows(rows[0]), within=self.within.with_rows(rows[1]))

    @cached_property
    def abroad_from(self) -> list[list[tuple[int, int, int]]]:
        """The same flights as lists, for a search: (to, euros, minutes) by airport."""
        return self.abroad.lists()

    @cached_property
    def within_from(self) -> list[list[tuple[int, int, int]]]:
        return self.within.lists()

    @cached_property
    def land_from(self) -> list[list[tuple[int, int, int]]]:
        return self.land.lists()

    @cached_property
    def airports_from(self) -> list[list[tuple[int, int, int]]]:
        """From each country's ground to its airports."""
        return [[(airport, *TO_AIRPORT) for airport in airports.tolist()] for airports in self.of_country]

    @cached_property
    def by_country(self) -> tuple[Ints, Ints, Ints]:
        """The airports in the order of their countries, where each country begins there, and which it is."""
        order = np.argsort(self.country_of, kind="stable")
        source, starts = np.unique(self.country_of[order], return_index=True)
        return order, starts, source


def _zones(countries: tuple[str, ...], rules: Rules) -> list[int]:
    """A number for each country, the same within a zone."""
    numbers: dict[str, int] = {}
    names = [zone.name if (zone := rules.zone(country)) else country for country in countries]
    return [numbers.setdefault(name, len(numbers)) for name in names]


def estimate(one: Airport, other: Airport) -> Price:
    """A fare and a duration by the distance."""
    km = distance(one, other)
    return Price(round(FARE + FARE_PER_KM * km), round(WAIT + km / SPEED))


def distance(one: Airport, other: Airport) -> float:
    """Kilometres along the great circle (haversine)."""
    a, b = math.radians(one.latitude), math.radians(other.latitude)
    half = math.sin((b - a) / 2) ** 2
    half += math.cos(a) * math.cos(b) * math.sin(math.radians(other.longitude - one.longitude) / 2) ** 2
    return 2 * EARTH * math.asin(min(1.0, math.sqrt(half)))
