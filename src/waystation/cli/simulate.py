"""``waystation simulate``: what the coming weeks may bring, from a file of what happened so far.

The file holds days and stages only: ``{"cases": [[["S0", 0], ["S1", 2.5], …], …], "now": 300, "beds": 40}``, with
refusals, appeals and missed flights among the stages, and beside them what limits the programme
(``planning.simulation.history.History``). **Plan → What may come** makes the same of an
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


SAID = {
    "contacts": "contacts", "refused": "refusals", "missed": "missed flights", "late": "not ready for their place",
    "slow": "not ready to leave in time", "left": "off the road",
}  # fmt: skip


def report(found: dict[str, Any]) -> None:
    """The bands of every fourth week, the replay, and what they say to the planner."""
    print(f"{found['a_day']:.2f} contacts a day lately; {found['beds']} beds; {found['bands']['count']} futures")
    _thin("Drawn from", found["thin"])
    for event in found["untold"]:
        how = "taken from returns to the plan" if event == "refused" else "not simulated apart"
        print(f"This history does not tell {SAID[event]}: {how}.")
    bands = found["bands"]["bands"]
    for columns in (("beds", "waiting", "slots", "landed"), ("road", "refused", "missed", "stopped")):
        print(f"{'week':>4} " + " ".join(f"{HEADS[what]:>22}" for what in columns))
        for week in range(3, len(bands["beds"]), 4):
            cells = (f"{mid:6.0f} ({low:.0f} to {high:.0f})" for low, mid, high in (bands[w][week] for w in columns))
            print(f"{week + 1:>4} " + " ".join(f"{cell:>22}" for cell in cells))
    _quarter(found["replay"])
    _plan(found)


HEADS = {
    "beds": "people in beds", "waiting": "waiting for a bed", "slots": "waiting for a place", "landed": "landed",
    "road": "people on the road", "refused": "refused so far", "missed": "missed a flight", "stopped": "stopped",
}  # fmt: skip


def _thin(where: str, thin: list[str]) -> None:
    if thin:
        print(f"{where} fewer than five cases, read with care: {', '.join(SAID.get(what, what) for what in thin)}.")


def _quarter(past: dict[str, Any]) -> None:
    for what, share in past["inside"].items():
        error = past["error"][what]
        told = "nothing happened" if error is None else f"the middle was {error:.0f} % off"
        print(f"last quarter, {what}: {100 * share:.0f} % of the weeks lay within the band; {told}")
    _thin("Known then from", past["thin"])


def _plan(found: dict[str, Any]) -> None:
    breaks = found["breaks"]
    if breaks["slots"]:
        of = "slots as times read at 80 of a hundred would promise them" if breaks["estimated"] else "slots of the plan"
        low, high = 100 * breaks["low"], 100 * breaks["high"]
        print(f"{breaks['slots']} {of}: {100 * breaks['share']:.0f} % break by themselves ({low:.0f} to {high:.0f})")
        print("  " + ", ".join(f"{100 * n:.0f} % {SAID.get(why, why)}" for why, n in breaks["why"].items() if n))
        for read in breaks["reads"]:
            print(f"  read at {read['share']}: {100 * read['breaks']:.0f} % break; {read['spare']:.0f} days to spare")
    print(f"reserve beds: {found['reserve']}; price of a change: {found['price']}")
