"""Tomas asks whether there is a lawful way for everybody who is planned; who has none stands first, and on the plan."""

import datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from plan_cast import decided, household, pathway, planned_by
from spoken import heard
from test_proposing import tables  # noqa: F401

from days import day, today
from waystation.store.files import cases, programme
from waystation.store.travel import references
from waystation.store.travel.counting import Counted


def papers(alliance, number, person="a", visa="CA", country="RU", outside=None):
    """A passport in hand and, where there is one, a visa that is good for a year."""
    passport = {"kind": "foreign_passport", "country": country, "issued": day(-900), "expires": day(2000)}
    alliance.write("tomas", number, "papers", "documents", f"p{person}", person=person, **passport)
    if visa:
        row = {"kind": "national_d_visa", "country": visa, "valid_from": day(-1), "expires": day(365)}
        alliance.write("tomas", number, "papers", "documents", f"v{person}", person=person, entries="single", **row)
    if outside is not None:
        alliance.write("tomas", number, "papers", outside_origin=outside)


def asked(pages, name="tomas", **typed):
    page = pages(name)
    response = page.client.post("/plan/ways", {"start": "GE"} | typed)
    assert response.status_code == 200
    told = b"".join(response.streaming_content).decode()
    assert "Done." in told, told[-1500:]
    return page.get("/plan/ways")


@pytest.fixture
def planned(alliance, pages, tables):  # noqa: F811
    """Heron has a visa for Canada, Fox has none, of Cedar nobody knows a passport."""
    route = pathway(alliance, places=3)
    numbers = {code: household(alliance, code, [route]) for code in ("Quiet Heron", "Amber Fox", "Tall Cedar")}
    papers(alliance, numbers["Quiet Heron"])
    papers(alliance, numbers["Amber Fox"], visa="")
    planned_by(pages, "tomas")
    return numbers


def test_who_has_no_lawful_way_stands_first_with_the_rule_and_a_link_to_propose_ways(pages, planned):
    page = asked(pages)
    places = [page.index(code) for code in ("Amber Fox</a>", "Tall Cedar</a>", "Quiet Heron</a>")]
    assert places[0] < places[1] and places[0] < places[2]
    assert "no lawful way: 1" in page and "to be asked: 2" in page
    assert f"/cases/{planned['Amber Fox'].hex()}/propose" in page
    assert "Canada, Entry: Holders of this passport need a visa." in page and "an invented table" in page
    assert "TBS (Georgia) then IST (Türkiye) then YYZ (Canada)" in heard(page) and "(estimate)" in page
    assert "Nobody&#x27;s passport is known to you." in page


def test_the_plan_says_in_a_line_who_has_no_way_and_only_to_whom_may_see_it(alliance, pages, planned):
    assert "No lawful way in their week" not in pages("tomas").get("/plan")
    asked(pages)
    page = pages("tomas").get("/plan")
    assert "No lawful way in their week:" in page and "Amber Fox</a>" in page.split("No lawful way in their week:")[1]
    assert "No lawful way" not in pages("ilya").get("/plan")  # what Tomas found is sealed for him alone
    assert "A lawful way for everybody?" not in pages("ruth").get("/plan")
    pages("ruth").get("/plan/ways", status=403)
    pages("dina").get("/plan/ways", status=403)


def test_what_was_found_is_dropped_with_the_slot_and_a_new_plan_says_how_many_were_not_asked(alliance, pages, planned):
    asked(pages)
    route = pathway(alliance, "Southern visa", country="FR", places=3)
    alliance.write("ilya", planned["Amber Fox"], "plan", "ways", "w0", pathway=route, may=True)
    planned_by(pages, "tomas")
    page = pages("tomas").get("/plan")
    assert "No lawful way in their week" not in page and "nobody asked yet whether there is a lawful way: 1" in page


def test_where_they_are_follows_from_papers_and_only_else_from_what_was_typed(alliance, pages, planned):
    papers(alliance, planned["Quiet Heron"], outside=False)  # still in the country that they flee: no flight of the map
    page = asked(pages, start="")
    assert page.count("Where they are is not written in Journey or Papers.") == 1  # of Amber Fox
    assert "One of these places has no flights on the map" in page
    assert "Write an airport" in pages("tomas").post("/plan/ways", {"start": "QQQ"}, status=400)


