"""Codes as people type them about routes: countries, zones, airports, and visas made of them.

    codes = Codes(frozenset({"GE", "TR", "CA"}), frozenset({"SCHENGEN"}), {"TBS": ..., "IST": ...})
    codes.country("tr"), codes.place("TBS"), codes.visa("CA:2026-12-01:2027-03-01:1", first, last)

A name that is no code closes nothing, so a country that somebody wants to avoid would stay open: whatever is not known
is an error. Each method raises BadCode, which says what is needed; whoever calls it says where it was typed.
"""

import datetime
from collections.abc import Container
from dataclasses import dataclass

from waystation.planning.errors import PlanningError
from waystation.planning.passage.journeys import Visa

ANY = "any"
FORM = "as CA, CA:2026-12-01:2027-03-01 or CA:2026-12-01:2027-03-01:1"


class BadCode(PlanningError):
    """What was typed stands for no country, zone, airport or visa."""


@dataclass(frozen=True)
class Codes:
    """``countries``: two letters (ISO 3166-1, and XK); ``zones`` by name; ``airports`` by IATA's three letters."""

    countries: frozenset[str]
    zones: frozenset[str]
    airports: Container[str]

    def country(self, typed: str) -> str:
        code = typed.strip().upper()
        if code not in self.countries:
            raise BadCode(f"{typed[:40]!r} is no country's code of two letters (ISO 3166), like TR")
        return code

    def place(self, typed: str) -> str:
        code = typed.strip().upper()
        if code not in self.countries and code not in self.airports:
            raise BadCode(f"{typed[:40]!r} is no airport's code of three letters, nor a country's of two")
        return code

    def visa(self, typed: str, first: datetime.date, last: datetime.date) -> Visa:
        """``COUNTRY[:FROM:UNTIL[:ENTRIES]]``; without days it is good from ``first`` to ``last``. Entries: a number
        from 1, or ``any``; without them how often it lets in is not known."""
        country, *rest = typed.strip().split(":")
        issuer = country.upper() if country.upper() in self.zones else self.country(country)
        if len(rest) not in (0, 2, 3):
            raise BadCode(f"{typed[:60]!r} is no visa {FORM}")
        try:
            since, until = map(datetime.date.fromisoformat, rest[:2]) if rest else (first, last)
        except ValueError:
            raise BadCode(f"{typed[:60]!r} is no visa {FORM}") from None
        if until < since:
            raise BadCode(f"{typed[:60]!r}: its last day is before its first")
        return Visa(issuer, since, until, _entries(typed, rest[2]) if rest[2:] and rest[2] else None)


def _entries(typed: str, word: str) -> int:
    """As a Visa has them, where 0 stands for any number: whoever types 0 means that none is left."""
    if word.casefold() == ANY:
        return 0
    if not (word.isascii() and word.isdecimal() and len(word) < 4) or int(word) == 0:
        raise BadCode(
            f"{typed[:60]!r}: entries are a number from 1, or {ANY}; a visa of which none is left is left out"
        )
    return int(word)
