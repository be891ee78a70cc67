"""What the plan rests on beside slots and beds: places to settle, budgets, how long things take, who agreed to travel
apart, and what people decided over its head."""

import datetime
import itertools
import json
import re

import pytest
from plan_cast import day, decided, house, household, pathway, planned_by

from waystation.casework.parts import plan as rules
from waystation.desk.plan.buying import Offer
from waystation.store.files import casefiles, cases, granting, programme
from waystation.store.plans import asking, lasting, planned, problems


def town(alliance, name, **row):
    circle = cases.ensure_part(programme.opened(alliance.tomas, "pathways"), "pathways")
    usual = {"name": name, "country": "CA", "places": 5}
    cases.state(alliance.tomas, circle, "pathways", "towns", name.lower(), usual | row)


def of(gathered, code):
    return next(h for h in gathered.problem.households if h.id == code)


def test_they_settle_where_their_language_is_spoken_and_what_they_need_is_found(alliance, pages):
    route = pathway(alliance)
    town(alliance, "Halifax", languages=["en"], services=["reception"])
    town(alliance, "Toronto", languages=["ru"], services=["reception", "counselling_referral"])
    heron = household(alliance, "Quiet Heron", [route], languages=["ru"])
    household(alliance, "Tall Cedar", [route], languages=["fa"])
    gathered = problems.gather(alliance.ilya)
    assert of(gathered, "Quiet Heron").settles_in == ("Toronto",)
    assert set(of(gathered, "Tall Cedar").settles_in) == {"Halifax", "Toronto"}
    assert ("Tall Cedar", True) in {(g.about, "nobody speaks" in g.text) for g in gathered.gaps}
    planned_by(pages, "ilya")
    decided(alliance, pages, "Quiet Heron")
    [stands] = asking.standing(alliance.ilya)
    assert stands.row["settles"] == "Toronto" and "Toronto" in pages("ilya").get("/plan")
    alliance.write("ilya", heron, "plan", must_have=["schooling"])
    gathered = problems.gather(alliance.ilya)
    assert of(gathered, "Quiet Heron").eligible == ()
    assert "No place to settle has the services they need." in {g.text for g in gathered.gaps}


def test_a_country_without_a_list_takes_everybody_and_one_with_a_list_so_many_a_quarter(alliance):
    north, south = pathway(alliance, places=9), pathway(alliance, "Southern visa", country="DE")
    town(alliance, "Toronto", places=2, until_day=day(30))
    household(alliance, "Quiet Heron", [north, south])
    gathered = problems.gather(alliance.ilya)
    places = {p.id: p.capacity for p in gathered.problem.places}
    assert places["Toronto"][:2] == (2, 2) and places["Toronto"][-1] == 0
    assert set(of(gathered, "Quiet Heron").settles_in) == {"Toronto", "*DE"}


def test_a_month_gives_no_more_places_than_its_budget_pays_for(alliance, pages):
    pathway(alliance, places=3, places_every=1, cost_each=1000, budget_month=4500)
    [programme_] = problems.gather(alliance.ilya).problem.programmes
    monday = datetime.date.fromisoformat(day(0))
    months = [(monday + datetime.timedelta(weeks=week)).strftime("%Y-%m") for week in range(len(programme_.slots))]
    assert set(programme_.slots) == {3} and {b.people for b in programme_.budgets} == {4}
    assert [months[b.since : b.until] for b in programme_.budgets] == [
        list(weeks) for _month, weeks in itertools.groupby(months)
    ]
    assert "the budget pays for so many a month" in pages("ilya").get("/plan")
    pathway(alliance, "Southern visa", country="DE", budget_month=4500)
    town(alliance, "Berlin", country="DE", places=None)
    told = {(g.about, g.text.split(":")[0].split(",")[0]) for g in problems.gather(alliance.ilya).gaps}
    assert ("Southern visa", "Its budget a month limits nothing") in told
    assert ("Berlin", "How many people can settle there is not known") in told


def by_month(gathered, name="Northern visa"):
    """People for whom each month still pays."""
    [budgets] = [p.budgets for p in gathered.problem.programmes if p.id == name]
    return [b.people for b in budgets]


