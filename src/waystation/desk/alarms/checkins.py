"""The check-ins of one case: agreed times, answers as they were said, the ladder. Drills have the same page apart."""

import datetime
import os
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _

from waystation.casework import clocks
from waystation.casework.compartments import COMPARTMENTS
from waystation.casework.errors import BadValue, CaseworkError, NotYourRole
from waystation.casework.fields import fields
from waystation.casework.folds import REMOVED, Set, set_statement
from waystation.casework.hotline import checkins
from waystation.casework.hotline.checkins import HEARD, LATE_STATUSES, Rung, Schedule, was_heard
from waystation.casework.roles import may_write
from waystation.desk.cases.opened import choices, now_of, opened_file
from waystation.desk.web import forms
from waystation.desk.web.words import sentence
from waystation.store.files import cases
from waystation.store.files.casefiles import CaseFile, Part

COMING, PAST = 12, 30  # lines shown of those to come and of those that are over
LIST = "check_ins"


@dataclass
class Line:
    """One check-in. ``level``: as its clock says; drills are levelled as if they were live."""

    id: str
    due: int
    level: str
    row: dict[str, Any]

    @property
    def heard(self) -> bool:
        """Whether somebody spoke with them. Not what was said: whoever stands near sees the page."""
        return was_heard(self.row)

    @property
    def answered(self) -> int:
        return clocks.minute(self.row.get("answered_at")) or 0

    @property
    def late(self) -> bool:
        return self.answered > self.due

    @property
    def rings(self) -> bool:
        return self.level == "alarm"


class Desk:
    """The check-ins of one part of a case, live or drills, as this member sees them."""

    def __init__(self, request: Any, number: str, part: str, drill: bool):
        self.request, self.keys, self.drill = request, request.keys, drill
        self.file: CaseFile = opened_file(request, number, only=tuple({part, "contact"}))
        self.part: Part = self.file.part(part)
        if self.part.state is None or self.part.circle is None:
            raise Http404
        self.state, self.circle, self.key = self.part.state, self.part.circle, part
        self.writes = may_write(self.keys.roles, part)

    @property
    def lines(self) -> list[Line]:
        found = []
        for id, row in self.state.rows(LIST).items():
            due = clocks.minute(row.get("due"))
            if due is None or bool(row.get("drill")) != self.drill:
                continue
            grace = clocks.GRACE if row.get("grace") is None else int(row["grace"])
            found.append(Line(id, due, clocks.level(due, self.keys.minute, True, grace), row))
        return sorted(found, key=lambda line: (line.due, line.id))

    def line(self, id: str) -> Line:
        """Raises Http404."""
        for line in self.lines:
            if line.id == id:
                return line
        raise Http404

    @property
    def duress_word(self) -> str:
        contact = self.file.states.get("contact")
        return self.state.get("duress_word") or (contact.get("duress_word") if contact else "") or ""

    @property
    def reply(self) -> str:
        """What to answer, in the person's language where the pages speak it."""
        contact = self.file.states.get("contact")
        language = (contact.get("language") if contact else "") or ""
        spoken = {code for code, _name in settings.LANGUAGES}
        with translation.override(language if language in spoken else translation.get_language()):
            return _(checkins.REPLY)

    def rungs(self, due: int) -> list[Rung]:
        return checkins.rungs(self.state.rows("ladder"), due)

    def put(self, *statements: tuple[str, str, dict[str, Any]]) -> None:
        """States (list, record, values) together."""
        struct = COMPARTMENTS[self.key].struct
        cases.put_all(self.keys, self.circle, self.key, [("set", set_statement(struct, *s)) for s in statements])

    # -- acts ----------------------------------------------------------------------------------------------------------

    def agree(self, post: Any) -> list[forms.Widget]:
        """Writes the check-ins of a schedule. Returns the form with its errors, or nothing."""
        values, widgets, good = forms.read(post, fields(Schedule).values(), choices(self.file))
        if not good or None in (values["first"], values["last"], values["every"]):
            return self._asked_again(widgets)
        first, last = (datetime.datetime.fromisoformat(values[name]) for name in ("first", "last"))
        try:
            times = checkins.agreed(first, last, values["every"])
        except BadValue as error:
            widgets[0].error = sentence(error)
            return widgets
        kept = {name: values[name] for name in ("grace", "channel", "owner") if values[name] is not None}
        kept |= {"drill": True} if self.drill else {}
        made = [(LIST, os.urandom(8).hex(), {"due": at.isoformat(), **kept}) for at in times]
        hours = [("", "", {"check_in_every": values["every"]})] if self.key == "contact" and not self.drill else []
        self.put(*made, *hours)
        return []

    def _asked_again(self, widgets: list[forms.Widget]) -> list[forms.Widget]:
        for widget in widgets:
            if widget.about.required and not widget.value and not widget.error:
                widget.error = _("This is needed.")
        return widgets

    def heard(self, line: Line, said: str) -> None:
        """Writes down an answer, which ends the silences before it too. Raises BadValue."""
        if not said.strip():
            raise BadValue(_("Write what they said, word for word: a word may mean more than it says."))
        now = now_of(self.request)
        status = checkins.status_of(said, line.due, self.keys.minute, self.duress_word)
        values = {"said": said, "status": status, "answered_at": now, "heard_by": self.keys.member.hex()}
        earlier = [x for x in self.lines if x.due < line.due and not x.heard] if status in HEARD else []
        told = {"status": "ok_late", "answered_at": now, "heard_by": values["heard_by"]}
        self._answered(line, values, now, *((LIST, x.id, told) for x in earlier))

    def silent(self, line: Line, status: str) -> None:
        """Writes down a try without an answer, or that they are known to be safe, or lost."""
        if status not in (*LATE_STATUSES, "confirmed_safe", ""):
            raise Http404
        now, status = now_of(self.request), status or checkins.tried(line.row.get("status") or "")
        if status == "confirmed_safe":
            values = {"status": status, "answered_at": now, "heard_by": self.keys.member.hex()}
            self._answered(line, values, now)
        else:
            self.put((LIST, line.id, {"status": status}))

    def _answered(self, line: Line, values: dict[str, Any], now: str, *more: tuple[str, str, dict[str, Any]]) -> None:
        own = [("", "", {"last_heard": now})] if self.key == "contact" and not self.drill else []
        self.put((LIST, line.id, values), *more, *own)

    def stop(self, ids: list[str]) -> None:
        """Takes check-ins off the list that nobody needs any more: one, or all that are to come."""
        bodies = [("set", Set(LIST, id, {REMOVED: True})) for id in ids]
        if bodies:
            cases.put_all(self.keys, self.circle, self.key, bodies)


