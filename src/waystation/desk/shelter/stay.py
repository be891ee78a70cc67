"""One stay: a form with bed and dates, and before anything is saved a page that says what would be.

The chart's drag and arrows, the placement page and the form itself all come here by POST; nothing stands in an address.
"""

import datetime
import os
from dataclasses import replace
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language_bidi
from django.utils.translation import gettext as _

from waystation.casework.beds.occupancy import Day
from waystation.casework.byhand import clearance
from waystation.casework.fields import About, fields
from waystation.casework.folded import folded
from waystation.casework.parts.shelter import Stay
from waystation.circles.standing import READER, WRITER, Grant
from waystation.desk.cases.consented import Checked
from waystation.desk.cases.edit import NEW
from waystation.desk.cases.opened import case_url, choices, today_of
from waystation.desk.shelter.place import writable
from waystation.desk.shelter.would import CLOSED, Would
from waystation.desk.web import forms
from waystation.store.beds.lodgings import Seen
from waystation.store.files import cases, granting
from waystation.store.files.casefiles import CaseFile
from waystation.store.sealed.readings import Label

ASKED = ("house", "bed", "persons", "since", "until", "max_stay_on", "review_on", "second_house", "rules_told")
REVIEW = datetime.timedelta(14)
LEAST_REASON = 10  # characters: a reason, not a dot
TO_HOST = ("needs", "shelter")  # what a host opens of a guest


def stay(request: Any, number: str, record: str) -> HttpResponse:
    """GET shows the form; POST ``try`` says what would be; POST ``save`` saves, over an objection with a reason."""
    file = writable(request, number)
    shelter = file.states.get("shelter")
    clearance.require(shelter.words if shelter else (), now=False)
    if record != NEW and (shelter is None or record not in shelter.records("stays")):
        raise Http404
    return Planning(request, file, record).answer()


