"""Retention, orders and closure as pure rules."""

import datetime

import pytest
from case_cast import ILYA, NOOR, RUTH, Story
from hypothesis import given
from hypothesis import strategies as st

from waystation.casework import deletion
from waystation.casework.compartments import COMPARTMENTS
from waystation.casework.deletion import Item, Order
from waystation.casework.ending import closing, retention
from waystation.casework.errors import BadValue, CriteriaUnmet, NotYourRole
from waystation.casework.folds import State

CLOSED = datetime.date(2026, 11, 27)
CASE_PARTS = [kind.key for kind in COMPARTMENTS.values() if kind.subject == "case"]


def consents(*rows, **own):
    story = Story("consent")
    if own:
        story.says(NOOR, **own)
    for n, (person, purpose, until) in enumerate(rows):
        story.lists(NOOR, "permissions", f"p{n}", person=person, purpose=purpose, until=until, given_on="2026-01-01",
                    informed=True)  # fmt: skip
    return story.state


def after(days):
    return CLOSED + datetime.timedelta(days=days)


@pytest.mark.parametrize("part", CASE_PARTS)
def test_without_any_wish_a_part_is_kept_its_own_days_or_those_that_were_set(part):
    assert retention.until(part, CLOSED, {}).on == after(COMPARTMENTS[part].retention_days)
    assert retention.until(part, CLOSED, {part: 10}, State(), ["a"]).on == after(10)


def test_a_consent_carries_a_part_on_to_its_end_if_everybody_in_it_gave_one():
    one = consents(("a", "retain_after_closure", "2030-05-05"))
    assert retention.until("needs", CLOSED, {}, one, ["a"]).on == datetime.date(2030, 5, 5)
    assert retention.until("needs", CLOSED, {}, one, ["a", "b"]).on == after(365)
    both = consents(("a", "retain_after_closure", "2030-05-05"), ("b", "retain_after_closure", "2029-01-01"))
    assert retention.until("needs", CLOSED, {}, both, ["a", "b"]).on == datetime.date(2029, 1, 1)


def test_evidence_keeps_its_story_while_that_is_agreed_and_no_other_part():
    agreed = consents(("a", "evidence_preserve", "2030-05-05"))
    assert retention.until("story", CLOSED, {}, agreed, ["a"], evidence=True).on == datetime.date(2030, 5, 5)
    assert retention.until("story", CLOSED, {}, agreed, ["a"]).on == after(365)
    assert retention.until("identity", CLOSED, {}, agreed, ["a"], evidence=True).on == after(365)


def test_who_wants_nothing_kept_is_heard_but_for_accounts_and_proof():
    no = consents(keep_after=False)
    for part in CASE_PARTS:
        on = retention.until(part, CLOSED, {}, no, ["a"]).on
        assert on == (after(2557) if part in retention.LEGAL else after(14))
        asked = retention.on_request(part, CLOSED, {}).on
        assert asked == (after(2557) if part in retention.LEGAL else CLOSED)


@given(
    st.sampled_from(CASE_PARTS), st.integers(0, 4000), st.dates(datetime.date(2026, 12, 1), datetime.date(2040, 1, 1))
)
def test_a_wish_never_shortens_what_the_law_asks_and_a_consent_never_shortens_anything(part, days, end):
    plain = retention.until(part, CLOSED, {part: days}).on
    agreed = consents(("a", "retain_after_closure", end.isoformat()), keep_after=False)
    found = retention.until(part, CLOSED, {part: days}, agreed, ["a"]).on
    assert found == plain if part in retention.LEGAL else found == max(plain, end)


# -- two hands ---------------------------------------------------------------------------------------------------------


def proposed(who=ILYA):
    story = Story("needs")
    story.says(who, closure_reason="relocated_settled", closed_by=who.decode())
    return story


def test_an_approval_is_by_another_hand_and_of_this_very_proposal():
    story = proposed()
    with pytest.raises(NotYourRole):
        closing.approver(story.state, "Ilya")
    approves = closing.approver(story.state, "Ruth")
    assert not closing.two_hands(story.state)
    story.says(RUTH, closure_approved_by="Ruth", closure_approves=approves)
    assert closing.two_hands(story.state)
    story.says(ILYA, closure_reason="fraud", closed_by="Ilya")
    assert not closing.two_hands(story.state)


@pytest.mark.parametrize("hand", [ILYA, NOOR])
def test_a_name_typed_by_the_proposer_is_no_approval(hand):
    story = proposed()
    approves = closing.approver(story.state, "Ruth")
    story.says(hand, closure_approved_by="Ruth" if hand == ILYA else "Ilya", closure_approves=approves)
    assert not closing.two_hands(story.state)


def test_two_proposals_side_by_side_are_approved_by_nobody():
    story = Story("needs")
    story.says(ILYA, closure_reason="relocated_settled", closed_by="Ilya")
    story.says(NOOR, knowing=[], closure_reason="fraud", closed_by="Noor")
    with pytest.raises(CriteriaUnmet):
        closing.approver(story.state, "Ruth")


def test_an_order_reads_as_it_was_written_and_anything_else_is_refused():
    order = Order(
        "ab" * 16, "request", "2026-11-27", (Item("cd" * 16, "story", "2026-11-27"), Item("ef" * 16, "money", ""))
    )
    assert deletion.read(order.text) == order
    assert order.gone_by(CLOSED) == [bytes.fromhex("cd" * 16)] and order.gone_by(after(-1)) == []
    assert deletion.digest(order.text) != deletion.digest(order.text.replace("story", "needs"))
    for wrong in ("", "{}", order.text.replace("2026-11-27", "soon"), order.text.replace("cd", "zz")):
        with pytest.raises(BadValue):
            deletion.read(wrong)


def test_what_is_open_is_listed_and_what_is_done_is_not():
    money, journey = Story("money"), Story("journey")
    money.lists(ILYA, "payments", "m1", purpose="food", status="approved")
    money.lists(ILYA, "payments", "m2", purpose="food", status="paid")
    money.lists(ILYA, "tasks", "t1", what="Ask for the receipt")
    money.lists(ILYA, "tasks", "t2", what="Pay", done=True)
    journey.lists(ILYA, "legs", "l1", from_place="A", to_place="B", status="go")
    found = closing.still_open({"money": money.state, "journey": journey.state})
    assert [(o.what, o.text) for o in found] == [
        ("Task", "Ask for the receipt"), ("Payment not made", "Food"), ("Leg not ended", "A – B")]  # fmt: skip
    journey.says(ILYA, landed_at="2026-11-01 10:00")
    assert len(closing.still_open({"money": money.state, "journey": journey.state})) == 2


def test_what_left_under_a_consent_that_was_taken_back_is_to_be_asked_back():
    story = Story("consent")
    story.lists(
        NOOR, "permissions", "p1", person="a", purpose="apply", given_on="2026-01-01", withdrawn_on="2026-02-01"
    )
    story.lists(NOOR, "disclosures", "d1", person="a", purpose="apply", to="Lithuania", what="Passport")
    assert [o.text for o in closing.still_open({"consent": story.state})] == ["Lithuania: Passport"]
    story.lists(NOOR, "disclosures", "d1", recalled_on="2026-02-02")
    assert closing.still_open({"consent": story.state}) == []
