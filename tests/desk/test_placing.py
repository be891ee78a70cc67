"""Shelter through its pages: the bed chart, finding a bed, moving a stay, and what a host sees and does."""

import pytest
from shelter_cast import HOUSES, agrees, day, forms_of, house, household, sleeps

from waystation.casework.beds import passages
from waystation.casework.clocks import dues
from waystation.casework.criteria import CRITERIA
from waystation.casework.errors import NotYourRole
from waystation.store.files import casefiles, cases


@pytest.fixture
def six(alliance):
    """Six houses: in Birch one bed is free, and elsewhere something speaks against each."""
    house(alliance, "Birch", beds=2)
    house(alliance, "Alder", beds=1, host="", animals="two cats")
    house(alliance, "Linden", beds=2, host="")
    house(alliance, "Aspen", beds=1, host="")
    house(alliance, "Maple", beds=2, host="", minors=False)
    house(alliance, "Hazel", beds=2, host="", status="quiet")
    sleeps(alliance, household(alliance, "Amber Fox"), "Birch", "1")
    sleeps(alliance, household(alliance, "Tall Cedar"), "Linden", "1")  # the relative in house 3
    sleeps(alliance, household(alliance, "Grey Owl"), "Aspen", "1")


def reasons(page):
    """What the page says against each house that does not fit."""
    table = page[page.index("Houses that do not fit") :]
    rows = table.split("<tr>")[2:]
    return {row.split("</a>")[0].rsplit(">", 1)[1]: row for row in rows}


def test_scenario_5_conflicts_are_explained_and_one_bed_is_found(alliance, pages, six):
    """Six houses, one bed free; the guest, aged 17, has a cat allergy and a relative in house 3."""
    minor = {"age_band": "16_17", "minor": True}
    number = household(alliance, "Quiet Heron", person=minor, allergies="cats", not_with="Tall Cedar")
    ilya, place = pages("ilya"), f"/cases/{number.hex()}/place"
    assert place in ilya.get(f"/cases/{number.hex()}")
    page = ilya.get(place)
    assert "Person A is under 18 and has no guardian" in page and "no best-interests note" in page
    assert "No house fits" in page
    ilya.edit(f"/cases/{number.hex()}/edit/needs/persons/a", best_interests="Wants to go with the group.",
              guardian_outside="Social worker of Lighthouse")  # fmt: skip
    page = ilya.get(place)
    assert "Before any house" not in page
    against = reasons(page)
    assert set(against) == set(HOUSES) - {"Birch"}
    for code, said in (
        ("Alder", "animals to which one of them is allergic"), ("Linden", "Tall Cedar is there"),
        ("Aspen", "Too few free beds"), ("Maple", "takes nobody under 18"), ("Hazel", "Quiet"),
    ):  # fmt: skip
        assert said in against[code]
    proposed = {"act": "try", "house": "Birch", "bed": "2", "since": day(), "until": day(28), "second_house": ""}
    page = ilya.post(f"/cases/{number.hex()}/stay/new", proposed, status=200)
    assert "A second house must be ready" in page and "Quiet Heron" in page
    form = stay_form(page) | {"second_house": "Maple", "act": "save", "bed": "2"}
    assert form["to_host"] == ["1"]
    assert "They have not agreed" in ilya.post(f"/cases/{number.hex()}/stay/new", form, status=400)
    agrees(alliance, number)
    ilya.post(f"/cases/{number.hex()}/stay/new", form)
    assert "Quiet Heron" in pages("dina").get("/tonight")  # the lease came with the stay
    assert "Quiet Heron" in ilya.get("/houses/chart?days=14")
    for who in ("mara", "noor", "tomas", "ruth"):
        assert "Birch Street 5" not in pages(who).get("/houses" if who == "ruth" else "/cases")


def stay_form(page):
    """What a browser would send of the what-if page."""
    return next(form for form in forms_of(page) if "shown" in form)


def test_the_host_sees_alias_needs_card_and_hour_and_nothing_of_where_others_sleep(alliance, pages):
    house(alliance, "Birch")
    house(alliance, "Alder", host="")
    number = household(alliance, "Quiet Heron", allergies="nuts", diet="no pork")
    sleeps(alliance, number, "Birch", "1", to_host="dina")
    other = household(alliance, "Amber Fox")
    sleeps(alliance, other, "Alder", "1")
    alliance.write("ilya", number, "shelter", "cards", "c1", person="a", medicines="Insulin, morning and night")
    coming = household(alliance, "Tall Cedar")
    sleeps(alliance, coming, "Birch", "2", since=1, to_host="dina")
    alliance.write("ilya", coming, "shelter", "pickups", "p1", at=f"{day(1)}T18:30+00:00", to_house="Birch",
                   status="planned", meeting_point="By the kiosk")  # fmt: skip
    dina = pages("dina")
    page = dina.get("/tonight")
    for said in ("Guest Heron", "nuts", "no pork", "Insulin", "Guest Cedar", "18:30", "Something is wrong"):
        assert said in page
    for hidden in ("Amber Fox", "Alder", "By the kiosk"):
        assert hidden not in page
    pages("ilya").get("/tonight", status=403)
    dina.get("/houses/chart", status=403)


