"""What a leg of a way costs, in words: an offer at its own price, with its age and the rate; or an estimate.

shown = fare(proposal, 0, known.rates, today)
shown.price, shown.converted, shown.offer, shown.source, shown.rate      # "412 GEL", "about 141 €", ...
"""

import datetime
from dataclasses import dataclass

from django.utils.translation import gettext as _

from waystation.casework.rates import OLD, Rated, rate
from waystation.desk.money.rated import days_old, in_words
from waystation.planning.routes import Proposal
from waystation.planning.routes.holding import EURO
from waystation.planning.routes.offers import Offer

OLD_OFFER = 7  # days: agents' prices hold some days, whatever they wrote


@dataclass(frozen=True)
class Fare:
    """``euros``: what it counts; ``price``: in its own currency; ``converted``: in euros, where that is another;
    ``offer``: flight and hours, empty for an estimate; ``source``: whose offer, and how old; ``rate``: by which it was
    converted, from whom and how old. ``old``: one of both is."""

    euros: int
    price: str
    converted: str = ""
    offer: str = ""
    source: str = ""
    rate: str = ""
    old: bool = False

    @property
    def estimated(self) -> bool:
        return not self.offer


def fare(one: Proposal, k: int, rates: list[Rated], today: datetime.date) -> Fare:
    """What the ``k``-th leg costs."""
    offer = offer_of(one, k)
    if offer is None:
        estimated = [step for step in one.way.steps if step.how != "border"][k].euros
        return Fare(estimated, f"{estimated} €")
    at = _("{departs} – {arrives}").format(departs=f"{offer.departs:%Y-%m-%d %H:%M}", arrives=f"{offer.arrives:%H:%M}")
    age = (today - offer.as_of).days if offer.as_of else None
    used = rate(rates, offer.currency, EURO)
    rate_age = used.age(today) if used else None
    return Fare(
        offer.euros, f"{offer.price} {offer.currency}",
        "" if offer.currency == EURO else _("about {euros} €").format(euros=offer.euros), f"{named(offer)}: {at}",
        _source(offer, age), in_words(used, today) if used else "",
        (age is not None and age > OLD_OFFER) or (rate_age is not None and rate_age > OLD),
    )  # fmt: skip


def fares(one: Proposal, rates: list[Rated], today: datetime.date) -> list[Fare]:
    return [fare(one, k, rates, today) for k in range(len(one.legs))]


def offer_of(one: Proposal, k: int) -> Offer | None:
    return one.offers[k] if one.offers else None


def named(offer: Offer) -> str:
    """A carrier, and that this is an offer."""
    return " ".join(filter(None, [offer.carrier, _("(offer, holds until {day})").format(day=offer.until)]))


def _source(offer: Offer, age: int | None) -> str:
    words = [offer.source] if offer.source else []
    if age is None:
        words.append(_("when it was offered is not known"))
    else:
        words.append(_("offered on {day}, {age}").format(day=offer.as_of, age=days_old(age)))
    return ", ".join(words)
