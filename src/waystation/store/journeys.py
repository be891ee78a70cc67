"""Journeys in the store: saying go and stopping, handing a leg to its escort, and what an escort's press sets off.

    give(file, unmet, emergency=False, reason="")      # Sam
    approve(file)                                      # Ilya, in his own session
    hand_leg(file, leg, escort)                        # founds the leg's sheet and opens it to Yusuf alone

A sheet lies under a number of its own. Its holder is granted it until some hours after the leg, and with it the right
to *drop*, without reading: a halt into the journey and into the sheets of later legs, the key of the leg's card into
``held``. So one press (``presses``) reaches everybody whom it concerns though nobody who opens the journey is awake.
"""

import datetime
import os
from typing import Any

import msgspec

from waystation.casework import clearance, going, legsheet, readiness
from waystation.casework.errors import BadValue, CriteriaUnmet
from waystation.casework.folds import State
from waystation.casework.going import Said
from waystation.casework.held import GRACE, sheets_of
from waystation.casework.legs import Leg, legs, moment
from waystation.casework.legsheet import AFTER, COPIED, Stops
from waystation.casework.words import _
from waystation.circles.standing import READER, WRITER
from waystation.store import cases, envelopes, granting, heldcards, readings
from waystation.store.cases import CaseFile, Part
from waystation.store.drops import Sealed
from waystation.store.keys import Keys
from waystation.store.readings import Label

LAWYER_AFTER = 2 * 24 * 60  # minutes after the last arrival until which the lawyer opens the cards


def journey(file: CaseFile) -> State:
    """The journey's state. Raises Sealed for those who do not open it."""
    state = file.part("journey").state
    if state is None:
        raise Sealed("the journey is opened by the travel desk and by coordination")
    return state


def _circle(file: CaseFile) -> bytes:
    circle = file.part("journey").circle
    if circle is None:
        raise Sealed("nobody began this journey")
    return circle


# -- sheets ------------------------------------------------------------------------------------------------------------


def sheets(keys: Keys, state: State) -> dict[str, Part]:
    """The sheets of a journey's legs that these keys open, by the leg's record; reception's under ``arrival``."""
    numbers = {record: row.get("sheet") for record, row in state.rows("legs").items()}
    numbers["arrival"] = state.get("arrival")
    by_slot = {cases.slot(bytes.fromhex(n), "leg"): record for record, n in numbers.items() if n}
    circles = {by_slot[where]: circle for where, (circle, _size) in envelopes.by_slot(by_slot).items()}
    opened = readings.read_many(keys, circles.values())
    return {record: _sheet_part(circle, opened.get(circle)) for record, circle in circles.items()}


def _sheet_part(circle: bytes, reading: readings.Reading | None) -> Part:
    part = cases.part_of(circle, "leg")
    part.reading = reading
    return part


def said(keys: Keys, state: State) -> dict[str, State]:
    """What the sheets of a journey say, by leg."""
    return {record: part.state for record, part in sheets(keys, state).items() if part.state is not None}


def legs_of(keys: Keys, state: State) -> list[Leg]:
    """The legs as they stand now, each with what its escort pressed."""
    return legs(state, said(keys, state))


def hand_leg(file: CaseFile, leg: str, escort: bytes) -> bytes:
    """Opens one leg to its escort and to nobody else on the way; again with what the journey says now, if it was handed
    before. Returns the sheet's number. Raises BadValue, CriteriaUnmet, Sealed, NotCleared."""
    state = journey(file)
    clearance.require(state.words)
    row = state.rows("legs").get(leg)
    if row is None:
        raise BadValue(_("There is no such line in this list."))
    if not row.get("departs") or not row.get("arrives"):
        raise CriteriaUnmet(_("Write first when the leg departs and arrives: the escort's access ends by it."))
    values = {name: row.get(name) for name in COPIED} | _common(state) | {"owner": escort.hex()}
    values |= {"people": len(row.get("persons") or file.persons), "emergency": _emergency(state, row)}
    number = bytes.fromhex(row["sheet"]) if row.get("sheet") else cases.new_number()
    if not row.get("sheet"):
        cases.state(file.keys, _circle(file), "journey", "legs", leg, {"sheet": number.hex(), "escort": escort.hex()})
    elif row.get("escort") != escort.hex():
        cases.state(file.keys, _circle(file), "journey", "legs", leg, {"escort": escort.hex()})
    values["opens"] = heldcards.key_for(sheets(file.keys, state).get(leg))
    _open_sheet(file, leg, number, escort, values, _until(row))
    return number


