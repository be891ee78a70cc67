"""Many small problems drawn at random, each plan written, read again and judged by ``evaluate``: no rule may be broken,
and no plan cost less than any bound.

Worlds are tight on purpose: few places, houses that close, families too large for them, separations, decisions already
taken, places to settle in, months that pay for few. One that its own decisions make impossible is counted and drawn
again.
"""

import itertools
import random
import time
from collections import Counter
from collections.abc import Iterator

from waystation.planning.errors import Impossible, PlanningError
from waystation.planning.evaluate import evaluate
from waystation.planning.files import read_plan, read_problem, write_plan, write_problem
from waystation.planning.planner import solve
from waystation.planning.problem import (
    RISKS,
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
)  # fmt: skip

KINDS = ("women-only", "step-free")
ASKED = 60  # times that a planner may ask how much time is left; each is a quarter of a second of a time that stands


def judged(count: int, seed: int, seconds: float) -> tuple[int, Counter, list[str]]:
    """So many problems, or as many as the seconds allow: how many were judged, what they held, what was wrong."""
    rng, held, wrong, done = random.Random(seed), Counter(), [], 0
    until = time.monotonic() + seconds
    while done < count and time.monotonic() < until:
        problem = drawn(rng)
        try:
            wrong += [f"problem {done} of seed {seed}: {text}" for text in violations(problem, held)]
        except Impossible:
            held["impossible by their own decisions"] += 1
            continue
        except PlanningError as error:
            wrong.append(f"problem {done} of seed {seed}: {error}")
        done += 1
        if done % 1000 == 0:
            print(f"{done:,} judged, {len(wrong)} violations", flush=True)
    return done, held, wrong


def violations(problem: Problem, held: Counter) -> Iterator[str]:
    asked, bounds, tenths, last = [ASKED], [0], [], None

    def left() -> float:
        asked[0] -= 1
        return asked[0] / 4

    problem = read_problem(write_problem(problem))
    for answer in solve(problem, left, seed=1):
        bounds.append(answer.bound)
        tenths.append(answer.tenths)
        verdict = evaluate(problem, read_plan(write_plan(answer.plan)))
        yield from (f"{answer.stage}: {v}" for v in verdict.violations)
        if verdict.tenths != answer.tenths:
            yield f"{answer.stage}: costs {verdict.tenths}, said {answer.tenths}"
        last = answer
    if max(bounds) > min(tenths):
        yield f"a plan costs {min(tenths)}, less than the bound {max(bounds)}"
    assert last is not None
    held["plans"] += len(tenths)
    held["proven"] += last.proven
    held["with beds"] += bool(problem.houses)
    held["with moves"] += last.verdict.moves > 0
    held["with decisions"] += any(h.fixed for h in problem.households)
    held["with budgets"] += any(p.budgets for p in problem.programmes)
    held["with separations"] += any(h.never_with for h in problem.households)


def drawn(rng: random.Random) -> Problem:
    weeks = rng.randint(2, 14)
    programmes = tuple(_programme(rng, n, weeks) for n in range(rng.randint(1, 3)))
    joint = rng.random() < 0.8
    houses = tuple(_house(rng, n, weeks) for n in range(rng.randint(1, 4))) if joint else ()
    places = tuple(_place(rng, n, weeks) for n in range(rng.randint(0, 3))) if joint else ()
    names = [f"H{n}" for n in range(rng.randint(1, 12))]
    households = tuple(_household(rng, n, names, weeks, programmes, houses, places) for n in range(len(names)))
    seats = Escorts(tuple(rng.randint(0, 8) for _ in range(weeks + rng.randint(0, 4))))
    escorts = seats if joint and rng.random() < 0.5 else None
    return check(Problem(weeks, households, programmes, None, houses, escorts, places))


def _programme(rng: random.Random, n: int, weeks: int) -> Programme:
    slots = tuple(rng.choice((0, 0, 0, 0, 1, 2, 3, 5)) for _ in range(weeks))
    cuts = sorted({rng.randint(0, weeks + 2) for _ in range(rng.choice((0, 0, 2, 3, 4)))})
    budgets = tuple(Budget(a, b, rng.randint(0, 6)) for a, b in itertools.pairwise(cuts))
    return Programme(f"P{n}", rng.randint(0, 5), slots, rng.choice((None, "Canada", "Norway")), budgets)


def _house(rng: random.Random, n: int, weeks: int) -> House:
    since = rng.randrange(weeks)
    burned = ((0, since + 1), (since + 1 + rng.randint(1, 3), weeks + 4))
    opened = rng.choice((None, (), ((0, since + 1),), burned, burned))
    return House(f"B{n}", rng.randint(0, 7), tuple(k for k in KINDS if rng.random() < 0.4), None, opened)


def _place(rng: random.Random, n: int, weeks: int) -> Place:
    room = tuple(rng.randint(0, 8) for _ in range(-(-weeks // 13) + rng.randint(0, 1)))
    return Place(f"S{n}", rng.choice((None, "Canada", "Norway")), room)


def _household(
    rng: random.Random, n: int, names: list[str], weeks: int, programmes: tuple[Programme, ...],
    houses: tuple[House, ...], places: tuple[Place, ...],
) -> Household:  # fmt: skip
    arrives = rng.randrange(weeks)
    eligible = tuple(p.id for p in programmes if rng.random() < 0.7)
    others = [name for name in names if name != names[n]]
    never = (rng.choice(others),) if others and rng.random() < 0.25 else ()
    fixed = _fixed(rng, arrives, weeks, eligible, houses) if rng.random() < 0.15 else None
    return Household(
        names[n], rng.choice((1, 1, 1, 2, 2, 3, 4, 5)), rng.choice(RISKS), arrives, rng.randint(-2, weeks + 4),
        eligible,
        tuple(k for k in KINDS if rng.random() < 0.2), never, None,
        tuple(p.id for p in places if rng.random() < 0.6), fixed, rng.random() < 0.3,
    )  # fmt: skip


def _fixed(rng: random.Random, arrives: int, weeks: int, eligible: tuple[str, ...], houses: tuple[House, ...]) -> Fixed:
    slot = (rng.choice(eligible), rng.randrange(arrives, weeks)) if eligible and rng.random() < 0.5 else (None, None)
    stays = (Stay(rng.choice(houses).id, arrives, rng.randint(arrives + 1, weeks)),) if houses else ()
    return Fixed(slot[0], slot[1], stays if rng.random() < 0.5 else ())
