"""Journeys in the store: their legs as they stand now, saying go, approving it, and stopping.

    give(file, items, emergency=False, reason="")      # Sam
    approve(file)                                      # Ilya, in his own session
    withdraw(file, "A cousin was seen there.")         # anybody on the case

Legs are handed to their escorts in ``handing``; what those press is in ``presses``.
"""

import datetime
import os
from collections.abc import Mapping
from typing import Any

from waystation.casework.byhand import going
from waystation.casework.byhand.going import Said
from waystation.casework.clocks import HELD as HELD_WHAT
from waystation.casework.clocks import Due
from waystation.casework.errors import BadValue, CriteriaUnmet
from waystation.casework.folds import State
from waystation.casework.parts.held import GRACE, open_stops, reaches, sheets_of
from waystation.casework.parts.legsheet import stops_of
from waystation.casework.roles import may_write
from waystation.casework.travel import readiness
from waystation.casework.travel.legs import Leg, legs
from waystation.casework.words import _
from waystation.store.files import casefiles, cases
from waystation.store.files.casefiles import CaseFile, Part
from waystation.store.sealed import dues, envelopes, readings
from waystation.store.sealed.drops import Sealed
from waystation.store.sealed.keys import Keys

LAWYER_AFTER = 2 * 24 * 60  # minutes after the last arrival until which the lawyer opens the cards


def journey(file: CaseFile) -> State:
    """The journey's state. Raises Sealed for those who do not open it."""
    state = file.part("journey").state
    if state is None:
        raise Sealed("the journey is opened by the travel desk and by coordination")
    return state


def circle_of(file: CaseFile) -> bytes:
    circle = file.part("journey").circle
    if circle is None:
        raise Sealed("nobody began this journey")
    return circle


# -- sheets ------------------------------------------------------------------------------------------------------------


def sheets(keys: Keys, state: State) -> dict[str, Part]:
    """The sheets of a journey's legs that these keys open, by the leg's record; reception's under ``arrival``."""
    return sheets_of_many(keys, {b"": state}).get(b"", {})


def sheets_of_many(keys: Keys, states: Mapping[bytes, State]) -> dict[bytes, dict[str, Part]]:
    """The same for many journeys at once, by whatever names them here: of 600 the sheets are asked for together."""
    where: dict[bytes, tuple[bytes, str]] = {}
    for of, state in states.items():
        numbers = {record: row.get("sheet") for record, row in state.rows("legs").items()}
        numbers["arrival"] = state.get("arrival")
        where |= {casefiles.slot(bytes.fromhex(n), "leg"): (of, record) for record, n in numbers.items() if n}
    circles = {where[slot]: circle for slot, (circle, _size) in envelopes.by_slot(where).items()}
    opened = readings.read_many(keys, circles.values())
    found: dict[bytes, dict[str, Part]] = {of: {} for of in states}
    for (of, record), circle in circles.items():
        found[of][record] = sheet_part(circle, opened.get(circle))
    return found


def sheet_part(circle: bytes, reading: readings.Reading | None) -> Part:
    part = casefiles.part_of(circle, "leg")
    part.reading = reading
    return part


def legs_of(keys: Keys, state: State) -> list[Leg]:
    """The legs as they stand now, each with what its escort pressed."""
    return legs(state, said(sheets(keys, state)))


def said(handed: Mapping[str, Part]) -> dict[str, State]:
    """What the sheets of a journey say, by leg."""
    return {record: part.state for record, part in handed.items() if part.state is not None}


# -- go ----------------------------------------------------------------------------------------------------------------


def give(file: CaseFile, items: list[readiness.Item], emergency: bool, reason: str) -> None:
    """Says go, the first of two words. Raises CriteriaUnmet, BadValue, NotYourRole, Sealed."""
    missing = readiness.unmet(items)
    going.may_give(missing, emergency, reason)
    if going.given(journey(file).goes):
        raise CriteriaUnmet(_("A go stands already."))
    said_ = Said(going.GIVEN, reason=reason if missing else "", unmet=missing)
    cases.put(file.keys, circle_of(file), "journey", "go", said_)


def approve(file: CaseFile) -> None:
    """Says the second word, and passes the go on to the legs' sheets. Raises CriteriaUnmet, NotYourRole, Sealed."""
    state = journey(file)
    first = going.approves(state.goes, file.keys.member)
    cases.put(file.keys, circle_of(file), "journey", "go", Said(going.APPROVED, first.id))
    for part in sheets(file.keys, state).values():
        pass_on(file.keys, part, first.id)


