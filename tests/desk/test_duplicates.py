"""The partner refers "Ковалёв Р."; last week "R. Kovalyov" used the web form, a friend wrote about "Kovalev"."""

import re

import pytest

from waystation.casework.errors import BadValue
from waystation.store.files import casefiles
from waystation.store.models import Likeness, LogLine, Merge
from waystation.store.verifying import merging


def url(number, *rest):
    return "/".join((f"/cases/{number.hex()}", *rest))


def state(alliance, name, number, part):
    return casefiles.open_file(alliance.keys(name), number).states[part]


@pytest.fixture
def three(alliance):
    """Amber Fox by the web form, Tall Cedar by a friend, Quiet Heron by the partner; oldest first."""
    rule = {"rule": "Write only, never call: his brother has the phone by day.", "safe_hours": "02:00 to 02:20"}
    amber = alliance.case("Amber Fox", contact={"alias": "R. Kovalyov", "duress_word": "umbrella", **rule})
    cedar = alliance.case("Tall Cedar", contact={"alias": "Kovalev"})
    quiet = alliance.case(
        "Quiet Heron", contact={"alias": "Ковалёв Р.", "rule": "Call after nine.", "safe_hours": "21:00"}
    )
    return amber, cedar, quiet


def merged(pages, number, other, rule=""):
    noor = pages("noor")
    page = noor.post(url(number, "duplicates/merge"), {"other": other.hex()}, status=200)
    assert "Which safe-contact rule stands?" in page
    noor.post(url(number, "duplicates/merge"), {"other": other.hex(), "rule": rule})


def decision(page):
    return re.search(r'name="decision" value="([0-9a-f]{32})"', page)[1]


def opened_parts(alliance, number):
    """How often a case's parts stand in the access log as opened."""
    from waystation.store.sealed import accesslog

    file = casefiles.open_file(alliance.noor, number)
    circles = {part.circle for part in file.parts.values() if part.circle}
    return sum(bool(circles & set(line.circles)) for line in accesslog.lines(count=1000) if line.act == "open")


def test_the_match_is_proposed_with_a_score_and_reasons_and_neither_file_is_opened(alliance, pages, three):
    amber, cedar, quiet = three
    assert "2 possible duplicates" in pages("mara").get(url(quiet))
    before = [opened_parts(alliance, number) for number in (amber, cedar)]
    page = pages("noor").get(url(quiet, "duplicates"))
    assert "Amber Fox" in page and "Tall Cedar" in page and page.index("Amber Fox") < page.index("Tall Cedar")
    assert re.search(r"likeness \d\d/100", page) and "A first letter fits." in page
    assert [opened_parts(alliance, number) for number in (amber, cedar)] == before
    assert "R. Kovalyov" not in page and "never call" not in page


def test_a_verifier_merges_and_both_cases_name_each_other(alliance, pages, three):
    amber, _cedar, quiet = three
    merged(pages, quiet, amber)
    needs = state(alliance, "noor", quiet, "needs")
    assert needs.get("status") == "duplicate" and needs.get("closure_reason") == "duplicate"
    assert needs.get("closure_approved_by") is None and state(alliance, "noor", amber, "needs").get("status") is None
    for number, other in ((quiet, "Amber Fox"), (amber, "Quiet Heron")):
        [line] = state(alliance, "noor", number, "verification").rows("duplicates").values()
        assert line["case"] == other and line["same"] is True and line["decided_by"] == alliance.id("noor").hex()
    page = pages("noor").get(url(quiet, "duplicates"))
    assert "The older case goes on: Amber Fox" in re.sub(r"\s+", " ", page) and "1 possible" in pages("noor").get(
        url(quiet)
    )


def test_one_safe_contact_rule_stands_and_no_duress_word_is_lost(alliance, pages, three):
    amber, _cedar, quiet = three
    merged(pages, quiet, amber)
    mara = pages("mara")
    assert "let one safe-contact rule stand" in mara.get("/today")
    page = mara.get(url(quiet, "duplicates"))
    assert "never call" in page and "Call after nine." in page
    assert "never call" not in pages("noor").get(url(quiet, "duplicates"))
    mara.post(url(quiet, "duplicates/settle"), {"decision": decision(page), "rule": amber.hex()})
    for number in (amber, quiet):
        contact = state(alliance, "mara", number, "contact")
        assert contact.get("rule").startswith("Write only") and contact.get("safe_hours") == "02:00 to 02:20"
    assert state(alliance, "mara", amber, "contact").get("duress_word") == "umbrella"
    assert "let one safe-contact rule stand" not in mara.get("/today")


def test_undo_puts_everything_back(alliance, pages, three):
    amber, _cedar, quiet = three
    merged(pages, amber, quiet, rule=amber.hex())
    mara, noor = pages("mara"), pages("noor")
    page = mara.get(url(quiet, "duplicates"))
    assert "The verifier says that of:" in page
    mara.post(url(quiet, "duplicates/settle"), {"decision": decision(page), "rule": amber.hex()})
    noor.post(url(quiet, "duplicates/undo"), {"decision": decision(noor.get(url(quiet, "duplicates")))})
    needs = state(alliance, "noor", quiet, "needs")
    assert (needs.get("status"), needs.get("closure_reason"), needs.get("closed_by")) == (None, None, None)
    assert all(not state(alliance, "noor", number, "verification").records("duplicates") for number in (amber, quiet))
    page = mara.get(url(quiet, "duplicates"))
    assert "put the safe-contact rule back" in mara.get("/today") and "Put both back" in page
    mara.post(url(quiet, "duplicates/settle"), {"decision": decision(page)})
    assert state(alliance, "mara", quiet, "contact").get("rule") == "Call after nine."
    assert "put the safe-contact rule back" not in mara.get("/today")
    assert "undone by" in noor.get(url(quiet, "duplicates")) and "2 possible" in noor.get(url(quiet))


