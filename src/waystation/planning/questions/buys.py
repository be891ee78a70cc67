"""What one more bed, seat or place would buy: each is put into the problem and everything is planned again.

    for one in bought(problem, clock, seconds=30):
        print(one.what, one.about, one.saves, one.least, one.most)

A plan is found within a gap of the best, so a difference of two plans has that uncertainty: the true saving lies
between ``least`` and ``most``, which follow from the two proven bounds and are wide where planning had little time.
More room never costs anything, so no saving is below 0.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import msgspec

from waystation.planning.answers import Answer
from waystation.planning.planner import solve
from waystation.planning.plans import Plan
from waystation.planning.problem import Problem, one_more_each_time


@dataclass(frozen=True)
class Bought:
    """``what``: ``place`` (in every week in which the programme ``about`` gives places, and what pays for it),
    ``budget`` (each of its budgets pays for one person more), ``bed`` (in the house ``about``) or ``seat`` (every
    week). ``saves``, ``least``, ``most`` in tenths of cost."""

    what: str
    about: str
    saves: int
    least: int
    most: int


def bought(problem: Problem, clock: Callable[[], float], seconds: float, seed: int = 1) -> Iterator[Bought]:
    """One after another; half of the ``seconds`` go to the problem as it is. Raises Impossible."""
    wanted = list(_more(problem))
    end = clock() + seconds
    before = _best(problem, clock, clock() + seconds / 2, seed)
    if before is None:
        return
    for n, (what, about, grown) in enumerate(wanted):
        until = clock() + max(0.2, end - clock()) / (len(wanted) - n)
        after = _best(grown, clock, until, seed, before.plan)
        cost = before.tenths if after is None else min(before.tenths, after.tenths)  # the old plan is still a plan
        bound = 0 if after is None else after.bound
        yield Bought(what, about, before.tenths - cost, max(0, before.bound - cost), max(0, before.tenths - bound))


def _best(
    problem: Problem, clock: Callable[[], float], until: float, seed: int, old: Plan | None = None
) -> Answer | None:
    best = None
    for answer in solve(problem, lambda: until - clock(), seed, old, 0):
        best = answer
    return best


def _more(problem: Problem) -> Iterator[tuple[str, str, Problem]]:
    """The problem with one more of each thing."""
    replace = msgspec.structs.replace
    undecided = (h for h in problem.households if not (h.fixed and h.fixed.programme is not None))
    wanted = {programme for h in undecided for programme in h.eligible}
    for n, programme in enumerate(problem.programmes):
        if any(programme.slots) and programme.id in wanted:
            grown = one_more_each_time(programme)
            yield "place", programme.id, replace(problem, programmes=_with(problem.programmes, n, grown))
            if programme.budgets:
                richer = replace(programme, budgets=tuple(replace(b, people=b.people + 1) for b in programme.budgets))
                yield "budget", programme.id, replace(problem, programmes=_with(problem.programmes, n, richer))
    for n, house in enumerate(problem.houses):
        if house.open != ():
            bigger = replace(house, beds=house.beds + 1)
            yield "bed", house.id, replace(problem, houses=_with(problem.houses, n, bigger))
    if problem.escorts:
        seats = replace(problem.escorts, seats=tuple(s + 1 for s in problem.escorts.seats))
        yield "seat", "escorts", replace(problem, escorts=seats)


def _with(things: tuple, n: int, thing: object) -> tuple:  # type: ignore[type-arg]
    return (*things[:n], thing, *things[n + 1 :])
