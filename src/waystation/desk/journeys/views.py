"""A case's journey on one page: legs with their law, the list before the go, the go itself, the arrival.

Who opens the journey sees all of it; who may only stop it, or hears that the person arrived, sees these two acts.
"""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from waystation.casework.byhand import going
from waystation.casework.errors import BadValue, NotYourRole
from waystation.casework.roles import access, may_say
from waystation.desk.cases.opened import now_of, opened_file
from waystation.desk.journeys import shown
from waystation.desk.web.acts import acted
from waystation.store.files import casefiles
from waystation.store.files.casefiles import CaseFile
from waystation.store.travel import handing, heldcards, holding, journeys, routewarnings, ways

PART = "journey"


def journey(request: Any, number: str) -> HttpResponse:
    """The page; a POST does one of the acts below."""
    file = opened_file(request, number)
    roles = request.keys.roles
    if file.part(PART).reading is None and not any(may_say(roles, PART, kind) for kind in ("halt", "landed")):
        raise NotYourRole(_("Journeys are opened by the travel desk and by coordination."))
    return acted(request, ACTS, _page, file)


def _page(request: Any, file: CaseFile, error: str = "", status: int = 200, **more: Any) -> HttpResponse:
    context = shown.page(request, file) | {"error": error, "typed": request.POST} | more
    return render(request, "desk/journey.html", context, status=status)


def hand(request: Any, file: CaseFile) -> None:
    """Opens a leg to its escort. Raises CaseworkError, Sealed."""
    escort = request.POST.get("escort", "")
    if escort not in {m for m, _name in shown.escorts(request.keys)}:
        raise BadValue(_("Choose an escort."))
    handing.hand_leg(file, request.POST.get("leg", ""), bytes.fromhex(escort))
    handing.link_legs(casefiles.open_file(request.keys, file.number))
    routewarnings.link(file, ways.ways(request.keys))


def names(request: Any, file: CaseFile) -> None:
    """Writes the cards for lawyer and duty desk, and opens them to the lawyer on call. Raises CaseworkError, Sealed."""
    state = journeys.journey(file)
    sheets = journeys.sheets(request.keys, state)
    legs = journeys.legs_of(request.keys, state)
    given = {p: request.POST.get(f"name-{p}", "")[:200] for p in file.persons}
    if not heldcards.write(file, given, legs, sheets, now_of(request)):
        raise BadValue(_("First open each leg to its escort: the card's key lies on the escort's sheet."))
    handing.open_cards(casefiles.open_file(request.keys, file.number))


def code(request: Any, file: CaseFile) -> HttpResponse:
    """Makes an arrival code, shown once, and opens the arrival to reception. Raises CaseworkError, Sealed."""
    words = heldcards.new_code()
    handing.hand_arrival(file, words)
    return _page(request, opened_file(request, file.number.hex()), code=words)


def give(request: Any, file: CaseFile) -> None:
    """Says go. Raises CaseworkError, Sealed."""
    reason = " ".join(request.POST.get("reason", "").split())[:500]
    journeys.give(file, shown.items(request, file), "emergency" in request.POST, reason)


def approve(request: Any, file: CaseFile) -> None:
    """Says the second word, and lays out once more who is warned. Raises CaseworkError, Sealed."""
    journeys.approve(file)
    routewarnings.link(file, ways.ways(request.keys))


def withdraw(request: Any, file: CaseFile) -> HttpResponse | None:
    """Takes the go back, or says that somebody is held. Raises CaseworkError."""
    reason = " ".join(request.POST.get("reason", "").split())[:500]
    if "held" in request.POST:
        holding.hold(file, request.POST.get("leg", ""), reason, now_of(request))
        opened = any(access(role, "held").reads for role in request.keys.roles)
        return redirect("held", file.number.hex()) if opened and file.part(PART).reading is None else None
    journeys.withdraw(file, reason)
    return None


def status(request: Any, file: CaseFile) -> None:
    """How far a leg is that has no sheet. Raises CaseworkError, Sealed."""
    journeys.set_status(file, request.POST.get("leg", ""), request.POST.get("status", ""))


def rule(request: Any, file: CaseFile) -> None:
    """Writes down what was answered where the law was not clear. Raises CaseworkError."""
    post = request.POST
    values = {name: post.get(name, "") for name in ("leg", "country", "kind", "source")}
    journeys.rule(file, values | {"allowed": post.get("allowed") == "yes", "on": now_of(request)[:10]})


def confirm(request: Any, file: CaseFile) -> None:
    """The person said in their mailbox, or to us, that they arrived. Raises CaseworkError."""
    how = " ".join(request.POST.get("how", "").split())[:200]
    if len(how) < going.LEAST_REASON:
        raise BadValue(_("Write how they confirmed it: in their mailbox, with which word."))
    journeys.confirm_by_word(file, how)


def looked(request: Any, file: CaseFile) -> None:
    """A leg was looked at again. Raises CaseworkError, Sealed."""
    post = request.POST
    routewarnings.looked_at(file, post.get("leg", ""), post.get("record", ""), now_of(request))


ACTS = {
    "hand": hand, "names": names, "code": code, "give": give, "approve": approve, "withdraw": withdraw,
    "status": status, "rule": rule, "confirm": confirm, "looked": looked,
}  # fmt: skip
