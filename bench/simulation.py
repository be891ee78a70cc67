"""Measures the simulation: how fast it draws, how often its bands hold what they should, how it fares on the cohort.

    .venv/bin/python bench/simulation.py                 five minutes
    .venv/bin/python bench/simulation.py --histories 200

Histories are drawn from a programme whose true times and chances are known (``tests/planning/invented_programme.py``),
cut thirteen weeks before their end, and foretold from there by the simulation, which knows nothing but the history.
Bands should hold eight of ten. Beside that stands what they cost: the interval score (Gneiting and Raftery, 2007; the
band's width, and ten times by how much it was missed) and the continuous ranked probability score of all futures
(CRPS), both in people, or cases, as means of all weeks; of two forecasts the one with the smaller score is better.
"""

import argparse
import sys
import time
from pathlib import Path
from typing import Any, NamedTuple

from _common import Row, Times, machine_line, table, write

sys.path.insert(0, str(Path(__file__).parent.parent / "tests" / "planning"))
sys.path.insert(0, str(Path(__file__).parent.parent / "src"))

FUTURES = 200
SCARCE: dict[str, dict[str, Any]] = {
    "nothing scarce": {},
    "five places a week": {"places": {"north": [5]}}, "four places a week": {"places": {"north": [4]}},
    "four seats a week": {"seats": 4}, "three seats a week": {"seats": 3}, "two verified a week": {"verified": 2},
    "25 beds": {"beds": 25}, "25 beds for three years": {"beds": 25, "weeks": 156},
}  # fmt: skip
ROAD = 66  # contacts a week, which keep about a thousand people on the road


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--histories", type=int, default=40)
    options = parser.parse_args()
    print(machine_line(), flush=True)
    tables = {
        "A thousand people": speed(),
        **{f"Bands, {name}": coverage(options.histories, **more) for name, more in SCARCE.items()},
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
    """Of so many histories; ``more``: what limits their programme, and for how many weeks it runs."""
    import invented_programme as invented

    from waystation.planning.simulation import futures

    found: dict[str, list[Forecast]] = {}
    for seed in range(count):
        history, truth = invented.happened(seed, **more)
        drawn = list(futures.futures(futures.quarter(history), 100, 13, seed))
        replay = futures.replayed(history, drawn)
        real = replay.happened | {"waiting": truth.waiting[-13:], "slots": truth.slots[-13:]}
        for what, happened in real.items():
            found.setdefault(what, []).append(
                forecast([[getattr(future, what)[week] for future in drawn] for week in range(13)], happened)
            )
        landed = [sum(future.landed) for future in drawn]
        found.setdefault("landed in all", []).append(forecast([landed], [sum(real["landed"])]))
    for what in ("waiting", "slots"):  # nobody ever waited for what is not scarce
        if not any(one.width or one.score for one in found[what]):
            del found[what]
    return [row for what, every in found.items() for row in _rows(what, every)]


class Forecast(NamedTuple):
    """Means of the weeks: the share within the band, the interval score, the width, middle less what happened, CRPS."""

    inside: float
    score: float
    width: float
    over: float
    crps: float


def forecast(futures: list[list[int]], happened: list[int]) -> Forecast:
    """By week what the futures say, and what came."""
    from waystation.planning.simulation.futures import quantiles

    weeks = []
    for values, real in zip(futures, happened, strict=True):
        values = sorted(values)
        low, middle, high = quantiles(values)
        missed = max(0.0, low - real) + max(0.0, real - high)
        apart = sum((2 * n - len(values) + 1) * value for n, value in enumerate(values)) / len(values) ** 2
        crps = sum(abs(value - real) for value in values) / len(values) - apart
        weeks.append(Forecast(low <= real <= high, high - low + 10 * missed, high - low, middle - real, crps))
    return mean(weeks)


def mean(every: list[Forecast]) -> Forecast:
    return Forecast(*(sum(values) / len(every) for values in zip(*every, strict=True)))


def _rows(what: str, every: list[Forecast]) -> list[Row]:
    unit = "cases" if what in ("waiting", "slots") else "people"
    all_ = mean(every)
    return [
        Row(f"{what}: within the band", [100 * all_.inside], "%"),
        Row(f"{what}: middle less what happened", [all_.over], unit),
        Row(f"{what}: width of the band", [all_.width], unit),
        Row(f"{what}: interval score", [all_.score], unit),
        Row(f"{what}: CRPS", [all_.crps], unit),
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
