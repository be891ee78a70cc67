"""A household in parts: each a household of its own, for those who agreed to travel apart.

    apart(problem, "Amber Fox", (("Amber Fox (A B)", 2), ("Amber Fox (C)", 1)))

Weight, day, pathways and needs stay those of the household, and so do the beds of this week. A slot that was fixed for
the whole is let go: it is for nobody in particular.
"""

import msgspec

from waystation.planning.errors import BadFile
from waystation.planning.problem import Fixed, Household, Problem
from waystation.planning.words import _, say

Parts = tuple[tuple[str, int], ...]  # name and people of each


def apart(problem: Problem, about: str, parts: Parts) -> Problem:
    """The problem with the household in parts. Raises BadFile where they are not all of it."""
    whole = next((h for h in problem.households if h.id == about), None)
    if whole is None:
        raise BadFile("", say(_("There is no {about} in this plan."), about=about))
    if len(parts) < 2 or sum(size for _name, size in parts) != whole.size:
        text = _("{household} travels apart only in parts that are all of it.")
        raise BadFile("", say(text, household=about))
    households: list[Household] = []
    for h in problem.households:
        if h.id == about:
            households += [_part(whole, name, size) for name, size in parts]
        elif about in h.never_with:
            others = tuple(o for o in h.never_with if o != about) + tuple(name for name, _size in parts)
            households.append(msgspec.structs.replace(h, never_with=others))
        else:
            households.append(h)
    return msgspec.structs.replace(problem, households=tuple(households))


def _part(whole: Household, name: str, size: int) -> Household:
    fixed = Fixed(stays=whole.fixed.stays) if whole.fixed and whole.fixed.stays else None
    return msgspec.structs.replace(whole, id=name, size=size, fixed=fixed)
