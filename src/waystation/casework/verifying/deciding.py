"""Deciding on a case: who decides says why, another approves exactly that decision, an appeal is heard by a third.

    check(VERIFIED, reasons, state)      # may this be decided?
    approver(state, member)              # may this member approve what stands?

A decision is fair when the person could be told its reasons. No warning sign and no score ever decides: a decision is
an act of a named member. Rainbow Railroad's chain of two reviews is the model.
"""

from typing import Any

from waystation.casework.byhand.clearance import PROVISIONAL, VERIFIED, WITHDRAWN
from waystation.casework.errors import BadValue, CriteriaUnmet, NotYourRole
from waystation.casework.folds import State, Value
from waystation.casework.parts.verification import ENOUGH_MEANS, independent_means
from waystation.casework.words import _

PENDING = "pending_verification"
AGAINST = ("unverified", "falsely_attributed", "rejected")
CHOICES = (VERIFIED, PROVISIONAL, PENDING, *AGAINST)
LEAST_REASONS = 20  # characters: a sentence, not a word


def check(choice: str, reasons: str, state: State) -> dict[str, Any]:
    """The values that a decision states, ``decided_by`` left to the caller. Raises BadValue, CriteriaUnmet."""
    if choice not in CHOICES:
        raise BadValue(_("Choose one of the list."))
    fair(reasons)
    if choice == VERIFIED and independent_means(state) < ENOUGH_MEANS:
        raise CriteriaUnmet(
            _("First, two means from sources that do not depend on each other must support the account.")
        )
    status = PENDING if choice == PROVISIONAL else choice
    return {"status": status, "provisional": choice == PROVISIONAL, "reasons": reasons, "approved_by": None,
            "approves": None}  # fmt: skip


def fair(reasons: str) -> str:
    """The reasons, if they are more than a word. Raises BadValue."""
    if len(reasons) < LEAST_REASONS:
        raise BadValue(_("Give the reasons in a sentence, fair enough to be read to the person."))
    return reasons


def standing(state: State) -> str:
    """What was decided last, one of CHOICES; empty before anything was."""
    if state.get("provisional") is True and state.get("status") in (None, PENDING):
        return PROVISIONAL
    return state.get("status") or ""


def decision(state: State) -> Value | None:
    """The statement that decided. None where nobody did, or where two decisions stand side by side."""
    if any(state.conflict(name) for name in ("status", "provisional", "decided_by")):
        return None
    values = state.values.get("//status")
    return values[-1] if values and values[-1].value and state.get("decided_by") else None


def approver(state: State, member: str) -> str:
    """The id of the decision that ``member`` (hex) may approve. Raises CriteriaUnmet, NotYourRole."""
    decided = decision(state)
    if decided is None:
        raise CriteriaUnmet(_("Nobody has decided yet, or two decisions stand side by side: choose one first."))
    if state.get("decided_by") == member:
        raise NotYourRole(_("Somebody else must approve your decision."))
    return decided.statement.hex()


def two_people(state: State) -> bool:
    """Whether what stands was approved by somebody other than who decided: two names, two hands, and the approval
    names the very statement that it approves, so that a decision changed afterwards needs a new one."""
    decided, approved = decision(state), state.values.get("//approved_by")
    names = state.get("decided_by"), state.get("approved_by")
    if decided is None or not approved or not all(names) or names[0] == names[1]:
        return False
    if state.conflict("approved_by") or state.get("approves") != decided.statement.hex():
        return False
    return decided.author != approved[-1].author


def word_for(choice: str) -> str:
    """What a decision says about clearing the case (``clearance``)."""
    return choice if choice in (VERIFIED, PROVISIONAL) else WITHDRAWN


def result_of(choice: str) -> dict[str, Any]:
    """What an approved decision puts into ``needs``, for everybody who helps."""
    return {"verification_result": PENDING if choice == PROVISIONAL else choice,
            "interim_protection": choice == PROVISIONAL}  # fmt: skip


def hears(state: State, record: str, member: str) -> None:
    """Whether ``member`` (hex) may decide on an appeal. Raises BadValue for one that is none or was decided already,
    NotYourRole where they had a part in the decision that is appealed."""
    if state.rows("appeals").get(record, {"outcome": True}).get("outcome"):
        raise BadValue(_("This was decided already."))
    if member in (state.get("decided_by"), state.get("approved_by")):
        raise NotYourRole(_("An appeal is heard by somebody who neither decided nor approved."))
