"""What all measurements share: timing, the table with its goals and floors, the machine, a JSON file of each run."""

import gc
import json
import os
import platform
import sqlite3
import statistics
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

OUT = Path(__file__).parent / "out"


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
    note: str = field(default="")

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
        verdict = f"{self.median / self.goal:.2f} {'ok' if self.good else 'MISS'}" if self.goal else ""
        floor = number(self.floor) if self.floor else ""
        times = f"{self.median / self.floor:.1f} ×" if self.floor else ""
        return [self.what, number(self.median), spread, self.unit, goal, verdict, floor, times]


HEAD = ["measured", "median", "min–max", "unit", "goal", "of goal", "floor", "of floor"]


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
        padded = (c.ljust(w) if n in (0, 3) else c.rjust(w) for n, (c, w) in enumerate(zip(line, widths, strict=True)))
        out.append("| " + " | ".join(padded) + " |")
        if not at:
            out.append("|" + "|".join("-" * (w + 1) + ("-" if n in (0, 3) else ":") for n, w in enumerate(widths)) + "|")
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
    }  # fmt: skip


def machine_line() -> str:
    m = machine()
    return (
        f"{m['cpu']}, {m['cores']} cores, Python {m['python']}, cryptography {m['cryptography']}, SQLite {m['sqlite']}"
    )


def write(name: str, tables: dict[str, list[Row]]) -> Path:
    OUT.mkdir(exist_ok=True)
    path = OUT / f"{name}.json"
    content = {"machine": machine(), "at": time.strftime("%Y-%m-%d"),
               "tables": {title: [asdict(row) for row in rows] for title, rows in tables.items()}}  # fmt: skip
    path.write_text(json.dumps(content, indent=1, ensure_ascii=False))
    return path


def timed(act: Callable[[], Any], repeats: int, before: Callable[[], Any] | None = None, warm: int = 1) -> list[float]:
    """Seconds that ``act`` took, so many times after a warm-up. ``before`` runs each time and is not counted."""
    samples = []
    for n in range(repeats + warm):
        if before:
            before()
        gc.collect()
        begun = time.perf_counter()
        act()
        if n >= warm:
            samples.append(time.perf_counter() - begun)
    return samples


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
