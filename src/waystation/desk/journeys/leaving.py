"""Whose access ends on arrival: the list before, and ending it, part by part by whoever stewards each."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from waystation.casework.errors import CriteriaUnmet
from waystation.desk.cases.opened import opened_file
from waystation.store.travel import leaving


def leave(request: Any, number: str) -> HttpResponse:
    """GET shows what ends and who ends it; POST ends this member's share, once the case has arrived."""
    file = opened_file(request, number)
    name, keys = leaving.partner(file), request.keys
    if request.method == "POST":
        if not leaving.due(file):
            raise CriteriaUnmet(_("Access ends when they have arrived, and where a partner is named in Needs."))
        leaving.end(file, name)
        return redirect(request.path)
    found = leaving.endings(file, name)
    context = {
        "file": file, "number": number, "partner": name, "endings": found, "due": bool(leaving.due(file)),
        "mine": any(e.mine and not e.last for e in found), "organisations": leaving.organisations(keys),
        "known": not name or name.casefold() in (o.casefold() for o in leaving.organisations(keys)),
    }  # fmt: skip
    return render(request, "desk/leaving.html", context)
