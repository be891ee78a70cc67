"""Offers that still hold, in the place of estimates: which can be compared, what they cost by pair of airports, and a
way's legs at their hours.

    held = holding(offers, today, 2, {"GEL": 0.34})      # for two people, in euros: those of no rate lie apart
    prices = priced(held.compared, day)                  # what stands in the place of estimates on that day
    legs, taken = fitted(legs, held.compared, day)       # at the hours of the offers that fit one after the other
"""

import datetime
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from waystation.planning.passage.journeys import Leg
from waystation.planning.routes.network import WAIT, Pair, Price
from waystation.planning.routes.offers import Offer

EURO = "EUR"
CHANGE = datetime.timedelta(minutes=60)  # to change planes at least, as ``casework.legs`` asks
AHEAD = 3  # days of a route, as ``lawful.DAYS``


@dataclass(frozen=True)
class Holding:
    """Offers that still hold, with seats enough: those whose price is ``compared``, with what it counts in ``euros``;
    and those that lie ``apart``, because nobody gave a rate for their currency."""

    compared: tuple[Offer, ...] = ()
    apart: tuple[Offer, ...] = ()

    def unrated(self, first: datetime.date, last: datetime.date) -> list[str]:
        """The currencies without a rate, of flights on the days of routes that begin on one of these."""
        until = last + datetime.timedelta(days=AHEAD - 1)
        return sorted({o.currency for o in self.apart if first <= o.departs.date() <= until})


def holding(
    offers: Iterable[Offer], today: datetime.date, people: int = 1, euros: Mapping[str, float | Decimal] | None = None
) -> Holding:
    """The offers that still hold, with seats for so many. ``euros``: how many of them one unit of a currency is; a
    price in one that is not named is compared with nothing."""
    worth = {EURO: Decimal(1)} | {currency: Decimal(str(rate)) for currency, rate in (euros or {}).items()}
    there = [o for o in offers if o.until >= today and (not o.seats or o.seats >= people)]
    return Holding(
        tuple(replace(o, euros=math.ceil(o.price * worth[o.currency])) for o in there if o.currency in worth),
        tuple(o for o in there if o.currency not in worth),
    )


def priced(offers: Iterable[Offer], day: datetime.date, starts: Iterable[str] = ()) -> dict[Pair, Price]:
    """The cheapest offer (by ``euros``) for each pair of airports on the days of a route that begins on this one: from
    the airports where it ``starts`` on the day itself."""
    found: dict[Pair, Price] = {}
    first = frozenset(starts)
    about = (o for o in _about(offers, day) if o.start not in first or o.departs.date() == day)
    for offer in sorted(about, key=lambda o: (o.euros, o.minutes, o.departs)):
        found.setdefault(offer.pair, Price(offer.euros, WAIT + offer.minutes))
    return found


def _about(offers: Iterable[Offer], day: datetime.date) -> list[Offer]:
    """Those on the days of a route that begins on this one; what counts nothing yet is compared with nothing."""
    return [o for o in offers if o.euros and 0 <= (o.departs.date() - day).days < AHEAD]


def fitted(
    legs: Sequence[Leg], offers: Iterable[Offer], day: datetime.date
) -> tuple[tuple[Leg, ...], tuple[Offer | None, ...]]:
    """Legs at the hours of the offers that fit one after the other, the cheapest of a pair first; a leg without one
    keeps its estimated length and follows the leg before it."""
    there = sorted(_about(offers, day), key=lambda o: (o.euros, o.departs))
    found: list[Leg] = []
    used: list[Offer | None] = []
    late = datetime.timedelta()
    for leg in legs:
        ready = found[-1].landed + CHANGE if found else None
        offer = next((o for o in there if leg.transport == "air" and o.pair == (leg.from_place, leg.to_place)
                      and (o.departs.date() == day if ready is None else o.departs >= ready)), None)  # fmt: skip
        if offer is not None:
            departs, arrives = offer.departs, offer.arrives
        else:
            departs, arrives = leg.departs + late, leg.landed + late
        late = arrives - leg.landed
        found.append(Leg(leg.transport, leg.from_place, leg.to_place, leg.from_country, leg.to_country, departs,
                         arrives, leg.airside))  # fmt: skip
        used.append(offer)
    return tuple(found), tuple(used)