def test_what_a_month_paid_for_already_is_not_given_again(alliance, pages):
    route = pathway(alliance, places=9, places_every=1, cost_each=1000, budget_month=5500)
    free = pathway(alliance, "Southern visa", country="DE", places=9, places_every=1)
    waits = household(alliance, "Amber Fox", [route])
    slotted(alliance, waits, route, day(0))
    assert by_month(problems.gather(alliance.ilya))[:2] == [5, 5], "the plan gives it itself"
    goes = household(alliance, "Tall Cedar", [route], people=2)
    slotted(alliance, goes, route, day(0))
    moved(alliance, goes, "S6", "S7")
    gathered = problems.gather(alliance.ilya)
    assert by_month(gathered)[:2] == [5, 5], "its week is not over: it may not be used yet"
    moved(alliance, goes, "S8")
    gathered = problems.gather(alliance.ilya)
    assert by_month(gathered)[:2] == [3, 5], "granted, for two people"
    assert (gathered.supply.funded, gathered.supply.given) == ({"Northern visa": 5}, {"Northern visa": 2})
    assert "of which this month were given already: 2" in pages("ilya").get("/plan")
    slotted(alliance, goes, free, day(0))
    assert by_month(problems.gather(alliance.ilya))[:2] == [5, 5], "by another pathway now"


def slotted(alliance, number, route, week_of, record=""):
    """A slot that Tomas asked for and Ruth approved."""
    row = {"proposal": "p", "pathway": route, "week_of": week_of, "departs_on": day(3), "beds": ""}
    record = record or f"s{route}"
    alliance.write("tomas", number, "plan", "slots", record, **row, asked_by=alliance.tomas.member.hex())
    said = {"approved_by": alliance.ruth.member.hex(), "approves": rules.what(row)}
    alliance.write("ruth", number, "plan", "slots", record, **said)


def moved(alliance, number, *stages):
    for stage in stages:
        name = "ilya" if stage in ("S6", "S9") else "tomas"
        granting.move(casefiles.open_file(alliance.keys(name), number), stage, "The road of a story")


def left(alliance, route, code, days):
    """A household whose slot was decided so many days before it left today."""
    number = household(alliance, code, [route])
    asked = (datetime.datetime.now(datetime.UTC).date() - datetime.timedelta(days=days)).isoformat()
    slotted(alliance, number, route, asked)
    moved(alliance, number, "S6", "S7", "S8", "S9")


def test_a_pathway_takes_as_long_as_eight_of_ten_took_once_enough_have_left(alliance, pages, monkeypatch):
    route = pathway(alliance, answer_days=14)
    household(alliance, "Quiet Heron", [route])
    assert problems.gather(alliance.ilya).supply.lasts["Northern visa"].source == "stated"
    monkeypatch.setattr(lasting, "ENOUGH", 3)
    for code, days in (("Amber Fox", 20), ("Tall Cedar", 30), ("Grey Plover", 60)):
        left(alliance, route, code, days)
    middle, safe = (problems.gather(alliance.ilya, share=s).supply.lasts["Northern visa"] for s in (50, 90))
    assert (middle.source, middle.count, middle.days, safe.days) == ("left", 3, 30, 60)
    planned_by(pages, "ilya", share="90")
    page = pages("ilya").get("/plan")
    assert "90 / 100, 3" in page and re.search('value="90" selected', page)
    assert planned.look(alliance.ilya).now.problem.programmes[0].processing_weeks == 9


def test_a_household_is_split_only_where_it_agreed_and_each_part_has_its_slot(alliance, pages):
    route = pathway(alliance, places=2)
    number = household(alliance, "Quiet Heron", [route], people=3)
    ilya = pages("ilya")
    refused = ilya.post("/plan/make", {"kind": "apart", "household": "Quiet Heron"}, status=400)
    assert "They have not agreed to travel apart." in refused
    alliance.write("ilya", number, "plan", split_agreed=True, travel_apart="A / B")
    assert problems.gather(alliance.ilya).waiters["Quiet Heron"].parts == [], "C is named nowhere"
    alliance.write("ilya", number, "plan", travel_apart="a b / c")
    planned_by(pages, "ilya", kind="apart", household="Quiet Heron")
    page = ilya.get("/plan")
    assert "Quiet Heron (A B)" in page and "Quiet Heron (C)" in page
    decided(alliance, pages, "Quiet Heron (A B)", "Quiet Heron (C)")
    gathered = problems.gather(alliance.ilya)
    assert {h.id: h.size for h in gathered.problem.households} == {"Quiet Heron (A B)": 2, "Quiet Heron (C)": 1}
    assert [gathered.now[f"Quiet Heron ({who})"].slot for who in ("A B", "C")] == [
        ("Northern visa", 0), ("Northern visa", 2),
    ]  # fmt: skip
    assert len(asking.standing(alliance.ruth)) == 2


