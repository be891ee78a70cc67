"""A proposed way as a draft among a journey's legs, and taking it back: nothing that stood there before is lost.

    items = adopted({"1f3a": row, "22c0": other}, replaced=["l1"], proposal="9be1")   # statements to write
    items = taken_back(state, "9be1")                                                 # and to undo them by one button

Legs that make room are removed like any record: their history stays, and taking the proposal back puts them in again.
A leg that somebody has booked, handed to an escort or begun never makes room by itself.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from waystation.casework.errors import CriteriaUnmet
from waystation.casework.folds import REMOVED, Set, State, set_statement, split
from waystation.casework.parts.journey import Journey
from waystation.casework.travel.legs import WAITING, Leg
from waystation.casework.words import _

LEGS = "legs"


def untouched(leg: Leg) -> bool:
    """Whether a leg is no more than a plan: not begun, not booked, opened to no escort."""
    return leg.status in (*WAITING, "no_go") and not leg.row.get("ticketed") and not leg.row.get("sheet")


def adopted(rows: Mapping[str, Mapping[str, Any]], replaced: Iterable[str], proposal: str) -> list[Set]:
    """The statements that put these legs (by record) in, and others out. Raises BadValue, UnknownField."""
    removed = [Set(LEGS, record, {REMOVED: True, "replaced_by": proposal}) for record in replaced]
    mark = {"proposal": proposal}
    return [*removed, *(set_statement(Journey, LEGS, record, dict(row) | mark) for record, row in rows.items())]


def last_adopted(state: State) -> tuple[str, list[str]] | None:
    """The newest proposal of which legs stand, and their records."""
    rows = {record: row for record, row in state.rows(LEGS).items() if row.get("proposal")}
    if not rows:
        return None
    newest = max(rows, key=lambda record: state.first[f"{LEGS}/{record}"])
    proposal = str(rows[newest]["proposal"])
    return proposal, [record for record, row in rows.items() if row["proposal"] == proposal]


def taken_back(state: State, legs: Iterable[Leg], proposal: str) -> list[Set]:
    """The statements that take out a proposal's legs and put in again what made room for them. Raises CriteriaUnmet
    where one of its legs is more than a plan by now."""
    mine = [leg for leg in legs if leg.row.get("proposal") == proposal]
    if not mine:
        raise CriteriaUnmet(_("No leg of this proposal stands any more."))
    if not all(untouched(leg) for leg in mine):
        raise CriteriaUnmet(_("A leg of it was booked, opened to an escort or begun: take legs out one by one."))
    out = [Set(LEGS, leg.id, {REMOVED: True}) for leg in mine]
    return [*out, *(Set(LEGS, record, {REMOVED: False, "replaced_by": ""}) for record in _replaced(state, proposal))]


def _replaced(state: State, proposal: str) -> list[str]:
    fields = (split(key) for key in state.values)
    records = [record for collection, record, name in fields if (collection, name) == (LEGS, "replaced_by")]
    return sorted(record for record in records if state.get("replaced_by", record, LEGS) == proposal)
