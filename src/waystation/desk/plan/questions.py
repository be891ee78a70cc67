"""Questions about a plan: why this slot and none earlier, and may this wish be; if not, what stands against it and what
would resolve it, as ``waystation plan --wish`` says it, with days for its weeks."""

import re
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from waystation.desk.plan import solver
from waystation.desk.plan.streaming import failed
from waystation.desk.plan.views import reader
from waystation.store.plans import planned
from waystation.store.plans.planned import Found, Proposal


def why(request: Any) -> HttpResponse:
    """Why a household has this slot and none earlier; and whether a wish can be."""
    keys = reader(request)
    proposal, household = planned.look(keys), request.POST.get("household", "")
    found = proposal and (proposal.what_if or proposal.proposed)
    if request.method != "POST" or not proposal or not found or household not in found.plan:
        return redirect("plan")
    context: dict[str, Any] = {
        "proposal": proposal, "household": household, "typed": request.POST, "routes": sorted(proposal.routes),
        "number": proposal.numbers.get(household, ""),
    }  # fmt: skip
    placement = found.plan[household]
    context["slot"] = (placement.programme, proposal.day_of(placement.week)) if placement.week is not None else None
    context["target"] = next((h for h in found.problem.households if h.id == household), None)
    try:
        if request.POST.get("wish"):
            context["wish"] = _wish(proposal, found, household, request.POST)
        context["earlier"] = [
            e | {"day": proposal.day_of(e["week"]), "saves": e["saves"] / 10, "least": e["least"] / 10,
                 "costs": None if e["costs"] is None else e["costs"] / 10}
            for e in solver.ask("why", found.problem, 20, plan=found.plan, household=household)
        ]  # fmt: skip
    except solver.SolverFailed as error:
        context["error"] = failed(error)
    return render(request, "desk/plan_why.html", context)


def _wish(proposal: Proposal, found: Found, household: str, post: Any) -> dict[str, Any]:
    """Whether the household can have a slot as wished: the rules that stand against it, none if it can; and the things
    that would resolve it, each a list of what is needed together."""
    programme, day = post.get("programme", ""), post.get("week_of", "")
    typed = f"{household}={programme}"
    try:
        if day:
            week = (proposal.monday.fromisoformat(day) - proposal.monday).days // 7
            typed += f"@{week}"
    except ValueError:
        return {"error": _("Choose the day on which the week begins.")}
    if any("=" in name or "@" in name for name in (household, programme)):
        return {"error": _("This name holds a sign that cannot be asked about.")}
    [answer] = solver.ask("wish", found.problem, 20, wishes=[typed])
    rules, remedies = answer["conflict"], answer["remedies"]
    return {
        "rules": [dated(rule, proposal) for rule in rules],
        "remedies": [[dated(thing, proposal) for thing in together] for together in remedies],
    }


def dated(text: str, proposal: Proposal) -> str:
    """A rule or a remedy of the planner, which counts weeks from now, with the Mondays of these weeks."""

    def days(found: re.Match[str]) -> str:
        first, last = found[1], found[2]
        until = f" – {proposal.day_of(int(last))}" if last else ""
        return _("the week of %(day)s") % {"day": f"{proposal.day_of(int(first))}{until}"}

    return re.sub(r"\bweek (\d{1,3})(?: to (\d{1,3}))?\b", days, text)
