"""Wishes that cannot be: the smallest set of named rules that stand against each other, and what would resolve it.

    answer(problem, [Wish("Quiet Heron", "canada", 3), BedWish("Amber Fox", "Birch", 0, 9)])
    # .rules     ["wish: Amber Fox has a bed in Birch from week 0 to 9", "open: Birch is closed in week 4"]
    # .remedies  [["give up the wish: …"], ["keep Birch open in week 4"]]

No rules mean that all wishes can hold together with the decisions already taken; others may then have to wait. A
smallest set, not merely one from which nothing can be left out: rules that hit every way of giving something up are
chosen (fewest first) until they cannot hold together (implicit hitting sets; Ignatiev, Previti, Liffiton,
Marques-Silva, CP 2015).
"""

from dataclasses import dataclass, field

from waystation.planning.errors import BadFile
from waystation.planning.problem import Problem
from waystation.planning.rulebook import BedWish, Rulebook, Wish, solver

BED = "bed"  # HOUSEHOLD=bed:HOUSE@FROM-TO; a programme of that very name is meant first


@dataclass(frozen=True)
class Conflict:
    """``rules``, wishes among them, that cannot hold together; none if everything can. ``remedies``: each is enough by
    itself for everything to hold, and is a single thing where any single thing is enough."""

    rules: list[str] = field(default_factory=list)
    remedies: list[list[str]] = field(default_factory=list)


def read_wish(problem: Problem, typed: str) -> Wish | BedWish:
    """``HOUSEHOLD=PROGRAMME@WEEK``, programme or week may be left out; or ``HOUSEHOLD=bed:HOUSE@FROM-TO``, until before
    week ``TO``, house or weeks may be left out. Raises BadFile."""
    household, _sep, what = typed.partition("=")
    if household not in {h.id for h in problem.households}:
        raise BadFile("--wish", f"{household!r} is none of the problem's households")
    name, _sep, when = what.rpartition("@") if "@" in what else (what, "", "")
    programmes = {p.id for p in problem.programmes}
    if name not in programmes and (name == BED or name.startswith(f"{BED}:")):
        return _bed_wish(problem, household, name[len(BED) + 1 :], when)
    if name and name not in programmes:
        raise BadFile("--wish", f"{name!r} is none of the programmes")
    return Wish(household, name or None, _week(problem, when, problem.weeks - 1) if when else None)


def _bed_wish(problem: Problem, household: str, house: str, when: str) -> BedWish:
    if house and house not in {h.id for h in problem.houses}:
        raise BadFile("--wish", f"{house!r} is none of the houses")
    since, _sep, until = when.partition("-")
    first = _week(problem, since, problem.weeks - 1) if since else _arrival(problem, household)
    last = _week(problem, until, problem.weeks) if until else first + 1 if since else problem.weeks
    if first >= last:
        raise BadFile("--wish", f"from week {first} to {last} is no time at all")
    return BedWish(household, house or None, first, last)


def _arrival(problem: Problem, household: str) -> int:
    return next(h.arrives for h in problem.households if h.id == household)


def _week(problem: Problem, typed: str, last: int) -> int:
    if not (typed.isascii() and typed.isdigit() and len(typed) < 9 and int(typed) <= last):
        raise BadFile("--wish", f"{typed!r} is no week from 0 to {last}")
    return int(typed)


def answer(problem: Problem, wishes: list[Wish | BedWish]) -> Conflict:
    """The smallest conflict and what would resolve all of them."""
    book = Rulebook(problem, wishes)
    chosen = _smallest(book)
    return Conflict([book.rules[r].name for r in sorted(chosen)], _remedies(book, chosen)) if chosen else Conflict()


def conflict(problem: Problem, wishes: list[Wish | BedWish]) -> list[str]:
    """The smallest set of rules, wishes among them, that cannot hold together; nothing if all can."""
    book = Rulebook(problem, wishes)
    return [book.rules[r].name for r in sorted(_smallest(book))]


def _smallest(book: Rulebook) -> set[int]:
    corrections: list[set[int]] = []
    while True:
        chosen = _hitting(len(book.rules), corrections)
        given_up = book.given_up(chosen)
        if given_up is None:
            return chosen
        if not given_up:
            return set()
        corrections.append(given_up)


def _hitting(rules: int, sets: list[set[int]]) -> set[int]:
    """Fewest rules of which every set has one."""
    from ortools.sat.python import cp_model

    model = cp_model.CpModel()
    taken = [model.new_bool_var("") for _ in range(rules)]
    for some in sets:
        model.add_bool_or([taken[r] for r in some])
    model.minimize(sum(taken))
    found = solver()
    found.solve(model)
    return {r for r in range(rules) if found.value(taken[r])}


def _remedies(book: Rulebook, chosen: set[int]) -> list[list[str]]:
    """Each rule of the conflict that is enough alone; where none is, since there are other conflicts, the fewest
    together."""
    every = set(range(len(book.rules)))
    alone = [r for r in sorted(chosen) if book.holds(every - {r})]
    if alone:
        return [[_remedy(book, r)] for r in alone]
    return [[book.rules[r].remedy for r in sorted(book.given_up(set()) or ())]]


def _remedy(book: Rulebook, r: int) -> str:
    rule = book.rules[r]
    return f"{rule.limit}: {book.lacking(r)} more" if rule.limit else rule.remedy
