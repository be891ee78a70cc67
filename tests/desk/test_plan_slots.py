"""Slots from asking to taking back: what they say to whom, what they may take, and what was decided by hand."""

import re

import pytest
from plan_cast import day, decided, house, household, pathway, planned_by

from waystation.casework.parts import plan as rules
from waystation.desk.cases import searching
from waystation.desk.plan import views
from waystation.store.files import cases, programme
from waystation.store.plans import asking, excess, planned, problems


@pytest.fixture
def route(alliance):
    return pathway(alliance)


def old_slot(alliance, number, route, beds="", week=0, record="old", **more):
    """A slot as it was written before stays were left out of Plan: Ilya asked, Ruth approved."""
    row = {"proposal": "p", "pathway": route, "week_of": day(week), "departs_on": day(week + 2), "beds": beds} | more
    alliance.write("ilya", number, "plan", "slots", record, **row, asked_by=alliance.ilya.member.hex())
    said = {"approved_by": alliance.ruth.member.hex(), "approves": rules.what(row)}
    alliance.write("ruth", number, "plan", "slots", record, **said)


def test_a_slot_tells_those_who_plan_of_no_house(alliance, route, pages):
    house(alliance, "Alder")
    number = household(alliance, "Amber Fox", [route])
    alliance.write("ilya", number, "shelter", "stays", "s1", house="Alder", since=day(-1))
    planned_by(pages, "ilya")
    assert planned.look(alliance.ilya).proposed.plan["Amber Fox"].stays
    decided(alliance, pages, "Amber Fox")
    [stands] = asking.standing(alliance.ruth)
    assert not stands.row.get("beds")
    for name in ("tomas", "ruth"):
        for page in ("plan", "history/plan"):
            assert "Alder" not in pages(name).get(f"/cases/{number.hex()}/{page}")


def test_what_older_slots_say_of_houses_is_shown_nowhere_and_their_approval_stands(alliance, route, pages):
    number = household(alliance, "Amber Fox", [route])
    old_slot(alliance, number, route, beds=f"Alder {day(0)} {day(2)}")
    assert [line.code for line in asking.standing(alliance.ruth)] == ["Amber Fox"]
    for name in ("tomas", "ruth"):
        for page in ("plan", "history/plan"):
            told = pages(name).get(f"/cases/{number.hex()}/{page}")
            assert day(0) in told and "Alder" not in told
        assert searching.search(alliance.keys(name), "alder") == ([], False)
        assert searching.search(alliance.keys(name), day(0))[0]


@pytest.fixture
def full(alliance, route, pages):
    """Heron holds the only place of the week; Ruth wonders what would be if Fox went then."""
    old_slot(alliance, household(alliance, "Quiet Heron", [route]), route)
    household(alliance, "Amber Fox", [route])
    planned_by(pages, "ruth", kind="pin", household="Amber Fox", programme="Northern visa", week_of=day(0))
    return pages("ruth")


def weeks_of(lines):
    return {line.code: line.row["week_of"] for line in lines}


def test_a_part_of_a_plan_for_which_there_is_no_room_is_not_asked_for_without_a_word(alliance, full):
    page = full.post("/plan/act", {"ask": "1", "chosen": ["Amber Fox"]}, status=400)
    assert f"Northern visa, the week of {day(0)}. Places: 1; people: 2." in page
    assert "There already: Quiet Heron." in page
    assert f"Quiet Heron moves from Northern visa, {day(0)} to Northern visa, {day(2)}." in page
    assert asking.waiting(alliance.ruth) == []
    full.post("/plan/act", {"ask": "1", "chosen": ["Amber Fox"], "all_the_same": "1"})
    assert weeks_of(asking.waiting(alliance.ruth)) == {"Amber Fox": day(0)}


