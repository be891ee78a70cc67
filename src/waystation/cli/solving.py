"""Plans from a process of their own: each is judged here before anybody sees it, and neither Ctrl-C nor the death of a
solver takes the one before with it.

    for what, found in answers(problem, old, options):
        ...                                         # "answer": a better plan, or "ended": why it ended
"""

import argparse
import multiprocessing
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection
from typing import Any

GRACE = 10.0  # seconds that a solver may take beyond its time before it is stopped
LOOK = 0.2  # seconds between two looks whether Ctrl-C was pressed


def answers(problem: Any, old: Any, options: argparse.Namespace) -> Iterator[tuple[str, Any]]:
    """What the solving process finds, each judged here again; at last why it ended, if not by itself."""
    context = multiprocessing.get_context("fork")
    ours, theirs = context.Pipe(duplex=False)
    process = context.Process(target=_solving, args=(theirs, problem, old, options), daemon=True)
    process.start()
    theirs.close()
    deadline = time.monotonic() + options.time + GRACE
    try:
        with _interrupts() as stopped:
            while True:
                if stopped() or time.monotonic() > deadline:
                    late = "The solver did not keep to its time and was stopped"
                    yield "ended", "Stopped by Ctrl-C" if stopped() else late
                    return
                if not ours.poll(LOOK):
                    continue
                what, found = ours.recv()
                if what == "done":
                    return
                yield (what, found) if what == "ended" else ("answer", _judged(problem, found))
    except (EOFError, OSError):  # before a message or in the middle of one
        process.join(1)
        yield "ended", f"The solver died (exit code {process.exitcode})"
    finally:
        if process.is_alive():
            process.kill()
        process.join()


@contextmanager
def _interrupts() -> Iterator[Callable[[], bool]]:
    """Whether Ctrl-C was pressed: heard between two answers, so that none is left half written. A second one ends the
    program at once."""
    import signal

    pressed = []

    def heard(_number: int, _frame: Any) -> None:
        pressed.append(True)
        signal.signal(signal.SIGINT, before)

    before = signal.signal(signal.SIGINT, heard)
    try:
        yield lambda: bool(pressed)
    finally:
        signal.signal(signal.SIGINT, before)


def _judged(problem: Any, answer: Any) -> Any:
    from waystation.planning.errors import BrokenPlan
    from waystation.planning.evaluate import evaluate

    verdict = evaluate(problem, answer.plan)
    if verdict.violations or verdict.tenths != answer.verdict.tenths:
        raise BrokenPlan(f"The solver's plan is not what it says: {verdict.violations[:1] or verdict.cost}")
    return answer


def _solving(pipe: Connection, problem: Any, old: Any, options: argparse.Namespace) -> None:
    """The other process: answers into the pipe. Ctrl-C is for the parent to hear."""
    import signal

    from waystation.planning.errors import PlanningError
    from waystation.planning.planner import solve

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    end = time.monotonic() + options.time
    try:
        change = 10 * options.change_price if old is not None else 0
        for answer in solve(problem, lambda: end - time.monotonic(), options.seed, old, change):
            pipe.send(("answer", answer))
        pipe.send(("done", None))
    except (PlanningError, MemoryError) as error:
        pipe.send(("ended", f"The solver failed: {str(error) or 'no memory left'}"))
        pipe.send(("done", None))
