"""A page on which things are done: its form names an act, and what stands against the act is said on the page itself.

    ACTS = {"keep": keep, "delete": delete}

    def scans(request, number, person):
        return acted(request, ACTS, _page, file, part)

An act takes the request and what the page is about. It gives back nothing (the page is shown anew), the anchor on the
page to go to, or a response of its own.
"""

from collections.abc import Callable, Mapping
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext

from waystation.casework.errors import CaseworkError
from waystation.casework.words import _
from waystation.circles.errors import Damaged, Forged
from waystation.desk.web.words import sentence

Act = Callable[..., HttpResponse | str | None]
DAMAGED = _("This file does not open: it was altered, or is not all here.")
FORGED = _("This was not signed by whoever it names. Ask for it again.")


def acted(request: Any, acts: Mapping[str, Act], page: Callable[..., HttpResponse], *about: Any) -> HttpResponse:
    """``page`` takes the request, what it is ``about``, a sentence that says what went wrong, and the status. Raises
    Http404 for an act that there is not, and whatever an act raises beside CaseworkError, Damaged and Forged."""
    if request.method != "POST":
        return page(request, *about)
    act = acts.get(request.POST.get("act", ""))
    if act is None:
        raise Http404
    try:
        done = act(request, *about)
    except CaseworkError as error:
        return page(request, *about, sentence(error), 400)
    except Damaged:
        return page(request, *about, gettext(DAMAGED), 409)
    except Forged:
        return page(request, *about, gettext(FORGED), 409)
    if isinstance(done, HttpResponse):
        return done
    return redirect(f"{request.path}#{done}" if done else request.path)
