"""Closing a case: one member proposes with a reason, another approves by their own hand, and what is open is listed.

    approver(needs, member)          # the statement that this member may approve
    two_hands(needs)                 # whether what stands was approved so

An approval names the very statement that it approves, so that a reason changed afterwards needs a new one.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from waystation.casework import deletion
from waystation.casework.beds import passages
from waystation.casework.errors import CriteriaUnmet, NotYourRole
from waystation.casework.folds import State, Value
from waystation.casework.vocabularies import vocabulary
from waystation.casework.words import _

STATUS = {"duplicate": "duplicate", "transferred": "transferred", "death": "deceased"}  # any other: closed
OPEN_LEGS = ("planned", "go", "under_way")
UNPAID = ("asked", "approved")
RESET = ("closure_reason", "closed_by", "closed_on", "closure_approved_by", "closure_approves", "retention",
         "delete_on", "status", "workflow")  # fmt: skip


def proposal(needs: State) -> Value | None:
    """The statement that proposes closure: reason and name in one act. None where there is none, or two stand."""
    by, why = needs.values.get("//closed_by"), needs.values.get("//closure_reason")
    if not by or not why or not by[-1].value or not why[-1].value:
        return None
    if needs.conflict("closed_by") or needs.conflict("closure_reason") or by[-1].statement != why[-1].statement:
        return None
    return by[-1]


def approver(needs: State, member: str) -> str:
    """The id of the proposal that ``member`` (hex) may approve. Raises CriteriaUnmet, NotYourRole."""
    made = proposal(needs)
    if made is None:
        raise CriteriaUnmet(_("Nobody has proposed to close this case, or two proposals stand: propose it again."))
    if made.value == member:
        raise NotYourRole(_("Somebody else must approve the closure."))
    return made.statement.hex()


def two_hands(needs: State) -> bool:
    """Whether the closure was approved by somebody other than who proposed it, with their own device."""
    made, approved = proposal(needs), needs.values.get("//closure_approved_by")
    if made is None or not approved or not approved[-1].value or needs.conflict("closure_approved_by"):
        return False
    right = needs.get("closure_approves") == made.statement.hex()
    return right and approved[-1].value != made.value and approved[-1].author != made.author


def order_of(needs: State) -> tuple[str, dict[str, Any]] | None:
    """The newest deletion order that goes with the closure: its record and row."""
    records = [key.partition("/")[2] for key in needs.first if key.startswith("deletions/")]  # in causal order
    rows = [(r, needs.row("deletions", r)) for r in records]
    return next(((r, row) for r, row in reversed(rows) if row.get("why") == deletion.RETENTION), None)


def reopened() -> dict[str, Any]:
    """What a case that is opened again says in place of its closure."""
    return dict.fromkeys(RESET) | {"status": "open", "workflow": "reopened"}


@dataclass(frozen=True)
class Open:
    """Something that is not finished: an English word for it, in which compartment, and what it says itself."""

    what: str
    compartment: str
    text: str


def still_open(states: Mapping[str, State]) -> list[Open]:
    """What is not finished in the parts that the asker opens: tasks, services, payments, legs, goals, and what left
    under a consent that was taken back and was not asked back."""
    found = [
        Open(_("Task"), key, str(row.get("what") or ""))
        for key, state in states.items()
        for row in state.rows("tasks").values()
        if not row.get("done")
    ]
    for key, look in _LOOKS.items():
        if key in states:
            found += [Open(what, key, text) for what, text in look(states[key])]
    return found


def _money(state: State) -> list[tuple[str, str]]:
    kinds = vocabulary("payment_purpose")
    return [(_("Payment not made"), kinds.label(row.get("purpose") or ""))
            for row in state.rows("payments").values() if row.get("status") in UNPAID]  # fmt: skip


def _journey(state: State) -> list[tuple[str, str]]:
    if state.get("landed_at"):
        return []
    return [(_("Leg not ended"), f"{row.get('from_place') or ''} – {row.get('to_place') or ''}")
            for row in state.rows("legs").values() if row.get("status") in (None, *OPEN_LEGS)]  # fmt: skip


def _consent(state: State) -> list[tuple[str, str]]:
    rows = state.rows("permissions").values()
    ended = {(r.get("person"), r.get("purpose")) for r in rows if r.get("withdrawn_on")}
    ended -= {(r.get("person"), r.get("purpose")) for r in rows if not r.get("withdrawn_on")}
    return [(_("Not asked back from"), f"{row.get('to') or ''}: {row.get('what') or ''}")
            for row in state.rows("disclosures").values()
            if (row.get("person"), row.get("purpose")) in ended and not row.get("recalled_on")]  # fmt: skip


def _stays(state: State) -> list[tuple[str, str]]:
    return [(_("Still in a house"), str(row.get("house") or "")) for row in passages.stays(state).values()
            if not row.get("left_at")]  # fmt: skip


def _applications(state: State) -> list[tuple[str, str]]:
    return [(_("Application without an answer"), vocabulary("country").label(row.get("country") or ""))
            for row in state.rows("applications").values() if not row.get("decision")]  # fmt: skip


_LOOKS = {"money": _money, "journey": _journey, "consent": _consent, "shelter": _stays, "papers": _applications}
