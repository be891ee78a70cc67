"""The cover, what it says about itself, and pages for when something is wrong."""

import gzip
from functools import cache
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from waystation.circles import phrases
from waystation.circles.receipt import LANGUAGES


def cover(request: HttpRequest, code: str = "") -> HttpResponse:
    return render(request, "door/cover.html", {})


def about(request: HttpRequest, code: str) -> HttpResponse:
    return render(request, "door/about.html", {})


def words(request: HttpRequest, code: str) -> HttpResponse:
    """A list of words, for browsers that make receipts themselves. Public, the same for everybody."""
    if code not in LANGUAGES:
        raise Http404
    if "gzip" in request.headers.get("Accept-Encoding", ""):
        response = HttpResponse(_packed(code), content_type="text/plain; charset=utf-8")
        response["Content-Encoding"] = "gzip"
    else:
        response = HttpResponse("\n".join(phrases.words(code)), content_type="text/plain; charset=utf-8")
    return response


@cache
def _packed(code: str) -> bytes:
    """A list in a third of its bytes. Nothing secret shares the stream, so its length tells nothing."""
    return gzip.compress("\n".join(phrases.words(code)).encode(), 9, mtime=0)


def problem(request: HttpRequest, status: int, sentence: str) -> HttpResponse:
    return render(request, "door/problem.html", {"sentence": sentence}, status=status)


def bad_request(request: HttpRequest, exception: Any = None) -> HttpResponse:
    return problem(request, 400, _("That could not be read. Go back and send it again: nothing was kept of it."))


def not_found(request: HttpRequest, exception: Any = None) -> HttpResponse:
    return problem(request, 404, _("There is no such page."))


def server_error(request: HttpRequest) -> HttpResponse:
    return problem(request, 500, _("Something went wrong here, not with you. Nothing was lost; try again in a minute."))
