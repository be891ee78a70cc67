"""What falls due, when, and how loudly."""

import pytest
from case_cast import ADA, ILYA, MARA, SAM, TOMAS, Story

from waystation.casework.clocks import CLOCKS, DAY, GRACE, dues, earliest, level, minute
from waystation.casework.compartments import COMPARTMENTS
from waystation.casework.fields import field, record_type
from waystation.casework.summaries import summarise


def at(moment: str) -> int:
    found = minute(f"{moment.replace(' ', 'T')}+00:00")
    assert found is not None
    return found


def test_a_date_lasts_to_the_end_of_its_day():
    assert minute("2026-03-31") == at("2026-03-31 23:59")
    assert minute("1970-01-01T00:01+00:00") == 1
    assert minute(None) is None


@pytest.mark.parametrize(
    ("before", "alarm", "shown"),
    [
        (DAY + 1, False, "calm"), (DAY, False, "due"), (0, False, "due"), (-1, False, "late"), (-9999, False, "late"),
        (-1, True, "late"), (1 - GRACE, True, "late"), (-GRACE, True, "alarm"), (DAY + 1, True, "calm"),
    ],
)  # fmt: skip
def test_levels_go_from_calm_to_due_to_late_and_silence_becomes_an_alarm(before: int, alarm: bool, shown: str):
    assert level(10_000, 10_000 - before, alarm) == shown


@pytest.mark.parametrize("clock", CLOCKS, ids=lambda c: f"{c.compartment}.{c.collection}.{c.field}")
def test_every_clock_reads_fields_that_exist_and_are_dates_or_times(clock):
    kinds = [COMPARTMENTS[clock.compartment]] if clock.compartment else list(COMPARTMENTS.values())
    for kind in kinds:
        struct = record_type(kind.struct, clock.collection)
        assert field(struct, clock.field).kind in ("date", "time")
        for name in (*clock.newest, *([clock.order] if clock.order else [])):
            field(struct, name)


def test_a_silent_check_in_is_an_alarm_after_its_own_grace_until_they_are_heard():
    story = Story("contact")
    story.lists(MARA, "check_ins", "c1", due="2026-11-23 06:30", grace=30, owner="Mara")
    (due,) = dues("contact", story.state)
    assert (due.at, due.alarm, due.grace, due.owner) == (at("2026-11-23 06:30"), True, 30, "Mara")
    assert [due.level(due.at + m) for m in (-2 * DAY, -60, 29, 30)] == ["calm", "due", "late", "alarm"]
    for status in ("missed_1", "missed_2", "unreachable", "lost_contact"):
        story.lists(MARA, "check_ins", "c1", status=status)
        assert dues("contact", story.state)
    story.lists(MARA, "check_ins", "c1", status="ok_late")
    assert dues("contact", story.state) == []


def test_a_duress_word_is_an_alarm_at_once_even_before_the_time_agreed():
    story = Story("contact")
    story.lists(MARA, "check_ins", "c1", due="2026-11-23 06:30", status="duress", answered_at="2026-11-23 06:00")
    (due,) = dues("contact", story.state)
    assert due.what == "Duress"
    assert due.level(at("2026-11-23 06:00")) == "alarm"


def test_a_drill_stands_in_no_list_of_what_is_due():
    story = Story("contact")
    story.lists(MARA, "check_ins", "c1", due="2026-11-23 06:30", drill=True)
    assert dues("contact", story.state) == []
    story.lists(MARA, "check_ins", "c1", drill=False)
    assert [due.alarm for due in dues("contact", story.state)] == [True]


def test_the_paper_that_fails_first_is_named():
    story = Story("papers")
    story.lists(TOMAS, "documents", "passport", person="a", kind="foreign_passport", expires="2027-06-22")
    story.lists(
        TOMAS, "documents", "visa", person="a", kind="national_d_visa", expires="2027-01-10", use_by="2026-12-22"
    )
    story.lists(TOMAS, "exit_checks", "old", person="a", at="2026-10-01 10:00", valid_until="2026-10-15")
    story.lists(TOMAS, "exit_checks", "new", person="a", at="2026-12-13 10:00", valid_until="2026-12-27")
    first = earliest(dues("papers", story.state))
    assert first is not None
    assert (first.record, first.field, first.at) == ("visa", "use_by", at("2026-12-22 23:59"))
    assert first.level(at("2026-11-22 12:00")) == "calm"
    assert first.level(at("2026-11-23 12:00")) == "due"


