"""The settlement plan: goals in a picture, appointments, services, languages, work, and who holds the plan."""

import datetime
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from waystation.casework.errors import BadValue, NotYourRole
from waystation.casework.fields import Record, fields
from waystation.casework.folds import State
from waystation.casework.landing import goals
from waystation.casework.parts.settlement import Appointment, Goal, Help, Helper, Level, Occupation, Settlement
from waystation.casework.vocabularies import vocabulary
from waystation.desk.cases.opened import choices, opened_file, today_of, words
from waystation.desk.settlement.household import newest
from waystation.desk.web.acts import acted
from waystation.desk.web.forms import Choices
from waystation.store.files.casefiles import CaseFile
from waystation.store.settling import landing as store

BACK, AHEAD = 30, 90  # days that the picture shows at least: what was just due, and the next quarter
SKILLS = ("speaking", "listening", "reading", "writing")


@dataclass
class Lane:
    """One area of the picture with its goals as (percent from the left, mark, its words)."""

    label: str
    goals: list[tuple[int, goals.Mark, dict[str, str]]]


def settling(request: Any, number: str) -> HttpResponse:
    """The page; a POST does one of the acts below."""
    file = opened_file(request, number)
    part = file.part("settlement")
    if part.reading is None and not (part.circle is None and "settlement" in request.keys.roles):
        raise NotYourRole(_("The plan is opened by those who settle people in."))
    return acted(request, ACTS, _page, file)


def met(request: Any, file: CaseFile) -> None:
    """A goal is met, or an appointment was kept, today."""
    record, state = request.POST.get("record", ""), store.settlement(file)
    if record in state.records("goals"):
        store.state(file, "goals", record, met_on=today_of(request.keys).isoformat())
    elif record in state.records("appointments"):
        store.state(file, "appointments", record, kept=True)
    else:
        raise Http404


def levels(request: Any, file: CaseFile) -> None:
    """One test, its four skills each on the scale of the test. Raises BadValue."""
    post = request.POST
    if not (post.get("language") and post.get("scale") and post.get("person")):
        raise BadValue(_("Choose who, which language and which scale."))
    own = {name: post.get(name, "") for name in ("person", "language", "scale", "on")}
    if own["person"] not in file.persons:
        raise BadValue(_("Choose one of the list."))
    store.write_levels(file, own, {skill: post.get(skill, "") for skill in SKILLS})


def hand_over(request: Any, file: CaseFile) -> None:
    """Gives the plan to another organisation, or notes that it accepted it. Raises BadValue."""
    post, today = request.POST, today_of(request.keys).isoformat()
    if record := post.get("record", ""):
        if record not in store.settlement(file).records("handovers"):
            raise Http404
        who = post.get("accepted_by", "").strip()
        if not who:
            raise BadValue(_("Write who accepted it there."))
        to = store.settlement(file).row("handovers", record).get("to")
        store.state(file, "handovers", record, accepted_on=today, accepted_by=who)
        store.state(file, "", "", handed_over=to)
        return
    if not post.get("to", "").strip():
        raise BadValue(_("Write to which organisation."))
    row = {"to": post["to"], "on": today, "note": post.get("note", ""), "by": request.keys.member.hex()}
    store.state(file, "handovers", store.new(), **row)


def until(request: Any, file: CaseFile) -> None:
    """Sets how long the state supports them, from the day they arrived. Raises BadValue."""
    arrived, case = store.settlement(file).get("arrived_at"), request.POST.get("case", "")
    if case not in goals.SUPPORT or not arrived:
        raise BadValue(_("Write first when they arrived."))
    last = goals.support_until(datetime.date.fromisoformat(arrived[:10]), case)
    store.state(file, "", "", support_until=last.isoformat())


def allowance(request: Any, file: CaseFile) -> None:
    """They received a start-up allowance today. Raises BadValue."""
    today = today_of(request.keys).isoformat()
    store.state(file, "allowances", store.new(), kind=request.POST.get("kind", ""), received_on=today)


ACTS = {"met": met, "levels": levels, "handover": hand_over, "until": until, "allowance": allowance}


