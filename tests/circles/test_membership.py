"""Who reads: those whom a steward granted, and nobody else."""

import pytest
from circle_cast import ILYA, MARA, NOOR, RUTH, STRANGER, TOMAS, Case, flaws, ids

from waystation.circles.circle import Circle, own
from waystation.circles.errors import CannotOpen, NotReader, NotSteward
from waystation.circles.standing import Grant


def test_a_reader_reads_what_a_steward_writes_and_answers():
    case = Case(own(MARA, "steward"), own(ILYA, "reader"))
    case.writes(MARA, "Heron is on the night train")
    case.writes(ILYA, "Birch is ready")
    assert case.reads(MARA) == case.reads(ILYA) == ["Heron is on the night train", "Birch is ready"]
    assert flaws(case.view(ILYA)) == []


def test_a_stranger_opens_nothing():
    case = Case()
    case.writes(MARA, "hello")
    with pytest.raises(CannotOpen):
        case.view(STRANGER)


def test_an_empty_circle_cannot_be_opened():
    with pytest.raises(CannotOpen):
        Circle(bytes(16)).open([MARA], 0)


def test_no_secrets_open_nothing():
    with pytest.raises(CannotOpen):
        Case().circle.open([], 0)


def test_any_of_several_secrets_opens():
    case = Case(own(MARA, "steward"), own(ILYA, "reader"))
    case.writes(MARA, "hello")
    assert case.reads(STRANGER, ILYA) == ["hello"]


def test_a_granted_reader_reads_from_then_on_and_what_went_before():
    case = Case()
    case.writes(MARA, "before")
    case.grants(MARA, NOOR)
    case.writes(MARA, "after")
    assert case.reads(NOOR) == ["before", "after"]
    assert case.members(NOOR) == ids(MARA, NOOR)


def test_a_reader_grants_nobody():
    case = Case(own(MARA, "steward"), own(ILYA, "reader"))
    with pytest.raises(NotSteward):
        case.grants(ILYA, NOOR)


def test_a_second_steward_grants_like_the_first():
    case = Case(own(MARA, "steward"))
    case.grants(MARA, ILYA, "steward")
    case.grants(ILYA, NOOR)
    case.writes(NOOR, "thank you")
    assert case.reads(MARA) == ["thank you"]


def test_someone_who_opens_the_circle_without_standing_writes_nothing():
    case = Case(own(MARA, "steward"), own(ILYA, "reader"))
    with pytest.raises(NotReader):
        case.view(ILYA).write(STRANGER, "note", {"text": "I am Ilya"})


def test_what_a_circle_is_for_is_told_to_its_readers():
    case = Case(own(MARA, "steward"), own(ILYA, "reader"))
    assert case.view(ILYA).standing.about == b"Quiet Heron"


def test_a_founder_who_keeps_no_place_reads_nothing_that_follows():
    case = Case(own(ILYA, "steward"), own(NOOR, "reader"), founder=RUTH)
    case.writes(ILYA, "Ruth opened this for us")
    assert case.reads(NOOR) == ["Ruth opened this for us"]
    with pytest.raises(CannotOpen):
        case.view(RUTH)


def test_two_circles_founded_alike_have_different_names():
    assert Case().circle.id != Case().circle.id


def test_a_holder_without_a_known_card_waits_and_the_rest_go_on():
    case = Case(own(MARA, "steward"), Grant(TOMAS.id, ("reader",)))
    case.writes(MARA, "hello")
    assert case.view(MARA).waiting == {TOMAS.id}
    assert case.reads(MARA) == ["hello"]


def test_whoever_opens_the_same_epochs_has_the_same_cache_key_and_others_another():
    case = Case(own(MARA, "steward"), own(ILYA, "reader"))
    assert case.view(MARA).reach == case.view(ILYA).reach
    before = case.view(ILYA).reach
    case.revokes(MARA, ILYA)
    case.writes(MARA, "later")
    assert case.view(MARA).reach != case.view(ILYA).reach
    assert case.view(ILYA).reach == before


def test_signatures_checked_before_need_not_be_checked_again():
    case = Case()
    case.writes(MARA, "hello")
    view = case.view(MARA)
    again = case.circle.open([MARA], 0, None, view.checked)
    assert [s.id for s in again.statements] == [s.id for s in view.statements]
    assert view.checked >= {s.id for s in view.statements}


def test_a_carrier_sees_no_member_id_and_no_key_of_any_card():
    case = Case(own(MARA, "steward"), own(ILYA, "reader"), own(NOOR, "writer"))
    case.writes(MARA, "hello")
    carried = b"".join(case.circle.envelopes.values())
    for member in (MARA, ILYA, NOOR):
        assert member.id not in carried
        assert member.card.data[:32] not in carried
        assert member.card.data[-32:] not in carried
    assert b"Quiet Heron" not in carried
    assert b"hello" not in carried
