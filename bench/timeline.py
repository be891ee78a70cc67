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
import time
from pathlib import Path
from typing import Any

from _common import Row, machine_line, table, timed, write

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
    from waystation.cli.setup import ready

    ready()
    from django.db import connections
    from django.test import Client

    from waystation.cli.demofill import Filling
    from waystation.store import node
    from waystation.store.lists import index
    from waystation.store.members import logins, sessions
    from waystation.store.models import Login
    from waystation.store.sealed import keys

    home = Path(os.environ["WAYSTATION_HOME"])
    (home / "static").mkdir(exist_ok=True)
    filling = Filling(home, lambda *_: None)
    filling.organisation()
    node.change("live", True)
    begun = time.perf_counter()
    fill(filling, size)
    made = time.perf_counter() - begun
    tomas = keys.unlock(filling.secrets["tomas"])
    begun = time.perf_counter()
    assert len(index.overview(tomas, "case").rows) == size
    first = time.perf_counter() - begun
    logins.create("tomas", "six invented words", logins.Content(tomas.secret.seed, logins.new_totp()), tomas.pseudonym)
    client = Client(headers={"host": "127.0.0.1"})
    from base64 import urlsafe_b64encode

    client.cookies["key"] = urlsafe_b64encode(sessions.start(Login.objects.get(), tomas.secret, 0, 0)).decode()

    def page(path: str) -> bytes:
        answer = client.get(path)
        assert answer.status_code == 200, (path, answer.status_code)
        return answer.content

    rows = [
        Row("cases made (not a goal)", [made], "s"),
        Row("first overview, once", [first], "s"),
    ]
    for months in (1, 3, 12):
        path = f"/timeline?months={months}"
        lines = page(path).count(b'<path class="ring')
        goal = GOAL if size == 1000 else None
        took = timed(lambda: page(path), 9, connections.close_all)  # noqa: B023
        rows.append(Row(f"timeline, {months} months", took, "ms", goal, note=f"{lines:,} lines drawn"))
        rows.append(Row(f"its page, {months} months", [len(page(path)) / 1024], "KiB"))
    rows.append(Row("list of cases, for comparison", timed(lambda: page("/cases"), 9, connections.close_all), "ms"))
    one = index.overview(tomas, "case").rows[0].url
    rows.append(Row("papers of one case", timed(lambda: page(f"/cases/{one}/papers"), 9, connections.close_all), "ms"))
    page("/pathways")
    took = timed(lambda: page("/pathways/cagar"), 5, connections.close_all)
    rows.append(
        Row("a pathway, everybody on it", took, "ms", note=f"{page('/pathways/cagar').count(b'<tr>') - 1:,} cases")
    )
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
