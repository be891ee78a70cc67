"""One rule by which money of several currencies is compared: typed rates, both ways round, or nothing."""

import datetime
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from waystation.casework.folds import State, Value
from waystation.casework.rates import Rated, departs, rate, rates_of, typed, unrated

DAYS = st.dates(datetime.date(2026, 1, 1), datetime.date(2026, 12, 31)).map(str)
CURRENCIES = st.sampled_from("EUR GEL CAD UGX".split())
RATES = st.builds(Rated, CURRENCIES, CURRENCIES, st.decimals("0.001", "5000", places=3), DAYS, st.just("a bank"))


def rated(one, into, number, on="2026-11-01"):
    return Rated(one, into, Decimal(number), on, "a bank")


def test_without_a_rate_nothing_is_compared_and_the_same_currency_needs_none():
    assert rate([], "GEL", "EUR") is None and unrated([], {"GEL", "EUR"}, "EUR") == ["GEL"]
    assert rate([], "EUR", "EUR").factor == 1 and rate([], "EUR", "EUR").on == ""


def test_a_rate_holds_both_ways_and_the_newest_counts_whichever_way_it_was_typed():
    known = [rated("GEL", "EUR", "0.30", "2026-10-01"), rated("EUR", "GEL", "2.5", "2026-11-01")]
    assert rate(known, "GEL", "EUR").factor == Decimal("0.4")
    assert rate(known, "GEL", "EUR", datetime.date(2026, 10, 15)).factor == Decimal("0.30")
    assert rate(known, "GEL", "EUR", datetime.date(2026, 9, 1)) is None


def test_two_rates_that_meet_in_a_third_currency_make_one_as_old_as_the_older():
    known = [rated("EUR", "GEL", "3", "2026-11-01"), rated("EUR", "CAD", "1.5", "2026-09-01")]
    used = rate(known, "CAD", "GEL")
    assert abs(used.factor - 2) < Decimal("1e-20") and used.on == "2026-09-01" and len(used.by) == 2
    assert used.age(datetime.date(2026, 9, 11)) == 10
    assert rate([*known, rated("CAD", "GEL", "9", "2020-01-01")], "CAD", "GEL").factor == 9  # fewer steps go before


@given(st.lists(RATES, max_size=6), CURRENCIES, CURRENCIES)
def test_there_and_back_is_where_one_began(known, one, into):
    pairs = {frozenset((r.one, r.into)): r for r in known if r.one != r.into}
    known = list(pairs.values())  # two typed on one day, one each way round, hold each as it was typed
    there, back = rate(known, one, into), rate(known, into, one)
    assert (there is None) == (back is None)
    if there and len(there.by) < 2:
        assert abs(there.factor * back.factor - 1) < Decimal("1e-20")


@given(st.text(max_size=12))
def test_what_is_no_number_is_no_rate(text):
    number = typed(text)
    assert number is None or 0 < number < 10**9
    assert typed("0,3412") == Decimal("0.3412") and typed("nan") is None and typed("-1") is None


def test_a_rate_without_a_source_is_none():
    assert rates_of(State()) == [] and rates_of(None) == []


def test_a_rate_departs_where_it_says_more_than_twice_or_less_than_half_whichever_way_round_it_is_typed():
    known = [rated("GEL", "EUR", "0.3218"), rated("EUR", "CAD", "1.5")]
    assert departs(known, "GEL", "EUR", Decimal("33")) > 100 and departs(known, "GEL", "EUR", Decimal("3.2")) > 9
    assert departs(known, "EUR", "GEL", Decimal("0.33")) > 9 and departs(known, "CAD", "GEL", Decimal("9")) > 4
    assert departs(known, "GEL", "EUR", Decimal("0.5")) is None and departs(known, "EUR", "GEL", Decimal("3.3")) is None
    assert departs(known, "UGX", "EUR", Decimal("33")) is None


def test_a_rate_of_a_day_still_to_come_counts_for_nothing_until_then():
    row = {"one": "GEL", "into": "EUR", "rate": "0.3", "on": "2036-01-01", "source": "a bank"}
    state = State(
        {f"rates/a/{name}": [Value(word, b"", 0, 0, b"")] for name, word in row.items()}, first={"rates/a": 0}
    )
    assert rates_of(state, datetime.date(2035, 12, 31)) == [] and len(rates_of(state, datetime.date(2036, 1, 1))) == 1
