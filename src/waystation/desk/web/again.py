"""When a session has ended while somebody was typing: log in again, and what was typed is still there.
The fields travel back to the browser that sent them, inside the log-in page, and from there to a page that offers to
send them once more. The server keeps nothing of them. What is typed on a page marked ``secret`` is not carried at all.
"""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import Resolver404, resolve

from waystation.store.members import passkeys

PREFIX = "again-"  # before each carried field, so that none is taken for one of the log-in page's own
NOT_CARRIED = "csrfmiddlewaretoken"


def secret(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Marks a page on which a passphrase is typed or shown: nothing of its form stands in the log-in page's source."""
    view.secret = True  # type: ignore[attr-defined]
    return view


def ask_again(request: HttpRequest, why: str) -> HttpResponse:
    """The log-in page in place of the page that was asked for."""
    carried = [("path", request.path)]
    if request.method == "POST" and not getattr(request.resolver_match.func, "secret", False):
        carried += [("field-" + k, v) for k, values in request.POST.lists() if k != NOT_CARRIED for v in values]
    context = {"why": why, "carried": [(PREFIX + k, v) for k, v in carried], "kept_text": len(carried) > 1,
               "asking": asking(request)}  # fmt: skip
    return render(request, "desk/enter.html", context, status=401)


def asking(request: HttpRequest) -> str:
    """The question to a passkey for the log-in form."""
    return passkeys.asking(request.get_host())


def carried(request: HttpRequest) -> tuple[str, list[tuple[str, str]]]:
    """The path and fields that the log-in page carried; an empty path where there were none or it is not ours."""
    path = request.POST.get(PREFIX + "path", "")
    try:
        resolve(path)
    except Resolver404:
        return "", []
    prefix = PREFIX + "field-"
    fields = [(k[len(prefix) :], v) for k, vs in request.POST.lists() if k.startswith(prefix) for v in vs]
    return path, fields


def still_carried(request: HttpRequest) -> list[tuple[str, Any]]:
    """The carried fields as they came, to put into the log-in page again after a wrong passphrase."""
    return [(k, v) for k, vs in request.POST.lists() if k.startswith(PREFIX) for v in vs]
