"""What a plan says to those whose keys open a part of it: where people sleep is sealed to the director and the visa
desk."""

import re

import pytest
from plan_cast import day, house, household, pathway, planned_by

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
    assert 'id="by-house"' not in pages(name).get("/plan/households")
    assert not re.search("Birch|Alder", page[page.index('id="result"') :])


def test_the_coordinator_reads_beds_as_before(lodged, alliance, pages):
    planned_by(pages, "ilya")
    assert not problems.gather(alliance.ilya).sealed_beds
    page = pages("ilya").get("/plan")
    assert "1 wait outside, 2 in houses" in page and "Weeks outside a house" in page and "sealed to you" not in page
