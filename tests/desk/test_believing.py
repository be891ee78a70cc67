"""Believing: the verification file worked by those who verify, and what waits for their decision."""

import pytest

from waystation.casework.byhand.clearance import NotCleared
from waystation.store.files import casefiles, cases, granting
from waystation.store.hotline import press
from waystation.store.verifying import clearing

REASONS = "Two who do not know each other tell the same."


def means(noor, number, *sources):
    for source in sources:
        noor.edit(f"/cases/{number.hex()}/edit/verification/items/new", method="central", independent="yes",
                  source=source, finding="supports", doubt="Says little of May.")  # fmt: skip


@pytest.fixture
def number(alliance):
    return alliance.case()


def test_two_means_one_decides_another_approves_and_the_road_opens(alliance, pages, number):
    noor, lena, ilya, place = pages("noor"), pages("lena"), pages("ilya"), f"/cases/{number.hex()}/verification"
    assert "Waits for two verifiers" in ilya.get(f"/cases/{number.hex()}")
    ilya.get(f"/cases/{number.hex()}/edit/shelter", status=400)
    means(noor, number, "Lighthouse")
    page = noor.post(place, {"act": "decide", "choice": "verified", "reasons": REASONS}, status=400)
    assert "two means" in page and REASONS in page  # nothing typed is lost
    means(noor, number, "a clinic")
    noor.post(place, {"act": "decide", "choice": "verified", "reasons": REASONS}, status=302)
    assert "Somebody else must approve" in noor.get(place)
    assert "must approve your decision" in noor.post(place, {"act": "approve"}, status=400)
    ilya.get(f"/cases/{number.hex()}/edit/shelter", status=400)
    assert "Says little of May." in lena.get(place)
    lena.post(place, {"act": "approve"}, status=302)
    assert "Verified" in ilya.get(f"/cases/{number.hex()}")
    ilya.edit(f"/cases/{number.hex()}/edit/shelter", alias="Heron")
    assert "Heron" in ilya.get(f"/cases/{number.hex()}")


PRESS = "They were taken from their homes at night and driven to an old building behind the market, where they were "
PRESS += "beaten and made to name others. One was returned to his family after eleven days, and his brothers were told."


def test_scenario_3_begins_with_a_letter_that_repeats_the_newspaper_and_asks_for_the_house(alliance, pages):
    mara, noor = pages("mara"), pages("noor")
    assert "Give a title" in mara.post("/inbox/published", {"title": "", "text": PRESS}, status=400)
    mara.post("/inbox/published", {"title": "Daily, 1 April", "text": PRESS})
    said = PRESS.replace("eleven", "nine") + " In which street do you keep the others?"
    call = {"channel": "email", "said": said, "danger_now": "no", "alias": "Boy", "result": "intake"}
    mara.post("/inbox/new", mara.shown("/inbox/new") | call)
    number = mara.last.url.rsplit("/", 1)[1]
    page = noor.get(f"/cases/{number}/verification")
    assert "Daily, 1 April" in page and "They ask where a house is." in page and said not in page
    thread = mara.get("/inbox").split("/inbox/")
    [mailbox] = {part[:32] for part in thread if len(part) > 32 and part[32] == '"' and part[:32].isalnum()}
    assert "They ask where a house is." in mara.get(f"/inbox/{mailbox}")
    mara.post(f"/inbox/{mailbox}/sign", {"kind": "code_word_wrong"})
    assert "The code word was wrong" in noor.get(f"/cases/{number}/verification")
    story = casefiles.open_file(alliance.noor, bytes.fromhex(number)).states["story"]
    record = story.records("signs")[0]
    noor.edit(f"/cases/{number}/edit/story:a/signs/{record}", looked_into="He quoted it to say that it was not him.")
    assert "it was not him" in noor.get(f"/cases/{number}/verification")
    mara.post("/inbox/published", {"forget": press.told(alliance.mara)[0].id.hex()})
    assert press.told(alliance.mara) == [] and press.told(alliance.noor) == []


