"""What stands in an installation before a story of many people begins: written through the store, as members of the
cast would have. Each scene returns what its story must know, as JSON can say it."""

import datetime

import pyrage
from package_cast import applicant, prepared, write
from plan_cast import house, household, pathway

from days import day
from waystation.casework.sharing.packaging import ITEMS
from waystation.store.files import casefiles, cases, granting, programme
from waystation.store.sealed.readings import Label


def soon(hours: float) -> str:
    return (datetime.datetime.now(datetime.UTC) + datetime.timedelta(hours=hours)).isoformat(timespec="minutes")


class To:
    """The authority to which everybody's facts are prepared."""

    record, name, country = "r1", "Ministry of Arrivals", "CA"


def applicants(alliance) -> dict:
    """31 people who apply to one authority: all prepared but the ninth; one withholds a statement, one's consent ended.
    And a household of two of whom nobody was asked yet."""
    secret = pyrage.x25519.Identity.generate()
    circle = cases.found_part(
        alliance.claire, Label("programme", programme.number(alliance.claire), "pathways", "", programme.CODE)
    )
    row = {"name": To.name, "country": To.country, "key": str(secret.to_public())}
    cases.state(alliance.claire, circle, "pathways", "recipients", To.record, row)
    numbers = [applicant(alliance, f"Amber Fox {n}") for n in range(31)]
    for n, number in enumerate(numbers):
        alliance.write("ilya", number, "needs", "persons", "a", relation="principal", minor=False)
        if n == 29:
            row = {"person": "a", "what": "What they did", "from_whom": To.name, "facts": ["statement"]}
            alliance.write("noor", number, "consent", "limits", "l1", **row, recipient=To.name)
        if n != 8:
            items = [i for i in ITEMS if n != 29 or not i.startswith("story.")]
            prepared(alliance, number, To, items)
        if n == 30:
            alliance.write("noor", number, "consent", "permissions", "p0", until=day(-1))
    cousins = applicant(alliance, "Quiet Heron", ("a", "b"), consents=False)
    alliance.write("ilya", cousins, "needs", risk_factors=["tortured"])
    return {"secret": str(secret), "numbers": [n.hex() for n in numbers], "cousins": cousins.hex()}


def approved(alliance) -> dict:
    """Twelve people in eleven cases whom country D has approved, every second one outside their own country."""
    found = []
    for n in range(11):
        number = alliance.case(f"Amber Fox {n}")
        way = {"kind": "signal", "safe": True, "address": f"heron.{n}"}
        write(alliance, "mara", number, "contact", "", way, "channels", "c1")
        cases.found_part(alliance.tomas, Label("case", number, "papers", "", f"Amber Fox {n}"), 3)
        write(alliance, "tomas", number, "papers", "", {"outside_origin": n % 2 == 0})
        for person in ("a", "b") if n == 10 else ("a",):
            row = {"person": person, "pathway": "de_22_2", "country": "DE", "decision": "accepted", "use_by": day(60),
                   "owner": alliance.id("tomas").hex()}  # fmt: skip
            write(alliance, "tomas", number, "papers", "", row, "applications", person)
        found.append(number.hex())
    return {"numbers": found}


def landing(alliance) -> dict:
    """An emergency case that flies tonight, met by Ben: its last leg planned, nobody's go given yet."""
    number = alliance.case("Quiet Heron", needs={"priority": "emergency", "languages": ["ce", "ru"]})
    alliance.clear(number)
    alliance.write("ilya", number, "needs", origin_partner="Lighthouse")
    granting.move(casefiles.open_file(alliance.ilya, number), "S8", "It cannot wait.")
    granting.hand_over(casefiles.open_file(alliance.ilya, number), 8)
    leg = {"number": 1, "transport": "air", "from_place": "SVO", "to_place": "YYZ", "from_country": "RU",
           "to_country": "CA", "departs": soon(-10), "arrives": soon(0.5), "carrier": "XX 105"}  # fmt: skip
    own = {"alias": "Heron", "reception": alliance.id("ben").hex(), "stop_number": "+00 000 0000"}
    write(alliance, "sam", number, "journey", "", leg, "legs", "l1")
    write(alliance, "sam", number, "journey", "", own)
    return {"number": number.hex()}


def waiting(alliance) -> dict:
    """Nine households, fifteen people, who wait for one place every other week by one pathway and two by another. Two
    of them fit the only house."""
    north, south = pathway(alliance), pathway(alliance, "Southern visa", places=2, country="DE")
    house(alliance, "Birch", sleeps=3)
    for n in range(9):
        routes = ([north], [south], [north, south])[n % 3]
        household(alliance, f"Amber Fox {n}", routes, risk=("low", "medium", "high")[n % 3], people=1 + n % 2 + n // 7)
    return {}
