"""Honest error pages: what happened, what to do, and nothing of what was typed."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _


def problem(request: HttpRequest, status: int, sentence: str, back: str = "") -> HttpResponse:
    return render(request, "desk/problem.html", {"sentence": sentence, "back": back}, status=status)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return problem(request, 400, _("The request could not be understood. Go back and try again."))


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return problem(request, 404, _("There is nothing here that you can open."))


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return problem(request, 403, _("Your role does not do this."))


def server_error(request: HttpRequest) -> HttpResponse:
    return problem(
        request, 500, _("Something went wrong on our side. What you saved before is safe. Go back and try again.")
    )


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return problem(request, 403, _("This page was open too long. Go back, load it again, and send the form once more."))
