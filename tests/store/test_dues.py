"""Dues: what the table gives away, and that it follows what is said in the files."""

import datetime

import msgspec
import pytest

from waystation.casework.folds import Set
from waystation.store import clock
from waystation.store.duty import ringing
from waystation.store.files import casefiles, cases
from waystation.store.models import Alarm, AlarmAct, Due, Snapshot
from waystation.store.sealed import dues, envelopes, readings


def moment(minutes):
    return (datetime.datetime.now(datetime.UTC) + datetime.timedelta(minutes=minutes)).isoformat(timespec="minutes")


def minute_of(minutes):
    return clock.minute() + minutes


def circle_of(alliance, number, part="contact", who="mara"):
    return casefiles.open_file(alliance.keys(who), number).part(part).circle


def test_a_check_in_is_a_row_of_two_ids_and_a_minute(alliance):
    number = alliance.case()
    alliance.write("mara", number, "contact", "check_ins", "k1", due=moment(30), grace=10)
    [row] = Due.objects.all()
    assert (row.circle, row.at) == (circle_of(alliance, number), minute_of(40))
    assert {f.name for f in Due._meta.fields} == {"pk", "circle", "ref", "at", "raised"}
    other = alliance.case("Amber Fox")
    alliance.write("mara", other, "contact", "check_ins", "k1", due=moment(30), grace=10)
    assert len(set(Due.objects.values_list("ref", flat=True))) == 2  # the same record of another case has another name


def test_what_is_answered_put_off_taken_off_or_undone_is_what_the_rows_say(alliance):
    number = alliance.case()
    alliance.write("mara", number, "contact", "check_ins", "k1", due=moment(30), grace=10)
    alliance.write("mara", number, "contact", "check_ins", "k1", due=moment(60))
    assert list(Due.objects.values_list("at", flat=True)) == [minute_of(70)]
    alliance.write("mara", number, "contact", "check_ins", "k1", status="ok")
    assert not Due.objects.exists()
    alliance.write("mara", number, "contact", "check_ins", "k1", status=None)
    assert Due.objects.count() == 1
    alliance.write("mara", number, "contact", "check_ins", "k1", drill=True)
    assert not Due.objects.exists()
    alliance.write("mara", number, "contact", "check_ins", "k1", drill=False)
    circle = circle_of(alliance, number)
    cases.put(alliance.mara, circle, "contact", "set", Set("check_ins", "k1", {"removed": True}))
    assert not Due.objects.exists()


def test_who_is_out_of_the_house_and_who_travels_is_missed_too(alliance):
    number = alliance.case()
    alliance.clear(number)
    alliance.write("ilya", number, "shelter", "outings", "o1", person="a", out_at=moment(-60), back_by=moment(30))
    alliance.write("sam", number, "journey", "check_ins", "k1", due=moment(90), grace=0)
    assert sorted(Due.objects.values_list("at", flat=True)) == [minute_of(45), minute_of(91)]


def test_a_call_for_help_rings_at_once_though_the_silence_before_it_was_ended(alliance):
    number = alliance.case()
    alliance.write("mara", number, "contact", "check_ins", "k1", due=moment(-30), grace=10)
    assert ringing.raise_due(clock.micros()) == 1
    alliance.write("mara", number, "contact", "check_ins", "k1", status="duress", answered_at=moment(0))
    assert AlarmAct.objects.get().act == "answered" and not Alarm.objects.filter(ended=0).exists()
    assert ringing.raise_due(clock.micros()) == 1 and Alarm.objects.count() == 2


def test_an_answer_that_is_taken_back_lets_it_ring_again(alliance):
    number = alliance.case()
    alliance.write("mara", number, "contact", "check_ins", "k1", due=moment(-30), grace=10)
    ringing.raise_due(clock.micros())
    alliance.write("mara", number, "contact", "check_ins", "k1", status="ok_late")
    assert Alarm.objects.get().ended
    alliance.write("mara", number, "contact", "check_ins", "k1", status="missed_2")
    assert ringing.raise_due(clock.micros()) == 1
    assert not Alarm.objects.get().ended and set(AlarmAct.objects.values_list("act", flat=True)) == {
        "answered",
        "again",
    }


def test_rows_that_are_lost_are_written_again_by_the_next_who_reads(alliance):
    """As after a backup of an older program, or where somebody wrote who cannot read."""
    number = alliance.case()
    alliance.write("mara", number, "contact", "check_ins", "k1", due=moment(30))
    Due.objects.all().delete()
    Snapshot.objects.all().delete()
    readings.read(alliance.ilya, circle_of(alliance, number))
    assert Due.objects.count() == 1


def test_an_older_folding_does_not_undo_what_was_written_meanwhile(alliance):
    number = alliance.case()
    alliance.write("mara", number, "contact", "check_ins", "k1", due=moment(30))
    circle = circle_of(alliance, number)
    reading = readings.read(alliance.mara, circle)
    older = dues.folded(number, "contact", reading.state, reading.size)
    alliance.write("mara", number, "contact", "check_ins", "k1", status="ok")
    dues.sync({circle: older})
    assert not Due.objects.exists()


def test_whoever_knows_only_the_later_half_of_a_record_silences_nothing(alliance):
    number = alliance.case()
    alliance.write("mara", number, "contact", "check_ins", "k1", due=moment(30))
    reading = readings.read(alliance.mara, circle_of(alliance, number))
    half = msgspec.msgpack.decode(msgspec.msgpack.encode(reading.state), type=type(reading.state))
    del half.values["check_ins/k1/due"]
    dues.sync({reading.circle: dues.folded(number, "contact", half, reading.size)})
    assert Due.objects.count() == 1


def test_what_cannot_be_written_leaves_no_row(alliance, monkeypatch):
    """Statement and row stand together or not at all."""
    number = alliance.case()

    def full(*_rows, **_more):
        raise OSError("no room")

    monkeypatch.setattr(Due.objects, "bulk_create", full)
    before = len(envelopes.load(circle_of(alliance, number)))
    with pytest.raises(OSError, match="no room"):
        alliance.write("mara", number, "contact", "check_ins", "k1", due=moment(30))
    assert len(envelopes.load(circle_of(alliance, number))) == before and not Due.objects.exists()