def hand_arrival(file: CaseFile, code: str) -> bytes:
    """Opens the arrival to whoever of reception meets them, with the check of the code that the person was given.
    Raises CriteriaUnmet, Sealed."""
    state = journey(file)
    found = legs(state)
    if not found or not state.get("reception"):
        raise CriteriaUnmet(_("Write the legs, and name who meets them at the end."))
    last = found[-1].row
    kept = ("transport", "to_place", "to_zone", "arrives", "carrier")
    values: dict[str, Any] = {name: last.get(name) for name in kept} | _common(state)
    values |= {"arrival": True, "owner": state.get("reception"), "people": len(file.persons),
               "emergency": _emergency(state, last)}  # fmt: skip
    number = bytes.fromhex(state.get("arrival")) if state.get("arrival") else cases.new_number()
    if not state.get("arrival"):
        cases.state(file.keys, _circle(file), "journey", "", "", {"arrival": number.hex()})
    values["code"] = heldcards.check_of(number, code)
    _open_sheet(file, "arrival", number, bytes.fromhex(state.get("reception")), values, _until(last))
    return number


def _common(state: State) -> dict[str, Any]:
    return {"alias": state.get("alias"), "abort_plan": state.get("abort_plan"), "call": state.get("stop_number")}


def _emergency(state: State, row: dict[str, Any]) -> str:
    """The emergency cards of those on a leg, without who is who: letters stand in the file, not on a telephone."""
    on_it = row.get("persons")
    cards = [c for c in state.rows("cards").values() if not on_it or c.get("person") in on_it]
    return "\n".join(". ".join(p for p in (c.get("carries"), c.get("emergency")) if p) for c in cards)


