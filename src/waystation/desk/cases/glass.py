"""Break-glass: opening a sealed part in an emergency. Two members, a reason, some hours, an entry that stays.

One whose role may (``x`` in the one table) asks; somebody else who grants that part hands over a key that ends by
itself. Both stand in the file, where all who help see them, until the person was told.
"""

import os
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from waystation.casework.errors import NotYourRole
from waystation.casework.glass import KEPT_IN, MOST_HOURS
from waystation.casework.glass import pending as undecided
from waystation.casework.roles import access
from waystation.circles.standing import READER
from waystation.desk.cases.opened import case_url, now_of, opened_file, part_of
from waystation.store.files import cases, granting
from waystation.store.files.casefiles import CaseFile
from waystation.store.sealed import accesslog


def may_ask(file: CaseFile, compartment: str) -> bool:
    return any(access(role, compartment).glass for role in file.keys.roles)


def ask(request: Any, number: str, part: str, kind: str = "cases") -> HttpResponse:
    """Asks for a sealed part, with a reason and for some hours."""
    file = opened_file(request, number)
    target = part_of(file, part)
    if not may_ask(file, target.kind.key) or target.circle is None:
        raise NotYourRole(_("Your role does not open this, not even in an emergency."))
    error, post = "", request.POST
    if request.method == "POST":
        reason = " ".join(post.get("reason", "").split())
        hours = post.get("hours", "")
        if len(reason) < 10:
            error = _("Write why it cannot wait, in a sentence.")
        elif not (hours.isascii() and hours.isdigit() and 1 <= int(hours) <= MOST_HOURS):
            error = _("Choose 1 to 24 hours.")
        else:
            values = {"part": part, "by": request.keys.member.hex(), "reason": reason, "hours": hours,
                      "asked_at": now_of(request)}  # fmt: skip
            _state(file, os.urandom(6).hex(), values)
            return redirect(case_url(file) + "#glass")
    context = {"file": file, "part": target, "number": number, "kind": kind, "error": error, "typed": post}
    return render(request, "desk/glass.html", context, status=400 if error else 200)


def decide(request: Any, number: str, kind: str = "cases") -> HttpResponse:
    """Grants or refuses what somebody else asked for."""
    file = opened_file(request, number)
    kept = file.states.get(KEPT_IN.get(file.subject, ""))
    if request.method != "POST" or kept is None:
        raise Http404
    record = request.POST.get("record", "")
    row = undecided(kept).get(record)
    if row is None or not _rightly_asked(file, record, row):
        raise Http404
    keys, target = request.keys, part_of(file, row["part"])
    if row["by"] == keys.member.hex():
        raise NotYourRole(_("Somebody else must decide this."))
    if not granting.grants_in(keys, target):
        raise NotYourRole(_("This is decided by those who grant that part."))
    if "refuse" in request.POST:
        values = {"refused_by": keys.member.hex(), "decided_at": now_of(request)}
    else:
        until = keys.minute + int(row["hours"]) * 60
        granting.grant(keys, target, bytes.fromhex(row["by"]), READER, until=until, note=row["reason"][:200])
        accesslog.log(keys.pseudonym, "break-glass", [target.circle or b""])
        values = {"approved_by": keys.member.hex(), "decided_at": now_of(request)}
    _state(file, record, values)
    return redirect(case_url(file))


def _rightly_asked(file: CaseFile, record: str, row: dict[str, Any]) -> bool:
    """Whether it was the asker's own hand that asked, and their role may. Whoever writes in the part where requests are
    kept could state one in anybody's name, with a program of their own."""
    directory = file.keys.directory
    author = file.states[KEPT_IN[file.subject]].author("by", record, "openings") or b""
    own = directory.member(author) == bytes.fromhex(row["by"])
    roles = directory.roles(author, file.keys.minute)
    return own and any(access(role, row["part"].split(":")[0]).glass for role in roles)


def _state(file: CaseFile, record: str, values: dict[str, Any]) -> None:
    kept_in = KEPT_IN[file.subject]
    cases.state(file.keys, cases.ensure_part(file, kept_in), kept_in, "openings", record, values)


def pending(file: CaseFile) -> list[dict[str, Any]]:
    """The undecided requests of a case, for its page: what, who, why, and whether this member decides."""
    kept = file.states.get(KEPT_IN.get(file.subject, ""))
    found = []
    for record, row in (undecided(kept) if kept else {}).items():
        part = file.parts.get(row["part"])
        if part is not None and _rightly_asked(file, record, row):
            mine = row["by"] == file.keys.member.hex()
            decides = not mine and granting.grants_in(file.keys, part)
            who = file.keys.directory.name_of(bytes.fromhex(row["by"]))
            found.append({"record": record, "part": part, "who": who, "reason": row.get("reason"), "decides": decides,
                          "hours": row.get("hours"), "mine": mine})  # fmt: skip
    return found
