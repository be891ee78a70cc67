"""A new case in under a minute: what the hotline must know now, and nothing else. And the form that begins anything."""

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from waystation.casework.codenames import new_code_name
from waystation.casework.errors import NotYourRole
from waystation.casework.fields import About, fields
from waystation.casework.parts.contact import Contact
from waystation.casework.roles import may_write
from waystation.desk.web import forms
from waystation.store.files import cases
from waystation.store.sealed import drafts

FIRST = (
    "can_talk",
    "danger_now",
    "danger",
    "alias",
    "language",
    "region",
    "alone",
    "minors",
    "safe_hours",
    "rule",
    "code_word",
    "duress_word",
)


def new(request: Any) -> HttpResponse:
    keys = request.keys
    if not may_write(keys.roles, "contact"):
        raise NotYourRole(_("New cases are opened by the hotline desk."))

    def make(given: dict[str, Any]) -> HttpResponse | None:
        if not given:
            return None
        return redirect("case", number=cases.new_case(keys, new_code_name(), {"contact": given}).hex())

    abouts = [fields(Contact)[name] for name in FIRST]
    return beginning(request, "new case", abouts, {}, make, _("Write at least what to call them."))


def beginning(
    request: Any,
    place: str,
    abouts: list[About],
    values: dict[str, Any],
    make: Callable[[dict[str, Any]], HttpResponse | None],
    missing: str,
) -> HttpResponse:
    """The form with which something new begins, kept as a sealed draft until it does. ``make`` makes it of what was
    given and says where to go, or None where too little was given: then ``missing`` says what."""
    keys, choices, post = request.keys, forms.Choices(), request.POST
    template = f"desk/{place.replace(' ', '_')}.html"
    if request.method != "POST":
        draft = drafts.look(keys, place)
        widgets = forms.widgets(abouts, values | (draft.typed if draft else {}), choices)
        return render(request, template, {"widgets": widgets, "draft": draft, "error": ""})
    read, widgets, good = forms.read(post, abouts, choices)
    given = {k: v for k, v in read.items() if v is not None}
    if post.get("draft"):
        drafts.keep(keys, place, drafts.Draft(given, {}, (), keys.minute))
        return HttpResponse(status=204)
    if "forget" in post:
        drafts.forget(keys, place)
        return redirect(request.path)
    if good and (made := make(given)) is not None:
        drafts.forget(keys, place)
        return made
    error = missing if good else _("Some fields need another look. Nothing is lost.")
    return render(request, template, {"widgets": widgets, "error": error}, status=400)