def test_a_rule_is_not_settled_on_a_page_from_before_the_merge_was_undone(alliance, pages, three):
    amber, _cedar, quiet = three
    merged(pages, quiet, amber)
    [as_mara_saw_it], [as_noor_saw_it] = merging.every(alliance.mara), merging.every(alliance.noor)
    merging.undo(alliance.noor, as_noor_saw_it)
    with pytest.raises(BadValue):
        merging.settle(alliance.mara, as_mara_saw_it, amber)
    [now] = merging.every(alliance.mara)
    assert now.undone == alliance.id("noor") and not now.settled_by
    assert state(alliance, "mara", quiet, "contact").get("rule") == "Call after nine."


def test_a_merge_undone_on_a_page_from_before_its_rule_was_settled_has_the_rule_put_back(alliance, pages, three):
    amber, _cedar, quiet = three
    merged(pages, quiet, amber)
    [as_noor_saw_it] = merging.every(alliance.noor)
    merging.settle(alliance.mara, merging.every(alliance.mara)[0], amber)
    merging.undo(alliance.noor, as_noor_saw_it)
    with pytest.raises(BadValue):
        merging.undo(alliance.noor, as_noor_saw_it)
    [now] = merging.waiting(alliance.mara)
    merging.put_back(alliance.mara, now)
    assert state(alliance, "mara", quiet, "contact").get("rule") == "Call after nine."
    with pytest.raises(BadValue):
        merging.put_back(alliance.mara, now)
    assert not merging.waiting(alliance.mara)


def test_two_people_are_kept_apart_and_nobody_asks_again(alliance, pages, three):
    _amber, cedar, quiet = three
    noor = pages("noor")
    noor.post(url(quiet, "duplicates/apart"), {"other": cedar.hex()})
    assert "two people" in noor.get(url(quiet, "duplicates")) and "1 possible duplicate" in pages("mara").get(
        url(quiet)
    )
    assert state(alliance, "noor", quiet, "needs").get("status") is None


def test_a_case_is_merged_once_and_only_with_what_is_alike_and_only_by_a_verifier(alliance, pages, three):
    amber, cedar, quiet = three
    stranger = alliance.case("Late Swan", contact={"alias": "Хава"})
    merged(pages, quiet, amber)
    pages("noor").post(url(quiet, "duplicates/merge"), {"other": cedar.hex(), "rule": ""}, status=400)
    pages("noor").post(url(quiet, "duplicates/merge"), {"other": stranger.hex()}, status=404)
    pages("noor").post(url(quiet, "duplicates/merge"), {"other": quiet.hex()}, status=404)
    for name in ("mara", "tomas"):
        pages(name).post(url(cedar, "duplicates/merge"), {"other": amber.hex(), "rule": ""}, status=403)
    page = pages("noor").get(url(quiet, "duplicates"))
    pages("mara").post(url(quiet, "duplicates/undo"), {"decision": decision(page)}, status=403)
    assert Merge.objects.count() == 1


def test_what_a_partner_says_is_looked_for_by_post_and_leaves_only_a_line_in_the_log(alliance, pages, three):
    noor, before = pages("noor"), (Likeness.objects.count(), LogLine.objects.count())
    assert "Nothing alike" not in noor.get("/duplicates")
    page = noor.post("/duplicates", {"name": "كوفاليف رومان", "born": "1995"}, status=200)
    assert "Amber Fox" in page and "Tall Cedar" in page
    assert Likeness.objects.count() == before[0]
    last = LogLine.objects.order_by("-n").first()
    assert b"look for duplicates" in bytes(last.line) and "كوفاليف".encode() not in bytes(last.line)
    assert "Amber Fox" not in noor.get("/duplicates?name=Kovalev")


def test_a_case_without_a_key_is_named_and_leads_nowhere(alliance, pages, three):
    amber, *_rest = three
    page = pages("tomas").post("/duplicates", {"name": "R. Kovalyov"}, status=200)
    assert "Amber Fox" in page and "You have no key of this case." in page and amber.hex() not in page


@pytest.mark.parametrize("name", ["ilya", "ruth", "pat", "ada", "dina", "otto"])
def test_others_neither_look_nor_see_the_page_in_their_menu(alliance, pages, three, name):
    pages(name).get("/duplicates", status=403)
    assert 'href="/duplicates"' not in pages(name).get("/members")


def test_a_case_opened_from_the_first_form_says_what_it_is_like(alliance, pages, three):
    mara = pages("mara")
    mara.post("/cases/new", {"alias": "Kovaljov R.", "region": "Шали"})
    number = re.findall(r"/cases/([0-9a-f]{32})", mara.get("/cases"))
    assert any("3 possible duplicates" in mara.get(f"/cases/{n}") for n in number)
