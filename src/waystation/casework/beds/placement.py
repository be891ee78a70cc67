"""Placement: which houses a household can sleep in, and of the others, why not.

    for place in places(guest, houses, nights, since, until, today):
        place.fits, place.bed, [str(reason) for reason in place.against]

A house *fits*, or *fits once asked* (nobody wrote down what would decide), or does not, and each refusal has a reason
that a coordinator can act on. Nothing here is a wish: whoever must be kept apart is, and a house with an open incident
takes nobody. What speaks against the household itself (no clearance, a minor without a guardian) is the same for
every house. The coordinator decides; this only never forgets.
"""

import datetime
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from waystation.casework.beds.occupancy import (
    TAKES_GUESTS,
    Day,
    Exposure,
    House,
    Lodging,
    bed_for,
    exposure,
    least_free,
    names,
    within,
)  # fmt: skip
from waystation.casework.byhand import clearance
from waystation.casework.folded import folded
from waystation.casework.folds import State
from waystation.casework.vocabularies import vocabulary
from waystation.casework.words import _

MINOR_BANDS = ("0_4", "5_11", "12_15", "16_17")
NOTHING = ("no", "none", "нет", "нету", "-", "0", "لا", "keine", "aucun")  # how people write that there is none
# What an allergy and an animal have in common, by the beginnings of the words in which either is written.
ANIMALS = (
    ("cat", "kitten", "кош", "кот", "قط"), ("dog", "pupp", "соба", "пёс", "пес", "щен", "كلب"),
    ("bird", "parrot", "птиц", "попуг", "طير", "طيور"), ("horse", "лошад", "حصان"),
    ("rabbit", "hamster", "guinea", "rodent", "крол", "хомя", "грызун", "أرنب"),
)  # fmt: skip
ANY_ANIMAL = ("animal", "fur", "pet", "dander", "живот", "шерст", "حيوان", "فرو")


@dataclass(frozen=True)
class Reason:
    """A sentence in English that pages translate, with ``values`` to put in: code names, dates and numbers."""

    text: str
    values: tuple[tuple[str, Any], ...] = ()

    def __str__(self) -> str:
        return self.text % dict(self.values) if self.values else self.text


def because(text: str, **values: Any) -> Reason:
    return Reason(text, tuple(values.items()))


@dataclass(frozen=True)
class Guest:
    """What decides where a household can sleep. ``wrongs``: what stands against any house at all. None: not known."""

    number: bytes
    code: str
    size: int = 1
    languages: frozenset[str] = frozenset()
    allergies: str = ""
    step_free: bool | None = None
    smokes: bool | None = None
    smoke_free: bool | None = None
    minors: bool = False
    not_with: frozenset[str] = frozenset()
    not_houses: frozenset[str] = frozenset()
    wrongs: tuple[Reason, ...] = ()

    @property
    def key(self) -> str:
        return folded(self.code)


@dataclass(frozen=True)
class Place:
    """One house for one household and span. ``against`` forbids it, ``ask`` must be found out first, ``mind`` is worth
    knowing. ``bed``: one that is free throughout, empty where only the house as a whole has room."""

    house: House
    bed: str
    free: int
    exposure: Exposure
    against: tuple[Reason, ...] = ()
    ask: tuple[Reason, ...] = ()
    mind: tuple[Reason, ...] = ()

    @property
    def fits(self) -> bool:
        return not self.against


def guest_of(number: bytes, code: str, needs: State, shelter: State | None) -> Guest:
    """A household from what Needs and Shelter say of it."""
    people, own = needs.rows("persons"), needs.row("", "")
    said = shelter.row("", "") if shelter else {}
    languages = {w for row in people.values() for w in row.get("languages") or ()} | set(own.get("languages") or ())
    return Guest(
        number, code, max(1, len(people)), frozenset(languages), own.get("allergies") or "", own.get("step_free"),
        said.get("smokes"), said.get("smoke_free"), any(map(is_minor, people.values())), names(own.get("not_with")),
        names(said.get("not_houses")), tuple(_wrongs(people, shelter)),
    )  # fmt: skip


def is_minor(person: dict[str, Any]) -> bool:
    return bool(person.get("minor")) or person.get("age_band") in MINOR_BANDS


def _wrongs(people: dict[str, dict[str, Any]], shelter: State | None) -> Iterable[Reason]:
    """What stands against sheltering the household anywhere."""
    level = clearance.level(shelter.words) if shelter else ""
    if level == clearance.WITHDRAWN:
        yield because(_("A verifier has withdrawn the clearance."))
    elif not level:
        yield because(_("Two verifiers have not cleared the case."))
    for record, person in people.items():
        if is_minor(person):
            who, guardian = person.get("letter") or record.upper(), person.get("guardian")
            grown = guardian and guardian != record and not is_minor(people.get(guardian, {}))
            if not grown and not person.get("guardian_outside"):
                yield because(_("Person %(letter)s is under 18 and has no guardian."), letter=who)
            if not person.get("best_interests"):
                yield because(_("Person %(letter)s is under 18 and has no best-interests note."), letter=who)


def places(
    guest: Guest, houses: Iterable[House], nights: Sequence[Lodging], since: Day, until: Day, today: Day
) -> list[Place]:
    """Every house with what speaks for and against it, the best first. A span has at least one night; the household's
    own stays do not stand in its way."""
    others = [n for n in nights if n.number != guest.number]
    found = [_place(guest, house, others, nights, since, until, today) for house in houses]
    return sorted(found, key=_order)


def _order(place: Place) -> tuple[Any, ...]:
    """Those that fit first; then with nothing to ask, a bed for themselves, little exposure."""
    return (
        not place.fits, len(place.against), len(place.ask), not place.bed, place.exposure.score, place.house.key
    )  # fmt: skip


