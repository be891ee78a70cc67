"""Is every border, stop and document of this journey lawful for this person on these days?

    for verdict in check(traveller, legs, rules):
        print(verdict.leg, verdict.kind, verdict.country, verdict.answer, verdict.rule)

The journey is walked leg by leg. At each border: may they leave (exit check, end of a lawful stay), may they enter or
wait airside (visa, table, transit rule), is the place closed to them, is the passport good for long enough. Nothing is
allowed because nothing is known about it.
"""

import datetime
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from waystation.planning.passage.journeys import Leg, Traveller
from waystation.planning.passage.permits import Permit, days_of, entering
from waystation.planning.passage.rules import Rules
from waystation.planning.passage.transits import stays_airside, transiting
from waystation.planning.passage.validity import good_enough
from waystation.planning.passage.verdicts import Kind, Verdict
from waystation.planning.words import _


def check(traveller: Traveller, legs: Sequence[Leg], rules: Rules) -> list[Verdict]:
    """Every answer on the way, in order. A journey whose legs cross no border has none."""
    walk = _Walk(traveller, rules)
    onward: list[Leg | None] = [*legs, None][1:]
    return [
        verdict for n, (leg, after) in enumerate(zip(legs, onward, strict=True)) for verdict in walk.leg(n, leg, after)
    ]


@dataclass
class _Walk:
    """Where somebody stands: by which ``permit`` they are in a country (None: it began there, or they are airside)."""

    who: Traveller
    rules: Rules
    permit: Permit | None = None
    airside: bool = False
    crossed: bool = False
    before: Leg | None = None
    used: dict[int, int] = field(default_factory=dict)

    def leg(self, n: int, leg: Leg, onward: Leg | None) -> Iterator[Verdict]:
        yield from self._joined(n, leg)
        if not leg.from_country or not leg.to_country:
            yield Verdict(
                n, "entry", leg.to_country, "ask", _("It is not written down in which country this leg ends.")
            )
        elif leg.from_country != leg.to_country:
            yield from self._border(n, leg, onward)
        self.before = leg

    def _joined(self, n: int, leg: Leg) -> Iterator[Verdict]:
        if self.before and self.before.to_country != leg.from_country:
            facts = (("other", self.before.to_country),)
            yield Verdict(n, "exit", leg.from_country, "ask", _("The leg before ended in {other}: how they come from "
                                                               "there is not written down."), facts)  # fmt: skip
            self.permit, self.airside, self.crossed = None, False, True

    def _border(self, n: int, leg: Leg, onward: Leg | None) -> Iterator[Verdict]:
        inside = self.rules.same(leg.from_country, leg.to_country) and not self.airside
        if not inside and not self.airside:
            yield from self._leaving(n, leg)
        self.crossed = True
        yield from self._closed(n, leg.to_country)
        leaves = self._leaves(leg, onward)
        yield _said(
            n, "document", leg.to_country, good_enough(self.who, leg.to_country, days_of(leg)[-1], leaves, self.rules)
        )
        if inside:
            yield self._moved(n, leg)
        elif onward and stays_airside(leg, onward, self.rules):
            self.permit, self.airside = None, True
            permit = transiting(self.who, leg, onward, self.used, self.rules)
            self._uses(permit)
            yield _said(n, "transit", leg.to_country, permit)
        else:
            yield self._entered(n, leg)

    def _leaves(self, leg: Leg, onward: Leg | None) -> datetime.date | None:
        return onward.departs.date() if onward and onward.from_country == leg.to_country else None

    # -- leaving -------------------------------------------------------------------------------------------------------

    def _leaving(self, n: int, leg: Leg) -> Iterator[Verdict]:
        day = leg.departs.date()
        if self.permit is not None:
            if self.permit.answer == "allowed":  # else it has been said already that they should not be here
                yield _said(n, "exit", leg.from_country, _in_time(self.permit.until, day))
        elif not self.crossed and leg.from_country == self.who.flees:
            yield _said(n, "exit", leg.from_country, _exit_check(self.who, day))
        elif not self.crossed:
            yield _said(n, "exit", leg.from_country, _stay(self.who, day))

    # -- arriving ------------------------------------------------------------------------------------------------------

    def _entered(self, n: int, leg: Leg) -> Verdict:
        permit = entering(self.who, leg.to_country, days_of(leg), self.used, self.rules)
        self._uses(permit)
        self.permit, self.airside = permit, False
        return _said(n, "entry", leg.to_country, permit)

    def _uses(self, permit: Permit) -> None:
        if permit.visa is not None and permit.answer != "refused":
            self.used[permit.visa] = self.used.get(permit.visa, 0) + 1

    def _moved(self, n: int, leg: Leg) -> Verdict:
        """From one country of a zone to the next, where nobody checks and the rules hold all the same."""
        zone = self.rules.zone(leg.to_country)
        assert zone is not None
        facts = (("zone", zone.name),)
        if self.permit is None or self.permit.answer != "allowed":
            said = Permit("ask", _("No border is checked within {zone}; by what they are there is not known."), facts)
        elif self.permit.until and leg.landed.date() > self.permit.until:
            said = Permit(
                "refused", _("Their stay within {zone} ends on {until}."), (*facts, ("until", str(self.permit.until)))
            )
        else:
            lawful = _("No border is checked within {zone}, and they entered it lawfully.")
            said = self._within(leg, Permit("allowed", lawful, facts, zone.source, zone.as_of))
        return _said(n, "zone", leg.to_country, said)

    def _within(self, leg: Leg, moving: Permit) -> Permit:
        """Moving on is lawful where they might have entered by the same visa or rule."""
        assert self.permit is not None
        used = {} if self.permit.visa is None else {self.permit.visa: 0}  # moving on uses up no entry
        entry = entering(self.who, leg.to_country, days_of(leg), self.used | used, self.rules)
        return moving if entry.answer == "allowed" else Permit(
            "ask", _("No border is checked within {zone}, but what let them in may not be good here: ask."),
            moving.facts, entry.source, entry.as_of)  # fmt: skip

    # -- closed places -------------------------------------------------------------------------------------------------

    def _closed(self, n: int, country: str) -> Iterator[Verdict]:
        if country == self.who.flees:
            yield Verdict(n, "hostile", country, "refused", _("The state that they flee."))
        if country in self.who.closed:
            yield Verdict(n, "hostile", country, "refused", _("This country is closed to this person."))
        for place in self.rules.closed_to(self.who.passport, country):
            facts = (("why", place.why),)
            yield Verdict(
                n, "hostile", country, "refused", _("A hostile place: {why}"), facts, place.source, place.as_of
            )


