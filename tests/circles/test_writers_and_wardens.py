"""Those who act without reading: a host who reports, an administrator who can dismiss."""

import pytest
from circle_cast import DINA, ILYA, MARA, NOOR, PAT, STRANGER, Case, flaws, ids, void_texts

from waystation.circles.circle import own
from waystation.circles.errors import CannotOpen, NotHonoured, NotReader, NotSteward


def test_a_host_reports_and_reads_nothing():
    case = Case(own(MARA, "steward"), own(DINA, "writer"))
    case.drops(DINA, "all three arrived")
    assert case.reads(MARA) == ["all three arrived"]
    with pytest.raises(CannotOpen):
        case.view(DINA)


def test_a_hosts_reports_stand_in_the_order_she_wrote_them():
    case = Case(own(MARA, "steward"), own(DINA, "writer"))
    for text in ("one", "two", "three"):
        case.drops(DINA, text)
    view = case.view(MARA)
    assert [s.entry.seq for s in view.statements] == [1, 2, 3]
    assert flaws(view) == []


def test_an_epoch_shows_its_card_only_where_somebody_drops():
    quiet, reported = Case(own(MARA, "steward")), Case(own(MARA, "steward"), own(DINA, "writer"))
    assert [bool(c.epochs()[-1].card) for c in (quiet, reported)] == [False, True]


def test_the_first_writer_makes_a_new_epoch_with_a_card_necessary():
    case = Case()
    case.grants(MARA, DINA, "writer")
    case.drops(DINA, "here")
    assert case.reads(MARA) == ["here"]


def test_a_stranger_who_has_the_epochs_card_is_not_heard():
    case = Case(own(MARA, "steward"), own(DINA, "writer"))
    case.drops(STRANGER, "let me in")
    view = case.view(MARA)
    assert view.statements == []
    assert flaws(view) == ["Forged"]


def test_a_writer_may_not_write_among_readers():
    case = Case(own(MARA, "steward"), own(DINA, "writer"))
    with pytest.raises(NotReader):
        case.view(MARA).write(DINA, "note", {"text": "x"})


def test_a_reader_may_drop_too():
    case = Case(own(MARA, "steward"), own(ILYA, "reader"), own(DINA, "writer"))
    case.drops(ILYA, "from the road")
    assert case.reads(MARA) == ["from the road"]


def test_a_revoked_writer_is_heard_no_more():
    case = Case(own(MARA, "steward"), own(DINA, "writer"))
    case.drops(DINA, "before")
    case.revokes(MARA, DINA)
    case.drops(DINA, "after", case.epochs()[0])
    assert case.reads(MARA) == ["before"]
    assert void_texts(case.view(MARA)) == ["after"]


def test_an_administrator_dismisses_without_being_able_to_open():
    case = Case(own(MARA, "steward"), own(ILYA, "reader"), own(PAT, "warden"))
    case.writes(ILYA, "known")
    case.dismisses(PAT, case.grant_of(MARA, ILYA), case.view(MARA).last_seen())
    assert case.members(MARA) == ids(MARA, PAT)
    case.writes(MARA, "without him")
    assert case.reads(MARA) == ["known", "without him"]
    assert case.reads(ILYA) == ["known"]
    with pytest.raises(CannotOpen):
        case.view(PAT)


def test_an_administrator_who_knows_no_numbers_honours_nothing():
    case = Case(own(MARA, "steward"), own(ILYA, "reader"), own(PAT, "warden"))
    case.writes(ILYA, "known")
    case.dismisses(PAT, case.grant_of(MARA, ILYA))
    assert case.reads(MARA) == []
    assert void_texts(case.view(MARA)) == ["known"]


def test_an_administrator_lets_nobody_in():
    case = Case(own(MARA, "steward"), own(PAT, "warden"))
    with pytest.raises(NotSteward):
        case.view(MARA).grant(PAT, NOOR.id, "reader", cards=(NOOR.card.data,))


def test_an_administrator_states_nothing():
    case = Case(own(MARA, "steward"), own(PAT, "warden"))
    case.drops(PAT, "a statement")
    [(_, why)] = case.view(MARA).void
    assert type(why) is NotHonoured


def test_a_stranger_dismisses_nobody():
    case = Case(own(MARA, "steward"), own(ILYA, "reader"), own(PAT, "warden"))
    case.dismisses(STRANGER, case.grant_of(MARA, ILYA))
    assert ILYA.id in case.members(MARA)


def test_a_writer_dismisses_nobody_but_herself():
    case = Case(own(MARA, "steward"), own(ILYA, "reader"), own(DINA, "writer"))
    case.dismisses(DINA, case.grant_of(MARA, ILYA))
    assert case.members(MARA) == ids(MARA, ILYA, DINA)
    case.dismisses(DINA, case.grant_of(MARA, DINA))
    assert case.members(MARA) == ids(MARA, ILYA)