def _page(request: Any, file: CaseFile, error: str = "", status: int = 200) -> HttpResponse:
    state, options, today = store.settlement(file), choices(file), today_of(request.keys)
    found = goals.marks(state, today)
    lanes, first, last, now = _lanes(found, today, options)
    context = {
        "file": file, "number": file.number.hex(), "error": error, "typed": request.POST if error else {},
        "lanes": lanes, "first": first, "last": last, "now": now, "soon": _soon(state, options),
        "met": sum(m.state == "met" for m in found), "open": sum(m.state in ("late", "due", "calm") for m in found),
        "late": sum(m.state == "late" for m in found), "goals": len(found),
        "services": _rows(Help, state, "services", options), "work": _rows(Occupation, state, "occupations", options),
        "profiles": _profiles(state, options), "skills": [(s, vocabulary("language_skill").label(s)) for s in SKILLS],
        "people": options.persons, "languages": options.of(fields(Level)["language"]),
        "scales": options.of(fields(Level)["scale"]), "levels": options.of(fields(Level)["level"]),
        "holder": goals.holder(state), "waiting": goals.open_handover(state),
        "handovers": _rows(fields(Settlement)["handovers"].record, state, "handovers", options),
        "counselling": _rows(fields(Settlement)["counselling"].record, state, "counselling", options),
        "until": state.get("support_until"), "arrived": state.get("arrived_at"), "allowances": _allowances(state),
        "helpers": [f for _r, f in _rows(Helper, state, "helpers", options) if f["assigned_on"]],
    }  # fmt: skip
    return render(request, "desk/settling.html", context, status=status)


def _lanes(found: list[goals.Mark], today: datetime.date, options: Choices) -> tuple[list[Lane], Any, Any, int]:
    """The picture: for each area its goals, the days at both ends, and where today is (percent)."""
    days = [m.due for m in found if m.due]
    first = min([*days, today - datetime.timedelta(days=BACK)])
    last = max([*days, today + datetime.timedelta(days=AHEAD)])

    def at(day: datetime.date) -> int:
        return 2 + round(96 * (day - first).days / (last - first).days)

    lanes: dict[str, Lane] = {}
    for mark in found:
        lane = lanes.setdefault(mark.area, Lane(vocabulary("plan_goal").label(mark.area) or _("Other"), []))
        lane.goals.append((at(mark.due or last), mark, _words(Goal, dict(mark.row), options)))
    return list(lanes.values()), first, last, at(today)


def _words(struct: type[Record], row: dict[str, Any], options: Choices) -> dict[str, str]:
    return {name: words(about, row.get(name), options) for name, about in fields(struct).items()}


def _rows(struct: Any, state: State, collection: str, options: Choices) -> list[tuple[str, dict[str, str]]]:
    return [(record, _words(struct, row, options)) for record, row in state.rows(collection).items()]


def _soon(state: State, options: Choices) -> list[tuple[str, dict[str, str], bool]]:
    """Appointments by their hour: those to come first is what people look for, and the hour says which those are."""
    rows = sorted(state.rows("appointments").items(), key=lambda item: item[1].get("at") or "")
    return [(record, _words(Appointment, row, options), bool(row.get("kept"))) for record, row in rows]


def _allowances(state: State) -> list[tuple[Any, str]]:
    """The start-up allowances of Canada's programme with the day they were received; none for other countries."""
    if (state.get("country") or newest(state).get("country")) != "CA":
        return []
    received = {row.get("kind"): row.get("received_on") or "" for row in state.rows("allowances").values()}
    return [(word, received.get(word.key, "")) for word in vocabulary("start_up_allowance")]


def _profiles(state: State, options: Choices) -> list[dict[str, Any]]:
    found = []
    for (person, language, scale), skills in goals.profiles(state):
        cells = []
        for skill in SKILLS:
            row = skills.get(skill, {})
            text = _(vocabulary("language_level").label(row["level"])) if row.get("level") else ""
            cells.append(
                {
                    "label": vocabulary("language_skill").label(skill),
                    "text": text,
                    "fits": row.get("fits", True),
                    "record": row.get("record"),
                }
            )
        found.append(
            {"person": dict(options.persons).get(person, ""), "language": vocabulary("language").label(language),
             "scale": vocabulary("language_scale").label(scale), "cells": cells,
             "on": max((row.get("on") or "" for row in skills.values()), default="")}
        )  # fmt: skip
    return found
