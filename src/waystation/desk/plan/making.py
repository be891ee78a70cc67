"""Making a plan: as it is, as supposed, or anew when something has happened, as a choice between change and gain."""

import datetime
from collections.abc import Callable, Iterator
from typing import Any

from django.shortcuts import redirect
from django.utils.translation import gettext as _

from waystation.casework.errors import BadValue
from waystation.desk.plan import solver
from waystation.desk.plan.ruled import Ruled
from waystation.desk.plan.streaming import failed, streamed
from waystation.desk.plan.supposing import chosen, in_words, kept, supposition
from waystation.desk.plan.views import CHANGES, SECONDS, USUAL_CHANGE, plan, reader
from waystation.desk.web.words import sentence
from waystation.planning.errors import PlanningError
from waystation.planning.evaluate import evaluate
from waystation.planning.problem import Problem
from waystation.planning.questions.supposing import Supposition, supposed
from waystation.store.plans import lasting, planned, problems
from waystation.store.plans.planned import Found, Point, Proposal
from waystation.store.plans.waiters import Gathered

SHARES = (lasting.USUAL, *(s for s in lasting.SHARES if s != lasting.USUAL))
NO_REASON = 1  # tenths: a changed slot always costs so much, so that none changes for nothing
MIDDLE = USUAL_CHANGE  # the price of a change at which a choice of plans is first shown


def make(request: Any) -> Any:
    """Plans while the page shows how far it is; the result is kept sealed for who asked."""
    keys = reader(request)
    if request.method != "POST":
        return redirect("plan")
    post = request.POST
    gathered = problems.gather(keys, share=chosen(post, "share", SHARES))
    seconds, change = chosen(post, "seconds", SECONDS), chosen(post, "change", CHANGES)
    try:
        proposal, problem, one = _begun(keys, gathered, post)
    except (BadValue, PlanningError) as error:
        return plan(request, 400, _why_not(error, gathered))
    proposal.change = change

    def done(found: Found) -> None:
        setattr(proposal, "what_if" if one else "proposed", found)
        planned.keep(keys, proposal)

    return streamed(request, _planning(problem, seconds, gathered, change, done))


def curve(request: Any) -> Any:
    """What few changes cost: one plan for each price of a change, from cheap to unchanged. Where something happened,
    as it happened."""
    keys = reader(request)
    if request.method != "POST":
        return redirect("plan")
    gathered = problems.gather(keys, share=chosen(request.POST, "share", SHARES))
    try:
        proposal, problem, one = _begun(keys, gathered, request.POST)
    except (BadValue, PlanningError) as error:
        return plan(request, 400, _why_not(error, gathered))
    seconds = chosen(request.POST, "seconds", SECONDS)
    return streamed(request, _choosing(keys, proposal, problem, seconds, bool(one)))


def _why_not(error: BadValue | PlanningError, gathered: Gathered) -> str:
    return sentence(error) if isinstance(error, BadValue) else Ruled(gathered.day_of).error(error)


def _begun(keys: Any, gathered: Gathered, post: Any) -> tuple[Proposal, Problem, Supposition | None]:
    """A proposal to fill, the problem as supposed, and what is supposed. Raises BadValue, PlanningError."""
    one = supposition(post, gathered)
    problem = supposed(gathered.problem, [one]) if one else gathered.problem
    before = planned.look(keys)
    proposal = planned.begin(keys, gathered, _stands(gathered))
    if before and before.now.problem == gathered.problem:
        proposal.proposed = before.proposed
    if one:
        proposal.supposed, proposal.supposes = in_words(one), kept(one, gathered)
    return proposal, problem, one


