"""What a list shows of a case: as urgent as its most urgent due, known from three minutes instead of all dues."""

from hypothesis import given
from hypothesis import strategies as st

from waystation.casework import summaries
from waystation.casework.clocks import Due
from waystation.casework.folds import State
from waystation.casework.summaries import DueLine, Facts, Summary, summarise

RANK = ("alarm", "late", "due", "calm")
minutes = st.integers(0, 300)
due_lines = st.builds(
    DueLine, minutes, st.just("Check-in"), st.just(""), st.booleans(), st.integers(-20, 60), st.integers(0, 100)
)


def of(dues):
    found = Summary(dues=tuple(dues))
    for due in dues:
        found.falls_due(due)
    return found


@given(st.lists(st.lists(due_lines, max_size=4), max_size=3), minutes)
def test_a_case_is_as_urgent_as_the_most_urgent_due_of_any_of_its_parts(parts, now):
    facts = Facts()
    for dues in parts:
        facts.take(of(dues))
    levels = [due.level(now) for dues in parts for due in dues]
    assert facts.level_at(now) == min(levels, key=RANK.index, default="calm")


def test_what_the_parts_say_of_one_case_is_said_once():
    facts = Facts()
    for part in (Facts(latest=7, conflicts=1), Facts("S3", "urgent", 2, "open", 5, 1, asked=("story",))):
        facts.take(part)
    assert facts == Facts("S3", "urgent", 2, "open", 7, 2, asked=("story",))


def test_a_check_in_is_not_hidden_by_a_heap_of_late_tasks(monkeypatch):
    tasks = [Due(n, "Task", "contact", "tasks", str(n), "due") for n in range(50)]
    check_in = Due(60, "Check-in", "contact", "check_ins", "a", "due", alarm=True)
    monkeypatch.setattr(summaries, "dues", lambda _compartment, _state: [*tasks, check_in])
    found = summarise("contact", State())
    assert [due.what for due in found.dues] == ["Task"] * 6 + ["Check-in"]
    assert found.level_at(1000) == "alarm"