def _until(row: dict[str, Any]) -> int:
    end = moment(row.get("arrives"))
    assert end is not None
    return int(end.timestamp() // 60) + AFTER


def _open_sheet(
    file: CaseFile, leg: str, number: bytes, holder: bytes, values: dict[str, Any], until: int
) -> None:  # fmt: skip
    keys = file.keys
    if until <= keys.minute:
        raise CriteriaUnmet(_("This leg is over already."))
    circle = cases.found_part(keys, Label("leg", number, "leg", "", file.code))
    part = _sheet_part(circle, readings.read(keys, circle))
    values["stops"] = msgspec.json.encode(_stops(file, leg)).decode()
    cases.state(keys, circle, "leg", "", "", values)
    if go := going.stands(journey(file).goes):
        _pass_on(keys, part, go.id)
    _only(keys, part, holder, READER, until)
    _list_sheet(file, circle)
    _only(keys, file.part("journey"), holder, WRITER, until)
    if leg != "arrival":
        _only(keys, _held_part(file), holder, WRITER, until)


def _list_sheet(file: CaseFile, sheet: bytes) -> None:
    """Tells the duty desk into which circle a stop belongs."""
    part = _held_part(file)
    listed = sheets_of(part.state)
    if sheet.hex() not in listed and part.circle is not None:
        cases.state(file.keys, part.circle, "held", "", "", {"sheets": " ".join([*listed, sheet.hex()])})
        part.reading = readings.read(file.keys, part.circle)


def _held_part(file: CaseFile) -> Part:
    circle = cases.ensure_part(file, "held")
    part = file.part("held")
    part.circle, part.reading = circle, part.reading or readings.read(file.keys, circle)
    return part


def _only(keys: Keys, part: Part, holder: bytes, role: str, until: int) -> None:
    """Grants a part to a member until a minute. On a sheet whoever held it before goes out; a right to drop that the
    member has already, for another leg of this journey, is left to them while it lasts as long."""
    members = set(keys.directory.members)
    mine = [g for g in _grants(part) if _keeps(g, holder, until, role)]
    if role == READER:
        earlier = [g for g in _grants(part) if g.holder in members and READER in g.roles and g not in mine]
        for other in earlier:
            granting.revoke(keys, part, other.grant)
    if not mine:
        granting.grant(keys, part, holder, role, until=until, note="leg")


def _stops(file: CaseFile, leg: str) -> Stops:
    """What the holder of a sheet may stop. Sheets of later legs are added by ``link_legs``."""
    held = _held_part(file).circle if leg != "arrival" else None
    return Stops(held.hex() if held else "", _circle(file).hex(), [], leg)


def link_legs(file: CaseFile) -> None:
    """Lets each leg's escort drop a halt into the sheets of later legs. Called after sheets were handed over."""
    state = journey(file)
    ordered, parts = legs(state), sheets(file.keys, state)
    rows = [(leg, parts[leg.id]) for leg in ordered if leg.id in parts and parts[leg.id].state is not None]
    for n, (leg, part) in enumerate(rows):
        later = [other for _leg, other in rows[n + 1 :]]
        assert part.state is not None and part.circle is not None
        stops = legsheet.stops_of(part.state)
        wanted = [other.circle.hex() for other in later if other.circle]
        if not part.state.get("owner") or set(wanted) == set(stops.later):
            continue
        for other in later:
            _may_drop(file.keys, other, bytes.fromhex(part.state.get("owner")), _until(dict(leg.row)))
        stops.later = wanted
        cases.state(file.keys, part.circle, "leg", "", "", {"stops": msgspec.json.encode(stops).decode()})


def _may_drop(keys: Keys, part: Part, holder: bytes, until: int) -> None:
    if not any(_keeps(g, holder, until, role) for g in _grants(part) for role in (READER, WRITER)):
        granting.grant(keys, part, holder, WRITER, until=until, note="earlier leg")


def open_cards(file: CaseFile) -> None:
    """Opens the cards to the lawyer on call, who reads nothing in them until somebody is held, until two days after the
    last arrival. Raises CriteriaUnmet."""
    state = journey(file)
    ends = [end for row in state.rows("legs").values() if (end := moment(row.get("arrives")))]
    if not state.get("lawyer") or not ends:
        raise CriteriaUnmet(_("Name the lawyer and the number to call."))
    until = int(max(ends).timestamp() // 60) + LAWYER_AFTER
    lawyer, part = bytes.fromhex(state.get("lawyer")), _held_part(file)
    if until > file.keys.minute and not any(_keeps(g, lawyer, until, READER) for g in _grants(part)):
        granting.grant(file.keys, part, lawyer, READER, until=until, note="lawyer")


def _grants(part: Part) -> list[readings.Standing]:
    return part.reading.grants if part.reading else []


def _keeps(grant: readings.Standing, holder: bytes, until: int, role: str) -> bool:
    """Whether a grant gives a holder this role at least until then."""
    return grant.holder == holder and role in grant.roles and (not grant.until or grant.until >= until)


# -- go ----------------------------------------------------------------------------------------------------------------


def give(file: CaseFile, items: list[readiness.Item], emergency: bool, reason: str) -> None:
    """Says go, the first of two words. Raises CriteriaUnmet, BadValue, NotYourRole, Sealed."""
    missing = readiness.unmet(items)
    going.may_give(missing, emergency, reason)
    if going.given(journey(file).goes):
        raise CriteriaUnmet(_("A go stands already."))
    said_ = Said(going.GIVEN, reason=reason if missing else "", unmet=missing)
    cases.put(file.keys, _circle(file), "journey", "go", said_)


def approve(file: CaseFile) -> None:
    """Says the second word, and passes the go on to the legs' sheets. Raises CriteriaUnmet, NotYourRole, Sealed."""
    state = journey(file)
    first = going.approves(state.goes, file.keys.member)
    cases.put(file.keys, _circle(file), "journey", "go", Said(going.APPROVED, first.id))
    for part in sheets(file.keys, state).values():
        _pass_on(file.keys, part, first.id)


def _pass_on(keys: Keys, part: Part, go: str) -> None:
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
    if word == going.HELD and leg in handed:
        _unlock_card(file, leg, handed[leg])
    cases.put(file.keys, _circle(file), "journey", "halt", Said(word, last.id if last else "", leg, reason))
    for circle in circles:
        halt_sheet(file.keys, circle, last.id if last else "", leg, word)


def _unlock_card(file: CaseFile, leg: str, sheet: Part) -> None:
    """Puts the key of a leg's card beside the card, for an escort who could only call."""
    held, now = file.part("held").circle, file.keys.minute
    if held is not None and sheet.state is not None:
        row = stop_row(file.keys, leg, sheet.state.get("opens"), now)
        cases.state(file.keys, held, "held", "stops", os.urandom(6).hex(), row)


def stop_row(keys: Keys, leg: str, key: str, minute: int) -> dict[str, Any]:
    """That somebody is held on a leg, with the key of its card."""
    at = datetime.datetime.fromtimestamp(minute * 60, datetime.UTC).isoformat(timespec="minutes")
    return {"at": at, "card": leg, "key": key, "by": keys.member.hex(), "grace": GRACE}


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
    cases.state(file.keys, _circle(file), "journey", "legs", leg, {"status": status})


def look_again(file: CaseFile, owner: str, now: str, what: str) -> None:
    """Makes a task, due now, of looking at a journey again."""
    task = {"what": what, "owner": owner, "due": now}
    cases.state(file.keys, _circle(file), "journey", "tasks", os.urandom(6).hex(), task)


def rule(file: CaseFile, values: dict[str, Any]) -> None:
    """Writes down what somebody answered where no rule was known, or a rule said no. Raises BadValue."""
    if len(" ".join(str(values.get("source", "")).split())) < going.LEAST_REASON:
        raise BadValue(_("Write who was asked and what they said."))
    cases.state(file.keys, _circle(file), "journey", "rulings", os.urandom(6).hex(), values)


def confirm_by_word(file: CaseFile, how: str) -> None:
    """Whoever reads the person's mailbox, or speaks with them, says that they confirmed it. Raises NotYourRole."""
    cases.put(file.keys, _circle(file), "journey", "landed", Said(going.CONFIRMED, how=how))
