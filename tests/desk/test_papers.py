"""The visa officer's papers: what fails first, in which order to get them, where they are; a pathway that closes."""

import datetime
import re

from days import day
from waystation.store.files import casefiles, cases, programme
from waystation.store.lists import index
from waystation.store.sealed.readings import Label


def moment(n=0):
    return (datetime.datetime.now(datetime.UTC) + datetime.timedelta(days=n)).isoformat(timespec="minutes")


def a_case(alliance, code="Quiet Heron", **own):
    """A case of which Tomas holds papers."""
    number = alliance.case(code)
    cases.found_part(alliance.tomas, Label("case", number, "papers", "", code), 3)
    alliance.write("tomas", number, "papers", **({"method_stated": "Two means"} | own))
    return number, f"/cases/{number.hex()}/papers"


def papers_of(alliance, number):
    return casefiles.open_file(alliance.tomas, number).part("papers").state


# -- scenario 8: which paper fails first -------------------------------------------------------------------------------


def test_one_date_one_reason_and_an_order_of_steps_that_works(alliance, pages):
    """Passport 7 months, visa 30 days, ICRC document not yet asked for, exit check 9 days old, transit visa needed."""
    number, page = a_case(alliance, planned_departure=day(10), latest_departure=day(28))
    for record, kind, country, ends in (
        ("d1", "foreign_passport", "RU", 7 * 30), ("d2", "national_d_visa", "DE", 30)
    ):  # fmt: skip
        alliance.write("tomas", number, "papers", "documents", record, person="a", kind=kind, country=country,
                       issued=day(-60), expires=day(ends))  # fmt: skip
    alliance.write("tomas", number, "papers", "exit_checks", "e1", person="a", at=moment(-9), source="lawyer",
                   answer="go", valid_until=day(5))  # fmt: skip
    tomas = pages("tomas")
    shown = tomas.get(page)
    assert shown.count('class="day"') == 1
    assert f"the exit check of {day(-9)} goes stale" in shown
    for kind, more in (("icrc_etd", {}), ("transit_visa", {"country": "TR"}), ("exit_check", {})):
        tomas.post(page, {"act": "want", "kind": kind, **more})
    shown = tomas.get(page)
    assert "Departure can be on" in shown
    steps = re.findall(r'<th class="who" scope="row">\d\. ([^<]*)</th>', shown)
    assert steps[-1] == "Exit check"
    assert {"ICRC emergency travel document", "Transit visa, TR"} == set(steps[:-1])
    assert "Every step has at least" in shown


def test_alerts_stand_at_30_14_7_and_2_days_on_the_page_and_on_today(alliance, pages):
    number, page = a_case(alliance)
    tomas = pages("tomas")
    for left, alert in ((29, 30), (13, 14), (6, 7), (1, 2)):
        alliance.write("tomas", number, "papers", "documents", "d1", person="a", kind="national_d_visa", country="DE",
                       expires=day(left))  # fmt: skip
        assert f"alert at {alert} days" in tomas.get(page)
        assert f"alert at {alert} days" in tomas.get("/today")
    alliance.write("tomas", number, "papers", "documents", "d1", expires=day(40))
    assert "alert at" not in tomas.get(page)


def test_where_no_order_works_the_page_says_which_rules_leave_none(alliance, pages):
    _number, page = a_case(alliance, planned_departure=day(5), latest_departure=day(12))
    tomas = pages("tomas")
    tomas.post(page, {"act": "want", "kind": "foreign_passport"})
    shown = tomas.get(page)
    assert "There is no order that works" in shown
    assert "Foreign passport takes 30 days" in shown
    assert f"Departure is on {day(12)} at the latest" in shown
    tomas.post(page, {"act": "departure", "planned_departure": day(5), "latest_departure": day(60)})
    assert "Departure can be on" in tomas.get(page)


def test_a_latest_departure_before_the_planned_one_is_refused(alliance, pages):
    _number, page = a_case(alliance)
    values = {"act": "departure", "planned_departure": day(9), "latest_departure": day(2)}
    assert "comes before the planned one" in pages("tomas").post(page, values, status=400)