def live(request: Any, number: str, part: str) -> HttpResponse:
    return _served(request, Desk(request, number, part, drill=False))


def practice(request: Any, number: str, part: str) -> HttpResponse:
    """Drills: rehearsed with the person or among colleagues. Nothing rings, and nothing stands in another list."""
    return _served(request, Desk(request, number, part, drill=True))


def _served(request: Any, desk: Desk) -> HttpResponse:
    if request.method != "POST":
        return _page(request, desk)
    if not desk.writes:
        raise NotYourRole(_("Your role does not write here."))
    post, act = request.POST, request.POST.get("act", "")
    try:
        if act == "agree":
            if widgets := desk.agree(post):
                return _page(request, desk, widgets=widgets, status=400)
        elif act == "heard":
            desk.heard(desk.line(post.get("line", "")), post.get("said", ""))
            return redirect(f"{request.path}?noted=1")
        elif act == "silent":
            desk.silent(desk.line(post.get("line", "")), post.get("status", ""))
        elif act == "stop":
            desk.stop([desk.line(post["line"]).id] if post.get("line") else [x.id for x in _coming(desk)])
        else:
            raise Http404
    except CaseworkError as error:
        return _page(request, desk, error=sentence(error), status=400)
    return redirect(request.path)


def _coming(desk: Desk) -> list[Line]:
    return [line for line in desk.lines if line.due > desk.keys.minute and not line.row.get("status")]


def _page(
    request: Any, desk: Desk, error: str = "", widgets: list[forms.Widget] | None = None, status: int = 200
) -> HttpResponse:
    lines, contact = desk.lines, desk.file.states.get("contact")
    waiting = [line for line in lines if not line.heard]
    now = [line for line in waiting if line.due <= desk.keys.minute + 60]
    coming = [line for line in waiting if line not in now]
    abouts = list(fields(Schedule).values())
    journey = desk.key == "journey"
    context = {
        "file": desk.file,
        "number": desk.file.number.hex(),
        "part": desk.part,
        "drill": desk.drill,
        "writes": desk.writes,
        "now": now,
        "coming": coming[:COMING],
        "more": len(coming) - COMING,
        "last": coming[-1] if coming else None,
        "over": [line for line in reversed(lines) if line.heard][:PAST],
        "ladder": desk.rungs(now[0].due if now else coming[0].due if coming else 0),
        "timed": bool(now or coming),
        "last_heard": clocks.minute(contact.get("last_heard")) if contact and not journey else 0,
        "widgets": widgets or forms.widgets(abouts, {"channel": _channel(desk)}, choices(desk.file)),
        "agreeing": widgets is not None,
        "noted": "noted" in request.GET,
        "reply": desk.reply,
        "typed": request.POST.get("said", "") if status != 200 else "",
        "typed_in": request.POST.get("line", ""),
        "statuses": LATE_STATUSES,
        "error": error,
        "other": _url(journey, not desk.drill),
    }
    return render(request, "desk/checkins.html", context, status=status)


def _channel(desk: Desk) -> str:
    """The first safe way to reach them."""
    contact = desk.file.states.get("contact")
    channels = contact.rows("channels").values() if contact else ()
    return next((row.get("kind") or "" for row in channels if row.get("safe") is True), "")


def _url(journey: bool, drill: bool) -> str:
    if drill:
        return "practise_journey" if journey else "practise_check_ins"
    return "journey_check_ins" if journey else "check_ins"
