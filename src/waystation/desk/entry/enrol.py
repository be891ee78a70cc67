"""Enrolment: from ten words told by voice to a card that a colleague admits.

1. The newcomer types the ten words. They derive a key (no Argon2id: 129 bits) that finds and opens the invitation.
2. This page makes the device's secret, a passphrase and the second factor's key, and shows the last two. They travel in
   the form, sealed under the ten words' key; the server keeps nothing yet.
3. The newcomer types passphrase and a first code back. Only then is the login stored, and the card left as the
   invitation's answer, with a proof that its maker knew the ten words.
"""

import msgspec
import pyotp
import segno
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from waystation.circles.errors import WrongKey
from waystation.circles.secret import Secret
from waystation.desk.web.middleware import public
from waystation.store import invitations, logins
from waystation.store.invitations import Pending


@public
def enrol(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        return render(request, "desk/enrol_words.html", {})
    words = request.POST.get("words", "")
    try:
        offer = invitations.find(words)
    except invitations.NoInvitation:
        sentence = _("These words open no invitation. Check them, or ask for new ones: they end after three days.")
        return render(request, "desk/enrol_words.html", {"error": sentence, "words": words}, status=403)
    if "pending" not in request.POST:
        secret = Secret.new()
        pending = Pending(secret.seed, logins.new_passphrase(), logins.new_totp())
        return _page(request, words, offer, pending, "", status=200)
    try:
        pending = invitations.open_pending(words, request.POST["pending"])
    except (WrongKey, msgspec.DecodeError, ValueError):
        return render(request, "desk/enrol_words.html", {"error": _("Please begin again."), "words": words}, status=400)
    error = _finish(request, words, offer, pending)
    if error:
        return _page(request, words, offer, pending, error, status=400)
    return render(request, "desk/enrolled.html", {})


def _finish(request: HttpRequest, words: str, offer: invitations.Offer, pending: Pending) -> str:
    """Stores the login and the answer. Returns what is wrong, empty if nothing is."""
    typed_name = request.POST.get("name", "").strip()
    if not 2 <= len(typed_name) <= 60:
        return _("Choose a log-in name of 2 to 60 characters.")
    if logins.normal(request.POST.get("passphrase", "")) != pending.passphrase:
        return _("The passphrase was not typed as shown. Type the six words, with spaces between them.")
    if not pyotp.TOTP(pending.totp).verify(request.POST.get("code", "").replace(" ", ""), valid_window=1):
        return _("The code is not right. Type the six digits that your app shows now.")
    try:
        invitations.accept(words, offer, typed_name, pending)
    except logins.NameTaken:
        return _("Somebody already logs in under that name. Choose another.")
    return ""


def _page(
    request: HttpRequest, words: str, offer: invitations.Offer, pending: Pending, error: str, status: int
) -> HttpResponse:
    uri = pyotp.TOTP(pending.totp).provisioning_uri(name=_("member"), issuer_name=_("Notes"))
    context = {
        "words": words,
        "offer": offer,
        "error": error,
        "passphrase": pending.passphrase,
        "totp": " ".join(pending.totp[i : i + 4] for i in range(0, len(pending.totp), 4)),
        "qr": mark_safe(segno.make(uri).svg_inline(scale=4, dark="black", light="white")),  # noqa: S308 - our own SVG
        "pending": invitations.seal_pending(words, pending),
        "name": request.POST.get("name", ""),
    }
    return render(request, "desk/enrol.html", context, status=status)