def _said(n: int, kind: Kind, country: str, permit: Permit) -> Verdict:
    return Verdict(
        n, kind, country, permit.answer, permit.reason, permit.facts, permit.source, permit.as_of, permit.needs
    )


def _in_time(until: datetime.date | None, day: datetime.date) -> Permit:
    if until is None:
        return Permit("allowed", _("No end of their stay is known."))
    facts = (("until", str(until)),)
    if day > until:
        return Permit("refused", _("They may stay until {until} only."), facts)
    return Permit("allowed", _("They leave within the time that they may stay, until {until}."), facts)


def _exit_check(who: Traveller, day: datetime.date) -> Permit:
    facts = (("until", str(who.exit_check_until)),)
    if who.exit_check == "no_go":
        return Permit("refused", _("The exit check says that they would be stopped."), facts)
    if who.exit_check != "go" or who.exit_check_until is None:
        return Permit("ask", _("Whether the border lets them out only an exit check can say."))
    if day > who.exit_check_until:
        return Permit("ask", _("The exit check was good until {until}: repeat it."), facts)
    return Permit("allowed", _("The exit check found no obstacle; it is good until {until}."), facts)


def _stay(who: Traveller, day: datetime.date) -> Permit:
    if who.may_stay_until is None:
        return Permit("ask", _("It is not written down until when they may stay where the journey begins."))
    return _in_time(who.may_stay_until, day)
