"""Screening: scores have bounds, bands have sources, and one item means that somebody is called."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from waystation.casework.errors import BadValue, UnknownField
from waystation.casework.landing.screening import BANDS, KEYS, instrument, read, written
from waystation.casework.vocabularies import vocabulary

SHIPPED = ("phq_9", "gad_7", "pcl_5")
LICENSED = ("rhs_15", "htq")


@st.composite
def answered(draw):
    used = instrument(draw(st.sampled_from(SHIPPED)))
    points = st.integers(0, len(used.options) - 1)
    return used, draw(st.lists(points, min_size=len(used.items), max_size=len(used.items)))


@given(answered())
def test_a_score_is_the_sum_within_bounds_and_is_acute_by_item_nine_alone(given_answers):
    used, answers = given_answers
    result = used.result(answers)
    assert used.least <= result.score == sum(answers) <= used.most and result.band in BANDS
    assert result.acute == (used.key == "phq_9" and answers[8] > 0)
    assert read(written(answers)) == answers


@given(answered(), st.integers(0, 19))
def test_a_part_of_the_answers_has_no_score(given_answers, n):
    used, answers = given_answers
    hole = [None if i == n % len(answers) else a for i, a in enumerate(answers)]
    for wrong in (hole, answers[:-1], [*answers, 0], [len(used.options), *answers[1:]]):
        with pytest.raises(BadValue):
            used.result(wrong)


def test_bands_are_the_published_ones():
    expected = {
        "phq_9": (9, 27, {4: "minimal", 5: "mild", 9: "mild", 10: "moderate", 15: "moderately_severe", 20: "severe"}),
        "gad_7": (7, 21, {4: "minimal", 5: "mild", 10: "moderate", 14: "moderate", 15: "severe"}),
        "pcl_5": (20, 80, {30: "below", 31: "near", 33: "near", 34: "above"}),
    }
    for key, (items, most, bands) in expected.items():
        used = instrument(key)
        assert (len(used.items), used.most) == (items, most)
        assert {score: used.band(score) for score in bands} == bands


def test_no_item_of_a_licensed_instrument_is_there_and_every_file_names_source_and_licence():
    assert set(KEYS) == set(SHIPPED + LICENSED) == {w.key for w in vocabulary("screening_instrument")}
    for key in KEYS:
        used = instrument(key)
        assert used.source and used.licence and used.as_of and bool(used.items) == (key in SHIPPED)
    for key in LICENSED:
        with pytest.raises(BadValue):
            instrument(key).result([0, 1])
    with pytest.raises(UnknownField):
        instrument("../phq_9")


@given(st.integers(-10, 1000))
def test_an_entered_score_keeps_to_its_bounds(score):
    used = instrument("rhs_15")
    if 0 <= score <= 56:
        assert used.entered(str(score)).score == score
        assert used.entered(str(score), 5).band == "above"
    else:
        with pytest.raises(BadValue):
            used.entered(str(score))


@pytest.mark.parametrize("text", ["", "x", "nan", "inf", "1e999", "2,6,1"])
def test_what_is_no_number_is_no_score(text):
    with pytest.raises(BadValue):
        instrument("htq").entered(text)
    assert instrument("htq").entered("2,6").score == 260 and instrument("htq").said(260) == "2.60"
