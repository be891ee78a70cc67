"""Check-ins: the times of a schedule, what an answer means, the ladder; duress words as people say them."""

import datetime
import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from waystation.casework.errors import BadValue
from waystation.casework.hotline import checkins, codewords
from waystation.casework.hotline.checkins import agreed, following, rungs, status_of, tried

NOON = datetime.datetime(2026, 11, 23, 12, 0, tzinfo=datetime.UTC)


@given(st.integers(1, 72), st.integers(0, 399), st.integers(0, 71))
def test_a_schedule_begins_at_its_first_time_and_never_goes_past_its_last(every: int, count: int, more: int):
    last = NOON + datetime.timedelta(hours=every * count + more % every)
    times = agreed(NOON, last, every)
    assert times[0] == NOON and times[-1] <= last and len(times) == count + 1
    assert {b - a for a, b in itertools.pairwise(times)} <= {datetime.timedelta(hours=every)}


def test_a_schedule_that_nobody_could_keep_is_refused():
    for last, every in ((NOON, 0), (NOON - datetime.timedelta(hours=1), 1), (NOON + datetime.timedelta(days=400), 1)):
        with pytest.raises(BadValue):
            agreed(NOON, last, every)
    assert len(agreed(NOON, NOON + datetime.timedelta(hours=checkins.MOST - 1), 1)) == checkins.MOST


@pytest.mark.parametrize(
    ("said", "now", "status"),
    [("all fine", 100, "ok"), ("all fine", 101, "ok_late"), ("all fine, *blue* sky", 90, "duress"),
     ("All fine, BLUE\nSKY!", 101, "duress"), ("", 90, "ok")],
)  # fmt: skip
def test_an_answer_is_in_time_late_or_a_call_for_help(said: str, now: int, status: str):
    assert status_of(said, 100, now, "blue sky") == status


def test_no_duress_word_was_agreed_and_so_none_is_said():
    assert status_of("blue sky", 100, 90, "") == "ok" and status_of("...", 100, 90, "...") == "ok"


@pytest.mark.parametrize(
    ("said", "phrase"),
    [
        ("The soup, well, is still warm", "the soup is still warm"),
        ("the soup was still warm", "the soup is still warm"),
        ("Кот ОПЯТЬ не такой, а так всё хорошо", "кот опять не такой"),
        ("борщ опять не такая!!", "борщ опять не такой"),
        ("хлеб ещё теплый", "хлеб ещё тёплый"),
        ("нет синего неба", "синее небо"),
        ("العصافير نامت باكرا اليوم", "العصافير نامت باكرا"),
    ],
)
def test_a_duress_word_is_heard_as_frightened_people_say_it(said: str, phrase: str):
    assert codewords.says(said, phrase)


@pytest.mark.parametrize("phrase", ["the soup is still warm", "blue sky", "кот опять не такой"])
def test_ordinary_answers_are_no_call_for_help(phrase: str):
    for said in ("all fine", "I am well, thank you, until tomorrow", "the sky is grey", "всё хорошо, спасибо", "warm"):
        assert not codewords.says(said, phrase)


@given(st.sampled_from(["en", "ru"]), st.text(max_size=40), st.text(max_size=40))
def test_what_was_proposed_is_recognised_within_any_words(language: str, before: str, after: str):
    phrase = codewords.propose(language)
    assert codewords.says(f"{before} {phrase.upper()} {after}", phrase)


def test_silence_is_counted_up_to_unreachable_and_never_to_lost():
    assert [tried(s) for s in ("", "missed_1", "missed_2", "unreachable", "lost_contact")] == [
        "missed_1", "missed_2", "unreachable", "unreachable", "lost_contact",
    ]  # fmt: skip


def test_the_ladder_is_climbed_in_the_order_of_its_minutes():
    ladder = {
        "b": {"after": 60, "what": "Lawyer"},
        "a": {"after": 15, "what": "Text"},
        "c": {"after": 30, "what": "Call"},
    }
    assert [(r.at, r.what) for r in rungs(ladder, 1000)] == [(1015, "Text"), (1030, "Call"), (1060, "Lawyer")]
    step = following(rungs(ladder, 1000, {"a"}))
    assert step is not None and step.what == "Call"
    assert following(rungs(ladder, 1000, set("abc"))) is None