def test_what_was_decided_by_hand_is_priced_and_a_wish_says_why_it_is_not_met(alliance, pages):
    north, south = pathway(alliance), pathway(alliance, "Southern visa", country="DE", places_from=day(10))
    heron = household(alliance, "Quiet Heron", [north, south], risk="high")
    alliance.write("ilya", heron, "plan", "ways", "w1", pathway=south, may=True, wished=True)
    fox = household(alliance, "Amber Fox", [north, south], risk="high")
    pin = {"act": "pin", "what": "never", "pathway": north, "reason": "He was seen in that embassy."}
    pages("ilya").post(f"/cases/{fox.hex()}/plan", pin)
    planned_by(pages, "ilya")
    page = pages("ilya").get("/plan")
    assert "wish counted, not met" in page and "weeks later" in page
    assert "Decided by hand: 1" in page
    response = pages("ilya").client.post("/plan/costs")
    assert "Done." in b"".join(response.streaming_content).decode()
    costs = pages("ilya").get("/plan/costs")
    least, most = (
        float(n.replace(",", "")) for n in re.findall(r'data-label="(?:Costs at least|At most)">([\d.,]+)', costs)
    )
    assert 0 < least <= most
    assert "He was seen in that embassy." in costs


def test_a_wish_that_cannot_be_counted_says_so(alliance, pages):
    north, south = pathway(alliance), pathway(alliance, "Southern visa", country="DE", status="suspended")
    heron = household(alliance, "Quiet Heron", [north, south])
    alliance.write("ilya", heron, "plan", "ways", "w1", pathway=south, may=True, wished=True)
    planned_by(pages, "ilya")
    page = pages("ilya").get("/plan")
    assert "wish not counted" in page and "It is suspended or closed." in page


def test_what_the_next_euro_saves_is_ranked_by_the_programmes_own_prices(alliance, pages):
    route = pathway(alliance, places=1, cost_each=500, budget_currency="EUR")
    pathway(alliance, "Southern visa", country="DE")
    for code in ("Quiet Heron", "Amber Fox", "Tall Cedar"):
        household(alliance, code, [route])
    planned_by(pages, "ilya")
    response = pages("ilya").client.post("/plan/buys", {"seconds": "15"})
    assert "Done." in b"".join(response.streaming_content).decode()
    page = pages("ilya").get("/plan/buys")
    assert "for each 1,000 EUR" in page and "6,500 EUR" in page  # a place every other week of twenty-six, 500 each
    assert page.count("Northern visa") >= 1


def test_what_several_things_save_together_is_planned_with_all_of_them(alliance, pages):
    route = pathway(alliance, places=1)
    pathway(alliance, "Southern visa", country="DE")
    house(alliance, "Birch")
    for code in ("Quiet Heron", "Amber Fox", "Tall Cedar"):
        household(alliance, code, [route])
    ilya = pages("ilya")
    planned_by(pages, "ilya")
    both = {"together": "1", "seconds": "15", "thing": ["place:Northern visa", "bed:Birch", "bed:Nowhere"]}
    assert "Work out what each thing saves first" in ilya.post("/plan/buys", both, status=400)
    b"".join(ilya.client.post("/plan/buys", {"seconds": "15"}).streaming_content)
    assert "Tick at least two things." in ilya.post("/plan/buys", both | {"thing": "bed:Birch"}, status=400)
    assert "Done." in b"".join(ilya.client.post("/plan/buys", both).streaming_content).decode()
    page = ilya.get("/plan/buys")
    assert "One more place each time: Northern visa" in page and "One more bed: Birch" in page
    saves, least, most, apart = (
        float(n.replace(",", ""))
        for n in re.search(
            r"saved together</dt><dd><strong>([\d.,]+)</strong> .*?least ([\d.,]+), at most ([\d.,]+)</span></dd>"
            r"<dt>One by one, added up</dt><dd>([\d.,]+)<", page,
        ).groups()
    )  # fmt: skip
    assert 0 < least <= saves <= most and saves <= apart
    planned_by(pages, "ilya")
    assert "Several things together" not in ilya.get("/plan/buys")  # for an earlier plan


def test_money_for_one_more_person_is_called_so():
    from django.template.loader import render_to_string

    offers = [Offer("budget", "Northern visa", 1, 1, 1), Offer("place", "Northern visa", 1, 1, 1)]
    page = render_to_string("desk/plan_offers.html", {"offers": offers})
    assert page.count("Money for one more person a month") == page.count("One more place each time") == 1


