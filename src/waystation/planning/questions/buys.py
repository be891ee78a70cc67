"""What one more bed, seat or place would buy: each is put into the problem and everything is planned again.

    for one in bought(problem, clock, seconds=30):
        print(one.what, one.about, one.saves, one.least, one.most)
    together(problem, [("bed", "Birch"), ("place", "canada")], clock, seconds=30)

A plan is found within a gap of the best, so a difference of two plans has that uncertainty: the true saving lies
between ``least`` and ``most``, which follow from the two proven bounds and are wide where planning had little time.
More room never costs anything, so no saving is below 0.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from msgspec.structs import replace

from waystation.planning.answers import Answer
from waystation.planning.errors import BadFile
from waystation.planning.planner import solve
from waystation.planning.plans import Plan
from waystation.planning.problem import Problem, Programme, one_more_each_time

PACKAGE = "package"


@dataclass(frozen=True)
class Bought:
    """``what``: ``place`` (in every week in which the programme ``about`` gives places, and what pays for it),
    ``budget`` (each of its budgets pays for one person more), ``bed`` (in the house ``about``) or ``seat`` (every
    week); or ``package``, ``about`` which things together. ``saves``, ``least``, ``most`` in tenths of cost."""

    what: str
    about: str
    saves: int
    least: int
    most: int


Thing = tuple[str, str]  # what, and about which: ``("bed", "Birch")``


def bought(problem: Problem, clock: Callable[[], float], seconds: float, seed: int = 1) -> Iterator[Bought]:
    """One more of each thing, one after another; half of the ``seconds`` go to the problem as it is. Raises
    Impossible."""
    wanted = [[thing] for thing in things(problem)]
    yield from _each(problem, wanted, clock, seconds, seed)


def together(
    problem: Problem, package: Sequence[Thing], clock: Callable[[], float], seconds: float, seed: int = 1
) -> Bought | None:
    """All of these things at once, which save more or less than one by one; a thing named twice is bought twice. None
    where nothing was found in time. Raises BadFile for what cannot be bought, Impossible."""
    return next(_each(problem, [list(package)], clock, seconds, seed), None)


def _each(
    problem: Problem, wanted: list[list[Thing]], clock: Callable[[], float], seconds: float, seed: int
) -> Iterator[Bought]:
    every = [(package, _with(problem, package)) for package in wanted]
    end = clock() + seconds
    before = _best(problem, clock, clock() + seconds / 2, seed)
    if before is None:
        return
    for n, (package, grown) in enumerate(every):
        until = clock() + max(0.2, end - clock()) / (len(every) - n)
        after = _best(grown, clock, until, seed, before.plan)
        cost = before.tenths if after is None else min(before.tenths, after.tenths)  # the old plan is still a plan
        bound = 0 if after is None else after.bound
        (what, about), *others = package
        if others:
            what, about = PACKAGE, ", ".join(" ".join(thing) for thing in package)
        yield Bought(what, about, before.tenths - cost, max(0, before.bound - cost), max(0, before.tenths - bound))


def _best(
    problem: Problem, clock: Callable[[], float], until: float, seed: int, old: Plan | None = None
) -> Answer | None:
    best = None
    for answer in solve(problem, lambda: until - clock(), seed, old, 0):
        best = answer
    return best


def things(problem: Problem) -> list[Thing]:
    """What one more could be bought of, and could matter to anybody."""
    undecided = (h for h in problem.households if not (h.fixed and h.fixed.programme is not None))
    wanted = {programme for h in undecided for programme in h.eligible}
    found: list[Thing] = []
    for programme in problem.programmes:
        if any(programme.slots) and programme.id in wanted:
            found += [("place", programme.id), *([("budget", programme.id)] if programme.budgets else [])]
    found += [("bed", house.id) for house in problem.houses if house.open != ()]
    return [*found, *([("seat", "escorts")] if problem.escorts else [])]


def _with(problem: Problem, package: list[Thing]) -> Problem:
    """The problem with one more of each of these."""
    known = things(problem)
    for thing in package:
        if thing not in known:
            raise BadFile("", f"{':'.join(thing)} cannot be bought here: one of {', '.join(map(':'.join, known))}")
        problem = _grown(problem, *thing)
    return problem


def _grown(problem: Problem, what: str, about: str) -> Problem:
    match what:
        case "place":
            return _changed(problem, "programmes", about, one_more_each_time)
        case "budget":
            return _changed(problem, "programmes", about, _richer)
        case "bed":
            return _changed(problem, "houses", about, lambda house: replace(house, beds=house.beds + 1))
    assert problem.escorts
    return replace(problem, escorts=replace(problem.escorts, seats=tuple(s + 1 for s in problem.escorts.seats)))


def _richer(programme: Programme) -> Programme:
    return replace(programme, budgets=tuple(replace(b, people=b.people + 1) for b in programme.budgets))


def _changed(problem: Problem, part: str, about: str, change: Callable[[Any], Any]) -> Problem:
    return replace(problem, **{part: tuple(change(t) if t.id == about else t for t in getattr(problem, part))})
