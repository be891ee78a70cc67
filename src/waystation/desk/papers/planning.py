"""The order of papers on a case's page: what is still to get, with usual times, and the plan or why there is none."""

import os
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import Http404
from django.utils.translation import get_language_bidi
from django.utils.translation import gettext as _

from waystation.casework.clocks import DAY, minute
from waystation.casework.errors import BadValue
from waystation.casework.fields import fields
from waystation.casework.folds import State
from waystation.casework.parts.papers import Wanted
from waystation.casework.visas import wanted as rules
from waystation.casework.visas.facts.papers import times
from waystation.casework.visas.ordering import Order, Step
from waystation.casework.vocabularies import vocabulary
from waystation.desk.cases.opened import words
from waystation.desk.papers.drawing import SPANS, Frame, Stroke
from waystation.desk.web.forms import Choices
from waystation.store.files import cases
from waystation.store.files.casefiles import CaseFile

DEPARTURE = ("planned_departure", "latest_departure", "way_days")


def want(post: Any, file: CaseFile, person: str) -> str:
    """Adds a paper to get, with its usual times where none were typed. Raises BadValue."""
    kind = post.get("kind", "")
    if kind not in vocabulary("document_type"):
        raise BadValue(_("Choose a document."))
    row = rules.defaults(kind) | {"person": person, "kind": kind, "country": post.get("country", "")}
    row |= {name: post[name] for name in ("takes_days", "lasts_days", "ready_by", "use_by") if post.get(name)}
    if not str(row["takes_days"]).isdigit() or not str(row["lasts_days"] or 0).isdigit():
        raise BadValue(_("Days are whole numbers from nothing up."))
    cases.state(file.keys, cases.ensure_part(file, "papers"), "papers", "wanted", os.urandom(6).hex(), row)
    return "order"


def drop(post: Any, file: CaseFile) -> str:
    """A paper that is in hand, or no longer wanted."""
    state, record = file.part("papers").state, post.get("record", "")
    if state is None or record not in state.records("wanted"):
        raise Http404
    cases.state(file.keys, cases.ensure_part(file, "papers"), "papers", "wanted", record, {"dropped": True})
    return "order"


def departure(post: Any, file: CaseFile) -> str:
    """When they mean to leave. Raises BadValue."""
    values = {name: post.get(name, "") for name in DEPARTURE}
    if values["planned_departure"] and values["latest_departure"] and (
        values["latest_departure"] < values["planned_departure"]
    ):  # fmt: skip
        raise BadValue(_("The latest departure comes before the planned one."))
    cases.state(file.keys, cases.ensure_part(file, "papers"), "papers", "", "", values)
    return "order"


@dataclass
class ShownStep:
    """One step of the plan with its drawing: asked for, in hand, good until."""

    number: int
    step: Step
    drawing: str


def shown(file: CaseFile, state: State, options: Choices, today: date) -> dict[str, Any]:
    """What the page shows of the order."""
    labels = {person: str(_(label)) for person, label in options.persons}
    question = rules.question(state, labels, today, _)
    listed, abouts = [], fields(Wanted)
    for record, row in state.rows("wanted").items():
        if not row.get("dropped"):
            source = times(row.get("kind") or "").source
            listed.append({"id": record, "source": source,
                           "f": {n: words(a, row.get(n), options) for n, a in abouts.items()}})  # fmt: skip
    found: dict[str, Any] = {"wanted": listed, "question": question, "plan": None, "plan_months": 0}
    found["held"] = [p for p in question.papers if p.held and p.travels]
    if listed:
        plan = question.answer()
        found["plan"] = plan
        if plan:
            found |= _drawn(plan, file.keys.minute)
    return found


def _drawn(plan: Order, now: int) -> dict[str, Any]:
    """Steps with their drawings, on the smallest span that holds the departure."""
    ahead = (_noon(plan.travel) - now) // DAY + 7
    frame = Frame(now, next((m for m, (_past, days) in SPANS.items() if days >= ahead), 12), get_language_bidi())
    leave = Stroke("travel", "calm", _noon(plan.travel))
    steps = []
    for n, step in enumerate(plan.steps, 1):
        good = step.last if step.last is not None else step.issued + 400
        strokes = [Stroke("exit", "calm", _noon(step.start), _noon(step.issued)),
                   Stroke("paper", "calm", _noon(step.issued), _noon(good)), leave]  # fmt: skip
        steps.append(ShownStep(n, step, frame.line(strokes)))
    return {"plan_frame": frame, "plan_steps": steps}


def _noon(day: int) -> int:
    at = minute(f"{date.fromordinal(day).isoformat()}T12:00+00:00")
    assert at is not None
    return at
