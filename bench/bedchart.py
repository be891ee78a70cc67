"""Measures the bed chart: 100 houses of four beds over 180 days with 600 stays, as a coordinator opens it.

    .venv/bin/python bench/bedchart.py

Measured is the work of the view with warm caches: the overview, reading every Capacity and Shelter, laying out the
bars, making the page. The goal of 150 ms is that of a page which nobody waits for.
"""

import datetime
import os
import random
import shutil
import tempfile
from pathlib import Path
from typing import Any

from _common import Row, machine_line, table, timed, write

HOUSES, BEDS, STAYS, DAYS, GOAL = 100, 4, 600, 180, 150
REPEATS = 9


def main() -> None:
    home = tempfile.mkdtemp(prefix="waystation-bench-")
    os.environ.pop("DATABASE_URL", None)
    os.environ["WAYSTATION_HOME"] = home
    try:
        from waystation.cli.setup import ready

        ready()
        print(machine_line(), flush=True)
        rows = measure(filled(Path(home)))
    finally:
        shutil.rmtree(home, ignore_errors=True)
    title = f"Bed chart: {HOUSES} houses, {HOUSES * BEDS} beds, {STAYS} stays"
    print(table(title, rows))
    print(f"\nwritten to bench/out/{write('bedchart', {title: rows}).name}")


def filled(home: Path) -> Any:
    """An installation with houses and stays that begin and end at random; returns the coordinator's keys."""
    from django.db import transaction

    from waystation.cli.demofill import Filling
    from waystation.store.sealed import keys

    filling, rng = Filling(home, lambda *_: None), random.Random(7)
    filling.organisation()
    with transaction.atomic():
        for n in range(HOUSES):
            house(filling, n)
        for n in range(STAYS):
            stay(filling, n, rng)
    return keys.unlock(filling.secrets["ilya"])


def house(filling: Any, n: int) -> None:
    from waystation.cli.demofiller import statement
    from waystation.store.files import cases
    from waystation.store.sealed.readings import Label

    ilya = filling.at("ilya", 200)
    circle = cases.found_part(ilya, Label("house", cases.new_number(), "capacity", "", f"House {n}"))
    own = {"code_name": f"House {n}", "status": "active", "languages": ["ru"], "review_on": filling.day(-9)}
    beds = [statement("capacity", "beds", f"b{b}", {"name": str(b + 1), "sleeps": 1}) for b in range(BEDS)]
    cases.put_all(ilya, circle, "capacity", [statement("capacity", "", "", own), *beds])


def stay(filling: Any, n: int, rng: random.Random) -> None:
    from waystation.cli.demofiller import statement
    from waystation.store.files import cases
    from waystation.store.sealed.readings import Label

    number, code, ilya = cases.new_number(), f"Quiet Heron {n}", filling.at("ilya", 150)
    needs = cases.found_part(ilya, Label("case", number, "needs", "", code))
    person = statement("needs", "persons", "a", {"letter": "A", "age_band": "25_39"})
    cases.put_all(ilya, needs, "needs", [person, ("stage", ("S5", ""))])
    shelter = cases.found_part(ilya, Label("case", number, "shelter", "", code))
    for verifier in ("noor", "lena"):
        cases.put(filling.at(verifier, 150), shelter, "shelter", "clear", "verified")
    since = rng.uniform(-150, 30)
    own = {
        "house": f"House {n % HOUSES}", "bed": str(1 + n // HOUSES % BEDS), "persons": ["a"],
        "since": filling.day(-since), "until": filling.day(-since - rng.uniform(10, 90)),
        "review_on": filling.day(-7), "second_house": "House 1",
    }  # fmt: skip
    cases.put_all(ilya, shelter, "shelter", [statement("shelter", "stays", "s1", own)])


def measure(ilya: Any) -> list[Row]:
    from django.template.loader import render_to_string
    from django.test import RequestFactory

    from waystation.desk.shelter.layout import BEFORE, chart
    from waystation.desk.shelter.views import bedchart
    from waystation.store.beds import lodgings
    from waystation.store.lists import index

    today = datetime.datetime.now(datetime.UTC).date()

    def page(days: int) -> Any:
        request: Any = RequestFactory().get("/houses/chart", {"days": str(days)})
        request.keys, request.opened = ilya, None
        response = bedchart(request)
        assert response.status_code == 200 and b"Quiet Heron" in response.content
        return response.content

    found = index.overview(ilya)
    seen = lodgings.look(ilya, today, found=found)
    start = today - datetime.timedelta(BEFORE[DAYS])
    drawn = chart(seen.houses, seen.nights, start, DAYS, today)
    assert len(seen.houses) == HOUSES and len(seen.nights) == STAYS

    def template() -> str:
        return render_to_string("desk/bedchart_table.html", {"chart": drawn, "moves": True, "line": "40%"})

    return [
        Row(f"the whole view, {DAYS} days", timed(lambda: page(DAYS), REPEATS), "ms", goal=GOAL),
        Row("the whole view, 42 days", timed(lambda: page(42), REPEATS), "ms", goal=GOAL),
        Row("of it: the overview", timed(lambda: index.overview(ilya), REPEATS), "ms"),
        Row("of it: reading houses and stays", timed(lambda: lodgings.look(ilya, today, found=found), REPEATS), "ms"),
        Row("of it: layout", timed(lambda: chart(seen.houses, seen.nights, start, DAYS, today), REPEATS), "ms"),
        Row("of it: the table as HTML", timed(template, REPEATS), "ms"),
        Row("the page", [len(page(DAYS)) / 1024], "KiB"),
    ]


if __name__ == "__main__":
    main()
