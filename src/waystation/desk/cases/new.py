"""A new case in under a minute: what the hotline must know now, and nothing else."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from waystation.casework.codenames import new_code_name
from waystation.casework.contact import Contact
from waystation.casework.errors import NotYourRole
from waystation.casework.fields import fields
from waystation.casework.roles import may_write
from waystation.desk.web import forms
from waystation.store import cases, drafts

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
PLACE = "new case"


def new(request: Any) -> HttpResponse:
    keys = request.keys
    if not may_write(keys.roles, "contact"):
        raise NotYourRole(_("New cases are opened by the hotline desk."))
    abouts = [fields(Contact)[name] for name in FIRST]
    choices = forms.Choices()
    error = ""
    if request.method == "POST":
        values, widgets, good = forms.read(request.POST, abouts, choices)
        given = {k: v for k, v in values.items() if v is not None}
        if request.POST.get("draft"):
            drafts.keep(keys, PLACE, drafts.Draft(given, {}, (), keys.minute))
            return HttpResponse(status=204)
        if "forget" in request.POST:
            drafts.forget(keys, PLACE)
            return redirect(request.path)
        if good and given:
            number = cases.new_case(keys, new_code_name(), {"contact": given})
            drafts.forget(keys, PLACE)
            return redirect("case", number=number.hex())
        error = _("Write at least what to call them.") if good else _("Some fields need another look. Nothing is lost.")
        return render(request, "desk/new_case.html", {"widgets": widgets, "error": error}, status=400)
    draft = drafts.look(keys, PLACE)
    widgets = forms.widgets(abouts, draft.typed if draft else {}, choices)
    return render(request, "desk/new_case.html", {"widgets": widgets, "draft": draft, "error": error})
