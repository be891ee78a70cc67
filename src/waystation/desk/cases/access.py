"""Who opens a compartment: granting, ending, and the consent that a grant needs."""

import datetime
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from waystation.casework.byhand.clearance import NotCleared
from waystation.casework.roles import MATRIX, ROLES
from waystation.casework.sharing.limits import Withheld
from waystation.circles.standing import READER, STEWARD, WRITER
from waystation.desk.cases.consented import Checked
from waystation.desk.cases.opened import opened_file, part_of, who
from waystation.desk.web import zones
from waystation.desk.web.ids import id_of
from waystation.desk.web.words import sentence
from waystation.store.files import casefiles, granting
from waystation.store.files.casefiles import CaseFile, Part


def access(request: Any, number: str, part: str, kind: str = "cases") -> HttpResponse:
    file = opened_file(request, number)
    target = part_of(file, part)
    if target.reading is None:
        raise Http404
    directory, error = request.keys.directory, ""
    may = granting.grants_in(request.keys, target)
    candidates = _candidates(request.keys, target)
    if request.method == "POST":
        if "end" in request.POST:
            granting.revoke(request.keys, target, id_of(request.POST["end"]))
            return redirect(_still_open(file, part, kind, request.path))
        if "again" in request.POST:
            _hand_on(request.keys, target, request.POST["again"])
            return redirect(request.path)
        error = _grant(request, file, target, candidates)
        if not error:
            return redirect(request.path)
    grants = [
        {
            "name": who(file.keys, g.holder),
            "team": g.holder in directory.teams,
            "members": [directory.name_of(m) for m in directory.team_members(g.holder)]
            if g.holder in directory.teams
            else [],
            "roles": g.roles,
            "until": g.until,
            "note": g.note,
            "id": g.grant.hex(),
            "waiting": not directory.cards(g.holder),
            "again": bool(directory.follows(g.holder)),
        }
        for g in target.reading.grants
    ]
    context = {
        "file": file, "part": target, "number": number, "kind": kind, "grants": grants, "may": may,
        "candidates": candidates, "error": error, "typed": request.POST if error else {},
        "checked": Checked.of(file, target),
    }  # fmt: skip
    return render(request, "desk/access.html", context, status=400 if error else 200)


def _again(keys: Any, part: Part) -> dict[str, str]:
    """Grants whose holder was enrolled again since: the new holder by the old grant's id."""
    found = {g.grant.hex(): keys.directory.follows(g.holder) for g in (part.reading.grants if part.reading else ())}
    return {grant: new.hex() for grant, new in found.items() if new}


def _hand_on(keys: Any, part: Part, grant: str) -> None:
    """Gives whoever was enrolled again what they had before: the same right, until the same end. Raises Http404."""
    new = _again(keys, part).get(grant)
    old = next((g for g in part.reading.grants if g.grant.hex() == grant), None) if part.reading else None
    if new is None or old is None:
        raise Http404
    granting.grant(keys, part, bytes.fromhex(new), *old.roles, until=old.until, note=old.note)
    granting.revoke(keys, part, old.grant)


def _still_open(file: CaseFile, part: str, kind: str, here: str) -> str:
    """Where to go on: whoever ended their own access does not open this page any more, or not even the case."""
    now = CaseFile(file.keys, file.number, file.code, file.subject)
    casefiles.find_parts(now)
    if part_of(now, part).reading:
        return here
    if any(p.reading for p in now.parts.values()):
        return reverse("file", args=[kind, file.number.hex()])
    return reverse(kind if kind in ("cases", "houses") else "today")


def _candidates(keys: Any, part: Part) -> list[tuple[str, str, str]]:
    """(id, name, role) of the teams and members whose role the one table lets open this compartment."""
    directory, found = keys.directory, []
    for role, right in MATRIX[part.kind.key].items():
        if not (right.reads or right.writes):
            continue
        if team := directory.team_of(role):
            found.append((team.hex(), _(directory.teams[team].name), ROLES[role].label))
        for line in directory.current_members():
            if role in line.roles:
                found.append((line.id.hex(), line.name, ROLES[role].label))
    return found


def _grant(request: Any, file: CaseFile, part: Part, candidates: list[tuple[str, str, str]]) -> str:
    """Makes a grant from the form. Returns what is wrong, empty when it was made."""
    post = request.POST
    if post.get("to") not in {i for i, _n, _r in candidates}:
        return _("Choose somebody whose role opens this compartment.")
    role_label = next(r for i, _n, r in candidates if i == post["to"])
    role = next(k for k, r in ROLES.items() if r.label == role_label)
    right = MATRIX[part.kind.key][role]
    until = 0
    if post.get("until"):
        try:
            until = int(datetime.datetime.fromisoformat(zones.typed(post["until"])).timestamp() // 60)
        except (ValueError, OverflowError):
            return _("This is not a time. Write it as year-month-day hour:minute, like 2026-03-31 14:00.")
        if until <= request.keys.minute:
            return _("This end has passed already.")
    if right.assigned and not until:
        return _("Give an end: this role opens the compartment for a stay or a leg only.")
    note = " ".join(post.get("note", "").split())[:200]
    checked = Checked.of(file, part)
    if wrong := checked.against(role, asked="consent" in post, note=note):
        return wrong
    kind = STEWARD if right.grants else READER if right.reads else WRITER
    try:
        granting.grant(
            request.keys, part, bytes.fromhex(post["to"]), kind, until=until, history="withhold" not in post, note=note
        )
    except (NotCleared, Withheld) as refused:
        return sentence(refused)
    return ""
