"""After arrival: a Friday night's reception, the plan, the service directory, and offers of help, through pages."""

import json
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from waystation.store.files import casefiles, granting, programme

FRIDAY = "2026-11-27T23:40"  # a Friday, on the clock of Toronto
LANDS = {"act": "arrive", "country": "CA", "city": "Toronto", "zone": "America/Toronto", "at": FRIDAY,
         "emergency": "yes"}  # fmt: skip


@pytest.fixture
def number(alliance):
    """An emergency case on its journey: Ben opens Needs and Consent, and nothing of how they travel."""
    number = alliance.case(needs={"priority": "emergency", "languages": ["ce", "ru"]})
    granting.move(casefiles.open_file(alliance.ilya, number), "S9", "It cannot wait.")
    return number


@pytest.fixture
def place(number):
    return f"/cases/{number.hex()}"


def state(alliance, number, part="settlement", who="ben"):
    return casefiles.open_file(alliance.keys(who), number).part(part).state


def test_scenario_12_an_emergency_case_lands_on_a_friday_at_2340(alliance, pages, number, place):
    sam, ben = pages("sam"), pages("ben")
    sam.post(f"{place}/reception", LANDS | {"layover": "Frankfurt", "layover_at": "2026-11-27T09:00"})
    assert "Toronto" not in sam.get(f"{place}/reception").split("<form")[0]  # dropped, and not read
    page = ben.get(f"{place}/reception")
    assert "Friday 27 November, 23:40" in page and "Offices are closed" in page and "Frankfurt" in page
    for job in ("interpreter who is not from the same community", "Hotel room for tonight", "First payment",
                "Apply for health cover", "lay-over"):  # fmt: skip
        assert job in page
    ben.post(f"{place}/reception", {"act": "tasks"})
    tasks = state(alliance, number).rows("tasks")
    assert tasks["rhotel"]["due"] == "2026-11-28T02:40+00:00"  # two hours before 23:40 in Toronto
    assert tasks["rpayment"]["due"] == "2026-11-28T07:40+00:00"  # in cash that night, not on Monday
    assert tasks["rhealth"]["due"] == "2026-11-30T21:59+00:00"  # Monday, before offices close
    assert {row["owner"] for row in tasks.values()} == {alliance.id("ben").hex()}
    ben.post(f"{place}/reception", {"act": "tasks"})
    assert len(state(alliance, number).rows("tasks")) == len(tasks)  # pressed twice, written once
    ben.post(place + "/stage", {"to": "S10"})
    assert "S10" in ben.get(place)


def test_a_later_flight_moves_what_is_not_done_and_leaves_what_is(alliance, pages, number, place):
    ben = pages("ben")
    ben.post(f"{place}/reception", LANDS)
    ben.post(f"{place}/reception", {"act": "tasks"})
    ben.post(f"{place}/reception", {"act": "done", "record": "rhotel"})
    ben.post(f"{place}/reception", LANDS | {"at": "2026-11-28T08:10"})
    ben.post(f"{place}/reception", {"act": "tasks"})
    tasks = state(alliance, number).rows("tasks")
    assert tasks["rhotel"]["due"] == "2026-11-28T02:40+00:00" and tasks["rmet"]["due"] == "2026-11-28T14:10+00:00"


def test_two_hours_told_without_knowing_of_each_other_are_both_shown(pages, place):
    sam, ben = pages("sam"), pages("ben")
    ben.post(f"{place}/reception", LANDS)
    sam.post(f"{place}/reception", LANDS | {"at": "2026-11-28T08:10"})
    assert "Two people told different things" in ben.get(f"{place}/reception")


def test_what_is_done_becomes_the_fact_that_it_was_about(alliance, pages, number, place):
    ben = pages("ben")
    ben.post(f"{place}/reception", LANDS)
    ben.post(f"{place}/reception", {"act": "tasks"})
    for key in ("rmet", "rpayment", "rquiet"):
        ben.post(f"{place}/reception", {"act": "done", "record": key})
    ben.post(f"{place}/reception", {"act": "fact", "name": "housed_on"})
    found = state(alliance, number)
    assert found.get("arrived_at") and found.get("first_payment_on") and found.get("quiet_told") is True
    assert found.get("housed_on")
    ben.post(f"{place}/reception", {"act": "fact", "name": "country"}, status=404)


