"""Where a household could sleep: every house with what speaks for and against it, and a stay proposed in one."""

import datetime
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from waystation.casework.beds.occupancy import LOOKED_BACK, Day
from waystation.casework.beds.placement import Guest, Place, guest_of, places
from waystation.casework.errors import NotYourRole
from waystation.casework.roles import may_write
from waystation.circles.errors import CannotOpen
from waystation.desk.cases.opened import opened_file, today_of
from waystation.store.beds import lodgings
from waystation.store.beds.lodgings import Seen
from waystation.store.files.casefiles import CaseFile

USUAL = datetime.timedelta(28)  # a first stay, until somebody says how long; every stay has a review date anyway


def place(request: Any, number: str) -> HttpResponse:
    """GET shows the houses for the usual span from today; POST for another."""
    file = writable(request, number)
    today, error = today_of(request.keys), ""
    since, until = today, today + USUAL
    if request.method == "POST":
        try:
            since, until = (datetime.date.fromisoformat(request.POST.get(name, "")) for name in ("since", "until"))
        except ValueError:
            error = _("Give both days.")
        if not error and until <= since:
            error = _("The last day must come after the first.")
    guest, seen, found = look(file, since, until, today) if not error else (None, None, [])
    context = {
        "file": file, "number": number, "since": since, "until": until, "error": error, "guest": guest,
        "fitting": [(p, second(found, p)) for p in found if p.fits], "others": [p for p in found if not p.fits],
        "unread": seen.rows if seen else None, "days": LOOKED_BACK,
    }  # fmt: skip
    return render(request, "desk/place.html", context, status=400 if error else 200)


def writable(request: Any, number: str) -> CaseFile:
    """The case, for those who write its Shelter. Raises NotYourRole, CannotOpen."""
    if not may_write(request.keys.roles, "shelter"):
        raise NotYourRole(_("Stays are planned by coordinators."))
    file = opened_file(request, number, only=("needs", "shelter", "consent", "money"))
    if "needs" not in file.states:
        raise CannotOpen("Needs decides where somebody can sleep")
    return file


def look(file: CaseFile, since: Day, until: Day, today: Day) -> tuple[Guest, Seen, list[Place]]:
    """The household, what stands in all houses, and each house for this span."""
    seen = lodgings.look(file.keys, today, apart=True)
    guest = guest_of(file.number, file.code, file.states["needs"], file.states.get("shelter"))
    return guest, seen, places(guest, seen.houses, seen.nights, since, until, today)


def second(found: list[Place], first: Place) -> str:
    """The second house to have ready: the next best that fits; empty where there is none."""
    return next((p.house.code for p in found if p.fits and p.house.key != first.house.key), "")
