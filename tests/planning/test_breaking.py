"""How many slots of a plan break by themselves, and what a changed slot should count for it."""

import math

import invented_programme as invented
import pytest
from hypothesis import given
from hypothesis import strategies as st

from waystation.planning.simulation import breaking
from waystation.planning.simulation.breaking import Walk, broken, fate, price, waiting, walks
from waystation.planning.simulation.history import STAGES, History
from waystation.planning.simulation.world import calibrate

NEVER = math.inf


def measured(history, horizon=182.0, count=60):
    world = calibrate(history)
    cases, days = waiting(world, history)
    return broken(cases, days, list(walks(world, cases, count)), horizon)


def clockwork(plan=()):
    """Ten days in each stage for everybody, nobody refused; ten wait for their place since yesterday."""
    gone = [[(stage, 10.0 * n) for n, stage in enumerate(STAGES)] for _ in range(60)]
    here = [[("S6", 199.0)] for _ in range(10)]
    return History([*gone, *here], 200.0, plan=list(plan))


@pytest.mark.parametrize(
    ("walked", "said"),
    [
        (Walk(5, 30, ""), ("", 40, 7)),  # place on day 10 and not before, gone on day 40, the week of day 40 ends on 47
        (Walk(16, 30, ""), ("", 46, 1)),  # ready within the week of the place
        (Walk(18, 1, ""), ("late", 17, 0)),
        (Walk(5, 38, ""), ("slow", 47, 0)),
        (Walk(5, 20, "refused"), ("refused", 30, 0)),
        (Walk(5, 99, "refused"), ("slow", 47, 0)),  # whichever comes first
        (Walk(5, 30, "missed"), ("missed", 40, 0)),
        (Walk(NEVER, 3, "left"), ("left", 3, 0)),
        (Walk(NEVER, 99, "left"), ("left", 17, 0)),
    ],
)
def test_a_slot_breaks_by_what_comes_first(walked, said):
    assert fate(10, 40, walked) == said


def test_where_everything_goes_by_the_clock_no_slot_breaks_and_a_change_counts_as_usual():
    found = measured(clockwork())
    assert found.estimated and found.slots == 10
    # Nobody was ever refused in 60 answers: Jeffreys' prior leaves one in 120.
    assert found.share < 0.03 and found.price in (20, 21)
    assert found.why["late"] == found.why["slow"] == 0


def test_the_slots_of_a_plan_are_measured_as_they_were_promised():
    ready = 209.0  # of the ten
    in_time = [(60 + n, ready, ready + 20) for n in range(5)]
    too_soon = [(60 + n, 201.0, 221.0) for n in range(5, 10)]
    found = measured(clockwork([*in_time, *too_soon]))
    assert not found.estimated and found.slots == 10
    assert found.why["late"] == pytest.approx(0.5) and 0.5 <= found.share < 0.53
    assert found.price in range(40, 44)
    assert measured(clockwork([*in_time, *too_soon]), horizon=5).share == 0, (
        "later than is planned: planned anew before"
    )


def test_a_plan_that_reads_times_at_a_higher_share_breaks_less_and_keeps_people_longer():
    found = measured(invented.history(5))
    breaks, spare = ([getattr(read, name) for read in found.reads] for name in ("breaks", "spare"))
    assert breaks == sorted(breaks, reverse=True) and breaks[0] > breaks[-1] + 0.1
    assert spare == sorted(spare)
    assert found.share == pytest.approx(next(r.breaks for r in found.reads if r.share == breaking.USUAL))
    assert found.low <= found.share <= found.high
    assert sum(found.why.values()) == pytest.approx(found.share)


def test_a_plan_for_nobody_has_no_slots_and_the_usual_price():
    found = measured(History([], 10.0))
    assert (found.slots, found.share, found.price) == (0, 0, breaking.USUAL_PRICE)


@given(st.floats(0, 1), st.floats(0, 1))
def test_the_more_breaks_the_more_a_change_must_gain(one, other):
    low, high = sorted((one, other))
    assert breaking.USUAL_PRICE <= price(low) <= price(high) <= breaking.MOST_PRICE
    assert price(0.5) == 2 * breaking.USUAL_PRICE
