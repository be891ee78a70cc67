"""Ways for everybody who goes together, on any day of some: what a journey is planned from.

    window = Window("TBS", "CA", date(2026, 12, 10), date(2026, 12, 20))
    for one in chosen(proposals(network, [mother, son], window, rules)):
        one.way.legs, one.days, [(said.verdict, said.whom) for said in one.said]
    for one in excluded(network, [mother, son], window, rules):
        one.refusals                     # why the map's own best way is none

A border is as closed as it is to any of them, and as risky as to the one for whom it is riskiest. Each way is walked
again (``proposal``); one whose hours, prices or answers are others on other days is as many proposals.
"""

import datetime
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from waystation.planning.errors import PlanningError
from waystation.planning.passage.journeys import Traveller
from waystation.planning.passage.rules import Rules
from waystation.planning.routes.askable import FIRST, LAST
from waystation.planning.routes.holding import priced
from waystation.planning.routes.joined import together
from waystation.planning.routes.lawful import Lawful, Risks, without_law
from waystation.planning.routes.laws import Laws
from waystation.planning.routes.network import Network, Pair, Price, Prices
from waystation.planning.routes.offers import Offer
from waystation.planning.routes.proposal import Proposal, by_days, said_of, walked
from waystation.planning.routes.route import Trip, country, legs_of, place, ways
from waystation.planning.routes.search import MOST_LEGS, Way

MOST_DAYS = 31  # of a window: who looks further ahead looks again when it is nearer, by newer rules


class BadWindow(PlanningError):
    """A window of days that ends before it begins, or is too long; or nobody who travels."""


@dataclass(frozen=True)
class Window:
    """From where to where (an airport's code, or a country's), leaving on one of these days, first and last included.
    ``most_legs``: at most 5."""

    start: str
    goal: str
    first: datetime.date
    last: datetime.date
    most_legs: int = MOST_LEGS

    @property
    def days(self) -> list[datetime.date]:
        """Raises BadWindow."""
        if self.first < FIRST or self.last > LAST:
            raise BadWindow(f"from {self.first} to {self.last}: no days between {FIRST} and {LAST}")
        count = (self.last - self.first).days + 1
        if not 1 <= count <= MOST_DAYS:
            raise BadWindow(f"from {self.first} to {self.last}: between 1 and {MOST_DAYS} days can be looked at")
        return [self.first + datetime.timedelta(days=n) for n in range(count)]


def proposals(
    network: Network, who: Sequence[Traveller], window: Window, rules: Rules, risks: Risks | None = None,
    offers: Sequence[Offer] = (),
) -> list[Proposal]:  # fmt: skip
    """All best ways, in order of risk, money, time: none is worse in all than one that begins no later. ``offers``
    (``Holding.compared``) stand in the place of estimates on their days. Raises UnknownPlace, BadWindow, BrokenRoute.
    """
    if not who:
        raise BadWindow("nobody travels")
    start = country(network, place(network, window.start))
    laws = Laws(network, rules, risks)
    alike: dict[tuple[bytes, Prices, datetime.date | None], tuple[Lawful, list[datetime.date]]] = {}
    starts = {airport.code for airport in network.airports if window.start in (airport.code, airport.country)}
    for day in window.days:
        law = together([laws.of(one, start, day) for one in who])
        prices = tuple(sorted(priced(offers, day, starts).items()))
        alike.setdefault((law.fingerprint, prices, day if prices else None), (law, []))[1].append(day)
    found: dict[Way, list[datetime.date]] = {}
    for (_print, prices, _day), (law, days) in alike.items():
        trip = Trip(window.start, window.goal, days[0], window.most_legs)

        def again(left: Prices, law: Lawful = law, trip: Trip = trip) -> list[Way]:
            return ways(network.priced(dict(left)), law, trip)

        for way in fitting(network, again, prices, who, days[0], rules, offers):
            found.setdefault(way, []).extend(days)
    made = [
        one for way, days in found.items()
        for one in by_days(walked(network, way, day, who, rules, offers, risks) for day in sorted(days))
    ]  # fmt: skip
    return sorted(_unbeaten(made), key=lambda one: (one.order, one.days))


def fitting(
    network: Network, again: Callable[[Prices], list[Way]], prices: Prices, who: Sequence[Traveller],
    day: datetime.date, rules: Rules, offers: Sequence[Offer],
) -> list[Way]:  # fmt: skip
    """The best ways by these ``prices`` (``again`` looks for them), of which every offer can be taken, one after the
    other and lawfully at its hour. Where one cannot, ways are looked for once more as if nobody had offered it: else a
    leg would stand there at a price at which nobody flies, or that no map has."""
    good: dict[Way, None] = {}
    while True:
        lost: set[Pair] = set()
        for way in again(prices):
            gone = _missed(network, way, dict(prices), who, day, rules, offers)
            lost |= gone
            if not gone:
                good[way] = None
        if not lost:
            return list(good)
        prices = tuple(one for one in prices if one[0] not in lost)


def _missed(
    network: Network, way: Way, prices: Mapping[Pair, Price], who: Sequence[Traveller], day: datetime.date,
    rules: Rules, offers: Sequence[Offer],
) -> set[Pair]:  # fmt: skip
    """The flights of a way that are priced by an offer which it does not take. Raises BrokenRoute."""
    codes = network.airports
    flown = [(codes[s.start[1]].code, codes[s.end[1]].code) for s in way.steps if s.how == "air"]
    if not any(pair in prices for pair in flown):
        return set()
    one = walked(network, way, day, who, rules, offers)
    taken = {offer.pair for offer in one.offers if offer is not None}
    return {pair for pair in flown if pair in prices and pair not in taken}


def _unbeaten(found: list[Proposal]) -> list[Proposal]:
    """Those that no other one beats in all while it begins no later."""

    def beaten(one: Proposal) -> bool:
        return any(
            other.order != one.order and other.days[0] <= one.days[0]
            and all(a <= b for a, b in zip(other.order, one.order, strict=True))
            for other in found
        )  # fmt: skip

    return [one for one in found if not beaten(one)]


def excluded(network: Network, who: Sequence[Traveller], window: Window, rules: Rules) -> list[Proposal]:
    """Ways that the map alone would offer on the first day and the law closes to one of them, the fastest first."""
    trip = Trip(window.start, window.goal, window.days[0], window.most_legs)
    found = []
    for way in sorted(ways(network, without_law(network), trip), key=lambda way: way.minutes):
        legs = legs_of(network, way, trip.on)
        said = said_of(who, legs, rules)
        if any(one.verdict.answer == "refused" for one in said):
            found.append(Proposal(way, (trip.on,), legs, said))
    return found