def test_those_who_move_are_asked_for_and_approved_together(alliance, full, pages):
    full.post("/plan/act", {"ask": "1", "chosen": ["Amber Fox", "Quiet Heron"]})
    keys = {line.code: line.key for line in asking.waiting(alliance.tomas)}
    tomas = pages("tomas")
    page = tomas.post("/plan/act", {"approve": "1", "chosen": [keys["Amber Fox"]]}, status=400)
    assert "Places: 1; people: 2." in page and f"to Northern visa, {day(2)}." in page
    assert f'value="{keys["Quiet Heron"]}"' in page[page.index("excess") : page.index("Approve these together")]
    assert weeks_of(asking.standing(alliance.tomas)) == {"Quiet Heron": day(0)}
    tomas.post("/plan/act", {"approve": "1", "chosen": list(keys.values())})
    assert weeks_of(asking.standing(alliance.tomas)) == {"Amber Fox": day(0), "Quiet Heron": day(2)}


def test_more_than_there_is_room_for_is_approved_only_by_saying_so(alliance, full, pages):
    full.post("/plan/act", {"ask": "1", "chosen": ["Amber Fox"], "all_the_same": "1"})
    tomas = pages("tomas")
    for button in ("approve_all", "approve"):
        asked = {button: "1", "chosen": [line.key for line in asking.waiting(alliance.tomas)]}
        page = tomas.post("/plan/act", asked, status=400)
        assert "There already: Quiet Heron." in page
        send = page[page.index('name="all_the_same"') : page.index("Approve all the same")]
        assert f'name="{button}" value="1"' in send
    assert len(asking.standing(alliance.tomas)) == 1
    tomas.post("/plan/act", asked | {"all_the_same": "1"})
    assert weeks_of(asking.standing(alliance.tomas)) == {"Amber Fox": day(0), "Quiet Heron": day(0)}