def test_prices_in_two_currencies_are_compared_once_somebody_gives_a_rate(alliance, pages):
    north = pathway(alliance, places=1, cost_each=500, budget_currency="EUR")
    south = pathway(alliance, "Southern visa", country="DE", places=1, cost_each=900, budget_currency="CAD")
    for code in ("Quiet Heron", "Amber Fox", "Tall Cedar"):
        household(alliance, code, [north, south])
    planned_by(pages, "ilya")
    b"".join(pages("ilya").client.post("/plan/buys", {"seconds": "15"}).streaming_content)
    page = pages("ilya").get("/plan/buys")
    assert "Not compared: no rate for EUR" in page  # of two currencies with a price each, the first by name counts
    rate = {"one": "EUR", "into": "CAD", "rate": "1.5", "on": day(-3), "source": "Bank of Canada"}
    pages("ruth").post("/rates", {"act": "rate", **rate})
    page = pages("ilya").get("/plan/buys")
    assert "Not compared" not in page and "6,500 EUR" in page and "(about 9,750 CAD)" in page
    assert "1 EUR = 1.5 CAD" in page and "Bank of Canada; " in page and "days old" in page


def test_groups_are_shown_from_ten_people_on_and_what_is_sealed_is_said(alliance, pages):
    route = pathway(alliance, places=9)
    for n in range(4):
        number = household(alliance, f"Heron {n}", [route], people=3, languages=["ru"])
        cases.state(alliance.mara, casefiles.open_file(alliance.mara, number).part("contact").circle, "contact", "", "",
                    {"region": "the north"})  # fmt: skip
    planned_by(pages, "ilya")
    page = pages("ilya").get("/plan/fairness")
    assert "the north" in page and "Sealed to you" in page and "several adults" in page
    planned_by(pages, "tomas")
    assert "Nationality" in pages("tomas").get("/plan/fairness")


@pytest.mark.parametrize("content", [b"{", b"[]", b'{"cases": [[["S0", 9]]], "now": 1}'])
def test_a_history_from_a_file_that_cannot_be_is_refused(alliance, pages, content):
    from django.core.files.uploadedfile import SimpleUploadedFile

    page = pages("ilya").post("/plan/coming", {"file": SimpleUploadedFile("h.json", content)}, status=400)
    assert "This is no history of stages" in page


def test_the_future_can_be_drawn_from_a_file(alliance, pages, monkeypatch):
    from django.core.files.uploadedfile import SimpleUploadedFile

    from waystation.desk.plan import coming

    monkeypatch.setattr(coming, "COUNT", 20)
    moves = [[[f"S{s}", 4 * n + 5 * s] for s in range(11) if 4 * n + 5 * s <= 240] for n in range(60)]
    content = json.dumps({"cases": moves, "now": 240, "beds": 40}).encode()
    response = pages("ilya").client.post("/plan/coming", {"file": SimpleUploadedFile("past.json", content)})
    assert "Done." in b"".join(response.streaming_content).decode()
    page = pages("ilya").get("/plan/coming")
    assert "Drawn from the file" in page and "past.json" in page and "The middle was wrong by" in page


def test_the_lists_of_a_large_plan_are_chosen_by_what_changes_by_pathway_and_by_house(alliance, pages):
    ilya = pages("ilya")
    assert ilya.client.get("/plan/households").status_code == ilya.client.get("/plan/beds").status_code == 302
    north, south = pathway(alliance), pathway(alliance, "Southern visa", country="DE", places=None)
    house(alliance, "Birch", sleeps=2)
    household(alliance, "Quiet Heron", [north], risk="high"), household(alliance, "Amber Fox", [south])
    planned_by(pages, "ilya")
    for show, there, not_there in (
        ("changed", "Quiet Heron", "Amber Fox"), ("none", "Amber Fox", "Quiet Heron"),
        ("pathway-0", "Quiet Heron", "Amber Fox"), ("pathway-99", "Amber Fox", "nobody"),
        ("house-0", "Quiet Heron", "nobody"),
    ):  # fmt: skip
        page = ilya.get(f"/plan/households?show={show}")
        assert there in page and not_there not in page[page.index("<table") :], show
    beds = ilya.get("/plan/beds")
    assert "Birch" in beds and "Quiet Heron (1)" in beds
