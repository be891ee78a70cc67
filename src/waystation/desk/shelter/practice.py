"""Practising a burned house: the pages of a live one with an invented house. Nothing is read, nothing is saved.

What was done so far travels in the form itself (which alarm, how far each leg is), so that no list, log or file ever
holds a drill, and nobody can take one for an alarm or an alarm for one.
"""

import datetime
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from waystation.casework.beds import burning
from waystation.casework.beds.burning import Held, Leaver, next_legs, who_knew
from waystation.casework.beds.occupancy import Lodging
from waystation.casework.errors import NotYourRole
from waystation.casework.roles import may_write
from waystation.desk.cases.opened import today_of
from waystation.desk.shelter.situation import TOUCHES, Incident, LegRow, Situation
from waystation.desk.shelter.wrong import ALARMS, CLEARED, triggers
from waystation.store.beds import burned
from waystation.store.beds.burned import moment

HOUSE = "Practice house"
# Invented: code name, what the host calls them, how many, whether one is under 18, priority, stage, houses that fit.
GUESTS = (
    ("Paper Owl", "P1", 1, False, "urgent", "S5", ("Practice Elm", "Practice Oak")),
    ("Paper Hare", "P2", 2, True, "normal", "S7", ("Practice Oak",)),
    ("Paper Swan", "P3", 1, False, "emergency", "S8", ("Practice Elm", "Practice Oak")),
)
ROOMS = {"Practice Elm": 1, "Practice Oak": 2}
STATUSES = ("planned", "go", "under_way", "arrived")
NEXT = {"confirm": "go", "left": "under_way", "arrived": "arrived"}


def practice(request: Any) -> HttpResponse:
    """GET begins; each POST is a tap on the invented house."""
    if not may_write(request.keys.roles, "capacity", "incidents"):
        raise NotYourRole(_("Your role does not write here."))
    post, burns = request.POST, burned.may_burn(request.keys)
    trigger = post.get("trigger", "")
    if trigger not in ALARMS:
        context = {"code": _(HOUSE), "triggers": triggers(), "burns": burns, "practice": True}
        return render(request, "desk/wrong.html", context)
    found = situation(request, trigger, post.getlist("legs"))
    if post.get("act") == "clear" and post.get("status") in CLEARED:
        found.incidents, found.legs, found.status = [], [], post["status"]
    elif post.get("act") in NEXT:
        for leg in found.legs:
            leg.status = NEXT[post["act"]] if leg.record == post.get("record") else leg.status
    return render(request, "desk/burned.html", {"s": found, "drivers": [], "number": "0" * 32})


def situation(request: Any, trigger: str, status: list[str]) -> Situation:
    """The invented house after the alarm. ``status``: how far each leg is, in the order of the page."""
    keys, today = request.keys, today_of(request.keys)
    now, day = keys.minute, datetime.timedelta(1)
    stays = {
        code: Lodging(b"", code, f"p{n}", "", "", size, today - (20 + n) * day, second=fits[0], alias=alias, came=True)
        for n, (code, alias, size, _minor, _priority, _stage, fits) in enumerate(GUESTS)
    }
    leavers = [Leaver(stays[c], minor, priority, fits) for c, _a, _s, minor, priority, _g, fits in GUESTS]
    legs = next_legs(leavers, now, ROOMS)
    fits = {code: list(options) for code, *_rest, options in GUESTS}
    far = dict(enumerate(s for s in status if s in STATUSES))
    rows = [
        LegRow("0" * 32, leg.stay.record, leg.stay.code, leg.stay.alias, moment(leg.at), leg.to, far.get(n, "planned"),
               _("the kettle is still warm"), second=leg.stay.second, options=fits[leg.stay.code])
        for n, leg in enumerate(legs)
    ]  # fmt: skip
    held = [
        Held(_("A coordinator"), _("Coordination"), now - 200 * burning.DAY),
        Held(_("The host"), _("Host of this house"), now - 60 * burning.DAY, now),
        Held(_("Somebody who left the team"), _("Coordination"), now - 300 * burning.DAY, now - 40 * burning.DAY),
    ]
    return Situation(
        _(HOUSE), "burned", [Incident("p", moment(now), trigger, _("you"))], rows,
        knowers=who_knew(held, {_("A coordinator"): [now - 3 * burning.DAY]}, now),
        outsiders=[(_("The landlord"), _("signed the lease"))], guests=[code for code, *_rest in GUESTS],
        flagged=[(c, "0" * 32, s, TOUCHES[burning.touched(s)]) for c, *_r, s, _f in GUESTS if burning.touched(s)],
        practice=True,
    )  # fmt: skip
