"""Something happened: a new plan that changes little, as a choice, told in sentences, accepted by two and undone."""

import re

import pytest
from plan_cast import day, decided, happened, house, household, pathway, planned_by

from waystation.store.files import casefiles, granting
from waystation.store.plans import asking, planned, problems


@pytest.fixture
def known(alliance, pages):
    """Fox sleeps in Birch and goes first, Heron in Alder and second, both decided; there is a second country."""
    north, south = pathway(alliance), pathway(alliance, "Southern visa", country="DE")
    house(alliance, "Birch"), house(alliance, "Alder", sleeps=2)
    numbers = {
        "Amber Fox": household(alliance, "Amber Fox", [north, south], priority="emergency"),
        "Quiet Heron": household(alliance, "Quiet Heron", [north, south], risk="low"),
    }
    alliance.write("ilya", numbers["Amber Fox"], "shelter", "stays", "s1", house="Birch", since=day(-1))
    alliance.write("ilya", numbers["Quiet Heron"], "shelter", "stays", "s1", house="Alder", since=day(-1))
    planned_by(pages, "ilya")
    decided(alliance, pages, "Amber Fox", "Quiet Heron")
    return numbers


def slot(alliance, code):
    return problems.gather(alliance.ilya).now[code].slot


def told(page):
    return page[page.index('id="told"') : page.index("</section>", page.index('id="told"'))]


def test_a_burned_house_moves_its_people_and_nobodys_slot(alliance, known, pages):
    page = happened(pages, "burned", about="Birch")
    assert "Birch is burned" in page and "Fewer changes, or less waiting" in page
    assert f"Amber Fox sleeps in Alder from {day(0)}, no longer in Birch." in told(page)
    assert "Quiet Heron" not in told(page)


def test_who_loses_a_bed_is_named_first_and_nobody_in_greater_danger_takes_one(alliance, known, pages):
    plover = household(alliance, "Grey Plover", [], risk="low")
    alliance.write("ilya", plover, "shelter", "stays", "s1", house="Alder", since=day(-1))
    page = happened(pages, "burned", about="Birch")
    assert "1 household loses its bed" in page
    assert re.search(rf"<li>Amber Fox <span[^>]*>from <bdi>{day(0)}</bdi>", page)
    assert "Grey Plover" not in told(page) and "Quiet Heron" not in told(page)


def test_a_refused_visa_gives_another_way_and_can_be_written_into_the_case(alliance, known, pages):
    programme, _week = slot(alliance, "Amber Fox")
    page = happened(pages, "refused", household="Amber Fox", programme=programme)
    other = {"Northern visa": "Southern visa", "Southern visa": "Northern visa"}[programme]
    assert re.search(f"Amber Fox moves from {programme}, [0-9-]+ to {other}, [0-9-]+", told(page))
    ilya = pages("ilya")
    assert "Write why" in ilya.post("/plan/act", {"write": "1", "reason": "no"}, status=400)
    ilya.post("/plan/act", {"write": "1", "reason": "Refused on the 3rd, no appeal."})
    gathered = problems.gather(alliance.ilya)
    assert next(h for h in gathered.problem.households if h.id == "Amber Fox").eligible == (other,)


def test_a_suspended_pathway_is_planned_round_accepted_by_two_and_undone(alliance, known, pages):
    programme, week = slot(alliance, "Amber Fox")
    page = happened(pages, "no_programme", about=programme)
    assert f"Amber Fox moves from {programme}, {day(week)} to " in told(page)
    decided(alliance, pages, "Amber Fox", "Quiet Heron")  # who has the place that Fox gets moves too
    moved = slot(alliance, "Amber Fox")
    assert moved and moved[0] != programme
    line = next(x for x in asking.standing(alliance.ilya) if x.code == "Amber Fox")
    pages("ilya").post("/plan/act", {"back": "1", "chosen": f"{line.number}/{line.record}"})
    assert slot(alliance, "Amber Fox") == (programme, week)


def test_a_missed_flight_keeps_its_bed_and_whoever_was_to_have_it_waits(alliance, known, pages):
    fox = casefiles.open_file(alliance.ilya, known["Amber Fox"])
    for keys, stage in ((alliance.ilya, "S6"), (alliance.tomas, "S7"), (alliance.tomas, "S8")):
        granting.move(casefiles.open_file(keys, fox.number), stage, "The road of a story")
    ilya = pages("ilya")
    planned_by(pages, "ilya")
    before = problems.gather(alliance.ilya)
    assert before.now["Amber Fox"].departs == 2 and before.now["Amber Fox"].stays[0].until == 2
    page = happened(pages, "missed", household="Amber Fox", later="2")
    assert "Amber Fox missed the flight and leaves 2 weeks later" in page
    proposal = planned.look(alliance.ilya)
    plan = proposal.what_if.plan["Amber Fox"]
    assert plan.stays and max(s.until for s in plan.stays) == 4
    assert "no departure that could be missed" in ilya.post(
        "/plan/changes", {"kind": "missed", "household": "Quiet Heron"}, status=400
    )


def test_a_new_arrival_gets_a_slot_and_the_others_are_hardly_moved(alliance, known, pages):
    ilya = pages("ilya")
    assert "how many they are" in ilya.post("/plan/changes", {"kind": "arrived", "size": "0"}, status=400)
    page = happened(pages, "arrived", size="1", weight="8", ways=["Northern visa"])
    assert "somebody new arrives" in page
    assert "New arrival gets a slot: Northern visa" in told(page)
    assert "Amber Fox" not in told(page) and "Quiet Heron" not in told(page)
    proposal = planned.look(alliance.ilya)
    n = len(proposal.points) - 1
    ilya.post("/plan/choose", {"point": str(n)})
    assert planned.look(alliance.ilya).chosen == n
