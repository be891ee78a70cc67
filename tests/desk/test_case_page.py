"""Working a case: editing, two at once, drafts, undo, tasks, the road, and what was typed when a session ended."""

import datetime
import re

import pytest

from waystation.store.files import casefiles, granting
from waystation.store.members import sessions
from waystation.store.sealed import drafts


def url(number, *rest):
    return "/".join((f"/cases/{number.hex()}", *rest))


def test_mara_opens_a_case_and_ilya_sees_it_at_once(alliance, pages):
    pages("mara").post("/cases/new", {"alias": "Рамзан", "danger_now": "yes", "region": "Грозный"})
    page = pages("ilya").get("/cases")
    [number] = re.findall(r"/cases/([0-9a-f]{32})", page)
    assert "Рамзан" in pages("ilya").get(f"/cases/{number}")


def test_a_case_needs_at_least_a_name_to_call_them_by_and_nothing_typed_is_lost(alliance, pages):
    page = pages("mara").post("/cases/new", {"alias": "x" * 300, "region": "Шали"}, status=400)
    assert "This is too long" in page and "x" * 300 in page and "Шали" in page


def test_two_people_edit_one_field_and_both_values_stand_until_one_is_chosen(alliance, pages):
    number = alliance.case()
    ilya, noor = pages("ilya"), pages("noor")
    path = url(number, "edit", "needs")
    forms = {who: re.search(r'name="shown" value="([^"]*)"', who.get(path))[1] for who in (ilya, noor)}
    ilya.post(path, {"shown": forms[ilya], "diet": "no pork"})
    noor.post(path, {"shown": forms[noor], "diet": "vegetarian"})
    page = ilya.get(url(number))
    assert "no pork" in page and "vegetarian" in page and "Two values stand" in page
    assert "Two values stand" in ilya.get("/today")
    [chosen] = re.findall(r'vegetarian.*?name="choose" value="([0-9a-f]+)"', page, re.S)[:1]
    ilya.post(url(number, "act", "needs"), {"field": "diet", "choose": chosen})
    page = ilya.get(url(number))
    assert "vegetarian" in page and "no pork" not in page


def test_two_people_edit_different_fields_and_neither_overwrites_the_other(alliance, pages):
    number = alliance.case()
    ilya, noor, path = pages("ilya"), pages("noor"), url(number, "edit", "needs")
    forms = {who: re.search(r'name="shown" value="([^"]*)"', who.get(path))[1] for who in (ilya, noor)}
    ilya.post(path, {"shown": forms[ilya], "diet": "no pork"})
    noor.post(path, {"shown": forms[noor], "allergies": "cats"})
    page = ilya.get(url(number))
    assert "no pork" in page and "cats" in page and "Two values stand" not in page


def test_history_shows_who_changed_what_and_undo_puts_it_back(alliance, pages):
    number = alliance.case()
    ilya = pages("ilya")
    ilya.edit(url(number, "edit", "needs"), allergies="cats")
    ilya.edit(url(number, "edit", "needs"), allergies="nuts")
    page = ilya.get(url(number, "history", "needs"))
    assert "cats" in page and "nuts" in page and "Ilya" in page
    undo = re.findall(r'name="undo" value="([0-9a-f]+)"', page)[0]
    ilya.post(url(number, "act", "needs"), {"undo": undo, "back": "history"})
    assert casefiles.open_file(alliance.ilya, number).states["needs"].get("allergies") == "cats"


def test_a_draft_survives_and_is_sealed_and_can_be_thrown_away(alliance, pages):
    number = alliance.case()
    ilya, path = pages("ilya"), url(number, "edit", "needs")
    shown = re.search(r'name="shown" value="([^"]*)"', ilya.get(path))[1]
    ilya.post(path, {"shown": shown, "diet": "half a senten", "draft": "1"}, status=204)
    page = ilya.get(path)
    assert "half a senten" in page and "your draft" in page
    assert "half a senten" not in pages("noor").get(path)
    ilya.post(path, {"forget": "1"})
    assert "half a senten" not in ilya.get(path)


def test_what_was_typed_survives_an_ended_session(alliance, pages):
    number = alliance.case()
    ilya, path = pages("ilya"), url(number, "edit", "needs")
    shown = re.search(r'name="shown" value="([^"]*)"', ilya.get(path))[1]
    sessions.cut(alliance.ilya.pseudonym)
    page = ilya.post(path, {"shown": shown, "diet": "typed at three in the morning"}, status=401)
    assert "typed at three in the morning" in page and "is kept on this page" in page


