"""What may come: the programme as queues, from how it went so far. Bands of many futures, and last quarter replayed."""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import msgspec
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from waystation.casework import stages
from waystation.casework.errors import BadValue
from waystation.desk.plan import solver, tried
from waystation.desk.plan.streaming import failed, streamed
from waystation.desk.plan.views import reader
from waystation.desk.web.words import amiss, sentence
from waystation.planning.errors import BadFile
from waystation.planning.simulation.futures import quantiles
from waystation.planning.simulation.history import read_history
from waystation.store.plans import asking, planned, settings
from waystation.store.plans.history import count, history
from waystation.store.sealed import accesslog, kept

SHELF = "coming/4"
COUNT, SECONDS = 200, 180  # a thousand people take 36 s of a processor that does nothing else
HIGH, WIDE = 90, 12  # units of a plot: its height, and the width of a week
LEFT, MARKS = 30, 4  # room for the numbers at its side; weeks between two marks below
MOST_FILE = 4 << 20  # bytes of a history: 10,000 cases are two megabytes
NEAR = 14  # days: slots of this week and the next
LEAST_CASES = 20  # fewer cannot say what is usual
SHOWN = ("road", "beds", "waiting", "slots", "landed", "refused", "missed", "stopped")  # plots, in their order


@dataclass
class Plot:
    """One quantity: the band as a polygon, its middle as a line, what happened as another. ``top``: the highest number
    drawn; ``rows``: the same for the table, every fourth week."""

    what: str
    band: str
    middle: str
    happened: str
    top: int
    width: int
    rows: list[tuple[int, float, float, float]]
    marks: list[tuple[int, int]]  # position and week


def coming(request: Any) -> Any:
    keys = reader(request)
    cases = count(keys)
    if request.method != "POST":
        return _page(request, keys, cases)
    if "take" in request.POST:
        return _taken(keys)
    upload = request.FILES.get("file")
    if upload is None and cases >= LEAST_CASES:
        accesslog.log(keys.pseudonym, "simulate")
        return streamed(request, _simulating(keys, msgspec.to_builtins(history(keys)), ""), "coming")
    try:
        told = _read(upload)
    except BadValue as error:
        return _page(request, keys, cases, sentence(error), 400)
    return streamed(request, _simulating(keys, told, str(upload.name or "?")), "coming")


def _taken(keys: Any) -> HttpResponse:
    """What the installation's own futures recommend becomes what the next plan begins with."""
    found = _look(keys)
    if found is None or found["file"]:
        return redirect("coming")
    settings.keep(keys, settings.Settings(found["price"], min(settings.MOST, found["reserve"])))
    return redirect(reverse("plan") + "#make")


def _look(keys: Any) -> dict[str, Any] | None:
    return kept.look_as(keys.secret, SHELF, dict[str, Any])


