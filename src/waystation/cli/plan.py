"""``waystation plan``: a plan for a problem's file, better by the minute, and what one may ask about it.

The solvers work in a process of their own. Each better plan comes through a pipe, is judged here, and stands in the
file before the next one is looked for. So Ctrl-C, the end of the time or the death of a solver leave the best plan so
far.
"""

import argparse
import os
import sys
import time
from pathlib import Path
from typing import Any

from waystation.cli.ourwords import only_ours
from waystation.cli.solving import answers

HELP = "plan visas, beds, escorts and settlement for everybody in a problem's file"
GOOD, BROKEN, BAD_INPUT = 0, 1, 2


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("problem", metavar="PROBLEM", type=Path, help="a problem's JSON file")
    parser.add_argument("plan", metavar="PLAN", type=Path, nargs="?", help="with --check, --why: a plan's JSON file")
    parser.add_argument("-o", "--output", metavar="FILE", type=Path, help="write the plan here")
    parser.add_argument("--check", action="store_true", help="print the cost of PLAN and every rule that it breaks")
    parser.add_argument("--time", type=_seconds, default=60.0, metavar="SECONDS", help="at most so long (60)")
    parser.add_argument("--seed", type=int, default=1, help="another number searches elsewhere (1)")
    parser.add_argument("--prices", action="store_true", help="print what one more place in each week would save")
    parser.add_argument(
        "--buy", metavar="THING", action="append",
        help="what one more would save: place:PROGRAMME, budget:PROGRAMME, bed:HOUSE or seat; several together",
    )  # fmt: skip
    parser.add_argument("--why", metavar="HOUSEHOLD", help="explain the slot that PLAN gives a household")
    parser.add_argument(
        "--wish", metavar="WISH", action="append",
        help="may this be? HOUSEHOLD=PROGRAMME@WEEK or HOUSEHOLD=bed:HOUSE@FROM-TO; several together",
    )  # fmt: skip
    parser.add_argument("--from", dest="old", metavar="OLD", type=Path, help="change this plan as little as pays")
    parser.add_argument("--change-price", type=_price, default=20, metavar="N", help="cost of each changed slot (20)")
    parser.add_argument("--curve", action="store_true", help="with --from: cost and changes at several prices")


def _seconds(typed: str) -> float:
    try:
        seconds = float(typed)
    except ValueError:
        seconds = 0.0
    if not 0 < seconds <= 86_400:
        raise argparse.ArgumentTypeError("a number of seconds, more than 0 and at most a day (86400)")
    return seconds


def _price(typed: str) -> int:
    price = int(typed) if typed.isascii() and typed.isdigit() else -1
    if not 0 <= price <= 1_000_000:
        raise argparse.ArgumentTypeError("a whole number from 0 to 1,000,000")
    return price


def run(options: argparse.Namespace) -> int:
    from waystation.planning.errors import BadFile, Impossible

    try:
        with only_ours():
            return _asked(options)
    except BadFile as error:
        print(f"{error.where or options.problem}: {error}", file=sys.stderr)
    except Impossible as error:
        print(error, file=sys.stderr)
    except OSError as error:
        print(f"{error.filename}: {error.strerror}", file=sys.stderr)
    return BAD_INPUT


def _asked(options: argparse.Namespace) -> int:
    from waystation.planning.files import read_plan, read_problem

    problem = _read(options.problem, read_problem)
    if options.check or options.why:
        if not options.plan:
            print("Name the plan's file after the problem's.", file=sys.stderr)
            return BAD_INPUT
        plan = _read(options.plan, read_plan)
        return check(problem, plan) if options.check else why(problem, plan, options.why)
    if options.wish:
        return wishes(problem, options.wish)
    if options.buy:
        return buy(problem, options)
    if options.prices and not options.output:
        return prices(problem)
    old = _read(options.old, read_plan) if options.old else None
    if options.curve and old is not None:
        return curve(problem, old, options)
    return make(problem, old, options)


def _read(path: Path, reader: Any) -> Any:
    from waystation.planning.errors import BadFile

    try:
        return reader(path.read_bytes())
    except BadFile as error:
        error.where = str(path)
        raise


# -- judging -----------------------------------------------------------------------------------------------------------


def check(problem: Any, plan: Any) -> int:
    from waystation.planning.evaluate import evaluate

    verdict = evaluate(problem, plan)
    for violation in verdict.violations:
        print(violation)
    print(
        f"cost {verdict.cost:,.1f}; {verdict.served} of {problem.people} people with a slot; {verdict.moves} moves; ",
        end="",
    )
    print(f"{len(verdict.violations)} rules broken" if verdict.violations else "no rule is broken")
    return BROKEN if verdict.violations else GOOD


# -- planning ----------------------------------------------------------------------------------------------------------


