"""Measures the planner: slots alone and everything together, with bound, gap and both baselines of the same run.

    .venv/bin/python bench/plan.py               40, 200, 1,000 and 5,000 people: five minutes
    .venv/bin/python bench/plan.py --large       20,000 people too: five more
    .venv/bin/python bench/plan.py --sizes 200 --seeds 3
    .venv/bin/python bench/plan.py --random 100000          so many small problems, each plan judged by ``evaluate``

Problems are those of ``planning/generate.py``. Costs are ``evaluate``'s, of whole plans with real stays. "to 1 %" is
when the gap was first that small. "Slots alone": what is proven of a joint plan's slots, were people split among beds
and moved for nothing. Draws docs/pictures/planning.svg when sizes from 40 to 5,000 were measured.
"""

import argparse
import json
import resource
import statistics
import sys
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import msgspec
from _common import OUT, Row, machine, machine_line, number, table
from _growth import picture
from _judged import judged

from waystation.planning.answers import Answer
from waystation.planning.generate import generate
from waystation.planning.planner import solve
from waystation.planning.problem import Problem
from waystation.planning.questions.prices import slots_alone, worth
from waystation.planning.questions.replan import PRICES

SECONDS = {40: (1, 3), 200: (2, 5), 1000: (30, 60), 5000: (60, 60), 20000: (60, 200)}  # slots, joint

PICTURE = Path(__file__).resolve().parent.parent / "docs" / "pictures" / "planning.svg"
POINT = 5.0  # seconds for a point of the curve
CLOSE = 0.02  # the gap that counts as a new plan, where the plan before had about 1 %


@dataclass
class Run:
    answer: Answer
    took: float
    reached: dict[float, float]  # gap -> seconds
    slots: dict[float, float]  # the same of slots with beds as persons


def planned(problem: Any, seconds: float, *before: Any) -> Run:
    begun, reached, slots, answer = time.perf_counter(), {}, {}, None
    for answer in solve(problem, lambda: seconds - (time.perf_counter() - begun), 1, *before):
        for gap in (CLOSE, 0.01, 0.001, 0.0):
            if answer.gap <= gap:
                reached.setdefault(gap, time.perf_counter() - begun)
            if answer.slots and answer.slots.gap <= gap:
                slots.setdefault(gap, time.perf_counter() - begun)
    assert answer is not None
    return Run(answer, time.perf_counter() - begun, reached, slots)


def cells(people: int, kind: str, runs: list[Run]) -> list[str]:
    def median(of: Any) -> float:
        return statistics.median(of(r) for r in runs)

    def when(gap: float, slots: bool = False) -> str:
        times = [(r.slots if slots else r.reached).get(gap) for r in runs]
        return number(max(t for t in times if t is not None)) if all(t is not None for t in times) else "–"

    def times(name: str) -> str:
        return f"{median(lambda r: r.answer.baselines[name] / r.answer.verdict.tenths):.3f}"

    gaps = [100 * r.answer.gap for r in runs]
    spread = f"{min(gaps):.3f}–{max(gaps):.3f}" if len(runs) > 1 else ""
    return [
        f"{people:,}", kind, number(median(lambda r: r.took)), f"{median(lambda r: r.answer.cost):,.0f}",
        f"{median(lambda r: r.answer.bound / 10):,.0f}", f"{statistics.median(gaps):.3f}", spread,
        f"{sum(r.answer.proven for r in runs)} of {len(runs)}", when(0.01), when(0.001),
        times("first come, first served"), times("risk-ordered greedy"),
        *([f"{statistics.median(100 * r.answer.slots.gap for r in runs if r.answer.slots):.3f}", when(0.001, True),
           when(0.0, True)] if kind == "joint" else ["", "", ""]),
    ]  # fmt: skip


