"""The plan for everybody: now, proposed and what if side by side; asked for by one member, approved by another."""

import datetime
from collections.abc import Callable, Iterator
from typing import Any

from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import escape
from django.utils.translation import gettext as _

from waystation.casework.errors import BadValue, CaseworkError, NotYourRole
from waystation.casework.roles import access, may_write
from waystation.desk.cases.opened import now_of
from waystation.desk.plan import pictures, solver
from waystation.desk.web.words import sentence
from waystation.planning.errors import PlanningError
from waystation.planning.evaluate import evaluate
from waystation.planning.fairness import by_group
from waystation.planning.plans import Plan
from waystation.planning.problem import Problem
from waystation.planning.supposing import Supposition, supposed
from waystation.store import accesslog, planned, problems
from waystation.store.planned import Found, Proposal
from waystation.store.waiters import Gathered

SECONDS = (5, 15, 60)  # to choose from: small programmes are proven in five, 1,000 people come within 1 % in a minute
CHANGES = (0, 5, 20, 100, 1000)  # what each changed slot costs: from "as if nobody had been told" to "leave them"
SHOWN = 200  # households on the page before the rest is asked for
PLACEHOLDER = "<!-- progress -->"


def plan(request: Any, status: int = 200, error: str = "") -> HttpResponse:
    """How it stands, what is missing, what was planned last, and what waits for somebody's word."""
    keys = reader(request)
    gathered, proposal = problems.gather(keys), planned.look(keys)
    accesslog.log(keys.pseudonym, "plan", [c for w in gathered.waiters.values() for c in w.circles.values()])
    context: dict[str, Any] = {
        "gathered": gathered, "error": error, "seconds": SECONDS, "changes": CHANGES, "typed": request.POST,
        "weights": (1, 2, 4, 8, 16), "may_write": may_write(keys.roles, "plan"), "proposal": proposal,
        "waiters": sum(1 for h in gathered.problem.households if h.eligible),
        "waiting": planned.waiting(keys), "standing": planned.standing(keys), "names": _names(gathered),
        "members": {m.id.hex(): m.name for m in keys.directory.current_members()},
    }  # fmt: skip
    if proposal:
        shown = proposal.what_if or proposal.proposed or proposal.now
        wished = {id_: w.wished for id_, w in gathered.waiters.items()}
        lines = pictures.lines(proposal, shown, wished)
        everything = "every" in request.GET or len(lines) <= SHOWN
        context |= {
            "plans": pictures.drawn(proposal), "shown": shown, "lines": lines if everything else lines[:SHOWN],
            "more": 0 if everything else len(lines) - SHOWN, "beds": pictures.beds(shown, proposal),
            "told": list(pictures.sentences(proposal, shown))[:SHOWN], "fair": _fairness(gathered, shown),
            "stale": _stale(gathered, proposal),
        }  # fmt: skip
    return render(request, "desk/plan.html", context, status=status)


def reader(request: Any) -> Any:
    if not any(access(role, "plan").reads for role in request.keys.roles):
        raise NotYourRole(_("Your role does not plan."))
    return request.keys


def _names(gathered: Gathered) -> dict[str, str]:
    return {record: id_ for id_, record in gathered.routes.items()}


def _stale(gathered: Gathered, proposal: Proposal) -> bool:
    """Whether anything that the plan rests on has changed since it was made."""
    return proposal.monday != gathered.monday or proposal.now.problem != gathered.problem


def _fairness(gathered: Gathered, found: Found) -> list[tuple[str, list[Any]]]:
    """Waiting by kind of household and by their first language, as far as ten people stand in a cell."""
    kinds, languages = {}, {}
    for id_, waiter in gathered.waiters.items():
        persons = waiter.states["needs"].rows("persons").values()
        minor = any(p.get("minor") for p in persons)
        kinds[id_] = (
            _("with somebody under 18") if minor else _("several adults") if waiter.size > 1 else _("one adult")
        )
        languages[id_] = next(iter(waiter.states["needs"].get("languages") or []), "")
    languages = {id_: language for id_, language in languages.items() if language}
    return [
        ("kind", by_group(found.problem, found.plan, kinds)),
        ("language", by_group(found.problem, found.plan, languages)),
    ]


# -- making a plan -----------------------------------------------------------------------------------------------------


def make(request: Any) -> Any:
    """Plans while the page shows how far it is; the result is kept sealed for who asked."""
    keys = reader(request)
    if request.method != "POST":
        return redirect("plan")
    gathered, post = problems.gather(keys), request.POST
    seconds, change = _chosen(post, "seconds", SECONDS), _chosen(post, "change", CHANGES)
    try:
        supposition = _supposition(post, gathered)
        problem = supposed(gathered.problem, [supposition]) if supposition else gathered.problem
    except (BadValue, PlanningError) as error:
        return plan(request, 400, sentence(error) if isinstance(error, CaseworkError) else str(error))
    stands = _stands(gathered)
    kept = planned.look(keys)
    proposal = planned.begin(keys, gathered, stands)
    proposal.change = change
    if supposition and kept and kept.now.problem == gathered.problem:
        proposal.proposed = kept.proposed
    proposal.supposed = _in_words(supposition) if supposition else ""

    def done(found: Found) -> None:
        setattr(proposal, "what_if" if supposition else "proposed", found)
        planned.keep(keys, proposal)

    return streamed(request, _planning(problem, seconds, gathered.now, change, done))


def _chosen(post: Any, name: str, among: tuple[int, ...]) -> int:
    typed = post.get(name, "")
    return int(typed) if typed.isascii() and typed.isdigit() and int(typed) in among else among[0]


