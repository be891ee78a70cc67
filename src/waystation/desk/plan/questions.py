"""Questions about a plan: why this slot, may this wish be, what few changes cost, and what one more of a thing buys."""

from collections.abc import Iterator
from typing import Any

import msgspec
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from waystation.desk.plan import solver
from waystation.desk.plan.views import failed, reader, streamed
from waystation.store import kept, planned
from waystation.store.planned import Found, Proposal

BUYS = "plan/buys/1"
CURVE_SECONDS, BUYS_SECONDS = 30, 60


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
    """Whether the household can have a slot as wished: the rules that stand against it, none if it can."""
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
    answers = list(solver.ask("wish", found.problem, 20, wishes=[typed]))
    return {"rules": answers[-1]["conflict"] if answers else []}


def curve(request: Any) -> Any:
    """What few changes cost: one plan for each price of a change, from cheap to unchanged."""
    keys = reader(request)
    proposal = planned.look(keys)
    if request.method != "POST" or not proposal:
        return redirect("plan")
    problem, now = proposal.now.problem, proposal.now.plan

    def steps() -> Iterator[tuple[str, int]]:
        points, n = [], 0
        yield _("Beginning."), 0
        try:
            for n, point in enumerate(solver.ask("curve", problem, CURVE_SECONDS, old=now), 1):
                points.append((point["price"], point["changed"], point["tenths"]))
                told = {"price": point["price"], "changed": point["changed"], "cost": f"{point['tenths'] / 10:,.0f}"}
                yield _("A change counted %(price)s: %(changed)s households change, cost %(cost)s.") % told, n * 24
        except solver.SolverFailed as error:
            yield failed(error), 100
        yield (_("Choose the price of a change when you make the plan.") if points else _("No plan was found.")), 100

    return streamed(request, steps())


def buys(request: Any) -> Any:
    """Where the next bed, seat or place saves most waiting."""
    keys = reader(request)
    proposal = planned.look(keys)
    if request.method == "POST" and proposal:
        return streamed(request, _buying(keys, proposal), "buys")
    known = kept.look(keys.secret, BUYS)
    found = _decoded(known)
    if found and proposal and found["proposal"] != proposal.name:
        found["older"] = True
    return render(request, "desk/plan_buys.html", {"found": found, "proposal": proposal, "seconds": BUYS_SECONDS})


def _decoded(content: bytes | None) -> dict[str, Any] | None:
    try:
        return msgspec.msgpack.decode(content or b"", type=dict[str, Any])
    except msgspec.DecodeError:
        return None


def _buying(keys: Any, proposal: Proposal) -> Iterator[tuple[str, int]]:
    problem, bought, worth = proposal.now.problem, [], {}
    many = len(problem.programmes) + len(problem.houses) + bool(problem.escorts)
    yield _("Planning as it is, then once more for each thing that could be bought."), 0
    try:
        for answer in solver.ask("buys", problem, BUYS_SECONDS):
            if "worth" in answer:
                worth = answer["worth"]
                continue
            bought.append(answer)
            yield f"{label(answer['what'])}: {answer['about']}", min(99, 50 + 50 * len(bought) // max(1, many))
    except solver.SolverFailed as error:
        yield failed(error), 100
    weeks = {p: _best_weeks(tenths, proposal) for p, tenths in worth.items()}
    bought.sort(key=lambda b: (-b["saves"], -b["most"]))
    rows = [b | {"label": b["what"], "saves": b["saves"] / 10, "least": b["least"] / 10, "most": b["most"] / 10}
            for b in bought]  # fmt: skip
    content = {"proposal": proposal.name, "bought": rows, "weeks": weeks}
    kept.keep(keys.secret, BUYS, msgspec.msgpack.encode(content), kept.CACHE)
    yield _("Done."), 100


def label(what: str) -> str:
    return {
        "place": _("One more place each time"), "bed": _("One more bed"), "seat": _("One more escorted seat a week"),
    }[what]  # fmt: skip


def _best_weeks(tenths: list[int], proposal: Proposal, most: int = 5) -> list[tuple[str, float]]:
    """The weeks in which one more place is worth most."""
    order = sorted(range(len(tenths)), key=lambda w: (-tenths[w], w))[:most]
    return [(proposal.day_of(w).isoformat(), tenths[w] / 10) for w in order if tenths[w] > 0]
