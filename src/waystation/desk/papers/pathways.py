"""Pathways: what countries offer, how old that knowledge is, who stands on each; and the day on which one closes."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from waystation.casework.errors import CaseworkError, NotYourRole
from waystation.casework.fields import TEXT_LIMIT
from waystation.casework.folds import State
from waystation.casework.roles import access, may_write
from waystation.casework.visas import eligibility
from waystation.casework.visas.eligibility import STALE_FACTS, Verdict
from waystation.casework.vocabularies import vocabulary
from waystation.desk.cases.opened import now_of, today_of
from waystation.desk.cases.overview import overview, show
from waystation.desk.web.words import sentence
from waystation.store.files import casefiles, programme
from waystation.store.lists.rows import Overview
from waystation.store.sealed import accesslog
from waystation.store.sealed.keys import Keys
from waystation.store.visas import pathways as store
from waystation.store.visas.pathways import Touched

LEVELS = {"open": "calm", "suspended": "late", "closed": "alarm"}
NAME = 60  # characters of a pathway's name in a task, so that the task stays under the length of a field


def listed(request: Any, number: str = "") -> HttpResponse:
    """All pathways; a POST takes in the starter list."""
    keys = _keys(request)
    if request.method == "POST":
        store.take_in(keys)
        return redirect("pathways")
    state, found, today = _state(keys), overview(keys), today_of(keys)
    rows = state.rows("pathways")
    counts = store.counts(found.rows, rows)
    pathways: list[dict[str, Any]] = [
        {"id": record, "row": row, "level": LEVELS.get(row.get("status") or "", "due"), "counts": counts[record],
         "country": vocabulary("country").label(row.get("country") or ""), "age": (age := eligibility.age(row, today)),
         "old": age is None or age > STALE_FACTS, "outside": row.get("outside_origin")}
        for record, row in rows.items()
    ]  # fmt: skip
    pathways.sort(key=lambda p: (*(-n for n in p["counts"].values()), p["country"], p["row"].get("name") or ""))
    context = {
        "pathways": pathways, "may_write": may_write(keys.roles, "pathways"), "edit": _edit(keys),
        "sees_papers": any(access(role, "papers").reads for role in keys.roles), "more": len(store.missing(state)),
    }  # fmt: skip
    return show(request, "desk/pathways.html", context, found)


def one(request: Any, record: str) -> HttpResponse:
    """One pathway, whom it touches and what is next for each; a POST changes its status, undoes that, or makes the
    tasks."""
    keys = _keys(request)
    if record not in _state(keys).records("pathways"):
        raise Http404
    if request.method != "POST":
        return _page(request, record)
    try:
        _act(request, record)
    except CaseworkError as error:
        return _page(request, record, sentence(error), 400)
    return redirect("pathway", record=record)


def _act(request: Any, record: str) -> None:
    """Raises CaseworkError, Http404."""
    keys, post = request.keys, request.POST
    match post.get("act"):
        case "status":
            on, reason = post.get("on") or now_of(request)[:10], " ".join(post.get("reason", "").split())
            store.change_status(keys, record, post.get("status", ""), on, reason, now_of(request))
        case "undo":
            store.undo(keys, post.get("change", ""), now_of(request))
        case "tell":
            pass
        case _:
            raise Http404
    _tell(request, record)


def _tell(request: Any, record: str) -> None:
    """Brings the tasks of the touched cases in line with the pathway's status, where this member may write them."""
    keys = request.keys
    if not may_write(keys.roles, "papers"):
        return
    state = _state(keys)
    row, people = state.row("pathways", record), _touched(keys, state, record)
    change = store.latest(state, record)
    for back in store.undone(state):
        store.untell(keys, back, people)
    if change and row.get("status") != "open":
        told = [(case, _task(row, _next(case, state, record, request))) for case in people]
        store.tell(keys, change, told, keys.minute)


def _task(row: dict[str, Any], best: tuple[dict[str, Any], Verdict] | None) -> str:
    status = _(vocabulary("pathway_status").label(row.get("status") or ""))
    name = str(row.get("name") or "")[:NAME]
    following = best[0]["name"][:NAME] if best else _("none yet: plan again")
    text = _("Tell them on a safe channel. %(way)s: %(status)s. Next: %(next)s") % {
        "way": name, "status": status, "next": following,
    }  # fmt: skip
    return text[:TEXT_LIMIT]


