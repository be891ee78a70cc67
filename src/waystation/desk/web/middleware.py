"""From the cookie to the keys of one request, and back to nothing at its end."""

import binascii
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from waystation.casework.errors import CaseworkError, NotYourRole
from waystation.circles.errors import CannotOpen, CircleError, NotReader, NotSteward
from waystation.desk.web import zones
from waystation.desk.web.again import ask_again
from waystation.desk.web.errors import problem
from waystation.desk.web.words import sentence
from waystation.store.members import sessions
from waystation.store.members.invitations import BadAnswer, NoInvitation
from waystation.store.sealed import keys
from waystation.store.sealed.drops import Sealed

COOKIE = "key"


def public(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Marks a page that needs no session."""
    view.public = True  # type: ignore[attr-defined]
    return view


class Sessions:
    """Opens the session before every page that needs one, and turns the errors of casework into sentences."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.keys = request.opened = None
        with timezone.override(None):  # until the session says whose clock counts
            return self.get_response(request)

    def process_view(self, request: Any, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        why = open_session(request)
        if request.keys is None and not getattr(view, "public", False):
            return ask_again(request, why)
        return None

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if isinstance(error, NotYourRole):
            return problem(request, 403, sentence(error))
        if isinstance(error, CaseworkError):
            return problem(request, 400, sentence(error))
        if isinstance(error, CannotOpen | Sealed | NoInvitation | BadAnswer):
            return problem(request, 404, sentence(CaseworkError(NOTHING)))
        if isinstance(error, NotSteward | NotReader):
            return problem(request, 403, sentence(CaseworkError(NO_ACCESS)))
        if isinstance(error, CircleError):
            return problem(request, 409, sentence(CaseworkError(NOT_NOW)))
        return None


def _(text: str) -> str:
    return text


NOTHING = _("There is nothing here that you can open.")
NO_ACCESS = _("Your access does not reach so far. Ask one of those who grant it.")
NOT_NOW = _("This cannot be done at the moment: somebody's keys must be renewed first. Try again in a minute.")


def open_session(request: Any) -> str:
    """Puts the keys on the request. Returns why there are none, empty if there are."""
    cookie = cookie_of(request)
    if cookie is None:
        return "none"
    try:
        request.opened = sessions.resume(cookie, use="X-Watch" not in request.headers)
        request.keys = keys.maintain(keys.unlock(request.opened.secret))
        zones.activate(request.keys)
        return ""
    except sessions.SessionEnded as error:
        return error.why
    except keys.NotAMember:
        return "cut"


def cookie_of(request: HttpRequest) -> bytes | None:
    try:
        value = urlsafe_b64decode(request.COOKIES.get(COOKIE, ""))
    except (binascii.Error, ValueError):
        return None
    return value if len(value) == 32 else None


def set_cookie(response: HttpResponse, cookie: bytes) -> None:
    response.set_cookie(
        COOKIE,
        urlsafe_b64encode(cookie).decode(),
        httponly=True,
        samesite="Strict",
        secure=settings.SESSION_COOKIE_SECURE,
    )
