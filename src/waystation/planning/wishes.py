"""Wishes that cannot be: the smallest set of named rules that stand against each other, and what would resolve it.

    answer(problem, [Wish("Quiet Heron", "canada", 3), BedWish("Amber Fox", "Birch", 0, 9)])
    # .rules     wish: Amber Fox has a bed in Birch from week 0 to 9; open: Birch is closed in week 4
    # .remedies  give up the wish: …; keep Birch open in week 4

No rules mean that all wishes can hold together with the decisions already taken; others may then have to wait. A
smallest set, not merely one from which nothing can be left out: rules that hit every way of giving something up are
chosen (fewest first) until they cannot hold together (implicit hitting sets; Ignatiev, Previti, Liffiton,
Marques-Silva, CP 2015).
"""

from dataclasses import dataclass, field

from waystation.planning.problem import Problem
from waystation.planning.rulebook import Rulebook, solver
from waystation.planning.wished import BedWish, Wish
from waystation.planning.words import Rule, Sentence, _, say


@dataclass(frozen=True)
class Conflict:
    """``rules``, wishes among them, that cannot hold together; none if everything can. ``remedies``: each is enough by
    itself for everything to hold, and is a single thing where any single thing is enough."""

    rules: list[Rule] = field(default_factory=list)
    remedies: list[list[Sentence]] = field(default_factory=list)


def answer(problem: Problem, wishes: list[Wish | BedWish]) -> Conflict:
    """The smallest conflict and what would resolve all of them."""
    book = Rulebook(problem, wishes)
    chosen = _smallest(book)
    return Conflict([book.rules[r].rule for r in sorted(chosen)], _remedies(book, chosen)) if chosen else Conflict()


def conflict(problem: Problem, wishes: list[Wish | BedWish]) -> list[Rule]:
    """The smallest set of rules, wishes among them, that cannot hold together; nothing if all can."""
    book = Rulebook(problem, wishes)
    return [book.rules[r].rule for r in sorted(_smallest(book))]


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


def _remedies(book: Rulebook, chosen: set[int]) -> list[list[Sentence]]:
    """Each rule of the conflict that is enough alone; where none is, since there are other conflicts, the fewest
    together."""
    every = set(range(len(book.rules)))
    alone = [r for r in sorted(chosen) if book.holds(every - {r})]
    if alone:
        return [[_remedy(book, r)] for r in alone]
    return [[book.rules[r].remedy for r in sorted(book.given_up(set()) or ())]]


def _remedy(book: Rulebook, r: int) -> Sentence:
    given = book.rules[r]
    return say(_("{what}: {more} more"), what=given.limit, more=book.lacking(r)) if given.limit else given.remedy
