"""Questions about a plan: why this slot and none earlier; and may a slot, a bed or both be had as wished? If not: what
stands against it and what would resolve it, as ``waystation plan --wish`` says it, with days for its weeks."""

import datetime
from typing import Any

import msgspec
from django.http import HttpResponse
from django.shortcuts import redirect, render

from waystation.casework.errors import BadValue
from waystation.casework.roles import access
from waystation.casework.words import _
from waystation.desk.plan import solver
from waystation.desk.plan.ruled import Ruled, programme_name
from waystation.desk.plan.streaming import failed
from waystation.desk.plan.views import reader
from waystation.desk.web.words import sentence
from waystation.planning.problem import Problem
from waystation.planning.wished import BedWish, Wish
from waystation.planning.wishes import Conflict
from waystation.store.plans import planned
from waystation.store.plans.planned import Proposal

NONE, ANY = "-", "*"  # in the form: no slot is wished; any house


def why(request: Any) -> HttpResponse:
    """Why a household has this slot and none earlier; and whether a wish can be."""
    keys = reader(request)
    proposal, household = planned.look(keys), request.POST.get("household", "")
    found = proposal and (proposal.what_if or proposal.proposed)
    if request.method != "POST" or not proposal or not found or household not in found.plan:
        return redirect("plan")
    problem, placement = found.problem, found.plan[household]
    context: dict[str, Any] = {
        "proposal": proposal, "household": household, "typed": request.POST, "routes": sorted(proposal.routes),
        "number": proposal.numbers.get(household, ""), "houses": sorted(h.id for h in problem.houses),
        "last": _last(proposal, problem), "target": next((h for h in problem.households if h.id == household), None),
    }  # fmt: skip
    context["sealed_beds"] = not any(access(role, "shelter").reads for role in keys.roles)
    if placement.slot:
        context["slot"] = programme_name(placement.slot[0]), proposal.day_of(placement.slot[1])
    try:
        if request.POST.get("wish"):
            context["wish"] = _answer(proposal, problem, household, request.POST)
        context["earlier"] = [
            e | {"day": proposal.day_of(e["week"]), "saves": e["saves"] / 10, "least": e["least"] / 10,
                 "costs": None if e["costs"] is None else e["costs"] / 10}
            for e in solver.ask("why", problem, 20, plan=found.plan, household=household)
        ]  # fmt: skip
    except solver.SolverFailed as error:
        context["error"] = failed(error, Ruled(proposal.day_of))
    return render(request, "desk/plan_why.html", context)


def _answer(proposal: Proposal, problem: Problem, household: str, post: Any) -> dict[str, Any]:
    """What was ``asked``, the ``rules`` that stand against it, none if it can be, and the ``remedies`` that would
    resolve it, each a list of what is needed together; or the ``error`` in the question. Raises SolverFailed."""
    try:
        wishes = _wishes(proposal, problem, household, post)
    except BadValue as error:
        return {"error": sentence(error)}
    [answer] = solver.ask("wish", problem, 20, wishes=msgspec.to_builtins(wishes))
    conflict, ruled = msgspec.convert(answer, Conflict), Ruled(proposal.day_of)
    return {
        "asked": [ruled.sentence(wish.said) for wish in wishes],
        "rules": [ruled.rule(rule) for rule in conflict.rules],
        "remedies": [[ruled.sentence(thing) for thing in together] for together in conflict.remedies],
    }


# -- from the form -----------------------------------------------------------------------------------------------------


def _wishes(proposal: Proposal, problem: Problem, household: str, post: Any) -> list[Wish | BedWish]:
    """A slot, a bed or both. Raises BadValue."""
    found: list[Wish | BedWish] = []
    if (programme := post.get("programme", "")) != NONE:
        if programme and programme not in {p.id for p in problem.programmes}:
            raise BadValue(_("This pathway is not in the plan."))
        found.append(Wish(household, programme or None, _week(proposal, problem, post.get("week_of", ""))))
    house, since, until = (post.get(name, "") for name in ("house", "bed_from", "bed_until"))
    if house:
        if house != ANY and house not in {h.id for h in problem.houses}:
            raise BadValue(_("This house is not in the plan."))
        arrives = next(h.arrives for h in problem.households if h.id == household)
        first, last = _week(proposal, problem, since), _week(proposal, problem, until, the_night_before=True)
        first, last = arrives if first is None else first, problem.weeks - 1 if last is None else last
        if first > last:
            raise BadValue(_("A bed is wished until a day after the one from which it is wished."))
        found.append(BedWish(household, None if house == ANY else house, first, last + 1))
    elif since or until:
        raise BadValue(_("Choose in which house the bed is wished, or any house."))
    if not found:
        raise BadValue(_("Choose a slot or a bed to ask about."))
    return found


def _week(proposal: Proposal, problem: Problem, typed: str, the_night_before: bool = False) -> int | None:
    """The week of a day; None where none was typed. Raises BadValue where it is none of those planned."""
    if not typed:
        return None
    try:
        days = (datetime.date.fromisoformat(typed) - proposal.monday).days - the_night_before
    except ValueError as error:
        raise BadValue(_("Choose a day.")) from error
    if not 0 <= days // 7 < problem.weeks:
        told = {"first": proposal.monday.isoformat(), "last": _last(proposal, problem).isoformat()}
        raise BadValue(_("The plan knows the days from %(first)s to %(last)s."), **told)
    return days // 7


def _last(proposal: Proposal, problem: Problem) -> datetime.date:
    """The last day that is planned."""
    return proposal.day_of(problem.weeks) - datetime.timedelta(days=1)