def pass_on(keys: Keys, part: Part, go: str) -> None:
    if part.circle is not None and (part.state is None or going.passed_on(part.state.goes) != go):
        cases.put(keys, part.circle, "leg", "go", Said(going.PASSED, go))


def withdraw(file: CaseFile, reason: str, word: str = going.WITHDRAWN, leg: str = "") -> None:
    """Takes the go back, in the journey and on every sheet. Anybody does who may halt. Raises BadValue, NotYourRole."""
    if len(reason) < going.LEAST_REASON:
        raise BadValue(_("Write why, in a sentence."))
    state = file.part("journey").state
    last = going.given(state.goes) if state else None
    handed = sheets(file.keys, state) if state else {}
    circles = [part.circle for part in handed.values()] or [
        bytes.fromhex(c) for c in sheets_of(file.part("held").state)
    ]  # fmt: skip
    if word == going.HELD:
        _ring(file, leg, handed.get(leg))
    cases.put(file.keys, circle_of(file), "journey", "halt", Said(word, last.id if last else "", leg, reason))
    for circle in circles:
        halt_sheet(file.keys, circle, last.id if last else "", leg, word)


def _ring(file: CaseFile, leg: str, sheet: Part | None) -> None:
    """Says in ``held`` that somebody is held, for whoever could only call; with the key of the leg's card where these
    keys open its sheet. A stop that stands there already, with the escort's key or in somebody's hand, is left as it
    is."""
    held, now = file.part("held"), file.keys.minute
    circle = held.circle or (cases.ensure_part(file, "held") if may_write(file.keys.roles, "held") else None)
    if circle is None:
        return
    said = sheet.state if sheet is not None else None
    known = {reach.leg: reach.stop for reach in reaches(held.state)}
    record = (stops_of(said).stop if said else "") or known.get(leg) or os.urandom(6).hex()
    standing = open_stops(held.state).get(record, {}) if held.state else {}
    key = said.get("opens") if said else None
    if standing and (standing.get("key") or not key):
        return
    told = {"card": leg, "key": key} if standing else stop_row(file.keys, leg, key, now)
    cases.state(file.keys, circle, "held", "stops", record, told)
    if held.reading is None and held.circle is not None:  # a coordinator drops it: nobody else computes when it rings
        dues.drop(circle, dues.ref(file.number, Due(0, HELD_WHAT, "held", "stops", record, "at")), now + GRACE)


def stop_row(keys: Keys, leg: str, key: str | None, minute: int) -> dict[str, Any]:
    """That somebody is held on a leg (empty where nobody knows on which), with the key of its card where it is known.
    A stop that was cleared begins anew."""
    at = datetime.datetime.fromtimestamp(minute * 60, datetime.UTC).isoformat(timespec="minutes")
    row = {"at": at, "card": leg, "by": keys.member.hex(), "grace": GRACE, "owner": None, "over_at": None}
    return row | ({"key": key} if key else {})


def halt_sheet(keys: Keys, circle: bytes | None, go: str, leg: str, word: str = going.WITHDRAWN) -> None:
    if circle is not None:
        cases.put(keys, circle, "leg", "halt", Said(word, go, leg))


def set_status(file: CaseFile, leg: str, status: str) -> None:
    """How far a leg without a sheet is, as the travel desk hears it. Raises CriteriaUnmet without a go."""
    state = journey(file)
    if leg not in state.rows("legs"):
        raise BadValue(_("There is no such line in this list."))
    if status == "under_way" and going.stands(state.goes) is None:
        raise CriteriaUnmet(_("A leg begins only once two members gave the go."))
    cases.state(file.keys, circle_of(file), "journey", "legs", leg, {"status": status})


def look_again(file: CaseFile, stop: str, now: str, what: str) -> None:
    """Makes a task, due now, of looking at a journey again after a stop (its id) elsewhere. Twice is once, also by two
    readers: the task is named after the stop."""
    if stop not in journey(file).rows("tasks"):
        cases.state(file.keys, circle_of(file), "journey", "tasks", stop, {"what": what, "due": now})


def rule(file: CaseFile, values: dict[str, Any]) -> None:
    """Writes down what somebody answered where no rule was known, or a rule said no. Raises BadValue."""
    if len(" ".join(str(values.get("source", "")).split())) < going.LEAST_REASON:
        raise BadValue(_("Write who was asked and what they said."))
    cases.state(file.keys, circle_of(file), "journey", "rulings", os.urandom(6).hex(), values)


def confirm_by_word(file: CaseFile, how: str) -> None:
    """Whoever reads the person's mailbox, or speaks with them, says that they confirmed it. Raises NotYourRole."""
    cases.put(file.keys, circle_of(file), "journey", "landed", Said(going.CONFIRMED, how=how))
