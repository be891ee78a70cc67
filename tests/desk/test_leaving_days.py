"""When they leave is said once: Sam's legs, Tomas's papers and the slot, none copied by hand and none opened for it."""

import datetime

import pytest
from test_journeys import planned
from test_papers import day, papers_of

from tokens import without_tokens
from waystation.casework.parts import plan
from waystation.casework.travel import days
from waystation.casework.travel.days import JOURNEY, PAPERS
from waystation.casework.visas import departing
from waystation.store.files import casefiles, cases, granting
from waystation.store.sealed.readings import Label


def leg(n, starts, ends, **more):
    at = datetime.datetime.now(datetime.UTC).replace(hour=12, minute=0)
    moment = [(at + datetime.timedelta(days=d)).isoformat(timespec="minutes") for d in (starts, ends)]
    return {"number": n, "transport": "air", "from_place": "SVO", "to_place": "YYZ", "from_country": "RU",
            "to_country": "CA", "departs": moment[0], "arrives": moment[1], **more}  # fmt: skip


@pytest.fixture
def leaving(alliance):
    """A case that leaves in twenty days by its legs, of which Tomas holds papers planned for the tenth day."""
    number = planned(alliance, legs=())
    cases.found_part(alliance.tomas, Label("case", number, "papers", "", "Quiet Heron"), 3)
    cases.found_part(alliance.ilya, Label("case", number, "plan", "", "Quiet Heron"), 8)
    alliance.write("tomas", number, "papers", planned_departure=day(10), way_days=1)
    circle = casefiles.open_file(alliance.sam, number).part("journey").circle
    cases.state(alliance.sam, circle, "journey", "legs", "l1", leg(1, 20, 21))
    return number


def at(number, page):
    return f"/cases/{number.hex()}/{page}"


def press(who, number, back, act, status=302):
    return who.post(at(number, "days"), {"back": back, "act": act}, status)


def test_the_travel_desk_says_the_days_and_the_visa_desk_takes_them_over_by_one_press(alliance, pages, leaving):
    sam, tomas = pages("sam"), pages("tomas")
    before = tomas.get(at(leaving, "papers"))
    assert "nobody has said its days in Plan" in before
    assert "Take the journey" not in before
    press(sam, leaving, "journey", "say_journey")
    shown = tomas.get(at(leaving, "papers"))
    assert f"<strong><bdi>{day(20)}</bdi></strong>" in shown
    assert "as said in Plan by Sam" in shown
    assert "do not say the same days" in shown
    press(tomas, leaving, "papers", "take")
    shown = tomas.get(at(leaving, "papers"))
    assert papers_of(alliance, leaving).get("planned_departure") == day(20)
    assert papers_of(alliance, leaving).get("way_days") == 2
    assert "do not say the same days" not in shown
    assert alliance.sam.directory.name_of(papers_of(alliance, leaving).author("planned_departure")) == "Tomas"
    press(tomas, leaving, "papers", "back_papers")
    assert papers_of(alliance, leaving).get("planned_departure") == day(10)


def test_sam_never_opens_papers_nor_tomas_the_journey(alliance, pages, leaving):
    alliance.write("tomas", leaving, "papers", "documents", "d1", person="a", kind="national_d_visa", country="CA",
                   issuer="SECRET-77", expires=day(15))  # fmt: skip
    sam, tomas = pages("sam"), pages("tomas")
    press(sam, leaving, "journey", "say_journey")
    press(tomas, leaving, "papers", "say_papers")
    for who, part in (("sam", "papers"), ("tomas", "journey")):
        assert casefiles.open_file(alliance.keys(who), leaving).part(part).reading is None
    page = sam.get(at(leaving, "journey"))
    assert "as said in Plan by Tomas" in page
    assert "SECRET-77" not in page
    assert "SVO" not in without_tokens(tomas.get(at(leaving, "papers")))
    assert "SVO" not in without_tokens(tomas.get(at(leaving, "plan")))


def test_those_who_do_not_open_plan_see_nothing_of_the_days(alliance, pages, leaving):
    press(pages("sam"), leaving, "journey", "say_journey")
    granting.hand_over(casefiles.open_file(alliance.ilya, leaving), 9)
    for name in ("noor", "ada", "ben", "mara"):
        file = casefiles.open_file(alliance.keys(name), leaving)
        assert file.part("plan").reading is None
        assert day(20) not in pages(name).get(at(leaving, "")[:-1])
        tried = pages(name).client.post(at(leaving, "days"), {"back": "journey", "act": "say_journey"})
        assert tried.status_code in (400, 404)


