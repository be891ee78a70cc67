"""Verification: is the account true, by at least two means that do not depend on each other; who decides does not
approve. Rainbow Railroad's chain of screening, interviews, references and two reviews is the model."""

from typing import Annotated

from waystation.casework.fields import About, Compartment, Date, Number, Record, Time, YesNo
from waystation.casework.folds import State
from waystation.casework.words import _


class Item(Record):
    """One means of verification and what it says."""

    method: Annotated[str, About(_("Means"), vocabulary="verification_method", required=True)] = ""
    source: Annotated[
        str, About(_("Source"), sensitive=True, required=True, help=_("Two items from one source count once."))
    ] = ""
    person: Annotated[str, About(_("About whom"), choices="persons")] = ""
    independent: Annotated[YesNo, About(_("Independent of the others"), required=True)] = None
    finding: Annotated[str, About(_("What it says"), vocabulary="verification_finding", required=True)] = ""
    by: Annotated[str, About(_("Checked by"), choices="members")] = ""
    on: Annotated[Date, About(_("Checked on"))] = None
    detail: Annotated[str, About(_("Details"), long=True, sensitive=True)] = ""


class Referee(Record):
    """Somebody who can speak for the person."""

    who: Annotated[str, About(_("Who"), sensitive=True, required=True)] = ""
    reach: Annotated[str, About(_("How to reach them"), sensitive=True)] = ""
    knows_from: Annotated[str, About(_("How they know the person"))] = ""
    conflict: Annotated[str, About(_("Reason for doubt"), help=_("Debts, family, the same community."))] = ""
    asked_on: Annotated[Date, About(_("Asked on"))] = None


class Interview(Record):
    """One conversation to verify."""

    at: Annotated[Time, About(_("When"), required=True)] = None
    by: Annotated[str, About(_("By"), choices="members")] = ""
    interpreter: Annotated[str, About(_("Interpreter"), sensitive=True)] = ""
    interpreter_clear: Annotated[
        YesNo, About(_("Interpreter has no tie to the community"), help=_("Interpreters have outed people."))
    ] = None
    impression: Annotated[str, About(_("What stood out"), long=True, sensitive=True)] = ""


class Duplicate(Record):
    """Another case that may be the same person. Matched without opening either file."""

    case: Annotated[str, About(_("Code name of the other case"), required=True)] = ""
    score: Annotated[Number, About(_("Likeness, of 100"))] = None
    same: Annotated[YesNo, About(_("The same person"))] = None
    decided_by: Annotated[str, About(_("Decided by"), choices="members")] = ""


class Verification(Compartment):
    """Means, doubts and decision, for verifiers only. The result is copied into ``needs`` for everybody else."""

    items: Annotated[dict[str, Item], About(_("Means of verification"))] = {}
    referees: Annotated[dict[str, Referee], About(_("Referees"))] = {}
    interviews: Annotated[dict[str, Interview], About(_("Interviews"))] = {}
    duplicates: Annotated[dict[str, Duplicate], About(_("Possible duplicates"))] = {}
    doubts: Annotated[str, About(_("Doubts"), long=True, sensitive=True)] = ""
    patterns: Annotated[
        str, About(_("Warning signs"), long=True, help=_("Repeats the press, asks for a house, presses for haste."))
    ] = ""
    status: Annotated[str, About(_("Decision"), vocabulary="verification_status", required=True)] = ""
    decided_by: Annotated[str, About(_("Decided by"), choices="members", required=True)] = ""
    reasons: Annotated[
        str, About(_("Reasons"), long=True, required=True, help=_("Fair, so that the person could be told."))
    ] = ""
    approved_by: Annotated[
        str, About(_("Approved by"), choices="members", required=True, help=_("Somebody else, in their own session."))
    ] = ""
    provisional: Annotated[
        YesNo, About(_("Protect while we verify"), help=_("Interim safety before two means are found; approved too."))
    ] = None


def independent_means(state: State) -> int:
    """How many sources support the account that depend on no other. Two items from one source count once."""
    good = [
        row
        for row in state.rows("items").values()
        if row.get("finding") == "supports" and row.get("independent") is True
    ]
    return len({str(row["source"]).casefold() for row in good if row.get("source") and row.get("method")})


def two_people(state: State, decision: str, decided_by: str, approved_by: str) -> bool:
    """Whether ``decision`` was approved by somebody other than who decided: two names, the approval written by another
    hand than the decision, and not before it, so that a decision changed after approval needs a new one. Values that
    stand side by side approve nothing."""
    names = state.get(decided_by), state.get(approved_by)
    if not all(names) or names[0] == names[1] or state.get(decision) is None:
        return False
    if any(state.conflict(name) for name in (decision, decided_by, approved_by)):
        return False
    decided, approved = state.values[f"//{decision}"][-1], state.values[f"//{approved_by}"][-1]
    return decided.author != approved.author and decided.minute <= approved.minute
