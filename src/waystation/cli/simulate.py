"""``waystation simulate``: what the coming weeks may bring, from a file of what happened so far.

The file holds days and stages only: ``{"cases": [[["S0", 0], ["S1", 2.5], …], …], "now": 300, "beds": 40}``, with the
people of each case under ``sizes`` where they are not one. **Plan → What may come** makes the same of an
installation's own cases, without a file.
"""

import argparse
import json
import sys
from pathlib import Path
from typing import Any

HELP = "simulate the programme as queues from a file of what happened so far"
GOOD, BAD_INPUT = 0, 2


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("history", metavar="HISTORY", type=Path, help="a JSON file: days at which cases entered stages")
    parser.add_argument("--futures", type=int, default=200, metavar="N", help="how many futures (200)")
    parser.add_argument("--weeks", type=int, default=26, metavar="N", help="how many weeks ahead (26)")
    parser.add_argument("--seed", type=int, default=1, help="another number draws others (1)")


def run(options: argparse.Namespace) -> int:
    from waystation.cli.solver import answers
    from waystation.planning.errors import PlanningError

    if not (1 <= options.futures <= 10_000 and 1 <= options.weeks <= 520):
        print("--futures: 1 to 10,000; --weeks: 1 to 520", file=sys.stderr)
        return BAD_INPUT
    try:
        history = json.loads(options.history.read_bytes())
        task = {"ask": "simulate", "history": history, "count": options.futures, "weeks": options.weeks,
                "seed": options.seed}  # fmt: skip
        for answer in answers(task):
            if "done" in answer:
                print(f"\r{answer['done']} of {answer['of']} futures", end="", file=sys.stderr, flush=True)
        print(file=sys.stderr)
    except OSError as error:
        print(f"{error.filename}: {error.strerror}", file=sys.stderr)
        return BAD_INPUT
    except (PlanningError, ValueError) as error:
        print(f"{options.history}: {error}", file=sys.stderr)
        return BAD_INPUT
    report(answer)
    return GOOD


def report(found: dict[str, Any]) -> None:
    """The bands of every fourth week, the replay, and what they say to the planner."""
    print(f"{found['a_day']:.2f} contacts a day lately; {found['beds']} beds; {found['bands']['count']} futures")
    if found["thin"]:
        print(f"Too few cases went through {', '.join(found['thin'])} to draw from: read these with care.")
    print(f"{'week':>4} {'people in beds':>22} {'waiting for a bed':>22} {'landed':>22}")
    bands = found["bands"]["bands"]
    for week in range(3, len(bands["beds"]), 4):
        rows = (bands[what][week] for what in ("beds", "waiting", "landed"))
        cells = (f"{mid:6.0f} ({low:.0f} to {high:.0f})" for low, mid, high in rows)
        print(f"{week + 1:>4} " + " ".join(f"{cell:>22}" for cell in cells))
    for what, share in found["replay"]["inside"].items():
        error = found["replay"]["error"][what]
        told = "nothing happened" if error is None else f"the middle was {error:.0f} % off"
        print(f"last quarter, {what}: {100 * share:.0f} % of the weeks lay within the band; {told}")
    print(f"reserve beds: {found['reserve']}; price of a change: {found['price']}")
