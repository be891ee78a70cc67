"""Finding ways, the same wherever somebody asks: on the page Borders, for a case, for everybody, on a command line.

known = known_to(keys, people=2)                       # rules, offers that hold, and what they count in euros
for one in answered(net, who, window, known): ...      # at most seven, checked; raises BadValue in words
known.offers.unrated(window.first, window.last)        # currencies of offers that were compared with nothing
"""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from django.utils.translation import gettext as _

from waystation.casework.errors import BadValue
from waystation.casework.rates import Rated, rate
from waystation.desk.cases.opened import today_of
from waystation.desk.routes import fares, rules, tables
from waystation.planning.passage import Rules, Traveller
from waystation.planning.routes import BadWindow, Network, Proposal, Window, chosen, proposals
from waystation.planning.routes.askable import MOST_AHEAD, BadDay, over
from waystation.planning.routes.holding import EURO, Holding, holding
from waystation.planning.routes.offers import Offer
from waystation.store.files import programme
from waystation.store.sealed.keys import Keys


@dataclass(frozen=True)
class Known:
    """What ways are looked for with: the rules, the offers that hold for so many people, and the rates by which these
    are compared."""

    rules: Rules
    offers: Holding = field(default_factory=Holding)
    rates: list[Rated] = field(default_factory=list)


def known_to(keys: Keys, people: int, before: bool = False) -> Known:
    """What these keys open; ``before``: with the entry rules that were replaced last. The caller logs it."""
    state = rules.borders(keys)
    return with_offers(
        rules.from_state(state, tables.entry_rules(before)), fares.offers(state), programme.rates(keys), today_of(keys),
        people,
    )  # fmt: skip


def question_of(days: Iterable[datetime.date], today: datetime.date) -> str:
    """What there is to ask back about the days on which somebody wants to leave; empty where there is nothing. Raises
    BadValue where nothing can be known of such a day."""
    try:
        past = [over(day, today) for day in days]
    except BadDay as error:
        raise BadValue(
            _("Of this day nothing can be known: choose one between today and %(last)s."), last=str(today + MOST_AHEAD)
        ) from error
    return _("This day is over.") if any(past) else ""


def with_offers(
    known: Rules, offers: Sequence[Offer], rates: list[Rated], today: datetime.date, people: int = 1
) -> Known:
    return Known(known, holding(offers, today, people, euros(rates, (o.currency for o in offers))), rates)


def euros(rates: list[Rated], currencies: Iterable[str]) -> dict[str, Decimal]:
    """How many euros one unit of each currency is, of those that have a rate."""
    used = {currency: rate(rates, currency, EURO) for currency in set(currencies)}
    return {currency: one.factor for currency, one in used.items() if one is not None}


def answered(net: Network, who: Sequence[Traveller], window: Window, known: Known, most: int = 7) -> list[Proposal]:
    """The best lawful ways, at most so many. Raises BadValue."""
    if not net.airports:
        raise BadValue(_("No flights were imported yet: an administrator does that."))
    start = _("Where from: no flight or land border is known there. Write an airport's code (TBS) or a country's (GE).")
    goal = _("Where to: no flight or land border is known there. Write an airport's code (TBS) or a country's (GE).")
    for name, said in ((window.start, start), (window.goal, goal)):
        if name not in net.number and name not in net.country_number:
            raise BadValue(said)
    try:
        found = chosen(proposals(net, who, window, known.rules, offers=known.offers.compared), most)
        if any(not one.legs for one in found):
            raise BadValue(_("They are there already."))
        return found
    except BadWindow as error:
        raise BadValue(_("Choose a first and a last day, at most 31 days apart.")) from error


def not_compared(known: Known, window: Window) -> str:
    """That offers for these days were compared with nothing, and why; empty where all were."""
    lacking = known.offers.unrated(window.first, window.last)
    return _("Offers for these days that are not compared: no rate for {currencies}.").format(
        currencies=", ".join(lacking)
    ) if lacking else ""  # fmt: skip


def sourced(offers: Iterable[Offer], source: str, as_of: datetime.date) -> list[Offer]:
    """Offers of one table: those that name no agent or day are of this source and day."""
    return [replace(o, source=o.source or source, as_of=o.as_of or as_of) for o in offers]
