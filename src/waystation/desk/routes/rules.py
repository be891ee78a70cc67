"""All rules of borders that a member's keys open, as the legal check takes them.

    rules = of(request.keys)            # imported tables, and what stands in the compartment Borders
    verdicts = passage.check(traveller, legs, rules)

The compartment's lists hold for transit, hostile places and validity of passports. Where nobody wrote a validity rule
yet, those that ship with the program hold. Without keys (``public``), as for a command, all shipped facts hold.
"""

from collections.abc import Iterable
from typing import Any

from waystation.casework.folds import State
from waystation.casework.visas.facts import borders as facts
from waystation.desk.routes import tables
from waystation.desk.routes.assembling import assembled
from waystation.planning.passage.rules import EntryTable, Rules
from waystation.store.files import programme
from waystation.store.sealed.keys import Keys


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
