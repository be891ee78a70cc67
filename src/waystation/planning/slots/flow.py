"""Slots alone, households split at will: a transportation problem, solved exactly as a flow of least cost.

    flow = solve(options)             # 20,000 people, 1.5 million options: about a second
    worth = more(options, flow)       # tenths that one more place in each cell saves, exactly

The flow goes from each household's people to cells (a programme's week) and on to a sink, or straight to the sink for
those without a slot. The same value as the linear program takes a general solver a hundred times as long.
"""

import numpy as np

from waystation.planning.errors import BrokenPlan
from waystation.planning.slots.options import Ints, Options


def solve(options: Options) -> Ints:
    """People of each option, at least cost when every household may be split."""
    from ortools.graph.python.min_cost_flow import SimpleMinCostFlow

    o, households, cells = options, len(options.households), len(options.cells)
    sink = households + cells
    heads = np.where(o.cell >= 0, households + o.cell, sink)
    graph = SimpleMinCostFlow()
    arcs = graph.add_arcs_with_capacity_and_unit_cost(o.household, heads, o.people, unit_cost(o))
    graph.add_arcs_with_capacity_and_unit_cost(
        np.arange(households, sink), np.full(cells, sink), o.cells, np.zeros(cells, np.int64)
    )
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


def more(options: Options, flow: Ints) -> Ints:
    """Tenths saved by one more place in each cell (exact for a single place: the least cost of the flow with it is that
    much less). As prices of all cells they also prove the flow optimal.

    Somebody takes the new place, somebody else the one left, and so on: the longest path in what the flow leaves open,
    found by repeating until nothing improves (Bellman and Ford; 6 to 8 rounds in practice).
    """
    o, unit = options, unit_cost(options)
    served = np.flatnonzero(o.cell >= 0)
    order = served[np.argsort(o.cell[served], kind="stable")]
    cells, first = np.unique(o.cell[order], return_index=True)
    used = np.flatnonzero(flow > 0)
    holders, begin = np.unique(o.household[used], return_index=True)
    worth = np.zeros(len(o.cells) + 1, np.int64)  # the last one: having no slot
    gives = np.zeros(len(o.households), np.int64)
    if not len(order):
        return worth[:-1]
    while True:
        gives[holders] = np.maximum.reduceat(unit[used] + worth[o.cell[used]], begin)
        better = worth.copy()
        better[cells] = np.maximum(0, np.maximum.reduceat(gives[o.household[order]] - unit[order], first))
        if (better == worth).all():
            return worth[:-1]
        worth = better