def _page(request: Any, record: str, error: str = "", status: int = 200) -> HttpResponse:
    keys, state = request.keys, _state(request.keys)
    row, found, today = state.row("pathways", record), overview(keys), today_of(keys)
    people = _touched(keys, state, record, found)
    back, change = store.undone(state), store.latest(state, record)
    lines = [
        {"id": r, "row": line, "who": keys.directory.name_of(bytes.fromhex(line.get("by") or "")), "back": r in back,
         "undo": r == change and may_write(keys.roles, "pathways")}
        for r, line in store.history(state, record)
    ]  # fmt: skip
    cases = [_shown(case, state, record, request, change) for case in people]
    closed = row.get("status") != "open" and bool(change)
    context = {
        "id": record, "row": row, "error": error, "level": LEVELS.get(row.get("status") or "", "due"),
        "country": vocabulary("country").label(row.get("country") or ""), "age": eligibility.age(row, today),
        "old": (eligibility.age(row, today) or STALE_FACTS + 1) > STALE_FACTS, "history": lines, "cases": cases,
        "may_write": may_write(keys.roles, "pathways"), "typed": request.POST, "today": today.isoformat(),
        "statuses": [(w.key, _(w.label)) for w in vocabulary("pathway_status")], "edit": _edit(keys), "closed": closed,
        "sees_papers": any(access(role, "papers").reads for role in keys.roles),
        "untold": sum(1 for c in cases if not c["task"]) if closed else 0,
        "may_tell": may_write(keys.roles, "papers"),
        "people": sum(s.people for case in people for s in case.standings if s.standing != "ranked"),
    }  # fmt: skip
    response = show(request, "desk/pathway.html", context, found)
    response.status_code = status
    return response


def _shown(case: Touched, state: State, record: str, request: Any, change: str) -> dict[str, Any]:
    papers = case.states.get("papers") or State()
    task = change if change and change in papers.records("tasks") else ""
    return {
        "case": case, "standing": case.standing, "people": sum(s.people for s in case.standings),
        "next": _next(case, state, record, request), "task": task,
        "done": bool(task and papers.get("done", task, "tasks")),
    }  # fmt: skip


def _next(case: Touched, state: State, record: str, request: Any) -> tuple[dict[str, Any], Verdict] | None:
    """The next pathway for a case besides this one: among its own options first, yes before ask; None where all say
    no."""
    papers = case.states.get("papers")
    if papers is None:
        return None
    needs = case.states.get("needs")
    known = eligibility.facts(papers, casefiles.persons(needs) if needs else ["a"], case.states.get("consent"))
    others = {r: row for r, row in state.rows("pathways").items() if r != record}
    options = {(o.get("pathway"), o.get("country") or row_country(others, o)) for o in papers.rows("options").values()}
    verdicts = [
        (others[r], v) for r, v in eligibility.ranked(known, others, today_of(request.keys)) if v.answer != "no"
    ]
    own = [(row, v) for row, v in verdicts if (row.get("pathway"), row.get("country")) in options]
    return next(iter(sorted(own, key=lambda x: x[1].answer != "yes") or verdicts), None)


def row_country(pathways: dict[str, dict[str, Any]], option: dict[str, Any]) -> str:
    """The country of an option that names none: that of its pathway."""
    same = (row for row in pathways.values() if row.get("pathway") == option.get("pathway"))
    return next((row.get("country") or "" for row in same), "")


def _touched(keys: Keys, state: State, record: str, found: Overview | None = None) -> list[Touched]:
    people = store.touched(keys, (found or overview(keys)).rows, state.row("pathways", record))
    accesslog.log(keys.pseudonym, "open", [circle for case in people for circle in case.circles.values()])
    return people


def _keys(request: Any) -> Keys:
    keys: Keys = request.keys
    if not any(access(role, "pathways").reads for role in keys.roles):
        raise NotYourRole(_("Pathways are opened by those who choose among them."))
    return keys


def _state(keys: Keys) -> State:
    return store.state_of(keys)


def _edit(keys: Keys) -> str:
    return f"/programme/{programme.number(keys).hex()}/edit/pathways/pathways/"
