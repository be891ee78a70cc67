"""Statements become a state: the last known value wins, doubts stand side by side, nothing is lost."""

import msgspec
import pytest
from case_cast import ILYA, MARA, NOOR, Said, Story
from hypothesis import given
from hypothesis import strategies as st

from waystation.casework.errors import BadValue, UnknownField
from waystation.casework.folds import REMOVED, Set, fold, set_statement, undo


def test_a_later_value_that_knows_the_earlier_one_replaces_it():
    story = Story("contact")
    story.says(MARA, alias="Heron")
    story.says(ILYA, alias="Quiet Heron")
    assert story.state.get("alias") == "Quiet Heron"
    assert story.state.conflicts() == []


def test_values_written_without_knowledge_of_each_other_both_stand_until_somebody_chooses():
    story = Story("contact")
    story.says(MARA, safe_hours="after ten", knowing=[])
    story.says(ILYA, safe_hours="before six", knowing=[])
    assert {v.value for v in story.state.conflict("safe_hours")} == {"after ten", "before six"}
    assert story.state.conflicts() == [("", "", "safe_hours")]
    story.says(NOOR, safe_hours="before six")
    assert story.state.conflicts() == []
    assert story.state.get("safe_hours") == "before six"


def test_the_same_value_written_twice_is_no_conflict():
    story = Story("contact")
    story.says(MARA, danger_now=True, knowing=[])
    story.says(ILYA, danger_now="yes", knowing=[])
    assert story.state.conflicts() == []


def test_a_choice_made_without_seeing_a_third_value_leaves_that_one_standing():
    story = Story("contact")
    first, second = story.says(MARA, region="north", knowing=[]), story.says(ILYA, region="south", knowing=[])
    story.says(NOOR, region="north", knowing=[first])
    assert {v.value for v in story.state.conflict("region")} == {"north", "south"}
    assert second.id in {v.statement for v in story.state.conflict("region")}


def test_records_keep_the_order_in_which_they_began_whatever_is_edited_later():
    story = Story("needs")
    for minute, record in enumerate(("zz", "mm", "aa")):
        story.minute = minute
        story.lists(MARA, "persons", record, letter=record[0].upper())
    story.minute = 9
    story.lists(ILYA, "persons", "zz", letter="Z", age_band="25_39")
    assert story.state.records("persons") == ["zz", "mm", "aa"]
    assert list(story.state.rows("persons")) == ["zz", "mm", "aa"]
    assert story.state.rows("persons")["zz"] == story.state.row("persons", "zz") == {"letter": "Z", "age_band": "25_39"}


def test_a_removed_record_leaves_the_list_and_its_history_stays():
    story = Story("needs")
    story.lists(MARA, "persons", "a", letter="A")
    story.lists(MARA, "persons", "a", **{REMOVED: True})
    assert story.state.records("persons") == []
    assert [c.field for c in story.changes] == ["letter", REMOVED]


def test_undo_puts_back_what_was_there():
    story = Story("contact")
    story.says(MARA, alias="Heron", region="north")
    slip = story.says(ILYA, alias="Fox", region="south")
    for body in undo(story.changes, slip.id):
        story.put(MARA, body)
    assert (story.state.get("alias"), story.state.get("region")) == ("Heron", "north")
    assert story.changes[-1].undoes == slip.id


def test_undoing_the_statement_that_made_a_record_removes_it_and_undoing_that_brings_it_back():
    story = Story("needs")
    made = story.lists(MARA, "persons", "a", letter="A", age_band="25_39")
    back = [story.put(MARA, body) for body in undo(story.changes, made.id)]
    assert story.state.records("persons") == []
    story.put(MARA, undo(story.changes, back[-1].id)[0])
    assert story.state.rows("persons") == {"a": {"letter": "A", "age_band": "25_39"}}


def test_undoing_what_changed_nothing_gives_nothing():
    assert undo(Story("contact").changes, b"unknown") == []


def test_statements_of_an_author_whose_role_does_not_write_here_change_nothing_and_are_listed():
    story = Story("contact", judge=lambda author, minute, kind: author != NOOR)
    story.says(MARA, alias="Heron")
    foreign = story.says(NOOR, alias="Nobody")
    assert story.state.get("alias") == "Heron"
    assert story.state.refused == [foreign.id]
    assert [c.author for c in story.changes] == [MARA]


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"\xc1",
        b"\x91" * 5000,
        b"\x93\xa1\x80",
        b"\x93\xa0\xa0\xdf\xff\xff\xff\xff",
        b"\x93\xa0\xa0\x81\xa5alias\xc7\x0c\xff" + b"\xff" * 12,
        b"\x93\xa0\xa0\x81\xa5alias" + b"\x91" * 5000,
        msgspec.msgpack.encode(["", "", {"no_such_field": 1}]),
        msgspec.msgpack.encode(["", "", {"tasks": {"a": 1}}]),
        msgspec.msgpack.encode(["", "", {REMOVED: True}]),
        msgspec.msgpack.encode(["", "a", {"alias": "x"}]),
        msgspec.msgpack.encode(["tasks", "", {"what": "x"}]),
        msgspec.msgpack.encode(["tasks", "a/b", {"what": "x"}]),
        msgspec.msgpack.encode(["no_such_list", "a", {"what": "x"}]),
        msgspec.msgpack.encode(["", "", {"triage": "no_such_word"}]),
        msgspec.msgpack.encode(["", "", {"danger_now": [["deep"]]}]),
    ],
)
def test_what_this_program_cannot_take_is_refused_and_breaks_nothing(body: bytes):
    story = Story("contact")
    story.says(MARA, alias="Heron")
    strange = story.raw(NOOR, "set", body)
    assert story.state.refused == [strange.id]
    assert story.state.get("alias") == "Heron"


