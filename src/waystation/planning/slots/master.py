"""Prices of everything together: the linear program, by columns that pay.

    prices, least = solve(options, shelter, start, left)

A program over all options is too large from 5,000 people on. So it begins with few for each household, and asks at its
prices which others would pay (``bound.priced`` answers for all options in a few milliseconds), until none does. At
every step ``bound`` proves a bound from the prices at hand, so it may stop at any time.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from waystation.planning.slots import highs
from waystation.planning.slots.bound import SCALE, Prices, bound, priced
from waystation.planning.slots.options import Ints, Options
from waystation.planning.slots.rows import Rows, whole_problem
from waystation.planning.slots.shelter import Shelter

EACH = 3  # options added for each household in a round


@dataclass
class Master:
    """What the program found: the best prices and the bound that they prove, and how much of each option it takes."""

    prices: Prices
    bound: int
    share: np.ndarray
    value: float = np.inf
    rounds: int = 0


def solve(options: Options, shelter: Shelter, begin: Ints, left: Callable[[], float], close: float = 1e-5) -> Master:
    """``begin``: the options to start with, some plan's among them. ``left``: seconds that remain. ``close``: the part
    of the value by which the bound may fall short."""
    rows = whole_problem(options, shelter)
    columns = highs.Columns()
    rows.add_supply(columns)
    rows.add_beds(columns)
    supply = columns.count
    begin = np.unique(begin)
    rows.add_options(columns, begin, options.cost)
    solver = highs.model(columns, *rows.limits)
    inside = np.zeros(options.count, bool)
    inside[begin] = True
    taken = begin
    none = Prices.none(options, shelter)
    best = Master(none, bound(options, shelter, none), np.zeros(options.count))
    while True:
        solved = highs.run(solver, left)
        if not solved.optimal or solved.values is None or solved.duals is None:
            return best
        best.rounds += 1
        best.value = solved.objective - shelter.fixed
        best.share[:] = 0
        best.share[taken] = solved.values[supply:]
        prices = _prices(options, rows, solved.duals, shelter.beds.shape)
        each = priced(options, shelter, prices)
        least = bound(options, shelter, prices, each)
        if least > best.bound:
            best.prices, best.bound = prices, least
        paid = np.rint(SCALE * solved.duals[rows.household]).astype(np.int64)
        new = _paying(options, each - paid[options.household], inside)
        if best.value - best.bound <= close * abs(best.value) or not len(new) or left() <= 0:
            return best
        grown = highs.Columns()
        rows.add_options(grown, new, options.cost)
        highs.grow(solver, grown)
        inside[new] = True
        taken = np.concatenate([taken, new])


def _prices(options: Options, rows: Rows, duals: np.ndarray, beds_shape: tuple[int, ...]) -> Prices:
    def of(numbers: Ints) -> np.ndarray:
        return np.where(numbers >= 0, -duals[numbers], 0.0)

    beds = of(rows.bed[0]) if len(rows.sheltered) else np.zeros(beds_shape)
    return Prices.of(options, of(rows.cell), of(rows.budget), of(rows.seat), of(rows.place), beds)


def _paying(options: Options, reduced: Ints, inside: np.ndarray, most: int = EACH) -> Ints:
    """The options outside that pay most, a few for each household."""
    pays = np.flatnonzero((reduced < -SCALE // 100) & ~inside)
    order = pays[np.lexsort((reduced[pays], options.household[pays]))]
    first = np.searchsorted(options.household[order], options.household[order])
    return order[np.arange(len(order)) - first < most]
