"""What people's own decisions cost: each pin, each thing ruled out, each weight set by hand, taken away once and
planned again.

The plan made around a decision is a plan without it too, so both are judged by one measure: the problem in which the
decision was not taken. What is saved at least is the better plan that was found there; at most, what is proven.
"""

from collections.abc import Iterator
from typing import Any

import msgspec
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from waystation.desk.plan import solver, tried
from waystation.desk.plan.ruled import Ruled
from waystation.desk.plan.streaming import failed, streamed
from waystation.desk.plan.views import gathered_for, reader
from waystation.desk.templatetags.words import number
from waystation.planning.errors import PlanningError
from waystation.planning.evaluate import evaluate
from waystation.store.plans.overrides import Override, overrides, without
from waystation.store.plans.planned import Found, Proposal
from waystation.store.plans.waiters import Gathered
from waystation.store.sealed import kept

SHELF = "plan/overrides/1"
SECONDS = 60  # for all of them together
LEAST = 2.0  # seconds for one: below that small programmes are not proven
MOST = 20  # decisions that are priced at once


def costs(request: Any) -> Any:
    keys = reader(request)
    gathered, proposal = gathered_for(keys)
    if proposal is None:
        return redirect("plan")
    every = overrides(gathered)
    same = proposal.proposed is not None and proposal.now.problem == gathered.problem
    if request.method == "POST" and proposal.proposed and same:
        return streamed(request, _pricing(keys, gathered, proposal, proposal.proposed, every[:MOST]), "costs")
    return _page(request, proposal, every, same)


def _page(request: Any, proposal: Proposal, every: list[Override], same: bool) -> HttpResponse:
    known = _known(request.keys, proposal)
    rows = [{"one": one, "day": proposal.day_of(one.week) if one.week >= 0 else None, "cost": known.get(_key(one))}
            for one in every]  # fmt: skip
    context = {"rows": rows, "same": same, "proposal": proposal, "seconds": SECONDS,
               "tried": tried.look(request.keys, "costs")}  # fmt: skip
    return render(request, "desk/plan_costs.html", context)


def _known(keys: Any, proposal: Proposal) -> dict[str, tuple[float, float]]:
    """What was found before, around the same plan."""
    found = kept.look_as(keys.secret, SHELF, dict[str, Any]) or {}
    return found.get("costs", {}) if found.get("proposal") == proposal.name else {}


def _key(one: Override) -> str:
    return f"{one.household}\n{one.kind}\n{one.about}\n{one.week}"


def _pricing(
    keys: Any, gathered: Gathered, proposal: Proposal, plan: Found, every: list[Override]
) -> Iterator[tuple[str, int]]:
    yield _("Planning once more for each of them, as if it had not been decided."), 0
    found, said = dict(_known(keys, proposal)), ""
    for n, one in enumerate(every, 1):
        try:
            priced = price(gathered, plan, one, max(LEAST, SECONDS / len(every)))
        except solver.SolverFailed as error:
            said = failed(error, Ruled(proposal.day_of))
            yield said, 100 * n // len(every)
            continue
        except PlanningError:
            continue
        if priced:
            found[_key(one)] = priced
            told = {"name": one.household, "least": number(priced[0]), "most": number(priced[1])}
            yield _("%(name)s: %(least)s to %(most)s") % told, 100 * n // len(every)
    kept.keep(keys.secret, SHELF, msgspec.msgpack.encode({"proposal": proposal.name, "costs": found}), kept.CACHE)
    if said:
        tried.keep(keys, "costs", said)
    else:
        tried.clear(keys, "costs")
    yield _("Done."), 100


def price(gathered: Gathered, plan: Found, one: Override, seconds: float) -> tuple[float, float] | None:
    """At least and at most, in units of cost; None where nothing was found. Raises SolverFailed, PlanningError."""
    free = without(gathered, one)
    verdict = evaluate(free, plan.plan)
    best: Found | None = None
    for better in solver.plans(free, seconds, plan.plan, 0):
        best = better if best is None or (better.tenths, -better.bound) <= (best.tenths, -best.bound) else best
        if best.proven:
            break
    if best is None or not verdict.good:
        return None
    return max(0, verdict.tenths - best.tenths) / 10, max(0, verdict.tenths - best.bound) / 10
