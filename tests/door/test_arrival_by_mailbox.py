"""A person says themself that they arrived: with the code that they were given, in their mailbox at the door."""

import datetime
import re

import pytest

from waystation.casework.byhand import going
from waystation.store.files import casefiles, cases, granting
from waystation.store.travel import arrivals, journeys


def soon(hours):
    return (datetime.datetime.now(datetime.UTC) + datetime.timedelta(hours=hours)).isoformat(timespec="minutes")


@pytest.fixture
def travelling(alliance, pages, visitor):
    """A case that came through the door and is about to arrive: its number, its mailbox's words and id."""
    words = visitor.write()
    box = re.search(r"/inbox/([0-9a-f]{32})", pages("mara").get("/inbox"))[1]
    pages("mara").post(f"/inbox/{box}/case")
    number = bytes.fromhex(re.search(r"/cases/([0-9a-f]{32})", pages("mara").last.url)[1])
    alliance.write("mara", number, "contact", duress_word="blue sky")
    alliance.clear(number)
    alliance.write("ilya", number, "needs", origin_partner="Lighthouse")
    file = casefiles.open_file(alliance.ilya, number)
    cases.put(alliance.ilya, file.part("needs").circle, "needs", "stage", ("S9", "They travel."))
    granting.hand_over(casefiles.open_file(alliance.ilya, number), 9)
    alliance.write("sam", number, "journey", alias="Heron", reception=alliance.id("ben").hex())
    leg = {"number": 1, "transport": "air", "from_place": "SVO", "to_place": "YYZ"}
    circle = casefiles.open_file(alliance.sam, number).part("journey").circle
    times = {"departs": soon(-9), "arrives": soon(1)}
    cases.state(alliance.sam, circle, "journey", "legs", "l1", leg | times)
    return number, words, box


def code_of(pages, number):
    page = pages("sam").post(f"/cases/{number.hex()}/journey", {"act": "code"}, status=200)
    return re.search(r'<p class="words">([^<]+)</p>', page)[1]


def landed(alliance, number):
    return going.confirmed(journeys.journey(casefiles.open_file(alliance.sam, number)).goes)


def test_the_code_in_a_letter_confirms_the_arrival_and_then_the_origin_partners_keys_end(
    alliance, pages, visitor, travelling
):
    number, words, box = travelling
    code = code_of(pages, number)
    assert "arrival code" not in pages("mara").get(f"/inbox/{box}")
    visitor.send(visitor.open(words), f"We are at the hotel. {code.title()}! Thank you.")
    assert "They wrote their arrival code" in pages("mara").get(f"/inbox/{box}")
    pages("mara").post(f"/inbox/{box}/arrived")
    word = landed(alliance, number)
    assert word.member == alliance.id("mara") and word.how == arrivals.HOW
    assert "arrival code" not in pages("mara").get(f"/inbox/{box}")
    case = f"/cases/{number.hex()}"
    assert "confirmed it themself" in pages("sam").get(f"{case}/journey")
    landed_now = {"landed_at": soon(0), "met_by": alliance.id("ben").hex(), "reception_told": True}
    alliance.write("sam", number, "journey", **landed_now)
    pages("mara").get(case)
    pages("sam").post(f"{case}/stage", {"to": "S10", "reason": "They were met and confirmed it."})
    pages("ilya").post(f"{case}/leaving")
    pages("mara").get(case, status=404)


@pytest.mark.parametrize("letter", ["We are here.", "acorn pouch tulip", "{code} and such a blue sky"])
def test_no_code_a_wrong_one_or_one_beside_the_duress_word_confirms_nothing(
    alliance, pages, visitor, travelling, letter
):
    number, words, box = travelling
    code = code_of(pages, number)
    visitor.send(visitor.open(words), letter.format(code=code))
    assert "Write down that they arrived" not in pages("mara").get(f"/inbox/{box}")
    pages("mara").post(f"/inbox/{box}/arrived", status=404)
    assert landed(alliance, number) is None


def test_a_long_letter_of_list_words_costs_a_bounded_number_of_guesses(
    alliance, pages, visitor, travelling, monkeypatch
):
    number, words, box = travelling
    code_of(pages, number)
    asked, check = [], arrivals.heldcards.check_of
    monkeypatch.setattr(arrivals.heldcards, "check_of", lambda *a: asked.append(a) or check(*a))
    visitor.send(
        visitor.open(words), " ".join(f"acorn tulip brick latch drone {w}" for w in arrivals.phrases.words()[:60])
    )
    pages("mara").get(f"/inbox/{box}")
    assert 0 < len(asked) <= arrivals.GUESSES
