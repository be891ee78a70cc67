"""Decide: one plan for everybody from what the coordinator's keys open; asked for by one, approved by another."""

import re

import pytest
from plan_cast import day, household, pathway, planned_by

from waystation.casework.parts import plan as rules
from waystation.desk.plan import solver
from waystation.store.files import casefiles, cases, programme
from waystation.store.plans import asking, problems


@pytest.fixture
def waiting(alliance):
    """Two who wait for one place every other week; Fox is in greater danger."""
    route = pathway(alliance)
    cases.new_house(alliance.ilya, "Birch", {"code_name": "Birch", "status": "active"})
    return {
        "route": route,
        "heron": household(alliance, "Quiet Heron", [route], risk="low"),
        "fox": household(alliance, "Amber Fox", [route], risk="high", priority="emergency"),
    }


def test_who_is_in_greater_danger_goes_first_and_the_page_says_so(waiting, pages):
    told = planned_by(pages, "ilya")
    assert "Done." in told and "100 %" in told
    page = pages("ilya").get("/plan")
    assert "none: proven" in page
    fox, heron = (
        re.search(rf"{code} gets a slot: Northern visa, ([\d-]+)", page)[1] for code in ("Amber Fox", "Quiet Heron")
    )
    assert (fox, heron) == (day(0), day(2))


@pytest.mark.parametrize(
    ("answers", "kept"), [(0, "No plan was found before that."), (1, "The best plan so far is kept.")]
)
def test_a_planner_that_is_killed_says_whether_a_plan_is_kept(waiting, pages, monkeypatch, answers, kept):
    real = solver._answers

    def killed(process, task, deadline):
        if not answers:
            process.kill()
        for answer in real(process, task, deadline):
            yield answer
            process.kill()

    monkeypatch.setattr(solver, "_answers", killed)
    assert f"The planner died or ran out of memory. {kept}" in planned_by(pages, "ilya")


def test_a_plan_counts_when_a_second_member_approves_it_and_can_be_taken_back(alliance, waiting, pages):
    planned_by(pages, "ilya")
    ilya, ruth = pages("ilya"), pages("ruth")
    ilya.post("/plan/act", {"ask": "1", "chosen": ["Amber Fox"]})
    [line] = asking.waiting(alliance.ilya)
    chosen = {"chosen": f"{line.number}/{line.record}"}
    assert "Somebody else must approve" in ilya.post("/plan/act", {"approve": "1"} | chosen, status=400)
    assert asking.standing(alliance.ilya) == []
    assert "Amber Fox" in ruth.get("/plan")
    ruth.post("/plan/act", {"approve": "1"} | chosen)
    [stands] = asking.standing(alliance.ilya)
    assert (stands.code, stands.row["week_of"], stands.row["departs_on"]) == ("Amber Fox", day(0), day(2))
    assert problems.gather(alliance.ilya).now["Amber Fox"].slot == ("Northern visa", 0)
    ilya.post("/plan/act", {"back": "1"} | chosen)
    assert asking.standing(alliance.ilya) == []
    assert "taken back" in ilya.get(f"/cases/{waiting['fox'].hex()}/plan")


def test_an_approval_written_in_another_members_name_does_not_count(alliance, waiting, pages):
    planned_by(pages, "ilya")
    pages("ilya").post("/plan/act", {"ask": "1", "chosen": ["Amber Fox"]})
    [line] = asking.waiting(alliance.ilya)
    forged = {"approved_by": alliance.ruth.member.hex(), "approves": rules.what(line.row)}
    cases.state(alliance.ilya, line.circle, "plan", "slots", line.record, forged)
    assert asking.standing(alliance.ilya) == []


def test_a_slot_whose_last_night_is_changed_after_the_approval_does_not_count(alliance, waiting, pages):
    planned_by(pages, "ilya")
    pages("ilya").post("/plan/act", {"ask": "1", "chosen": ["Amber Fox"]})
    [line] = asking.waiting(alliance.ilya)
    long = "; ".join(f"Birch {day(n)} {day(n + 1)}" for n in range(20))
    cases.state(alliance.ilya, line.circle, "plan", "slots", line.record, {"beds": long})
    [line] = asking.waiting(alliance.ruth)
    asking.decide(alliance.ruth, [line], True, day(0) + "T12:00+00:00")
    assert len(asking.standing(alliance.ilya)) == 1
    cases.state(alliance.ilya, line.circle, "plan", "slots", line.record, {"beds": long[:-10] + day(30)})
    assert asking.standing(alliance.ilya) == []


def test_what_is_not_known_is_named_and_not_guessed(alliance, waiting, pages):
    household(alliance, "Tall Cedar", [])
    pathway(alliance, "Southern visa", places=None)
    page = pages("ilya").get("/plan")
    assert "Tall Cedar" in page and "ask the visa desk" in page
    assert "Southern visa" in page and "How many places it gives is not known" in page


