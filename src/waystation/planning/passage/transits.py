"""Changing planes without passing the border: who needs a visa for that, and where it cannot be done at all."""

import datetime
from dataclasses import replace

from waystation.planning.passage.journeys import Leg, Traveller, Visa
from waystation.planning.passage.permits import Days, Permit, by_visa, days_of, entering
from waystation.planning.passage.rules import Rules, TransitRule
from waystation.planning.words import _

# Rules that let people wait airside without a visa speak of a day at most; beyond it nothing is known.
MOST_AIRSIDE = datetime.timedelta(hours=24)
_STRICT = {"free": 0, "ask": 1, "visa": 2, "never": 3}


def stays_airside(leg: Leg, onward: Leg | None, rules: Rules) -> bool:
    """The stop at the end of ``leg`` crosses no border: same airport, by air, and both flights lead out of the zone."""
    return (
        leg.airside
        and onward is not None
        and leg.transport == onward.transport == "air"
        and leg.to_place == onward.from_place
        and leg.to_country == onward.from_country
        and not rules.same(leg.from_country, leg.to_country)
        and not rules.same(onward.from_country, onward.to_country)
    )


def rule_for(passport: str, country: str, rules: Rules) -> TransitRule | None:
    """The strictest rule that names this passport; if none does, the strictest for everybody."""
    about = rules.transits_in(country)
    named = [rule for rule in about if passport in rule.passports] or [rule for rule in about if not rule.passports]
    return max(named, key=lambda rule: _STRICT[rule.answer], default=None)


def transiting(who: Traveller, leg: Leg, onward: Leg, used: dict[int, int], rules: Rules) -> Permit:
    """Whether they may wait airside at the end of ``leg`` for the flight ``onward``. It names a visa only where that is
    used up like an entry, because everybody passes the border."""
    if onward.departs - leg.landed > MOST_AIRSIDE:
        return Permit("ask", _("They would wait airside for more than a day: ask."))
    country, days = leg.to_country, days_of(leg)
    entry = entering(who, country, days, used, rules)
    rule = rule_for(who.passport, country, rules)
    if rule is None:
        return without_rule(entry)
    cited = (("unless", rule.unless),), rule.source, rule.as_of
    if rule.answer == "never":
        return entry if entry.answer == "allowed" else Permit(
            entry.answer, _("Nobody stays airside here: whoever changes planes passes the border, and they may not."),
            *cited, entry.needs or "visa")  # fmt: skip
    if entry.answer == "allowed" and who.passport not in rule.passports:
        return replace(entry, visa=None)  # a rule for everybody is about those who may not pass the border
    if rule.answer == "free":
        return Permit("allowed", _("No visa is needed to change planes airside."), *cited)
    held = [_held(visa, country, days, rules) for visa in who.visas]
    if good := next((permit for permit in held if permit and permit.answer == "allowed"), None):
        return good
    if rule.answer == "ask":
        return Permit("ask", _("Whether a transit visa is needed is not known: ask. {unless}"), *cited)
    if rule.unless and who.visas:
        return Permit(
            "ask", _("A transit visa is needed, with exceptions for some visas and permits: {unless}"), *cited
        )
    return Permit("refused", _("A transit visa is needed to change planes airside."), *cited, "transit visa")


def without_rule(entry: Permit) -> Permit:
    """Whoever may pass the border without any formality may also stay before it; of others nothing is known."""
    if entry.answer == "allowed":
        return replace(entry, visa=None)
    return Permit("ask", _("No transit rule is known here for this passport."))


def _held(visa: Visa, country: str, days: Days, rules: Rules) -> Permit | None:
    return by_visa(visa, country, days, 0, rules) if rules.covers(visa.country, country) else None