def test_a_renewed_passport_silences_the_one_before_it(alliance, pages):
    number, page = a_case(alliance)
    for record, issued, ends in (("old", -3000, 20), ("new", -10, 3000)):
        alliance.write("tomas", number, "papers", "documents", record, person="a", kind="foreign_passport",
                       country="RU", issued=day(issued), expires=day(ends))  # fmt: skip
    assert "renewed" in pages("tomas").get(page)
    assert "Document expires" not in pages("tomas").get("/today")


def test_the_months_that_a_chosen_pathway_wants_left_fail_before_the_passport_does(alliance, pages):
    number, page = a_case(alliance)
    pages("tomas").post("/pathways")
    alliance.write("tomas", number, "papers", "documents", "d1", person="a", kind="foreign_passport", country="RU",
                   issued=day(-900), expires=day(210))  # fmt: skip
    alliance.write("tomas", number, "papers", "applications", "a1", person="a", pathway="de_22_2", country="DE",
                   lodged_on=day(-3))  # fmt: skip
    assert "Germany: § 22 sentence 2 wants 6 months left on: Foreign passport" in pages("tomas").get(page)


# -- custody and exit checks -------------------------------------------------------------------------------------------


def test_each_hand_over_of_an_original_is_signed_and_stays(alliance, pages):
    number, page = a_case(alliance)
    alliance.write("tomas", number, "papers", "documents", "d1", person="a", kind="foreign_passport")
    tomas = pages("tomas")
    hand = {"act": "hand_over", "document": "d1"}
    assert "who signed for it" in tomas.post(page, {**hand, "place": "courier"}, status=400)
    tomas.post(page, {**hand, "place": "family", "note": "An uncle has it."})
    tomas.post(page, {**hand, "place": "our_safe", "holder": "Drawer 4", "signed_by": "Noor"})
    shown = tomas.get(page)
    assert "In our safe" in shown
    assert "Kept by the family" in shown
    line = papers_of(alliance, number).records("custody")[-1]
    assert papers_of(alliance, number).author("place", line, "custody") == alliance.id("tomas")
    act = f"/cases/{number.hex()}/act/papers"
    tomas.post(act, {"collection": "custody", "record": line, "remove": "1"}, status=403)
    tomas.get(f"/cases/{number.hex()}/edit/papers/custody/new", status=404)
    assert "In our safe" in tomas.get(page)


def test_exit_checks_are_asked_for_again_before_departure_and_told_in_agreed_words(alliance, pages):
    number, page = a_case(alliance, planned_departure=day(2))
    tomas = pages("tomas")
    assert tomas.get(page).count("missed") == 2  # T-30 and T-14
    tomas.post(page, {"act": "check", "source": "debt_register", "answer": "go"})
    tomas.post(page, {"act": "words", "exit_words": "The weather is fine in the mountains."})
    shown = tomas.get(page)
    assert "T-2 ·" in shown
    assert "to be asked now" not in shown
    record = papers_of(alliance, number).records("exit_checks")[0]
    tomas.post(page, {"act": "told", "record": record})
    row = papers_of(alliance, number).row("exit_checks", record)
    assert row["told"] is True
    assert row["told_by"] == alliance.id("tomas").hex()
    assert "weather is fine" in tomas.get(page)
    alliance.write("tomas", number, "papers", "exit_checks", record, valid_until=day(-1))
    assert "stale since" in tomas.get(page)


def test_a_liaison_reads_papers_and_changes_nothing_and_others_are_told_whose_they_are(alliance, pages):
    number, page = a_case(alliance)
    pages("mara").get(page, status=404)
    pages("ilya").get(page, status=403)
    pages("claire").get(page, status=404)
    alliance.write("ilya", number, "needs", eligibility="eligible")
    from waystation.circles.standing import READER
    from waystation.store.files import granting

    file = casefiles.open_file(alliance.tomas, number)
    granting.grant(alliance.tomas, file.part("papers"), alliance.tomas.directory.team_of("liaison"), READER)
    claire = pages("claire")
    assert "Sign the hand-over" not in claire.get(page)
    claire.post(page, {"act": "words", "exit_words": "x"}, status=403)


