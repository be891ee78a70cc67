"""Houses by their code names: the list, and a new one. A house's page is the case page with two compartments."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from waystation.casework.errors import NotYourRole
from waystation.casework.fields import fields
from waystation.casework.house import Capacity
from waystation.casework.roles import may_write
from waystation.desk.cases.overview import overview, show
from waystation.desk.web import forms
from waystation.store import cases

FIRST = ("code_name", "kind", "status", "max_stay_days", "languages", "step_free", "minors", "rules", "review_on")


def houses(request: Any) -> HttpResponse:
    """The houses of which these keys open something."""
    found = overview(request.keys, "house")
    rows = sorted(found.rows, key=lambda row: row.code.casefold())
    context = {"rows": rows, "may_add": may_write(request.keys.roles, "capacity")}
    return show(request, "desk/houses.html", context, found)


def new(request: Any) -> HttpResponse:
    """A new house: what placement needs to know. Its address has a part of its own, which only few open."""
    keys = request.keys
    if not may_write(keys.roles, "capacity"):
        raise NotYourRole(_("Houses are opened by coordinators."))
    abouts = [fields(Capacity)[name] for name in FIRST]
    if request.method != "POST":
        widgets = forms.widgets(abouts, {"status": "planned"}, forms.Choices())
        return render(request, "desk/new_house.html", {"widgets": widgets})
    values, widgets, good = forms.read(request.POST, abouts, forms.Choices())
    given = {k: v for k, v in values.items() if v is not None}
    if good and given.get("code_name"):
        number = cases.new_house(keys, given["code_name"], given)
        return redirect("file", kind="houses", number=number.hex())
    error = _("Give the house a code name.") if good else _("Some fields need another look. Nothing is lost.")
    return render(request, "desk/new_house.html", {"widgets": widgets, "error": error}, status=400)
