"""Ways for everybody who goes together, on any day of some: what a journey is planned from.

    window = Window("TBS", "CA", date(2026, 12, 10), date(2026, 12, 20))
    for one in chosen(proposals(network, [mother, son], window, rules)):
        one.way.legs, one.days, [(said.verdict, said.whom) for said in one.said]
    for one in excluded(network, [mother, son], window, rules):
        one.refusals                     # why the map's own best way is none

A border is as closed as it is to any of them, and as risky as to the one for whom it is riskiest. Each way is walked
again by ``passage.check`` for each traveller on each day that is named with it.
"""

import datetime
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from waystation.planning.errors import PlanningError
from waystation.planning.passage.check import check
from waystation.planning.passage.journeys import Leg, Traveller
from waystation.planning.passage.rules import Rules
from waystation.planning.passage.verdicts import Verdict
from waystation.planning.routes.askable import FIRST, LAST
from waystation.planning.routes.joined import together
from waystation.planning.routes.lawful import Lawful, Risks, without_law
from waystation.planning.routes.laws import Laws
from waystation.planning.routes.network import Network, Pair, Price, Prices
from waystation.planning.routes.offers import Offer, fitted, priced
from waystation.planning.routes.route import BrokenRoute, Trip, country, legs_of, place, ways
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


@dataclass(frozen=True)
class Said:
    """One answer of the legal check, and the numbers of the travellers whom it is about."""

    verdict: Verdict
    whom: tuple[int, ...]


@dataclass(frozen=True)
class Proposal:
    """A way, the days on which it may begin, and as it is on the first of them: its legs at the hours of offers, or at
    estimated ones, the answers of the legal check, and for each leg the offer that it takes, if any."""

    way: Way
    days: tuple[datetime.date, ...]
    legs: tuple[Leg, ...]
    said: tuple[Said, ...]
    offers: tuple[Offer | None, ...] = ()

    @property
    def euros(self) -> int:
        """What it costs with the offers that it takes, which need not be the cheapest of their flights: those may leave
        too early."""
        steps = [step for step in self.way.steps if step.how != "border"]
        offers = self.offers or (None,) * len(steps)
        return sum(offer.euros if offer else step.euros for step, offer in zip(steps, offers, strict=True))

    @property
    def asked(self) -> list[Said]:
        """What must be asked before anybody goes; whether they may leave is among it."""
        return [said for said in self.said if said.verdict.answer != "allowed"]

    @property
    def refusals(self) -> list[Said]:
        return [said for said in self.said if said.verdict.answer == "refused"]


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
    found: dict[tuple[object, ...], tuple[Way, list[datetime.date]]] = {}
    for (_print, prices, _day), (law, days) in alike.items():
        trip = Trip(window.start, window.goal, days[0], window.most_legs)

        def again(left: Prices, law: Lawful = law, trip: Trip = trip) -> list[Way]:
            return ways(network.priced(dict(left)), law, trip)

        for way in fitting(network, again, prices, who, days[0], rules, offers):
            found.setdefault((way.vector, way.steps), (way, []))[1].extend(days)
    best = _unbeaten([(way, sorted(days)) for way, days in found.values()])
    made = [checked(network, way, tuple(days), who, rules, offers) for way, days in best]
    return sorted(made, key=lambda one: (one.way.vector, one.days))


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
    one = checked(network, way, (day,), who, rules, offers)
    taken = {offer.pair for offer in one.offers if offer is not None}
    return {pair for pair in flown if pair in prices and pair not in taken}


def _unbeaten(found: list[tuple[Way, list[datetime.date]]]) -> list[tuple[Way, list[datetime.date]]]:
    """Those that no other one beats in all four while it begins no later."""

    def beaten(way: Way, days: list[datetime.date]) -> bool:
        return any(
            other.vector != way.vector and when[0] <= days[0]
            and all(a <= b for a, b in zip(other.vector, way.vector, strict=True))
            for other, when in found
        )  # fmt: skip

    return [(way, days) for way, days in found if not beaten(way, days)]


def excluded(network: Network, who: Sequence[Traveller], window: Window, rules: Rules) -> list[Proposal]:
    """Ways that the map alone would offer on the first day and the law closes to one of them, the fastest first."""
    trip = Trip(window.start, window.goal, window.days[0], window.most_legs)
    found = []
    for way in sorted(ways(network, without_law(network), trip), key=lambda way: way.minutes):
        legs = legs_of(network, way, trip.on)
        said = _said(who, legs, rules)
        if any(one.verdict.answer == "refused" for one in said):
            found.append(Proposal(way, (trip.on,), legs, said))
    return found


def checked(
    network: Network, way: Way, days: tuple[datetime.date, ...], who: Sequence[Traveller], rules: Rules,
    offers: Sequence[Offer],
) -> Proposal:  # fmt: skip
    """A way walked again for each traveller on each day, at the hours of offers. Raises BrokenRoute."""
    walked = [(legs := legs_of(network, way, day), _said(who, legs, rules)) for day in days]
    for verdict in (one.verdict for _legs, said in walked for one in said):
        if verdict.answer == "refused" and verdict.kind != "exit":  # whether they may leave is no matter of the way
            raise BrokenRoute(f"leg {verdict.leg + 1}, {verdict.country}: {verdict.rule}")
    plain = Proposal(way, days, *walked[0])
    return _at_their_hours(plain, who, rules, offers, days[0])


def _at_their_hours(
    plain: Proposal, who: Sequence[Traveller], rules: Rules, offers: Sequence[Offer], day: datetime.date
) -> Proposal:
    """At the hours of offers, where there are any and the law lets them pass at these hours too."""
    legs, used = fitted(plain.legs, offers, day)
    if not any(used):
        return plain
    said = _said(who, legs, rules)
    if any(one.verdict.answer == "refused" and one.verdict.kind != "exit" for one in said):
        return plain
    return replace(plain, legs=legs, said=said, offers=used)


def on_day(
    network: Network, one: Proposal, day: datetime.date, who: Sequence[Traveller], rules: Rules,
    offers: Sequence[Offer] = (),
) -> Proposal:  # fmt: skip
    """The same way as it is on another of its days. Raises BrokenRoute."""
    return replace(checked(network, one.way, (day,), who, rules, offers), days=one.days)


def _said(who: Sequence[Traveller], legs: tuple[Leg, ...], rules: Rules) -> tuple[Said, ...]:
    """Each answer once, leg by leg."""
    found: dict[Verdict, list[int]] = {}
    for n, verdict in _each(who, legs, rules):
        found.setdefault(verdict, []).append(n)
    every = [Said(verdict, tuple(dict.fromkeys(numbers))) for verdict, numbers in found.items()]
    return tuple(sorted(every, key=lambda one: one.verdict.leg))


def _each(who: Sequence[Traveller], legs: tuple[Leg, ...], rules: Rules) -> Iterator[tuple[int, Verdict]]:
    for n, one in enumerate(who):
        for verdict in check(one, legs, rules):
            yield n, verdict
