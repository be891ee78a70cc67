"""Held: what lawyer and duty desk see once somebody was stopped, and who has it in hand. Name and flight, no more."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from waystation.casework.errors import BadValue, NotYourRole
from waystation.casework.roles import access, may_say, may_write
from waystation.desk.cases.opened import now_of, opened_file
from waystation.desk.web import zones
from waystation.store.files import cases
from waystation.store.files.casefiles import CaseFile
from waystation.store.sealed import accesslog
from waystation.store.travel import heldcards, holding


def held(request: Any, number: str) -> HttpResponse:
    """The page; a POST takes it in hand, or gives the all-clear."""
    file = opened_file(request, number)
    part = file.part("held")
    if part.circle is None and any(access(role, "held").reads for role in request.keys.roles):
        nobody = {"file": file, "number": number} | _noting(file)
        return render(request, "desk/held.html", nobody)  # nobody was held, and no card made
    if part.state is None or part.circle is None:
        raise NotYourRole(_("This is opened by the duty desk, the travel desk and the lawyer on call."))
    if request.method == "POST":
        _act(request, file)
        return redirect(request.path)
    names = {m.id.hex(): m.name for m in request.keys.directory.members.values()}
    stops = [
        {
            "id": stop.record, "names": stop.names, "flight": stop.flight, "row": stop.row,
            "at": zones.shown(stop.row.get("at") or "", "%Y-%m-%d %H:%M"),
            "by": names.get(stop.row.get("by") or "", ""), "owner": names.get(stop.row.get("owner") or "", ""),
        }
        for stop in heldcards.opened(part.state)
    ]  # fmt: skip
    if stops:
        accesslog.log(request.keys.pseudonym, "open held", [part.circle])
    over = [row for row in part.state.rows("stops").values() if row.get("over_at")]
    context = {
        "file": file, "number": number, "stops": stops, "over": len(over), "writes": _writes(request),
        "opens_journey": "journey" in file.states,
    } | _noting(file)  # fmt: skip
    return render(request, "desk/held.html", context)


def _noting(file: CaseFile) -> dict[str, Any]:
    """What somebody needs who was called, and opens no journey."""
    begun = file.part("journey").circle is not None
    halts = begun and may_say(file.keys.roles, "journey", "halt")
    return {"may_note": halts, "no_journey": not begun, "stop_legs": holding.legs(file) if halts else []}


def _writes(request: Any) -> bool:
    return may_write(request.keys.roles, "held")


def _act(request: Any, file: CaseFile) -> None:
    post, part = request.POST, file.part("held")
    record = post.get("record", "")
    assert part.circle is not None and part.state is not None
    if record not in part.state.rows("stops"):
        raise Http404
    values: dict[str, Any] = {}
    if "mine" in post:
        values = {"owner": request.keys.member.hex(), "owned_at": now_of(request)}
    elif "clear" in post:
        outcome = " ".join(post.get("outcome", "").split())
        if len(outcome) < 10:
            raise BadValue(_("Write what came of it, in a sentence."))
        values = {"over_at": now_of(request), "outcome": outcome[:2000]}
    else:
        raise Http404
    cases.state(request.keys, part.circle, "held", "stops", record, values)
