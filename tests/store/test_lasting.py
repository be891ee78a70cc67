"""How long a pathway takes, read at a share of those who went before: never between two, never beyond the longest."""

from hypothesis import given
from hypothesis import strategies as st

from waystation.store.plans.lasting import ENOUGH, SHARES, Past, at, lasts


@given(st.lists(st.integers(0, 400), min_size=1, max_size=60), st.sampled_from(SHARES))
def test_so_many_of_a_hundred_were_gone_by_then_and_one_day_less_would_be_too_few(days, share):
    ordered = sorted(days)
    found = at(ordered, share)
    assert found in days
    assert 100 * sum(d <= found for d in days) >= share * len(days)
    assert 100 * sum(d < found for d in days) < share * len(days)


def test_the_nearest_to_what_is_planned_speaks_first_and_only_where_enough_say_something():
    many, few = [30] * ENOUGH, [90] * (ENOUGH - 1)
    row = {"answer_days": 14}
    assert lasts(row, Past(many, many), 80).source == "left"
    assert (lasts(row, Past(few, many), 80).source, lasts(row, Past(few, many), 80).weeks) == ("answered", 5)
    assert (lasts(row, Past(few, few), 80).source, lasts(row, Past(few, few), 80).weeks) == ("stated", 2)
    assert lasts({}, Past(), 80).source == "unknown"
