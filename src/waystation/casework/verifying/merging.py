"""Merging: a verifier says that two cases are one person's. What is then stated where, and which contact rule stands.

    for compartment, items in closing(older.code, score, me).items(): …      # in the younger case
    for compartment, items in keeping(younger.code, score, me).items(): …    # in the older one

The older case goes on; the younger is marked as its duplicate and stays readable, so that nothing is lost and all of it
can be undone. Closure still needs the second name that every closure needs. Of two safe-contact rules one stands, in
both cases, since whoever follows the wrong one may call a brother: the verifier says whose, and somebody who opens both
copies it. Code words, duress words and warnings of either case are not touched: what the person was told may be said
until it is agreed anew, and no warning may be lost.
"""

from typing import Any

from waystation.casework.folds import Set, State, set_statement
from waystation.casework.parts.needs import Needs
from waystation.casework.parts.verification import Verification

RULE = ("rule", "safe_hours", "timezone", "may_leave_message")  # a rule without its hours would be another rule
Items = dict[str, list[tuple[str, Set]]]


def closing(record: str, older: str, score: int | None, by: str) -> Items:
    """What is stated in the younger case, by compartment. ``record``: the new line's id, ``by``: the member's."""
    values = {"status": "duplicate", "closure_reason": "duplicate", "closed_by": by}
    return {"needs": [("set", set_statement(Needs, "", "", values))]} | keeping(record, older, score, by)


def keeping(record: str, other: str, score: int | None, by: str, same: bool = True) -> Items:
    """What is stated in the older case, by compartment; in both where they are not the same."""
    line: dict[str, Any] = {"case": other, "score": score, "same": same, "decided_by": by}
    return {"verification": [("set", set_statement(Verification, "duplicates", record, line))]}


def is_duplicate(needs: State) -> bool:
    return needs.get("status") == "duplicate"


def rule_of(contact: State) -> dict[str, Any]:
    """The safe-contact rule of a case, whole: what is not said is None, so that nothing of the other's is left."""
    return {name: contact.get(name) for name in RULE}
