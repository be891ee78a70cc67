"""What it would buy: one more place in a programme's week, exactly, and any package of places by solving again.

    worth(problem)["canada"][12]                    # tenths that one more place in week 12 would save
    money(problem)["canada"][2]                     # tenths that its third budget would save, paying for one more
    saved(problem, {"canada": [1] * 52})            # a place a week for a year; adding up single prices says too much

The single prices come from one flow, all of them in a few milliseconds, and equal what solving again with that place
would save; a place comes with what pays for it. Families may be split among slots, and beds, escorts and places to
settle in are not looked at: it is what the programmes' places are worth by themselves.
"""

from collections.abc import Mapping, Sequence

import msgspec

from waystation.planning.problem import Problem, with_places
from waystation.planning.slots import flow
from waystation.planning.slots.options import Options


def worth(problem: Problem) -> dict[str, list[int]]:
    """Tenths saved by one more place, for each programme and week."""
    options = Options(slots_alone(problem), whole=False)
    found = flow.more(options, flow.solve(options)).reshape(-1, problem.weeks)
    return {p.id: [int(t) for t in found[n]] for n, p in enumerate(options.programmes)}


def money(problem: Problem) -> dict[str, list[int]]:
    """Tenths saved by each budget of a programme, in order of time, if it paid for one person more."""
    options = Options(slots_alone(problem), whole=False)
    _slots, found = flow.prices(options, flow.solve(options))
    each = iter(found)
    return {p.id: [int(next(each)) for _budget in p.budgets] for p in options.programmes if p.budgets}


def saved(problem: Problem, more: Mapping[str, Sequence[int]]) -> int:
    """Tenths saved by these further places together, and what pays for them."""
    alone = slots_alone(problem)
    grown = tuple(with_places(p, more[p.id]) if p.id in more else p for p in alone.programmes)
    return least(alone) - least(msgspec.structs.replace(alone, programmes=grown))


def least(problem: Problem) -> int:
    """Tenths that slots alone cost at best when families may be split."""
    options = Options(problem, whole=False)
    return flow.value(options, flow.solve(options))


def slots_alone(problem: Problem) -> Problem:
    households = tuple(
        msgspec.structs.replace(
            h, settles_in=(), housed=False, fixed=h.fixed and msgspec.structs.replace(h.fixed, stays=(), settles=None)
        )
        for h in problem.households
    )
    return msgspec.structs.replace(problem, households=households, houses=(), escorts=None, places=())
