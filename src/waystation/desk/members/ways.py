"""The way in of the device at hand: its passphrase, passkeys and codes. Each change asks for the passphrase again."""

from base64 import b64decode, b64encode
from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from waystation.circles import phrases
from waystation.circles.errors import WrongKey
from waystation.desk.entry.enrol import NotYet, check_code, shown_totp
from waystation.desk.entry.views import said
from waystation.desk.web.again import secret
from waystation.store.members import logins, passkeys
from waystation.store.models import Login
from waystation.store.sealed import accesslog
from waystation.store.sealed.keys import Keys


@secret
def ways(request: Any) -> HttpResponse:
    """Which passkeys and codes open this device's login, to whoever types its passphrase; adds one or removes one."""
    login: Login = request.opened.row.login
    context: dict[str, Any] = {"making": passkeys.making(request.get_host(), _("member"))}
    status = 200
    if request.method == "POST":
        try:
            key, content = logins.confirm(login, request.POST.get("passphrase", ""))
            if _changed(request, content):
                logins.rewrite(login, key, content)
                accesslog.log(request.keys.pseudonym, "change log-in")
            context["content"] = content
        except logins.LoginError as error:
            context["error"], status = said(error), 403
        except passkeys.BadPasskey:
            context["error"], status = _("The passkey could not be taken. Try again."), 400
    return render(request, "desk/ways.html", context, status=status)


def _changed(request: Any, content: logins.Content) -> bool:
    """Adds or removes the passkey that the form says. Raises BadPasskey."""
    before = list(content.passkeys)
    if remove := request.POST.get("remove"):
        content.passkeys = [p for p in before if p.id.hex() != remove]
    elif answer := request.POST.get("passkey"):
        content.passkeys.append(passkeys.made(request.get_host(), answer, request.keys.minute))
    return content.passkeys != before


@secret
def new_passphrase(request: Any) -> HttpResponse:
    """Shows six new words, and takes them once both the old and the new ones were typed."""

    def change(login: Login, content: logins.Content, pending: str) -> None:
        if phrases.normal(request.POST.get("typed", "")) != pending:
            raise NotYet(_("The passphrase was not typed as shown. Type the six words, with spaces between them."))
        logins.change_passphrase(login, content, pending)

    return _renewed(request, "passphrase", phrases.new(6), change)


@secret
def new_codes(request: Any) -> HttpResponse:
    """Shows a new key for an app with codes, and takes it once its first code was typed."""

    def change(login: Login, content: logins.Content, pending: str) -> None:
        check_code(pending, request.POST.get("typed", ""))
        content.totp = pending
        key, _old = logins.confirm(login, request.POST.get("passphrase", ""))
        logins.rewrite(login, key, content)

    return _renewed(request, "codes", logins.new_totp(), change)


def _renewed(request: Any, what: str, fresh: str, change: Callable[[Login, logins.Content, str], None]) -> HttpResponse:
    keys: Keys = request.keys
    login: Login = request.opened.row.login
    error, status = "", 200
    if request.method == "POST":
        fresh, status = _opened(keys, what, request.POST.get("pending", "")), 400
        try:
            _key, content = logins.confirm(login, request.POST.get("passphrase", ""))
            change(login, content, fresh)
        except logins.LoginError as failed:
            error = said(failed)
        except NotYet as failed:
            error = str(failed)
        else:
            accesslog.log(keys.pseudonym, "change log-in")
            return render(request, "desk/way_renewed.html", {"what": what})
    pending = b64encode(keys.secret.box.seal(fresh.encode(), b"renew " + what.encode())).decode()
    context = {"what": what, "error": error, "pending": pending, "fresh": fresh}
    if what == "codes":
        context |= shown_totp(fresh)
    return render(request, "desk/way_new.html", context, status=status)


def _opened(keys: Keys, what: str, sealed: str) -> str:
    """What this page showed, from its form. Raises Http404."""
    try:
        return keys.secret.box.open(b64decode(sealed), b"renew " + what.encode()).decode()
    except (WrongKey, ValueError) as error:
        raise Http404 from error
