"""Moving a case along the road, and handing over keys to those who open more from there on."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render

from waystation.casework.errors import CriteriaUnmet
from waystation.casework.stages import may_move, unmet
from waystation.desk.cases.opened import case_url, opened_file
from waystation.desk.cases.page import known
from waystation.store.files import casefiles, granting
from waystation.store.files.casefiles import CaseFile
from waystation.store.travel import leaving


def move(request: Any, number: str) -> HttpResponse:
    """Moves a case. Where criteria are known not to hold, says which, and offers to go on with a reason."""
    file = opened_file(request, number)
    if request.method != "POST" or not file.stage:
        raise Http404
    to, reason = request.POST.get("to", ""), " ".join(request.POST.get("reason", "").split())[:500]
    states = {} if reason else file.states
    try:
        may_move(file.stage, to, request.keys.roles, states)
    except CriteriaUnmet:
        context = {"file": file, "number": number, "to": to, "unmet": unmet(to, known(file)), "reason": reason}
        return render(request, "desk/unmet.html", context, status=409)
    granting.move(file, to, reason)
    _partner_leaves(casefiles.open_file(request.keys, file.number))
    return redirect(case_url(file))


def _partner_leaves(file: CaseFile) -> None:
    """With the arrival the partner in the country that they left loses what this member may end; the rest is listed."""
    if leaving.due(file):
        leaving.end(file, leaving.partner(file))


def hand_over(request: Any, number: str) -> HttpResponse:
    """Grants what is due at the case's stage wherever this member may."""
    file = opened_file(request, number)
    if request.method == "POST" and file.stage:
        granting.hand_over(file, int(file.stage[1:]))
    return redirect("today" if request.POST.get("back") == "today" else case_url(file))