valid = st.builds(
    lambda field, value: msgspec.msgpack.encode(["", "", {field: value}]),
    st.sampled_from(("alias", "danger_now", "received_at", "check_in_every", "triage", "notes")),
    st.recursive(st.none() | st.integers(-5, 5) | st.text() | st.binary() | st.floats(), st.lists, max_leaves=3),
)
damaged = st.builds(
    lambda body, at, byte: body[:at] + byte + body[at + 1 :], valid, st.integers(0, 30), st.binary(max_size=2)
)


@given(st.binary(max_size=200) | valid | damaged)
def test_no_body_whatever_breaks_a_fold(body: bytes):
    story = Story("contact")
    story.raw(NOOR, "set", body)
    story.raw(NOOR, "stage", body)
    assert len(story.state.refused) <= 2


def test_a_statement_is_cleaned_before_it_is_written():
    story = Story("contact")
    assert set_statement(story.struct, "", "", {"alias": " Heron "}).values == {"alias": "Heron"}
    with pytest.raises(BadValue):
        set_statement(story.struct, "", "", {"triage": "no_such_word"})
    with pytest.raises(UnknownField):
        set_statement(story.struct, "", "", {"legal_name": "x"})
    with pytest.raises(UnknownField):
        set_statement(story.struct, "tasks", "a/b", {"what": "x"})


WRITERS = (MARA, ILYA, NOOR)


@st.composite
def talks(draw) -> tuple[Story, list[Said]]:
    """A story of a few authors who know of each other only in part, and the same statements in another order that
    still puts what was known before what knew it."""
    story = Story("contact")
    for _i in range(draw(st.integers(1, 9))):
        story.minute += draw(st.integers(0, 2))
        known = draw(st.lists(st.sampled_from(story.said), unique_by=id)) if story.said else []
        values = {draw(st.sampled_from(("alias", "region"))): draw(st.sampled_from("xyz"))}
        if draw(st.booleans()):
            story.says(draw(st.sampled_from(WRITERS)), knowing=known, **values)
        else:
            record = draw(st.sampled_from("ab"))
            story.lists(
                draw(st.sampled_from(WRITERS)), "notes", record, knowing=known, text=draw(st.sampled_from("xyz"))
            )
    waiting, shuffled = draw(st.permutations(story.said)), []
    while waiting:
        placed = {s.id for s in shuffled}
        ready = next(
            s for s in waiting
            if all(o.id in placed or o.id == s.id for o in story.said if s.knows(o.author, o.seq))
        )  # fmt: skip
        shuffled.append(ready)
        waiting = [s for s in waiting if s.id != ready.id]
    return story, shuffled


@given(talks())
def test_any_causal_order_leaves_the_same_values_standing(talk: tuple[Story, list[Said]]):
    story, shuffled = talk
    one, other = story.state, fold(story.struct, shuffled, story.judge)
    standing = [{k: {v.statement for v in vs} for k, vs in s.values.items()} for s in (one, other)]
    assert standing[0] == standing[1]
    assert sorted(one.conflicts()) == sorted(other.conflicts())
    assert one.records("notes") == other.records("notes")
    assert one.latest == other.latest


@given(talks())
def test_a_value_stands_exactly_while_nobody_who_knew_it_wrote_again(talk: tuple[Story, list[Said]]):
    story, _shuffled = talk
    for key, values in story.state.values.items():
        about = [s for s in story.said if key in _keys(s)]
        kept = {a.id for a in about if not any(b.id != a.id and b.knows(a.author, a.seq) for b in about)}
        assert {v.statement for v in values} == kept


@given(talks())
def test_undo_restores_what_one_saw_before(talk: tuple[Story, list[Said]]):
    story, _shuffled = talk
    before = story.state
    slip = story.says(MARA, alias="slip", region="slip")
    for body in undo(story.changes, slip.id):
        story.put(MARA, body)
    assert [story.state.get(n) for n in ("alias", "region")] == [before.get(n) for n in ("alias", "region")]


def _keys(said: Said) -> set[str]:
    body = msgspec.msgpack.decode(said.body, type=Set)
    return {f"{body.collection}/{body.record}/{name}" for name in body.values}
