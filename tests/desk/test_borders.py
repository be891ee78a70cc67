"""The page of borders: rules with their age, questions by POST, and journeys that a new table breaks."""

import pytest
from spoken import heard

import shared_data
from waystation.store.files import casefiles, cases, programme
from waystation.store.models import Reference
from waystation.store.travel import references
from waystation.store.travel.counting import Counted

HEAD = "Passport,Destination,Requirement\n"


def stock(text, as_of="2026-02-17"):
    references.put("entry-rules", (HEAD + text).encode(), "an invented table", as_of, Counted(rules=2, passports=1))


def ask(browser, **given):
    form = {"act": "ask", "passport": "RU", "to": "GE", "via": "", "on": "2026-12-10", "valid_until": "2030-01-01"}
    return browser.post("/borders", form | given, status=200)


def journey(alliance, code, *legs, visas=()):
    """A cleared case with one traveller and these legs, written by the travel desk."""
    number = alliance.case(code)
    alliance.clear(number)
    traveller = {"person": "a", "passport": "RU", "document": "foreign_passport", "use_by": "2030-01-01",
                 "visas": list(visas)}  # fmt: skip
    alliance.write("sam", number, "journey", "travellers", "t1", **traveller)
    for n, (start, end) in enumerate(legs):
        row = {
            "number": n + 1, "transport": "air", "from_place": start, "to_place": end, "from_country": start,
            "to_country": end, "departs": f"2026-12-1{n}T12:00+00:00", "arrives": f"2026-12-1{n}T14:00+00:00",
        }  # fmt: skip
        circle = cases.ensure_part(casefiles.open_file(alliance.sam, number), "journey")
        cases.state(alliance.sam, circle, "journey", "legs", f"l{n}", row)
    return number


def test_the_page_says_which_tables_there_are_and_that_the_others_are_missing(pages):
    sam = pages("sam")
    assert "none yet" in sam.get("/borders")
    stock("RU,GE,360\nRU,LT,visa required\n", "2025-01-12")
    page = sam.get("/borders")
    assert "2025-01-12" in page and "an invented table" in page and "days old" in page


def test_sam_asks_the_table_and_hears_rule_source_and_age(pages):
    stock("RU,GE,360\nRU,LT,visa required\n")
    sam = pages("sam")
    page = ask(sam)
    assert "Holders of this passport need no visa for 360 days." in page and "an invented table" in page
    assert "Holders of this passport need a visa." in ask(sam, to="LT")
    assert "A visa for Lithuania is in hand" in ask(sam, to="LT", visas=["LT"])
    assert "No rule is known for holders of this passport." in ask(sam, to="FR")
    assert "unknown: ask" in ask(sam, to="GE", via="TR")
    assert "The state that they flee." in ask(sam, to="RU")


def test_the_shown_answer_is_the_tables_for_every_country_of_one_passport(pages):
    references.put("entry-rules", shared_data.content(shared_data.NEW), "imorte, MIT", "2026-02-17")
    sam = pages("sam")
    for country, word in list(shared_data.entry_rules(shared_data.NEW).rules["RU"].items())[::40]:
        refused = word in ("visa required", "e-visa", "eta", "no admission")
        assert ("refused" in ask(sam, to=country)) == refused


def test_a_question_that_lacks_a_day_is_asked_again(pages):
    page = pages("sam").post("/borders", {"act": "ask", "passport": "RU", "to": "GE", "on": ""}, status=400)
    assert "Choose a passport, a country and a day." in page
    assert "year-month-day" in pages("sam").post(
        "/borders", {"act": "ask", "passport": "RU", "to": "GE", "on": "soon"}, status=400
    )


def test_one_button_takes_over_the_first_lists_and_only_into_empty_ones(pages, alliance):
    sam = pages("sam")
    assert "Begin with this list" in sam.get("/borders")
    sam.post("/borders", {"act": "begin"})
    page = sam.get("/borders")
    assert "annex IV" in page and "Schengen" in page and "Russia" in page and "Begin with this list" not in page
    rows = programme.opened(alliance.keys("tomas"), "borders").states["borders"]
    before = len(rows.rows("transits"))
    sam.post("/borders", {"act": "begin"})
    again = programme.opened(alliance.keys("tomas"), "borders").states["borders"]
    assert len(again.rows("transits")) == before


