"""A machine-readable zone typed, or read from a picture: checked, compared with Identity, and taken into the case."""

import os
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from waystation.casework.errors import BadValue, NotYourRole
from waystation.casework.roles import access, may_write
from waystation.casework.verifying import mrz
from waystation.casework.verifying.mrz import Zone
from waystation.desk.cases.opened import case_url, choices, opened_file, today_of
from waystation.desk.papers import pictures
from waystation.desk.web.words import sentence
from waystation.store.files import cases
from waystation.store.files.casefiles import CaseFile

KINDS = {"P": "foreign_passport", "I": "identity_card", "A": "identity_card", "C": "identity_card"}


def zone(request: Any, number: str) -> HttpResponse:
    """GET asks for the lines; POST checks them, and with ``take`` writes what they say into Papers and Identity."""
    file = opened_file(request, number, only=("identity", "papers", "needs"))
    if not any(access(role, "identity").reads for role in request.keys.roles):
        raise NotYourRole(_("Papers are read by those who open Identity."))
    post, error = request.POST, ""
    typed, person = post.get("lines", ""), post.get("person") or file.persons[0]
    found: Zone | None = None
    if request.method == "POST":
        try:
            if picture := request.FILES.get("picture"):
                typed = pictures.lines(picture)
            found = mrz.read(typed, today_of(request.keys))
            if "take" in post:
                take(file, person, found)
                return redirect(case_url(file) + "#papers")
        except BadValue as refused:
            error = sentence(refused)
    context = {
        "file": file, "number": number, "typed": typed, "person": person, "error": error, "zone": found,
        "faults": [_(fault) for fault in (*found.faults, *differences(file, person, found))] if found else [],
        "persons": choices(file).persons, "reads_pictures": pictures.can_read(),
        "may_take": may_write(request.keys.roles, "papers"),
    }  # fmt: skip
    return render(request, "desk/zone.html", context, status=400 if error else 200)


def differences(file: CaseFile, person: str, found: Zone) -> list[str]:
    if person not in file.persons or (state := file.part("identity", person).state) is None:
        return []
    return mrz.differences(found, state.get("latin_name") or "", state.get("born") or "")


def take(file: CaseFile, person: str, found: Zone) -> None:
    """Writes a document into Papers; into Identity only what is still empty there: what somebody else wrote is theirs
    to change. Raises BadValue, NotYourRole."""
    if person not in file.persons:
        raise BadValue(_("Choose one of the list."))
    row = {
        "person": person, "kind": "other" if found.visa else KINDS.get(found.document[:1], "other"),
        "number": found.number, "country": found.issuer or None,
        "expires": found.expires.isoformat() if found.expires else None,
    }  # fmt: skip
    papers = cases.ensure_part(file, "papers")
    cases.state(file.keys, papers, "papers", "documents", os.urandom(6).hex(), row)
    if not found.visa and may_write(file.keys.roles, "identity"):
        _into_identity(file, person, found)


def _into_identity(file: CaseFile, person: str, found: Zone) -> None:
    state = file.part("identity", person).state
    said: dict[str, Any] = {
        "latin_name": f"{found.given} {found.surname}".strip(),
        "born": found.born.isoformat() if found.born else None,
        "nationalities": [found.nationality] if found.nationality else None,
        "sex_marker": found.sex,
    }
    new = {name: value for name, value in said.items() if value and not (state and state.get(name))}
    if new:
        cases.state(file.keys, cases.ensure_part(file, "identity", person), "identity", "", "", new)
