"""Safe windows as people write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from waystation.casework.hotline.windows import DAY, opens_in, windows


@pytest.mark.parametrize(
    ("text", "spans"),
    [
        ("14:00-14:20", [(840, 860)]),
        ("между 14 и 16, не звонить", [(840, 960)]),
        ("с 9 до 11", [(540, 660)]),
        ("entre 8h30 et 9h15", [(510, 555)]),
        ("22 to 2, when they sleep", [(1320, 120)]),
        ("من ١٤ إلى ١٦", [(840, 960)]),
        ("10-12, 18.30–19.00", [(600, 720), (1110, 1140)]),
        ("after work", []),
        ("call 8 900 555 12 34", []),
        ("25 to 30", []),
        ("20 to 24", [(1200, 1440)]),
    ],
)
def test_spans_are_read_in_many_ways_of_writing(text, spans):
    assert windows(text) == spans


def test_over_midnight_and_until_the_next_one():
    assert opens_in("22 to 2", 23 * 60) == 0 and opens_in("22 to 2", 60) == 0
    assert opens_in("22 to 2", 21 * 60) == 60
    assert opens_in("9-10 or 18-19", 11 * 60) == 7 * 60
    assert opens_in("in the evening", 11 * 60) is None


@given(st.text(max_size=200), st.integers(0, DAY - 1))
def test_any_text_gives_a_wait_within_a_day_or_none(text, now):
    wait = opens_in(text, now)
    assert wait is None or 0 <= wait < DAY


@given(st.integers(0, 23), st.integers(0, 59), st.integers(0, DAY - 1))
def test_a_window_opens_when_it_says(hour, minute, now):
    wait = opens_in(f"{hour:02}:{minute:02}-{(hour + 1) % 24:02}:{minute:02}", now)
    begin = hour * 60 + minute
    assert wait == (0 if (now - begin) % DAY < 60 else (begin - now) % DAY)
