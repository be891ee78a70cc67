"""``waystation solver``: the planner in a process of its own, for whoever asks by a pipe.

One JSON object comes in on standard input; answers go out on standard output, a JSON object a line, the last one best.
Nothing is read from or written to the disk, so a page can ask about sealed cases; a solver that takes too much memory
or dies takes nobody with it, and what it had found before has been told already.
"""

import argparse
import json
import resource
import sys
import time
from collections.abc import Iterator
from typing import Any

from waystation.cli.ourwords import only_ours

HELP = "answer planning questions by a pipe: JSON in, a line of JSON for each answer out (pages start it)"
MEMORY = 4 << 30  # bytes: what planning may take at most; 20,000 people took 2.4 GB


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.description = HELP


def run(options: argparse.Namespace) -> int:
    from waystation.planning.errors import PlanningError

    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    with only_ours():
        try:
            for answer in answers(json.load(sys.stdin)):
                print(json.dumps(answer, ensure_ascii=False), flush=True)
        except (PlanningError, MemoryError, ValueError) as error:
            print(json.dumps(_failed(error)), flush=True)
            return 1
        return 0


def _failed(error: Exception) -> dict[str, Any]:
    """``error``: ``memory``, or why it cannot, in English; ``rules`` that decisions break by themselves and ``said``,
    where there is more to tell, in the parts of which a page makes sentences."""
    import msgspec

    if isinstance(error, MemoryError):
        return {"error": "memory"}
    return {
        "error": str(error), "rules": msgspec.to_builtins(list(getattr(error, "violations", ()))),
        "said": msgspec.to_builtins(getattr(error, "said", None)),
    }  # fmt: skip


def answers(task: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """What was asked, answered. ``task``: ``ask`` (``plan``, ``why``, ``wish``, ``curve``, ``buys``, ``package``, each
    with ``problem``, or ``simulate``) and, as each needs them, ``old``, ``plan``, ``change`` (tenths), ``seconds``,
    ``seed``, ``household``, ``things``, ``wishes`` (``planning.wished``, as msgspec writes them)."""
    if task["ask"] == "simulate":
        yield from _simulate(task)
        return
    from waystation.planning.files import read_plan, read_problem

    problem = read_problem(json.dumps(task["problem"]).encode())
    plans = {name: read_plan(json.dumps(task[name]).encode()) for name in ("old", "plan") if task.get(name)}
    yield from ASKED[task["ask"]](problem, plans, task)


def _plan(problem: Any, plans: dict[str, Any], task: dict[str, Any]) -> Iterator[dict[str, Any]]:
    from waystation.planning.planner import solve

    end, old = time.monotonic() + task.get("seconds", 10), plans.get("old")
    change = task.get("change", 0) if old else 0
    for answer in solve(problem, lambda: end - time.monotonic(), task.get("seed", 1), old, change):
        yield _told(answer)


def _told(answer: Any) -> dict[str, Any]:
    from waystation.planning.files import write_plan

    verdict = answer.verdict
    return {
        "plan": json.loads(write_plan(answer.plan)), "tenths": verdict.tenths, "priced": answer.tenths,
        "bound": answer.bound, "proven": answer.proven, "gap": answer.gap, "stage": answer.stage,
        "baselines": answer.baselines, "changed": answer.changed, "served": verdict.served, "moves": verdict.moves,
        "outside": verdict.outside,
    }  # fmt: skip


def _why(problem: Any, plans: dict[str, Any], task: dict[str, Any]) -> Iterator[dict[str, Any]]:
    from waystation.planning.questions.why import earlier

    for e in earlier(problem, plans["plan"], task["household"]):
        yield {"programme": e.programme, "week": e.week, "saves": e.saves, "full": list(e.full),
               "gives_way": e.gives_way, "costs": e.costs, "least": e.least}  # fmt: skip


def _wish(problem: Any, plans: dict[str, Any], task: dict[str, Any]) -> Iterator[dict[str, Any]]:
    import msgspec

    from waystation.planning.wished import BedWish, Wish
    from waystation.planning.wishes import answer

    yield msgspec.to_builtins(answer(problem, msgspec.convert(task["wishes"], list[Wish | BedWish])))


def _curve(problem: Any, plans: dict[str, Any], task: dict[str, Any]) -> Iterator[dict[str, Any]]:
    from waystation.planning.questions.replan import points

    for point in points(problem, plans["old"], time.monotonic, task.get("seconds", 20), task.get("seed", 1)):
        yield _told(point.answer) | {"price": point.price}


def _buys(problem: Any, plans: dict[str, Any], task: dict[str, Any]) -> Iterator[dict[str, Any]]:
    from waystation.planning.questions.buys import bought
    from waystation.planning.questions.prices import worth

    yield {"worth": worth(problem)}
    for one in bought(problem, time.monotonic, task.get("seconds", 30), task.get("seed", 1)):
        yield {"what": one.what, "about": one.about, "saves": one.saves, "least": one.least, "most": one.most}


def _package(problem: Any, plans: dict[str, Any], task: dict[str, Any]) -> Iterator[dict[str, Any]]:
    from waystation.planning.questions.buys import together

    things = [(what, about) for what, about in task["things"]]
    one = together(problem, things, time.monotonic, task.get("seconds", 30), task.get("seed", 1))
    if one:
        yield {"saves": one.saves, "least": one.least, "most": one.most}


def _simulate(task: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """How far it is after every tenth future; at last the bands, last quarter replayed, and what both say to the
    planner. ``task``: ``history``, and where wanted ``count``, ``weeks``, ``seed``."""
    import msgspec

    from waystation.planning.simulation import breaking
    from waystation.planning.simulation import futures as many
    from waystation.planning.simulation.history import History, checked
    from waystation.planning.simulation.world import calibrate

    try:
        history = checked(msgspec.convert(task["history"], History))
    except msgspec.ValidationError as error:
        raise ValueError(str(error)) from error
    count, weeks, seed = task.get("count", 200), task.get("weeks", 26), task.get("seed", 1)
    world = calibrate(history)
    found: dict[str, list[Any]] = {"futures": [], "quarter": []}
    for what, one_world, many_weeks in (("futures", world, weeks), ("quarter", many.quarter(history), many.QUARTER)):
        for future in many.futures(one_world, count, many_weeks, seed):
            found[what].append(future)
            if len(found[what]) % 10 == 0:
                yield {"done": len(found["futures"]) + len(found["quarter"]), "of": 2 * count}
    bands, past = many.banded(found["futures"]), many.replayed(history, found["quarter"])
    cases, days = breaking.waiting(world, history)
    breaks = breaking.broken(cases, days, list(breaking.walks(world, cases, count, seed)), 7.0 * weeks)
    limits = {"verified": world.verified, "seats": world.seats, "places": bool(world.places)}
    yield msgspec.to_builtins({
        "bands": bands, "replay": past, "thin": world.thin, "untold": world.untold, "a_day": world.a_day,
        "beds": world.beds, "limits": limits, "answers": world.answers, "reserve": many.reserve_beds(world, bands),
        "breaks": breaks, "price": breaks.price,
    })  # fmt: skip


ASKED = {"plan": _plan, "why": _why, "wish": _wish, "curve": _curve, "buys": _buys, "package": _package}
