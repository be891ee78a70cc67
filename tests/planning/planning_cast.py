"""Small problems for stories, strategies that invent others, and the plain search that answers them by trying
everything."""

import itertools

from hypothesis import strategies as st

from waystation.planning.evaluate import evaluate
from waystation.planning.plans import Placement
from waystation.planning.problem import (
    Budget,
    Escorts,
    Fixed,
    House,
    Household,
    Place,
    Problem,
    Programme,
    Stay,
    check,
    settles,
)

NAMES = ("Quiet Heron", "Amber Fox", "Tall Cedar", "Grey Plover")


def heron(**more):
    """One household with everything usual, and whatever a story needs otherwise."""
    usual = {"id": "Quiet Heron", "size": 1, "risk": 4, "arrives": 0, "deadline": 4, "eligible": ("canada",)}
    return Household(**(usual | more))


def world(*households, weeks=6, slots=(1, 0, 0, 1, 0, 0), processing=2, budgets=(), **more):
    programmes = (Programme("canada", processing, tuple(slots), "Canada", tuple(Budget(*b) for b in budgets)),)
    return check(Problem(weeks=weeks, households=households, programmes=programmes, **more))


@st.composite
def problems(draw, joint=False, most=4, weeks=3):
    """Tiny problems that may be tight, late, crowded or impossible for some."""
    number = st.integers
    programmes = tuple(
        Programme(
            p, draw(number(0, 2)), tuple(draw(st.lists(number(0, 3), min_size=weeks, max_size=weeks))), p.title(),
            draw(budgets(weeks)),
        )
        for p in ("canada", "norway")
    )  # fmt: skip
    count = draw(number(1, most))
    places = ()
    houses = ()
    escorts = None
    if joint:
        places = (
            Place("Toronto", "Canada", (draw(number(0, 4)),) * 2),
            Place("Ottawa", "Canada", (draw(number(0, 4)),) * 2),
        )
        escorts = draw(
            st.none() | st.builds(Escorts, st.lists(number(0, 4), min_size=weeks, max_size=weeks).map(tuple))
        )
        houses = tuple(
            House(
                name, draw(number(0, 4)), ("step-free",) if draw(st.booleans()) else (), None,
                draw(st.sampled_from([None, ((0, 1),), ((1, weeks),), ((0, 1), (weeks - 1, weeks))])),
            )
            for name in ("Birch", "Alder")[: draw(number(1, 2))]
        )  # fmt: skip
    households = []
    for name in NAMES[:count]:
        arrives = draw(number(0, weeks - 1))
        others = [n for n in NAMES[:count] if n != name]
        households.append(
            Household(
                name, draw(number(1, 3)), draw(st.sampled_from((1, 2, 4, 8, 16))), arrives, draw(number(-1, weeks + 3)),
                tuple(draw(st.sets(st.sampled_from(("canada", "norway"))))),
                ("step-free",) if joint and draw(number(0, 3)) == 0 else (),
                (others[0],) if joint and others and draw(number(0, 2)) == 0 else (),
                None, ("Toronto", "Ottawa")[: draw(number(0, 2))] if joint else (),
                housed=joint and draw(st.booleans()),
            )
        )  # fmt: skip
    return check(Problem(weeks, tuple(households), programmes, None, houses, escorts, places))


@st.composite
def budgets(draw, weeks):
    """None, or some that part the weeks."""
    number = st.integers
    cuts = sorted(draw(st.sets(number(0, weeks + 1), max_size=3)))
    return tuple(Budget(a, b, draw(number(0, 4))) for a, b in itertools.pairwise(cuts))


def everything(problem, household):
    """Every placement that the household could have by itself."""
    programmes = {p.id: p for p in problem.programmes}
    places = {p.id: p for p in problem.places}
    slots = [(None, None, problem.weeks, None)]
    for name in household.eligible:
        for week in range(household.arrives, problem.weeks):
            leave = week + programmes[name].processing_weeks
            for place in settles(household, programmes[name], places) if household.settles_in else [None]:
                slots.append((name, week, leave, place))
    for name, week, leave, place in slots:
        waits = range(household.arrives, min(leave, problem.weeks))
        for beds in itertools.product([None, *(h.id for h in problem.houses)], repeat=len(waits)):
            stays = tuple(Stay(house, t, t + 1) for t, house in zip(waits, beds, strict=True) if house)
            yield Placement(name, week, stays, None if name is None else leave, place)


def cheapest(problem):
    """The least cost of any good plan, by trying all of them."""
    each = [list(everything(problem, h)) for h in problem.households]
    best = None
    for placements in itertools.product(*each):
        verdict = evaluate(problem, {h.id: p for h, p in zip(problem.households, placements, strict=True)})
        if verdict.good and (best is None or verdict.tenths < best):
            best = verdict.tenths
    return best


def steps(count):
    """``left`` for tests: time that passes only when it is asked for, so that the same is found on any machine."""
    remaining = [float(count)]

    def left():
        remaining[0] -= 0.25
        return remaining[0]

    return left


__all__ = ["NAMES", "Fixed", "Stay", "cheapest", "everything", "heron", "problems", "steps", "world"]
