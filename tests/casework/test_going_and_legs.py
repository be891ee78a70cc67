"""Go and stop by hand, legs that fit or do not, and who would meet whom: stories and properties."""

import datetime

import msgspec
import pytest
from case_cast import BEN, ILYA, MARA, SAM, Story
from hypothesis import given as over
from hypothesis import strategies as st

from waystation.casework.byhand import going
from waystation.casework.byhand.going import Said
from waystation.casework.errors import BadValue, CriteriaUnmet, NotYourRole
from waystation.casework.parts.legsheet import leg_status, may_press
from waystation.casework.travel.legs import flaws, legs
from waystation.casework.travel.meeting import Presence, apart, meetings

DAY = datetime.datetime(2026, 11, 27, tzinfo=datetime.UTC)
HOUR = datetime.timedelta(hours=1)


def says(story, who, kind, word, about="", knowing=None, **more):
    return story.raw(who, kind, msgspec.msgpack.encode(Said(word, about, **more)), knowing)


def a_go(story):
    first = says(story, SAM, "go", "given")
    says(story, ILYA, "go", "approved", first.id.hex())
    return first


# -- go ----------------------------------------------------------------------------------------------------------------


def test_a_go_is_two_hands_and_a_stop_is_one():
    story = Story("journey")
    first = says(story, SAM, "go", "given")
    assert going.stands(story.state.goes) is None
    says(story, SAM, "go", "approved", first.id.hex())
    assert going.stands(story.state.goes) is None
    with pytest.raises(NotYourRole):
        going.approves(story.state.goes, SAM)
    says(story, ILYA, "go", "approved", first.id.hex())
    assert going.stands(story.state.goes).member == SAM
    says(story, MARA, "halt", "withdrawn", first.id.hex())
    assert going.stands(story.state.goes) is None


def test_a_stop_from_somebody_who_reads_nothing_ends_every_go_that_did_not_know_it():
    story = Story("journey")
    a_go(story)
    says(story, MARA, "halt", "withdrawn", knowing=[])
    assert going.stands(story.state.goes) is None
    a_go(story)  # given in knowledge of the stop
    assert going.stands(story.state.goes) is not None
    says(story, BEN, "halt", "held", knowing=[])
    assert going.stands(story.state.goes) is None and going.held(story.state.goes).member == BEN


def test_a_word_that_its_kind_does_not_say_is_refused():
    story = Story("journey")
    says(story, MARA, "halt", "approved")
    assert story.state.goes == [] and len(story.state.refused) == 1


def test_nothing_goes_before_two_verifiers_cleared_the_case_but_a_stop_counts():
    story = Story("journey", cleared=False)
    says(story, SAM, "go", "given")
    says(story, MARA, "halt", "withdrawn")
    assert [w.word for w in story.state.goes] == ["withdrawn"]


def test_an_emergency_needs_a_reason_and_an_unmet_list_needs_an_emergency():
    going.may_give([], False, "")
    with pytest.raises(CriteriaUnmet):
        going.may_give(["law"], False, "His brothers are near.")
    with pytest.raises(BadValue):
        going.may_give(["law"], True, "now")
    going.may_give(["law"], True, "His brothers are near.")


@over(st.lists(st.sampled_from(["give sam", "give ilya", "approve sam", "approve ilya", "halt mara"]), max_size=14))
def test_no_order_of_words_lets_one_hand_go_alone(acts):
    story = Story("journey")
    for act in acts:
        word, who = act.split()
        member = {"sam": SAM, "ilya": ILYA, "mara": MARA}[who]
        last = going.given(story.state.goes)
        if word == "give":
            says(story, member, "go", "given")
        elif word == "halt":
            says(story, member, "halt", "withdrawn", last.id if last else "")
        elif last:
            says(story, member, "go", "approved", last.id)
    stands = going.stands(story.state.goes)
    if stands:
        assert going.approval(story.state.goes, stands).member != stands.member
    assert not (acts and acts[-1].startswith("halt") and stands)


# -- sheets ------------------------------------------------------------------------------------------------------------


