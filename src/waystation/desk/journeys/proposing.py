"""Proposing ways for a case: from where they are, on what they travel, on which days; one is chosen as a draft.

Questions come by POST and are kept nowhere; what is chosen is searched and checked again before it is written.
"""

import datetime
import os
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from waystation.casework.errors import BadValue, NotYourRole
from waystation.casework.roles import may_write
from waystation.casework.travel import days
from waystation.casework.travel.drafting import adopted, last_adopted, taken_back, untouched
from waystation.casework.travel.legs import Leg
from waystation.desk.cases.opened import choices, opened_file, today_of
from waystation.desk.journeys import mapdraw, proposed, whereabouts
from waystation.desk.journeys.travelling import Candidate, candidates
from waystation.desk.routes import finding, networks
from waystation.desk.web.acts import acted
from waystation.planning.passage import Traveller
from waystation.planning.routes import Window, excluded
from waystation.planning.routes.together import MOST_DAYS, on_day
from waystation.store.files import cases
from waystation.store.files.casefiles import CaseFile
from waystation.store.travel import journeys

EXCLUDED_SHOWN = 5  # ways that the law closes: enough to see why
DAYS = 7  # of a window that nobody chose


@dataclass(frozen=True)
class Question:
    """What was asked, made of what was typed. ``persons``: who goes, in the order of ``who``."""

    persons: tuple[str, ...]
    who: tuple[Traveller, ...]
    window: Window


def propose(request: Any, number: str) -> HttpResponse:
    """GET shows the question, filled from the case as far as it opens; a POST asks it, chooses, or takes back."""
    file = opened_file(request, number)
    if "journey" not in file.states and "papers" not in file.states and not may_write(request.keys.roles, "journey"):
        raise NotYourRole(_("Journeys are opened by the travel desk and by coordination."))
    return acted(request, ACTS, _page, file)


def _page(request: Any, file: CaseFile, error: str = "", status: int = 200, **more: Any) -> HttpResponse:
    found, legs = candidates(file), _legs(file)
    labels = dict(choices(file).persons)
    state = file.states.get("journey")
    context = {
        "file": file, "number": file.number.hex(), "error": error, "writes": may_write(request.keys.roles, "journey"),
        "people": [(p, labels.get(p, p), [c for c in found if c.person == p]) for p in _persons(file, found)],
        "any": bool(found), "given": _given(request, file, found, legs), "flights": bool(networks.network().airports),
        "waiting": [leg for leg in legs if untouched(leg)], "standing": [leg for leg in legs if not untouched(leg)],
        "last": last_adopted(state) if state is not None else None, "most_days": MOST_DAYS,
    }  # fmt: skip
    return render(request, "desk/propose.html", context | more, status=status)


def _persons(file: CaseFile, found: Iterable[Candidate]) -> list[str]:
    """Everybody of the case; without Needs those who stand in Journey or Papers."""
    return list(dict.fromkeys([*file.persons, *(c.person for c in found if c.person)]))


def _legs(file: CaseFile) -> list[Leg]:
    return journeys.legs_of(file.keys, file.states["journey"]) if "journey" in file.states else []


# -- the question ------------------------------------------------------------------------------------------------------


def _given(request: Any, file: CaseFile, found: list[Candidate], legs: list[Leg]) -> dict[str, Any]:
    """What stands in the form: what was typed, or what the case says."""
    if request.method == "POST" and "start" in request.POST:
        names = ("start", "goal", "first", "last", "stay_until")
        typed = {name: request.POST.get(name, "") for name in names}
        picked = [(f"who-{p}", request.POST.get(f"who-{p}", "")) for p in _persons(file, found)]
        return typed | {"picked": picked, "who": [key for _name, key in picked]}
    first = _first_day(file, today_of(request.keys))
    one_each = {c.person: c.key for c in reversed(found)}
    return {
        "start": whereabouts.here(legs), "goal": whereabouts.goal(legs, found), "stay_until": "",
        "first": first.isoformat(), "last": (first + datetime.timedelta(days=DAYS - 1)).isoformat(),
        "who": list(one_each.values()),
    }  # fmt: skip


