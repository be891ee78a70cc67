"""What the demonstration's plan rests on: a few pathways with places, and by which of them each household may go."""

from typing import Any

from waystation.cli.demofiller import Filler, statement
from waystation.store import cases, programme

# By record: country, name, places at a time, weeks between, days until an answer. All numbers are invented.
PATHWAYS = {
    "ca": ("CA", "Canada: urgent protection", 3, 2, 21, "ca_upp"),
    "de": ("DE", "Germany: § 22", 2, 4, 42, "de_22_1"),
    "lt": ("LT", "Lithuania: humanitarian", 2, 3, 28, "lt_humanitarian"),
    "fr": ("FR", "France: visa for asylum", 1, 5, 63, "fr_asylum_d"),
}


def pathways(filling: Filler) -> None:
    """Tomas enters what countries offer, four months ago."""
    tomas = filling.at("tomas", 120)
    circle = cases.ensure_part(programme.opened(tomas, "pathways"), "pathways")
    items: list[Any] = [statement("pathways", "", "", {"seats_a_week": 5})]
    for record, (country, name, places, every, answer, kind) in PATHWAYS.items():
        row = {"name": name, "country": country, "pathway": kind, "places": places, "places_every": every,
               "places_from": filling.day(120), "answer_days": answer, "status": "open",
               "status_on": filling.day(120), "as_of": filling.day(120), "source": "Invented",
               "legal_basis": "Invented", "outside_origin": False}  # fmt: skip
        items.append(statement("pathways", "pathways", record, row))
    cases.put_all(tomas, circle, "pathways", items)


def ways(n: int, countries: tuple[str, ...] = tuple(PATHWAYS)) -> list[Any]:
    """Statements about the pathways open to the ``n``-th household: one to three of them, one of them wished."""
    chosen = [countries[n % 4], *([countries[0]] if n % 3 else []), *([countries[(n + 1) % 4]] if n % 5 == 0 else [])]
    return [
        statement("plan", "ways", f"w{country}", {"pathway": country, "may": True, "wished": at == 0 or None})
        for at, country in enumerate(dict.fromkeys(chosen))
    ]
