"""What may be wished for a household: a slot, or a bed.

read_wish(problem, "Quiet Heron=canada@3")                  # Wish("Quiet Heron", "canada", 3)
read_wish(problem, "Quiet Heron=bed:Birch@2-4")             # BedWish("Quiet Heron", "Birch", 2, 4)
"""

from msgspec import Struct

from waystation.planning.errors import BadFile
from waystation.planning.problem import Problem
from waystation.planning.words import Fact, Sentence, _, say

BED = "bed"  # HOUSEHOLD=bed:HOUSE@FROM-TO; a programme of that very name is meant first


class Wish(Struct, frozen=True, tag="slot"):
    """That a household has a slot: by this programme (None: any), in this week (None: any)."""

    household: str
    programme: str | None = None
    week: int | None = None

    @property
    def said(self) -> Sentence:
        facts: dict[str, Fact] = {"household": self.household}
        text = _("{household} has a slot")
        if self.programme is not None:
            text, facts["programme"] = _("{household} has a slot by {programme}"), self.programme
        if self.week is not None:
            text, facts["week"] = _("{household} has a slot in {week}"), self.week
        if self.programme is not None and self.week is not None:
            text = _("{household} has a slot by {programme} in {week}")
        return say(text, **facts)

    def __str__(self) -> str:
        return f"wish: {self.said}"


class BedWish(Struct, frozen=True, tag="bed"):
    """That a household sleeps in this house (None: any, another one each week if need be) in each week from ``since``
    until before ``until``."""

    household: str
    house: str | None
    since: int
    until: int

    @property
    def said(self) -> Sentence:
        about: dict[str, Fact] = {"household": self.household, "since": self.since, "until": self.until}
        if self.house is None:
            return say(_("{household} has a bed in some house from {since} to {until}"), **about)
        return say(_("{household} has a bed in {house} from {since} to {until}"), house=self.house, **about)

    def __str__(self) -> str:
        return f"wish: {self.said}"


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
