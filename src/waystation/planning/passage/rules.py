"""Rules of borders, each with its source and the day as of which it was read. Nothing here is legal advice.

    Rules(entry=EntryTable({"RU": {"GE": "360"}}, "passport-index", date(2026, 2, 17)), transits=(...), ...)

Entry rules are a public table, passport by destination, in its own words: ``visa free``, a number of days, ``visa on
arrival``, ``e-visa``, ``eta``, ``visa required``, ``no admission`` and -1 for one's own country. The rest is entered by
hand. A pair that is not in the table has no rule.
"""

import datetime
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal, TypeVar

OWN = "-1"
WORDS = ("visa free", "visa on arrival", "e-visa", "eta", "visa required", "no admission", OWN)
MOST_DAYS = 3660  # of a stay without a visa; the tables' longest is 360
T = TypeVar("T", "TransitRule", "HostilePlace", "ValidityRule")
TransitAnswer = Literal["free", "visa", "never", "ask"]


@dataclass(frozen=True)
class EntryTable:
    """What a country asks of who holds a passport: ``rules[passport][destination]``."""

    rules: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    source: str = ""
    as_of: datetime.date | None = None

    def rule(self, passport: str, destination: str) -> str | None:
        """The table's own word; None where it has none."""
        return self.rules.get(passport, {}).get(destination)

    def __iter__(self) -> Iterator[tuple[str, str, str]]:
        for passport, row in self.rules.items():
            for destination, word in row.items():
                yield passport, destination, word

    def __len__(self) -> int:
        return sum(map(len, self.rules.values()))


@dataclass(frozen=True)
class TransitRule:
    """Whether changing planes airside in ``country`` (or a zone) needs a visa: ``free``, ``visa``, ``never`` possible,
    or ``ask``. ``passports``: whom it is about; everybody, if empty. ``unless``: who is excepted, in words."""

    country: str
    answer: TransitAnswer
    passports: frozenset[str] = frozenset()
    unless: str = ""
    source: str = ""
    as_of: datetime.date | None = None


@dataclass(frozen=True)
class HostilePlace:
    """A country through which nobody, or nobody with these passports, may be led."""

    country: str
    passports: frozenset[str] = frozenset()
    why: str = ""
    source: str = ""
    as_of: datetime.date | None = None


@dataclass(frozen=True)
class ValidityRule:
    """How many months a passport must still be good when they arrive (or, ``after_leaving``, when they leave again).
    ``country`` may be a zone."""

    country: str
    months: int
    after_leaving: bool = False
    source: str = ""
    as_of: datetime.date | None = None


@dataclass(frozen=True)
class Zone:
    """Countries without checks at the borders between them, such as Schengen."""

    name: str
    countries: frozenset[str]
    source: str = ""
    as_of: datetime.date | None = None


@dataclass(frozen=True)
class Rules:
    """All that is known. What is not known is answered "unknown: ask"."""

    entry: EntryTable = field(default_factory=EntryTable)
    transits: tuple[TransitRule, ...] = ()
    hostile: tuple[HostilePlace, ...] = ()
    validity: tuple[ValidityRule, ...] = ()
    zones: tuple[Zone, ...] = ()

    @cached_property
    def _zone_of(self) -> dict[str, Zone]:
        return {country: zone for zone in reversed(self.zones) for country in zone.countries}

    @cached_property
    def _transits(self) -> dict[str, list[TransitRule]]:
        return _by_country(self.transits)

    @cached_property
    def _hostile(self) -> dict[str, list[HostilePlace]]:
        return _by_country(self.hostile)

    @cached_property
    def _validity(self) -> dict[str, list[ValidityRule]]:
        return _by_country(self.validity)

    def zone(self, country: str) -> Zone | None:
        return self._zone_of.get(country)

    def transits_in(self, country: str) -> list[TransitRule]:
        """The transit rules about this country or its zone."""
        return self._about(self._transits, country)

    def validity_in(self, country: str) -> list[ValidityRule]:
        """The rules about this country or its zone that say how long a passport must be good."""
        return self._about(self._validity, country)

    def _about(self, named: dict[str, list[T]], country: str) -> list[T]:
        zone = self.zone(country)
        return named.get(country, []) + (named.get(zone.name, []) if zone else [])

    def closed_to(self, passport: str, country: str) -> list[HostilePlace]:
        """Why this country is closed to holders of this passport."""
        return [place for place in self._hostile.get(country, []) if not place.passports or passport in place.passports]

    def same(self, one: str, other: str) -> bool:
        """No border is checked between these countries."""
        zone = self.zone(one)
        return one == other or (zone is not None and other in zone.countries)

    def covers(self, named: str, country: str) -> bool:
        """A rule or visa that names a country or a zone is about this country."""
        zone = self.zone(country)
        return named == country or (zone is not None and named == zone.name)


def _by_country(rules: Iterable[T]) -> dict[str, list[T]]:
    found: dict[str, list[T]] = {}
    for rule in rules:
        found.setdefault(rule.country, []).append(rule)
    return found
