"""What may come sets how the planner plans: how dear a change is, and how many beds are kept free."""

import re

import pytest
from plan_cast import day, decided, house, household, pathway, planned_by

from waystation.desk.plan import coming
from waystation.store.plans import planned, problems, settings


@pytest.fixture
def waiting(alliance, monkeypatch):
    """Fox sleeps in Birch, which has three beds; Alder has four; Heron waits outside."""
    monkeypatch.setattr(coming, "LEAST_CASES", 2)
    monkeypatch.setattr(coming, "COUNT", 20)
    north = pathway(alliance, places=2, places_from=day(6))
    house(alliance, "Birch", sleeps=3), house(alliance, "Alder", sleeps=4)
    fox = household(alliance, "Amber Fox", [north], people=2)
    household(alliance, "Quiet Heron", [north], risk="low")
    alliance.write("ilya", fox, "shelter", "stays", "s1", house="Birch", since=day(-1))
    return fox


def beds(gathered):
    return {h.id: h.beds for h in gathered.problem.houses}


def test_beds_kept_free_are_those_of_the_emptiest_houses_and_nobody_is_moved_out(waiting, alliance):
    assert beds(problems.gather(alliance.ilya)) == {"Alder": 4, "Birch": 3}
    assert beds(problems.gather(alliance.ilya, reserve=2)) == {"Alder": 2, "Birch": 3}
    assert beds(problems.gather(alliance.ilya, reserve=4)) == {"Alder": 1, "Birch": 2}
    full = problems.gather(alliance.ilya, reserve=9)
    assert beds(full) == {"Alder": 0, "Birch": 2}
    said = [(g.about, g.text) for g in full.gaps if "kept free" in g.text]
    assert said == [("5", "Fewer beds are free this week than are to be kept free; all of them are kept:")]
    assert full.now["Amber Fox"].stays[0].house == "Birch"


def test_the_plan_keeps_them_free_and_the_form_begins_with_them_next_time(waiting, alliance, pages):
    planned_by(pages, "ilya", reserve="5", change="20")
    found = planned.look(alliance.ilya)
    assert found.reserve == 5
    assert min(s.since for s in found.proposed.plan["Quiet Heron"].stays) == 8, "no bed is left before Fox goes"
    page = pages("ilya").get("/plan")
    assert re.search(r'name="reserve"[^>]* value="5"', page) and '<option dir="auto" value="20" selected>' in page
    assert "Something has changed since this was planned" not in page
    planned_by(pages, "ilya", reserve="", change="0")
    assert min(s.since for s in planned.look(alliance.ilya).proposed.plan["Quiet Heron"].stays) == 0


def drawn(pages, **typed):
    response = pages("ilya").client.post("/plan/coming", typed)
    assert "Done." in b"".join(response.streaming_content).decode()
    return pages("ilya").get("/plan/coming")


def test_what_the_futures_recommend_is_taken_over_into_the_form_of_the_plan(waiting, alliance, pages, monkeypatch):
    planned_by(pages, "ilya")
    assert "Plan with these" in drawn(pages)
    found = coming._look(alliance.ilya)
    monkeypatch.setattr(coming, "_look", lambda _keys: found | {"price": 70, "reserve": 26})
    pages("ilya").post("/plan/coming", {"take": "1"})
    assert pages("ilya").last.url == "/plan#make"
    assert settings.look(alliance.ilya) == settings.Settings(70, 26)
    page = pages("ilya").get("/plan")
    assert '<option dir="auto" value="70" selected>70: as the simulation says' in page
    assert re.search(r'name="reserve"[^>]* value="26"', page)
    assert "The next plan begins with these" in pages("ilya").get("/plan/coming")
    planned_by(pages, "ilya", change="70", reserve="1")
    assert planned.look(alliance.ilya).change == 70


def test_how_old_the_futures_are_is_said_and_what_was_decided_since(waiting, alliance, pages, monkeypatch):
    planned_by(pages, "ilya")
    page = drawn(pages)
    assert re.search(r"\b\d minutes? ago", page)  # a minute may turn while it is drawn
    assert "decided since" not in page and "was made since" not in page
    found = coming._look(alliance.ilya) | {"made": alliance.ilya.minute - 3 * 1440}
    monkeypatch.setattr(coming, "_look", lambda _keys: found)
    page = pages("ilya").get("/plan/coming")
    assert "3 days ago" in page and "Another plan was made since" in page
    decided(alliance, pages, "Amber Fox")
    pages("ilya").post("/plan/act", {"forget": "1"})
    assert "1 slot was decided since: draw again to count it." in pages("ilya").get("/plan/coming")


def test_a_files_numbers_say_nothing_of_the_plan_and_cannot_be_taken_over(waiting, alliance, pages):
    import json

    from django.core.files.uploadedfile import SimpleUploadedFile

    moves = [[[f"S{s}", 4 * n + 5 * s] for s in range(11) if 4 * n + 5 * s <= 240] for n in range(60)]
    file = SimpleUploadedFile("past.json", json.dumps({"cases": moves, "now": 240, "beds": 40}).encode())
    page = drawn(pages, file=file)
    assert "What this means for the plan" not in page and "These are numbers of the file." in page
    assert "Plan with these" not in page
    pages("ilya").post("/plan/coming", {"take": "1"})
    assert settings.look(alliance.ilya) == settings.Settings()