def _stands(gathered: Gathered) -> Found:
    """The plan that stands, as judged: what is already decided may break rules, and then its cost is only a hint."""
    verdict = evaluate(gathered.problem, gathered.now)
    said = "; ".join(str(v) for v in verdict.violations[:5])
    return Found(gathered.problem, gathered.now, verdict.tenths, verdict.tenths, 0, False, served=verdict.served,
                 moves=verdict.moves, outside=verdict.outside, said=said)  # fmt: skip


def _supposition(post: Any, gathered: Gathered) -> Supposition | None:
    """What is supposed, from the form. Raises BadValue."""
    kind, about = post.get("kind", ""), post.get("about", "")
    if not kind:
        return None
    if kind in ("no_programme", "place", "no_house", "bed"):
        return Supposition(kind, about)
    household, programme = post.get("household", ""), post.get("programme", "")
    if kind == "weight":
        return Supposition("weight", household, weight=_chosen(post, "weight", (1, 2, 4, 8, 16)))
    if kind == "never":
        return Supposition("never", household, programme)
    if kind != "pin":
        raise BadValue(_("Choose what is supposed."))
    try:
        week = gathered.week_of(post.get("week_of", ""))
    except ValueError as error:
        raise BadValue(_("Choose the day on which the week begins.")) from error
    return Supposition("pin", household, programme, week)


def _in_words(one: Supposition) -> str:
    told = {"about": one.about, "programme": one.programme, "weight": one.weight}
    return {
        "no_programme": _("%(about)s is suspended") % told, "no_house": _("%(about)s closes") % told,
        "place": _("one more place each time in %(about)s") % told, "bed": _("one more bed in %(about)s") % told,
        "pin": _("%(about)s goes by %(programme)s in a fixed week") % told,
        "never": _("%(about)s never goes by %(programme)s") % told,
        "weight": _("%(about)s counts %(weight)s") % told,
    }[one.kind]  # fmt: skip


def _planning(
    problem: Problem, seconds: int, old: Plan, change: int, done: Callable[[Found], None]
) -> Iterator[tuple[str, int]]:
    """Lines of progress, each with how many of a hundred parts of the time are gone. Keeps the best plan; says why it
    ended early."""
    best: Found | None = None
    begun = datetime.datetime.now(datetime.UTC)
    said = ""
    yield _("Beginning."), 0
    try:
        for found in solver.plans(problem, seconds, old if change else None, change):
            gone = (datetime.datetime.now(datetime.UTC) - begun).total_seconds()
            if best is None or (found.priced, -found.bound) <= (best.priced, -best.bound):
                best = found
            told = {"cost": f"{best.tenths / 10:,.0f}", "gap": f"{best.gap:.2f}", "people": best.served}
            yield (
                _("Cost %(cost)s, at most %(gap)s %% above the best there can be; %(people)s people.") % told,
                min(99, round(100 * gone / seconds)),
            )
            if best.proven:
                break
    except solver.SolverFailed as error:
        said = failed(error)
        yield said, 100
    except PlanningError:
        said = _("The planner gave a plan that breaks a rule; it is not shown. Please report this.")
        yield said, 100
    if best is not None:
        best.said = said
        done(best)
        yield _("Done."), 100


def failed(error: solver.SolverFailed) -> str:
    """What happened to the planner, for people."""
    if error.rules:
        return _("What is decided already breaks rules by itself:") + " " + "; ".join(error.rules[:5])
    return {
        "died": _("The planner died or ran out of memory. The best plan so far is kept."),
        "slow": _("The planner did not keep to its time and was stopped. The best plan so far is kept."),
    }.get(str(error), str(error))


def streamed(request: Any, steps: Iterator[tuple[str, int]], back: str = "plan") -> StreamingHttpResponse:
    """A page that grows line by line, and links to what was made. It needs no script. ``back``: the page's name."""
    page = render_to_string("desk/plan_making.html", {"placeholder": PLACEHOLDER, "back": back}, request)
    head, _sep, tail = page.partition(escape(PLACEHOLDER))

    def parts() -> Iterator[str]:
        yield head
        for text, part in steps:
            yield f'<li><progress max="100" value="{part}">{part} %</progress> {escape(text)}</li>\n'
        yield tail

    return StreamingHttpResponse(parts(), headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"})


# -- asking, deciding, undoing -----------------------------------------------------------------------------------------


def act(request: Any) -> HttpResponse:
    """Asks for chosen slots, approves or refuses what others asked for, takes back what was decided."""
    keys, post = reader(request), request.POST
    if request.method != "POST":
        return redirect("plan")
    chosen, now = set(post.getlist("chosen")), now_of(request)
    try:
        if "ask" in post:
            proposal = planned.look(keys)
            found = proposal and (proposal.what_if or proposal.proposed)
            if not proposal or not found:
                raise BadValue(_("Make a plan first."))
            planned.ask(keys, proposal, found, [id_ for id_ in found.plan if id_ in chosen], now)
        elif "approve" in post or "refuse" in post:
            lines = [x for x in planned.waiting(keys) if f"{x.number}/{x.record}" in chosen]
            if not lines:
                raise BadValue(_("Choose at least one line."))
            planned.decide(keys, lines, "approve" in post, now)
        elif "back" in post:
            lines = [x for x in planned.standing(keys) if f"{x.number}/{x.record}" in chosen]
            if not lines:
                raise BadValue(_("Choose at least one line."))
            planned.take_back(keys, lines, now)
        elif "forget" in post:
            planned.forget(keys)
    except CaseworkError as error:
        return plan(request, 400, sentence(error))
    return redirect(reverse("plan") + ("#waiting" if "ask" in post else ""))
