"""What the law makes of a network for one person on one day: where they may enter, change planes, or not be at all.

A refusal closes. A question costs risk, and is shown as a question; so do places that somebody priced as risky. The
answers are those of ``passage``, asked once for each country.
"""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from waystation.planning.passage.journeys import Leg, Traveller
from waystation.planning.passage.permits import Permit, entering
from waystation.planning.passage.rules import Rules
from waystation.planning.passage.transits import rule_for, transiting, without_rule
from waystation.planning.passage.validity import good_enough
from waystation.planning.passage.verdicts import RANK
from waystation.planning.routes.network import Ints, Network

CLOSED = np.int64(1) << 40  # larger than any sum of costs, small enough that a few of them fit
# Routes begin at noon, end within two more days and are held to that, so papers must be good on each of three days. A
# longer way is a journey with nights on it, whose lawfulness no table of rules tells.
DAYS = 3
MOST_MINUTES = (DAYS * 24 - 12) * 60


@dataclass(frozen=True)
class Risks:
    """What things cost in points of risk, 0 for none. ``countries``: states that are risky without being closed, such
    as those that criminalise this group. A question about entry weighs most: it fails at the border. Every question
    costs: none is ever taken for a yes."""

    entry_asked: int = 20
    exit_asked: int = 10  # of an exit check, or of a stay: only the walk asks it (``risk``)
    transit_asked: int = 10
    border_asked: int = 15  # no table says which land crossings are open
    document_asked: int = 3
    on_arrival: int = 5  # a visa on arrival is at an officer's discretion
    countries: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Lawful:
    """By country: the risk of ``enter``-ing from outside, of ``transit`` airside, of moving in ``within`` a zone, and
    of ``cross``-ing a land border into it; CLOSED where it is refused. ``uses``: a bit for a visa of few entries that
    entering uses up."""

    enter: Ints
    transit: Ints
    within: Ints
    cross: Ints
    uses: Ints

    @property
    def fingerprint(self) -> bytes:
        """The same for the same law: days that differ in nothing are searched once."""
        return b"".join(array.tobytes() for array in (self.enter, self.transit, self.within, self.cross, self.uses))


def lawful(network: Network, who: Traveller, start: str, on: datetime.date, rules: Rules, risks: Risks) -> Lawful:
    """The law of every country in the network. ``start``: the country where they are."""
    arrays = np.zeros((5, len(network.countries)), dtype=np.int64)
    from_zone = rules.zone(start) is not None
    for n, country in enumerate(network.countries):
        arrays[:, n] = of_country(who, country, on, rules, risks, from_zone)
    return Lawful(*arrays)


def of_country(
    who: Traveller, country: str, on: datetime.date, rules: Rules, risks: Risks, from_zone: bool
) -> tuple[int, int, int, int, int]:
    """One country's column of a ``Lawful``. ``from_zone``: the route begins in some zone."""
    closed, shut = int(CLOSED), (int(CLOSED),) * 4 + (0,)
    if country == who.flees or country in who.closed or rules.closed_to(who.passport, country):
        return shut
    paper = good_enough(who, country, days(on)[-1], None, rules)
    if paper.answer == "refused":
        return shut
    here = risks.countries.get(country, 0) + (risks.document_asked if paper.answer == "ask" else 0)
    entries = entering_on_each(who, country, on, rules)
    entry = max(entries, key=lambda permit: RANK[permit.answer])
    asked = 0 if entry.answer == "allowed" else risks.entry_asked
    enter = closed if entry.answer == "refused" else here + asked + _discretion(entry, who, country, rules, risks)
    transit = _transit(who, country, on, rules, entry, here, risks)
    within = here + (risks.entry_asked if entry.answer != "allowed" or from_zone else 0)
    return enter, transit, within, min(closed, enter + risks.border_asked), _bits(who, entries)


def _discretion(entry: Permit, who: Traveller, country: str, rules: Rules, risks: Risks) -> int:
    on_arrival = entry.visa is None and rules.entry.rule(who.passport, country) == "visa on arrival"
    return risks.on_arrival if on_arrival else 0


def _transit(
    who: Traveller, country: str, on: datetime.date, rules: Rules, entry: Permit, here: int, risks: Risks
) -> int:
    rule = rule_for(who.passport, country, rules)
    if rule is not None and rule.answer == "never":
        return int(CLOSED)  # there is no way but through the border
    answer = without_rule(entry) if rule is None else asked_transit(who, country, on, rules)
    if answer.answer == "refused":
        return int(CLOSED)
    return here + (risks.transit_asked if answer.answer == "ask" else 0)


def asked_transit(who: Traveller, country: str, on: datetime.date, rules: Rules) -> Permit:
    """The law's word on changing planes here within a day, from somewhere to somewhere else: the worst of all days."""
    found = []
    for day in days(on) if who.visas else (on,):  # without visas no day matters
        noon = datetime.datetime.combine(day, datetime.time(12), datetime.UTC)
        leg = Leg("air", "", "", "", country, noon, noon, airside=True)
        onward = Leg("air", "", "", country, "", noon, noon)
        found.append(transiting(who, leg, onward, {}, rules))
    return max(found, key=lambda permit: RANK[permit.answer])


def _bits(who: Traveller, entries: list[Permit]) -> int:
    """A visa of one or two entries (or nobody knows how many) is used once on a route."""
    few = {e.visa for e in entries if e.visa is not None and who.visas[e.visa].entries != 0}
    return sum(1 << min(n, 62) for n in few)


def days(on: datetime.date) -> list[datetime.date]:
    """The days of a route that begins on this one."""
    return [on + datetime.timedelta(days=n) for n in range(DAYS)]


def entering_on_each(who: Traveller, country: str, on: datetime.date, rules: Rules) -> list[Permit]:
    """The law's word on entering, on each day; once where no visa is about this country, and no day matters."""
    held = any(rules.same(v.country, country) or rules.covers(v.country, country) for v in who.visas)
    return [entering(who, country, (day,), {}, rules) for day in (days(on) if held else [on])]


def without_law(network: Network) -> Lawful:
    """Everything open: what the map alone would allow, to say what the law closes."""
    zeros = np.zeros(len(network.countries), dtype=np.int64)
    return Lawful(zeros, zeros, zeros, zeros, zeros)
