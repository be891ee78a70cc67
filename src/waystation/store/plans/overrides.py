"""What people decided over the planner's head, and the problem as it would be without one of these decisions.

    for one in overrides(gathered):
        free = without(gathered, one)       # plan it, and the difference is what the decision costs everybody together

Overrides are a slot fixed by hand, a pathway or a house ruled out, and a weight set in place of the one that follows
from risk and priority. Where two members' approval made a slot, that is no override: it is the plan.
"""

from dataclasses import dataclass

from msgspec.structs import replace

from waystation.casework.parts import plan as plans
from waystation.planning.problem import Fixed, Household, Problem
from waystation.store.plans.waiters import Gathered, Waiter, fit


@dataclass(frozen=True)
class Override:
    """``kind``: ``pin``, ``never``, ``house`` or ``weight``. ``about``: the pathway (planned id), house or weight;
    ``week``: of a pin."""

    household: str
    number: str
    kind: str
    about: str
    reason: str
    week: int = -1


def overrides(gathered: Gathered) -> list[Override]:
    """Those that bear on this plan, by household."""
    names = {record: id_ for id_, record in gathered.routes.items()}
    known = {h.id: h for h in gathered.problem.households}
    return [one for id_, w in sorted(gathered.waiters.items()) for one in _of(w, known[id_], names)]


def _of(waiter: Waiter, household: Household, names: dict[str, str]) -> list[Override]:
    number, found = waiter.number.hex(), []
    must, never, barred = plans.pinned(waiter.plan)
    fixed = household.fixed
    if must and fixed and fixed.programme in names.values() and fixed.week is not None:
        found.append(
            Override(waiter.id, number, "pin", fixed.programme or "", str(must.get("reason") or ""), fixed.week)
        )
    may, _wished = plans.open_ways(waiter.plan)
    rows = list(waiter.plan.rows("pins").values())
    for record in sorted(never & may & names.keys()):
        why = next((str(r.get("reason") or "") for r in rows if r.get("never") and r.get("pathway") == record), "")
        found.append(Override(waiter.id, number, "never", names[record], why))
    if barred and fit(waiter.id) in household.needs:
        row = next(r for r in rows if r.get("never") and r.get("house"))
        found.append(Override(waiter.id, number, "house", str(row["house"]), str(row.get("reason") or "")))
    own = waiter.plan.get("weight")
    if own in plans.WEIGHTS and own != plans.weight(waiter.states["needs"], None)[0]:
        found.append(Override(waiter.id, number, "weight", str(own), str(waiter.plan.get("weight_why") or "")))
    return found


def without(gathered: Gathered, one: Override) -> Problem:
    """The problem as if this had not been decided."""
    waiter = gathered.waiters[one.household]
    freed = {"pin": _unpinned, "never": _allowed, "house": _let_in, "weight": _weighed}[one.kind]
    households = tuple(
        freed(gathered, waiter, h, one) if h.id == one.household else h for h in gathered.problem.households
    )
    return replace(gathered.problem, households=households)


def _unpinned(_gathered: Gathered, _waiter: Waiter, h: Household, _one: Override) -> Household:
    stays = h.fixed.stays if h.fixed else ()
    return replace(h, fixed=Fixed(stays=stays) if stays else None)


def _allowed(gathered: Gathered, waiter: Waiter, h: Household, one: Override) -> Household:
    """With the pathway open again, and the places in which they could settle by it."""
    country = {p.id: p.country for p in gathered.problem.programmes}
    eligible = tuple(dict.fromkeys((*h.eligible, one.about)))
    towns = gathered.supply.towns
    found = towns.suiting(waiter.states["needs"], waiter.plan, {c for e in eligible if (c := country[e])})
    return replace(h, eligible=tuple(e for e in eligible if country[e] not in found.closed), settles_in=found.places)


def _let_in(gathered: Gathered, waiter: Waiter, h: Household, _one: Override) -> Household:
    """Into every house that is not shut to them by a tie to its host: where there is such a tie, nothing changes."""
    if any(waiter.id.casefold() in none_of for _house, none_of in gathered.supply.houses.values()):
        return h
    return replace(h, needs=tuple(n for n in h.needs if n != fit(waiter.id)))


def _weighed(_gathered: Gathered, waiter: Waiter, h: Household, _one: Override) -> Household:
    return replace(h, risk=plans.weight(waiter.states["needs"], None)[0])
