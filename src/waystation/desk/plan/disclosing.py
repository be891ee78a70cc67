"""What a table of groups may say: no number that tells of fewer than ten people, alone or beside the plan's own sums.

The plan's page says how many people there are and how many have a slot. Whoever takes the table's rows away from these
sums reads what is left: so that must be ten people at least too, or nobody, else the smallest row goes with it.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from waystation.planning.plans import Plan
from waystation.planning.problem import Problem
from waystation.planning.questions.fairness import LEAST, Group


@dataclass(frozen=True)
class Row:
    """As ``Group``; ``served`` is None where it, or those without a slot, would be too few to tell."""

    group: str
    people: int
    weeks: float
    weight: float
    served: int | None


@dataclass(frozen=True)
class Table:
    """``hidden``: whether some groups are too small to name; not which, and not how many."""

    rows: list[Row]
    hidden: bool


def disclosed(groups: Iterable[Group], problem: Problem, plan: Plan) -> Table:
    """The rows of ``planning.questions.fairness.by_group`` that may be shown, by the names of their groups."""
    every = list(groups)
    people = problem.people
    served = sum(h.size for h in problem.households if h.id in plan and plan[h.id].slot)
    rows = [Row(g.group, g.people, g.weeks, g.weight, g.served) for g in every
            if g.people is not None and g.weeks is not None and g.weight is not None]  # fmt: skip
    rows.sort(key=lambda row: (row.people, row.group))
    while rows and _few(people - sum(row.people for row in rows)):
        rows.pop(0)
    return Table(sorted(_served(rows, people, served), key=lambda row: row.group), len(rows) < len(every))


def _served(rows: list[Row], people: int, served: int) -> list[Row]:
    """Without the counts of slots that would tell of a few, the smallest first."""
    told = sorted(
        (row for row in rows if row.served is not None and not _few(row.served) and not _few(row.people - row.served)),
        key=lambda row: (row.served, row.group),
    )
    while told:
        rest = served - sum(row.served or 0 for row in told)
        without = people - served - sum(row.people - (row.served or 0) for row in told)
        if not _few(rest) and not _few(without):
            break
        told.pop(0)
    return [row if row in told else Row(row.group, row.people, row.weeks, row.weight, None) for row in rows]


def _few(people: int) -> bool:
    return 0 < people < LEAST
