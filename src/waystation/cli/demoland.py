"""The demonstration after arrival: a directory, offers, one household in reception, one settled, and their counsellor.

Everybody and every address is invented; the questionnaires' answers are chosen so that a trend is seen.
"""

import datetime
import zoneinfo
from typing import Any, Protocol

from waystation.casework.landing.reception import Landing, jobs
from waystation.casework.landing.screening import instrument, read
from waystation.cli.demofiller import Filler, statement
from waystation.store.files import cases, programme
from waystation.store.likeness.matching import FIRST_PERSON
from waystation.store.sealed.readings import Label
from waystation.store.settling.landing import ARRIVAL, TASK

TORONTO = "America/Toronto"
SERVICES = (
    ("counselling_referral", "Counselling for newcomers", "Quay Health", ["en", "ru"],
     "By telephone too. No papers asked for."),
    ("language", "English, morning classes", "Harbour House", ["en"], "Assessment first; childcare on the same floor."),
    ("housing_search", "Rooms and leases", "Harbour House", ["en", "fr", "ru"],
     "Somebody comes along to look at rooms."),
    ("employment", "First job in Canada", "North Quay", ["en", "fr"], "CVs, recognition of diplomas, mock interviews."),
    ("income_support", "Start-up allowances desk", "Harbour House", ["en", "fr"], "Furniture, clothing, first rent."),
    ("registration", "Papers clinic", "Quay Legal", ["en", "ru", "uk"], "Identity papers, tax number, health card."),
)  # fmt: skip
# kind, what, who, languages, places, clear, background checked
OFFERS = (
    ("temporary_housing", "A quiet room with its own door, three months", "M. and S.", ["en", "ru"], 1, True, True),
    ("temporary_housing", "A sofa, any time", "A reader of the bulletin", ["en"], 1, None, False),
    ("community", "Sunday lunch and a walk", "The choir", ["en", "ru"], 6, True, True),
    ("language", "English by telephone, twice a week", "P., a retired teacher", ["en", "fr"], 3, True, False),
    ("employment", "Two jobs in a bakery", "A baker", ["en"], 2, True, False),
    ("temporary_housing", "A flat, from somebody of the same town", "Z.", ["ce", "ru"], 4, False, True),
)  # fmt: skip
GOALS = (
    ("housing", "A room of their own", 12, 14), ("identity", "Residence card", 20, 25),
    ("language", "CLB 4 in speaking", -60, 0), ("work", "Talk with the bakery", 3, 0),
    ("wellbeing", "Sleep through the night", -20, 0), ("community", "Somebody to call on Sundays", -5, 0),
    ("education", "Diploma recognised", -110, 0),
)  # fmt: skip
# How many days ago, and the answers.
PHQ = ((40, "233212211"), (26, "223211100"), (12, "112111000"), (2, "111100000"))
PCL = ((38, "33233231233222103323"), (9, "22122221122111102212"))


class Landed(Protocol):
    """What this needs of a case that was written."""

    p: Any

    def put(self, who: str, day: float, compartment: str, items: list[Any]) -> None: ...


def write(f: Filler, landed: list[Any]) -> None:
    """Adds to a cohort what its settlement worker and its counsellor have written."""
    _offers(f)
    newest = min((c for c in landed if c.p.stage == "S10"), key=lambda c: c.p.path[-1][1])
    oldest = max((c for c in landed if c.p.stage == "S11"), key=lambda c: c.p.path[-1][1])
    _reception(f, newest)
    _plan(f, oldest)
    _counselling(f, oldest)


def _offers(f: Filler) -> None:
    ben = f.at("ben", 20)
    circle = cases.found_part(ben, Label("programme", programme.number(ben), "offers", "", programme.CODE))
    items = []
    for n, (kind, name, organisation, languages, what) in enumerate(SERVICES):
        row = {"kind": kind, "name": name, "organisation": organisation, "languages": languages, "what": what,
               "status": "active", "country": "CA", "region": "ON", "city": "Toronto", "phone": f"+1 416 555 01{n:02d}",
               "hours": "Monday to Friday, 9:00 to 17:00", "checked_on": f.day(20)}  # fmt: skip
        items.append(statement("offers", "services", f"s{n}", row))
    for n, (kind, what, who, languages, places, clear, checked) in enumerate(OFFERS):
        offer = {"kind": kind, "what": what, "who": who, "languages": languages, "places": places, "country": "CA",
                 "city": "Toronto", "clear": clear, "from_day": f.day(30)}  # fmt: skip
        if checked:
            offer |= {"police_checked_on": f.day(25), "references_on": f.day(24)}
        items.append(statement("offers", "offers", f"o{n}", offer))
    cases.put_all(ben, circle, "offers", items)


