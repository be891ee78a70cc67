"""By what somebody may enter a country: a visa in hand, or the table of entry rules.

A permit says until when they may then stay; leaving later breaks it.
"""

import datetime
from dataclasses import dataclass, replace

from waystation.planning.passage.journeys import PASSPORT, Leg, Traveller, Visa
from waystation.planning.passage.rules import OWN, Rules
from waystation.planning.passage.verdicts import RANK, Answer
from waystation.planning.words import _

Days = tuple[datetime.date, ...]
Facts = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Permit:
    """An answer, and what follows from it: ``until`` (last day of stay, None: no end is known) and the number of the
    traveller's ``visa`` that was used (None: none)."""

    answer: Answer
    reason: str
    facts: Facts = ()
    source: str = ""
    as_of: datetime.date | None = None
    needs: str = ""
    until: datetime.date | None = None
    visa: int | None = None


def days_of(leg: Leg) -> Days:
    """The day of arrival; where the hour of arrival is not known, the day of departure and the next."""
    day = leg.landed.date()
    return (day,) if leg.arrives else (day, day + datetime.timedelta(days=1))


def entering(who: Traveller, country: str, days: Days, used: dict[int, int], rules: Rules) -> Permit:
    """The best of what they have. ``used``: how often each visa has let them in on this journey."""
    permits = [
        replace(by_visa(visa, country, days, used.get(n, 0), rules), visa=n)
        for n, visa in enumerate(who.visas)
        if not visa.transit_only and _about(visa, country, rules)
    ]
    table = by_table(who, country, days[0], rules)
    if rules.entry.rule(who.passport, country) == "no admission" and any(p.answer != "refused" for p in permits):
        reason = _("The table says that holders of this passport are not admitted, in spite of the visa: ask.")
        return replace(table, answer="ask", reason=reason)
    return min([*permits, table], key=lambda permit: (RANK[permit.answer], _ends(permit)))


def _ends(permit: Permit) -> int:
    """Sorts the longest stay first."""
    return -(permit.until or datetime.date.max).toordinal()


def _about(visa: Visa, country: str, rules: Rules) -> bool:
    return rules.covers(visa.country, country) or rules.same(visa.country, country)


def by_visa(visa: Visa, country: str, days: Days, used: int, rules: Rules) -> Permit:
    """What one visa is worth at one border on these days."""
    facts = (("visa", visa.country), ("since", str(visa.since)), ("until", str(visa.until)))
    outside = [d for d in days if (visa.since and d < visa.since) or (visa.until and d > visa.until)]
    if len(outside) == len(days):
        return Permit("refused", _("The visa for {visa} is good from {since} to {until}, not on that day."), facts,
                      needs="visa")  # fmt: skip
    if outside:
        return Permit("ask", _("The hour of arrival is not known, and the visa for {visa} is good only from {since} to "
                               "{until}."), facts)  # fmt: skip
    if visa.since is None or visa.until is None:
        return Permit("ask", _("It is not written down from when to when the visa for {visa} is good."), facts)
    if visa.entries and used >= visa.entries:
        return Permit("refused", _("All entries of the visa for {visa} are used."), facts, needs="visa")
    if visa.entries is None and used:
        return Permit("ask", _("It is not written down how often the visa for {visa} lets in."), facts)
    if not rules.covers(visa.country, country):
        return Permit("ask", _("The visa is {visa}'s own; whether it opens other countries of the zone depends on its "
                               "kind: ask."), facts)  # fmt: skip
    last = visa.until if visa.days is None else min(visa.until, days[0] + datetime.timedelta(days=visa.days - 1))
    return Permit("allowed", _("A visa for {visa} is in hand, good from {since} to {until}."), facts, until=last)


def by_table(who: Traveller, country: str, day: datetime.date, rules: Rules) -> Permit:
    """What the table of entry rules says of a holder of this passport without a visa."""
    word = rules.entry.rule(who.passport, country)
    source, as_of = rules.entry.source, rules.entry.as_of
    if who.document != PASSPORT:
        return Permit("ask", _("The table of entry rules is about passports; no rule is known for this document."))
    if word is None:
        return Permit("ask", _("No rule is known for holders of this passport."))
    if word.isdecimal():
        last = day + datetime.timedelta(days=int(word) - 1)  # the day of entry is the first day
        return Permit("allowed", _("Holders of this passport need no visa for {days} days."), (("days", word),),
                      source, as_of, until=last)  # fmt: skip
    answer, reason, needs = _TABLE[word]
    return Permit(answer, reason, (), source, as_of, needs)


_TABLE: dict[str, tuple[Answer, str, str]] = {
    OWN: ("allowed", _("Their own country."), ""),
    "visa free": ("allowed", _("Holders of this passport need no visa."), ""),
    "visa on arrival": ("allowed", _("A visa is issued on arrival, for a fee and on conditions that the airline may "
                                     "ask for."), ""),
    "e-visa": ("refused", _("An electronic visa must be in hand before they leave."), "e-visa"),
    "eta": ("refused", _("An electronic travel authorisation must be in hand before they leave."), "eta"),
    "visa required": ("refused", _("Holders of this passport need a visa."), "visa"),
    "no admission": ("refused", _("Holders of this passport are not admitted."), ""),
}  # fmt: skip
