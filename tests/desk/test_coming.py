"""What may come, from the installation's own cases: refusals and missed flights where the keys open them, places and
seats of the programme, and the slots of the plan that was made last."""

import datetime
import json
from itertools import pairwise

import pytest
from plan_cast import day, house, household, monday, pathway, planned_by

from waystation.casework.folds import Set
from waystation.store.files import casefiles, cases, granting, programme
from waystation.store.plans import planned
from waystation.store.plans.history import history

DAY = 1440


def moved(alliance, number, *stages):
    for stage, days_ago in stages:
        name = "ilya" if stage in ("S3", "S4", "S5", "S6", "S9") else "tomas"
        keys = alliance.keys(name, days_ago * DAY)
        granting.move(casefiles.open_file(keys, number), stage, "The road of a story")


@pytest.fixture
def heron(alliance):
    """Lodged twenty days ago, refused five days ago, and still at the decision."""
    number = household(alliance, "Quiet Heron", [])
    moved(alliance, number, ("S6", 0), ("S7", 0))
    return number


def today(days=0):
    return (datetime.datetime.now(datetime.UTC).date() + datetime.timedelta(days=days)).isoformat()


def words(keys):
    return [[what for what, _day in moves] for moves in history(keys).cases]


def test_a_refusal_is_told_to_whoever_opens_papers_and_shown_to_others_by_the_way_back(alliance, heron):
    row = {"person": "a", "pathway": "de_22_1", "country": "DE", "decision": "denied", "decided_on": today()}
    alliance.write("tomas", heron, "papers", "applications", "a1", **row)
    assert words(alliance.tomas) == [["S0", "S3", "S6", "S7", "refused"]]
    assert "refused" in history(alliance.tomas).tells
    assert words(alliance.ilya) == [["S0", "S3", "S6", "S7"]], "a coordinator opens no papers"
    assert "refused" not in history(alliance.ilya).tells
    moved(alliance, heron, ("S3", 0))
    assert words(alliance.tomas) == words(alliance.ilya) == [["S0", "S3", "S6", "S7", "refused", "S3"]]


def test_a_missed_flight_is_told_to_whoever_opens_the_journey(alliance, heron):
    moved(alliance, heron, ("S8", 0))
    departs = datetime.datetime.now(datetime.UTC) - datetime.timedelta(minutes=1)
    leg = {"transport": "air", "from_place": "SVO", "to_place": "IST", "departs": departs.isoformat()}
    alliance.write("sam", heron, "journey", "legs", "l1", **leg, status="aborted")
    assert words(alliance.ilya) == [["S0", "S3", "S6", "S7", "S8", "missed"]]
    assert "missed" in history(alliance.ilya).tells and "missed" not in history(alliance.tomas).tells
    assert words(alliance.tomas) == [["S0", "S3", "S6", "S7", "S8"]], "the visa desk opens no journey"


def test_the_programmes_places_seats_and_pathways_are_what_lets_people_through(alliance, heron):
    north = pathway(alliance, places=3, places_every=2, places_from=day(1), cost_each=1000, budget_month=4000)
    pathway(alliance, "Closed visa", country="DE", status="closed")
    circle = cases.ensure_part(programme.opened(alliance.tomas, "pathways"), "pathways")
    cases.put(alliance.tomas, circle, "pathways", "set", Set("", "", {"seats_a_week": 4}))
    household(alliance, "Amber Fox", [north])
    house(alliance, "Birch", sleeps=2)
    found = history(alliance.ilya)
    assert found.seats == 4 and found.beds == 2 and list(found.places) == [north]
    places = found.places[north]
    assert 0 < max(places) <= 3 and all(not (one and other) for one, other in pairwise(places)), "every other week"
    assert all(sum(places[week : week + 5]) <= 7 for week in range(40)), "a month pays for four"
    assert sorted(found.ways) == [[], [north]], "of the heron nobody said by which it may go"


def test_the_slots_of_the_plan_made_last_are_those_that_may_break(alliance, pages, monkeypatch):
    from waystation.desk.plan import coming

    route = pathway(alliance, places=2, places_from=day(1))
    household(alliance, "Amber Fox", [route])
    household(alliance, "Tall Cedar", [route])
    assert history(alliance.ilya).plan == []
    planned_by(pages, "ilya")
    found = history(alliance.ilya)
    assert sorted(case for case, _gets, _leaves in found.plan) == [0, 1]
    ago = (datetime.datetime.now(datetime.UTC).date() - monday()).days  # since the Monday from which weeks count
    for _case, gets, leaves in found.plan:
        assert (gets - found.now + ago) % 14 == pytest.approx(7, abs=1.01), "every other week from the next on"
        assert leaves - gets == pytest.approx(14)
    monkeypatch.setattr(coming, "LEAST_CASES", 2)
    monkeypatch.setattr(coming, "COUNT", 20)
    response = pages("ilya").client.post("/plan/coming")
    assert "Done." in b"".join(response.streaming_content).decode()
    page = pages("ilya").get("/plan/coming")
    assert "Counted for the slots of the plan that you made last." in page
    assert "Cases that wait for a place in a pathway" in page
    assert "2 of them lie in this week or the next" in page, "both slots are of next week"
    assert "Not the slots of your plan" in page
    assert "No papers tell of refusals" in page and "No journeys tell of missed flights" not in page


def test_slots_of_weeks_that_have_passed_are_not_followed_into_the_future(alliance, pages, heron):
    """Heron lodged, and needs no place any more; Fox was to have one last week, and did not lodge."""
    route = pathway(alliance, places=2)
    fox = household(alliance, "Amber Fox", [route])
    alliance.write("ilya", heron, "plan", "ways", "w0", pathway=route, may=True)
    planned_by(pages, "ilya")
    made = planned.look(alliance.ilya)
    assert {made.proposed.plan[code].week for code in ("Amber Fox", "Quiet Heron")} == {0}
    assert len(history(alliance.ilya).plan) == 2
    made.monday -= datetime.timedelta(weeks=1)
    planned.keep(alliance.ilya, made)
    [(case, _gets, _leaves)] = history(alliance.ilya).plan
    assert history(alliance.ilya).cases[case][-1][0] == "S7" and fox


def test_a_file_is_drawn_from_as_the_command_does_and_a_wrong_one_is_named(alliance, pages, monkeypatch):
    from django.core.files.uploadedfile import SimpleUploadedFile

    from waystation.desk.plan import coming

    monkeypatch.setattr(coming, "COUNT", 20)
    told = [[["S6", n], ["S7", n + 2], ["refused", n + 20], ["S3", n + 21]] for n in range(9)]
    told += [[["S7", n], ["S8", n + 30], ["missed", n + 35], ["S9", n + 39], ["S10", n + 40]] for n in range(9)]
    page = pages("ilya")

    def sent(**history):
        file = SimpleUploadedFile("past.json", json.dumps({"cases": told, "now": 60} | history).encode())
        return page.client.post("/plan/coming", {"file": file})

    assert "Done." in b"".join(sent().streaming_content).decode()
    shown = page.get("/plan/coming")
    assert "People who missed a flight" in shown and "No papers tell" not in shown and "past.json" in shown
    assert "for a place in a pathway" not in shown.split('<h2 id="says"')[1]
    answer = sent(cases=[[["S6", 1], ["refussed", 2]]])
    assert answer.status_code == 400
    assert "is no stage, nor one of refused, appeal, missed" in answer.content.decode().replace("&#x27;", "'")