class Planning:
    """One planning of one stay."""

    def __init__(self, request: Any, file: CaseFile, record: str):
        self.request, self.file, self.record = request, file, record
        self.today, self.place = today_of(request.keys), f"{file.number.hex()}/shelter/stays/{record}"
        shelter = file.states.get("shelter")
        self.before = shelter.row("stays", record) if shelter and record != NEW else {}
        self.choices = choices(file)
        self.error = ""

    def answer(self) -> HttpResponse:
        post = self.request.POST
        if self.request.method != "POST":
            return self.page(self.values())
        values, widgets, good = forms.read(self.posted(), self.abouts(), self.choices)
        if not good or not values.get("since") or not values.get("house"):
            self.error = _("Choose a house and a first day.") if good else _("Some fields need another look.")
            return self.page(self.values() | values, status=400, widgets=widgets)
        if post.get("act") == "save":
            would = Would.of(self.file, self.record, self.before, values, self.today)
            if not (error := self.refused(would)):
                return self.save(values, would)
            self.error = error
        return self.page(values, tried=True, status=400 if self.error else 200)

    def posted(self) -> Any:
        """What was posted; fields that the chart does not send keep what stands."""
        post = self.request.POST.copy()
        for name, value in self.values().items():
            if name not in post and (post.get("act") == "try" and "shown" not in post):
                post.setlist(name, value if isinstance(value, list) else [_typed(value)])
        return post

    def values(self) -> dict[str, Any]:
        """What stands, or what a new stay begins with."""
        if self.before:
            return {name: self.before.get(name) for name in ASKED}
        people = self.file.states["needs"].records("persons") or self.file.persons
        review = (self.today + REVIEW).isoformat()
        return {"persons": people, "since": self.today.isoformat(), "review_on": review}

    def abouts(self) -> list[About]:
        every = fields(Stay)
        return [_listed(every[name]) for name in ASKED]

    # -- what would be -------------------------------------------------------------------------------------------------

    def page(
        self, values: dict[str, Any], tried: bool = False, status: int = 200, widgets: list[forms.Widget] | None = None
    ) -> HttpResponse:
        would = Would.of(self.file, self.record, self.before, values, self.today)
        shown = widgets or forms.widgets(self.abouts(), values, self.choices)
        for widget in shown:
            if widget.about.name in ("house", "second_house"):
                widget.options = _houses(would.seen, widget.value)
        drawn = would.drawn() if tried else None
        context = {
            "file": self.file, "number": self.file.number.hex(), "widgets": shown, "error": self.error, "tried": tried,
            "typed": self.request.POST, "new": self.record == NEW, "would": would, "chart": drawn, "moves": False,
            "shown": forms.seal_shown(self.request.keys, self.place, self.before, self.heads()),
            "host": self.host(would), "line": drawn.line(get_language_bidi()) if drawn else "",
        }  # fmt: skip
        return render(self.request, "desk/stay.html", context, status=status)

    def heads(self) -> tuple[bytes, ...]:
        reading = self.file.part("shelter").reading
        return reading.heads if reading else ()

    def refused(self, would: Would) -> str:
        """What to do before this can be saved; empty where nothing speaks against it, or a reason was given."""
        if would.until <= would.since:
            return _("The last day must come after the first.")
        if would.never:
            return _("Nobody is sent to this house any more. Choose another.")
        if would.against and len(self.reason()) < LEAST_REASON:
            return _("Something speaks against this bed. Choose another, or write why all the same.")
        return self.refused_to_host() if self.host(would) and "to_host" in self.request.POST else ""

    def reason(self) -> str:
        return " ".join(self.request.POST.get("all_the_same", "").split())[:200]

    # -- saving --------------------------------------------------------------------------------------------------------

    def save(self, values: dict[str, Any], would: Would) -> HttpResponse:
        post, keys = self.request.POST, self.request.keys
        try:
            before, heads = forms.open_shown(keys, self.place, post.get("shown", ""))
        except forms.FormBroken:
            before, heads = self.before, self.heads()
        changed = forms.changed(values, before)
        if reason := self.reason():
            changed["all_the_same"] = reason
        if not self.before:
            changed["owner"] = keys.member.hex()
        record = os.urandom(6).hex() if self.record == NEW else self.record
        if changed:
            circle = cases.ensure_part(self.file, "shelter")
            cases.state(keys, circle, "shelter", "stays", record, changed, heads)
        if "to_host" in post and would.here and self.host(would):
            self.to_host(bytes.fromhex(would.here.house.host), would.until)
        return redirect(case_url(self.file) + "#shelter" if "back" in post else "bedchart")

    def host(self, would: Would) -> str:
        """What the host of the house is called, where this member could give them the keys."""
        host = would.here.house.host if would.here else ""
        may = all(granting.grants_in(self.request.keys, self.file.part(key)) for key in TO_HOST)
        return self.request.keys.directory.name_of(bytes.fromhex(host)) if host and may else ""

    def refused_to_host(self) -> str:
        """What stands against giving the host the keys; consents decide, as on the page Access."""
        if any(Checked.of(self.file, self.file.part(key)).against("host", True, "") for key in TO_HOST):
            return _(
                "They have not agreed that the host opens this, or it is not written down. Record it under Consent, or "
                "untick the box; what cannot wait is granted under Who opens this, with a reason."
            )
        return ""

    def to_host(self, host: bytes, last: Day) -> None:
        """The host opens Needs and Shelter of their guests until the stay ends."""
        end = datetime.datetime.combine(last + datetime.timedelta(1), datetime.time(), datetime.UTC)
        until = int(end.timestamp() // 60)
        for key in TO_HOST:
            part = self.file.part(key)
            held = {g.holder: g.until for g in (part.reading.grants if part.reading else ())}
            if held.get(host, 0) >= until:
                continue
            granting.grant(self.request.keys, part, host, READER, until=until, note=_("Stay in the house"))
        if self.file.part("money").circle is None:  # a host writes down what they spent, and opens nothing of it
            label = Label("case", self.file.number, "money", "", self.file.code)
            cases.found_part(self.request.keys, label, more=[Grant(host, (WRITER,))])


def _typed(value: Any) -> str:
    return {True: "yes", False: "no", None: ""}.get(value, str(value)) if not isinstance(value, str) else value


def _listed(about: About) -> About:
    """The two houses are chosen from those that there are."""
    return replace(about, kind="choice", choices="houses") if about.name in ("house", "second_house") else about


def _houses(seen: Seen, chosen: Any) -> list[tuple[str, str, bool]]:
    key = folded(chosen) if isinstance(chosen, str) else ""
    found = [(h.code, h.code, h.key == key) for h in seen.houses if h.status not in CLOSED or h.key == key]
    return found if not key or any(c for *_rest, c in found) else [*found, (chosen, chosen, True)]
