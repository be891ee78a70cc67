"""The bed chart's layout: every row is as long as the chart, and every stay stands where it sleeps."""

import datetime

from hypothesis import given
from hypothesis import strategies as st

from waystation.casework.beds.occupancy import Bed, House, Lodging
from waystation.desk.shelter.layout import chart

TODAY = datetime.date(2026, 11, 27)
START = TODAY - datetime.timedelta(7)
offsets = st.integers(-80, 120)
spans = st.tuples(offsets, st.integers(0, 60)).map(
    lambda s: (TODAY + datetime.timedelta(s[0]), TODAY + datetime.timedelta(s[0] + s[1]))
)


@st.composite
def lodgings(draw):
    found = []
    for n in range(draw(st.integers(0, 8))):
        since, until = draw(spans)
        left = draw(st.none() | st.just(until))
        bed = draw(st.sampled_from(["", "1", "2", "9"]))
        found.append(Lodging(bytes([n]), f"Case {n}", f"s{n}", draw(st.sampled_from(["birch", "alder"])), bed, 1, since,
                             draw(st.none() | st.just(until)), left, draw(st.booleans())))  # fmt: skip
    return found


@given(lodgings(), st.sampled_from([14, 42, 180]), st.none() | spans)
def test_each_row_is_as_long_as_the_chart_and_each_stay_is_drawn_once(nights, days, out):
    houses = [House(b"b", "Birch", beds=(Bed("1", sleeps=2, out=out), Bed("2"))), House(b"a", "Alder")]
    drawn = chart(houses, nights, START, days, TODAY)
    end = START + datetime.timedelta(days)
    assert sum(t.days for t in drawn.months) == days and sum(t.days for t in drawn.ticks) in (0, days)
    for block in drawn.blocks:
        shown = []
        for lane in block.lanes:
            assert sum(cell.days for cell in lane.cells) == days and all(cell.days > 0 for cell in lane.cells)
            at = START
            for cell in lane.cells:
                if cell.stay:
                    shown.append(cell.stay.record)
                    assert at == max(cell.stay.since, START), "a bar begins on its first night"
                at += datetime.timedelta(cell.days)
        here = [n for n in nights if n.house == block.house.key and n.overlaps(START, end, TODAY)]
        assert sorted(shown) == sorted(n.record for n in here)
