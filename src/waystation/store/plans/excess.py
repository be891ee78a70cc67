"""What slots would take beyond what there is: places of a week, a month's budget, seats, room to settle.

    found = excess(gathered, held(gathered), [("5f…", row)])    # [Excess("slots", "Northern visa", 3, 4, 4, 3, …)]

Slots are asked for and approved a few at a time, also out of a plan that moves others as well; what the whole plan
keeps, a part of it may break. Beds are left out: a slot names none.
"""

import dataclasses
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from msgspec.structs import replace

from waystation.casework.parts import plan as plans
from waystation.planning.evaluate import evaluate
from waystation.planning.plans import Placement
from waystation.planning.problem import QUARTER, Household, settles
from waystation.store.plans.waiters import WAITING, Gathered, Waiter, part_id

LIMITS = ("slots", "budget", "seats", "capacity")
Slots = dict[str, tuple[Household, Placement]]  # who holds which, by planned id
Row = tuple[str, Mapping[str, Any]]  # a case's number, and a slot of its Plan


@dataclass(frozen=True)
class Excess:
    """In the weeks from ``since`` to before ``until`` so many people (``used``) would take more than there is room for.
    ``rule``: of LIMITS; ``about``: the pathway or place; ``holders``: who has a part of it already, by planned id."""

    rule: str
    about: str
    since: int
    until: int
    used: int
    room: int
    holders: tuple[str, ...] = ()


def held(gathered: Gathered) -> Slots:
    """The slots that stand, and those who were granted and leave."""
    by_id = {h.id: h for h in gathered.problem.households}
    return {id_: (by_id[id_], p) for id_, p in gathered.now.items() if p.slot and id_ in by_id}


def after(gathered: Gathered, slots: Slots, rows: Iterable[Row]) -> Slots:
    """With these as well, each in place of what the same people held. What lies outside the weeks that are planned, or
    in a pathway that is not, takes nothing."""
    found = dict(slots)
    for number, row in rows:
        waiters = [w for w in gathered.waiters.values() if w.number.hex() == number and w.stage in WAITING]
        who = set(plans.letters(row.get("persons")))
        for waiter in waiters:
            if not who or not waiter.letters or who & set(waiter.letters):
                found.pop(waiter.id, None)
        if waiters and (one := _slot(gathered, waiters[0], row)):
            found[one[0].id] = one
    return found


def _slot(gathered: Gathered, waiter: Waiter, row: Mapping[str, Any]) -> tuple[Household, Placement] | None:
    """Who would hold it, and what. ``waiter``: the household, or any part of it."""
    names, day = {record: id_ for id_, record in gathered.routes.items()}, row.get("week_of")
    programme = next((p for p in gathered.problem.programmes if p.id == names.get(str(row.get("pathway")))), None)
    week = gathered.week_of(day) if day else -1
    if programme is None or not 0 <= week < gathered.problem.weeks:
        return None
    who = tuple(plans.letters(row.get("persons")))
    whole = waiter.id.removesuffix(f" ({' '.join(waiter.letters)})") if waiter.letters else waiter.id
    household = replace(
        next(h for h in gathered.problem.households if h.id == waiter.id), id=part_id(whole, who) if who else whole,
        size=len(who) or max(1, len(waiter.states["needs"].records("persons"))),
    )  # fmt: skip
    fitting = settles(household, programme, {p.id: p for p in gathered.problem.places})
    place = row["settles"] if row.get("settles") in fitting else next(iter(fitting), None)
    return household, Placement(programme.id, week, settles=place)


def excess(gathered: Gathered, before: Slots, rows: Iterable[Row]) -> list[Excess]:
    """What is exceeded with these slots, and by more than it was ``before`` them."""
    now = after(gathered, before, rows)
    was = {(one.rule, one.about, one.since): one.used for one in _over(gathered, before)}
    new = {id_ for id_, (_h, p) in now.items() if id_ not in before or before[id_][1] != p}
    return [
        dataclasses.replace(
            one, holders=tuple(id_ for id_ in sorted(now.keys() - new) if _takes(gathered, now[id_][1], one))
        )
        for one in _over(gathered, now)
        if one.used > was.get((one.rule, one.about, one.since), 0)
    ]


def _over(gathered: Gathered, slots: Slots) -> list[Excess]:
    """The limits of the problem that these slots break, by the planner's own judge."""
    households = tuple(
        replace(h, eligible=(str(p.programme),), fixed=None, needs=(), never_with=()) for h, p in slots.values()
    )
    problem = replace(gathered.problem, households=households, houses=())
    plan = {id_: Placement(p.programme, p.week, settles=p.settles) for id_, (_h, p) in slots.items()}
    return [
        _limit(v.rule, v.about, **dict(v.said.facts)) for v in evaluate(problem, plan).violations if v.rule in LIMITS
    ]


def _limit(
    rule: str, about: str, people: Any, room: Any, week: Any = None, quarter: Any = None, since: Any = 0, until: Any = 0
) -> Excess:
    """What the judge said of a limit, with weeks for its quarter."""
    if week is not None:
        since, until = week, week + 1
    elif quarter is not None:
        since, until = quarter * QUARTER, (quarter + 1) * QUARTER
    return Excess(rule, about, since, until, people, room)


def _takes(gathered: Gathered, one: Placement, limit: Excess) -> bool:
    """Whether a slot has a part of what is exceeded."""
    leads = {p.id: p.processing_weeks for p in gathered.problem.programmes}
    by_place = one.programme == limit.about and limit.since <= (one.week or 0) < limit.until
    leaves = limit.since <= (one.week or 0) + leads[str(one.programme)] < limit.until
    return {"seats": leaves, "capacity": leaves and one.settles == limit.about}.get(limit.rule, by_place)
