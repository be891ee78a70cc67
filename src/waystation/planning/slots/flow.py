"""Slots alone, households split at will: a transportation problem, solved exactly as a flow of least cost.

    flow = solve(options)             # 20,000 people, 1.5 million options: about a second
    worth = more(options, flow)       # tenths that one more place in each cell saves, exactly

The flow goes from each household's people to cells (a programme's week), through what pays for them, and on to a sink;
or straight to the sink for those without a slot. The same value as the linear program takes a general solver a hundred
times as long.
"""

import numpy as np

from waystation.planning.errors import BrokenPlan
from waystation.planning.slots.options import Ints, Options


def solve(options: Options) -> Ints:
    """People of each option, at least cost when every household may be split."""
    from ortools.graph.python.min_cost_flow import SimpleMinCostFlow

    o, households, cells = options, len(options.households), len(options.cells)
    pots = households + cells
    sink = pots + len(o.budgets) - 1
    heads = np.where(o.cell >= 0, households + o.cell, sink)
    graph = SimpleMinCostFlow()
    arcs = graph.add_arcs_with_capacity_and_unit_cost(o.household, heads, o.people, unit_cost(o))
    for tails, pays, room in (
        (np.arange(households, pots), np.where(funds(o) >= 0, pots + funds(o), sink), o.cells),
        (np.arange(pots, sink), np.full(sink - pots, sink), o.budgets[:-1]),
    ):
        graph.add_arcs_with_capacity_and_unit_cost(tails, pays, room, np.zeros(len(tails), np.int64))
    graph.set_nodes_supplies(np.arange(households), o.size)
    graph.set_node_supply(sink, -int(o.size.sum()))
    status = graph.solve()
    if status != graph.OPTIMAL:
        raise BrokenPlan(f"The flow of slots ended with {status.name}: the decisions already taken leave no way.")
    return np.asarray(graph.flows(arcs), np.int64)


def unit_cost(options: Options) -> Ints:
    """Tenths for each person of an option. A price of change belongs to the household, so a part of it may be lost."""
    return options.cost // options.people


def value(options: Options, flow: Ints) -> int:
    """Tenths that the flow costs."""
    return int((flow * unit_cost(options)).sum())


def funds(options: Options) -> Ints:
    """The number of the budget that pays for each cell, -1 for none."""
    return options.funds.reshape(-1)


def more(options: Options, flow: Ints) -> Ints:
    """Tenths saved by one more place in each cell and the money for it (exact for a single place: the least cost of the
    flow with both is that much less)."""
    slots, budgets = prices(options, flow)
    return slots + budgets[funds(options)]


def prices(options: Options, flow: Ints) -> tuple[Ints, Ints]:
    """For each cell and each budget, tenths for a person: with these prices the flow is proven optimal. Of a budget it
    is exactly what money for one more saves; the last one, which never ends, has none.

    Somebody takes the new place, somebody else the one left, and so on: the longest path in what the flow leaves open,
    found by repeating until nothing improves (Bellman and Ford; 6 to 8 rounds in practice). Money set free goes to
    whichever cell it pays for has a place left.
    """
    o, unit = options, unit_cost(options)
    served = np.flatnonzero(o.cell >= 0)
    order = served[np.argsort(o.cell[served], kind="stable")]
    cells, first = np.unique(o.cell[order], return_index=True)
    used = np.flatnonzero(flow > 0)
    holders, begin = np.unique(o.household[used], return_index=True)
    taken = np.bincount(o.cell[served], flow[served], len(o.cells)).astype(np.int64)
    paid = funds(o)
    spare, flowing = (np.flatnonzero((paid >= 0) & open_) for open_ in (taken < o.cells, taken > 0))
    worth = np.zeros(len(o.cells) + 1, np.int64)  # the last one: having no slot
    money = np.zeros(len(o.budgets), np.int64)
    gives = np.zeros(len(o.households), np.int64)
    while len(order):
        gives[holders] = np.maximum.reduceat(unit[used] + worth[o.cell[used]], begin)
        better = worth.copy()
        better[cells] = np.maximum(0, np.maximum.reduceat(gives[o.household[order]] - unit[order], first))
        np.maximum.at(money, paid[spare], better[spare])
        better[flowing] = np.maximum(better[flowing], money[paid[flowing]])
        if (better == worth).all():
            break
        worth = better
    return np.maximum(0, worth[:-1] - money[paid]), money