def test_a_suspended_pathway_gives_no_slot(alliance, waiting, pages):
    file = programme.opened(alliance.tomas, "pathways")
    cases.state(
        alliance.tomas, file.part("pathways").circle, "pathways", "pathways", waiting["route"], {"status": "suspended"}
    )
    assert "is suspended or closed" in pages("ilya").get("/plan")
    gathered = problems.gather(alliance.ilya)
    assert gathered.problem.programmes == () and not any(h.eligible for h in gathered.problem.households)


def test_a_slot_fixed_by_hand_stays_and_the_plan_goes_round_it(alliance, waiting, pages):
    place = f"/cases/{waiting['heron'].hex()}/plan"
    ilya = pages("ilya")
    pin = {"act": "pin", "what": "must", "pathway": waiting["route"], "week_of": day(0)}
    assert "Write why" in ilya.post(place, pin | {"reason": "so"}, status=400)
    ilya.post(place, pin | {"reason": "The embassy named this week."})
    planned_by(pages, "ilya")
    page = ilya.get("/plan")
    assert f"Quiet Heron gets a slot: Northern visa, {day(0)}" in page
    assert f"Amber Fox gets a slot: Northern visa, {day(2)}" in page
    record = re.search(r'name="record" value="(\w+)"', ilya.get(place))[1]
    ilya.post(place, {"act": "let_go", "record": record})
    assert "the plan is free" in ilya.get(place)


def test_what_if_stands_beside_what_is_proposed(waiting, pages):
    planned_by(pages, "ilya")
    planned_by(pages, "ilya", kind="place", about="Northern visa")
    page = pages("ilya").get("/plan")
    assert "one more place each time in Northern visa" in page
    assert all(f'id="p-{key}"' in page for key in ("now", "proposed", "what_if"))
    assert "There is no" in pages("ilya").post("/plan/make", {"kind": "bed", "about": "Nowhere"}, status=400)


def test_why_this_slot_and_none_earlier(waiting, pages):
    planned_by(pages, "ilya")
    page = pages("ilya").post("/plan/why", {"household": "Quiet Heron"}, status=200)
    assert f"Northern visa, {day(0)}" in page and "Amber Fox" in page
    asked = {"household": "Quiet Heron", "wish": "1", "programme": "Northern visa", "week_of": day(1)}
    assert "These stand against each other" in pages("ilya").post("/plan/why", asked, status=200)
    assert "Yes, together with all" in pages("ilya").post("/plan/why", asked | {"week_of": day(4)}, status=200)


def remedies(page):
    """What the page says would resolve a wish that cannot be."""
    told = re.search(r'class="remedies">(.*?)</ul>', page, re.DOTALL)
    return re.findall("<li>(.*?)</li>", told[1]) if told else []


def test_a_wish_that_cannot_be_says_what_would_resolve_it(alliance, waiting, pages):
    """No place in that week: one more would do, or giving the wish up. Both stand with the day, not a week's number."""
    planned_by(pages, "ilya")
    asked = {"household": "Quiet Heron", "wish": "1", "programme": "Northern visa", "week_of": day(1)}
    page = pages("ilya").post("/plan/why", asked, status=200)
    wish, place = remedies(page)
    assert "each by itself" in page and "give up the wish: Quiet Heron has a slot by Northern visa" in wish
    assert place == f"places: Northern visa, the week of {day(1)}: 1 more"
    assert remedies(pages("ilya").post("/plan/why", asked | {"week_of": day(4)}, status=200)) == []


def test_what_was_fixed_by_hand_against_a_wish_is_named_as_what_to_take_back(alliance, waiting, pages):
    pin = {"act": "pin", "what": "must", "pathway": waiting["route"], "week_of": day(0)}
    reason = "The embassy named this week."
    pages("ilya").post(f"/cases/{waiting['heron'].hex()}/plan", pin | {"reason": reason})
    planned_by(pages, "ilya")
    asked = {"household": "Amber Fox", "wish": "1", "programme": "Northern visa", "week_of": day(0)}
    told = remedies(pages("ilya").post("/plan/why", asked, status=200))
    assert f"take back Quiet Heron&#x27;s Northern visa in the week of {day(0)}" in told
    assert f"places: Northern visa, the week of {day(0)}: 1 more" in told


def test_a_household_whose_wish_was_not_met_can_be_asked_about_in_one_step(alliance, waiting, pages):
    late = pathway(alliance, "Southern visa", country="DE", places_from=day(10))
    alliance.write("ilya", waiting["heron"], "plan", "ways", "w1", pathway=late, may=True, wished=True)
    planned_by(pages, "ilya")
    page = pages("ilya").get("/plan")
    form = page[: page.index("What stands against it?")].rpartition("<form")[2]
    asked = dict(re.findall(r'name="(household|programme)" value="([^"]+)"', form)) | {"wish": "1"}
    assert asked["household"] == "Quiet Heron" and asked["programme"] == "Southern visa"
    assert "Yes, together with all" in pages("ilya").post("/plan/why", asked, status=200)


