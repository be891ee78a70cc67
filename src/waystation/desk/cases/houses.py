"""Houses by their code names: the list, and a new one. A house's page is the case page with two compartments."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from waystation.casework.errors import NotYourRole
from waystation.casework.fields import fields
from waystation.casework.parts.house import Capacity
from waystation.casework.roles import may_write, sees_all
from waystation.desk.cases.new import beginning
from waystation.desk.cases.overview import overview, show
from waystation.store.files import cases

FIRST = ("code_name", "kind", "status", "max_stay_days", "languages", "step_free", "minors", "rules", "review_on")


def houses(request: Any) -> HttpResponse:
    """The houses of which these keys open something."""
    found = overview(request.keys, "house")
    rows = sorted(found.rows, key=lambda row: row.code.casefold())
    roles = request.keys.roles
    context = {
        "rows": rows, "may_add": may_write(roles, "capacity"), "chart": sees_all(roles, "shelter"),
        "practises": may_write(roles, "capacity", "incidents"),
    }  # fmt: skip
    return show(request, "desk/houses.html", context, found)


def new(request: Any) -> HttpResponse:
    """A new house: what placement needs to know. Its address has a part of its own, which only few open."""
    keys = request.keys
    if not may_write(keys.roles, "capacity"):
        raise NotYourRole(_("Houses are opened by coordinators."))

    def make(given: dict[str, Any]) -> HttpResponse | None:
        if not given.get("code_name"):
            return None
        return redirect("file", kind="houses", number=cases.new_house(keys, given["code_name"], given).hex())

    abouts = [fields(Capacity)[name] for name in FIRST]
    return beginning(request, "new house", abouts, {"status": "planned"}, make, _("Give the house a code name."))