HEAD = [
    "people", "problem", "s", "cost", "bound", "gap %", "min–max", "proven", "to 1 %, s", "to 0.1 %, s",
    "FCFS / plan", "risk greedy / plan", "slots alone: gap %", "to 0.1 %, s", "proven, s",
]  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", type=int, nargs="*", default=[40, 200, 1000, 5000])
    parser.add_argument("--large", action="store_true", help="20,000 people too")
    parser.add_argument("--seeds", type=int, default=1)
    parser.add_argument("--seconds", type=float, help="instead of the goal's time")
    parser.add_argument("--random", type=int, metavar="N", help="judge so many small random problems, nothing else")
    parser.add_argument("--no-replan", action="store_true", help="leave out the new plans after a change")
    options = parser.parse_args()
    print(machine_line(), flush=True)
    if options.random:
        sys.exit(random_problems(options.random, options.seconds or 86_400))
    print("\n| " + " | ".join(HEAD) + " |\n|" + "---:|" * len(HEAD), flush=True)
    lines, drawn, old = [], [], None
    for people in [*options.sizes, *([20_000] if options.large else [])]:
        for joint in (False, True):
            seconds = options.seconds or SECONDS.get(people, (60, 120))[joint]
            runs = [planned(generate(people, s + 1, joint=joint), seconds) for s in range(options.seeds)]
            lines.append(cells(people, "joint" if joint else "slots", runs))
            print("| " + " | ".join(lines[-1]) + " |", flush=True)
            drawn.append(point(people, joint, runs))
            old = runs[0].answer.plan if (people, joint) == (1000, True) else old
    rows = [] if options.no_replan or old is None else list(replanned(generate(1000, 1), old))
    if rows:
        print("\n" + table("A new plan at 1,000 people, everything together", rows), flush=True)
    if {40, 200, 1000, 5000} <= set(options.sizes):
        PICTURE.write_text(picture(drawn))
    prices = priced(5000)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"\nThe worth of one more place in every programme's week, 5,000 people: {prices}")
    print(f"Peak memory: {peak:,.0f} MiB")
    OUT.mkdir(exist_ok=True)
    content = {"machine": machine(), "head": HEAD, "lines": lines, "drawn": drawn,
               "replanned": [asdict(r) for r in rows], "prices": prices, "peak_mib": round(peak)}  # fmt: skip
    (OUT / "plan.json").write_text(json.dumps(content, indent=1, ensure_ascii=False))
    print(f"Written to {OUT / 'plan.json'}")


def point(people: int, joint: bool, runs: list[Run]) -> dict[str, Any]:
    """What the picture draws of one size: the first run."""
    answer, cost = runs[0].answer, runs[0].answer.verdict.tenths
    return {
        "people": people, "kind": "joint" if joint else "slots", "to_1": runs[0].reached.get(0.01),
        "gap": 100 * answer.gap, "fcfs": answer.baselines["first come, first served"] / cost,
        "greedy": answer.baselines["risk-ordered greedy"] / cost,
    }  # fmt: skip


def changed(problem: Problem, old: Any) -> Iterator[tuple[str, Problem]]:
    """The world after a fire, after a programme has closed, after a refusal, and with somebody new."""
    replace = msgspec.structs.replace
    large = max(problem.houses, key=lambda h: h.beds)
    burned = tuple(replace(h, open=((0, 8), (14, problem.weeks))) if h is large else h for h in problem.houses)
    yield "largest house burned, weeks 8 to 13", replace(problem, houses=burned)
    most = max(problem.programmes, key=lambda p: sum(p.slots[10:18]))
    closed = tuple(
        replace(p, slots=(*p.slots[:10], *[0] * 8, *p.slots[18:])) if p is most else p for p in problem.programmes
    )
    yield "largest programme closed, weeks 10 to 17", replace(problem, programmes=closed)
    who = max((h for h in problem.households if old[h.id].slot), key=lambda h: h.size * h.risk)
    other = replace(who, eligible=tuple(e for e in who.eligible if e != old[who.id].programme))
    yield "visa refused", replace(problem, households=tuple(other if h is who else h for h in problem.households))
    new = replace(problem.households[0], id="new", size=4, risk=16, arrives=3, deadline=8, never_with=())
    yield "four new people, risk 16", replace(problem, households=(*problem.households, new))


def replanned(problem: Problem, old: Any) -> Iterator[Row]:
    """Seconds until a plan within CLOSE of its bound, price of change included, at each point of the curve."""
    for what, after in changed(problem, old):
        for price in PRICES:
            run = planned(after, 2 * POINT, old, 10 * price)
            took = run.reached.get(CLOSE, run.took)
            note = f"{run.answer.changed} households changed, gap {100 * run.answer.gap:.2f} % after {run.took:.0f} s"
            yield Row(f"{what}, a change counts {price:,}", [took], "s", goal=POINT, note=note)


def random_problems(count: int, seconds: float) -> int:
    done, held, wrong = judged(count, 1, seconds)
    print(f"{done:,} small random problems judged: {len(wrong)} violations")
    print(", ".join(f"{number} {what}" for what, number in held.items()))
    print("\n".join(wrong[:20]))
    return 1 if wrong else 0


def priced(people: int) -> str:
    from waystation.planning.slots import flow
    from waystation.planning.slots.options import Options

    problem = generate(people, joint=False)
    options = Options(slots_alone(problem), whole=False)
    begun = time.perf_counter()
    found = flow.solve(options)
    flowed = time.perf_counter()
    flow.more(options, found)
    priced = time.perf_counter()
    worth(problem)
    whole = time.perf_counter() - priced
    return f"flow {flowed - begun:.2f} s, prices {1000 * (priced - flowed):.0f} ms, all from the problem {whole:.2f} s"


if __name__ == "__main__":
    main()
