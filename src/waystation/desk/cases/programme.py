"""The programme's own page: what belongs to no case. It is the case page with other compartments."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from waystation.casework.errors import NotYourRole
from waystation.casework.roles import access
from waystation.store.files import casefiles
from waystation.store.files import programme as store


def programme(request: Any) -> HttpResponse:
    """Leads to the programme's compartments, for those whose role opens one."""
    kinds = casefiles.kinds("programme")
    if not any(access(role, kind.key).reads for role in request.keys.roles for kind in kinds):
        raise NotYourRole(_("Your role opens nothing of the programme."))
    return redirect("file", kind="programme", number=store.number(request.keys).hex())
