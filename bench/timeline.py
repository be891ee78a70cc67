"""Measures the timeline of all cases: the page, what drawing it takes, its size.

    .venv/bin/python bench/timeline.py            100 and 1,000 cases
    .venv/bin/python bench/timeline.py --quick    100

Every case has papers: four documents, an exit check, two applications. Each size has an installation of its own in a
temporary folder and is looked at by the visa officer; the first overview is read beforehand, as on any day after the
first. The database is opened anew for each request, as the server does.
"""

import argparse
import os
import subprocess
import sys
import tempfile
from typing import Any

from _common import Row, machine_line, table, write
from _looking import Looking

SIZES = (100, 1000)
GOAL = 300  # ms at 1,000 cases


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--size", type=int, default=0, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.size:
        rows = measured(options.size)
        title = f"Timeline, {options.size:,} cases"
        print("\n" + table(title, rows), flush=True)
        write(f"timeline-{options.size}", {title: rows})
        return
    print(machine_line(), flush=True)
    for size in SIZES[: 1 if options.quick else None]:
        with tempfile.TemporaryDirectory(prefix="waystation-bench-") as home:
            environment = {k: v for k, v in os.environ.items() if k != "DATABASE_URL"} | {"WAYSTATION_HOME": home}
            subprocess.run([sys.executable, __file__, "--size", str(size)], env=environment, check=True)
    print(f"\n{machine_line()} at the end; written to bench/out/timeline-SIZE.json")


def measured(size: int) -> list[Row]:
    tomas = Looking("tomas", lambda filling: fill(filling, size))
    from waystation.store.lists import index

    overview = index.overview(tomas.keys, "case")
    assert len(overview.rows) == size
    rows = [Row("cases made (not a goal)", [tomas.made], "s"), Row("first overview, once", [tomas.first], "s")]
    for months in (1, 3, 12):
        path = f"/timeline?months={months}"
        lines = tomas.page(path).count(b'<path class="ring')
        goal = GOAL if size == 1000 else None
        rows.append(Row(f"timeline, {months} months", tomas.times(path, 9), "ms", goal, note=f"{lines:,} lines drawn"))
        rows.append(Row(f"its page, {months} months", [len(tomas.page(path)) / 1024], "KiB"))
    rows.append(Row("list of cases, for comparison", tomas.times("/cases", 9), "ms"))
    rows.append(Row("papers of one case", tomas.times(f"/cases/{overview.rows[0].url}/papers", 9), "ms"))
    tomas.page("/pathways")
    touched = tomas.page("/pathways/cagar").count(b"<tr>") - 1
    rows.append(Row("a pathway, everybody on it", tomas.times("/pathways/cagar", 5), "ms", note=f"{touched:,} cases"))
    return rows


def fill(filling: Any, size: int) -> None:
    """So many cases with papers, spread over a year."""
    from django.db import transaction

    from waystation.casework.codenames import new_code_name
    from waystation.cli.demofiller import statement
    from waystation.store.files import cases
    from waystation.store.sealed.readings import Label
    from waystation.store.visas import pathways

    tomas = filling.at("tomas", 10)
    pathways.take_in(tomas)
    with transaction.atomic():
        for n in range(size):
            label = Label("case", cases.new_number(), "papers", "", f"{new_code_name()} {n}")
            circle = cases.found_part(tomas, label, 6)
            cases.put_all(tomas, circle, "papers", papers_of(filling, n, statement))


def papers_of(f: Any, n: int, statement: Any) -> list[Any]:
    kinds = ("foreign_passport", "national_d_visa", "transit_visa", "medical_exam")
    documents = []
    for at, kind in enumerate(kinds):
        ends = f.day(-1 - (7 * at + n) % 380)
        row = {"person": "a", "kind": kind, "country": "RU", "issued": f.day(100), "expires": ends}
        documents.append(statement("papers", "documents", f"d{at}", row))
    check = {"person": "a", "at": f.time(n % 12), "source": "lawyer", "answer": "go", "valid_until": f.day(n % 12 - 14)}
    applications = []
    for at, (pathway, country) in enumerate((("ca_gar", "CA"), ("de_22_2", "DE"))):
        row = {"person": "a", "pathway": pathway, "country": country, "lodged_on": f.day(40),
               "answer_by": f.day(-1 - n % 90), "use_by": f.day(-1 - n % 120),
               "decision": "accepted" if (n + at) % 3 == 0 else None}  # fmt: skip
        applications.append(statement("papers", "applications", f"a{at}", row))
    return [*documents, statement("papers", "exit_checks", "e", check), *applications]


if __name__ == "__main__":
    main()
