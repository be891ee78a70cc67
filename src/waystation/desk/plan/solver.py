"""The planner's own process, asked by a pipe: nothing of a problem is written to the disk, and a solver that dies or
takes too long leaves what it had found."""

import json
import os
import selectors
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from typing import Any

import msgspec

from waystation.planning.errors import BrokenPlan
from waystation.planning.evaluate import evaluate
from waystation.planning.files import read_plan, write_plan, write_problem
from waystation.planning.plans import Plan
from waystation.planning.problem import Problem
from waystation.planning.words import Rule, Sentence
from waystation.store import machinecache
from waystation.store.plans.planned import Found

GRACE = 10.0  # seconds beyond its time before it is stopped: imports take two, a last step of a solver a few
KEPT = ("PATH", "PYTHONPATH", "LANG", machinecache.VARIABLE)  # of the environment, which may hold passwords
MOST_LINE = 64 << 20  # bytes of one answer; 20,000 people are 3 MB


class SolverFailed(Exception):
    """It died, was stopped (``slow``), had no ``memory`` left, or said in English why it cannot. ``rules``: those that
    decisions break by themselves; ``said``: why, where a page can say it in other languages."""

    def __init__(self, why: str, rules: Sequence[Rule] = (), said: Sentence | None = None):
        super().__init__(why)
        self.rules, self.said = rules, said


def ask(what: str, problem: Problem, seconds: float = 10, **more: Any) -> Iterator[dict[str, Any]]:
    """The solver's answers as they come. ``more``: what the question needs beside (``cli.solver.answers``); plans as
    they are. Raises SolverFailed."""
    task = {"ask": what, "problem": json.loads(write_problem(problem)), "seconds": seconds}
    task |= {name: json.loads(write_plan(v)) if name in ("old", "plan") else v for name, v in more.items()}
    return asked(task, seconds)


def asked(task: dict[str, Any], seconds: float) -> Iterator[dict[str, Any]]:
    """The solver's answers to a task. Raises SolverFailed."""
    environment = {name: os.environ[name] for name in KEPT if name in os.environ}
    process = subprocess.Popen(
        [sys.executable, "-m", "waystation", "solver"], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL, env=environment,
    )  # fmt: skip
    try:
        yield from _answers(process, json.dumps(task).encode(), time.monotonic() + seconds + GRACE)
    finally:
        process.kill()
        process.wait()


def _answers(process: "subprocess.Popen[bytes]", task: bytes, deadline: float) -> Iterator[dict[str, Any]]:
    assert process.stdin is not None and process.stdout is not None
    try:
        process.stdin.write(task)
        process.stdin.close()
    except BrokenPipeError:
        raise SolverFailed("died") from None
    for line in _lines(process.stdout, deadline):
        answer = json.loads(line)
        if "error" in answer:
            rules = msgspec.convert(answer.get("rules", []), list[Rule])
            raise SolverFailed(answer["error"], rules, msgspec.convert(answer.get("said"), Sentence | None))
        yield answer
    if process.wait(GRACE) != 0:
        raise SolverFailed("died")


def _lines(pipe: Any, deadline: float) -> Iterator[bytes]:
    """Whole lines, until the pipe ends. Raises SolverFailed at the deadline."""
    os.set_blocking(pipe.fileno(), False)
    waiting, held = selectors.DefaultSelector(), b""
    waiting.register(pipe, selectors.EVENT_READ)
    with waiting:
        while True:
            if not waiting.select(max(0.0, deadline - time.monotonic())):
                raise SolverFailed("slow")
            read = pipe.read(1 << 20)
            if not read:
                return
            *whole, held = (held + read).split(b"\n")
            yield from whole
            if len(held) > MOST_LINE:
                raise SolverFailed("died")


def plans(problem: Problem, seconds: float, old: Plan | None = None, change: int = 0) -> Iterator[Found]:
    """Better and better plans, each judged here. ``change``: tenths for a changed slot. Raises SolverFailed,
    BrokenPlan."""
    more = {"old": old, "change": change} if old is not None else {}
    for answer in ask("plan", problem, seconds, **more):
        yield judged(problem, answer)


def judged(problem: Problem, answer: dict[str, Any]) -> Found:
    """An answer as a plan. Raises BrokenPlan where it is not what it says."""
    plan = read_plan(json.dumps(answer["plan"]).encode())
    verdict = evaluate(problem, plan)
    if verdict.violations or verdict.tenths != answer["tenths"]:
        raise BrokenPlan(f"the solver's plan is not what it says: {verdict.violations[:1]}")
    given = {name: answer[name] for name in ("priced", "bound", "proven", "baselines", "served", "moves", "outside",
                                              "changed", "stage")}  # fmt: skip
    return Found(problem, plan, verdict.tenths, **given)