@pytest.mark.parametrize("limit", ["budget", "seats", "capacity"])
def test_money_seats_and_room_to_settle_are_counted_as_places_are(alliance, limit):
    money = {"cost_each": 1000, "budget_month": 1000} if limit == "budget" else {}
    route = pathway(alliance, places=9, places_every=1, **money)
    programme_row(alliance, limit)
    first = next(n for n in range(20) if day(n)[:7] == day(n + 1)[:7] and (n + 2) // 13 == (n + 3) // 13)
    week = {"budget": first + 1, "seats": first, "capacity": first + 1}[limit]
    old_slot(alliance, household(alliance, "Quiet Heron", [route]), route, week=first)
    fox = household(alliance, "Amber Fox", [route])
    gathered = problems.gather(alliance.ilya)
    held = excess.held(gathered)
    row = {"pathway": route, "week_of": day(week)}
    [found] = excess.excess(gathered, held, [(fox.hex(), row)])
    assert (found.rule, found.used, found.room, found.holders) == (limit, 2, 1, ("Quiet Heron",))
    assert excess.excess(gathered, held, [(fox.hex(), row | {"week_of": day(first + 18)})]) == []
    assert excess.excess(gathered, excess.after(gathered, held, [(fox.hex(), row)]), [(fox.hex(), row)]) == []


def programme_row(alliance, limit):
    """One seat a week, or one who can settle in a quarter."""
    circle = cases.ensure_part(programme.opened(alliance.tomas, "pathways"), "pathways")
    if limit == "seats":
        cases.state(alliance.tomas, circle, "pathways", "", "", {"seats_a_week": 1})
    if limit == "capacity":
        town = {"name": "Toronto", "country": "CA", "places": 1}
        cases.state(alliance.tomas, circle, "pathways", "towns", "t1", town)


def fixing(route, week, what="must"):
    return {"act": "pin", "what": what, "pathway": route, "week_of": week, "reason": "The embassy named this week."}


def test_what_can_never_be_is_not_fixed_by_hand(alliance, route, pages):
    other = pathway(alliance, "Southern visa", country="DE")
    ilya, place = pages("ilya"), f"/cases/{household(alliance, 'Amber Fox', [route, other]).hex()}/plan"
    assert "That week is over." in ilya.post(place, fixing(route, "2020-01-01"), status=400)
    assert "Is the year right?" in ilya.post(place, fixing(route, "9999-12-31"), status=400)
    assert "choose a pathway and a day" in ilya.post(place, fixing(route, "soon"), status=400)
    assert "the plan is free" in ilya.get(place)
    ilya.post(place, fixing(route, day(2)))
    for again in (fixing(route, day(4)), fixing(other, day(2)), fixing(route, day(2))):
        assert "there can be one. Let it go first." in ilya.post(place, again, status=400)
    assert "Let it go first." in ilya.post(place, fixing(route, "", "never"), status=400)
    ilya.post(place, fixing(other, "", "never"))
    assert problems.gather(alliance.ilya).problem.households[0].fixed.week == 2


def test_a_pathway_that_was_ruled_out_is_not_fixed_by_hand_beside(alliance, route, pages):
    ilya, place = pages("ilya"), f"/cases/{household(alliance, 'Amber Fox', [route]).hex()}/plan"
    ilya.post(place, fixing(route, "", "never"))
    assert "Let that go first." in ilya.post(place, fixing(route, day(2)), status=400)


def test_what_was_supposed_is_not_written_beside_what_was_fixed_by_hand(alliance, route, pages):
    number = household(alliance, "Amber Fox", [route])
    planned_by(pages, "ilya", kind="pin", household="Amber Fox", programme="Northern visa", week_of=day(4))
    pages("ilya").post(f"/cases/{number.hex()}/plan", fixing(route, day(2)))
    written = {"write": "1", "reason": "The embassy named this week."}
    assert "there can be one. Let it go first." in pages("ilya").post("/plan/act", written, status=400)


@pytest.mark.parametrize(
    ("pin", "why"),
    [
        ({"week_of": -1}, "the week is over"),
        ({"week_of": 30}, "it lies beyond the weeks that are planned"),
        ({"week_of": 1}, "the pathway has not places enough for them in that week"),
        ({"pathway": "shut"}, "the pathway is suspended or closed"),
        ({"pathway": "empty"}, "the pathway has not places enough"),
        ({"pathway": "other"}, "nobody said that they may go by that pathway"),
        ({"later": 1}, "another slot was fixed later"),
    ],
)
def test_a_slot_fixed_by_hand_that_cannot_be_now_is_said_with_the_reason_and_not_counted(
    alliance, route, pages, pin, why
):
    routes = {
        "": route, "shut": pathway(alliance, "Shut visa", status="suspended"), "other": pathway(alliance, "Other visa"),
        "empty": pathway(alliance, "Empty visa", places=None),
    }  # fmt: skip
    number = household(alliance, "Amber Fox", [route, routes["shut"], routes["empty"]])
    row = {"pathway": routes[pin.get("pathway", "")], "week_of": day(pin.get("week_of", 0)), "reason": "It was said.",
           "by": alliance.ilya.member.hex()}  # fmt: skip
    alliance.write("ilya", number, "plan", "pins", "p1", **row)
    if "later" in pin:
        alliance.write("ilya", number, "plan", "pins", "p2", **row | {"week_of": day(2)})
    page = pages("ilya").get("/plan")
    assert f"Fixed by hand, but not counted: {why}" in page[page.index('id="gaps"') :]
    assert f"not counted: {why}" in pages("ilya").get(f"/cases/{number.hex()}/plan")
    assert ("Decided by hand: 1" in page) == ("later" in pin)
    planned_by(pages, "ilya")
    slot = planned.look(alliance.ilya).proposed.plan["Amber Fox"].slot
    assert slot == ("Northern visa", 2 if "later" in pin else 0)


def test_a_slot_asked_for_twice_is_asked_for_once_and_taken_back_with_one_press(alliance, route, pages):
    household(alliance, "Amber Fox", [route])
    planned_by(pages, "ilya")
    ilya, ask = pages("ilya"), {"ask": "1", "chosen": ["Amber Fox"]}
    assert "Ask for all slots that change (1)" in ilya.get("/plan")
    ilya.post("/plan/act", ask)
    assert "asked for or decided already" in ilya.post("/plan/act", ask, status=400)
    [line] = asking.waiting(alliance.ruth)
    for page in (ilya.get("/plan"), ilya.get("/plan/households")):
        assert "Ask for all slots that change" not in page and "waits for approval" in page
    pages("ruth").post("/plan/act", {"approve": "1", "chosen": [line.key]})
    assert "asked for or decided already" in ilya.post("/plan/act", ask, status=400)
    ilya.post("/plan/act", {"back": "1", "chosen": [line.key]})
    assert asking.slots(alliance.ilya) == ([], [])


def test_a_slot_that_was_decided_twice_is_taken_back_as_one_and_the_one_before_stands_again(alliance, route, pages):
    number = household(alliance, "Amber Fox", [route])
    for record, week in (("before", 4), ("once", 0), ("twice", 0)):
        old_slot(alliance, number, route, week=week, record=record)
    [line] = asking.standing(alliance.ilya)
    assert line.record == "twice"
    pages("ilya").post("/plan/act", {"back": "1", "chosen": [line.key]})
    assert weeks_of(asking.standing(alliance.ilya)) == {"Amber Fox": day(4)}


def test_who_asks_for_another_slot_takes_their_own_question_back(alliance, route, pages):
    household(alliance, "Amber Fox", [route])
    planned_by(pages, "ilya")
    pages("ilya").post("/plan/act", {"ask": "1", "chosen": ["Amber Fox"]})
    planned_by(pages, "ilya", kind="pin", household="Amber Fox", programme="Northern visa", week_of=day(4))
    pages("ilya").post("/plan/act", {"ask": "1", "chosen": ["Amber Fox"]})
    assert weeks_of(asking.waiting(alliance.ruth)) == {"Amber Fox": day(4)}


def test_every_slot_that_was_decided_can_be_taken_back(alliance, route, pages, monkeypatch):
    monkeypatch.setattr(views, "HERE", 1)
    monkeypatch.setattr(views, "PAGE", 1)
    for week, code in enumerate(("Amber Fox", "Quiet Heron")):
        old_slot(alliance, household(alliance, code, [route]), route, week=2 * week)
    ilya = pages("ilya")
    page = ilya.get("/plan")
    shown = page[page.index('id="standing"') :]
    assert "Quiet Heron" not in shown and 'href="/plan/decided"' in shown and "All that were decided (2)" in shown
    page = ilya.get("/plan/decided?page=2")
    assert "Quiet Heron" in page and "Amber Fox" not in page
    key = re.search(r'name="chosen" value="([^"]+)"', page)[1]
    ilya.post("/plan/act", {"back": "1", "chosen": [key]})
    assert weeks_of(asking.standing(alliance.ilya)) == {"Amber Fox": day(0)}


def test_who_comes_second_is_told_who_was_first_and_the_other_lines_go_on(alliance, pages):
    route = pathway(alliance, places=3)
    for code in ("Amber Fox", "Quiet Heron", "Tall Cedar"):
        household(alliance, code, [route])
    planned_by(pages, "ilya")
    pages("ilya").post("/plan/act", {"ask_all": "1"})
    fox, heron, cedar = (line.key for line in sorted(asking.waiting(alliance.ruth), key=lambda line: line.code))
    ruth, tomas = pages("ruth"), pages("tomas")
    ruth.post("/plan/act", {"approve": "1", "chosen": [fox]})
    assert "Amber Fox: Ruth approved it already." in tomas.post(
        "/plan/act", {"approve": "1", "chosen": [fox]}, status=400
    )
    ruth.post("/plan/act", {"refuse": "1", "chosen": [heron]})
    page = tomas.post("/plan/act", {"approve": "1", "chosen": [heron, cedar]}, status=200)
    assert "Quiet Heron: Ruth refused it already." in page
    assert set(weeks_of(asking.standing(alliance.ruth))) == {"Amber Fox", "Tall Cedar"}
    ruth.post("/plan/act", {"back": "1", "chosen": [fox]})
    assert "Ruth took it back already." in tomas.post("/plan/act", {"back": "1", "chosen": [fox]}, status=400)
    assert "Choose at least one line." in tomas.post("/plan/act", {"back": "1"}, status=400)


def test_each_part_that_travels_apart_has_its_decided_slot_on_the_cases_page(alliance, route, pages):
    number = household(alliance, "Amber Fox", [route], people=2)
    for week, who in enumerate("AB"):
        old_slot(alliance, number, route, week=2 * week, record=f"s{who}", persons=who)
    page = pages("ilya").get(f"/cases/{number.hex()}/plan")
    assert page.count('<span class="chip calm">decided</span>') == 2 and "replaced" not in page
