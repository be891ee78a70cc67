"""Accounts by properties: amounts come back as typed, sums are exact, nothing is guessed."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from waystation.casework import accounts
from waystation.casework.accounts import Line
from waystation.casework.errors import BadValue
from waystation.casework.rates import Rated
from waystation.casework.vocabularies import vocabulary

CURRENCIES = st.sampled_from([word.key for word in vocabulary("currency")])
AMOUNTS = st.integers(1, 10**9)


def line(amount, currency, status="paid"):
    return Line("r", "2026-11-01", amount, currency, "food", "", status, b"a", b"", False, False, True, "", 1)


@given(AMOUNTS, CURRENCIES)
def test_an_amount_is_typed_as_it_is_shown(amount, currency):
    assert accounts.minor(accounts.shown(amount, currency), currency) == amount
    whole = accounts.whole(amount, currency)
    assert (whole - 1) * 10 ** accounts.digits(currency) < amount <= whole * 10 ** accounts.digits(currency)


@pytest.mark.parametrize("typed", ["", "0", "-5", "1.234", "1e3x", "NaN", "Infinity", "١٢", "12.3.4", "1" * 40])
def test_what_is_no_amount_is_refused(typed):
    with pytest.raises(BadValue):
        accounts.minor(typed, "EUR")


@pytest.mark.parametrize(("typed", "currency", "amount"), [
    ("129,50", "EUR", 12950), ("1 200.5", "EUR", 120050), ("700", "UGX", 700), ("1.234", "JOD", 1234),
])  # fmt: skip
def test_digits_are_the_currencys_own(typed, currency, amount):
    assert accounts.minor(typed, currency) == amount


@given(st.lists(st.tuples(AMOUNTS, CURRENCIES, st.sampled_from(["paid", "asked", "approved", "refused", "returned"]))))
def test_totals_are_the_sums_of_their_lines_whatever_their_order(rows):
    every = [line(*row) for row in rows]
    sums = accounts.totals(every)
    assert sums == accounts.totals(reversed(every))
    assert sum(t.spent for t in sums.values()) == sum(x.amount for x in every if x.status == "paid")
    assert sum(t.lines for t in sums.values()) == len(every)
    by_status = accounts.grouped(every, lambda x: x.status)
    assert sum(t.lines for group in by_status.values() for t in group.values()) == len(every)


@given(AMOUNTS, st.decimals("0.0001", "9999", places=4))
def test_nothing_is_converted_without_a_rate_and_with_one_exactly(amount, rate):
    sums = accounts.totals([line(amount, "UGX"), line(amount, "EUR")])
    alone = accounts.convert(sums, "EUR", [])
    assert alone.spent == amount and alone.missing == ["UGX"]
    rates = [Rated("UGX", "EUR", rate, "2026-01-01", "a bank"), Rated("UGX", "EUR", rate * 2, "2026-02-01", "a bank")]
    both = accounts.convert(sums, "EUR", rates)
    assert not both.missing and abs(both.spent - amount - Decimal(amount) * rate * 2 * 100) <= Decimal("0.5")
