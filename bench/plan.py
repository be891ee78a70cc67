"""Measures the planner: slots alone and everything together, with bound, gap and both baselines of the same run.

    .venv/bin/python bench/plan.py               40, 200, 1,000 and 5,000 people: five minutes
    .venv/bin/python bench/plan.py --large       20,000 people too: five more
    .venv/bin/python bench/plan.py --sizes 200 --seeds 3

Problems are those of ``planning/generate.py``. Costs are ``evaluate``'s, of whole plans with real stays. "to 1 %" is
when the gap was first that small.
"""

import argparse
import json
import resource
import statistics
import time
from dataclasses import dataclass
from typing import Any

from _common import OUT, machine, machine_line, number

from waystation.planning.generate import generate
from waystation.planning.planner import Answer, solve
from waystation.planning.prices import slots_alone, worth

SECONDS = {40: (1, 3), 200: (2, 5), 1000: (30, 60), 5000: (60, 60), 20000: (60, 200)}  # slots, joint


@dataclass
class Run:
    answer: Answer
    took: float
    reached: dict[float, float]  # gap -> seconds


def planned(problem: Any, seconds: float) -> Run:
    begun, reached, answer = time.perf_counter(), {}, None
    for answer in solve(problem, lambda: seconds - (time.perf_counter() - begun)):
        for gap in (0.01, 0.001):
            if answer.gap <= gap:
                reached.setdefault(gap, time.perf_counter() - begun)
    assert answer is not None
    return Run(answer, time.perf_counter() - begun, reached)


def cells(people: int, kind: str, runs: list[Run]) -> list[str]:
    def median(of: Any) -> float:
        return statistics.median(of(r) for r in runs)

    def when(gap: float) -> str:
        times = [r.reached.get(gap) for r in runs]
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
    ]  # fmt: skip


HEAD = [
    "people", "problem", "s", "cost", "bound", "gap %", "min–max", "proven", "to 1 %, s", "to 0.1 %, s",
    "FCFS / plan", "risk greedy / plan",
]  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", type=int, nargs="*", default=[40, 200, 1000, 5000])
    parser.add_argument("--large", action="store_true", help="20,000 people too")
    parser.add_argument("--seeds", type=int, default=1)
    parser.add_argument("--seconds", type=float, help="instead of the goal's time")
    options = parser.parse_args()
    print(machine_line(), flush=True)
    print("\n| " + " | ".join(HEAD) + " |\n|" + "---:|" * len(HEAD), flush=True)
    lines = []
    for people in [*options.sizes, *([20_000] if options.large else [])]:
        for joint in (False, True):
            seconds = options.seconds or SECONDS.get(people, (60, 120))[joint]
            runs = [planned(generate(people, s + 1, joint=joint), seconds) for s in range(options.seeds)]
            lines.append(cells(people, "joint" if joint else "slots", runs))
            print("| " + " | ".join(lines[-1]) + " |", flush=True)
    prices = priced(5000)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"\nThe worth of one more place in every programme's week, 5,000 people: {prices}")
    print(f"Peak memory: {peak:,.0f} MiB")
    OUT.mkdir(exist_ok=True)
    content = {"machine": machine(), "head": HEAD, "lines": lines, "prices": prices, "peak_mib": round(peak)}
    (OUT / "plan.json").write_text(json.dumps(content, indent=1, ensure_ascii=False))
    print(f"Written to {OUT / 'plan.json'}")


def priced(people: int) -> str:
    from waystation.planning import flow
    from waystation.planning.options import Options

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