# -- scenario 9: a pathway frozen overnight ----------------------------------------------------------------------------


def twelve(alliance):
    """Twelve people approved by country D, the last two inside one case; one of them waits on another pathway."""
    numbers = []
    for n in range(11):
        number, _page = a_case(alliance, f"Amber Fox {n}", outside_origin=n % 2 == 0)
        numbers.append(number)
        people = ("a", "b") if n == 10 else ("a",)
        for person in people:
            alliance.write("tomas", number, "papers", "applications", person, person=person, pathway="de_22_2",
                           country="DE", decision="accepted", use_by=day(60),
                           owner=alliance.id("tomas").hex())  # fmt: skip
    other, _page = a_case(alliance, "Tall Cedar")
    alliance.write("tomas", other, "papers", "applications", "a", person="a", pathway="ca_gar", country="CA")
    return numbers, other


def test_when_a_pathway_closes_overnight_everybody_it_touches_stands_on_one_page_with_the_next(alliance, pages):
    numbers, other = twelve(alliance)
    tomas = pages("tomas")
    tomas.post("/pathways")
    assert "<strong>12</strong> hold a grant" in tomas.get("/pathways")
    page = tomas.get("/pathways/de222")
    assert "12 people applied" in page
    assert page.count("Amber Fox") == 11
    assert "Tall Cedar" not in page
    tomas.post("/pathways/de222", {"act": "status", "status": "suspended", "reason": "Halted by the ministry"})
    page = tomas.get("/pathways/de222")
    assert page.count("task made") == 11
    inside = next(row for row in page.split("<tr>") if "Amber Fox 1<" in row)
    outside = next(row for row in page.split("<tr>") if "Amber Fox 2<" in row)
    assert "Canada: urgent protection" not in inside  # only from outside their own country
    assert "Canada: urgent protection" in outside
    for number in numbers:
        state = papers_of(alliance, number)
        [task] = state.rows("tasks").values()
        assert "safe channel" in task["what"]
        assert task["owner"] == alliance.id("tomas").hex()
        assert state.row("applications", "a")["decision"] == "accepted"
    assert not papers_of(alliance, other).rows("tasks")
    assert all(row.stage != "S12" for row in index.overview(alliance.ilya).rows)
    assert "Tell them on a safe channel" in tomas.get(f"/cases/{numbers[0].hex()}")


def test_a_suspension_is_taken_back_with_its_tasks_and_stays_in_the_history(alliance, pages):
    numbers, _other = twelve(alliance)
    tomas = pages("tomas")
    tomas.post("/pathways")
    tomas.post("/pathways/de222", {"act": "status", "status": "suspended", "reason": "A rumour"})
    done = papers_of(alliance, numbers[0]).records("tasks")[0]
    alliance.write("tomas", numbers[0], "papers", "tasks", done, done=True)
    tomas.post("/pathways/de222", {"act": "undo", "change": done})
    page = tomas.get("/pathways/de222")
    assert "Taken back:" in page
    assert "A rumour" in page
    assert "task made" not in page
    state = programme.opened(alliance.tomas, "pathways").part("pathways").state
    assert state.row("pathways", "de222")["status"] == "open"
    assert state.row("pathways", "de222")["status_on"] == "2025-07-01"
    assert not papers_of(alliance, numbers[1]).rows("tasks")
    assert papers_of(alliance, numbers[0]).rows("tasks")  # what was done stays
    tomas.post("/pathways/de222", {"act": "undo", "change": done}, status=400)


def test_a_liaison_suspends_and_the_visa_officer_makes_the_tasks(alliance, pages):
    number, _page = a_case(alliance)
    alliance.write("tomas", number, "papers", "options", "o1", rank=1, pathway="fr_asylum_d", country="FR")
    pages("tomas").post("/pathways")
    claire = pages("claire")
    claire.post("/pathways/frasylumd", {"act": "status", "status": "closed", "reason": "Told by the consulate"})
    assert not papers_of(alliance, number).rows("tasks")
    assert "no task yet" in pages("tomas").get("/pathways/frasylumd")
    pages("tomas").post("/pathways/frasylumd", {"act": "tell"})
    assert papers_of(alliance, number).rows("tasks")
    pages("tomas").post("/pathways/frasylumd", {"act": "tell"})
    assert len(papers_of(alliance, number).rows("tasks")) == 1
    assert claire.post("/pathways/frasylumd", {"act": "status", "status": "open", "reason": " "}, status=400)


