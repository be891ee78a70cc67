"""The demonstration's papers: pathways of the programme, and documents, custody, exit checks and plans of its cases."""

from typing import Any

from waystation.cli.cohort import LEAVING, Planned
from waystation.cli.demofiller import Filler, statement
from waystation.store.likeness.matching import FIRST_PERSON
from waystation.store.visas import pathways

PLACES = (
    ("our_safe", "Drawer 4", "Noor"), ("family", "An aunt", ""), ("person", "", ""), ("authority", "", "Clerk"),
)  # fmt: skip


def programme(f: Filler) -> None:
    """Tomas takes in what the starter list has besides his own pathways; later Germany halts admissions."""
    pathways.take_in(f.at("tomas", 119))
    reason = "No new declarations until further notice, says the ministry by telephone."
    pathways.change_status(f.at("claire", 4), "de222", "suspended", f.day(4), reason, f.time(4))


def documents(f: Filler, p: Planned, day: float) -> list[Any]:
    """What Tomas holds of a case that enters papers and applications: where the passport is, a second pathway, and for
    some what is still to get."""
    place, holder, signed = PLACES[p.n % len(PLACES)]
    line = {
        "document": "d1",
        "place": place,
        "holder": holder,
        "signed_by": signed,
        "at": f.time(day),
        "by": f.id("tomas"),
    }
    second = ("fr_asylum_d", "FR") if p.n % 2 else ("de_22_2", "DE")
    items = [
        statement("papers", "custody", "h1", line),
        statement("papers", "options", "o2", {"rank": 2, "pathway": second[0], "country": second[1]}),
        statement("papers", "", "", {"outside_origin": p.n % 5 == 0}),
    ]
    if p.n % 3 == 0:
        wanted = {"person": FIRST_PERSON, "kind": "medical_exam", "takes_days": 14, "lasts_days": 365}
        items.append(statement("papers", "wanted", "w1", wanted))
    return items


def leaving(f: Filler, p: Planned, day: float) -> list[Any]:
    """What is written once a grant is there: a visa with its days, exit checks on their calendar, the order of what is
    still to get."""
    if p.group != LEAVING:
        return []
    departs = 12 + p.n % 20
    visa = {
        "person": FIRST_PERSON, "kind": "national_d_visa", "country": "CA", "issued": f.day(day), "entries": "single",
        "expires": f.day(-75), "use_by": f.day(-60),
    }  # fmt: skip
    own = {
        "planned_departure": f.day(-departs), "latest_departure": f.day(-departs - 25),
        "exit_words": "Ask whether the mountain road is open.",
    }  # fmt: skip
    check = {
        "person": FIRST_PERSON, "at": f.time(9), "source": "debt_register", "answer": "go", "valid_until": f.day(-5),
        "told": p.n % 2 == 0, "told_at": f.time(8.9), "told_by": f.id("tomas"),
    }  # fmt: skip
    wanted = (
        ("w2", "icrc_etd", "", 10, 90, None), ("w3", "transit_visa", "TR", 10, 30, ["icrc_etd"]),
        ("w4", "exit_check", "", 2, 14, None),
    )  # fmt: skip
    return [
        statement("papers", "documents", "d2", visa),
        statement("papers", "exit_checks", "e1", check),
        statement("papers", "", "", own),
        *(
            statement("papers", "wanted", record, {
                "person": FIRST_PERSON, "kind": kind, "country": country, "takes_days": takes, "lasts_days": lasts,
                "needs": needs,
            })
            for record, kind, country, takes, lasts, needs in wanted
        ),
    ]  # fmt: skip
