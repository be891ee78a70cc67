"""Measures the simulation: how fast it draws, how often its bands hold what they should, how it fares on the cohort.

    .venv/bin/python bench/simulation.py                 three minutes
    .venv/bin/python bench/simulation.py --histories 200

Histories are drawn from a programme whose true times and chances are known (``tests/planning/invented_programme.py``),
cut thirteen weeks before their end, and foretold from there by the simulation, which knows nothing but the history.
Bands should hold eight of ten.
"""

import argparse
import sys
import time
from pathlib import Path
from typing import Any

from _common import Row, Times, machine_line, table, write

sys.path.insert(0, str(Path(__file__).parent.parent / "tests" / "planning"))
sys.path.insert(0, str(Path(__file__).parent.parent / "src"))

FUTURES = 200
SCARCE: dict[str, dict[str, Any]] = {"places": {"places": {"north": [5]}}, "beds": {"beds": 25}}
ROAD = 66  # contacts a week, which keep about a thousand people on the road


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--histories", type=int, default=40)
    options = parser.parse_args()
    print(machine_line(), flush=True)
    tables = {
        "A thousand people": speed(), "Bands": coverage(options.histories),
        **{f"Bands, {name} scarce": coverage(options.histories, **more) for name, more in SCARCE.items()},
        "The demonstration": demonstration(),
    }  # fmt: skip
    for title, rows in tables.items():
        print("\n" + table(title, rows), flush=True)
    print(f"\n{machine_line()} at the end; written to bench/out/{write('simulation', tables).name}")


def speed() -> list[Row]:
    """With places, seats and verifiers that let only so many through, as the command draws it."""
    import invented_programme as invented

    from waystation.planning.simulation import breaking, futures
    from waystation.planning.simulation.world import calibrate

    limits = {"places": {"north": [60, 0], "south": [40]}, "seats": 80, "verified": 60}
    history = invented.history(1, 52, 1200, contacts=(ROAD,) * 13, **limits)
    world = calibrate(history)
    times, parts = Times(), []
    begun, processor = time.perf_counter(), time.process_time()
    list(futures.futures(world, FUTURES, 26))
    parts.append(("draw 200 futures of 26 weeks", time.perf_counter() - begun))
    list(futures.futures(futures.quarter(history), FUTURES, 13))
    cases, days = breaking.waiting(world, history)
    walked = time.perf_counter()
    breaking.broken(cases, days, list(breaking.walks(world, cases, FUTURES)), 182.0)
    parts.append((f"follow {len(cases)} slots through 200 futures", time.perf_counter() - walked))
    times.add(time.perf_counter() - begun, time.process_time() - processor)
    people = sum(case.kind.size for case in world.here)
    return [
        Row("people on the road now", [people], ""),
        *(Row(what, [seconds], "s") for what, seconds in parts),
        Row("everything, with last quarter", times, "s", goal=60),
    ]


def coverage(count: int, **more: Any) -> list[Row]:
    """Of so many histories; ``more``: what limits their programme."""
    import invented_programme as invented

    from waystation.planning.simulation import futures

    inside: dict[str, list[float]] = {what: [] for what in futures.TOLD}
    landed, over = [], []
    for seed in range(count):
        history = invented.history(seed, **more)
        found = futures.replayed(history, list(futures.futures(futures.quarter(history), 100, 13, seed)))
        for what, share in found.inside.items():
            inside[what].append(share)
        low, middle, high = futures.quantiles(found.bands.landed)
        real = sum(found.happened["landed"])
        landed.append(low <= real <= high)
        over.append(middle - real)
    rows = [Row(f"weeks within the band, {what}", [100 * sum(shares) / count], "%") for what, shares in inside.items()]
    return [
        *rows,
        Row("quarters within the band, landed in all", [100 * sum(landed) / count], "%"),
        Row("landed in all, middle less what happened", [sum(over) / count], "people", note="should be 0"),
    ]


def demonstration() -> list[Row]:
    from waystation.cli import cohort
    from waystation.planning.simulation import futures
    from waystation.planning.simulation.history import History

    planned = cohort.plan()
    now = max(day for case in planned for _stage, day in case.path)
    cases = [sorted(((stage, now - day) for stage, day in case.path), key=lambda move: move[1]) for case in planned]
    beds = sum(n for house, n in cohort.BEDS.items() if house != cohort.BURNED)
    history = History(cases, now, beds, [case.persons for case in planned])
    found = futures.replayed(history, list(futures.futures(futures.quarter(history), FUTURES, 13)))
    low, middle, high = futures.quantiles(found.bands.landed)
    rows = [
        Row(f"weeks within the band, {what}", [100 * share], "%", note=f"middle off by {found.error[what] or 0:.0f} %")
        for what, share in found.inside.items()
    ]
    told = f"foretold {middle:.0f}, {low:.0f} to {high:.0f}; then thin: {', '.join(found.thin)}"
    return [*rows, Row("landed in the quarter", [sum(found.happened["landed"])], "people", note=told)]


if __name__ == "__main__":
    main()
