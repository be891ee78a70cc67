"""A new plan when the world has changed, with few changes: a curve, of which somebody chooses a point.

    for point in points(problem, old_plan, clock, seconds=20):
        print(point.price, point.changed, point.answer.cost, point.answer.gap)

Each price asks for the plan that is cheapest when every household whose slot changes costs so much more. At 1 only
changes that gain nothing are gone; at 1,000 hardly anybody moves who need not. Zero is not asked: its changes are
arbitrary.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

from waystation.planning.answers import Answer
from waystation.planning.planner import solve
from waystation.planning.plans import Plan
from waystation.planning.problem import Problem

PRICES = (1, 20, 100, 1000)


@dataclass(frozen=True)
class Point:
    """``price`` in units of cost for each household with another slot."""

    price: int
    answer: Answer


def points(
    problem: Problem,
    old: Plan,
    clock: Callable[[], float],
    seconds: float,
    seed: int = 1,
    prices: tuple[int, ...] = PRICES,
) -> Iterator[Point]:
    """One point for each price, dearest last; ``seconds`` for all of them, by ``clock``. Raises Impossible."""
    end = clock() + seconds
    for n, price in enumerate(prices):
        until = clock() + max(0.0, end - clock()) / (len(prices) - n)
        answer = None
        for better in solve(problem, partial(_until, until, clock), seed, old, 10 * price):
            answer = better
        if answer:
            yield Point(price, answer)


def _until(moment: float, clock: Callable[[], float]) -> float:
    return moment - clock()
