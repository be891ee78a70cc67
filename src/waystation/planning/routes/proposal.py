"""A way as it is proposed: for these people, on these days, at these hours, with every answer of the legal check.

    one = walked(network, way, day, who, rules, offers)      # as it is on one day
    one.risk, one.minutes, one.said, one.offers
    for one in by_days([walked(...), walked(...)]): one.days # days on which nothing differs, together

Every way is walked again by ``passage.check`` for each traveller on each day that is named with it, at the hours of the
offers that it takes or at estimated ones.
"""

import datetime
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from waystation.planning.passage.check import check
from waystation.planning.passage.journeys import Leg, Traveller
from waystation.planning.passage.rules import Rules
from waystation.planning.passage.verdicts import Verdict
from waystation.planning.routes.holding import fitted
from waystation.planning.routes.lawful import Risks
from waystation.planning.routes.network import WAIT, Network
from waystation.planning.routes.offers import Offer
from waystation.planning.routes.risk import NONE, Risk, risk
from waystation.planning.routes.route import BrokenRoute, legs_of
from waystation.planning.routes.search import Vector, Way


@dataclass(frozen=True)
class Said:
    """One answer of the legal check, and the numbers of the travellers whom it is about."""

    verdict: Verdict
    whom: tuple[int, ...]


@dataclass(frozen=True)
class Proposal:
    """A way, the days on which it may begin, and as it is on each of them but for the date: its legs at the hours of
    offers, or at estimated ones, the answers of the legal check, and for each leg the offer that it takes, if any."""

    way: Way
    days: tuple[datetime.date, ...]
    legs: tuple[Leg, ...]
    said: tuple[Said, ...]
    offers: tuple[Offer | None, ...] = ()
    risks: Risk = NONE

    @property
    def euros(self) -> int:
        """What it costs with the offers that it takes, which need not be the cheapest of their flights: those may leave
        too early."""
        steps = [step for step in self.way.steps if step.how != "border"]
        offers = self.offers or (None,) * len(steps)
        return sum(offer.euros if offer else step.euros for step, offer in zip(steps, offers, strict=True))

    @property
    def minutes(self) -> int:
        """From the wait before the first leg to the end of the last, with every wait for an offered flight: longer than
        what the search added up, where that leaves later, or the day after."""
        if not any(self.offers):
            return self.way.minutes
        whole = self.legs[-1].landed - self.legs[0].departs
        return int(whole.total_seconds() // 60) + (WAIT if self.legs[0].transport == "air" else 0)

    def lasts(self, k: int) -> tuple[int, int]:
        """How many minutes the ``k``-th leg takes, and how many they wait before it."""
        leg = self.legs[k]
        whole = leg.landed - leg.departs
        if k:
            wait = leg.departs - self.legs[k - 1].landed
        else:
            wait = datetime.timedelta(minutes=self.minutes) - (self.legs[-1].landed - leg.departs)
        return int(whole.total_seconds() // 60), int(wait.total_seconds() // 60)

    @property
    def risk(self) -> int:
        """With everything that is to be asked; 0 only where nothing is. Of no meaning where something is refused."""
        return sum(self.risks)

    @property
    def vector(self) -> Vector:
        """Risk, money, time and legs as they are put in order."""
        return self.risks.border, self.euros, self.minutes, self.way.legs

    @property
    def order(self) -> tuple[bool, int, int, int, int]:
        """By what ways are put in order: those last on which they would not be let out."""
        return bool(self.refusals), *self.vector

    @property
    def asked(self) -> list[Said]:
        """What must be asked before anybody goes; whether they may leave is among it."""
        return [said for said in self.said if said.verdict.answer != "allowed"]

    @property
    def refusals(self) -> list[Said]:
        return [said for said in self.said if said.verdict.answer == "refused"]


def walked(
    network: Network, way: Way, day: datetime.date, who: Sequence[Traveller], rules: Rules,
    offers: Sequence[Offer] = (), risks: Risks | None = None,
) -> Proposal:  # fmt: skip
    """A way as it is on one day, at estimated hours and at those of offers. Raises BrokenRoute."""
    legs = legs_of(network, way, day)
    plain = Proposal(way, (day,), legs, said_of(who, legs, rules))
    for verdict in (one.verdict for one in plain.said):
        if verdict.answer == "refused" and verdict.kind != "exit":  # whether they may leave is no matter of the way
            raise BrokenRoute(f"leg {verdict.leg + 1}, {verdict.country}: {verdict.rule}")
    one = _at_their_hours(plain, who, rules, offers, day)
    each = [[s.verdict for s in one.said if n in s.whom] for n in range(len(who))]
    return replace(one, risks=risk(way.risk, each, len(crossings(network, way)), risks or Risks()))


def crossings(network: Network, way: Way) -> list[tuple[str, str]]:
    """The land borders on a way between countries that check them: no table says which crossings are open."""
    pairs = [(step.start[1], step.end[1]) for step in way.steps if step.how == "land"]
    return [(network.countries[a], network.countries[b]) for a, b in pairs if network.zone_of[a] != network.zone_of[b]]


def _at_their_hours(
    plain: Proposal, who: Sequence[Traveller], rules: Rules, offers: Sequence[Offer], day: datetime.date
) -> Proposal:
    """At the hours of offers, where there are any and the law lets them pass at these hours too."""
    legs, used = fitted(plain.legs, offers, day)
    if not any(used):
        return plain
    said = said_of(who, legs, rules)
    if any(one.verdict.answer == "refused" and one.verdict.kind != "exit" for one in said):
        return plain
    return replace(plain, legs=legs, said=said, offers=used)


def on_day(
    network: Network, one: Proposal, day: datetime.date, who: Sequence[Traveller], rules: Rules,
    offers: Sequence[Offer] = (),
) -> Proposal:  # fmt: skip
    """The same way as it is on another of its days. Raises BrokenRoute."""
    return replace(walked(network, one.way, day, who, rules, offers), days=one.days)


def by_days(each: Iterable[Proposal]) -> list[Proposal]:
    """Ways of single days, in the order of these, as proposals for the days on which nothing differs but the date: not
    the hours, the prices, nor an answer."""
    found: dict[object, list[Proposal]] = {}
    for one in each:
        found.setdefault(_alike(one), []).append(one)
    return [replace(same[0], days=tuple(day for one in same for day in one.days)) for same in found.values()]


def _alike(one: Proposal) -> object:
    hours = [(leg.departs - one.legs[0].departs, leg.landed - one.legs[0].departs) for leg in one.legs]
    said = [(s.verdict.leg, s.verdict.kind, s.verdict.country, s.verdict.answer, s.whom) for s in one.said]
    return one.way, one.euros, tuple(hours), tuple(said)


def said_of(who: Sequence[Traveller], legs: tuple[Leg, ...], rules: Rules) -> tuple[Said, ...]:
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