def test_the_starter_list_never_overwrites_what_was_edited_or_taken_out(alliance, pages):
    tomas = pages("tomas")
    place = f"/programme/{programme.number(alliance.tomas).hex()}"
    tomas.edit(f"{place}/edit/pathways/pathways/new", name="Our own Lithuania", pathway="lt_humanitarian", country="LT")
    tomas.post("/pathways")
    assert "Lithuania: humanitarian exception" not in tomas.get("/pathways")
    tomas.edit(f"{place}/edit/pathways/pathways/caupp", name="UPP as we know it")
    tomas.post(f"{place}/act/pathways", {"collection": "pathways", "record": "icorn", "remove": "1"})
    assert "Take in the starter list" not in tomas.get("/pathways")
    tomas.post("/pathways")
    page = tomas.get("/pathways")
    assert "UPP as we know it" in page
    assert "ICORN" not in page
    assert "Pathways: status" in tomas.get(place)


def test_whoever_opens_no_pathways_sees_none(alliance, pages):
    pages("mara").get("/pathways", status=403)
    assert "/pathways" not in pages("ilya").get("/today")
    pages("ilya").get("/pathways/nothing", status=404)
    pages("ilya").post("/pathways", status=403)


# -- the timeline ------------------------------------------------------------------------------------------------------


def test_all_cases_stand_on_one_timeline_with_what_fails_first_on_top(alliance, pages):
    for n, code in enumerate(("Quiet Heron", "Amber Fox", "Tall Cedar")):
        number, _page = a_case(alliance, code)
        alliance.write("tomas", number, "papers", "documents", "d", person="a", kind="national_d_visa",
                       expires=day(70 - 25 * n))  # fmt: skip
    far, _page = a_case(alliance, "Far Elm")
    alliance.write("tomas", far, "papers", "documents", "d", person="a", kind="foreign_passport", expires=day(300))
    tomas = pages("tomas")
    page = tomas.get("/timeline")
    assert page.index("Tall Cedar") < page.index("Amber Fox</a></th>") < page.index("Quiet Heron</a></th>")
    assert "1 more case has nothing in this span" in page
    assert page.count('<path class="ring') == 3
    year = tomas.get("/timeline?months=12")
    assert year.count('<path class="ring') == 4
    assert "Far Elm</a></th>" in year
    assert 'aria-current="true">12 months' in year
    assert "style=" not in year


def test_with_many_cases_the_later_ones_are_folded_away_and_still_on_the_page(alliance, pages, monkeypatch):
    from waystation.desk.papers import timeline

    monkeypatch.setattr(timeline, "SHOWN", 2)
    for n in range(5):
        number, _page = a_case(alliance, f"Amber Fox {n}")
        alliance.write("tomas", number, "papers", "documents", "d1", person="a", kind="foreign_passport",
                       country="RU", issued=day(-60), expires=day(10 + n))  # fmt: skip
    shown, folded = pages("tomas").get("/timeline").split('<details class="further">')
    assert "Amber Fox 1" in shown and "Amber Fox 2" not in shown
    assert "3 more cases, later" in folded and all(f"Amber Fox {n}" in folded for n in (2, 3, 4))


def test_one_case_has_a_timeline_of_the_parts_that_its_reader_opens(alliance, pages):
    number, _page = a_case(alliance)
    alliance.write("tomas", number, "papers", "exit_checks", "e", person="a", at=moment(-1), valid_until=day(13),
                   answer="go", source="lawyer")  # fmt: skip
    alliance.write("ilya", number, "needs", review_on=day(20))
    place = f"/cases/{number.hex()}/timeline"
    assert "Exit check: No obstacle found" in pages("tomas").get(place)
    shown = pages("ilya").get(place)
    assert "Look at the plan again" in shown
    assert "Exit check" not in shown.replace("Exit checks</li>", "")
