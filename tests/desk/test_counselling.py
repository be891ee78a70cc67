"""Counselling: screening sealed to the counsellor, a call to those on duty that says nothing, and a referral."""

import re

import pytest

from tokens import without_tokens
from waystation.casework.landing.screening import instrument
from waystation.store import clock
from waystation.store.duty import ringing
from waystation.store.files import casefiles, granting
from waystation.store.models import Due

ITEM = "better off dead"


@pytest.fixture
def number(alliance):
    """A case in settlement, opened by Ada (Needs) and Ben."""
    number = alliance.case()
    ilya = casefiles.open_file(alliance.ilya, number)
    for stage in ("S9", "S10"):
        granting.move(ilya, stage, "Landed.")
    return number


@pytest.fixture
def place(number):
    return f"/cases/{number.hex()}/counselling/a"


def answers(*points):
    return {f"q{n}": str(p) for n, p in enumerate(points)} | {"voluntary": "yes"}


def health(alliance, number):
    return casefiles.open_file(alliance.ada, number).part("health").state


def test_scenario_13_item_nine_pages_those_on_call_who_see_no_answer(alliance, pages, number, place):
    ada, mara, ilya, ben, ruth = map(pages, ("ada", "mara", "ilya", "ben", "ruth"))
    assert ITEM in ada.get(f"{place}/phq_9")
    ada.post(f"{place}/phq_9", answers(2, 2, 3, 1, 0, 1, 1, 0, 1))
    assert ada.last.url.endswith("#now") and "Stay with the person" in ada.get(place)
    for on_call in (mara, ilya):
        today = on_call.get("/today")
        alarm = today[today.index("Acute risk, call now") - 600 :][:900]
        assert "alarm" in alarm and "Quiet Heron" in alarm
        for page in (today, on_call.get(f"/cases/{number.hex()}")):
            assert "PHQ" not in without_tokens(page) and "11" not in page.split("Acute risk")[1][:80]
    for page in (ben.get("/today"), ben.get(f"/cases/{number.hex()}"), ruth.get(f"/cases/{number.hex()}")):
        assert "Acute risk" not in page and "PHQ" not in without_tokens(page)
    for other in (ben, mara, ilya, ruth):
        other.get(place, status=403)
        other.get(f"{place}/phq_9", status=403)
    ada.post(place, {"act": "over"})
    assert "Acute risk, call now" not in mara.get("/today")
    assert health(alliance, number).get("acute_risk") is False


def test_the_settlement_worker_is_told_of_a_referral_only_with_consent(alliance, pages, number, place):
    ada, ben = pages("ada"), pages("ben")
    refer = {"act": "refer", "to": "Trauma clinic"}
    assert "only if they agreed" in ada.post(place, refer, status=400)
    ada.post(place, refer | {"consented": "yes"})
    assert "Referred to counselling" not in ben.get(f"/cases/{number.hex()}/settling")
    ada.post(place, refer | {"consented": "yes", "tell": "yes"})
    page = ben.get(f"/cases/{number.hex()}/settling")
    assert "Referred to counselling" in page and "Trauma clinic" not in page


def test_scores_bands_and_answers_are_kept_for_the_counsellor_and_drawn(alliance, pages, number, place):
    ada = pages("ada")
    ada.post(f"{place}/gad_7", answers(3, 3, 2, 2, 1, 1, 0))
    ada.post(f"{place}/gad_7", answers(1, 1, 1, 0, 0, 0, 0))
    page = ada.get(place)
    assert "Moderate" in page and page.count('class="dot"') == 2 and page.count('class="path"') == 1
    assert "Feeling nervous" in page and "Nearly every day" in page
    rows = health(alliance, number).rows("screenings").values()
    assert sorted(row["score"] for row in rows) == [3, 12] and {row["by"] for row in rows} == {alliance.id("ada").hex()}
    assert "3322110" not in ada.get(f"/cases/{number.hex()}")  # the case page shows the score, never the answers


def test_a_part_of_a_questionnaire_and_one_that_was_not_wished_are_not_kept(alliance, pages, number, place):
    ada = pages("ada")
    page = ada.post(f"{place}/pcl_5", answers(*[1] * 19), status=400)
    assert "every question" in page and page.count(" checked") == 20  # nothing that was ticked is lost
    unwished = answers(*[0] * 20) | {"voluntary": ""}
    assert "Only if they chose" in ada.post(f"{place}/pcl_5", unwished, status=400)
    assert health(alliance, number) is None


def test_no_question_of_a_licensed_instrument_is_shipped_and_its_score_has_bounds(alliance, pages, number, place):
    ada = pages("ada")
    page = ada.get(f"{place}/rhs_15")
    assert "does not let us ship its questions" in page and 'type="radio"' not in page
    assert "from 0 to 56" in ada.post(f"{place}/rhs_15", {"score": "57", "voluntary": "yes"}, status=400)
    ada.post(f"{place}/rhs_15", {"score": "9", "thermometer": "6", "voluntary": "yes"})
    ada.post(f"{place}/htq", {"score": "2,6", "voluntary": "yes"})
    page = ada.get(place)
    assert "Above the cut-off" in page and "2.60" in page
    assert not instrument("rhs_15").items and not instrument("htq").items
    ada.get(f"{place}/mmpi", status=404)


