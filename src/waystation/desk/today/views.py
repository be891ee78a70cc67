"""Today: alarms, what is late, what is mine and due, what else is, what changed since I last looked, what waits for me.
Each thing stands once, in the most urgent place."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect

from waystation.casework.clocks import COMPARE, WRONG, alert
from waystation.casework.roles import access, may_write
from waystation.desk.cases.overview import Row, overview, show, waiting_for_keys
from waystation.desk.inbox import conversations, duty
from waystation.store.beds import burned
from waystation.store.lists import views
from waystation.store.members import again, invitations
from waystation.store.sealed import watch
from waystation.store.sealed.keys import Keys
from waystation.store.verifying import merging

SHOWN = 40  # lines of each kind; the list shows the rest


def today(request: Any) -> HttpResponse:
    keys: Keys = request.keys
    if request.method == "POST":
        if "looked" in request.POST:
            views.looked(keys)
        if "log" in request.POST:
            watch.dismiss(keys)
        return redirect("today")
    found = overview(keys, "")
    every = [r for r in found.rows if r.stage != "S12"]
    lines = _due_lines(keys, every)
    since = views.last_look(keys)
    changed = sorted((r for r in every if r.latest > since), key=lambda r: -r.latest)
    context = {
        "groups": _groups(lines),
        "shown": SHOWN,
        "changed": changed[:SHOWN] if since else [],
        "since": since,
        "conflicts": [r for r in every if r.conflicts][:SHOWN],
        "wrong": [r for r in every if r.subject == "house" and r.level == "alarm" and _wrong(r)],
        "burns": burned.may_burn(keys),
        "keys": waiting_for_keys(keys, (r for r in every if r.subject == "case"), SHOWN),
        "asked": [r for r in every if any(_grants(keys, part) for part in r.asked)][:SHOWN],
        "letters": (letters := conversations.waiting(keys)),
        "paged": bool(letters) and bool(duty.paged(keys, conversations.every(keys))),
        "rules": merging.waiting(keys),
        "waiting": [w for w in invitations.waiting(keys) if w.answered],
        "back": [keys.directory.name_of(new) for _team, new in again.back_into_teams(keys)],
        "second_words": _words_wanted(keys),
        "log_warning": watch.warning(keys),
        "last_login": request.opened.last_login // 60_000_000,
        "failures": request.opened.failures,
        "empty": not every and not found.unread,
    }
    return show(request, "desk/today.html", context, found)


def _groups(lines: list[dict[str, Any]]) -> list[tuple[str, list[dict[str, Any]]]]:
    """Every line once, the most urgent group first: alarms, what is late, what is mine and due soon, the rest that is.
    What is mine comes first among what is late, so that it is never below the fold."""
    by_level = {level: [x for x in lines if x["level"] == level] for level in ("alarm", "late", "due")}
    late = sorted(by_level["late"], key=lambda x: not x["mine"])
    mine = [x for x in by_level["due"] if x["mine"]]
    others = [x for x in by_level["due"] if not x["mine"]]
    return [("alarm", by_level["alarm"]), ("late", late), *([("mine", mine)] if mine else []), ("due", others)]


def _words_wanted(keys: Keys) -> list[str]:
    """Those who were enrolled again and wait for a second word that this member may give."""
    if not keys.directory.is_governor(keys.member, keys.minute):
        return []
    return [keys.directory.name_of(line.old) for line in again.pending(keys) if keys.member not in line.by]


def _grants(keys: Keys, part: str) -> bool:
    return any(access(role, part.split(":")[0]).grants for role in keys.roles)


def _wrong(row: Row) -> bool:
    """Whether somebody in a house raised the alarm, and nobody gave the all-clear."""
    return any(due.what == WRONG for due, _level, _compartment in row.dues)


def _due_lines(keys: Keys, every: list[Row]) -> list[dict[str, Any]]:
    mine, compares = keys.member.hex(), may_write(keys.roles, "papers")
    lines = [
        {"row": row, "due": due, "level": level, "compartment": compartment, "mine": due.owner == mine,
         "alert": alert(due.at, keys.minute, due.notice)}
        for row in every
        if row.level != "calm"  # spares most cases the decoding of their dues
        for due, level, compartment in row.dues
        if level != "calm" and (due.what != COMPARE or level != "due" or compares)
    ]  # fmt: skip
    return sorted(lines, key=lambda x: x["due"].at)