def _place(
    guest: Guest, house: House, others: list[Lodging], nights: Sequence[Lodging], since: Day, until: Day, today: Day
) -> Place:
    left, first = least_free(house, others, since, until, today)
    bed = bed_for(house, others, guest.size, since, until, today)
    against = [*guest.wrongs, *_closed(house, since, until), *_apart(guest, house, others, since, until, today)]
    if not house.beds:
        against.append(because(_("It has no beds written down.")))
    elif left < guest.size:
        against.append(
            because(_("Too few free beds: %(free)s of %(wanted)s on %(day)s."), free=max(0, left), wanted=guest.size,
                    day=first)
        )  # fmt: skip
    against += _too_long(guest, house, nights, since, until, today)
    ask: list[Reason] = []
    for forbids, reason in _suits(guest, house):
        (against if forbids else ask).append(reason)
    seen = exposure(house, nights, today)
    return Place(house, bed, left, seen, tuple(against), tuple(ask), tuple(_mind(guest, house, seen, today)))


def _closed(house: House, since: Day, until: Day) -> Iterable[Reason]:
    """The house itself: its state, its dates, its host's rest."""
    if house.status not in TAKES_GUESTS:
        label = vocabulary("house_status").label(house.status) if house.status else _("Not known")
        yield because(_("The house takes nobody: %(status)s."), status=label)
    if house.wrong:
        yield because(_("Something is wrong there, and nobody gave the all-clear."))
    if house.opens and since < house.opens:
        yield because(_("It opens on %(day)s."), day=house.opens)
    if house.closes and until > house.closes + datetime.timedelta(1):
        yield because(_("It closes on %(day)s."), day=house.closes)
    if house.rests and house.rests[0] < until and since <= house.rests[1]:
        yield because(_("Its host rests from %(day)s."), day=max(house.rests[0], since))


def _apart(
    guest: Guest, house: House, others: list[Lodging], since: Day, until: Day, today: Day
) -> Iterable[Reason]:  # fmt: skip
    """People who must not meet, whoever of the two said so."""
    if guest.key in house.not_for:
        yield because(_("The host has a tie to them."))
    if house.key in guest.not_houses:
        yield because(_("Somebody who looks for them is near."))
    apart = {
        n.code for n in within(house, others, since, until, today)
        if folded(n.code) in guest.not_with or guest.key in n.not_with
    }  # fmt: skip
    for code in sorted(apart):
        yield because(_("%(case)s is there, and the two must be kept apart."), case=code)


def _too_long(
    guest: Guest, house: House, nights: Sequence[Lodging], since: Day, until: Day, today: Day
) -> Iterable[Reason]:  # fmt: skip
    """The longest stay of the house, with the nights that they slept there before without a gap."""
    if not house.max_nights:
        return
    begun, own = since, [n for n in nights if n.number == guest.number and n.house == house.key]
    for n in sorted(own, key=lambda n: n.since, reverse=True):
        if n.since < begun <= n.ends(today):
            begun = n.since
    last = begun + datetime.timedelta(house.max_nights)
    if until > last:
        yield because(
            _("The longest stay there is %(nights)s nights: until %(day)s."), nights=house.max_nights, day=last
        )


def _suits(guest: Guest, house: House) -> Iterable[tuple[bool, Reason]]:
    """What the household needs and the house has: whether it forbids the house, and why."""
    if guest.minors and house.minors is not True:
        yield (
            house.minors is False,
            because(
                _("It takes nobody under 18.")
                if house.minors is False
                else _("Ask whether it takes somebody under 18.")
            ),
        )
    if guest.step_free and house.step_free is not True:
        yield (
            house.step_free is False,
            because(_("It has stairs.") if house.step_free is False else _("Ask whether it has stairs.")),
        )
    if guest.smoke_free and house.smoking is not False:
        yield (
            house.smoking is True,
            because(_("People smoke there.") if house.smoking else _("Ask whether people smoke there.")),
        )
    if guest.smokes and house.smoking is False:
        yield False, because(_("One of them smokes, and nobody may smoke there: ask both."))
    if guest.languages and house.languages and not guest.languages & house.languages:
        yield True, because(_("Nobody there speaks a language of theirs."))
    if (clash := _allergic(guest.allergies, house.animals)) is not None:
        yield clash


def _allergic(allergies: str, animals: str | None) -> tuple[bool, Reason] | None:
    """An allergy against an animal of the house forbids it; where one of the two is not clear, somebody must ask."""
    theirs, there = _words(allergies), _words(animals or "")
    if not theirs:
        return None
    kinds = [kind for kind in ANIMALS if _has(theirs, kind)]
    every = _has(theirs, ANY_ANIMAL)
    if there:
        if every or any(_has(there, kind) for kind in kinds):
            return True, because(_("There are animals to which one of them is allergic."))
        return False, because(_("Ask about their allergy and the animals there."))
    if animals is None and (kinds or every):
        return False, because(_("Ask whether there are animals: one of them is allergic."))
    return None


def _words(text: str) -> list[str]:
    found = re.findall(r"[^\W_]+|-", folded(text))
    return [] if not found or found[0] in NOTHING else found


def _has(words: list[str], heads: tuple[str, ...]) -> bool:
    return any(word.startswith(folded(head)) for word in words for head in heads)


def _mind(guest: Guest, house: House, seen: Exposure, today: Day) -> Iterable[Reason]:
    if guest.languages and not house.languages:
        yield because(_("Nobody wrote down which languages are spoken there."))
    if house.review_on and house.review_on < today:
        yield because(_("The house should have been looked at again on %(day)s."), day=house.review_on)
    if seen.incidents:
        yield because(_("Incidents there in the last %(days)s days: %(n)s."), days=90, n=seen.incidents)
