"""Why this slot, and why not an earlier one: who has it, and what it would cost to take it.

    for line in explain(problem, plan, "Quiet Heron"): print(line)

Two numbers stand beside every earlier slot. One is a theorem: no plan in which the household has it costs less than so
much (the bound from the prices of the flow in which the household is held to that slot). The other is a fact about
this plan: the household that would have to give way at least cost, where that one could go instead, and the sum of
both, weeks in beds left aside.
"""

from dataclasses import dataclass

import numpy as np

from waystation.planning.errors import BadFile
from waystation.planning.plans import Plan
from waystation.planning.problem import Problem
from waystation.planning.slots import flow
from waystation.planning.slots.assignment import Assignment
from waystation.planning.slots.bound import Prices, bound, priced
from waystation.planning.slots.options import Options
from waystation.planning.slots.shelter import Shelter
from waystation.planning.words import _, say


@dataclass(frozen=True)
class Earlier:
    """A slot that would be cheaper for the household. ``saves``: tenths for itself. ``full``: what has no room.
    ``gives_way``: who could leave it at least cost (none: nobody alone makes room), ``costs``: tenths more or less for
    both together. ``least``: tenths that every plan with this slot costs at least."""

    programme: str
    week: int
    saves: int
    full: tuple[str, ...]
    gives_way: str | None
    costs: int | None
    least: int


MOST = 12  # the cheapest ones: more is a table, not an answer


def earlier(problem: Problem, plan: Plan, household: str, most: int = MOST) -> list[Earlier]:
    """The options that are cheaper for the household than what the plan gives it, cheapest first. Raises BadFile for a
    household that is not there, or a plan with a slot that is none."""
    options = Options(problem)
    numbers = {h.id: n for n, h in enumerate(options.households)}
    if household not in numbers:
        raise BadFile("", say(_("{household} is none of the problem's households"), household=household))
    held, shelter, h = _held(options, plan), Shelter(options), numbers[household]
    part = np.arange(options.start[h], options.start[h + 1])
    better = part[options.cost[part] < options.cost[held.choice[h]]]
    found = []
    for option in sorted(better, key=lambda n: (options.cost[n], n))[:most]:
        saves = int(options.cost[held.choice[h]] - options.cost[option])
        other, costs = _giving_way(held, h, int(option))
        programme, week = options.programmes[options.programme[option]].id, int(options.week[option])
        together = None if costs is None else costs - saves
        least = _least(options, shelter, h, int(option))
        found.append(Earlier(programme, week, saves, tuple(_full(held, h, int(option))), other, together, least))
    return found


FORBIDDEN = 10**9  # tenths for each person: more than any plan costs


def _least(options: Options, shelter: Shelter, h: int, option: int) -> int:
    """What every plan costs at least in which the household has this option."""
    part = slice(options.start[h], options.start[h + 1])
    costs = options.cost
    held = costs.copy()
    held[part] += FORBIDDEN * options.size[h]
    held[option] = costs[option]
    options.cost = held
    found = flow.prices(options, flow.solve(options))
    options.cost = costs
    none = Prices.none(options, shelter)
    prices = Prices.of(options, *found, none.seats, none.places, none.beds)
    each = priced(options, shelter, prices)
    each[part] = each[option]
    return bound(options, shelter, prices, each)


def _held(options: Options, plan: Plan) -> Assignment:
    choice = options.of_plan(plan)
    places = {p.id: n for n, p in enumerate(options.places)}
    held = Assignment(options)
    for h, household in enumerate(options.households):
        if choice[h] < 0:
            text = _("{household} has a slot in the plan that is none for it; ask --check")
            raise BadFile("", say(text, household=household.id))
        settles = plan[household.id].settles if household.id in plan else None
        held.take(h, int(choice[h]), places.get(settles or "", -1))
    return held


def _full(held: Assignment, h: int, option: int) -> list[str]:
    o, size = held.options, held.options.size[h]
    found = []
    if held.cells[o.cell[option]] < size:
        found.append(_("slots"))
    if held.budgets[o.budget[option]] < size:
        found.append(_("money for it"))
    if held.seats[o.leave[option]] < size:
        found.append(_("escorted seats"))
    if o.settle[option] >= 0 and held.room[list(o.settle_sets[o.settle[option]]), o.quarter[option]].max() < size:
        found.append(_("places to settle in"))
    return found


def _giving_way(held: Assignment, h: int, option: int) -> tuple[str | None, int | None]:
    """Whom to move at least cost so that the household fits, and what moving that one costs; ("", 0) for nobody."""
    o = held.options
    trial = held.copy()
    trial.drop(h)
    if trial.fitting(h)[option - o.start[h]]:
        return "", 0
    holders = np.flatnonzero(_shares(o, option)[held.choice])
    best: tuple[str | None, int | None] = (None, None)
    for other in holders:
        if other == h:
            continue
        moved = trial.copy()
        moved.drop(int(other))
        if not moved.fitting(h)[option - o.start[h]]:
            continue
        moved.take(h, option)
        moved.fill([int(other)], o.cost)
        if moved.choice[other] < 0:
            continue
        costs = int(o.cost[moved.choice[other]] - o.cost[held.choice[other]])
        if best[1] is None or costs < best[1]:
            best = o.households[other].id, costs
    return best


def _shares(o: Options, option: int) -> np.ndarray:
    """Which options use something that this one uses too."""
    shares = (o.cell == o.cell[option]) | (o.leave == o.leave[option])
    if o.budget[option] >= 0:
        shares |= o.budget == o.budget[option]
    if o.settle[option] >= 0:
        shares |= (o.settle >= 0) & (o.quarter == o.quarter[option])
    return shares & (o.programme >= 0)


def explain(problem: Problem, plan: Plan, household: str) -> list[str]:
    """Sentences for people."""
    found = earlier(problem, plan, household)
    slot = plan[household].slot if household in plan else None
    lines = [f"{household}: {slot[0]} in week {slot[1]}." if slot else f"{household}: no slot."]
    if not found:
        return [*lines, "No other slot that it may take is earlier."]
    lines.append(f"What would be better for it, best first, {MOST} at most:")
    return lines + [_sentence(e) for e in found]


def _sentence(e: Earlier) -> str:
    start = f"{e.programme} in week {e.week} saves it {e.saves / 10:,.1f}"
    bound_told = f"no plan with it costs less than {e.least / 10:,.1f}"
    if e.gives_way == "":
        return f"{start}: there is room, beds or others' gain speak against it; {bound_told}."
    full = f"no {' and no '.join(e.full)} left"
    if e.gives_way is None:
        return f"{start}: {full}, and nobody alone could make room; {bound_told}."
    return f"{start}: {full}. {e.gives_way} would give way; both together {(e.costs or 0) / 10:+,.1f}; {bound_told}."
