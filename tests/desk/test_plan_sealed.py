"""What a plan says to those whose keys open a part of it: where people sleep is sealed to the director and the visa
desk."""

import re

import pytest
from plan_cast import day, house, household, pathway, planned_by, slotted

from waystation.store.files import casefiles, granting
from waystation.store.plans import planned, problems


@pytest.fixture
def lodged(alliance):
    """Fox sleeps in Birch, which has two beds; Heron, who may not be in Alder, waits outside."""
    north = pathway(alliance, places=1)
    house(alliance, "Birch", sleeps=2)
    house(alliance, "Alder", sleeps=2, not_for="Quiet Heron")
    fox = household(alliance, "Amber Fox", [north], people=2)
    household(alliance, "Quiet Heron", [north], risk="low")
    alliance.write("ilya", fox, "shelter", "stays", "s1", house="Birch", since=day(-1))
    return fox


@pytest.mark.parametrize("name", ["ruth", "tomas"])
def test_who_opens_no_stays_reads_nothing_of_beds_and_plans_slots_alone(lodged, alliance, pages, name):
    planned_by(pages, name)
    found = planned.look(getattr(alliance, name))
    assert found.sealed_beds and found.proposed.problem.houses == ()
    assert not any(placement.stays for placement in found.proposed.plan.values()), "no stay is invented"
    assert any(placement.slot for placement in found.proposed.plan.values()), "slots are planned all the same"
    page = pages(name).get("/plan")
    assert "beds are sealed to you" in page and "3 wait, 0 with a slot" in page
    for said in ("wait outside", "in houses", "Weeks outside a house", "Moves between houses", "Beds until then"):
        assert said not in page
    assert "Beds are sealed to you." in pages(name).get("/plan/beds")
    assert 'value="house-0"' not in pages(name).get("/plan/households")
    assert not re.search("Birch|Alder", page[page.index('id="result"') :])


def test_the_coordinator_reads_beds_as_before(lodged, alliance, pages):
    planned_by(pages, "ilya")
    assert not problems.gather(alliance.ilya).sealed_beds
    page = pages("ilya").get("/plan")
    assert "Ask for the slots ticked" in page
    assert "1 wait outside, 2 in houses" in page and "Weeks outside a house" in page and "sealed to you" not in page


def moved(alliance, number, *stages):
    for stage in stages:
        name = "ilya" if stage in ("S6", "S9") else "tomas"
        granting.move(casefiles.open_file(alliance.keys(name), number), stage, "The road of a story")


@pytest.fixture
def gone(alliance):
    """Fox was to leave three weeks ago and is on the journey; Heron was to leave then too and waits still; Cedar is to
    leave in three weeks."""
    north = pathway(alliance, places=3)
    numbers = {code: household(alliance, code, [north]) for code in ("Amber Fox", "Quiet Heron", "Tall Cedar")}
    moved(alliance, numbers["Amber Fox"], "S6", "S7", "S8", "S9")
    for code in ("Quiet Heron", "Tall Cedar"):
        moved(alliance, numbers[code], "S6", "S7", "S8")
    for code, weeks in (("Amber Fox", -3), ("Quiet Heron", -3), ("Tall Cedar", 3)):
        slotted(alliance, numbers[code], north, day(weeks - 2), day(weeks))
    return numbers


def section(page, name):
    found = re.search(rf'aria-labelledby="{name}".*?</section>', page, re.DOTALL)
    return found[0] if found else ""


def test_who_has_left_is_planned_no_more_and_who_is_still_here_is(gone, alliance, pages):
    decided = section(pages("ilya").get("/plan"), "standing")
    assert "Decided (2)" in decided and "Quiet Heron" in decided and "Tall Cedar" in decided
    assert "1 departure is planned." in pages("sam").get("/plan/ways"), "nobody leaves in a week that has passed"


def test_to_whom_stages_are_sealed_a_week_that_has_passed_is_over(gone, pages):
    decided = section(pages("claire").get("/plan"), "standing")
    assert "Decided (1)" in decided and "Tall Cedar" in decided


@pytest.mark.parametrize("name", ["claire", "sam"])
def test_who_reads_slots_and_plans_nobody_gets_no_page_of_zeros(gone, pages, name):
    page = pages(name).get("/plan")
    assert "Nobody to plan for" in page and "What they decided stands on this page." in page
    assert "Make a plan" not in page and "Something happened" not in page and "0 households" not in page
