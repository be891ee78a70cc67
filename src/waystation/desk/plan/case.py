"""A case's Plan: by which pathways the household may go and wishes to, and what was fixed by hand over the planner."""

import os
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from waystation.casework.errors import BadValue, NotYourRole
from waystation.casework.folds import REMOVED, Set, State
from waystation.casework.parts import plan as rules
from waystation.casework.roles import may_write
from waystation.desk.cases.opened import opened_file
from waystation.desk.journeys import days
from waystation.desk.web.acts import acted
from waystation.store.files import cases, programme
from waystation.store.files.casefiles import CaseFile
from waystation.store.plans import pins
from waystation.store.plans.problems import WEEKS
from waystation.store.plans.supply import places
from waystation.store.plans.waiters import monday_of

LEAST_REASON = 10  # characters: a sentence, not a full stop


def of_case(request: Any, number: str) -> HttpResponse:
    """The page; a POST answers for one pathway, fixes something by hand, or lets it go."""
    file = opened_file(request, number)
    writes = may_write(request.keys.roles, "plan")
    if not writes and file.part("plan").reading is None:
        raise NotYourRole(_("Your role does not plan."))
    if request.method == "POST" and not writes:
        raise Http404
    return acted(request, ACTS, _page, file)


def _state(file: CaseFile) -> State:
    return file.part("plan").state or State()


def _pathways(keys: Any) -> dict[str, dict[str, Any]]:
    state = programme.opened(keys, "pathways").states.get("pathways")
    return state.rows("pathways") if state else {}


def answer(request: Any, file: CaseFile) -> None:
    """Says of one pathway whether they may go by it and wish it. Raises BadValue."""
    post, pathway = request.POST, request.POST.get("pathway", "")
    if pathway not in _pathways(request.keys):
        raise BadValue(_("There is no such pathway in the programme's list."))
    said = {"pathway": pathway, "may": post.get("may") or None, "wished": post.get("wished") or None,
            "why": post.get("why", "")}  # fmt: skip
    before = {row.get("pathway"): record for record, row in _state(file).rows("ways").items()}
    _write(file, "ways", before.get(pathway) or os.urandom(6).hex(), said)


def pin(request: Any, file: CaseFile) -> None:
    """Fixes a slot, or rules a pathway or a house out. Raises BadValue."""
    post = request.POST
    reason = " ".join(post.get("reason", "").split())
    never = post.get("what") == "never"
    pathway, day, house = post.get("pathway", ""), post.get("week_of", ""), " ".join(post.get("house", "").split())
    if len(reason) < LEAST_REASON:
        raise BadValue(_("Write why, in a sentence."))
    if pathway and pathway not in _pathways(request.keys):
        raise BadValue(_("There is no such pathway in the programme's list."))
    if not never and not (pathway and day):
        raise BadValue(_("To fix a slot, choose a pathway and a day in its week."))
    if never and not (pathway or house):
        raise BadValue(_("Choose the pathway or name the house that is ruled out."))
    said = {
        "never": never, "pathway": pathway, "week_of": "" if never else day, "house": house if never else "",
        "reason": reason, "by": request.keys.member.hex(),
    }  # fmt: skip
    rules.check_pin(_state(file), said, monday_of(request.keys))
    _write(file, "pins", os.urandom(6).hex(), said)


def let_go(request: Any, file: CaseFile) -> None:
    """Takes back what was fixed by hand; it stays in the history. Raises BadValue."""
    record = request.POST.get("record", "")
    part = file.part("plan")
    if part.circle is None or record not in _state(file).rows("pins"):
        raise BadValue(_("This was taken back already."))
    cases.put(file.keys, part.circle, "plan", "set", Set("pins", record, {REMOVED: True}))


ACTS = {"answer": answer, "pin": pin, "let_go": let_go}


def _write(file: CaseFile, collection: str, record: str, values: dict[str, Any]) -> None:
    cases.state(file.keys, cases.ensure_part(file, "plan"), "plan", collection, record, values)


def _not_counted(file: CaseFile, pathways: dict[str, dict[str, Any]]) -> dict[str, str]:
    """Which slots fixed by hand no plan can keep now, by record. Whoever opens no pathways is told nothing."""
    monday, needs = monday_of(file.keys), file.states.get("needs")
    given = {record: places(row, monday, WEEKS) for record, row in pathways.items() if row.get("status") == "open"}
    size = max(1, len(needs.records("persons"))) if needs else 1
    return pins.not_counted(_state(file), given, size, monday) if pathways else {}


def _page(request: Any, file: CaseFile, error: str = "", status: int = 200) -> HttpResponse:
    state, pathways = _state(file), _pathways(request.keys)
    said = {row.get("pathway"): row for row in state.rows("ways").values()}
    members = {m.id.hex(): m.name for m in file.keys.directory.current_members()}
    needs = file.states.get("needs")
    weight, reasons = rules.weight(needs, state) if needs else (0, [])
    context = {
        "file": file, "number": file.number.hex(), "error": error, "typed": request.POST, "members": members,
        "pathways": [(record, row, said.get(record, {})) for record, row in pathways.items()],
        "names": {record: row.get("name") or row.get("country") or record for record, row in pathways.items()},
        "pins": list(state.rows("pins").items()), "slots": list(state.rows("slots").items()),
        "not_counted": _not_counted(file, pathways),
        "standing": {row["record"] for row in rules.standing(state, file.keys.directory.member)},
        "may_write": may_write(request.keys.roles, "plan"), "weight": weight, "reasons": reasons,
    }  # fmt: skip
    return render(request, "desk/case_plan.html", context | days.shown(file, "case_plan"), status=status)
