"""What happens between two plans: a house is burned, a flight missed, somebody arrives.

    burned(problem, "Birch")                # empty from this very week on
    missed(problem, "Quiet Heron", 2)       # leaves two weeks later, needs a bed and a seat until then
    arrived(problem, household)

A suspended programme and a refused visa are suppositions like others (``supposing``).
"""

import msgspec

from waystation.planning.errors import BadFile
from waystation.planning.problem import Household, Problem, Programme
from waystation.planning.words import _, say

replace = msgspec.structs.replace


def burned(problem: Problem, about: str) -> Problem:
    """Nobody sleeps there any more, this week included; who did has no claim on a bed that others sleep in. Raises
    BadFile."""
    if about not in {h.id for h in problem.houses}:
        raise BadFile("", say(_("There is no {about} in this plan."), about=about))
    houses = tuple(replace(h, open=()) if h.id == about else h for h in problem.houses)
    return replace(problem, houses=houses, households=tuple(_out(h, about) for h in problem.households))


def _out(household: Household, house: str) -> Household:
    fixed = household.fixed
    if fixed is None or not any(s.house == house for s in fixed.stays):
        return household
    fixed = replace(fixed, stays=tuple(s for s in fixed.stays if s.house != house))
    fixed = None if fixed.programme is None and not fixed.stays else fixed
    return replace(household, fixed=fixed, housed=False)


def missed(problem: Problem, about: str, later: int) -> Problem:
    """Somebody whose slot is fixed leaves so many weeks later, with a seat in that week whatever else was planned for
    it. Raises BadFile where nothing is fixed for them."""
    household = next((h for h in problem.households if h.id == about), None)
    if household is None or household.fixed is None or household.fixed.programme is None:
        raise BadFile("", say(_("{household} has no departure that could be missed."), household=about))
    old = next(p for p in problem.programmes if p.id == household.fixed.programme)
    week, name = household.fixed.week or 0, _unlike(f"{old.id} +{later}", problem)
    slots = tuple(household.size if w == week else 0 for w in range(problem.weeks))
    fixed = replace(household.fixed, programme=name, departs=None)
    changed = replace(household, eligible=(name,), fixed=fixed)
    programmes = (*problem.programmes, Programme(name, old.processing_weeks + later, slots, old.country))
    households = tuple(changed if h.id == about else h for h in problem.households)
    found = replace(problem, programmes=programmes, households=households)
    return _seated(found, week + old.processing_weeks + later)


def _seated(problem: Problem, week: int) -> Problem:
    """With seats in a week for everybody whose departure in it is fixed."""
    if problem.escorts is None or week >= len(problem.escorts.seats):
        return problem
    leads = {p.id: p.processing_weeks for p in problem.programmes}
    fixed = [(h.size, h.fixed) for h in problem.households if h.fixed and h.fixed.programme is not None]
    needed = sum(size for size, f in fixed if (f.week or 0) + leads[f.programme or ""] == week)
    seats = tuple(max(n, needed) if w == week else n for w, n in enumerate(problem.escorts.seats))
    return replace(problem, escorts=replace(problem.escorts, seats=seats))


def _unlike(name: str, problem: Problem) -> str:
    taken, found = {p.id for p in problem.programmes}, name
    while found in taken:
        found += "'"
    return found


def arrived(problem: Problem, household: Household | None) -> Problem:
    """With one household more. Raises BadFile where its name is taken."""
    if household is None or household.id in {h.id for h in problem.households}:
        raise BadFile("", say(_("Whoever arrives needs a name that nobody in the plan has.")))
    return replace(problem, households=(*problem.households, household))
