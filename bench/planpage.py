"""Measures the plan for everybody: its pages at a thousand households, gathering, asking for slots.

    .venv/bin/python bench/planpage.py            1,000 households, 46 houses, 8 pathways: about three minutes
    .venv/bin/python bench/planpage.py --quick    100

Every household waits, has Needs, Plan and a bed or none; the coordinator looks. A plan of half a minute is made through
the page first. The database is opened anew for each request, as the server does; caches are warm, as on any day after
the first.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from typing import Any

from _common import Row, machine_line, table, timed, write
from _looking import Looking

GOAL = 1000  # ms for the page at 1,000 households: it is opened a few times a day, by one or two people
PART = 500  # ms for the pages of its parts


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--size", type=int, default=0, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.size:
        rows = measured(options.size)
        title = f"Plan for everybody, {options.size:,} households"
        print("\n" + table(title, rows), flush=True)
        write(f"planpage-{options.size}", {title: rows})
        return
    print(machine_line(), flush=True)
    with tempfile.TemporaryDirectory(prefix="waystation-bench-") as home:
        environment = {k: v for k, v in os.environ.items() if k != "DATABASE_URL"} | {"WAYSTATION_HOME": home}
        size = "100" if options.quick else "1000"
        subprocess.run([sys.executable, __file__, "--size", size], env=environment, check=True)
    print(f"\n{machine_line()} at the end; written to bench/out/planpage-SIZE.json")


def measured(size: int) -> list[Row]:
    ilya = Looking("ilya", lambda filling: fill(filling, size))
    from waystation.store.plans import problems

    ilya.page("/plan")
    begun = time.perf_counter()
    told = b"".join(ilya.client.post("/plan/make", {"seconds": "15", "change": "0"}).streaming_content)
    planned = time.perf_counter() - begun
    assert "Done." in told.decode()
    rows = [
        Row("households made (not a goal)", [ilya.made], "s"), Row("first overview, once", [ilya.first], "s"),
        Row("a plan of 15 seconds, through the page", [planned], "s"),
        Row("gathering the problem", timed(lambda: problems.gather(ilya.keys), 5, ilya.fresh), "ms"),
    ]  # fmt: skip
    assert b"Something has changed" not in ilya.page("/plan"), "the plan that was just made is taken for an old one"
    whole = size == 1000
    for what, path, goal in (
        ("the page", "/plan", GOAL), ("households that change, a page", "/plan/households?show=changed", PART),
        ("beds, a page", "/plan/beds", PART), ("waiting by group", "/plan/fairness", GOAL),
    ):  # fmt: skip
        took = ilya.times(path, 5)
        rows.append(Row(what, took, "ms", goal if whole else None, note=f"{len(ilya.page(path)) / 1024:,.0f} KiB"))
    return rows


def fill(filling: Any, size: int) -> None:
    """Pathways with places for nearly everybody, houses for two of three, and so many households that wait."""
    from django.db import transaction

    from waystation.casework.codenames import new_code_name
    from waystation.cli.demofiller import statement
    from waystation.store.files import cases, programme
    from waystation.store.sealed.readings import Label

    tomas, ilya = filling.at("tomas", 10), filling.at("ilya", 10)
    circle = cases.ensure_part(programme.opened(tomas, "pathways"), "pathways")
    cases.put_all(tomas, circle, "pathways", pathways(filling, size, statement))
    houses = max(1, 46 * size // 1000)
    with transaction.atomic():
        for n in range(houses):
            own = {"code_name": f"House {n}", "status": "active", "minors": n % 2 == 0, "step_free": n % 3 == 0}
            number = cases.new_house(ilya, f"House {n}", own)
            capacity = next(c for c in circles(ilya, number) if c)
            beds = [statement("capacity", "beds", f"b{b}", {"name": str(b), "sleeps": 1}) for b in range(14)]
            cases.put_all(ilya, capacity, "capacity", beds)
        for n in range(size):
            number, code = cases.new_number(), f"{new_code_name()} {n}"
            for part, items in household(filling, n, houses, statement).items():
                circle = cases.found_part(ilya, Label("case", number, part, "", code), 6)
                for verifier in ("noor", "lena") if part == "shelter" else ():
                    cases.put(filling.at(verifier, 10), circle, "shelter", "clear", "verified")
                cases.put_all(ilya, circle, part, items)


def circles(keys: Any, number: bytes) -> list[bytes]:
    from waystation.store.files import casefiles

    return [casefiles.open_file(keys, number, "house").part("capacity").circle]


def pathways(filling: Any, size: int, statement: Any) -> list[Any]:
    items = [
        statement("pathways", "", "", {"seats_a_week": max(5, size // 20), "bed_cost": 70, "plan_currency": "EUR"})
    ]
    for n, country in enumerate(("CA", "DE", "FR", "LT", "NL", "ES", "SE", "PT")):
        row = {"name": f"Pathway {country}", "country": country, "pathway": "ca_gar", "places": max(1, size // 60),
               "places_every": 1 + n % 4, "places_from": filling.day(120), "answer_days": 14 + 7 * n, "status": "open",
               "cost_each": 500 + 100 * n, "budget_currency": "EUR"}  # fmt: skip
        items.append(statement("pathways", "pathways", f"p{n}", row))
    for n, country in enumerate(("CA", "DE", "FR", "LT")):
        row = {"name": f"Town {country}", "country": country, "places": size // 5, "languages": ["en", "ru"]}
        items.append(statement("pathways", "towns", f"t{n}", row))
    return items


def household(filling: Any, n: int, houses: int, statement: Any) -> dict[str, list[Any]]:
    people = 1 + (n % 9 == 0) + (n % 4 == 0)
    persons = [
        statement("needs", "persons", "abc"[k], {"letter": "ABC"[k], "languages": ["ru"]}) for k in range(people)
    ]
    needs = {"languages": ["ru"], "risk_level": ("low", "medium", "high")[n % 3], "status": "open",
             "priority": ("normal", "urgent", "emergency")[n % 7 % 3], "assessed_on": filling.day(20)}  # fmt: skip
    ways = {(n + k) % 8 for k in range(1 + n % 3)}
    parts = {
        "needs": [statement("needs", "", "", needs), *persons, ("stage", (f"S{4 + n % 4}", ""))],
        "plan": [
            statement("plan", "ways", f"w{w}", {"pathway": f"p{w}", "may": True, "wished": n % 5 == 0 or None})
            for w in sorted(ways)
        ],
    }
    if n % 2:
        since = filling.day(10 + n % 30)
        stay = {"house": f"House {n % houses}", "since": since, "received_at": f"{since}T12:00+00:00"}
        parts["shelter"] = [statement("shelter", "stays", "s1", stay)]
    return parts


if __name__ == "__main__":
    main()