def test_tasks_are_added_shown_on_today_and_done(alliance, pages):
    number = alliance.case()
    ilya = pages("ilya")
    due = {"what": "Ask for the second house", "owner": alliance.id("ilya").hex(), "due": "2020-01-01T10:00"}
    ilya.edit(url(number, "edit", "needs", "tasks", "new"), **due)
    assert "Task" in ilya.get("/today")
    [record] = re.findall(r'name="record" value="([0-9a-f]+)"><button class="link" name="done"', ilya.get(url(number)))
    ilya.post(url(number, "act", "needs"), {"record": record, "done": "1"})
    assert casefiles.open_file(alliance.ilya, number).states["needs"].row("tasks", record)["done"] is True


def test_a_case_that_is_not_ready_says_what_is_missing_and_moves_with_a_reason(alliance, pages):
    number = alliance.case()
    ilya = pages("ilya")
    page = ilya.post(url(number, "stage"), {"to": "S1"}, status=409)
    assert "The contact was triaged." in page
    ilya.post(url(number, "stage"), {"to": "S1", "reason": "Life in danger"})
    assert casefiles.open_file(alliance.ilya, number).stage == "S1"


def test_a_move_hands_the_keys_to_those_who_open_more_from_there(alliance, pages):
    number = alliance.case()
    for stage in ("S1", "S2"):
        pages("ilya").post(url(number, "stage"), {"to": stage, "reason": "x"})
    pages("tomas").get(url(number), status=404)
    pages("noor").post(url(number, "stage"), {"to": "S3", "reason": "x"})
    assert "Quiet Heron" in pages("tomas").get(url(number))


def test_a_visa_officer_cannot_begin_a_journey(alliance, pages):
    number = alliance.case()
    page = pages("noor").post(url(number, "stage"), {"to": "S9", "reason": "x"}, status=400)
    assert "does not go from" in page


def test_access_is_granted_with_the_persons_word_and_ended(alliance, pages):
    number = alliance.case()
    ilya, path = pages("ilya"), url(number, "access", "needs")
    form = {"to": alliance.id("dina").hex(), "until": "2099-01-01T10:00"}
    assert "No consent in force covers this (Receive services)" in ilya.post(path, form, status=400)
    assert "No consent in force" in ilya.post(path, form | {"consent": "1", "note": "stay"}, status=400)
    agree(ilya, number, purpose="consent_for_services")
    ilya.post(path, form)
    assert "Quiet Heron" in pages("dina").get(url(number))
    [end] = re.findall(r"Dina.*?name=\"end\" value=\"([0-9a-f]+)\"", ilya.get(path), re.S)[:1]
    ilya.post(path, {"end": end})
    ilya.edit(url(number, "edit", "needs"), allergies="written after the end")
    page = pages("dina").client.get(url(number)).content.decode()
    assert "written after the end" not in page


def agree(page, number, **values):
    """Records that the first person agreed to something, today and for a long time."""
    given = {"person": "a", "given_on": "2026-01-01", "until": "2099-01-01", "informed": "yes", "source": "individual"}
    page.edit(url(number, "edit", "consent", "permissions", "new"), **(given | values))


def test_what_cannot_wait_is_granted_with_a_reason_and_without_a_consent(alliance, pages):
    number = alliance.case()
    form = {"to": alliance.id("dina").hex(), "until": "2099-01-01T10:00", "consent": "1"}
    pages("ilya").post(url(number, "access", "needs"), form | {"note": "they stand before the door now"})
    assert "they stand before the door now" in pages("noor").get(url(number, "access", "needs"))


def test_a_consent_to_one_purpose_covers_no_other_and_wishes_are_read_before_sharing(alliance, pages):
    number = alliance.case()
    alliance.write("noor", number, "story", summary="what happened")
    noor, path = pages("noor"), url(number, "access", "story:a")
    agree(noor, number, purpose="consent_for_services")
    limit = {"person": "a", "what": "the statement", "from_whom": "my cousin in the same case"}
    noor.edit(url(number, "edit", "consent", "limits", "new"), **limit)
    assert "my cousin in the same case" in noor.get(path)
    form = {"to": alliance.noor.directory.team_of("visa").hex()}
    assert "(Apply to a country)" in noor.post(path, form, status=400)
    agree(noor, number, purpose="apply", country="CA", withdrawn_on="2026-02-01")
    assert "(Apply to a country)" in noor.post(path, form, status=400)
    agree(noor, number, purpose="apply", country="CA")
    noor.post(path, form)
    assert "what happened" in pages("tomas").get(url(number))


