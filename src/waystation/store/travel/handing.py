"""Handing a leg to its escort, the arrival to reception, the shut card to the lawyer: who opens what, and until when.

    number = hand_leg(file, leg, escort)        # founds the leg's sheet and opens it to Yusuf alone
    link_legs(file)                             # what he stops, the escorts after him hear

A sheet lies under a number of its own. Its holder is granted it until some hours after the leg, and with it the right
to *drop*, without reading: a halt into the journey and into the sheets of later legs, the key of the leg's card into
``held``. So one press (``presses``) reaches everybody whom it concerns though nobody who opens the journey is awake.
"""

import os
from collections.abc import Mapping
from typing import Any

import msgspec

from waystation.casework.byhand import clearance, going
from waystation.casework.clocks import HELD as HELD_WHAT
from waystation.casework.clocks import Due
from waystation.casework.errors import BadValue, CriteriaUnmet
from waystation.casework.folds import State
from waystation.casework.parts import legsheet
from waystation.casework.parts.held import sheets_of
from waystation.casework.parts.legsheet import AFTER, COPIED, Stops
from waystation.casework.travel.legs import legs, moment
from waystation.casework.words import _
from waystation.circles.standing import READER, WRITER
from waystation.store.files import cases, granting
from waystation.store.files.casefiles import CaseFile, Part
from waystation.store.sealed import belongings, dues, readings
from waystation.store.sealed.keys import Keys
from waystation.store.sealed.readings import Label
from waystation.store.travel import arrivals, heldcards, journeys

LAWYER_AFTER = 2 * 24 * 60  # minutes after the last arrival until which the lawyer opens the cards


def hand_leg(file: CaseFile, leg: str, escort: bytes) -> bytes:
    """Opens one leg to its escort and to nobody else on the way; again with what the journey says now, if it was handed
    before. Returns the sheet's number. Raises BadValue, CriteriaUnmet, Sealed, NotCleared."""
    state = journeys.journey(file)
    clearance.require(state.words)
    row = state.rows("legs").get(leg)
    if row is None:
        raise BadValue(_("There is no such line in this list."))
    if not row.get("departs") or not row.get("arrives"):
        raise CriteriaUnmet(_("Write first when the leg departs and arrives: the escort's access ends by it."))
    values = {name: row.get(name) for name in COPIED} | _common(state) | {"owner": escort.hex()}
    values |= {"people": len(row.get("persons") or file.persons), "emergency": _emergency(state, row)}
    number = bytes.fromhex(row["sheet"]) if row.get("sheet") else cases.new_number()
    told = {"sheet": number.hex(), "escort": escort.hex()}
    if any(row.get(name) != value for name, value in told.items()):
        cases.state(file.keys, journeys.circle_of(file), "journey", "legs", leg, told)
    values["opens"] = heldcards.key_for(journeys.sheets(file.keys, state).get(leg))
    _open_sheet(file, leg, number, escort, values, until_of(row))
    return number


def hand_arrival(file: CaseFile, code: str) -> bytes:
    """Opens the arrival to whoever of reception meets them, with the check of the code that the person was given.
    Raises CriteriaUnmet, Sealed."""
    state = journeys.journey(file)
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
        cases.state(file.keys, journeys.circle_of(file), "journey", "", "", {"arrival": number.hex()})
    values["code"] = heldcards.check_of(number, code)
    _open_sheet(file, "arrival", number, bytes.fromhex(state.get("reception")), values, until_of(last))
    held = _held_part(file).circle
    assert held is not None
    arrivals.leave_check(file, held, number, code)
    return number


def _common(state: State) -> dict[str, Any]:
    return {"alias": state.get("alias"), "abort_plan": state.get("abort_plan"), "call": state.get("stop_number")}


def _emergency(state: State, row: Mapping[str, Any]) -> str:
    """The emergency cards of those on a leg, without who is who: letters stand in the file, not on a telephone."""
    on_it = row.get("persons")
    cards = [c for c in state.rows("cards").values() if not on_it or c.get("person") in on_it]
    return "\n".join(". ".join(p for p in (c.get("carries"), c.get("emergency")) if p) for c in cards)


def until_of(row: Mapping[str, Any]) -> int:
    """The minute until which the holder of a leg's sheet opens it."""
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
    if journey := file.part("journey").circle:
        belongings.link(belongings.CIRCLE, [circle], [journey])  # a sheet is not kept longer than its journey
    part = journeys.sheet_part(circle, readings.read(keys, circle))
    values["stops"] = msgspec.json.encode(_stops(file, leg)).decode()
    cases.state(keys, circle, "leg", "", "", values)
    if go := going.stands(journeys.journey(file).goes):
        journeys.pass_on(keys, part, go.id)
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
    if leg == "arrival":
        return Stops(journey=journeys.circle_of(file).hex(), leg=leg)
    held, stop = _held_part(file).circle, os.urandom(6).hex()
    assert held is not None
    ref = dues.ref(file.number, Due(0, HELD_WHAT, "held", "stops", stop, "at"))
    return Stops(held.hex(), journeys.circle_of(file).hex(), [], leg, stop, ref.hex())


def link_legs(file: CaseFile) -> None:
    """Lets each leg's escort drop a halt into the sheets of later legs. Called after sheets were handed over."""
    state = journeys.journey(file)
    ordered, parts = legs(state), journeys.sheets(file.keys, state)
    rows = [(leg, parts[leg.id]) for leg in ordered if leg.id in parts and parts[leg.id].state is not None]
    for n, (leg, part) in enumerate(rows):
        later = [other for _leg, other in rows[n + 1 :]]
        assert part.state is not None and part.circle is not None
        stops = legsheet.stops_of(part.state)
        wanted = [other.circle.hex() for other in later if other.circle]
        if not part.state.get("owner") or set(wanted) == set(stops.later):
            continue
        for other in later:
            may_drop(file.keys, other, bytes.fromhex(part.state.get("owner")), until_of(dict(leg.row)))
        stops.later = wanted
        cases.state(file.keys, part.circle, "leg", "", "", {"stops": msgspec.json.encode(stops).decode()})


def may_drop(keys: Keys, part: Part, holder: bytes, until: int) -> None:
    """Lets a member drop into a sheet until a minute, and read nothing of it."""
    if not any(_keeps(g, holder, until, role) for g in _grants(part) for role in (READER, WRITER)):
        granting.grant(keys, part, holder, WRITER, until=until, note="earlier leg")


def open_cards(file: CaseFile) -> None:
    """Opens the cards to the lawyer on call, who reads nothing in them until somebody is held, until two days after the
    last arrival. Raises CriteriaUnmet."""
    state = journeys.journey(file)
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
