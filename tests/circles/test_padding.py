"""Sizes say little: PADMÉ lengths, at most 12 % more, and never less than the floor."""

import pytest
from circle_cast import MARA, Case
from hypothesis import given
from hypothesis import strategies as st

from waystation.circles.circle import own
from waystation.circles.envelope import FLOOR, pad, unpad
from waystation.circles.errors import Malformed


@given(st.binary(max_size=4096))
def test_padding_comes_off_again(plain):
    assert unpad(pad(plain)) == plain


@given(st.integers(0, 1 << 20))
def test_padding_costs_at_most_twelve_in_a_hundred_above_the_floor(size):
    padded = len(pad(bytes(size)))
    assert padded > size
    assert padded >= FLOOR
    assert padded == FLOOR or (padded - size - 1) / (size + 1) < 0.12


@pytest.mark.parametrize(
    ("size", "padded"),
    [(0, 512), (511, 512), (512, 544), (543, 544), (544, 576), (1023, 1024), (1024, 1088), (9999, 10240)],
)
def test_known_sizes(size, padded):
    assert len(pad(bytes(size))) == padded


def test_there_are_few_sizes():
    assert len({len(pad(bytes(size))) for size in range(0, 1 << 16, 16)}) < 160


def test_content_that_looks_like_padding_survives():
    for plain in (b"\x80", b"\x80\0\0", b"\0", b"x\x80\0"):
        assert unpad(pad(plain)) == plain


@pytest.mark.parametrize("bytes_", [b"", b"\0" * 512, b"no padding", b"x\x80\0\x01", b"\x80x"])
def test_bytes_without_padding_are_malformed(bytes_):
    with pytest.raises(Malformed):
        unpad(bytes_)


def test_short_statements_of_any_length_make_envelopes_of_one_size():
    case = Case(own(MARA, "steward"))
    for length in (1, 40, 200):
        case.writes(MARA, "x" * length)
    assert len({len(envelope) for envelope in case.sealed()}) == 1