def test_who_may_not_read_consents_says_that_the_person_agreed(alliance, pages):
    number = alliance.case()
    alliance.write("noor", number, "consent", keep_after=True)
    mara, path = pages("mara"), url(number, "access", "contact")
    form = {"to": alliance.mara.directory.team_of("coordinator").hex()}
    assert "Ask the person first" in mara.post(path, form, status=400)
    mara.post(path, form | {"consent": "1"})


def test_a_second_person_has_a_story_of_their_own(alliance, pages):
    number = alliance.case()
    ilya = pages("ilya")
    ilya.edit(url(number, "edit", "needs", "persons", "new"), letter="B", age_band="25_39")
    file = casefiles.open_file(alliance.noor, number)
    other = next(p for p in file.persons if p != "a")
    pages("noor").edit(url(number, "edit", "story:a"), summary="the first person's words")
    pages("noor").edit(url(number, "edit", f"story:{other}"), summary="the second person's words")
    file = casefiles.open_file(alliance.noor, number)
    assert file.part("story").circle != file.part("story", other).circle
    assert file.part("story", other).state.get("summary") == "the second person's words"


def test_drafts_of_two_places_do_not_mix(alliance):
    ilya = alliance.ilya
    drafts.keep(ilya, "one", drafts.Draft({"a": "1"}, {}, (), 1))
    drafts.keep(ilya, "two", drafts.Draft({"a": "2"}, {}, (), 1))
    assert drafts.look(ilya, "one").typed == {"a": "1"}


def test_ilya_opens_a_house_and_dina_sees_it_only_by_a_grant(alliance, pages):
    ilya = pages("ilya")
    assert "code name" in ilya.post("/houses/new", {"status": "planned"}, status=400)
    ilya.post("/houses/new", {"code_name": "Birch", "status": "active"})
    [number] = re.findall(r"/houses/([0-9a-f]{32})", ilya.get("/houses"))
    ilya.edit(f"/houses/{number}/edit/address", street="Invented Street 5")
    assert "Invented Street 5" in ilya.get(f"/houses/{number}")
    assert "Birch" not in pages("dina").get("/houses")
    form = {"to": alliance.id("dina").hex(), "until": "2099-01-01T10:00", "consent": "1"}
    ilya.post(f"/houses/{number}/access/capacity", form)
    page = pages("dina").get(f"/houses/{number}")
    assert "Birch" in pages("dina").get("/houses") and "Invented Street 5" not in page
    pages("mara").post("/houses/new", {"code_name": "Alder"}, status=403)


def test_break_glass_takes_two_a_reason_and_an_end_and_stays_in_the_file(alliance, pages):
    number = alliance.case()
    alliance.write("mara", number, "story", summary="what only verifiers open")
    ruth, noor, ilya = pages("ruth"), pages("noor"), pages("ilya")
    assert "what only verifiers open" not in ruth.get(url(number))
    assert "in a sentence" in ruth.post(url(number, "glass", "story:a"), {"reason": "", "hours": "2"}, status=400)
    assert "1 to 24" in ruth.post(
        url(number, "glass", "story:a"), {"reason": "Held at the border", "hours": "99"}, status=400
    )
    ruth.post(url(number, "glass", "story:a"), {"reason": "Held at the border, the lawyer asks", "hours": "2"})
    ilya.post(url(number, "glass", "story:a"), {"reason": "Curious about it all", "hours": "2"}, status=403)
    [record] = casefiles.open_file(alliance.noor, number).states["needs"].records("openings")
    ruth.post(url(number, "glass"), {"record": record}, status=403)  # nobody grants their own wish
    ilya.post(url(number, "glass"), {"record": record}, status=403)  # nor one who does not grant that part
    assert "asks to open a sealed part" in noor.get("/today")
    noor.post(url(number, "glass"), {"record": record})
    assert "what only verifiers open" in ruth.get(url(number))
    later = alliance.ruth
    later.minute = later.directory.minute = later.minute + 121
    assert casefiles.open_file(later, number).part("story").reading is None
    page = ilya.get(url(number))
    assert "Held at the border" in page and "Opened in an emergency" in page
    assert "Tell the person" in ilya.get(url(number))