def test_the_published_russian_words_are_read_to_whoever_speaks_russian_and_no_others_are_made_up(
    alliance, pages, number, place
):
    ada = pages("ada")
    assert "Little interest" in ada.get(f"{place}/phq_9")  # nobody said what they speak
    alliance.write("ilya", number, "needs", "persons", "a", languages=["ce", "ru"])
    page = ada.get(f"{place}/phq_9")
    assert '<div lang="ru"' in page and "Вам не хотелось ничего делать" in page and "Little interest" not in page
    assert "phqscreeners.com" in page and page.count('type="radio"') == 9 * 4 + 2
    assert "Little interest" in ada.post(f"{place}/phq_9", {"show": "en"}, status=200)
    for key in ("gad_7", "pcl_5"):  # no translation of which we are sure
        page = ada.get(f"{place}/{key}")
        assert "Read them to nobody in a translation of your own" in page and '<div lang="ru"' not in page
    ada.post(f"{place}/phq_9", answers(1, 0, 0, 0, 0, 0, 0, 0, 0) | {"language": "ru"})
    [row] = health(alliance, number).rows("screenings").values()
    assert (row["language"], row["score"]) == ("ru", 1)
    assert "Вам не хотелось ничего делать" in ada.get(place) and "Несколько дней" in ada.get(place)
    for used in map(instrument, ("phq_9", "gad_7", "pcl_5", "rhs_15", "htq")):
        for words in used.wordings.values():
            assert len(words.items) == len(used.items) and len(words.options) == len(used.options)
            assert all(words.items) and words.source


def test_a_score_from_any_validated_paper_is_entered_and_item_nine_still_calls(alliance, pages, number, place):
    ada, mara = pages("ada"), pages("mara")
    paper = {"score": "11", "voluntary": "yes", "language": "ce"}
    assert "question 9" in ada.post(f"{place}/phq_9", paper, status=400)
    assert "from 0 to 27" in ada.post(f"{place}/phq_9", paper | {"score": "28", "acute": "no"}, status=400)
    ada.post(f"{place}/phq_9", paper | {"acute": "no"})
    assert "Acute risk, call now" not in mara.get("/today")
    ada.post(f"{place}/pcl_5", paper | {"score": "40"})
    ada.post(f"{place}/phq_9", paper | {"acute": "yes"})
    assert "Acute risk, call now" in mara.get("/today")
    rows = health(alliance, number).rows("screenings").values()
    kept = sorted((r["instrument"], r["score"], r["language"]) for r in rows)
    assert kept == [("pcl_5", 40, "ce"), ("phq_9", 11, "ce"), ("phq_9", 11, "ce")]


def test_sessions_plan_and_the_screening_at_thirty_days(alliance, pages, number, place):
    ada = pages("ada")
    assert "Remind me to offer it" in ada.get(place)
    assert "Write a note" in ada.post(place, {"act": "session"}, status=400)
    ada.post(place, {"draft": "1", "note": "He slept badly."}, status=204)
    assert "He slept badly." in ada.get(place)
    ada.post(place, {"act": "session", "note": "He slept badly.", "next_at": "2031-01-05T10:00"})
    ada.post(place, {"act": "safety", "safety_plan": "Call M. Leave the keys with her."})
    ada.post(place, {"act": "offer", "screen_on": "2031-01-01"})
    ada.post(place, {"act": "interpreter", "clear": "yes"})
    page = ada.get(place)
    for text in ("He slept badly.", "2031-01-05 10:00", "Leave the keys", "interpreter has no tie", "2031-01-01"):
        assert text in page
    assert page.count("He slept badly.") == 1  # the draft is gone
    assert "He slept badly" not in pages("ben").get(f"/cases/{number.hex()}")


def test_a_call_needs_no_questionnaire(alliance, pages, place):
    pages("ada").post(place, {"act": "now"})
    assert "Acute risk, call now" in pages("mara").get("/today")


def test_a_call_rings_by_itself_before_anybody_looks_at_a_page_and_ends_with_the_alarm(alliance, pages, number, place):
    ada, mara = pages("ada"), pages("mara")
    ada.post(place, {"act": "now"})
    assert ringing.raise_due(clock.micros()) == 1
    page = mara.get("/alarms")
    assert "Acute risk, call now" in page and "Quiet Heron" in page
    alarm = re.search(r'action="/alarms/([0-9a-f]{32})"', page)[1]
    mara.post(f"/alarms/{alarm}", {"act": "take"})
    mara.post(f"/alarms/{alarm}", {"act": "end", "outcome": "safe", "note": "His friend is with him."})
    contact = casefiles.open_file(alliance.mara, number).states["contact"]
    assert contact.row("acute", "acutea")["ended_at"] and not Due.objects.exists()
    assert "Acute risk, call now" not in mara.get("/today")
