"""What the journey's page shows: legs by the clocks of their places, the list, the go in words, whose access ends."""

from typing import Any

from waystation.casework.byhand import going
from waystation.casework.fields import fields
from waystation.casework.folds import State
from waystation.casework.parts.journey import Leg as LegRecord
from waystation.casework.parts.legsheet import presses, warnings
from waystation.casework.roles import may_say, may_write
from waystation.casework.travel.legs import Flaw, Leg, flaws
from waystation.casework.travel.readiness import Item, checklist
from waystation.casework.vocabularies import vocabulary
from waystation.casework.words import _
from waystation.desk.cases.opened import choices, today_of, words
from waystation.desk.journeys import days, lawful, others, places
from waystation.desk.journeys.lawful import Answer
from waystation.desk.web import zones
from waystation.desk.web.forms import Choices
from waystation.store.files.casefiles import CaseFile
from waystation.store.sealed.keys import Keys
from waystation.store.travel import heldcards, holding, journeys, leaving

LEVEL = {
    "arrived": "calm", "under_way": "due", "go": "calm", "no_go": "late", "aborted": "late", "compromised": "alarm",
}  # fmt: skip
FLAWS = {
    "gap": _("A long wait: somebody needs a place to wait."), "short": _("Little time to change."),
    "overlap": _("The next leg leaves before this one arrives."),
    "elsewhere": _("The next leg does not begin where this one ends."),
    "backwards": _("This leg arrives before it departs."), "no_time": _("Without a time."),
}  # fmt: skip


def page(request: Any, file: CaseFile) -> dict[str, Any]:
    """Everything that the template needs, by what these keys open."""
    keys, roles = request.keys, request.keys.roles
    state = file.part("journey").state
    context: dict[str, Any] = {
        "file": file, "number": file.number.hex(), "open": state is not None, "plans": may_write(roles, "journey"),
        "may_go": may_say(roles, "journey", "go"), "may_halt": may_say(roles, "journey", "halt"),
        "may_confirm": may_say(roles, "journey", "landed"), "endings": leaving.due(file),
        "partner": leaving.partner(file), "stop_legs": holding.legs(file) if state is None else [],
    }  # fmt: skip
    if state is not None:
        context |= _opened(request, file, state) | _go(file, state, keys) | days.shown(file, "journey")
    return context


def _opened(request: Any, file: CaseFile, state: State) -> dict[str, Any]:
    keys, options = request.keys, choices(file)
    sheets = journeys.sheets(keys, state)
    legs = journeys.legs_of(keys, state)
    law = lawful.answers(keys, state, legs, today_of(keys))
    every = others.ways(keys)
    mine = [m for m in others.clashes(every) if file.code in (m.one, m.other)]
    way = next((w for w in every if w.row.number == file.number), None)
    found = flaws(legs)
    return {
        "legs": [_leg(leg, options, found, law or [], sheets, keys) for leg in legs],
        "state": state, "law_known": law is not None,
        "items": _items(file, state, legs, law, bool(mine), sheets),
        "meets": [(m.other_than(file.code), m.place.upper(), zones.shown(m.since.isoformat(), "%Y-%m-%d %H:%M"))
                  for m in mine],
        "warned": others.warned(way, every) if way else [],
        "escorts": escorts(keys), "people": options.persons, "names": _names(file),
        "card": file.part("held").state,
        "arrival": _presses(sheets["arrival"].state, keys) if "arrival" in sheets else None,
    }  # fmt: skip


def items(request: Any, file: CaseFile) -> list[Item]:
    """The list as it stands now."""
    state = journeys.journey(file)
    legs = journeys.legs_of(request.keys, state)
    clash = any(file.code in (m.one, m.other) for m in others.clashes(others.ways(request.keys)))
    law = lawful.answers(request.keys, state, legs, today_of(request.keys))
    return _items(file, state, legs, law, clash, journeys.sheets(request.keys, state))


def _items(
    file: CaseFile, state: State, legs: list[Leg], law: list[Answer] | None, clash: bool, sheets: dict[str, Any]
) -> list[Item]:  # fmt: skip
    known = leaving.partner(file) != ""
    return checklist(state, legs, law, clash, heldcards.written(file.part("held").state, legs, sheets), known)


def _leg(
    leg: Leg, options: Choices, found: list[Flaw], law: list[Answer], sheets: dict[str, Any], keys: Keys
) -> dict[str, Any]:  # fmt: skip
    row = leg.row
    sheet = sheets.get(leg.id)
    return {
        "id": leg.id, "row": row, "status": leg.status, "level": LEVEL.get(leg.status, ""),
        "f": {n: words(a, row.get(n), options) for n, a in fields(LegRecord).items() if not a.inner},
        "departs": places.local(row, "departs", "from"), "arrives": places.local(row, "arrives", "to"),
        "flaws": [(FLAWS[f.what], f.breaks, f.minutes) for f in found if f.leg == leg.id],
        "law": [a for a in law if a.leg == leg.id], "sheet": sheet is not None,
        "until": _lease(sheet, row.get("escort")) if sheet else 0,
        "presses": _presses(sheet.state, keys) if sheet else [],
        "warnings": [w | {"at": zones.shown(w.get("at") or "", "%Y-%m-%d %H:%M")} for w in warnings(sheet.state)]
        if sheet and sheet.state else [],
    }  # fmt: skip


def _lease(sheet: Any, escort: str | None) -> int:
    """Until which minute the escort opens the sheet; 0 where they no longer do."""
    holder = bytes.fromhex(escort) if escort else b""
    return max((g.until for g in (sheet.reading.grants if sheet.reading else ()) if g.holder == holder), default=0)


def _presses(state: State | None, keys: Keys) -> list[dict[str, str]]:
    names = {m.id.hex(): m.name for m in keys.directory.members.values()}
    return [
        {
            "what": vocabulary("leg_press").label(row["state"]), "by": names.get(row.get("by") or "", ""),
            "at": zones.shown(row.get("at") or "", "%Y-%m-%d %H:%M"),
        }
        for row in (presses(state) if state else [])
    ]  # fmt: skip


def _go(file: CaseFile, state: State, keys: Keys) -> dict[str, Any]:
    """The go in words: who gave it, who approved it, who stopped it, and this member's part in it."""
    last, name = going.given(state.goes), keys.directory.name_of
    second = going.approval(state.goes, last) if last else None
    halts = going.halts(state.goes)
    landed, held = going.confirmed(state.goes), going.held(state.goes)
    return {
        "given": last, "giver": name(last.member) if last else "",
        "mine": last is not None and last.member == keys.member,
        "approved": second, "approver": name(second.member) if second else "",
        "unmet_then": last.unmet if last else (), "halted": not last and halts[-1] if halts else None,
        "halter": name(halts[-1].member) if halts else "", "held": held, "holder": name(held.member) if held else "",
        "confirmed": landed, "confirmer": name(landed.member) if landed else "",
    }  # fmt: skip


def _names(file: CaseFile) -> dict[str, str]:
    """Names as in the passport, of those whose Identity these keys open at the moment."""
    found = {}
    for part in file.parts.values():
        if part.kind.key == "identity" and part.state is not None:
            found[part.person] = part.state.get("latin_name") or part.state.get("legal_name") or ""
    return found


def escorts(keys: Keys) -> list[tuple[str, str]]:
    """Members who bring people over a leg."""
    return [(m.id.hex(), m.name) for m in keys.directory.current_members() if "escort" in m.roles]
