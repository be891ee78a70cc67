"""Sam asks for ways out of Tbilisi, reads why others are closed, takes one as a draft and takes it back again."""

import re

import pytest
from spoken import heard

from days import day
from waystation.store.files import casefiles, cases, granting
from waystation.store.travel import journeys, references
from waystation.store.travel.counting import Counted


def file_of(alliance, name, number):
    return casefiles.open_file(alliance.keys(name), number)


@pytest.fixture
def tables(db):
    """A small world: Tbilisi, Yerevan, Istanbul, Paris, Vilnius, Toronto."""
    rules = {"GE": "360", "AM": "180", "TR": "60", "FR": "visa required", "LT": "visa required", "CA": "visa required"}
    head = "Passport,Destination,Requirement"
    lines = [f"{p},{to},{word}" for p in ("RU", "BY") for to, word in rules.items()]
    references.put(
        "entry-rules", "\n".join([head, *lines]).encode(), "an invented table", "2026-02-17", Counted(rules=12)
    )
    flights = "TBS-IST TBS-VNO IST-YYZ IST-CDG CDG-YYZ VNO-CDG EVN-CDG"
    flown = [f"XX,0,{a},0,{b},0,,0,320" for a, b in (pair.split("-") for pair in flights.split())]
    references.put("routes", "\n".join(flown).encode(), "an invented map", "2026-02-17", Counted(pairs=7))
    borders = [f"{c},,{c},,,0,0,0,,{o}" for c, o in {"GE": "AM TR", "AM": "GE", "TR": "GE"}.items()]
    references.put(
        "borders", "\n".join([borders_head(), *borders]).encode(), "invented", "2026-02-17", Counted(borders=2)
    )


def borders_head():
    return "iso2,iso3,name,region,subregion,landlocked,lat,lon,languages_iso639_3,land_borders_iso2"


@pytest.fixture
def number(alliance, tables):
    """A cleared case: one person in Tbilisi with a Russian passport and a visa for Canada."""
    number = alliance.case("Quiet Heron")
    alliance.clear(number)
    cases.put(alliance.ilya, file_of(alliance, "ilya", number).part("needs").circle, "needs", "stage", ("S8", ""))
    granting.hand_over(file_of(alliance, "ilya", number), 8)
    traveller = {"person": "a", "passport": "RU", "document": "foreign_passport", "use_by": day(2000), "visas": ["CA"],
                 "visas_from": day(0), "visas_entries": "single"}  # fmt: skip
    alliance.write("sam", number, "journey", "travellers", "t1", **traveller)
    return number


def asked(**more):
    form = {"act": "find", "who-a": "journey:t1", "start": "TBS", "goal": "CA", "first": day(10), "last": day(12)}
    return form | {"stay_until": day(100)} | more


def place(number):
    return f"/cases/{number.hex()}/propose"


def choices_of(page):
    """The ways on a page, as what their buttons send."""
    return re.findall(r'name="way" value="([^"]+)"', page)


def state_of(alliance, number):
    return journeys.journey(casefiles.open_file(alliance.keys("sam"), number))


def legs(alliance, number):
    rows = sorted(state_of(alliance, number).rows("legs").values(), key=lambda row: row["number"])
    return [(row["from_place"], row["to_place"]) for row in rows]


def test_the_question_is_filled_from_what_the_case_says(alliance, pages, number):
    page = pages("sam").get(place(number))
    assert "Foreign passport: Russia" in page and "visas: Canada (Journey)" in page
    assert 'id="goal" name="goal" class="short" required maxlength="3" dir="ltr" value="CA"' in page
    assert 'method="get"' not in page


def test_ways_come_with_map_rules_ages_and_what_must_be_asked(pages, number):
    page = pages("sam").post(place(number), asked(), status=200)
    assert "TBS (Georgia) then IST (Türkiye) then YYZ (Canada)" in heard(page)
    assert "Holders of this passport need no visa for 60 days." in page and "days old" in page
    assert "A visa for Canada is in hand" in page
    assert f"{day(10)} – {day(12)}" in page
    assert "Whether the crossing from Georgia to Türkiye is open to them: no table says." in page
    assert '<line class="way1"' in page and "world.svg" in page


def test_what_the_map_would_offer_and_the_law_closes_is_said_with_its_rule(pages, number):
    page = pages("sam").post(place(number), asked(goal="FR"), status=200)
    assert "No lawful way is known." in page
    shut = page[page.index("What the law closes") :]
    assert "IST (Türkiye) then CDG (France)" in heard(shut) and "Holders of this passport need a visa." in shut
    assert "an invented table" in shut and "days old" in shut


def test_a_chosen_way_becomes_legs_that_are_a_draft(alliance, pages, number):
    sam = pages("sam")
    page = sam.post(place(number), asked(), status=200)
    way = next(w for w in choices_of(page) if w.startswith("air"))
    sam.post(place(number), asked(act="choose", way=way, day=day(11)))
    assert sam.last["Location"] == f"/cases/{number.hex()}/journey"
    assert legs(alliance, number) == [("TBS", "IST"), ("IST", "YYZ")]
    rows = sorted(state_of(alliance, number).rows("legs").values(), key=lambda row: row["number"])
    assert [r["number"] for r in rows] == [1, 2] and rows[0]["departs"][:10] == day(11)
    assert all(r["estimated"] and r["currency"] == "EUR" for r in rows)
    journey = sam.get(f"/cases/{number.hex()}/journey")
    assert "Hours and price are estimates" in journey and "A visa for Canada is in hand" in journey
    sam.edit(f"/cases/{number.hex()}/edit/journey/legs/{next(iter(state_of(alliance, number).rows('legs')))}",
             carrier="XX 12", estimated="no")  # fmt: skip
    assert next(iter(state_of(alliance, number).rows("legs").values()))["carrier"] == "XX 12"


