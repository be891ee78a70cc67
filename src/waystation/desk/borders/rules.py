"""All rules of borders that a member's keys open, as the legal check takes them.

    rules = of(request.keys)            # imported tables, and what stands in the compartment Borders
    verdicts = passage.check(traveller, legs, rules)

The compartment's lists hold for transit, hostile places and validity of passports. Where nobody wrote a validity rule
yet, those that ship with the program hold. Without keys (``public``), as for a command, all shipped facts hold.
"""

import datetime
from collections.abc import Iterable
from typing import Any

from waystation.casework import facts
from waystation.casework.folds import State
from waystation.desk.borders import tables
from waystation.planning.passage.rules import EntryTable, HostilePlace, Rules, TransitRule, ValidityRule, Zone
from waystation.store import programme
from waystation.store.keys import Keys


def of(keys: Keys, before: bool = False) -> Rules:
    """The rules in use; ``before``: with the table of entry rules that was replaced last. The caller logs it."""
    return from_state(borders(keys), tables.entry_rules(before))


def borders(keys: Keys) -> State | None:
    """The compartment Borders as these keys open it; None where they do not, or nobody wrote there yet."""
    return programme.opened(keys, "borders").states.get("borders")


def from_state(state: State | None, entry: EntryTable) -> Rules:
    def rows(collection: str) -> list[dict[str, Any]]:
        return list(state.rows(collection).values()) if state else []

    return assembled(entry, rows("transits"), rows("hostile"), rows("validity") or facts.starters("validity"))


def public(avoid: Iterable[str] = ()) -> Rules:
    """The imported tables and the facts that ship with the program; ``avoid``: countries closed besides."""
    closed = [{"country": country, "why": "to be avoided, as asked for"} for country in avoid]
    return assembled(
        tables.entry_rules(), facts.starters("transits"), facts.starters("hostile") + closed, facts.starters("validity")
    )


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
