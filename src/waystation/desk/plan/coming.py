"""What may come: the programme as queues, from how it went so far. Bands of many futures, and last quarter replayed."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import msgspec
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from waystation.desk.plan import solver
from waystation.desk.plan.views import failed, reader, streamed
from waystation.planning.simulation.history import History
from waystation.store import accesslog, kept
from waystation.store.history import history

SHELF = "coming/1"
COUNT, SECONDS = 200, 60
HIGH, WIDE = 90, 12  # units of a plot: its height, and the width of a week
LEAST_CASES = 20  # fewer cannot say what is usual


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


def coming(request: Any) -> Any:
    keys = reader(request)
    past = history(keys)
    enough = len(past.cases) >= LEAST_CASES
    if request.method == "POST" and enough:
        accesslog.log(keys.pseudonym, "simulate")
        return streamed(request, _simulating(keys, past), "coming")
    return _page(request, keys, past, enough)


def _page(request: Any, keys: Any, past: History, enough: bool) -> HttpResponse:
    try:
        found = msgspec.msgpack.decode(kept.look(keys.secret, SHELF) or b"", type=dict[str, Any])
    except msgspec.DecodeError:
        found = None
    context: dict[str, Any] = {"found": found, "cases": len(past.cases), "enough": enough, "least": LEAST_CASES}
    if found:
        bands, replay = found["bands"]["bands"], found["replay"]
        context["plots"] = [_plot(what, bands[what]) for what in ("road", "beds", "waiting", "landed")]
        context["replayed"] = [
            (_plot(what, replay["bands"]["bands"][what], replay["happened"][what]), round(100 * replay["inside"][what]),
             replay["error"][what])
            for what in ("road", "beds", "landed")
        ]  # fmt: skip
    return render(request, "desk/plan_coming.html", context)


def _plot(what: str, rows: list[list[float]], happened: list[int] | None = None) -> Plot:
    top = max([1.0, *(high for _low, _mid, high in rows), *(happened or [])])

    def at(week: int, value: float) -> str:
        return f"{week * WIDE},{HIGH - HIGH * value / top:.1f}"

    up = [at(week, high) for week, (_low, _mid, high) in enumerate(rows)]
    down = [at(week, low) for week, (low, _mid, _high) in enumerate(rows)]
    middle = " ".join(at(week, mid) for week, (_low, mid, _high) in enumerate(rows))
    real = " ".join(at(week, n) for week, n in enumerate(happened or []))
    table = [(week + 1, low, mid, high) for week, (low, mid, high) in list(enumerate(rows))[3::4]]
    return Plot(what, " ".join([*up, *reversed(down)]), middle, real, round(top), WIDE * max(1, len(rows) - 1), table)


def _simulating(keys: Any, past: History) -> Iterator[tuple[str, int]]:
    yield _("Beginning."), 0
    answer: dict[str, Any] = {}
    told = -1
    try:
        for answer in solver.asked({"ask": "simulate", "history": msgspec.to_builtins(past), "count": COUNT}, SECONDS):
            part = 100 * answer["done"] // answer["of"] if "done" in answer else 100
            if part // 10 > told and "done" in answer:
                told = part // 10
                yield _("%(done)s of %(of)s futures") % answer, part
    except solver.SolverFailed as error:
        yield failed(error), 100
        return
    kept.keep(keys.secret, SHELF, msgspec.msgpack.encode(answer), kept.CACHE)
    yield _("Done."), 100