def test_every_page_that_belongs_to_a_plan_opens(waiting, pages):
    planned_by(pages, "ilya")
    addresses = set(re.findall(r'href="(/plan/[a-z]+)"', pages("ilya").get("/plan")))
    assert {"/plan/households", "/plan/beds", "/plan/fairness"} <= addresses
    assert all("<h1" in pages("ilya").get(address) for address in addresses)


def test_what_few_changes_cost_is_worked_out_from_cheap_to_unchanged(waiting, pages):
    planned_by(pages, "ilya")
    told = b"".join(pages("ilya").client.post("/plan/changes").streaming_content).decode()
    assert re.search(r"Firmness \d+: \d+ households change, weighted waiting", told)
    assert "Done." in told and "Show this plan" in pages("ilya").get("/plan")


def test_what_one_more_of_each_thing_would_buy(waiting, pages):
    assert "Make a plan first" in pages("ilya").get("/plan/buys")
    planned_by(pages, "ilya")
    response = pages("ilya").client.post("/plan/buys")
    assert "Done." in b"".join(response.streaming_content).decode()
    page = pages("ilya").get("/plan/buys")
    assert "One more place each time" in page and f"{day(0)}</bdi>:" in page


def test_the_plan_starts_from_the_beds_people_sleep_in(alliance, waiting, pages):
    number = cases.new_house(alliance.ilya, "Alder", {"code_name": "Alder", "status": "active"})
    file = casefiles.open_file(alliance.ilya, number, "house")
    cases.state(alliance.ilya, file.part("capacity").circle, "capacity", "beds", "b1", {"name": "1", "sleeps": 1})
    alliance.write("ilya", waiting["fox"], "shelter", "stays", "s1", house="alder", since=day(-1))
    gathered = problems.gather(alliance.ilya)
    assert [s.house for s in gathered.now["Amber Fox"].stays] == ["Alder"]
    planned_by(pages, "ilya")
    assert "Alder" in pages("ilya").get("/plan")


def test_more_guests_than_beds_is_said_and_planned_from(alliance, waiting):
    alliance.write("ilya", waiting["fox"], "shelter", "stays", "s1", house="Birch", since=day(-1))
    gathered = problems.gather(alliance.ilya)
    assert ("Birch", "More people sleep here than it has beds.") in {(g.about, g.text) for g in gathered.gaps}
    assert [h.beds for h in gathered.problem.houses] == [1]


def test_whose_role_does_not_plan_is_told_so(alliance, waiting, pages):
    assert "does not plan" in pages("dina").get("/plan", status=403)
    assert "Plan for everybody" in pages("tomas").get("/plan")


def test_what_may_come_is_drawn_from_what_happened_and_needs_enough_of_it(alliance, waiting, pages, monkeypatch):
    from waystation.desk.plan import coming

    assert "Too few cases" in pages("ilya").get("/plan/coming")
    monkeypatch.setattr(coming, "LEAST_CASES", 2)
    monkeypatch.setattr(coming, "COUNT", 20)
    response = pages("ilya").client.post("/plan/coming")
    assert "Done." in b"".join(response.streaming_content).decode()
    page = pages("ilya").get("/plan/coming")
    assert "Last quarter, foretold" in page and "<polygon" in page
    assert "read what follows with care" in page


def test_nothing_of_a_plan_is_readable_in_the_database(alliance, waiting, pages, django_db_blocker):
    planned_by(pages, "ilya")
    pages("ilya").post("/plan/act", {"ask": "1", "chosen": ["Amber Fox"]})
    from django.apps import apps

    for model in apps.get_models():
        for row in model.objects.values_list():
            assert b"Northern" not in b"".join(v for v in row if isinstance(v, bytes))


def test_nobody_is_planned_into_a_house_whose_host_they_must_not_meet(alliance, waiting):
    for code, barred in (("Alder", "Amber Fox, Quiet Heron"), ("Cedar", "")):
        number = cases.new_house(alliance.ilya, code, {"code_name": code, "status": "active", "not_for": barred})
        circle = casefiles.open_file(alliance.ilya, number, "house").part("capacity").circle
        cases.state(alliance.ilya, circle, "capacity", "beds", "b1", {"name": "1", "sleeps": 4})
    gathered = problems.gather(alliance.ilya)
    houses = {h.id: set(h.kinds) for h in gathered.problem.houses}
    for one in gathered.problem.households:
        assert set(one.needs) <= houses["Cedar"]
        assert not set(one.needs) <= houses["Alder"]
