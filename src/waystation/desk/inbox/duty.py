"""Who is on duty, who is paged, and why a shift cannot end yet."""

from dataclasses import dataclass, field
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from waystation.desk.alarms.found import Shown, shown
from waystation.desk.cases.overview import overview
from waystation.desk.inbox import conversations
from waystation.desk.inbox.conversation import Conversation
from waystation.desk.inbox.conversations import require
from waystation.desk.web.ids import id_of
from waystation.store.duty import alarms, shifts
from waystation.store.hotline import correspondence
from waystation.store.sealed.keys import Keys


@dataclass
class Left:
    """What would have no owner if this member's shift ended now. ``danger``: people in danger whom nobody has in hand;
    ``held``: conversations in this member's hand; ``alarms``: (code name, case number) of alarms that nobody owns, both
    empty where it is sealed to this member; ``rings``: alarms in this member's hand."""

    danger: list[Conversation] = field(default_factory=list)
    held: list[Conversation] = field(default_factory=list)
    alarms: list[tuple[str, str]] = field(default_factory=list)
    rings: list[Shown] = field(default_factory=list)

    @property
    def anything(self) -> bool:
        return bool(self.danger or self.held or self.alarms or self.rings)


def left(keys: Keys, found: list[Conversation]) -> Left:
    waiting = [c for c in found if c.open]
    danger = [c for c in waiting if c.alarm and not c.holder]
    held = [c for c in waiting if c.holder == keys.pseudonym]
    rings = shown(keys, alarms.standing())
    unowned = {(one.code, one.number) for one in rings if one.free} | _not_rung(keys, rings)
    return Left(danger, held, sorted(unowned), [one for one in rings if one.mine])


def _not_rung(keys: Keys, rings: list[Shown]) -> set[tuple[str, str]]:
    """Silence past its time that nobody watches and that no alarm stands for, such as while their process does not
    run."""
    owned = {one.number for one in rings if not one.free}
    return {
        (row.code, row.url)
        for row in overview(keys, "").rows
        if row.level == "alarm" and row.url not in owned
        for due, level, _part in row.dues
        if level == "alarm" and not due.owner
    }


def paged(keys: Keys, found: list[Conversation]) -> list[Conversation]:
    """Those in danger now who are with one colleague, and no second operator came yet."""
    return [c for c in found if c.open and c.alarm and c.holder and not c.second and c.holder != keys.pseudonym]


@require_POST
def shift(request: Any) -> HttpResponse:
    """Begins a shift, or ends it if nothing is left without an owner."""
    keys: Keys = request.keys
    require(keys)
    if "begin" in request.POST:
        shifts.begin(keys)
        return redirect("inbox")
    remains = left(keys, conversations.every(keys))
    if remains.anything:
        return render(request, "desk/shift.html", {"left": remains}, status=409)
    shifts.end(keys)
    return redirect("inbox")


@require_POST
def come(request: Any, mailbox: str) -> HttpResponse:
    """Comes as second operator."""
    require(request.keys)
    correspondence.join(request.keys, id_of(mailbox))
    return redirect("letter", mailbox=mailbox)
