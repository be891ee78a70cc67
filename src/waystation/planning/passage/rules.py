"""Rules of borders, each with its source and the day as of which it was read. Nothing here is legal advice.

    Rules(entry=EntryTable({"RU": {"GE": "360"}}, "passport-index", date(2026, 2, 17)), transits=(...), ...)

Entry rules are a public table, passport by destination, in its own words: ``visa free``, a number of days, ``visa on
arrival``, ``e-visa``, ``eta``, ``visa required``, ``no admission`` and -1 for one's own country. The rest is entered by
hand. A pair that is not in the table has no rule.
"""

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

OWN = "-1"
WORDS = ("visa free", "visa on arrival", "e-visa", "eta", "visa required", "no admission", OWN)
MOST_DAYS = 3660  # of a stay without a visa; the tables' longest is 360
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

    def zone(self, country: str) -> Zone | None:
        return next((zone for zone in self.zones if country in zone.countries), None)

    def same(self, one: str, other: str) -> bool:
        """No border is checked between these countries."""
        zone = self.zone(one)
        return one == other or (zone is not None and other in zone.countries)

    def covers(self, named: str, country: str) -> bool:
        """A rule or visa that names a country or a zone is about this country."""
        zone = self.zone(country)
        return named == country or (zone is not None and named == zone.name)
