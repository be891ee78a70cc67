"""Two things that a problem must say of households which are not simply waiting as one.

*Granted*: they need no slot any more, keep their bed until they go, take a seat in the week in which they go, and then
their bed is free. In the problem they go by a programme of their own, ``granted+2`` for those who leave in two weeks.

*Apart*: a household that agreed to travel in parts, where slots were decided for the parts, or somebody supposes it.
Each part is a household of its own from then on; they sleep where they slept.

    problem, now = departing(problem, now, {"Quiet Heron": 2})
    problem, now = parted(problem, now, "Amber Fox", (("Amber Fox (A B)", 2), ("Amber Fox (C)", 1)))
"""

from collections import Counter

from msgspec.structs import replace

from waystation.planning.plans import Placement
from waystation.planning.problem import Fixed, House, Household, Problem, Programme, Stay
from waystation.planning.questions.apart import apart

GRANTED = "granted+"  # before the weeks until they leave
Now = dict[str, Placement]


def departing(problem: Problem, now: Now, leaves: dict[str, int]) -> tuple[Problem, Now]:
    """With those granted as leaving in these weeks, and as many seats in them as they need."""
    if not leaves:
        return problem, now
    houses = {h.id: h for h in problem.houses}
    people: Counter[int] = Counter()
    households, now = [], dict(now)
    for h in problem.households:
        if h.id in leaves:
            week = leaves[h.id]
            h, now[h.id] = _granted(h, week, houses)
            people[week] += h.size
        households.append(h)
    programmes = [Programme(f"{GRANTED}{w}", w, (n,) + (0,) * (problem.weeks - 1)) for w, n in sorted(people.items())]
    escorts = problem.escorts
    if escorts:
        seats = tuple(max(seats, people[week]) for week, seats in enumerate(escorts.seats))
        escorts = replace(escorts, seats=seats)
    found = replace(
        problem, households=tuple(households), programmes=(*problem.programmes, *programmes), escorts=escorts
    )
    return found, now


def _granted(h: Household, week: int, houses: dict[str, House]) -> tuple[Household, Placement]:
    stays: tuple[Stay, ...] = ()
    if h.fixed and h.fixed.stays and week:
        house = h.fixed.stays[0].house
        until = next((w for w in range(week) if not houses[house].is_open(w)), week)
        stays = (Stay(house, 0, until),) if until else ()
    name = f"{GRANTED}{week}"
    fixed = Fixed(name, 0, stays)
    return replace(h, eligible=(name,), fixed=fixed, settles_in=()), Placement(name, 0, stays, week)


def parted(
    problem: Problem, now: Now, about: str, parts: tuple[tuple[str, int], ...], slots: Now | None = None
) -> tuple[Problem, Now]:
    """With a household in parts, ``(name, people)`` each; ``slots``: what stands for a part, where something does."""
    whole = next(h for h in problem.households if h.id == about)
    problem, now = apart(problem, about, parts), dict(now)
    before = now.pop(about, Placement())
    beds = Placement(stays=tuple(s for s in before.stays)) if not before.slot else Placement(stays=_fixed(whole))
    now |= {name: (slots or {}).get(name, beds) for name, _size in parts}
    return problem, now


def _fixed(whole: Household) -> tuple[Stay, ...]:
    return whole.fixed.stays if whole.fixed else ()
