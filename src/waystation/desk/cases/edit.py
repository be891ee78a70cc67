"""Editing in place: one form for a compartment's own fields or for one record of a list."""

import os
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from waystation.casework.byhand import clearance
from waystation.casework.byhand.clearance import Guarded
from waystation.casework.compartments import PLACES
from waystation.casework.errors import NotYourRole, UnknownField
from waystation.casework.fields import About, Record, field, fields, record_type
from waystation.casework.folds import REMOVED, Set
from waystation.casework.roles import may_write
from waystation.casework.sharing.limits import Withheld
from waystation.desk.cases.opened import case_url, choices, now_of, opened_file, part_of, words
from waystation.desk.web import forms
from waystation.desk.web.ids import id_of
from waystation.desk.web.words import sentence
from waystation.store.files import cases
from waystation.store.files.casefiles import CaseFile, Part
from waystation.store.sealed import drafts, readings
from waystation.store.sealed.readings import Label

NEW = "new"  # in an address, in place of a record's id


def edit(
    request: Any, number: str, part: str, collection: str = "", record: str = "", kind: str = "cases"
) -> HttpResponse:
    """GET shows the form, with a draft if one was kept; POST saves what was changed."""
    file = opened_file(request, number)
    target = part_of(file, part)
    if not may_write(request.keys.roles, target.kind.key, collection):
        raise NotYourRole(_("Your role does not write here."))
    try:
        struct = record_type(target.kind.struct, collection)
    except UnknownField as error:
        raise Http404 from error
    if record == NEW and by_act(struct):
        raise Http404
    if issubclass(target.kind.struct, Guarded):
        clearance.require(target.state.words if target.state else (), now=False)
    form = EditForm(request, file, target, collection, record, forms.shown_fields(struct))
    if request.method == "POST":
        return form.save()
    return form.page()


def by_act(struct: type[Record]) -> bool:
    """Whether a record begins by an act of its own, such as asking to break the glass, and not by filling in a form."""
    return any(about.acted and about.required for about in fields(struct).values())


class EditForm:
    """One editing of one place in a case."""

    def __init__(self, request: Any, file: CaseFile, part: Part, collection: str, record: str, abouts: list[About]):
        self.request, self.file, self.part = request, file, part
        self.collection, self.record, self.abouts = collection, record, abouts
        self.place = f"{file.number.hex()}/{part.key}/{collection}/{record}"
        self.choices = choices(file)
        self.error = ""

    def shown(self) -> dict[str, Any]:
        """The present values; none for a new record, or for a compartment this member only drops into."""
        state = self.part.state
        if state is None or self.record == NEW:
            return {}
        return state.row(self.collection, self.record)

    def page(self, widgets: list[forms.Widget] | None = None, sealed: str = "", status: int = 200) -> HttpResponse:
        values = self.shown()
        draft = drafts.look(self.request.keys, self.place) if widgets is None else None
        heads = self.part.reading.heads if self.part.reading else ()
        if draft is not None:
            before, heads = draft.before, draft.heads
            widgets = forms.widgets(self.abouts, {**values, **draft.typed}, self.choices)
            sealed = forms.seal_shown(self.request.keys, self.place, before, heads)
        context = {
            "file": self.file,
            "part": self.part,
            "panel_title": self.part.kind.label,
            "collection": field(self.part.kind.struct, self.collection) if self.collection else None,
            "record": self.record,
            "number": self.file.number.hex(),
            "kind": PLACES[self.file.subject],
            "widgets": widgets or forms.widgets(self.abouts, values, self.choices),
            "shown": sealed or forms.seal_shown(self.request.keys, self.place, values, heads),
            "draft": draft,
            "error": self.error,
            "blind": self.part.reading is None and self.part.circle is not None,
        }
        return render(self.request, "desk/edit.html", context, status=status)

    def save(self) -> HttpResponse:
        post = self.request.POST
        if "forget" in post:
            drafts.forget(self.request.keys, self.place)
            return redirect(self.request.path)
        sealed = post.get("shown", "")
        try:
            before, heads = forms.open_shown(self.request.keys, self.place, sealed)
        except forms.FormBroken:
            before, heads = self.shown(), ()
            sealed = ""
        values, widgets, good = forms.read(post, self.abouts, self.choices)
        if post.get("draft"):
            typed = forms.changed(values, before)
            drafts.keep(self.request.keys, self.place, drafts.Draft(typed, before, heads, self.request.keys.minute))
            return HttpResponse(status=204)
        if not good:
            self.error = _("Some fields need another look. Nothing was saved yet, and nothing that you typed is lost.")
            return self.page(widgets, sealed, status=400)
        changed = forms.changed(values, before)
        if not sealed and self.part.reading is not None:
            changed = forms.changed(values, self.shown())
        if changed:
            record = os.urandom(6).hex() if self.record == NEW else self.record
            circle = cases.ensure_part(self.file, self.part.kind.key, self.part.person)
            seen = tuple(heads) if sealed else None
            checked = self.part.reading.checked if self.part.reading else ()
            key = self.part.kind.key
            label = Label(self.file.subject, self.file.number, key, self.part.person, self.file.code)
            try:
                cases.state(self.request.keys, circle, key, self.collection, record, changed, seen, checked, label)
            except Withheld as refused:
                self.error = sentence(refused)
                return self.page(widgets, sealed, status=400)
        drafts.forget(self.request.keys, self.place)
        return redirect(case_url(self.file) + "#" + self.part.key.replace(":", "-"))