def test_of_a_household_everybody_must_be_let_in(alliance, pages, planned):
    alliance.write("ilya", planned["Quiet Heron"], "needs", "persons", "b", letter="B")
    page = asked(pages)
    assert "Not counted, because no passport is known to you: B" in page
    papers(alliance, planned["Quiet Heron"], "b", visa="")
    assert "no lawful way: 2" in asked(pages)
    papers(alliance, planned["Quiet Heron"], "b")
    assert "no lawful way: 1" in asked(pages)


def renewed(word):
    """A new table of entry rules, in which Türkiye asks something else of a Russian passport."""
    rules = {"GE": "360", "AM": "visa required", "TR": word, "FR": "visa required", "LT": "visa required",
             "CA": "visa required"}  # fmt: skip
    lines = ["Passport,Destination,Requirement", *(f"RU,{to},{rule}" for to, rule in rules.items())]
    references.put("entry-rules", "\n".join(lines).encode(), "a newer table", day(-1), Counted(rules=6))


def test_a_newer_table_marks_answers_that_became_worse_here_and_on_the_page_of_borders(alliance, pages, planned):
    rule = {"countries": ["TR"], "answer": "never", "source": "invented", "as_of": day(-1)}  # all pass the border there
    circle = cases.ensure_part(programme.opened(alliance.keys("sam"), "borders"), "borders")
    cases.state(alliance.keys("sam"), circle, "borders", "transits", "t1", rule)
    assert "no lawful way: 1" in asked(pages)
    renewed("no admission")
    page = pages("tomas").get("/plan/ways")
    assert "The tables were renewed since this was asked: ask again." in page
    compared = pages("tomas").post("/borders", {"act": "compare"}, status=200)
    assert "3 planned departures were looked at." in compared
    worse = compared.split("3 planned departures were looked at.")[1]
    assert "Quiet Heron" in worse and "there was something to be asked, and no refusal" in worse
    assert "Amber Fox" not in worse  # who had no way before has lost none
    page = asked(pages)
    assert "Quiet Heron" in page.split("Worse than when it was asked before:")[1].split("</p>")[0]
    assert "no lawful way: 2" in page and "No lawful way" in pages("tomas").get("/plan")


def test_a_newer_table_that_closes_nothing_says_so(pages, planned):
    renewed("30")
    compared = pages("tomas").post("/borders", {"act": "compare"}, status=200)
    assert "None of their ways is worse by the new table." in compared


def test_asking_is_logged_and_the_travel_desk_reaches_the_page_from_journeys(alliance, pages, planned):
    asked(pages)
    assert "A lawful way for everybody?" in pages("sam").get("/journeys")
    assert "0 departures are planned." in pages("sam").get("/plan/ways")  # they are granted nothing yet
    assert "ways for everybody" in pages("tomas").get("/log")


def test_a_decided_slot_is_asked_about_by_others_than_whoever_made_the_plan(alliance, pages, planned):
    planned_by(pages, "ilya")
    decided(alliance, pages, "Amber Fox")
    pages("tomas").post("/plan/act", {"forget": "1"})
    page = asked(pages)
    assert "no lawful way: 1" in page and "· decided" in page and "Quiet Heron" not in page


def test_an_offer_counts_for_everybody_whom_it_seats(pages, planned):
    head = "from,to,carrier,departs,arrives,price,currency,seats,valid until,agent"
    leaves = [today() + datetime.timedelta(days=n) for n in range(40)]
    rows = [f"TBS,YYZ,XX {n},{d} 08:00,{d} 14:00,333,EUR,1,{day(60)},Lighthouse" for n, d in enumerate(leaves)]
    table = SimpleUploadedFile("offers.csv", "\n".join([head, *rows]).encode())
    pages("sam").post("/borders", {"act": "take", "file": table}, status=200)
    page = asked(pages, start="TBS")
    assert "TBS (Georgia) then YYZ (Canada)" in heard(page) and "(offers)" in page and "333 €" in page