def test_reception_says_what_is_missing_and_keeps_what_was_typed(pages, place):
    ben = pages("ben")
    page = ben.post(f"{place}/reception", LANDS | {"city": "", "terminal": "Door 4"}, status=400)
    assert "country, city and hour" in page and "Door 4" in page
    assert "time zone" in ben.post(f"{place}/reception", LANDS | {"zone": "Mars/Olympus"}, status=400)
    ben.post(f"{place}/reception", LANDS | {"at": "tonight"}, status=400)
    pages("ilya").get(f"{place}/reception", status=403)
    pages("mara").get(f"{place}/reception", status=403)


def test_offices_are_shut_on_the_holidays_of_the_region_and_the_page_says_what_it_does_not_know(
    alliance, pages, number, place
):
    ben, thanksgiving = pages("ben"), LANDS | {"at": "2026-10-09T23:40"}
    ben.post(f"{place}/reception", thanksgiving | {"region": "ontario"})
    page = ben.get(f"{place}/reception")
    assert "Thanksgiving Day" in page and "Holidays of the whole country" not in page
    ben.post(f"{place}/reception", {"act": "tasks"})
    assert state(alliance, number).row("tasks", "rhealth")["due"] == "2026-10-13T20:59+00:00"  # Tuesday
    page = ben.post(f"{place}/reception", LANDS | {"region": "Bayern"}, status=400)
    assert "No holidays are known of such a region" in page and "Ontario" in page
    ben.post(f"{place}/reception", LANDS | {"region": ""})
    assert "Holidays of the whole country" in ben.get(f"{place}/reception")
    ben.post(f"{place}/reception", LANDS | {"at": "2150-11-27T23:40"})
    assert "are not known for these weeks" in ben.get(f"{place}/reception")


def helper(ben, place, **values):
    def known():
        return set(re.findall(r"helpers/(\w{12})", ben.get(f"{place}/reception")))

    before = known()
    ben.edit(f"{place}/edit/settlement/helpers/new", **values)
    return (known() - before).pop()


def test_an_interpreter_from_that_community_is_refused_and_the_page_says_why(alliance, pages, number, place):
    ben = pages("ben")
    ben.post(f"{place}/reception", LANDS)
    ben.post(f"{place}/reception", {"act": "tasks"})
    ben.edit(f"{place}/edit/settlement", away_community="Chechen", away_country="RU", away_languages=["ce"])
    asked = {"kind": "interpreter", "clear": "yes", "checked_on": "2026-11-20"}
    near = helper(ben, place, who="Z.", community="chechen diaspora", languages=["ce", "ru"], **asked)
    page = ben.post(f"{place}/reception", {"act": "assign", "record": near}, status=400)
    assert "An interpreter hears everything" in page and "belong to the community" in page
    far = helper(ben, place, who="O.", kind="interpreter", origin="UA", languages=["ru", "en"])
    assert "ask, and write the answer down" in ben.post(
        f"{place}/reception", {"act": "assign", "record": far}, status=400
    )
    ben.edit(f"{place}/edit/settlement/helpers/{far}", clear="yes")
    assert "has no date" in ben.post(f"{place}/reception", {"act": "assign", "record": far}, status=400)
    ben.edit(f"{place}/edit/settlement/helpers/{far}", checked_on="2026-11-26")
    ben.post(f"{place}/reception", {"act": "assign", "record": far})
    found = state(alliance, number)
    assert found.row("helpers", far)["assigned_on"] and found.row("tasks", "rinterpreter")["done"] is True
    assert not found.row("helpers", near).get("assigned_on")
    assert "assigned_on" not in ben.get(f"{place}/edit/settlement/helpers/{near}")  # there is no way round the check


# -- the plan ----------------------------------------------------------------------------------------------------------


