"""What if: a problem in which one thing is otherwise, to be planned beside the one that is.

    supposed(problem, [Supposition("no_programme", "canada"), Supposition("bed", "Birch")])

Things end from the next week on, because this week's beds are slept in already.
"""

from collections.abc import Callable
from dataclasses import dataclass

import msgspec

from waystation.planning.errors import BadFile
from waystation.planning.problem import RISKS, Fixed, House, Household, Problem, Programme, check, one_more_each_time
from waystation.planning.questions.apart import Parts, apart
from waystation.planning.questions.happening import arrived, burned, missed
from waystation.planning.words import _, say

KINDS = (
    "no_programme", "no_house", "place", "bed", "pin", "never", "weight",
    "burned", "refused", "missed", "arrived", "apart",
)  # fmt: skip


@dataclass(frozen=True)
class Supposition:
    """``kind``, one of KINDS: a programme or house that ends, one more ``place`` a week where there are some, one more
    ``bed``, a household that must (``pin``) or must ``never`` go by ``programme`` (and in ``week``), or counts
    ``weight``. ``about``: the programme, house or household. And what happens: a house ``burned`` today, a visa
    ``refused``, a flight ``missed`` (``week``: so many weeks later), somebody ``arrived`` (``household``), a household
    ``apart`` in its ``parts``."""

    kind: str
    about: str
    programme: str = ""
    week: int | None = None
    weight: int = 0
    household: Household | None = None
    parts: Parts = ()


def supposed(problem: Problem, suppositions: list[Supposition]) -> Problem:
    """The problem as supposed. Raises BadFile where something supposed is not there or cannot be."""
    for one in suppositions:
        problem = _SUPPOSE[one.kind](problem, one)
    return check(problem)


def _change(things: tuple, about: str, change) -> tuple:  # type: ignore[no-untyped-def,type-arg]
    if about not in {thing.id for thing in things}:
        raise BadFile("", say(_("There is no {about} in this plan."), about=about))
    return tuple(change(thing) if thing.id == about else thing for thing in things)


def _no_programme(problem: Problem, one: Supposition) -> Problem:
    """Slots fixed by hand in it are let go."""

    def none(p: Programme) -> Programme:
        return msgspec.structs.replace(p, slots=(0,) * problem.weeks)

    def free(h: Household) -> Household:
        if h.fixed is None or h.fixed.programme != one.about:
            return h
        return msgspec.structs.replace(h, fixed=Fixed(stays=h.fixed.stays))

    households = tuple(free(h) for h in problem.households)
    return msgspec.structs.replace(
        problem, programmes=_change(problem.programmes, one.about, none), households=households
    )


def _no_house(problem: Problem, one: Supposition) -> Problem:
    def closed(h: House) -> House:
        return msgspec.structs.replace(h, open=((0, 1),) if h.is_open(0) else ())

    def out(h: Household) -> Household:
        if h.fixed is None:
            return h
        stays = tuple(
            msgspec.structs.replace(s, until=1) if s.house == one.about else s
            for s in h.fixed.stays
            if s.house != one.about or s.since == 0
        )
        return msgspec.structs.replace(h, fixed=msgspec.structs.replace(h.fixed, stays=stays))

    houses = _change(problem.houses, one.about, closed)
    return msgspec.structs.replace(problem, houses=houses, households=tuple(out(h) for h in problem.households))


def _place(problem: Problem, one: Supposition) -> Problem:
    return msgspec.structs.replace(problem, programmes=_change(problem.programmes, one.about, one_more_each_time))


def _bed(problem: Problem, one: Supposition) -> Problem:
    def more(h: House) -> House:
        return msgspec.structs.replace(h, beds=h.beds + 1)

    return msgspec.structs.replace(problem, houses=_change(problem.houses, one.about, more))


def _pin(problem: Problem, one: Supposition) -> Problem:
    def pinned(h: Household) -> Household:
        if one.programme not in h.eligible:
            text = _("{household} cannot go by {programme}.")
            raise BadFile("", say(text, household=h.id, programme=one.programme))
        if one.week is None or not h.arrives <= one.week < problem.weeks:
            raise BadFile("", say(_("The week must be one of the {n} that are planned."), n=problem.weeks))
        stays = h.fixed.stays if h.fixed else ()
        return msgspec.structs.replace(h, fixed=Fixed(one.programme, one.week, stays))

    return msgspec.structs.replace(problem, households=_change(problem.households, one.about, pinned))


def _never(problem: Problem, one: Supposition) -> Problem:
    def without(h: Household) -> Household:
        fixed = h.fixed
        if fixed and fixed.programme == one.programme:
            fixed = Fixed(stays=fixed.stays)
        eligible = tuple(p for p in h.eligible if p != one.programme)
        return msgspec.structs.replace(h, eligible=eligible, fixed=fixed)

    return msgspec.structs.replace(problem, households=_change(problem.households, one.about, without))


def _weight(problem: Problem, one: Supposition) -> Problem:
    if one.weight not in RISKS:
        raise BadFile("", say(_("A weight is one of {weights}."), weights=tuple(map(str, RISKS))))

    def weighed(h: Household) -> Household:
        return msgspec.structs.replace(h, risk=one.weight)

    return msgspec.structs.replace(problem, households=_change(problem.households, one.about, weighed))


_SUPPOSE: dict[str, Callable[[Problem, Supposition], Problem]] = {
    "no_programme": _no_programme, "no_house": _no_house, "place": _place, "bed": _bed, "pin": _pin,
    "never": _never, "weight": _weight, "refused": _never, "burned": lambda problem, one: burned(problem, one.about),
    "missed": lambda problem, one: missed(problem, one.about, one.week or 1),
    "arrived": lambda problem, one: arrived(problem, one.household),
    "apart": lambda problem, one: apart(problem, one.about, one.parts),
}  # fmt: skip
