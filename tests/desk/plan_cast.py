"""What the stories of planning share: pathways with places, households that wait, houses, and plans made and decided
through the pages."""

import datetime
import os

from waystation.casework.parts import plan as rules
from waystation.casework.vocabularies import vocabulary
from waystation.store.files import casefiles, cases, granting, programme
from waystation.store.plans import asking


def monday():
    today = datetime.datetime.now(datetime.UTC).date()
    return today - datetime.timedelta(days=today.weekday())


def day(weeks):
    return (monday() + datetime.timedelta(weeks=weeks)).isoformat()


def pathway(alliance, name="Northern visa", places=1, **more):
    """Tomas enters what a country offers: so many places every other week."""
    usual = {
        "name": name, "pathway": "ca_gar", "country": "CA", "status": "open", "places": places, "places_every": 2,
        "places_from": day(0), "answer_days": 14,
    }  # fmt: skip
    file = programme.opened(alliance.tomas, "pathways")
    circle = cases.ensure_part(file, "pathways")
    record = os.urandom(6).hex()
    usual["pathway"] = next(iter(vocabulary("pathway"))).key
    cases.state(alliance.tomas, circle, "pathways", "pathways", record, usual | more)
    return record


def household(alliance, code, routes, risk="high", people=1, **needs):
    """A verified case that waits, and may go by these pathways."""
    number = alliance.case(code)
    alliance.clear(number)
    for n in range(people):
        alliance.write("ilya", number, "needs", "persons", "abcdef"[n], letter="ABCDEF"[n])
    alliance.write("ilya", number, "needs", risk_level=risk, **needs)
    alliance.write("ilya", number, "plan", weight_why="seen together")
    for n, route in enumerate(routes):
        alliance.write("ilya", number, "plan", "ways", f"w{n}", pathway=route, may=True)
    granting.move(casefiles.open_file(alliance.ilya, number), "S3")
    return number


def house(alliance, code, sleeps=1, **more):
    """A house with one bed for so many."""
    number = cases.new_house(alliance.ilya, code, {"code_name": code, "status": "active"} | more)
    circle = casefiles.open_file(alliance.ilya, number, "house").part("capacity").circle
    cases.state(alliance.ilya, circle, "capacity", "beds", "b1", {"name": "1", "sleeps": sleeps})
    return number


def planned_by(pages, name, **typed):
    """The page that grows while the planner works, read to its end."""
    page = pages(name)
    response = page.client.post("/plan/make", {"seconds": "5", "change": "0"} | typed)
    assert response.status_code == 200
    return b"".join(response.streaming_content).decode()


def decided(alliance, pages, *codes):
    """Ilya asks for the slots that the plan gives these, and Ruth approves."""
    pages("ilya").post("/plan/act", {"ask": "1", "chosen": list(codes)})
    chosen = [f"{line.number}/{line.record}" for line in asking.waiting(alliance.ilya)]
    pages("ruth").post("/plan/act", {"approve": "1", "chosen": chosen})


def happened(pages, kind, **typed):
    """Ilya says what happened, and waits for the choice of plans."""
    page = pages("ilya")
    response = page.client.post("/plan/changes", {"kind": kind, "seconds": "5"} | typed)
    assert response.status_code == 200, response.content.decode()[-1500:]
    told = b"".join(response.streaming_content).decode()
    assert "Done." in told, told[-1500:]
    return page.get("/plan")


def slotted(alliance, number, route, week_of, departs_on, record="s1"):
    """A slot that Tomas asked for and Ruth approved."""
    row = {"proposal": "p", "pathway": route, "week_of": week_of, "departs_on": departs_on, "beds": ""}
    alliance.write("tomas", number, "plan", "slots", record, **row, asked_by=alliance.tomas.member.hex())
    said = {"approved_by": alliance.ruth.member.hex(), "approves": rules.what(row)}
    alliance.write("ruth", number, "plan", "slots", record, **said)