def _since(keys: Any, found: dict[str, Any]) -> dict[str, Any]:
    """What has happened to the plan since: slots decided, and whether another plan was made."""
    proposal, made = planned.look(keys), found["made"]
    decided = (str(line.row.get("decided_at") or "") for line in asking.standing(keys))
    minutes = (int(datetime.datetime.fromisoformat(at).timestamp()) // 60 for at in decided if at)
    return {"decided": sum(minute > made for minute in minutes), "replanned": bool(proposal and proposal.made > made)}


def _read(upload: Any) -> dict[str, Any]:
    """A history from a file, as ``waystation simulate`` reads it; it is not kept. Raises BadValue."""
    if upload is None:
        raise BadValue(_("Too few cases to say what is usual."))
    if upload.size > MOST_FILE:
        raise BadValue(_("This file is too large for a history of stages."))
    try:
        return msgspec.to_builtins(read_history(upload.read()))
    except BadFile as error:
        raise BadValue(_("This is no history of stages: %(why)s"), why=amiss(error)) from error


def _page(request: Any, keys: Any, cases: int, error: str = "", status: int = 200) -> HttpResponse:
    found = _look(keys)
    context: dict[str, Any] = {
        "found": found, "cases": cases, "enough": cases >= LEAST_CASES, "least": LEAST_CASES, "error": error,
        "left": LEFT, "high": HIGH, "half": HIGH // 2, "tried": tried.look(keys, "coming"),
    }  # fmt: skip
    if found:
        context |= _drawn(found) | {"breaks": _breaks(found["breaks"])} | _since(keys, found)
        context["taken"] = settings.look(keys) == settings.Settings(found["price"], found["reserve"])
    return render(request, "desk/plan_coming.html", context, status=status)


def _drawn(found: dict[str, Any]) -> dict[str, Any]:
    """The plots of what may come and of last quarter. Nobody waits for places that nothing limits, and what a history
    does not tell is not drawn."""
    bands, replay = found["bands"]["bands"], found["replay"]
    none = {what for what, limit in (("slots", found["limits"]["places"]),) if not limit} | {
        what for what in found["untold"] if what == "missed"
    }
    return {
        "plots": [_plot(what, bands[what]) for what in SHOWN if what not in none],
        "replayed": [
            (_plot(what, replay["bands"]["bands"][what], replay["happened"][what]), round(100 * replay["inside"][what]),
             replay["error"][what])
            for what in SHOWN if what in replay["happened"]
        ],
        "landings": (sum(replay["happened"]["landed"]), *quantiles(replay["bands"]["landed"])),
        "thin": [_name(what) for what in found["thin"]], "thin_then": [_name(what) for what in replay["thin"]],
    }  # fmt: skip


def _name(what: str) -> str:
    """A stage or event in words."""
    said = {"refused": _("Refusals"), "missed": _("Missed flights"), "contacts": _("Contacts")}
    return said[what] if what in said else _(stages.stage(what).label)


def _breaks(breaks: dict[str, Any]) -> dict[str, Any]:
    """How many slots of a plan break by themselves, per cent, and why."""
    said = {
        "late": _("not ready for their place"), "refused": _("refused"), "slow": _("not ready to leave in time"),
        "missed": _("flight missed"), "left": _("left the road"),
    }  # fmt: skip
    why = [(said[name], round(100 * share)) for name, share in breaks["why"].items() if share >= 0.005]
    reads = [(one["share"], round(100 * one["breaks"]), round(one["spare"])) for one in breaks["reads"]]
    parts = {name: round(100 * breaks[name]) for name in ("share", "low", "high")}
    return parts | {"slots": breaks["slots"], "estimated": breaks["estimated"], "why": why, "reads": reads}


def _plot(what: str, rows: list[list[float]], happened: list[int] | None = None) -> Plot:
    top = max([1.0, *(high for _low, _mid, high in rows), *(happened or [])])

    def at(week: int, value: float) -> str:
        return f"{LEFT + week * WIDE},{HIGH - HIGH * value / top:.1f}"

    up = [at(week, high) for week, (_low, _mid, high) in enumerate(rows)]
    down = [at(week, low) for week, (low, _mid, _high) in enumerate(rows)]
    middle = " ".join(at(week, mid) for week, (_low, mid, _high) in enumerate(rows))
    real = " ".join(at(week, n) for week, n in enumerate(happened or []))
    table = [(week + 1, low, mid, high) for week, (low, mid, high) in list(enumerate(rows))[3::4]]
    marks = [(LEFT + week * WIDE, week + 1) for week in range(MARKS - 1, len(rows), MARKS)]
    width = LEFT + WIDE * max(1, len(rows) - 1) + 8
    return Plot(what, " ".join([*up, *reversed(down)]), middle, real, round(top), width, table, marks)


def _simulating(keys: Any, past: dict[str, Any], name: str) -> Iterator[tuple[str, int]]:
    """``name``: of the file, empty for the installation's own cases."""
    yield _("Beginning."), 0
    answer: dict[str, Any] = {}
    told = -1
    try:
        for answer in solver.asked({"ask": "simulate", "history": past, "count": COUNT}, SECONDS):
            part = 100 * answer["done"] // answer["of"] if "done" in answer else 100
            if part // 10 > told and "done" in answer:
                told = part // 10
                yield _("%(done)s of %(of)s futures, half of them of last quarter") % answer, part
    except solver.SolverFailed as error:
        tried.keep(keys, "coming", failed(error))
        yield failed(error), 100
        return
    near = sum(gets - past["now"] < NEAR for _case, gets, _leaves in past["plan"])
    answer |= {"file": name, "cases": len(past["cases"]), "made": keys.minute, "near": near}
    kept.keep(keys.secret, SHELF, msgspec.msgpack.encode(answer), kept.CACHE)
    tried.clear(keys, "coming")
    yield _("Done."), 100
