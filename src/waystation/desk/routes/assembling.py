"""Rows of the lists in ``casework.borders``, as a member edits them or as they ship, made into rules for the check."""

import datetime
from typing import Any

from waystation.casework.visas.facts import borders as facts
from waystation.planning.passage.rules import EntryTable, HostilePlace, Rules, TransitRule, ValidityRule, Zone


def assembled(entry: EntryTable, transits: list[Any], hostile: list[Any], validity: list[Any]) -> Rules:
    """Rows of the lists in ``casework.borders`` as rules: one for each country that a row names."""
    return Rules(
        entry,
        tuple(
            TransitRule(country, row.get("answer") or "ask", _passports(row), row.get("unless") or "", **_cited(row))
            for row in transits
            for country in row.get("countries") or ()
        ),
        tuple(
            HostilePlace(row.get("country") or "", _passports(row), row.get("why") or "", **_cited(row))
            for row in hostile
        ),
        tuple(
            ValidityRule(country, row["months"], bool(row.get("after_leaving")), **_cited(row))
            for row in validity
            for country in row.get("countries") or ()
            if row.get("months") is not None
        ),
        zones(),
    )  # fmt: skip


def zones() -> tuple[Zone, ...]:
    return tuple(Zone(z.name, frozenset(z.countries), z.source, _day(z.as_of)) for z in facts.zones())


def _passports(row: dict[str, Any]) -> frozenset[str]:
    return frozenset(row.get("passports") or ())


def _cited(row: dict[str, Any]) -> dict[str, Any]:
    return {"source": row.get("source") or "", "as_of": _day(row.get("as_of"))}


def _day(text: str | None) -> datetime.date | None:
    return datetime.date.fromisoformat(text) if text else None
