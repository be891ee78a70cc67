"""Measures a node: unlocking, pages, saving, search, folding, memory and disk, beside what the primitives alone allow.

    .venv/bin/python bench/node.py            100, 1,000, 10,000 and 50,000 cases
    .venv/bin/python bench/node.py --quick    100 and 1,000

Each size has an installation of its own in a temporary folder. It is filled by one process and served by another, whose
peak memory therefore is that of serving alone.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from typing import Any

from _common import Row, machine_line, table, write
from _filled import fill
from _folding import disk, folding
from _primitives import primitives
from _serving import serve

SIZES = (100, 1000, 10_000, 50_000)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", help="numbers of cases, with commas")
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--profile", metavar="PAGE", help="profile one page at the largest size: today, cases, …")
    parser.add_argument("--part", help=argparse.SUPPRESS)
    parser.add_argument("--size", type=int, default=0, help=argparse.SUPPRESS)
    parser.add_argument("--limits", default="{}", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.part:
        found = PARTS[options.part](options.size, json.loads(options.limits), options)
        print(json.dumps([vars(row) for row in found]))
        return
    sizes = [int(n) for n in options.sizes.split(",")] if options.sizes else list(SIZES[:2] if options.quick else SIZES)
    run(sizes, 10_000 if options.quick else 100_000, options)


def run(sizes: list[int], entries: int, options: argparse.Namespace) -> None:
    print(machine_line(), flush=True)
    tables: dict[str, list[Row]] = {}

    def show(title: str, rows: list[Row]) -> None:
        tables[title] = rows
        print("\n" + table(title, rows), flush=True)

    limits_rows = child("primitives")
    limits = {row.what.split(",")[0]: row.median for row in limits_rows}
    show("Primitives, one thread", limits_rows)
    for size in sizes:
        home = tempfile.mkdtemp(prefix="waystation-bench-")
        try:
            rows = child("fill", size, limits, home)
            more = ["--profile", options.profile] if options.profile and size == sizes[-1] else []
            rows += child("serve", size, limits, home, more)
            show(f"{size:,} cases", rows)
        finally:
            shutil.rmtree(home, ignore_errors=True)
    show("Disk", child("disk", 100, limits))
    show(f"Folding {entries:,} entries", child("folding", entries, limits))
    growth = [
        Row(f"{row.what}, {sizes[at]:,} → {sizes[at + 1]:,} cases", [later.median / row.median], "times")
        for at in range(len(sizes) - 1)
        for row, later in zip(tables[f"{sizes[at]:,} cases"], tables[f"{sizes[at + 1]:,} cases"], strict=False)
        if row.what == later.what
    ]
    if growth:
        show("Growth", growth)
    print(f"\n{machine_line()} at the end; written to bench/out/{write('node', tables).name}")


def child(
    part: str, size: int = 0, limits: dict[str, float] | None = None, home: str = "", more: Any = ()
) -> list[Row]:
    """Runs one part in a process of its own."""
    own = home or tempfile.mkdtemp(prefix="waystation-bench-")
    environment = {k: v for k, v in os.environ.items() if k != "DATABASE_URL"} | {"WAYSTATION_HOME": own}
    command = [sys.executable, __file__, "--part", part, "--size", str(size), "--limits", json.dumps(limits or {})]
    begun = time.perf_counter()
    try:
        done = subprocess.run([*command, *more], env=environment, stdout=subprocess.PIPE, check=True, text=True)
    finally:
        if not home:
            shutil.rmtree(own, ignore_errors=True)
    print(f"({part} {size or ''} took {time.perf_counter() - begun:.0f} s)", file=sys.stderr, flush=True)
    return [Row(**row) for row in json.loads(done.stdout.splitlines()[-1])]


PARTS = {"primitives": primitives, "fill": fill, "serve": serve, "disk": disk, "folding": folding}

if __name__ == "__main__":
    main()