def draft(sam, number, goal, **more):
    page = sam.post(place(number), asked(goal=goal), status=200)
    sam.post(place(number), asked(act="choose", goal=goal, way=choices_of(page)[0], day=day(10), **more))


def test_legs_that_made_room_come_back_when_the_way_is_taken_back(alliance, pages, number):
    sam = pages("sam")
    draft(sam, number, "TR")
    before = legs(alliance, number)
    assert before
    draft(sam, number, "CA", instead="1")
    after = legs(alliance, number)
    assert after[-1][1] == "YYZ" and after != before
    page = sam.get(place(number))
    proposal = re.search(r'name="proposal" value="(\w+)"', page)[1]
    sam.post(place(number), {"act": "back", "proposal": proposal})
    assert legs(alliance, number) == before
    assert "no leg of this proposal" in sam.post(place(number), {"act": "back", "proposal": proposal}, 400).lower()


def test_a_booked_leg_stays_where_it_is_and_the_way_comes_after_it(alliance, pages, number):
    sam = pages("sam")
    row = {"number": 1, "transport": "bus", "from_place": "Batumi", "to_place": "TBS", "from_country": "GE",
           "to_country": "GE", "departs": f"{day(9)}T08:00+00:00", "ticketed": True}  # fmt: skip
    circle = casefiles.open_file(alliance.sam, number).part("journey").circle
    cases.state(alliance.sam, circle, "journey", "legs", "l1", row)
    draft(sam, number, "TR", instead="1")
    rows = state_of(alliance, number).rows("legs")
    assert rows["l1"]["number"] == 1 and {r["number"] for r in rows.values()} >= {1, 2}


def test_a_way_that_was_booked_is_not_taken_back_by_one_button(alliance, pages, number):
    sam = pages("sam")
    draft(sam, number, "TR")
    record, row = next(iter(state_of(alliance, number).rows("legs").items()))
    circle = casefiles.open_file(alliance.sam, number).part("journey").circle
    cases.state(alliance.sam, circle, "journey", "legs", record, {"ticketed": True})
    page = sam.post(place(number), {"act": "back", "proposal": row["proposal"]}, status=400)
    assert "take legs out one by one" in page and legs(alliance, number)


def test_whoever_stays_is_left_out_and_the_legs_say_who_goes(alliance, pages, number):
    alliance.write("ilya", number, "needs", "persons", "b", letter="B")
    traveller = {"person": "b", "passport": "BY", "document": "foreign_passport", "use_by": day(2000)}
    alliance.write("sam", number, "journey", "travellers", "t2", **traveller)
    sam = pages("sam")
    both = sam.post(place(number), asked(**{"who-b": "journey:t2"}), status=200)
    assert "No lawful way is known." in both and "Person B: Holders of this passport need a visa." in both
    page = sam.post(place(number), asked(**{"who-b": ""}), status=200)
    sam.post(place(number), asked(act="choose", way=choices_of(page)[0], day=day(10), **{"who-b": ""}))
    assert {tuple(r["persons"]) for r in state_of(alliance, number).rows("legs").values()} == {("a",)}


def test_papers_are_read_as_far_as_they_open(alliance, pages, number):
    """Claire opens Papers and no journey: she may ask, and a visa's own days count; she chooses nothing."""
    passport = {"person": "a", "kind": "foreign_passport", "country": "RU", "expires": day(2000), "issued": day(-900)}
    visa = {"person": "a", "kind": "schengen_c_visa", "country": "FR", "issued": day(-3), "expires": day(60)}
    alliance.write("tomas", number, "papers", "documents", "d1", **passport)
    alliance.write("tomas", number, "papers", "documents", "d2", **visa | {"entries": "single"})
    tomas = pages("tomas")
    page = tomas.get(place(number))
    assert "visas: Schengen (Papers)" in page and "(Journey)" not in page
    question = asked(goal="FR", **{"who-a": "papers:d1"})
    assert "It is not written down from when to when the visa" in tomas.post(place(number), question, status=200)
    alliance.write("tomas", number, "papers", "documents", "d2", valid_from=day(11))
    page = tomas.post(place(number), question, status=200)
    assert "A visa for" in page and "is in hand" in page and "Take this way" not in page
    tomas.post(place(number), asked(act="choose", goal="FR", way="x", day=day(11), **{"who-a": "papers:d1"}), 400)
    assert "(Papers)" not in pages("sam").get(place(number))


@pytest.mark.parametrize(("wrong", "says"), [
    ({"start": "QQQ"}, "One of these has no flights"), ({"first": "soon"}, "year-month-day"),
    ({"last": day(99)}, "at most 31 days apart"), ({"who-a": ""}, "Choose at least one person"),
])  # fmt: skip
def test_a_question_that_cannot_be_answered_says_why_and_keeps_what_was_typed(pages, number, wrong, says):
    page = pages("sam").post(place(number), asked(**wrong), status=400)
    assert says in page and day(12 if "last" not in wrong else 99) in page


def test_who_opens_neither_journey_nor_papers_asks_nothing(pages, number):
    pages("mara").get(place(number), status=403)
    pages("otto").get(place(number), status=404)
    pages("ilya").post(place(number), asked(act="choose", way="x", day=day(10)), status=400)


def test_what_was_asked_is_kept_nowhere(alliance, pages, number):
    before = state_of(alliance, number).latest
    pages("sam").post(place(number), asked(), status=200)
    assert state_of(alliance, number).latest == before and legs(alliance, number) == []
