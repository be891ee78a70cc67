"""Deciding on a case and clearing it: what verifiers state, and their words in each circle that waits for them.

decide(file, "verified", "Two friends and the clinic, none knowing of the others.")     # Noor
approve(file)                                                                           # Lena, in her own session
"""

import os
from typing import Any

from waystation.casework.byhand import clearance
from waystation.casework.byhand.clearance import WITHDRAWN, Guarded
from waystation.casework.compartments import COMPARTMENTS
from waystation.casework.folds import State
from waystation.casework.roles import may_write
from waystation.casework.verifying import deciding
from waystation.circles.envelope import pack
from waystation.store.files import cases
from waystation.store.files.casefiles import CaseFile
from waystation.store.sealed import accesslog
from waystation.store.sealed.drops import Sealed

GUARDED = [k.key for k in COMPARTMENTS.values() if issubclass(k.struct, Guarded)]
PART = "verification"


def decide(file: CaseFile, choice: str, reasons: str) -> None:
    """States a decision, and says in the guarded compartments what follows from it. One of ``deciding.CHOICES``.

    A decision against the case takes the decider's word back at once; it takes two to give it, one to doubt.
    Raises BadValue, CriteriaUnmet, NotYourRole, Sealed.
    """
    values = deciding.check(choice, reasons, _verification(file))
    _state(file, values | {"decided_by": file.keys.member.hex()})
    speak(file, deciding.word_for(choice))


def approve(file: CaseFile) -> None:
    """Approves the decision that stands, states its result in ``needs`` and clears the case if that is what it says.
    Raises CriteriaUnmet, NotYourRole, Sealed."""
    state = _verification(file)
    member = file.keys.member.hex()
    values = {"approved_by": member, "approves": deciding.approver(state, member)}
    choice = deciding.standing(state)
    deciding.check(choice, state.get("reasons") or "", state)  # the means may have been taken back since
    _state(file, values)
    needs = cases.ensure_part(file, "needs")
    cases.state(file.keys, needs, "needs", "", "", deciding.result_of(choice))
    speak(file, deciding.word_for(choice))


def speak(file: CaseFile, word: str) -> None:
    """Says ``word`` (one of ``clearance.WORDS``) in every guarded compartment of a case, founding those that nobody
    began unless it is a withdrawal. Who verifies opens none of them. Raises NotYourRole, BadValue."""
    clearance.read(pack(word))
    for compartment in GUARDED:
        if word != WITHDRAWN or file.part(compartment).circle is not None:
            circle = cases.ensure_part(file, compartment)
            cases.put(file.keys, circle, compartment, "clear", word)
            accesslog.log(file.keys.pseudonym, "clear", [circle])


def appeal(file: CaseFile, grounds: str, on: str) -> None:
    """Writes down that the person asks to have a decision looked at again. Raises BadValue, Sealed."""
    _verification(file)
    _state(file, {"grounds": deciding.fair(grounds.strip()), "received_on": on}, "appeals", os.urandom(6).hex())


def hear(file: CaseFile, record: str, outcome: str, reasons: str) -> None:
    """Decides on an appeal. ``decide_again`` puts the case back to pending. Raises BadValue, NotYourRole, Sealed."""
    state, member = _verification(file), file.keys.member.hex()
    deciding.hears(state, record, member)
    values = {"outcome": outcome, "heard_by": member, "reasons": deciding.fair(reasons)}
    _state(file, values, "appeals", record)
    if outcome == "decide_again":
        decide(file, deciding.PENDING, reasons)


def _verification(file: CaseFile) -> State:
    part = file.part(PART)
    if part.state is not None:
        return part.state
    if part.circle is None and may_write(file.keys.roles, PART):
        return State()  # nobody began it
    raise Sealed("deciding on a case needs its verification opened")


def _state(file: CaseFile, values: dict[str, Any], collection: str = "", record: str = "") -> None:
    cases.state(file.keys, cases.ensure_part(file, PART), PART, collection, record, values)