def _reception(f: Filler, case: Landed) -> None:
    """A Friday night of the newest arrival: half of it is done."""
    zone = zoneinfo.ZoneInfo(TORONTO)
    day = datetime.datetime.fromtimestamp(f.now * 60, zone)
    friday = (day - datetime.timedelta(days=(day.weekday() - 4) % 7 or 7)).replace(hour=23, minute=40)
    arrival = {"country": "CA", "city": "Toronto", "region": "ON", "zone": TORONTO, "at": friday.isoformat(),
               "emergency": True, "terminal": "Door D, Ben has a blue umbrella"}  # fmt: skip
    stop = {"place": "Frankfurt", "arrives": (friday - datetime.timedelta(hours=11)).isoformat(), "with_them": "J."}
    away = {"away_community": "Chechen", "away_country": "RU", "away_languages": ["ce", "inh"],
            "agency": "Harbour House", "city": "Toronto"}  # fmt: skip
    helpers: tuple[dict[str, Any], ...] = (
        {"who": "O.", "kind": "interpreter", "origin": "UA", "languages": ["ru", "en"], "clear": True,
         "checked_on": f.day(3), "assigned_on": f.day(3)},
        {"who": "Z.", "kind": "interpreter", "community": "Chechen", "languages": ["ce", "ru"], "clear": True,
         "checked_on": f.day(3)},
        {"who": "The choir", "kind": "sponsor", "origin": "CA", "languages": ["en"]},
    )  # fmt: skip
    items = [statement("settlement", "", "", away), statement("settlement", "arrivals", ARRIVAL, arrival),
             statement("settlement", "layovers", "l1", stop)]  # fmt: skip
    items += [statement("settlement", "helpers", f"h{n}", row) for n, row in enumerate(helpers)]
    for job in jobs(Landing(friday, emergency=True, layovers=1)):
        row = {"what": job.what, "owner": f.id("ben"), "due": job.due.isoformat(timespec="minutes")}
        done = {} if job.office else {"done": True}
        items.append(statement("settlement", "tasks", TASK + job.key, row | done))
    case.put("ben", 0.2, "settlement", items)


def _plan(f: Filler, case: Landed) -> None:
    person, items = FIRST_PERSON, []
    for n, (area, what, due, met) in enumerate(GOALS):
        goal = {"area": area, "what": what, "due": f.day(due), "owner": f.id("ben"), "person": person}
        items.append(statement("settlement", "goals", f"p{n}", goal | ({"met_on": f.day(met)} if met else {})))
    for skill, level in (("speaking", 3), ("listening", 4), ("reading", 2), ("writing", 2)):
        row = {
            "person": person,
            "language": "en",
            "skill": skill,
            "scale": "clb",
            "level": f"clb_{level}",
            "on": f.day(30),
        }
        items.append(statement("settlement", "levels", f"v{skill}", row))
    more: tuple[tuple[str, dict[str, Any]], ...] = (
        ("appointments", {"what": "Papers clinic", "at": f.time(-2.2), "owner": f.id("ben"), "place": "Quay Legal"}),
        ("appointments", {"what": "Dentist", "at": f.time(6), "owner": f.id("ben"), "kept": True}),
        ("services", {"kind": "language", "provider": "Harbour House", "since": f.day(28)}),
        ("services", {"kind": "community"}),
        ("occupations", {"kind": "language_course", "what": "English, morning classes", "since": f.day(28)}),
        (
            "handovers",
            {"to": "North Quay", "on": f.day(1), "by": f.id("ben"), "note": "Goes on with work and diploma."},
        ),
    )
    items += [statement("settlement", collection, f"m{n}", row) for n, (collection, row) in enumerate(more)]
    items.append(statement("settlement", "", "", {"agency": "Harbour House", "city": "Toronto"}))
    case.put("ben", 1, "settlement", items)
    agreed = {"person": person, "purpose": "counselling", "source": "individual", "informed": True,
              "given_on": f.day(41), "until": f.day(-300), "witness": f.id("ben")}  # fmt: skip
    case.put("ben", 41, "consent", [statement("consent", "permissions", "c9", agreed)])


def _counselling(f: Filler, case: Landed) -> None:
    own = {"counsellor": f.id("ada"), "interpreter_clear": True, "safety_plan": "Nights are worst. Calls P. first."}
    items = [statement("health", "", "", own)]
    for key, results in (("phq_9", PHQ), ("pcl_5", PCL)):
        for n, (day, answers) in enumerate(results):
            result = instrument(key).result(read(answers))
            row = {"instrument": key, "on": f.day(day), "score": result.score, "answers": answers,
                   "voluntary": True, "by": f.id("ada"), "acute": result.acute}  # fmt: skip
            items.append(statement("health", "screenings", f"{key[:3]}{n}", row))
    for n, (day, note) in enumerate(
        ((40, "Slept two hours. Wants to talk of work first."), (12, "Walks every day now."))
    ):
        session = {"at": f.time(day), "by": f.id("ada"), "note": note, "next_at": f.time(day - 14)}
        items.append(statement("health", "sessions", f"t{n}", session))
    case.put("ada", 2, "health", items)