def act(request: Any, number: str, part: str, kind: str = "cases") -> HttpResponse:
    """One-click changes: a task done, a record removed, one of two conflicting values chosen, a change undone."""
    if request.method != "POST":
        raise Http404
    file = opened_file(request, number)
    target = part_of(file, part)
    if target.circle is None or target.state is None:
        raise Http404
    post, key = request.POST, target.kind.key
    collection, record = post.get("collection", ""), post.get("record", "")
    if "done" in post:
        cases.state(request.keys, target.circle, key, "tasks", record, {"done": True, "done_at": now_of(request)})
    elif "remove" in post:
        if by_act(record_type(target.kind.struct, collection)):
            raise NotYourRole(_("What was done stays in the file."))
        cases.put(request.keys, target.circle, key, "set", Set(collection, record, {REMOVED: True}))
    elif "choose" in post:
        name = post.get("field", "")
        chosen = [v for v in target.state.conflict(name, record, collection) if v.statement.hex() == post["choose"]]
        if not chosen:
            raise Http404
        cases.state(request.keys, target.circle, key, collection, record, {name: chosen[0].value})
    elif "undo" in post:
        cases.take_back(request.keys, target.circle, key, id_of(post["undo"]))
    if post.get("back") == "history":
        return redirect(request.path.replace("/act/", "/history/"))
    return redirect(case_url(file) + "#" + part.replace(":", "-"))


def history(request: Any, number: str, part: str, kind: str = "cases") -> HttpResponse:
    """Who changed what, when, from what to what, newest first, each with its undo."""
    file = opened_file(request, number)
    target = part_of(file, part)
    if target.circle is None or target.reading is None:
        raise Http404
    options, lines = choices(file), []
    for change in reversed(readings.changes(request.keys, target.circle)):
        removed = change.field == REMOVED
        about = None if removed else field(record_type(target.kind.struct, change.collection), change.field)
        if about is not None and about.inner:
            continue
        listing = field(target.kind.struct, change.collection).label if change.collection else ""
        lines.append(
            {
                "change": change,
                "list": listing,
                "label": about.label if about else "",
                "removed": removed,
                "before": [words(about, b, options) for b in change.before if b is not None] if about else [],
                "after": words(about, change.after, options) if about else "",
                "who": file.keys.directory.name_of(change.author),
                "undoable": may_write(request.keys.roles, target.kind.key),
            }
        )
    context = {
        "file": file,
        "part": target,
        "number": number,
        "kind": kind,
        "lines": lines[:500],
        "more": len(lines) > 500,
    }
    return render(request, "desk/history.html", context)
