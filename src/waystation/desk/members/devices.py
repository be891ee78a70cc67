"""My devices, and for stewards those of a colleague: add one with ten words, say that one is lost."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from waystation.casework.errors import NotYourRole
from waystation.desk.members.words import shown_words
from waystation.desk.web.again import secret
from waystation.desk.web.ids import id_of
from waystation.store.members import admission, devices, invitations
from waystation.store.sealed import accesslog
from waystation.store.sealed.keys import Keys


@secret
def mine(request: Any) -> HttpResponse:
    """The member's own devices, and new ones that wait to be admitted."""
    keys: Keys = request.keys
    waiting = [w for w in invitations.waiting(keys) if w.offer.voucher]
    context = {"lines": devices.of(keys, keys.member), "waiting": waiting, "own": True}
    return render(request, "desk/devices.html", context)


def colleague(request: Any, member: str) -> HttpResponse:
    """A colleague's devices, for those who enrol and dismiss."""
    keys: Keys = request.keys
    if not keys.directory.is_governor(keys.member, keys.minute):
        raise NotYourRole(_("A colleague's devices are seen by those who enrol and dismiss."))
    whose = id_of(member)
    if whose not in keys.directory.members:
        raise Http404
    context = {"lines": devices.of(keys, whose), "name": keys.directory.name_of(whose), "own": False}
    return render(request, "desk/devices.html", context)


@secret
def add(request: Any) -> HttpResponse:
    """Ten words, shown once, that the new device types."""
    if request.method != "POST":
        return redirect("devices")
    words = devices.invite(request.keys)
    accesslog.log(request.keys.pseudonym, "invite")
    return shown_words(request, words, request.keys.directory.name_of(request.keys.member), "devices")


@secret
def admit(request: Any) -> HttpResponse:
    """Lets the new device speak for this member."""
    if request.method == "POST":
        if "withdraw" in request.POST:
            invitations.withdraw(request.keys, id_of(request.POST["withdraw"]))
        else:
            admission.admit(request.keys, id_of(request.POST.get("invitation", "")))
    return redirect("devices")


@secret
def lose(request: Any, card: str) -> HttpResponse:
    """Asks which of the devices that it vouched for are really the member's, then ends it and the rest."""
    keys: Keys = request.keys
    lost = id_of(card)
    member = keys.directory.member(lost)
    if member not in keys.directory.members or lost not in keys.directory.members[member].cards:
        raise Http404
    if lost == keys.card:
        raise NotYourRole(_("This is the device at hand. Say on another one that it is lost, or let a steward."))
    vouched = [line for line in devices.of(keys, member) if line.card in devices.vouched_by(keys, lost)]
    error = ""
    if request.method == "POST":
        keep = [line.card for line in vouched if line.card.hex() in request.POST.getlist("keep") or line.here]
        try:
            devices.lose(keys, lost, keep)
        except devices.LastDevice:
            error = _("It is the last one. Let two stewards enrol them again, or dismiss them.")
        else:
            return redirect("devices") if member == keys.member else redirect("members")
    context = {"vouched": vouched, "name": keys.directory.name_of(member), "own": member == keys.member, "error": error}
    return render(request, "desk/lose.html", context, status=400 if error else 200)
