"""Who waits how long, by group, against need: shown only where no cell speaks of a few people.

    for row in by_group(problem, plan, {"Quiet Heron": "family", ...}):
        print(row.group, row.people, row.weeks, row.weight)

A cell of fewer than ten people is not shown. Where a single cell of a table would be hidden, the total would give it
away, so the next smallest is hidden too.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from waystation.planning.plans import Plan
from waystation.planning.problem import UNSERVED, Problem

LEAST = 10  # people in a cell; the rule of the programme's own releases


@dataclass(frozen=True)
class Group:
    """``weeks``: mean weeks until they leave, those without a slot counted as in the plan's cost. ``weight``: mean
    weight, the need by which the plan serves. ``served``: people with a slot. All None where the cell is hidden."""

    group: str
    people: int | None
    weeks: float | None
    weight: float | None
    served: int | None


def by_group(problem: Problem, plan: Plan, groups: Mapping[str, str]) -> list[Group]:
    """One row for each group, by name. Households in no group are left out."""
    leads = {p.id: p.processing_weeks for p in problem.programmes}
    cells: dict[str, list[tuple[int, int, int, bool]]] = defaultdict(list)
    for household in problem.households:
        if household.id not in groups:
            continue
        slot = plan[household.id].slot if household.id in plan else None
        leave = slot[1] + leads[slot[0]] if slot else problem.weeks + UNSERVED
        cells[groups[household.id]].append((household.size, leave, household.risk, slot is not None))
    hidden = _hidden({group: sum(size for size, *_rest in cell) for group, cell in cells.items()})
    return [_row(group, cell, group in hidden) for group, cell in sorted(cells.items())]


def _hidden(people: dict[str, int]) -> set[str]:
    small = {group for group, count in people.items() if count < LEAST}
    rest = sorted((count, group) for group, count in people.items() if group not in small)
    if len(small) == 1 and rest:
        small.add(rest[0][1])
    return small


def _row(group: str, cell: list[tuple[int, int, int, bool]], hidden: bool) -> Group:
    if hidden:
        return Group(group, None, None, None, None)
    people = sum(size for size, *_rest in cell)
    weeks = sum(size * leave for size, leave, *_rest in cell) / people
    weight = sum(size * risk for size, _leave, risk, _served in cell) / people
    return Group(group, people, weeks, weight, sum(size for size, _leave, _risk, served in cell if served))
