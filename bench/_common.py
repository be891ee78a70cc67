"""What all measurements share: timing, the table with its goals and floors, the machine, a JSON file of each run."""

import gc
import json
import os
import platform
import sqlite3
import statistics
import time
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

OUT = Path(__file__).parent / "out"


class Times(list[float]):
    """How long something took each time, by the clock on the wall, and in ``cpu`` what this process spent on it."""

    def __init__(self, wall: Iterable[float] = (), cpu: Iterable[float] = ()):
        super().__init__(wall)
        self.cpu = list(cpu)

    def add(self, wall: float, cpu: float) -> None:
        self.append(wall)
        self.cpu.append(cpu)


@dataclass
class Row:
    """One line of a table: all samples, what is hoped for (``goal``), and what the primitives alone would take or give
    on this machine (``floor``). ``more`` is True where a larger figure is the better one."""

    what: str
    samples: list[float]
    unit: str
    goal: float | None = None
    floor: float | None = None
    more: bool = False
    note: str = ""
    cpu: float | None = None  # median of the processor time of the process, for Times

    def __post_init__(self) -> None:
        if isinstance(self.samples, Times) and self.samples.cpu:
            self.cpu = statistics.median(self.samples.cpu)

    @property
    def median(self) -> float:
        return statistics.median(self.samples)

    @property
    def good(self) -> bool | None:
        if self.goal is None:
            return None
        return self.median >= self.goal if self.more else self.median <= self.goal

    def cells(self) -> list[str]:
        spread = f"{number(min(self.samples))}–{number(max(self.samples))}" if len(self.samples) > 1 else ""
        sign = "≥" if self.more else "≤"
        goal = f"{sign} {number(self.goal)}" if self.goal is not None else ""
        of_goal = f"{self.median / self.goal:.2f} " if self.goal else ""
        verdict = of_goal + ("ok" if self.good else "MISS") if self.goal is not None else ""
        floor = number(self.floor) if self.floor else ""
        times = f"{self.median / self.floor:.1f} ×" if self.floor else ""
        cpu = number(self.cpu) if self.cpu is not None else ""
        return [self.what, number(self.median), spread, cpu, self.unit, goal, verdict, floor, times]


HEAD = ["measured", "median", "min–max", "CPU", "unit", "goal", "of goal", "floor", "of floor"]


def number(value: float) -> str:
    if value >= 100:
        return f"{value:,.0f}"
    return f"{value:.1f}" if value >= 10 else f"{value:.2f}"


def table(title: str, rows: list[Row]) -> str:
    """A Markdown table that is also readable in a terminal."""
    lines = [HEAD, *(row.cells() for row in rows)]
    widths = [max(len(line[n]) for line in lines) for n in range(len(HEAD))]
    out = [f"### {title}", ""]
    for at, line in enumerate(lines):
        padded = (c.ljust(w) if n in (0, 4) else c.rjust(w) for n, (c, w) in enumerate(zip(line, widths, strict=True)))
        out.append("| " + " | ".join(padded) + " |")
        if not at:
            out.append(
                "|" + "|".join("-" * (w + 1) + ("-" if n in (0, 4) else ":") for n, w in enumerate(widths)) + "|"
            )
    return "\n".join([*out, *sorted({f"\n{r.what}: {r.note}." for r in rows if r.note})])


def machine() -> dict[str, Any]:
    import cryptography

    model = platform.processor() or platform.machine()
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.exists():
        models = [ln.split(":", 1)[1].strip() for ln in cpuinfo.read_text().splitlines() if ln.startswith("model name")]
        model = models[0] if models else model
    return {
        "cpu": model, "cores": os.cpu_count(), "python": platform.python_version(),
        "cryptography": cryptography.__version__, "sqlite": sqlite3.sqlite_version,
        "load": round(os.getloadavg()[0], 1),
    }  # fmt: skip


def machine_line() -> str:
    m = machine()
    return (
        f"{m['cpu']}, {m['cores']} cores, Python {m['python']}, cryptography {m['cryptography']}, "
        f"SQLite {m['sqlite']}, load {m['load']}"
    )


def write(name: str, tables: dict[str, list[Row]]) -> Path:
    OUT.mkdir(exist_ok=True)
    path = OUT / f"{name}.json"
    content = {"machine": machine(), "at": time.strftime("%Y-%m-%d"),
               "tables": {title: [asdict(row) for row in rows] for title, rows in tables.items()}}  # fmt: skip
    path.write_text(json.dumps(content, indent=1, ensure_ascii=False))
    return path


def timed(
    act: Callable[[], Any], repeats: int, before: Callable[[], Any] | None = None, warm: int = 1, scale: float = 1000
) -> Times:
    """How long ``act`` took, in milliseconds, so many times after a warm-up. ``before`` runs each time, uncounted."""
    times = Times()
    for n in range(repeats + warm):
        if before:
            before()
        gc.collect()
        begun, spent = time.perf_counter(), time.process_time()
        act()
        if n >= warm:
            times.add((time.perf_counter() - begun) * scale, (time.process_time() - spent) * scale)
    return times


def per_second(act: Callable[[], Any], seconds: float = 0.3, repeats: int = 5) -> list[float]:
    """How often a second ``act`` runs, in each of some repeats."""
    rates, count = [], 1
    while True:  # how many runs fill the time
        begun = time.perf_counter()
        for _ in range(count):
            act()
        took = time.perf_counter() - begun
        if took > seconds / 4:
            break
        count *= 4
    count = max(1, int(count * seconds / took))
    for _ in range(repeats):
        begun = time.perf_counter()
        for _ in range(count):
            act()
        rates.append(count / (time.perf_counter() - begun))
    return rates