def test_the_plan_shows_goals_by_area_and_what_is_late(alliance, pages, number, place):
    ben = pages("ben")
    goals = (("housing", "A room of their own", "2020-01-10"), ("language", "CLB 4", "2031-02-01"))
    for area, what, due in goals:
        ben.edit(f"{place}/edit/settlement/goals/new", area=area, what=what, due=due, owner=alliance.id("ben").hex())
    page = ben.get(f"{place}/settling")
    assert page.count('class="goal ') == 2 and 'class="goal late"' in page and "1 late" in page
    record = re.search(r'name="record" value="(\w+)"><button class="link" name="act" value="met">Met', page)[1]
    ben.post(f"{place}/settling", {"act": "met", "record": record})
    assert 'class="goal met"' in ben.get(f"{place}/settling")
    pages("ada").get(f"{place}/settling", status=403)


def test_a_level_stands_on_the_scale_of_its_test_and_is_never_converted(alliance, pages, number, place):
    ben = pages("ben")
    test = {"act": "levels", "person": "a", "language": "en", "scale": "cefr", "on": "2026-11-20"}
    page = ben.post(f"{place}/settling", test | {"speaking": "clb_4"}, status=400)
    assert "never converted" in page and not casefiles.open_file(alliance.ben, number).part("settlement").circle
    ben.post(f"{place}/settling", test | {"speaking": "cefr_a2", "reading": "cefr_a1"})
    ben.post(f"{place}/settling", test | {"scale": "nclc", "language": "fr", "listening": "clb_2"})
    page = ben.get(f"{place}/settling")
    assert "CEFR A2" in page and "CLB/NCLC 2" in page and "not of this scale" not in page
    ben.edit(f"{place}/edit/settlement/levels/new", person="a", language="de", skill="writing", scale="cefr",
             level="clb_4")  # fmt: skip
    assert "not of this scale" in ben.get(f"{place}/settling")


def test_the_plan_is_handed_over_and_held_by_who_accepts_it(alliance, pages, number, place):
    ben = pages("ben")
    ben.edit(f"{place}/edit/settlement", agency="Harbour House", country="CA")
    ben.post(f"{place}/settling", {"act": "handover", "to": "North Quay", "note": "Dentist on Monday."})
    page = ben.get(f"{place}/settling")
    assert "not accepted yet" in page and "<strong><bdi>Harbour House" in page
    record = next(iter(state(alliance, number).records("handovers")))
    ben.post(f"{place}/settling", {"act": "handover", "record": record, "accepted_by": "R."})
    assert "<strong><bdi>North Quay" in ben.get(f"{place}/settling")
    assert state(alliance, number).get("handed_over") == "North Quay"


def test_support_and_start_up_allowances_are_those_of_the_programme(alliance, pages, number, place):
    ben = pages("ben")
    ben.post(f"{place}/settling", {"act": "until", "case": "usual"}, status=400)
    ben.edit(f"{place}/edit/settlement", country="CA", arrived_at="2026-02-28T20:00")
    assert "36, separated minor" in ben.get(f"{place}/settling")
    ben.post(f"{place}/settling", {"act": "until", "case": "high_need"})
    ben.post(f"{place}/settling", {"act": "allowance", "kind": "winter_clothing"})
    found = state(alliance, number)
    assert found.get("support_until") == "2028-02-28" and len(found.records("allowances")) == 1
    page = ben.get(f"{place}/settling")
    assert page.count("Received today") == 6 and "At most 1,550 CAD." in page
    ben.post(f"{place}/settling", {"act": "allowance", "kind": "a car"}, status=400)


# -- the directory -----------------------------------------------------------------------------------------------------

SERVICE = {
    "id": "ac148810-d857-441c-9679-408f346de14b", "name": "Newcomer counselling", "status": "active",
    "organization": {"id": "o1", "name": "Quay Centre", "description": "d", "uri": "urn:quay"},
    "languages": [{"id": "l1", "code": "ru", "name": "Russian"}], "x-local": {"desk": 7},
    "service_at_locations": [{"id": "s1", "location": {"id": "p1", "location_type": "physical", "addresses": [
        {"id": "a1", "address_1": "1 Quay", "city": "Toronto", "state_province": "ON", "postal_code": "M5V",
         "country": "CA", "address_type": "physical"}]}}],
}  # fmt: skip


