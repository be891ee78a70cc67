"""Something is wrong in a house: two taps by whoever sees it; a coordinator's tap empties it.

A host's alarm stands in Capacity at once. A host cannot give the address another key, only those who grant it can: the
coordinator's one tap does the rest.
"""

import datetime
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from waystation.casework.beds.occupancy import bed_for
from waystation.casework.errors import CaseworkError, NotYourRole
from waystation.casework.fields import clean, field
from waystation.casework.folded import folded
from waystation.casework.parts.house import HouseIncident
from waystation.casework.parts.shelter import Pickup
from waystation.casework.roles import may_write
from waystation.casework.vocabularies import vocabulary
from waystation.circles.directory import MemberLine
from waystation.circles.standing import READER
from waystation.desk.cases.consented import Checked
from waystation.desk.cases.opened import opened_file, today_of
from waystation.desk.shelter.situation import live
from waystation.desk.web import zones
from waystation.desk.web.words import sentence
from waystation.store.beds import burned as acts
from waystation.store.beds import lodgings
from waystation.store.beds.lodgings import Seen
from waystation.store.files import granting
from waystation.store.files.casefiles import CaseFile
from waystation.store.sealed.keys import Keys

ALARMS = ("stranger_asking", "relative_seen", "police_visit", "address_leaked", "guest_phone_breach", "host_withdraws")
AFTER = 12 * 60  # minutes after the hour of a leg for which its escort opens it: delays, and the way back
CLEARED = ("quiet", "active", "retired")  # what a house can be after the all-clear


def wrong(request: Any, number: str) -> HttpResponse:
    """The first tap came here; the second says what is wrong, and counts at once."""
    house = opened_file(request, number, "house", only=("capacity",))
    if not may_write(request.keys.roles, "capacity", "incidents"):
        raise NotYourRole(_("Your role does not write here."))
    trigger = request.POST.get("trigger", "")
    if request.method != "POST" or trigger not in ALARMS:
        burns = acts.may_burn(request.keys)
        return render(request, "desk/wrong.html", {"code": house.code, "triggers": triggers(), "burns": burns})
    record = acts.alarm(
        house, trigger, str(clean(field(HouseIncident, "detail"), request.POST.get("detail", "")) or "")
    )
    if not acts.may_burn(request.keys):
        return redirect("tonight")
    _burn(request, number, record)
    return redirect("burned", number)


def triggers() -> list[tuple[str, str]]:
    return [(key, _(vocabulary("move_trigger").label(key))) for key in ALARMS]


def _burn(request: Any, number: str, record: str) -> None:
    """With the address open for its new key, and everything that decides who goes where."""
    house = opened_file(request, number, "house")
    acts.burn(house, lodgings.look(request.keys, today_of(request.keys), apart=True), record)


def burned(request: Any, number: str) -> HttpResponse:
    """What stands, and what a coordinator does about it: burn, confirm each leg, the all-clear."""
    if not acts.may_burn(request.keys):
        raise NotYourRole(_("A house is burned by a coordinator. Your alarm stands, and they see it."))
    house = opened_file(request, number, "house")
    error = ""
    if request.method == "POST":
        try:
            _act(request, house, number)
            return redirect("burned", number)
        except CaseworkError as refused:
            error = sentence(refused)
    seen = lodgings.look(request.keys, today_of(request.keys), apart=True)
    context = {"s": live(house, seen), "number": number, "error": error, "drivers": drivers(request.keys)}
    return render(request, "desk/burned.html", context, status=400 if error else 200)


def _act(request: Any, house: CaseFile, number: str) -> None:
    """Raises CaseworkError, Http404."""
    post, keys = request.POST, request.keys
    seen = lodgings.look(keys, today_of(keys), apart=True)
    own = next(h for h in seen.houses if h.number == house.number)
    match post.get("act"):
        case "burn" if own.wrong:
            _burn(request, number, own.wrong[-1])
        case "clear" if post.get("status") in CLEARED:
            acts.all_clear(house, seen, post["status"])
        case "confirm" | "left" | "arrived":
            guest = opened_file(request, post.get("case", ""), only=("needs", "shelter", "consent"))
            shelter = guest.states.get("shelter")
            if shelter is None or post.get("record") not in shelter.records("pickups"):
                raise Http404
            if post["act"] == "confirm":
                confirm(request, guest, seen, own.key, house)
            else:
                to = {"left": "under_way", "arrived": "arrived"}[post["act"]]
                acts.moved(guest, post["record"], own.key, to)
        case _:
            raise Http404


def confirm(request: Any, guest: CaseFile, seen: Seen, left: str, house: CaseFile) -> None:
    """Confirms a leg: where to, when, who fetches them. Raises CaseworkError."""
    post, keys = request.POST, request.keys
    to = seen.house(folded(post.get("to_house", "")))
    if to is None or to.status in ("burned", "retired") or to.key == left:
        raise CaseworkError(_("Choose the house to which they go."))
    leg = {name: clean(field(Pickup, name), post.get(name, "")) for name in ("meeting_point", "phrase", "escort")}
    leg |= {"to_house": to.code, "at": clean(field(Pickup, "at"), zones.typed(post.get("at", "")))}
    if leg["at"] is None or leg["escort"] not in {None, *(m.id.hex() for m in drivers(keys))}:
        raise CaseworkError(_("Say when they leave, and choose the escort from the list."))
    if leg["escort"]:
        _let_escort(keys, guest, bytes.fromhex(leg["escort"]), leg["at"])
    why = next((r.get("trigger") for r in house.states["capacity"].rows("incidents").values()), "") or ""
    ready = [h.code for h in seen.houses if h.key not in (to.key, left) and h.status == "active" and not h.wrong]
    today, size = today_of(keys), len(guest.states["shelter"].get("persons", post["record"], "pickups") or ()) or 1
    bed = bed_for(to, seen.nights, size, today, today + acts.AHEAD, today)
    stay = {"house": to.code, "bed": bed or None, "second_house": next(iter(ready), None)}
    acts.confirm(guest, post["record"], left, leg, stay, why)


def drivers(keys: Keys) -> list[MemberLine]:
    return [member for member in keys.directory.current_members() if "escort" in member.roles]


def _let_escort(keys: Keys, guest: CaseFile, escort: bytes, at: str) -> None:
    """The escort opens the guest's Shelter from now until after the leg. Raises CaseworkError where consents forbid."""
    note = _("Leg from a house that is not safe")
    part = guest.part("shelter")
    if wrong := Checked.of(guest, part).against("escort", True, note):
        raise CaseworkError(wrong)
    until = int(datetime.datetime.fromisoformat(at).timestamp() // 60) + AFTER
    granting.grant(keys, part, escort, READER, until=until, note=note)