def _choosing(
    keys: Any, proposal: Proposal, problem: Problem, seconds: int, supposing: bool
) -> Iterator[tuple[str, int]]:
    old, known = proposal.known(supposing).plan, {h.id for h in problem.households}
    yield _("Beginning."), 0
    try:
        before = {id_: p for id_, p in old.items() if id_ in known}
        for n, answer in enumerate(solver.ask("curve", problem, seconds, old=before), 1):
            point = Point(answer["price"], solver.judged(problem, answer))
            if not proposal.points or _other(point.found, proposal.points[-1].found):
                proposal.points.append(point)
            told = {"price": point.price, "changed": point.found.changed, "cost": f"{point.found.tenths / 10:,.0f}"}
            yield (
                _("Firmness %(price)s: %(changed)s households change, weighted waiting %(cost)s.") % told,
                min(99, n * 24),
            )
    except solver.SolverFailed as error:
        yield failed(error, Ruled(proposal.day_of)), 100
    except PlanningError:
        yield _("The planner gave a plan that breaks a rule; it is not shown. Please report this."), 100
    if not proposal.points:
        yield _("No plan was found."), 100
        return
    middle = max(n for n, p in enumerate(proposal.points) if p.price <= max(MIDDLE, proposal.points[0].price))
    choose_point(proposal, middle, supposing)
    planned.keep(keys, proposal)
    yield _("Done."), 100


def _other(one: Found, before: Found) -> bool:
    return (one.changed, one.tenths) != (before.changed, before.tenths)


def choose(request: Any) -> Any:
    """Shows another point of the choice."""
    keys = reader(request)
    proposal = planned.look(keys)
    if request.method == "POST" and proposal and proposal.points:
        n = chosen(request.POST, "point", tuple(range(len(proposal.points))))
        choose_point(proposal, n, bool(proposal.supposed))
        planned.keep(keys, proposal)
    return redirect("/plan#changes")


def choose_point(proposal: Proposal, n: int, supposing: bool) -> None:
    """The plan at this point is what if, where something is supposed, and what is proposed otherwise."""
    proposal.chosen, proposal.change = n, proposal.points[n].price
    setattr(proposal, "what_if" if supposing else "proposed", proposal.points[n].found)


def _stands(gathered: Gathered) -> Found:
    """The plan that stands, as judged: what is already decided may break rules, and then its cost is only a hint."""
    verdict = evaluate(gathered.problem, gathered.now)
    said = Ruled(gathered.day_of).few(verdict.violations)
    return Found(gathered.problem, gathered.now, verdict.tenths, verdict.tenths, 0, False, served=verdict.served,
                 moves=verdict.moves, outside=verdict.outside, said=said)  # fmt: skip


def _planning(
    problem: Problem, seconds: int, gathered: Gathered, change: int, done: Callable[[Found], None]
) -> Iterator[tuple[str, int]]:
    """Lines of progress, each with how many of a hundred parts of the time are gone. Keeps the best plan; says why it
    ended early."""
    best: Found | None = None
    ruled = Ruled(gathered.day_of)
    begun = datetime.datetime.now(datetime.UTC)
    said = ""
    known = {h.id for h in problem.households}
    yield _("Beginning."), 0
    try:
        before = {id_: p for id_, p in gathered.now.items() if id_ in known}
        for found in solver.plans(problem, seconds, before, max(NO_REASON, 10 * change)):
            gone = (datetime.datetime.now(datetime.UTC) - begun).total_seconds()
            if best is None or (found.priced, -found.bound) <= (best.priced, -best.bound):
                best = found
            told = {"cost": f"{best.tenths / 10:,.0f}", "gap": f"{best.gap:.2f}", "people": best.served}
            text = _("Weighted waiting %(cost)s; %(people)s people with a slot.")
            if best.bound:
                text = _(
                    "Weighted waiting %(cost)s, at most %(gap)s %% above the least there can be; "
                    "%(people)s people with a slot."
                )
            yield text % told, min(99, round(100 * gone / seconds))
            if best.proven:
                break
    except solver.SolverFailed as error:
        said = failed(error, ruled)
        if not error.rules:
            kept = _("The best plan so far is kept.") if best else _("No plan was found before that.")
            said = f"{said} {kept}"
        yield said, 100
    except PlanningError:
        said = _("The planner gave a plan that breaks a rule; it is not shown. Please report this.")
        yield said, 100
    if best is not None:
        best.said = said
        done(best)
        yield _("Done."), 100