def test_a_houses_address_opens_in_an_emergency_by_two_and_for_some_hours(alliance, pages):
    ilya, ruth = pages("ilya"), pages("ruth")
    ilya.post("/houses/new", {"code_name": "Birch", "status": "active"})
    [number] = re.findall(r"/houses/([0-9a-f]{32})", ilya.get("/houses"))
    ilya.edit(f"/houses/{number}/edit/address", street="Invented Street 5")
    assert "Invented Street 5" not in ruth.get(f"/houses/{number}")
    ruth.post(f"/houses/{number}/glass/address", {"reason": "The host does not answer", "hours": "1"})
    page = ilya.get(f"/houses/{number}")
    record = re.search(r'id="glass".*?name="record" value="([0-9a-f]+)"', page, re.DOTALL)[1]
    ruth.post(f"/houses/{number}/glass", {"record": record}, status=403)
    assert "asks to open a sealed part" in ilya.get("/today")
    ilya.post(f"/houses/{number}/glass", {"record": record})
    assert "Invented Street 5" in ruth.get(f"/houses/{number}")
    assert "The host does not answer" in ilya.get(f"/houses/{number}")


def openings(alliance, number, name, **values):
    """States a request past the pages, as a program of a member's own could."""
    alliance.write(name, number, "needs", "openings", "0a0a0a", **values)


@pytest.mark.parametrize(
    "values",
    [
        {"reason": "only a reason"},
        {"part": "no such part", "by": "0" * 32, "hours": 2, "reason": "what is this"},
        {"part": "story:a", "hours": 2, "reason": "by nobody at all"},
        {"part": "story:a", "by": "not an id", "hours": 2, "reason": "by nobody at all"},
        {"part": "story:a", "by": "0" * 32, "hours": 99999, "reason": "for ever and ever"},
        {"part": "story:zzzz", "by": "0" * 32, "hours": 1, "reason": "a person who is not"},
    ],
)
def test_a_request_that_no_page_makes_breaks_no_page_and_asks_for_nothing(alliance, pages, values):
    number = alliance.case()
    alliance.write("mara", number, "story", summary="what only verifiers open")
    openings(alliance, number, "ilya", **values)
    noor = pages("noor")
    for path in ("/today", "/cases", "/road", url(number)):
        noor.get(path)
    noor.post(url(number, "glass"), {"record": "0a0a0a"}, status=404)


def test_nobody_breaks_the_glass_in_anothers_name_or_beyond_their_role(alliance, pages):
    number = alliance.case()
    alliance.write("mara", number, "story", summary="what only verifiers open")
    request = {"part": "story:a", "hours": 2, "reason": "I am not curious at all"}
    openings(alliance, number, "ilya", by=alliance.id("ruth").hex(), **request)
    pages("noor").post(url(number, "glass"), {"record": "0a0a0a"}, status=404)
    openings(alliance, number, "ilya", by=alliance.id("ilya").hex(), **request)
    pages("noor").post(url(number, "glass"), {"record": "0a0a0a"}, status=404)
    assert "what only verifiers open" not in pages("ilya").get(url(number))
    pages("ilya").get(url(number, "edit", "needs", "openings", "new"), status=404)


def test_contact_opens_in_an_emergency_by_a_coordinator(alliance, pages):
    number = alliance.case(contact={"safe_hours": "only after ten"})
    ruth, ilya = pages("ruth"), pages("ilya")
    assert "only after ten" not in ruth.get(url(number))
    ruth.post(url(number, "glass", "contact"), {"reason": "Nobody of the hotline answers", "hours": "1"})
    record = re.search(r'id="glass".*?name="record" value="([0-9a-f]+)"', ilya.get(url(number)), re.DOTALL)[1]
    ilya.post(url(number, "glass"), {"record": record})
    assert "only after ten" in ruth.get(url(number))


def test_today_says_what_a_task_is_about(alliance, pages):
    number = alliance.case()
    due = alliance.ilya.minute + 60
    at = datetime.datetime.fromtimestamp(due * 60, datetime.UTC).isoformat(timespec="minutes")
    alliance.write("ilya", number, "needs", "tasks", "t1", what="Buy a warm coat, " + "size forty " * 12, due=at)
    page = pages("ilya").get("/today")
    assert "Buy a warm coat, size forty" in page and "size forty " * 8 not in page


def test_what_nobody_began_is_missing_and_not_hidden_from_those_who_would_open_it(alliance, pages):
    number = alliance.case()
    granting.move(casefiles.open_file(alliance.ilya, number), "S1", "in time")
    granting.move(casefiles.open_file(alliance.noor, number), "S2", "in time")
    page = pages("noor").get(url(number))
    assert "You cannot see this" not in page[page.index('id="next"') : page.index("S12")]