def test_who_goes_out_has_an_hour_to_be_back_and_the_host_writes_it_herself(alliance, pages):
    house(alliance, "Birch")
    number = household(alliance, "Quiet Heron")
    sleeps(alliance, number, "Birch", "1", to_host="dina")
    dina, form = pages("dina"), {"case": number.hex(), "act": "out", "person": "a", "hours": "2"}
    dina.post("/tonight", form | {"hours": "700"}, status=400)
    dina.post("/tonight", form)
    assert "Back by" in dina.get("/tonight")
    assert "Back from outside" in pages("ilya").get("/today")
    [record] = casefiles.open_file(alliance.ilya, number).states["shelter"].records("outings")
    dina.post("/tonight", {"case": number.hex(), "act": "back", "record": record})
    assert "Back by" not in dina.get("/tonight")
    dina.post("/tonight", {"case": number.hex(), "act": "worry", "trigger": "medical"}, status=400)
    dina.post("/tonight", {"case": number.hex(), "act": "worry", "trigger": "medical", "seen": "Feverish since noon"})
    assert "A worry of the host" in pages("ilya").get("/today")
    assert "Feverish since noon" in pages("ilya").get(f"/cases/{number.hex()}")
    dina.get(f"/cases/{number.hex()}/edit/shelter/stays/s1", status=403)  # what she may write ends there
    dina.get(f"/cases/{number.hex()}/edit/shelter", status=403)
    dina.get(f"/houses/{'0' * 32}/wrong", status=404)


def test_a_host_writes_by_the_hour_who_came_and_who_left_and_the_chart_shows_it(alliance, pages):
    house(alliance, "Birch")
    number = household(alliance, "Quiet Heron", stage="S4")
    sleeps(alliance, number, "Birch", "1", since=0, to_host="dina", received_at=None)
    dina, ilya = pages("dina"), pages("ilya")
    assert "not here yet" in dina.get("/tonight") and "not here yet" in ilya.get("/houses/chart")
    form = {"case": number.hex(), "record": "s1"}
    assert "have not come yet" in dina.post("/tonight", form | {"act": "left", "hour": "00:00"}, status=400)
    assert "14:30" in dina.post("/tonight", form | {"act": "came", "hour": "noon"}, status=400)
    dina.post("/tonight", form | {"act": "came", "hour": "00:00"})
    assert "not here yet" not in dina.get("/tonight")
    chart = ilya.get("/houses/chart")
    assert "came at" in chart and "00:00" in chart and "not here yet" not in chart
    state = casefiles.open_file(alliance.ilya, number).states["shelter"]
    assert not state.row("stays", "s1").get("received_at")
    assert passages.stays(state)["s1"]["received_at"].startswith(day())
    assert next(c for c in CRITERIA["S5"] if c.key == "received").check(state)
    circle = casefiles.open_file(alliance.dina, number).part("shelter").circle
    with pytest.raises(NotYourRole):
        cases.state(alliance.dina, circle, "shelter", "stays", "s1", {"house": "Alder"})
    dina.post("/tonight", form | {"act": "left", "hour": "00:01"})
    assert "Guest Heron" not in dina.get("/tonight") and "left at" in ilya.get("/houses/chart")
    assert not [due for due in dues("shelter", casefiles.open_file(alliance.ilya, number).states["shelter"])]


def test_a_host_asks_for_money_that_the_director_reads_and_she_does_not(alliance, pages):
    house(alliance, "Birch")
    number = household(alliance, "Quiet Heron")
    sleeps(alliance, number, "Birch", "1", to_host="dina")
    dina = pages("dina")
    page = dina.post("/tonight", {"case": number.hex(), "act": "spent", "amount": "many"}, status=400)
    assert "whole number" in page
    spent = {"case": number.hex(), "act": "spent", "amount": "40", "currency": "EUR", "purpose": "food"}
    dina.post("/tonight", spent)
    [payment] = casefiles.open_file(alliance.ruth, number).states["money"].rows("payments").values()
    assert (payment["amount"], payment["status"]) == (40, "asked")
    assert payment["asked_by"] == alliance.id("dina").hex()
    assert "money" not in casefiles.open_file(alliance.dina, number).states


def test_a_stay_is_moved_by_a_form_that_says_first_what_would_be(alliance, pages, six):
    ilya = pages("ilya")
    number = household(alliance, "Quiet Heron")
    sleeps(alliance, number, "Birch", "2", second_house="Maple")
    place = f"/cases/{number.hex()}/stay/s1"
    assert place in ilya.get("/houses/chart")
    moved = {"act": "try", "house": "Aspen", "bed": "1", "since": day(-10), "until": day(30)}
    page = ilya.post(place, moved, status=200)
    assert "Too few free beds" in page and "This bed is taken" in page and "Aspen" in page
    assert casefiles.open_file(alliance.ilya, number).states["shelter"].get("house", "s1", "stays") == "Birch"
    form = stay_form(page) | {"act": "save"}
    assert "write why all the same" in ilya.post(place, form, status=400)
    ilya.post(place, form | {"all_the_same": "Two days on the sofa, agreed with both."})
    shelter = casefiles.open_file(alliance.ilya, number).states["shelter"]
    assert shelter.get("house", "s1", "stays") == "Aspen"
    assert "sofa" in shelter.get("all_the_same", "s1", "stays")
    chart = ilya.get("/houses/chart?days=14")
    assert "two in one bed" in chart


def test_a_long_stay_stands_out_and_a_lost_one_is_named(alliance, pages):
    house(alliance, "Birch", host="", max_stay_days=30)
    sleeps(alliance, household(alliance, "Quiet Heron"), "Birch", "1", since=-40)
    sleeps(alliance, household(alliance, "Amber Fox"), "Nowhere", "1")
    page = pages("ilya").get("/houses/chart?days=42")
    assert "Quiet Heron: longest stay reached" in page and "Amber Fox: in no house that you know" in page
    for days in ("14", "180", "no", "7"):
        pages("ilya").get(f"/houses/chart?days={days}&from=2026-13-77")