def _first_day(file: CaseFile, today: datetime.date) -> datetime.date:
    """As Papers plans it: there, or as the visa desk said in Plan to those who do not open Papers."""
    planned = days.of_papers(file.states.get("papers"))
    first = planned or next(iter(days.every(file.states.get("plan"), days.PAPERS)), None)
    return max(today, first.leaves) if first else today + datetime.timedelta(days=1)


def _question(request: Any, file: CaseFile) -> Question:
    """Raises BadValue."""
    post, known = request.POST, {c.key: c for c in candidates(file)}
    picked = [(p, post.get(f"who-{p}", "")) for p in _persons(file, known.values())]
    going = [(p, known[k]) for p, k in picked if k in known and known[k].person == p]
    if not going:
        raise BadValue(_("Choose at least one person, and on what they travel."))
    stay = _day(post.get("stay_until", "")) if post.get("stay_until") else None
    who = tuple(replace(one.traveller, may_stay_until=stay) for _p, one in going)
    window = Window(
        post.get("start", "").strip().upper(), post.get("goal", "").strip().upper(), _day(post.get("first", "")),
        _day(post.get("last", "") or post.get("first", "")),
    )  # fmt: skip
    return Question(tuple(p for p, _one in going), who, window)


def _day(text: str) -> datetime.date:
    """Raises BadValue."""
    try:
        return datetime.date.fromisoformat(text)
    except ValueError as error:
        raise BadValue(_("Write days as year-month-day, like 2026-03-31.")) from error


# -- acts --------------------------------------------------------------------------------------------------------------


def find(request: Any, file: CaseFile) -> HttpResponse:
    """Shows ways, and what the law closes. Raises BadValue."""
    question, net = _question(request, file), networks.network()
    known = finding.known_to(request.keys, len(question.who))
    found = finding.answered(net, question.who, question.window, known)
    shut = excluded(net, question.who, question.window, known.rules)[:EXCLUDED_SHOWN]
    labels = dict(choices(file).persons)
    people, today = [labels.get(p, p) for p in question.persons], today_of(request.keys)
    closed = [(way, proposed.refused(one, people, today)) for way, one in
              zip(proposed.shown_ways(net, shut, people, today), shut, strict=True)]  # fmt: skip
    return _page(
        request, file, asked=True, ways=proposed.shown_ways(net, found, people, today, known.rates), shut=closed,
        map=mapdraw.drawn(proposed.tracks(net, found)), not_compared=finding.not_compared(known, question.window),
    )  # fmt: skip


def choose(request: Any, file: CaseFile) -> HttpResponse:
    """Writes the chosen way among the journey's legs. Raises BadValue, CaseworkError, Sealed."""
    question, net = _question(request, file), networks.network()
    known = finding.known_to(request.keys, len(question.who))
    found = finding.answered(net, question.who, question.window, known)
    day = _day(request.POST.get("day", ""))
    wanted = next((one for one in found if proposed.key(net, one) == request.POST.get("way")), None)
    if wanted is None or day not in wanted.days:
        raise BadValue(_("This way is not among those that are lawful now. Find ways again."))
    wanted = on_day(net, wanted, day, question.who, known.rules, known.offers.compared)
    circle = cases.ensure_part(file, "journey")
    legs = _legs(file)
    replaced = [leg.id for leg in legs if untouched(leg)] if request.POST.get("instead") else []
    first = 1 + max((leg.number for leg in legs if leg.id not in replaced), default=0)
    everybody = set(_persons(file, candidates(file)))
    some = [] if set(question.persons) == everybody else list(question.persons)
    rows = {os.urandom(6).hex(): row for row in proposed.legs_of_journey(net, wanted, some, first)}
    items = adopted(rows, replaced, os.urandom(6).hex())
    cases.put_all(request.keys, circle, "journey", [("set", item) for item in items])
    return redirect("journey", file.number.hex())


def back(request: Any, file: CaseFile) -> None:
    """Takes the last chosen way back, and puts in again what made room for it. Raises CaseworkError, Sealed."""
    state = journeys.journey(file)
    items = taken_back(state, journeys.legs_of(request.keys, state), request.POST.get("proposal", ""))
    cases.put_all(request.keys, journeys.circle_of(file), "journey", [("set", item) for item in items])


ACTS = {"find": find, "choose": choose, "back": back}