def test_a_renewed_consent_silences_the_one_before_it_and_a_withdrawn_one_is_silent():
    story = Story("consent")
    for record, day in (("old", "2026-09-01"), ("new", "2026-11-01")):
        story.lists(TOMAS, "permissions", record, person="a", purpose="apply", country="CA", given_on=day,
                    until=day.replace("2026", "2027"))  # fmt: skip
    assert [d.record for d in dues("consent", story.state)] == ["new"]
    story.lists(TOMAS, "permissions", "other", person="a", purpose="apply", country="DE", given_on="2026-10-01",
                until="2026-12-01")  # fmt: skip
    assert [d.record for d in dues("consent", story.state)] == ["other", "new"]
    story.lists(TOMAS, "permissions", "other", withdrawn_on="2026-11-05")
    assert [d.record for d in dues("consent", story.state)] == ["new"]


def test_stays_are_reviewed_until_they_end():
    story = Story("shelter")
    story.lists(ILYA, "stays", "s", house="Birch", review_on="2026-12-01", max_stay_on="2027-02-01")
    assert [d.field for d in dues("shelter", story.state)] == ["review_on", "max_stay_on"]
    story.lists(ILYA, "stays", "s", left_at="2026-11-30 10:00")
    assert dues("shelter", story.state) == []


def test_legs_count_down_to_departure_and_then_to_arrival():
    story = Story("journey")
    story.lists(SAM, "legs", "l", departs="2026-11-23 06:00", arrives="2026-11-23 09:00", status="planned", escort="Y")
    assert [d.what for d in dues("journey", story.state)] == ["Departure", "Arrival"]
    assert dues("journey", story.state)[0].owner == "Y"
    story.lists(SAM, "legs", "l", status="under_way")
    assert [d.what for d in dues("journey", story.state)] == ["Arrival"]
    story.lists(SAM, "legs", "l", status="arrived")
    assert dues("journey", story.state) == []


def test_papers_stop_counting_for_the_journey_once_they_landed():
    story = Story("journey")
    story.says(SAM, ready_until="2026-12-01", exit_check_until="2026-11-25")
    assert len(dues("journey", story.state)) == 2
    story.says(SAM, landed_at="2026-11-24 09:00")
    assert dues("journey", story.state) == []


def test_a_service_is_due_within_the_time_from_when_it_was_asked_for():
    story = Story("needs")
    story.minute = 1000
    story.lists(ILYA, "services", "s", kind="food", within="3_hours", owner="Ilya")
    story.minute = 1100
    story.lists(ILYA, "services", "s", kind="food", within="3_hours")
    assert [d.at for d in dues("needs", story.state)] == [1180]
    story.lists(ILYA, "services", "s", given_at="2026-11-22 10:00")
    assert dues("needs", story.state) == []


@pytest.mark.parametrize("compartment", COMPARTMENTS)
def test_open_tasks_are_due_everywhere_and_done_or_removed_ones_are_not(compartment: str):
    story = Story(compartment)
    for record in "abc":
        story.lists(ADA, "tasks", record, what="Ask", owner="Ada", due="2026-11-24 10:00")
    story.lists(ADA, "tasks", "b", done=True)
    story.lists(ADA, "tasks", "c", removed=True)
    assert [(d.record, d.owner, d.level(d.at)) for d in dues(compartment, story.state)] == [("a", "Ada", "due")]
    assert summarise(compartment, story.state).dues[0].what == "Task"


def test_a_list_shows_stage_priority_and_persons_from_the_needs():
    story = Story("needs")
    story.says(ILYA, priority="urgent", status="paused")
    story.lists(ILYA, "persons", "a", letter="A")
    story.lists(ILYA, "persons", "b", letter="B")
    story.moves(ILYA, "S1")
    found = summarise("needs", story.state)
    assert (found.stage, found.priority, found.status, found.persons) == ("S1", "urgent", "paused", 2)


def test_a_case_with_a_thousand_check_ins_is_read_quickly():
    story = Story("contact")
    state = story.state
    for number in range(1000):
        other = Story("contact")
        other.minute = number
        other.lists(MARA, "check_ins", f"c{number:04}", due="2026-11-23 06:30", status="ok", owner="Mara")
        state.values |= other.state.values
        state.first |= other.state.first
    assert dues("contact", state) == []
