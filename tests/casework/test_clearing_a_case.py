"""Clearing a case: nothing about beds and legs counts before two verifiers have said so with their own hands."""

import msgspec
import pytest
from case_cast import ILYA, LENA, MARA, NOOR, RUTH, Story
from hypothesis import given
from hypothesis import strategies as st

from waystation.casework.byhand import clearance
from waystation.casework.byhand.clearance import PROVISIONAL, VERIFIED, WITHDRAWN, WORDS, NotCleared, Word, level
from waystation.casework.errors import BadValue, CriteriaUnmet, NotYourRole
from waystation.casework.parts.verification import side_by_side
from waystation.casework.verifying import deciding

REASONS = "Two who do not know each other tell the same."


def verifies(author, minute, kind):
    """Noor and Lena clear, Ilya writes, nobody else does anything here."""
    return author if (author in (NOOR, LENA)) == (kind == "clear") and author in (NOOR, LENA, ILYA) else b""


@pytest.fixture
def shelter():
    return Story("shelter", verifies, cleared=False)


def test_what_a_coordinator_wrote_before_the_case_was_cleared_counts_nothing(shelter):
    early = shelter.says(ILYA, alias="Heron")
    assert shelter.state.get("alias") is None and shelter.state.refused == [early.id]
    shelter.clears(NOOR, VERIFIED)
    shelter.says(ILYA, alias="Heron")
    assert shelter.state.get("alias") is None
    shelter.clears(LENA, VERIFIED)
    assert shelter.state.get("alias") is None  # what stands there was written too early
    shelter.says(ILYA, alias="Fox")
    assert shelter.state.get("alias") == "Fox"


def test_one_verifier_twice_is_not_two_and_nobody_else_clears(shelter):
    for author in (NOOR, NOOR, ILYA, MARA):
        shelter.clears(author, VERIFIED)
    shelter.says(ILYA, alias="Heron")
    assert level(shelter.state.words) == "" and shelter.state.get("alias") is None


def test_two_devices_of_one_verifier_are_one_voice():
    story = Story(
        "shelter", lambda author, minute, kind: b"Noor" if author == b"Noor's phone" else author, cleared=False
    )
    story.clears(NOOR, VERIFIED)
    story.clears(b"Noor's phone", VERIFIED)
    assert level(story.state.words) == ""


def test_a_word_that_is_none_clears_nothing(shelter):
    shelter.raw(NOOR, "clear", msgspec.msgpack.encode("certainly"))
    shelter.raw(LENA, "clear", b"\xc1")
    assert shelter.state.words == [] and len(shelter.state.refused) == 2


def test_after_a_withdrawal_the_stay_is_looked_after_and_nothing_new_is_shared(shelter):
    shelter.clears(NOOR, VERIFIED)
    shelter.clears(LENA, PROVISIONAL)
    assert level(shelter.state.words) == PROVISIONAL
    shelter.clears(LENA, WITHDRAWN)
    shelter.says(ILYA, alias="Heron")
    assert shelter.state.get("alias") == "Heron"
    clearance.require(shelter.state.words, now=False)
    with pytest.raises(NotCleared, match="withdrawn"):
        clearance.require(shelter.state.words)


words = st.lists(st.builds(Word, st.sampled_from(WORDS), st.sampled_from([NOOR, LENA, RUTH]), st.just(0)), max_size=8)


@given(words)
def test_no_case_is_cleared_by_fewer_than_two_or_against_a_doubt(heard):
    latest = {w.member: w.word for w in heard}
    if level(heard) in (VERIFIED, PROVISIONAL):
        assert len(latest) >= 2 and WITHDRAWN not in latest.values()
    if level(heard) == VERIFIED:
        assert list(latest.values()).count(VERIFIED) >= 2


@given(words, st.sampled_from([NOOR, LENA, RUTH]))
def test_one_who_withdraws_is_always_heard(heard, who):
    assert level([*heard, Word(WITHDRAWN, who, 0)]) == WITHDRAWN


# -- the decision ------------------------------------------------------------------------------------------------------


def means(story, count):
    for n in range(count):
        story.lists(NOOR, "items", f"i{n}", method="central", source=f"s{n}", independent=True, finding="supports")


def test_verified_needs_two_means_and_every_decision_needs_reasons():
    story = Story("verification")
    means(story, 1)
    with pytest.raises(CriteriaUnmet, match="two means"):
        deciding.check(VERIFIED, REASONS, story.state)
    means(story, 2)
    assert deciding.check(VERIFIED, REASONS, story.state)["status"] == "verified"
    with pytest.raises(BadValue, match="reasons"):
        deciding.check("rejected", "no", story.state)
    with pytest.raises(BadValue):
        deciding.check("perhaps", REASONS, story.state)


def test_nobody_approves_their_own_decision_or_none():
    story = Story("verification")
    with pytest.raises(CriteriaUnmet):
        deciding.approver(story.state, "Lena")
    story.says(NOOR, decided_by="Noor", **deciding.check(PROVISIONAL, REASONS, story.state))
    with pytest.raises(NotYourRole):
        deciding.approver(story.state, "Noor")
    story.says(LENA, approved_by="Lena", approves=deciding.approver(story.state, "Lena"))
    assert deciding.two_people(story.state) and deciding.standing(story.state) == PROVISIONAL


def test_an_appeal_is_heard_by_a_third():
    story = Story("verification")
    story.says(NOOR, decided_by="Noor", approved_by="Lena", status="rejected")
    story.lists(NOOR, "appeals", "a1", grounds="My sister can confirm it.")
    for name in ("Noor", "Lena"):
        with pytest.raises(NotYourRole):
            deciding.hears(story.state, "a1", name)
    deciding.hears(story.state, "a1", "Ruth")
    story.lists(RUTH, "appeals", "a1", outcome="stands")
    for record in ("a1", "none"):
        with pytest.raises(BadValue):
            deciding.hears(story.state, record, "Ruth")


def test_accounts_that_part_and_are_not_explained_stand_first():
    story = Story("verification")
    said = [("home", "Grozny"), ("home", "grozny "), ("when", "March"), ("when", "May"), ("actor", "police"),
            ("actor", "cousins")]  # fmt: skip
    for n, (fact, says) in enumerate(said):
        story.lists(NOOR, "claims", f"c{n}", fact=fact, says=says, source=f"s{n}", on=f"2026-11-{20 - n}")
    story.lists(NOOR, "claims", "c4", explained="Cousins who are police.")
    sides = side_by_side(story.state)
    assert [(s.fact, s.differ, s.explained) for s in sides] == [
        ("when", True, False), ("actor", True, True), ("home", False, False),
    ]  # fmt: skip
    assert [row["says"] for _id, row in sides[0].claims] == ["May", "March"]  # by date
