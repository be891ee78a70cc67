"""Enrolment: from ten words told by voice to a card that a colleague admits.

1. The newcomer types the ten words, or scans them. They derive a key (no Argon2id: 129 bits) that finds and opens the
   invitation: for a new member, for a member's further device, or for one who is enrolled again.
2. This page makes the device's secret, a passphrase and the second factor's key, and shows the last two. They travel in
   the form, sealed under the ten words' key; the server keeps nothing yet.
3. The newcomer types the passphrase back and gives a passkey or a first code. Only then is the login stored, and the
   card left as the invitation's answer, with a proof that its maker knew the ten words.
"""

import msgspec
import pyotp
import segno
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from waystation.circles import phrases
from waystation.circles.errors import WrongKey
from waystation.circles.secret import Card, Secret
from waystation.desk.web.middleware import public
from waystation.store import clock
from waystation.store.members import again, invitations, logins, passkeys
from waystation.store.members.invitations import Offer, Pending


class NotYet(Exception):
    """Something of the form is not as it must be. Its text says what to do."""


@public
def enrol(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        return render(request, "desk/enrol_words.html", {})
    words = request.POST.get("words", "")
    try:
        offer = invitations.find(words)
    except invitations.NoInvitation:
        return _no_invitation(request, words)
    if "pending" not in request.POST:
        pending = Pending(Secret.new().seed, phrases.new(6), logins.new_totp())
        return _page(request, words, offer, pending, "", status=200)
    try:
        pending = invitations.open_pending(words, request.POST["pending"])
    except (WrongKey, msgspec.DecodeError, ValueError):
        return render(request, "desk/enrol_words.html", {"error": _("Please begin again."), "words": words}, status=400)
    try:
        card = _finish(request, words, offer, pending)
    except NotYet as error:
        return _page(request, words, offer, pending, str(error), status=400)
    except invitations.NoInvitation:
        return _no_invitation(request, words)
    context = {"offer": offer, "check": again.check_words(card.data) if offer.again else ""}
    return render(request, "desk/enrolled.html", context)


def _no_invitation(request: HttpRequest, words: str) -> HttpResponse:
    sentence = _("These words open no invitation. Check them, or ask for new ones: they end after three days.")
    return render(request, "desk/enrol_words.html", {"error": sentence, "words": words}, status=403)


def _finish(request: HttpRequest, words: str, offer: Offer, pending: Pending) -> Card:
    """Stores the login and the answer. Raises NotYet, NoInvitation."""
    typed_name = request.POST.get("name", "").strip()
    if not 2 <= len(typed_name) <= 60:
        raise NotYet(_("Choose a log-in name of 2 to 60 characters."))
    if phrases.normal(request.POST.get("passphrase", "")) != pending.passphrase:
        raise NotYet(_("The passphrase was not typed as shown. Type the six words, with spaces between them."))
    content = _second_factor(request, pending)
    try:
        return invitations.accept(words, offer, typed_name, pending.passphrase, content)
    except logins.NameTaken as error:
        raise NotYet(_("Somebody already logs in under that name. Choose another.")) from error


def _second_factor(request: HttpRequest, pending: Pending) -> logins.Content:
    """The login with a passkey alone, or with typed codes. Raises NotYet."""
    answer = request.POST.get("passkey", "")
    if not answer:
        check_code(pending.totp, request.POST.get("code", ""))
        return logins.Content(pending.seed, pending.totp)
    try:
        passkey = passkeys.made(request.get_host(), answer, clock.minute())
    except passkeys.BadPasskey as error:
        raise NotYet(_("The passkey could not be taken. Try again, or use an app with codes.")) from error
    return logins.Content(pending.seed, "", [passkey])


def check_code(totp: str, typed: str) -> None:
    """Raises NotYet unless the code is that of now."""
    if not pyotp.TOTP(totp).verify(typed.replace(" ", ""), valid_window=1):
        raise NotYet(_("The code is not right. Type the six digits that your app shows now."))


def shown_totp(totp: str) -> dict[str, str]:
    """A TOTP key as a page shows it: to scan and to type."""
    uri = pyotp.TOTP(totp).provisioning_uri(name=_("member"), issuer_name=_("Notes"))
    return {"totp": " ".join(totp[i : i + 4] for i in range(0, len(totp), 4)), "qr": qr_code(uri)}


def qr_code(text: str) -> str:
    """A QR code as SVG to stand in a page."""
    return mark_safe(segno.make(text).svg_inline(scale=4, dark="black", light="white"))  # noqa: S308 - our own SVG


def _page(request: HttpRequest, words: str, offer: Offer, pending: Pending, error: str, status: int) -> HttpResponse:
    context = {
        "words": words,
        "offer": offer,
        "error": error,
        "passphrase": pending.passphrase,
        "pending": invitations.seal_pending(words, pending),
        "name": request.POST.get("name", ""),
        "making": passkeys.making(request.get_host(), _("member")),
        **shown_totp(pending.totp),
    }
    return render(request, "desk/enrol.html", context, status=status)
