"""Slots from asking to taking back: what they say to whom, what they may take, and what was decided by hand."""

import pytest
from plan_cast import day, decided, house, household, pathway, planned_by

from waystation.casework.parts import plan as rules
from waystation.store.plans import planned


@pytest.fixture
def route(alliance):
    return pathway(alliance)


def old_slot(alliance, number, route, beds="", week=0):
    """A slot as it was written before stays were left out of Plan: Ilya asked, Ruth approved."""
    row = {"proposal": "p", "pathway": route, "week_of": day(week), "departs_on": day(week + 2), "beds": beds}
    alliance.write("ilya", number, "plan", "slots", "old", **row, asked_by=alliance.ilya.member.hex())
    said = {"approved_by": alliance.ruth.member.hex(), "approves": rules.what(row)}
    alliance.write("ruth", number, "plan", "slots", "old", **said)


def test_a_slot_tells_those_who_plan_of_no_house(alliance, route, pages):
    house(alliance, "Alder")
    number = household(alliance, "Amber Fox", [route])
    alliance.write("ilya", number, "shelter", "stays", "s1", house="Alder", since=day(-1))
    planned_by(pages, "ilya")
    assert planned.look(alliance.ilya).proposed.plan["Amber Fox"].stays
    decided(alliance, pages, "Amber Fox")
    [stands] = planned.standing(alliance.ruth)
    assert not stands.row.get("beds")
    for name in ("tomas", "ruth"):
        for page in ("plan", "history/plan"):
            assert "Alder" not in pages(name).get(f"/cases/{number.hex()}/{page}")


def test_what_older_slots_say_of_houses_is_shown_nowhere_and_their_approval_stands(alliance, route, pages):
    number = household(alliance, "Amber Fox", [route])
    old_slot(alliance, number, route, beds=f"Alder {day(0)} {day(2)}")
    assert [line.code for line in planned.standing(alliance.ruth)] == ["Amber Fox"]
    for name in ("tomas", "ruth"):
        for page in ("plan", "history/plan"):
            told = pages(name).get(f"/cases/{number.hex()}/{page}")
            assert day(0) in told and "Alder" not in told