def test_a_sheet_lets_nobody_on_before_a_go_was_passed_on_and_after_it_was_stopped():
    sheet = Story("leg")
    may_press(sheet.state, "met")
    with pytest.raises(CriteriaUnmet):
        may_press(sheet.state, "under_way")
    says(sheet, ILYA, "go", "passed", "ab" * 16)
    may_press(sheet.state, "under_way")
    says(sheet, MARA, "halt", "withdrawn", "ab" * 16)
    with pytest.raises(CriteriaUnmet):
        may_press(sheet.state, "under_way")
    with pytest.raises(BadValue):
        may_press(sheet.state, "confirmed")


def test_held_outlives_what_is_pressed_after_it_and_a_late_press_stands_where_it_was_made():
    sheet = Story("leg")
    for record, state, at in (("b", "arrived", "12:00"), ("a", "under_way", "10:00")):
        sheet.lists(BEN, "presses", record, state=state, at=f"2026-11-27 {at}")
    assert leg_status(sheet.state) == "arrived"
    sheet.lists(BEN, "presses", "c", state="held", at="2026-11-27 11:00")
    assert leg_status(sheet.state) == "compromised"


# -- legs --------------------------------------------------------------------------------------------------------------


def journey(*rows):
    story = Story("journey")
    for n, (frm, to, departs, arrives) in enumerate(rows):
        story.lists(SAM, "legs", f"l{n}", number=n + 1, from_place=frm, to_place=to,
                    departs=(DAY + departs * HOUR).isoformat(), arrives=(DAY + arrives * HOUR).isoformat())  # fmt: skip
    return story


@over(st.integers(0, 48), st.integers(1, 20), st.integers(-30, 30), st.integers(1, 20))
def test_legs_overlap_exactly_where_the_next_leaves_before_the_one_arrives(starts, takes, wait, then):
    story = journey(("A", "B", starts, starts + takes), ("B", "C", starts + takes + wait, starts + takes + wait + then))
    found = {(f.what, f.minutes) for f in flaws(legs(story.state))}
    assert any(what == "overlap" for what, _m in found) == (wait < 0)
    assert ("gap", wait * 60) in found if wait > 6 else not any(what == "gap" for what, _m in found)


def test_those_on_other_legs_are_not_held_up_by_them():
    story = journey(("A", "B", 0, 4), ("C", "D", 1, 3))
    assert {f.what for f in flaws(legs(story.state))} == {"overlap", "elsewhere"}
    story.lists(SAM, "legs", "l0", persons=["a"])
    story.lists(SAM, "legs", "l1", persons=["b"])
    assert flaws(legs(story.state)) == []


def test_after_somebody_was_held_no_later_leg_goes():
    story = journey(("A", "B", 0, 4), ("B", "C", 6, 8), ("C", "D", 9, 12))
    first = a_go(story)
    assert [leg.status for leg in legs(story.state)] == ["go", "go", "go"]
    says(story, BEN, "halt", "held", first.id.hex(), leg="l1")
    assert [leg.status for leg in legs(story.state)] == ["planned", "compromised", "no_go"]
    a_go(story)
    assert [leg.status for leg in legs(story.state)] == ["go", "go", "go"]


# -- meetings ----------------------------------------------------------------------------------------------------------

presences = st.lists(
    st.builds(
        lambda who, place, at, hours: Presence(who, place, DAY + at * HOUR, DAY + (at + hours) * HOUR),
        st.sampled_from("QAT"), st.sampled_from(["svo", "ist"]), st.integers(0, 30), st.integers(1, 9),
    ),
    max_size=12,
)  # fmt: skip


@over(presences)
def test_meetings_are_those_that_looking_at_every_pair_finds(every):
    pairs = {frozenset("QA")}
    wanted = {
        (tuple(sorted((a.who, b.who))), a.place)
        for a in every for b in every
        if frozenset((a.who, b.who)) in pairs and a.place == b.place and a.since < b.until and b.since < a.until
    }  # fmt: skip
    assert {((m.one, m.other), m.place) for m in meetings(every, pairs)} == wanted


def test_code_names_to_keep_apart_are_read_as_people_write_them():
    assert apart("Quiet Heron", "Amber  Fox, Tall Cedar\nQuiet Heron;") == [
        frozenset({"Quiet Heron", "Amber Fox"}), frozenset({"Quiet Heron", "Tall Cedar"}),
    ]  # fmt: skip