def take_over(ben, content, status=200, **more):
    at = ben.client.get("/services").url
    file = SimpleUploadedFile("s.json", content, "application/json")
    return at, ben.post(at, {"act": "import", "file": file, **more}, status=status)


def test_a_directory_comes_in_as_hsds_is_searched_attached_and_goes_out_whole(alliance, pages, number, place):
    ben, ada = pages("ben"), pages("ada")
    at, page = take_over(ben, json.dumps({"contents": [SERVICE]}).encode(), kind="counselling_referral")
    assert "1 service was taken over" in page and "Newcomer counselling" in page
    take_over(ben, json.dumps(SERVICE | {"name": "Newcomer counselling, evenings"}).encode())
    found = ada.post(at, {"language": "ru", "place": "toronto", "kind": "counselling_referral"}, status=200)
    assert "evenings" in found and "1 / 1" in found  # changed, not doubled
    assert "Quay Centre" not in ada.post(at, {"place": "Vilnius"}, status=200)
    ada.post(at, {"act": "import"}, status=403)
    record = re.search(r'name="record" value="(\w+)"', ben.get(f"{place}/services"))[1]
    ben.post(f"{place}/services", {"act": "attach", "record": record, "person": "a"})
    assert "Quay Centre" in ben.get(f"{place}/settling")
    ben.post(at, {"act": "export"}, status=200)
    [out] = json.loads(ben.last.content)["contents"]
    assert out["x-local"] == {"desk": 7} and out["organization"]["uri"] == "urn:quay" and "attachment" in ben.last[
        "Content-Disposition"]  # fmt: skip
    assert out["attributes"][0]["taxonomy_term"]["code"] == "counselling_referral"
    pages("ilya").get(at, status=403)


def test_a_bad_file_changes_nothing_and_every_fault_has_its_path(alliance, pages):
    ben = pages("ben")
    bad = [
        SERVICE,
        SERVICE | {"id": "", "status": "open"},
        {"id": "x", "name": "Y", "status": "active", "phones": 3},
        7,
    ]
    _at, page = take_over(ben, json.dumps(bad).encode(), status=400)
    for path in ("$[1].id", "$[1].status", "$[2].phones", "$[3]"):
        assert f">{path}</code>" in page
    assert "line 1" in take_over(ben, b"{", status=400)[1]
    assert "no service in this file" in take_over(ben, b"[]", status=400)[1]
    assert programme.opened(alliance.ben, "offers").part("offers").state is None


# -- offers of help ----------------------------------------------------------------------------------------------------


def offered(ben, **values):
    at = ben.client.get("/programme").url
    ben.edit(f"{at}/edit/offers/offers/new", **{"kind": "temporary_housing", "country": "CA", "city": "Toronto",
             "languages": ["ru"], "clear": "yes", "police_checked_on": "2026-05-01"} | values)  # fmt: skip


def test_an_offer_that_was_checked_is_taken_up_and_one_that_was_not_says_why(alliance, pages, number, place):
    ben = pages("ben")
    ben.post(f"{place}/reception", LANDS)
    offered(ben, what="A quiet room", who="M. and S.", places="1")
    offered(ben, what="A sofa", who="Unknown", police_checked_on="")
    page = ben.get(f"{place}/offers")
    assert "Temporary housing" in page and "In the same city." in page
    assert "Nobody is lodged before the background was checked." in page and "Unknown" not in page
    record = re.search(r'name="record" value="(\w+)"', page)[1]
    ben.post(f"{place}/offers", {"act": "take", "record": record})
    assert "M. and S." in ben.get(f"{place}/settling")
    assert "There is no place left for so many." in ben.get(f"{place}/offers")
    ben.post(f"{place}/offers", {"act": "take", "record": record}, status=400)
    state = programme.opened(alliance.ben, "offers").part("offers").state
    assert state.row("offers", record)["places"] == 0
    pages("ada").get(f"{place}/offers", status=403)