def test_papers_that_end_before_the_journey_does_are_named_against_its_days(alliance, pages, leaving):
    for record, kind, ends in (
        ("d1", "national_d_visa", 15),
        ("d2", "foreign_passport", 400),
        ("d3", "police_certificate", 2),
    ):
        alliance.write("tomas", leaving, "papers", "documents", record, person="a", kind=kind, country="CA",
                       expires=day(ends))  # fmt: skip
    tomas = pages("tomas")
    assert "do not carry them through" not in tomas.get(at(leaving, "papers"))
    press(pages("sam"), leaving, "journey", "say_journey")
    shown = tomas.get(at(leaving, "papers"))
    short = shown.partition("do not carry them through")[2].partition("</ul>")[0]
    assert short.count("<li>") == 1
    assert day(15) in short


def test_who_opens_both_sees_the_journeys_day_at_once_and_nothing_needs_saying(alliance, pages, leaving):
    part = casefiles.open_file(alliance.tomas, leaving).part("papers")
    granting.grant(alliance.tomas, part, alliance.id("ilya"), "reader", note="plans both")
    shown = pages("ilya").get(at(leaving, "journey"))
    assert "by its legs" in shown
    assert "as planned there" in shown
    assert "do not say the same days" in shown


def test_a_new_day_of_the_journey_asks_the_visa_desk_again(alliance, pages, leaving):
    sam, tomas = pages("sam"), pages("tomas")
    press(sam, leaving, "journey", "say_journey")
    assert "Compare Papers with the journey" in tomas.get("/today")
    assert "Compare Papers with the journey" not in pages("ruth").get("/today")  # she opens Plan, and no Papers
    press(tomas, leaving, "papers", "take")
    assert "Compare Papers with the journey" not in tomas.get("/today")
    circle = casefiles.open_file(alliance.sam, leaving).part("journey").circle
    cases.state(alliance.sam, circle, "journey", "legs", "l1", leg(1, 25, 26))
    assert "Plan still says other days" in sam.get(at(leaving, "journey"))
    press(sam, leaving, "journey", "say_journey")
    assert "Compare Papers with the journey" in tomas.get("/today")
    press(sam, leaving, "journey", "untell_journey")
    plan = casefiles.open_file(alliance.tomas, leaving).part("plan").state
    assert days.told(plan, JOURNEY).leaves.isoformat() == day(20)
    assert alliance.sam.directory.name_of(days.told(plan, JOURNEY).author) == "Sam"


def test_nobody_takes_back_what_somebody_else_said(alliance, pages, leaving):
    press(pages("sam"), leaving, "journey", "say_journey")
    assert "Somebody else said this" in press(pages("ilya"), leaving, "case_plan", "untell_journey", 400)
    assert days.told(casefiles.open_file(alliance.ilya, leaving).part("plan").state, JOURNEY) is not None


def test_ways_are_proposed_from_the_day_that_the_papers_are_got_for(alliance, pages, leaving):
    press(pages("tomas"), leaving, "papers", "say_papers")
    assert days.told(casefiles.open_file(alliance.sam, leaving).part("plan").state, PAPERS).leaves.isoformat() == day(
        10
    )
    assert f'value="{day(10)}"' in pages("sam").get(at(leaving, "propose"))


def test_a_flight_after_midnight_leaves_on_the_day_of_its_place(alliance, pages, leaving):
    circle = casefiles.open_file(alliance.sam, leaving).part("journey").circle
    night = f"{day(20)}T22:30+00:00"
    row = leg(
        1, 20, 21, from_zone="Asia/Tbilisi", to_zone="Asia/Tbilisi", departs=night, arrives=f"{day(21)}T02:00+00:00"
    )
    cases.state(alliance.sam, circle, "journey", "legs", "l1", row)
    press(pages("sam"), leaving, "journey", "say_journey")
    told = days.told(casefiles.open_file(alliance.tomas, leaving).part("plan").state, JOURNEY)
    assert (told.leaves.isoformat(), told.last.isoformat()) == (day(21), day(21))