def test_scenario_3_an_impostor_stays_pending_and_no_key_to_a_house_can_be_granted(alliance, pages, number):
    """A caller repeats a press story and asks where the house is."""
    mara, noor, lena = pages("mara"), pages("noor"), pages("lena")
    place = f"/cases/{number.hex()}/verification"
    mara.edit(f"/cases/{number.hex()}/edit/story:a/signs/new", kind="asks_for_house", reason="Which street, twice.")
    assert "Which street, twice." in noor.get(place)
    ilya = alliance.ilya
    for compartment in clearing.GUARDED:  # Ilya is convinced, and his own program would let him
        file = casefiles.open_file(ilya, number)
        circle = cases.ensure_part(file, compartment)
        part = casefiles.part_of(circle, compartment)
        with pytest.raises(NotCleared):
            granting.grant(ilya, part, alliance.id("yusuf"), "reader", until=ilya.minute + 60)
    with pytest.raises(NotCleared):
        alliance.write("ilya", number, "shelter", alias="Heron")
    noor.post(place, {"act": "decide", "choice": "provisional", "reasons": REASONS}, status=302)
    with pytest.raises(NotCleared):
        alliance.write("ilya", number, "shelter", alias="Heron")
    why = "The account is that of somebody else, word for word, and nothing supports it."
    lena.post(place, {"act": "decide", "choice": "falsely_attributed", "reasons": why}, status=302)
    noor.post(place, {"act": "approve"}, status=302)
    assert "Wrongly attributed" in pages("ilya").get(f"/cases/{number.hex()}")
    assert why in lena.get(place)
    with pytest.raises(NotCleared):
        alliance.write("ilya", number, "shelter", alias="Heron")


def test_a_verifier_who_doubts_stops_new_grants_and_the_coordinator_is_told(alliance, pages, number):
    alliance.clear(number)
    alliance.write("ilya", number, "shelter", alias="Heron")
    noor = pages("noor")
    doubt = {"act": "decide", "choice": "pending_verification", "reasons": "A referee took his word back."}
    noor.post(f"/cases/{number.hex()}/verification", doubt)
    ilya = alliance.ilya
    part = casefiles.open_file(ilya, number).part("shelter")
    with pytest.raises(NotCleared, match="withdrawn"):
        granting.grant(ilya, part, alliance.id("dina"), "reader", until=ilya.minute + 60)
    alliance.write("ilya", number, "shelter", alias="Heron, until Monday")
    assert "withdrawn the clearance" in pages("ilya").get(f"/cases/{number.hex()}")


def test_an_appeal_is_heard_by_neither_of_the_two(alliance, pages, number):
    noor, lena, place = pages("noor"), pages("lena"), f"/cases/{number.hex()}/verification"
    means(noor, number, "a friend")
    noor.post(place, {"act": "decide", "choice": "rejected", "reasons": "Nothing that was said could be found."})
    lena.post(place, {"act": "approve"})
    noor.post(place, {"act": "appeal", "grounds": " "}, status=400)
    noor.post(place, {"act": "appeal", "grounds": "My sister can confirm it."}, status=302)
    page = lena.get(place)
    assert "My sister can confirm it." in page and "neither decided nor approved" in page
    record = next(iter(casefiles.open_file(alliance.noor, number).states["verification"].rows("appeals")))
    refused = lena.post(place, {"act": "hear", "record": record, "outcome": "stands", "reasons": REASONS}, status=400)
    assert "neither decided nor approved" in refused


def test_only_those_who_verify_open_the_file(pages, number):
    for name in ("mara", "ilya", "ruth", "otto"):
        pages(name).get(f"/cases/{number.hex()}/verification", status=403 if name != "otto" else 404)


def test_two_accounts_of_one_fact_stand_side_by_side(pages, number):
    noor = pages("noor")
    for on, says, source in (("2026-10-02", "Taken in spring", "clinic"), ("2026-10-01", "Taken in autumn", "person")):
        form = {"fact": "when", "says": says, "source": source, "on": on}
        noor.edit(f"/cases/{number.hex()}/edit/verification/claims/new", **form)
    page = noor.get(f"/cases/{number.hex()}/verification")
    assert page.index("Taken in autumn") < page.index("Taken in spring") and "differ" in page