def make(problem: Any, old: Any, options: argparse.Namespace) -> int:
    """Plans until the time is over, and reports."""
    from waystation.planning.planner import possible

    possible(problem)
    best, ended = None, ""
    begun = time.monotonic()
    for what, found in answers(problem, old, options):
        if what == "ended":
            ended = found
        elif best is None or (found.tenths, -found.bound) < (best.tenths, -best.bound):
            if (best is None or found.tenths < best.tenths) and options.output:
                _write(options.output, found.plan)
            best = found
            _progress(time.monotonic() - begun, found)
    print(file=sys.stderr)
    if best is None:
        print(f"No plan was found: {ended}.", file=sys.stderr)
        return BROKEN
    if ended:
        where = f"kept in {options.output}" if options.output else "told here, but kept nowhere without -o"
        print(f"{ended}; the best plan so far is {where}.", file=sys.stderr)
    report(problem, best, old)
    if options.prices:
        prices(problem)
    return GOOD


def _write(path: Path, plan: Any) -> None:
    """The whole file or the one before, never a part."""
    from waystation.planning.files import write_plan

    beside = path.with_name(path.name + ".part")
    beside.write_bytes(write_plan(plan))
    os.replace(beside, path)


def _progress(seconds: float, answer: Any) -> None:
    line = (
        f"{seconds:6.1f} s  cost {answer.cost:>12,.1f}  bound {answer.bound / 10:>12,.1f}  "
        f"gap {100 * answer.gap:7.3f} %  {answer.stage}"
    )
    if sys.stderr.isatty():
        print(f"\r{line:<100}", end="", file=sys.stderr, flush=True)
    else:
        print(line, file=sys.stderr, flush=True)


def report(problem: Any, answer: Any, old: Any = None) -> None:
    """Cost, bound, gap and both baselines."""
    verdict = answer.verdict
    print(f"{problem.people} people in {len(problem.households)} households, {problem.weeks} weeks")
    print(f"cost   {answer.cost:>14,.1f}   {verdict.served} people with a slot, {verdict.moves} moves, "
          f"{verdict.outside} person-weeks outside")  # fmt: skip
    proof = "proven: no plan costs less" if answer.proven else f"no plan costs less; gap {100 * answer.gap:.3f} %"
    print(f"bound  {answer.bound / 10:>14,.1f}   {proof}")
    if answer.slots and not answer.proven:
        print(f"slots  {answer.slots.tenths / 10:>14,.1f}   were people split among beds and moved for nothing; no "
              f"slots cost less than {answer.slots.bound / 10:,.1f}; gap {100 * answer.slots.gap:.3f} %")  # fmt: skip
    for name, tenths in answer.baselines.items():
        ratio = tenths / verdict.tenths if verdict.tenths else 1.0
        print(f"       {tenths / 10:>14,.1f}   {name}: {ratio:.3f} times the cost")
    if old is not None:
        paid = (answer.tenths - verdict.tenths) / 10
        print(
            f"change {answer.changed:>14,}   households with another slot, priced at {paid:,.1f} within bound and gap"
        )


# -- questions ---------------------------------------------------------------------------------------------------------


def prices(problem: Any) -> int:
    from waystation.planning.questions.prices import money, worth

    print("what one more place would save, by programme and week (families split at will)")
    for programme, weekly in worth(problem).items():
        print(f"{programme:<16} " + " ".join(f"{tenths / 10:.0f}" for tenths in weekly))
    if budgets := money(problem):
        print("what each budget would save if it paid for one person more, by programme, in order of time")
        for programme, each in budgets.items():
            print(f"{programme:<16} " + " ".join(f"{tenths / 10:.0f}" for tenths in each))
    return GOOD


def buy(problem: Any, options: argparse.Namespace) -> int:
    """What these things together would save, each a bed, a seat, a place or the money for one."""
    from waystation.planning.questions.buys import together

    pairs = (typed.partition(":") for typed in options.buy)
    package = [(what, about or "escorts") for what, _colon, about in pairs]
    found = together(problem, package, time.monotonic, options.time, options.seed)
    if found is None:
        print("No plan was found in time.", file=sys.stderr)
        return BROKEN
    print(f"saves {found.saves / 10:,.1f}; proven: at least {found.least / 10:,.1f}, at most {found.most / 10:,.1f}")
    return GOOD


def why(problem: Any, plan: Any, household: str) -> int:
    from waystation.planning.questions.why import explain

    for line in explain(problem, plan, household):
        print(line)
    return GOOD


def wishes(problem: Any, typed: list[str]) -> int:
    from waystation.planning.wished import read_wish
    from waystation.planning.wishes import answer

    found = answer(problem, [read_wish(problem, wish) for wish in typed])
    if not found.rules:
        print("Yes, all of this can be.")
        return GOOD
    print("No. These cannot hold together:")
    for rule in found.rules:
        print(f"  {rule}")
    print("What would resolve it, each by itself:" if len(found.remedies) > 1 else "What would resolve it:")
    for together in found.remedies:
        print(f"  {'; and '.join(map(str, together))}")
    return BROKEN


def curve(problem: Any, old: Any, options: argparse.Namespace) -> int:
    from waystation.planning.questions.replan import points

    print(f"{'price':>7} {'changed':>8} {'cost':>14} {'gap':>9}")
    for point in points(problem, old, time.monotonic, options.time, options.seed):
        found = point.answer
        print(f"{point.price:>7} {found.changed:>8} {found.cost:>14,.1f} {100 * found.gap:>8.3f}%", flush=True)
    return GOOD
