"""Nobody writes under a key that somebody without access may hold, however well it fits today's readers."""

from circle_cast import ILYA, MARA, MARAS_PHONE, NOOR, PAT, YUSUF, Case

from waystation.circles.circle import own
from waystation.circles.standing import Loss


def test_an_escort_admitted_with_history_reads_nothing_after_the_lease():
    """The founding epoch fits today's readers again, and the escort has its secret as history."""
    case = Case(own(MARA, "steward"), own(ILYA, "reader"))
    case.grants(MARA, YUSUF, until=10)
    case.minute = 10
    case.writes(ILYA, "at Birch")
    assert case.reads(YUSUF) == []


def test_a_reader_dismissed_by_a_warden_reads_nothing_written_later():
    case = Case(own(MARA, "steward"), own(PAT, "warden"))
    case.dismisses(PAT, case.grants(MARA, ILYA))
    case.writes(MARA, "between us")
    assert case.reads(ILYA) == []


def test_a_phone_declared_lost_by_a_warden_reads_nothing_written_later():
    case = Case(own(MARA, "steward"), own(ILYA, "reader"), own(PAT, "warden"))
    case.vouches(MARA, MARAS_PHONE)
    case.slips_in(PAT, case.view(MARA).newest.secret, "lost", Loss(MARAS_PHONE.id))
    case.writes(ILYA, "her phone is gone")
    assert case.reads(MARAS_PHONE) == []


def test_a_guest_who_comes_twice_reads_nothing_in_between():
    case = Case(own(MARA, "steward"), own(ILYA, "reader"))
    for text in ("while away", "while away again"):
        case.grants(MARA, NOOR, until=case.minute + 5)
        case.minute += 5
        case.writes(ILYA, text)
    assert case.reads(NOOR) == ["while away"]  # handed to her, with the rest of the past, when she was admitted again


def test_a_fresh_epoch_is_used_until_something_changes():
    case = Case(own(MARA, "steward"), own(ILYA, "reader"), own(YUSUF, "reader", until=10))
    for minute in range(9):
        case.minute = minute
        case.writes((MARA, ILYA)[minute % 2], str(minute))
    assert len(case.epochs()) == 1
