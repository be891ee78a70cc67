"""How long a passport must still be good.

A passport that has lapsed opens nothing. How many months beyond that a country asks for is a rule of its own; where
none is known, six months are enough anywhere and fewer are a question.
"""

import calendar
import datetime

from waystation.planning.passage.journeys import PASSPORT, Traveller
from waystation.planning.passage.permits import Permit
from waystation.planning.passage.rules import Rules, ValidityRule
from waystation.planning.words import _

# The longest that states commonly ask for, by their published entry conditions; from memory, to be checked.
STRICTEST = 6


def later(day: datetime.date, months: int) -> datetime.date:
    """The same day so many months later, or the last of that month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return datetime.date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def good_enough(
    who: Traveller, country: str, arrives: datetime.date, leaves: datetime.date | None, rules: Rules
) -> Permit:
    """Whether the document is good for long enough at this border. ``leaves``: when they leave again, if the journey
    says so; a rule that counts from then counts from arrival where it does not."""
    if who.document != PASSPORT:
        return Permit("ask", _("They travel on no ordinary passport: ask whether this document is accepted here."))
    if who.valid_until is None:
        return Permit("ask", _("It is not written down until when the passport is good."))
    facts: tuple[tuple[str, str], ...] = (("until", str(who.valid_until)),)
    if who.valid_until < arrives:
        return Permit("refused", _("The passport is good until {until} only."), facts, needs="passport")
    rule = _rule(country, rules)
    if rule is None:
        if who.valid_until >= later(arrives, STRICTEST):
            return Permit("allowed", _("The passport is good until {until}, for more than six months."), facts)
        return Permit(
            "ask", _("The passport is good until {until}; whether that is long enough here is not known."), facts
        )
    needed = later((leaves or arrives) if rule.after_leaving else arrives, rule.months)
    facts += (("needed", str(needed)), ("months", str(rule.months)))
    if who.valid_until < needed:
        return Permit("refused", _("The passport is good until {until}; it must be so until {needed}."), facts,
                      rule.source, rule.as_of, "passport")  # fmt: skip
    return Permit(
        "allowed", _("The passport is good until {until}, {needed} is asked for."), facts, rule.source, rule.as_of
    )


def _rule(country: str, rules: Rules) -> ValidityRule | None:
    return max(rules.validity_in(country), key=lambda rule: rule.months, default=None)
