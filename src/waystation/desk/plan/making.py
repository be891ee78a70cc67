"""Making a plan: as it is, as supposed, or anew when something has happened, as a choice between change and gain."""

import datetime
from collections.abc import Callable, Iterator
from typing import Any

from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from waystation.casework.errors import BadValue
from waystation.desk.plan import solver, tried
from waystation.desk.plan.ruled import Ruled
from waystation.desk.plan.streaming import failed, streamed
from waystation.desk.plan.supposing import chosen, in_words, kept, supposition, wrong_at
from waystation.desk.plan.views import SECONDS, USUAL_CHANGE, plan, prices, reader
from waystation.desk.templatetags.words import number
from waystation.desk.web.words import sentence
from waystation.planning.errors import PlanningError
from waystation.planning.evaluate import evaluate
from waystation.planning.problem import Problem
from waystation.planning.questions.supposing import Supposition, supposed
from waystation.store.plans import lasting, planned, problems, settings
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
    gathered = problems.gather(keys, share=chosen(post, "share", SHARES), reserve=_beds(post))
    seconds, change = chosen(post, "seconds", SECONDS), chosen(post, "change", prices(settings.look(keys)))
    settings.keep(keys, settings.Settings(change, gathered.reserve))
    try:
        proposal, problem, one = _begun(keys, gathered, post)
    except (BadValue, PlanningError) as error:
        return _refused(request, error, gathered)
    proposal.change = change
    before = _same(planned.look(keys), problem, change, bool(one))

    def done(found: Found) -> str:
        if found.said and before and before.priced <= found.priced:
            tried.keep(keys, "plan", found.said, post)
            return _("The plan from before is better, and is kept.")
        setattr(proposal, "what_if" if one else "proposed", found)
        planned.keep(keys, proposal)
        tried.clear(keys, "plan")
        return ""

    def lost(said: str) -> None:
        tried.keep(keys, "plan", said, post)

    return streamed(request, _planning(problem, seconds, gathered, change, done, lost))


def _beds(post: Any) -> int:
    """How many beds are to be kept free; none where something else was typed."""
    typed = post.get("reserve", "")
    return min(settings.MOST, int(typed)) if typed.isascii() and typed.isdigit() else 0


def _refused(request: Any, error: BadValue | PlanningError, gathered: Gathered) -> Any:
    """The page with what was typed, and beside its field what is wrong."""
    said = sentence(error) if isinstance(error, BadValue) else Ruled(gathered.day_of).error(error)
    return plan(request, 400, said, wrong=wrong_at(error, request.POST))


def _same(before: Proposal | None, problem: Problem, change: int, supposing: bool) -> Found | None:
    """What was found before for the same question."""
    found = before and (before.what_if if supposing else before.proposed)
    return found if before and found and found.problem == problem and before.change == change else None


def curve(request: Any) -> Any:
    """What few changes cost: one plan for each price of a change, from cheap to unchanged. Where something happened,
    as it happened."""
    keys = reader(request)
    if request.method != "POST":
        return redirect("plan")
    gathered = problems.gather(keys, share=chosen(request.POST, "share", SHARES), reserve=_beds(request.POST))
    try:
        proposal, problem, one = _begun(keys, gathered, request.POST)
    except (BadValue, PlanningError) as error:
        return _refused(request, error, gathered)
    seconds = chosen(request.POST, "seconds", SECONDS)
    return streamed(request, _choosing(keys, proposal, problem, seconds, bool(one), request.POST))


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
    keys: Any, proposal: Proposal, problem: Problem, seconds: int, supposing: bool, typed: Any
) -> Iterator[tuple[str, int]]:
    old, known = proposal.known(supposing).plan, {h.id for h in problem.households}
    said = ""
    yield _("Beginning."), 0
    try:
        before = {id_: p for id_, p in old.items() if id_ in known}
        for n, answer in enumerate(solver.ask("curve", problem, seconds, old=before), 1):
            point = Point(answer["price"], solver.judged(problem, answer))
            if not proposal.points or _other(point.found, proposal.points[-1].found):
                proposal.points.append(point)
            told = {"price": point.price, "changed": point.found.changed, "cost": number(point.found.tenths / 10)}
            yield (
                ngettext(
                    "Firmness %(price)s: %(changed)s household changes, weighted waiting %(cost)s.",
                    "Firmness %(price)s: %(changed)s households change, weighted waiting %(cost)s.",
                    point.found.changed,
                )
                % told,
                min(99, n * 24),
            )
    except solver.SolverFailed as error:
        said = failed(error, Ruled(proposal.day_of))
    except PlanningError:
        said = _("The planner gave a plan that breaks a rule; it is not shown. Please report this.")
    if said:
        yield said, 100
    if not proposal.points:
        yield _("No plan was found."), 100
        tried.keep(keys, "plan", said or _("No plan was found."), typed)
        return
    middle = max(n for n, p in enumerate(proposal.points) if p.price <= max(MIDDLE, proposal.points[0].price))
    choose_point(proposal, middle, supposing)
    planned.keep(keys, proposal)
    if said:
        rest = _("The plans found before that are kept.")
        tried.keep(keys, "plan", f"{said} {rest}", typed)
    else:
        tried.clear(keys, "plan")
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
    problem: Problem,
    seconds: int,
    gathered: Gathered,
    change: int,
    done: Callable[[Found], str],
    lost: Callable[[str], None],
) -> Iterator[tuple[str, int]]:
    """Lines of progress, each with how many of a hundred parts of the time are gone. Says why it ended early. ``done``
    takes the best plan and says what else is to be told; ``lost`` is told why there is none."""
    best: Found | None = None
    ruled = Ruled(gathered.day_of)
    begun = datetime.datetime.now(datetime.UTC)
    said = shown = ""
    known = {h.id for h in problem.households}
    yield _("Beginning."), 0
    try:
        before = {id_: p for id_, p in gathered.now.items() if id_ in known}
        for found in solver.plans(problem, seconds, before, max(NO_REASON, 10 * change)):
            gone = (datetime.datetime.now(datetime.UTC) - begun).total_seconds()
            if best is None or (found.priced, -found.bound) <= (best.priced, -best.bound):
                best = found
            told = {"cost": number(best.tenths / 10), "gap": f"{best.gap:.2f}", "people": best.served}
            text = ngettext("Weighted waiting %(cost)s; %(people)s person with a slot.",
                            "Weighted waiting %(cost)s; %(people)s people with a slot.", best.served)  # fmt: skip
            if best.bound:
                text = ngettext(
                    "Weighted waiting %(cost)s, at most %(gap)s %% above the least there can be; "
                    "%(people)s person with a slot.",
                    "Weighted waiting %(cost)s, at most %(gap)s %% above the least there can be; "
                    "%(people)s people with a slot.",
                    best.served,
                )
            if text % told != shown:
                shown = text % told
                yield shown, min(99, round(100 * gone / seconds))
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
        if more := done(best):
            yield more, 100
        yield _("Done."), 100
    else:
        lost(said or _("No plan was found."))
