"""What the demonstration's plan rests on: a few pathways with places and prices, where people settle, by which pathways
each household may go, what was decided by hand, and the slots of those who have left."""

from typing import Any

from waystation.casework.parts import plan as plans
from waystation.cli.demofiller import Filler, statement
from waystation.store.files import casefiles, cases, programme

# By record: country, name, places at a time, weeks between, days until an answer, kind, what one person costs, budget a
# month (None: not limited). All numbers are invented.
PATHWAYS = {
    "ca": ("CA", "Canada: urgent protection", 3, 2, 21, "ca_upp", 2400, 12_000),
    "de": ("DE", "Germany: § 22", 2, 4, 42, "de_22_1", 900, None),
    "lt": ("LT", "Lithuania: humanitarian", 2, 3, 28, "lt_humanitarian", 600, None),
    "fr": ("FR", "France: visa for asylum", 1, 5, 63, "fr_asylum_d", 800, None),
}
# By record: name, country, people a quarter, languages, services.
TOWNS = {
    "toronto": ("Toronto", "CA", 14, ["en", "ru"], ["reception", "counselling_referral", "community"]),
    "halifax": ("Halifax", "CA", 6, ["en"], ["reception", "community"]),
    "berlin": ("Berlin", "DE", 8, ["de", "ru", "tr"], ["reception", "language"]),
}
TRAVELLED = (18, 25, 30, 33, 40, 44, 52, 70)  # days from the slot's week to the journey, as it went so far


def pathways(filling: Filler) -> None:
    """Tomas enters what countries offer, four months ago."""
    tomas = filling.at("tomas", 120)
    circle = cases.ensure_part(programme.opened(tomas, "pathways"), "pathways")
    own = {"seats_a_week": 5, "bed_cost": 70, "seat_cost": 450, "plan_currency": "EUR"}
    items: list[Any] = [statement("pathways", "", "", own)]
    for record, (name, country, people, languages, services) in TOWNS.items():
        row = {"name": name, "country": country, "places": people, "languages": languages, "services": services}
        items.append(statement("pathways", "towns", record, row))
    for record, (country, name, places, every, answer, kind, each, month) in PATHWAYS.items():
        row = {"name": name, "country": country, "pathway": kind, "places": places, "places_every": every,
               "places_from": filling.day(120), "answer_days": answer, "status": "open",
               "status_on": filling.day(120), "as_of": filling.day(120), "source": "Invented",
               "legal_basis": "Invented", "outside_origin": False, "cost_each": each, "budget_month": month,
               "budget_currency": "EUR"}  # fmt: skip
        items.append(statement("pathways", "pathways", record, row))
    cases.put_all(tomas, circle, "pathways", items)


def ways(n: int, countries: tuple[str, ...] = tuple(PATHWAYS)) -> list[Any]:
    """Statements about the pathways open to the ``n``-th household: one to three of them, one of them wished."""
    chosen = [countries[n % 4], *([countries[0]] if n % 3 else []), *([countries[(n + 1) % 4]] if n % 5 == 0 else [])]
    return [
        statement("plan", "ways", f"w{country}", {"pathway": country, "may": True, "wished": at == 0 or None})
        for at, country in enumerate(dict.fromkeys(chosen))
    ]


def by_hand(f: Filler, n: int, persons: int) -> list[Any]:
    """What Ilya decided over the planner's head for the ``n``-th household, and what a household agreed to."""
    found = []
    if n % 19 == 4:
        row = {"never": True, "pathway": "ca", "reason": "The man they fled from has moved there.", "by": f.id("ilya")}
        found.append(statement("plan", "pins", "p1", row))
    if n % 23 == 7:
        why = "Their name stood on a list that was read out aloud."
        found.append(statement("plan", "", "", {"weight": 16, "weight_why": why}))
    if n % 11 == 5:
        found.append(statement("plan", "", "", {"must_have": ["counselling_referral"]}))
    if persons > 1:
        apart = {"split_agreed": True, "travel_apart": " / ".join("ABCDEF"[:persons])}
        found.append(statement("plan", "", "", apart))
    return found


# Of those who leave soon: the pathway of their slot, in the order of ``demojourneys.ROUTES``. The sixth was granted
# Canada and planned by another pathway since, for which they hold no visa: the plan's page says that no way is lawful.
SOON = ("ca", "fr", "de", "ca", "lt", "fr", "ca")


def soon(f: Filler, number: bytes, n: int, begins: float) -> None:
    """The slot of a household that leaves in ``begins`` days: asked for by Tomas, approved by Ruth."""
    row = {"proposal": f"{n:08x}", "pathway": SOON[n % len(SOON)], "week_of": f.day(30), "departs_on": f.day(-begins)}
    asking = row | {"asked_by": f.id("tomas"), "asked_at": f.time(29)}
    approving = {"approved_by": f.id("ruth"), "approves": plans.what(row), "decided_at": f.time(28)}
    for who, ago, values in (("tomas", 0.9, asking), ("ruth", 0.8, approving)):
        file = casefiles.open_file(f.at(who, ago), number, only=("needs", "plan"))
        items: list[Any] = [statement("plan", "slots", "s1", values)]
        cases.put_all(file.keys, cases.ensure_part(file, "plan"), "plan", items)


def went(case: Any, day: float) -> None:
    """The slot by which somebody left ``day`` days ago: asked for by Tomas, approved by Ruth."""
    f, n = case.f, case.p.n
    asked = day + TRAVELLED[n % len(TRAVELLED)]
    row = {"proposal": f"{n:08x}", "pathway": "de" if n % 3 == 0 else "ca", "week_of": f.day(asked),
           "departs_on": f.day(day)}  # fmt: skip
    asking = row | {"asked_by": f.id("tomas"), "asked_at": f.time(asked)}
    case.put("tomas", day + 1, "plan", [statement("plan", "slots", "s1", asking)])
    approving = {"approved_by": f.id("ruth"), "approves": plans.what(row), "decided_at": f.time(day + 1)}
    case.put("ruth", day + 1, "plan", [statement("plan", "slots", "s1", approving)])
