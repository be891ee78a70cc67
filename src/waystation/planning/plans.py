"""A plan: for each household its slot, its beds, its departure and where it settles.

plan = {"Quiet Heron": Placement("canada", 3, (Stay("Birch", 0, 12),), departs=12, settles="Toronto"),
        "Amber Fox": Placement()}                                        # no slot, no bed
"""

from collections.abc import Mapping

from msgspec import Struct

from waystation.planning.problem import Problem, Stay


class Placement(Struct, frozen=True, forbid_unknown_fields=True):
    """What a plan does with one household. ``departs`` and ``settles`` may be left out where nothing depends on them.
    A household without a slot can have stays: it waits in a house."""

    programme: str | None = None
    week: int | None = None
    stays: tuple[Stay, ...] = ()
    departs: int | None = None
    settles: str | None = None

    @property
    def slot(self) -> tuple[str, int] | None:
        return (self.programme, self.week) if self.programme is not None and self.week is not None else None


Plan = Mapping[str, Placement]
NOTHING = Placement()


def decided(problem: Problem) -> dict[str, Placement]:
    """The plan that repeats the decisions already taken and does nothing else."""
    leads = {p.id: p.processing_weeks for p in problem.programmes}
    plan = {}
    for household in problem.households:
        fixed = household.fixed
        if fixed is None:
            plan[household.id] = NOTHING
            continue
        departs = fixed.departs
        if departs is None and fixed.programme is not None and fixed.week is not None:
            departs = fixed.week + leads[fixed.programme]
        plan[household.id] = Placement(fixed.programme, fixed.week, fixed.stays, departs, fixed.settles)
    return plan


def changes(old: Plan, new: Plan) -> list[str]:
    """The households that had a slot and have another one or none, by id. What somebody was told and prepared for is
    the slot; who had none was told nothing, and may get one at any price of a change."""
    return sorted(h for h in new if h in old and old[h].slot and old[h].slot != new[h].slot)


def gained(old: Plan, new: Plan) -> list[str]:
    """The households that get a slot and had none."""
    return sorted(h for h in new if new[h].slot and not (h in old and old[h].slot))


def rehoused(old: Plan, new: Plan) -> list[str]:
    """The households that sleep in another house in some week in which both plans give them a bed."""
    return sorted(h for h in new if h in old and _beds(old[h], new[h]))


def _beds(a: Placement, b: Placement) -> bool:
    return any(s.house != r.house and max(s.since, r.since) < min(s.until, r.until) for s in a.stays for r in b.stays)
