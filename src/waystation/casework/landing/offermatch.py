"""Which offers of help suit a household, and why: hard rules first, then a list with reasons.

    for match in matched(offers, need):
        match.points, match.reasons         # best first
    match.refused                           # sentences; empty where the offer may be taken up

Nobody is put in touch with somebody who was not asked about ties to the community that threatens, nor under a roof or
with somebody under 18 without a background check. Points only order the list: they are shown as reasons.
"""

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from waystation.casework.words import _

LODGING = frozenset({"temporary_housing", "housing_search"})  # a room, or somebody who comes along to look at one
SAME_CITY, SAME_COUNTRY, LANGUAGE, REFERENCES, CHECKED = 4, 2, 3, 1, 1


@dataclass(frozen=True)
class Need:
    """What is looked for, on which day, for how many people."""

    kinds: frozenset[str]
    on: datetime.date
    languages: frozenset[str] = frozenset()
    country: str = ""
    city: str = ""
    people: int = 1
    minors: bool = False


@dataclass(frozen=True)
class Match:
    """One offer for one need. ``reasons``: what speaks for it; ``doubts``: what to ask first; ``refused``: what forbids
    it."""

    record: str
    offer: Mapping[str, Any]
    points: int
    reasons: tuple[str, ...]
    doubts: tuple[str, ...]
    refused: tuple[str, ...]


def matched(offers: Mapping[str, Mapping[str, Any]], need: Need) -> list[Match]:
    """All offers of the kinds that are wanted (any kind where none is named): those that may be taken up first, then by
    points, then by what has waited longest."""
    found = [match(record, row, need) for record, row in offers.items() if _of_kind(row, need)]
    return sorted(found, key=lambda m: (bool(m.refused), -m.points, m.offer.get("from_day") or "", m.record))


def _of_kind(row: Mapping[str, Any], need: Need) -> bool:
    return not need.kinds or row.get("kind") in need.kinds


def match(record: str, row: Mapping[str, Any], need: Need) -> Match:
    """One offer looked at for one need."""
    good, doubts = list(_speaks_for(row, need)), list(_unknown(row))
    return Match(
        record, row, sum(points for points, _why in good), tuple(why for _points, why in good), tuple(doubts),
        tuple(_forbids(row, need)),
    )  # fmt: skip


def _forbids(row: Mapping[str, Any], need: Need) -> Iterable[str]:
    if row.get("clear") is None:
        yield _("Nobody asked them about ties yet: ask, and write the answer down.")
    elif row.get("clear") is False:
        yield _("They have a tie to the community that threatens.")
    if row.get("police_checked_on") is None and row.get("kind") in LODGING:
        yield _("Nobody is lodged before the background was checked.")
    elif row.get("police_checked_on") is None and need.minors:
        yield _("Somebody under 18 is with them: the background must be checked first.")
    if row.get("places") is not None and row["places"] < need.people:
        yield _("There is no place left for so many.")
    if row.get("country") and need.country and row["country"] != need.country:
        yield _("It is in another country.")
    if row.get("from_day") and row["from_day"] > need.on.isoformat():
        yield _("It has not begun yet.")
    if row.get("until_day") and row["until_day"] < need.on.isoformat():
        yield _("It has ended.")


def _speaks_for(row: Mapping[str, Any], need: Need) -> Iterable[tuple[int, str]]:
    if need.languages & set(row.get("languages") or ()):
        yield LANGUAGE, _("They speak one of the household's languages.")
    if need.city and _same(row.get("city"), need.city):
        yield SAME_CITY, _("In the same city.")
    elif need.country and row.get("country") == need.country:
        yield SAME_COUNTRY, _("In the same country.")
    if row.get("police_checked_on"):
        yield CHECKED, _("The background was checked.")
    if row.get("references_on"):
        yield REFERENCES, _("References were taken.")


def _unknown(row: Mapping[str, Any]) -> Iterable[str]:
    if row.get("places") is None:
        yield _("Ask for how many people.")
    if not row.get("languages"):
        yield _("Ask which languages they speak.")


def _same(one: Any, other: str) -> bool:
    return " ".join(str(one or "").casefold().split()) == " ".join(other.casefold().split())


def places_left(row: Mapping[str, Any], people: int) -> int | None:
    """The places of an offer after so many people took it up; None where it never said."""
    return None if row.get("places") is None else max(0, row["places"] - people)