def test_the_first_lists_answer_a_transit_and_a_hostile_place(pages):
    stock("RU,GE,360\nAF,FR,visa required\nAF,GE,visa free\n")
    sam = pages("sam")
    sam.post("/borders", {"act": "begin"})
    assert "A transit visa is needed to change planes airside." in ask(sam, passport="AF", to="GE", via="FR")
    assert "A hostile place:" in ask(sam, to="BY")


def test_who_may_not_open_the_rules_sees_nothing_and_a_reader_changes_nothing(pages):
    pages("mara").get("/borders", status=403)
    assert "Begin with this list" not in pages("ilya").get("/borders")
    pages("ilya").post("/borders", {"act": "begin"}, status=403)
    pages("ruth").post("/borders", {"act": "compare"}, status=403)
    pages("sam").post("/borders", {"act": "?"}, status=404)


def test_a_new_table_lists_the_journeys_that_it_breaks_and_no_others(pages, alliance):
    stock("RU,GE,360\nRU,TR,60\nRU,LT,visa required\n", "2025-01-12")
    broken = journey(alliance, "Quiet Heron", ("RU", "TR"))
    fine = journey(alliance, "Amber Fox", ("RU", "GE"))
    never = journey(alliance, "Tall Cedar", ("RU", "LT"))
    stock("RU,GE,360\nRU,TR,visa required\nRU,LT,visa required\n")
    sam = pages("sam")
    assert "1 entry rule differs from the table of 2025-01-12" in sam.get("/borders")
    page = sam.post("/borders", {"act": "compare"}, status=200)
    assert f"/cases/{broken.hex()}#journey" in page and "3 journeys of 3 were looked at" in page
    assert fine.hex() not in page and never.hex() not in page
    assert casefiles.open_file(alliance.keys("sam"), broken).code in page


def test_sam_finds_lawful_ways_and_reads_what_the_law_closes(pages):
    for kind, name in (
        ("entry-rules", shared_data.NEW),
        ("borders", shared_data.BORDERS),
        ("routes", shared_data.ROUTES),
    ):
        references.put(kind, shared_data.content(name), "as published", "2026-02-17")
    sam = pages("sam")
    sam.post("/borders", {"act": "begin"})
    asked = {
        "act": "find",
        "start": "tbs",
        "goal": "YYZ",
        "passport": "RU",
        "on": "2026-12-10",
        "valid_until": "2030-01-01",
    }
    page = sam.post("/borders", asked | {"visas": ["CA"]}, status=200)
    assert "TBS (Georgia) then IST (Türkiye, airside) then YYZ (Canada)" in heard(page)
    assert "It is not written down until when they may stay where the journey begins." in page
    without = sam.post("/borders", asked, status=200)
    assert "No lawful way is known." in without and "Holders of this passport need a visa." in without
    assert "One of these has no flights" in sam.post("/borders", asked | {"goal": "QQQ"}, status=400)


def test_without_flights_it_says_who_brings_them(pages):
    asked = {"act": "find", "start": "TBS", "goal": "YYZ", "passport": "RU", "on": "2026-12-10"}
    assert "No flights were imported yet" in pages("sam").post("/borders", asked, status=400)


@pytest.mark.parametrize("name", ["sam", "tomas"])
def test_no_question_stands_in_an_address(pages, name):
    page = pages(name).get("/borders")
    assert 'method="get"' not in page


def test_what_is_in_a_table_is_said_in_the_readers_language_also_where_an_earlier_program_wrote_it(pages):
    stock("RU,GE,360\nRU,LT,visa required\n")
    assert "2 rules, 1 passport" in heard(pages("sam").get("/borders"))
    Reference.objects.update(about="39,601 rules of 199 passports")
    assert "39,601 rules, 199 passports" in heard(pages("sam").get("/borders"))
    russian = heard(pages("sam").get("/borders", headers={"accept-language": "ru"}))
    assert "39 601" in russian and "39,601" not in russian