@pytest.fixture
def apart(alliance, leaving):
    """A and B have a slot of their own, and so has C, two weeks later; Sam planned a leg for each."""
    alliance.write("ilya", leaving, "needs", "persons", "b", letter="B")
    alliance.write("ilya", leaving, "needs", "persons", "c", letter="C")
    for record, persons, week in (("s1", "A B", 19), ("s2", "C", 33)):
        asked = {"proposal": "p", "pathway": "w", "departs_on": day(week), "persons": persons}
        alliance.write("ilya", leaving, "plan", "slots", record, **asked, asked_by=alliance.id("ilya").hex())
        alliance.write("ruth", leaving, "plan", "slots", record, approved_by=alliance.id("ruth").hex(),
                       approves=plan.what(asked))  # fmt: skip
    circle = casefiles.open_file(alliance.sam, leaving).part("journey").circle
    cases.state(alliance.sam, circle, "journey", "legs", "l1", leg(1, 20, 21, persons=["a", "b"]))
    cases.state(alliance.sam, circle, "journey", "legs", "l2", leg(2, 35, 35, persons=["c"]))
    return leaving


def press_for(who, number, part, back, act, status=302):
    return who.post(at(number, "days"), {"back": back, "act": act, "part": part}, status)


def told(alliance, number, persons):
    return days.told(casefiles.open_file(alliance.tomas, number).part("plan").state, JOURNEY, persons)


def test_each_part_of_a_household_leaves_on_its_own_day(alliance, pages, apart):
    sam, tomas = pages("sam"), pages("tomas")
    shown = sam.get(at(apart, "journey"))
    assert "Those who travel together: A B" in shown and "Those who travel together: C" in shown
    assert day(20) in shown and day(35) in shown
    for part in ("A B", "C"):
        press_for(sam, apart, part, "journey", "say_journey")
    assert told(alliance, apart, ["c"]).leaves.isoformat() == day(35)
    assert told(alliance, apart, ["a", "b"]).leaves.isoformat() == day(20)
    press_for(tomas, apart, "C", "papers", "take")
    papers = papers_of(alliance, apart)
    assert departing.leaves(papers, "c") == day(35) and departing.leaves(papers, "a") == day(10)
    assert "do not say the same days" in tomas.get(at(apart, "papers"))  # A and B, still for the tenth day
    press_for(tomas, apart, "A B", "papers", "take")
    assert "do not say the same days" not in tomas.get(at(apart, "papers"))
    assert papers_of(alliance, apart).get("planned_departure") == day(20)  # the first of them
    assert "Compare Papers with the journey" not in tomas.get("/today")


def test_a_part_is_told_of_papers_that_end_before_its_own_way_does(alliance, pages, apart):
    for record, person in (("d1", "a"), ("d2", "c")):
        alliance.write("tomas", apart, "papers", "documents", record, person=person, kind="national_d_visa",
                       country="CA", expires=day(25))  # fmt: skip
    for part in ("A B", "C"):
        press_for(pages("sam"), apart, part, "journey", "say_journey")
    shown = pages("tomas").get(at(apart, "papers"))
    first, _, second = shown.partition("Those who travel together: C")
    assert "do not carry them through" not in first
    assert second.partition("do not carry them through")[2].partition("</ul>")[0].count("<li>") == 1


def test_a_household_that_goes_together_again_has_one_day_again(alliance, pages, apart):
    sam = pages("sam")
    for part in ("A B", "C"):
        press_for(sam, apart, part, "journey", "say_journey")
        press_for(pages("tomas"), apart, part, "papers", "take")
    alliance.write("ruth", apart, "plan", "slots", "s1", undone_by=alliance.id("ruth").hex())
    alliance.write("ruth", apart, "plan", "slots", "s2", undone_by=alliance.id("ruth").hex())
    assert "decided anew" in press_for(sam, apart, "C", "journey", "say_journey", 400)
    assert "Those who travel together" not in sam.get(at(apart, "journey"))
    press(sam, apart, "journey", "say_journey")
    state = casefiles.open_file(alliance.tomas, apart).part("plan").state
    assert [(one.leaves.isoformat(), one.record) for one in days.every(state, JOURNEY)] == [(day(20), days.RECORD)]
    assert "do not say the same days" in pages("tomas").get(at(apart, "papers"))  # C's line still stands there
    press(pages("tomas"), apart, "papers", "take")
    assert departing.every(papers_of(alliance, apart)) == [day(20)]
    assert "do not say the same days" not in pages("tomas").get(at(apart, "papers"))
