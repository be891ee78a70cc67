"""What happened so far: for each case the days on which it entered its stages, was refused or missed a flight."""

from collections.abc import Iterator
from itertools import pairwise
from typing import Annotated, NamedTuple

import msgspec
from msgspec import Meta, Struct

from waystation.planning.errors import BadFile
from waystation.planning.files import named
from waystation.planning.words import Sentence, _, say

STAGES = ("S0", "S1", "S2", "S3", "S4", "S5", "S6", "S7", "S8", "S9", "S10")  # what is simulated: contact to landing
REFUSED, APPEAL, MISSED = "refused", "appeal", "missed"
EVENTS = (REFUSED, APPEAL, MISSED)  # stand among the stages; what comes after them says what became of the case
ENDS = ("S10", "S11", "S12")  # where the road ends: landed, settled, closed
Day = Annotated[float, Meta(ge=0, le=36_500)]
Count = Annotated[int, Meta(ge=0, le=100_000)]
Move = tuple[str, float]


class History(Struct, forbid_unknown_fields=True):
    """``cases``: each a list of ``[stage, day]``, days counted from any one day, with EVENTS among the stages; ``now``:
    today on the same count; ``beds``: how many there are; ``sizes``: people in each case, one where left out.

    ``tells``: of REFUSED and MISSED those that this history knows of; left out, those that occur in it. What lets only
    so many through in a week, each without limit where left out: ``verified``, cases verified; ``seats``, people
    escorted out; ``places``, people who get a place, by pathway, in each week from day 0, beginning again at the list's
    end. ``ways``: the pathways by which each case may go; none named: any. ``plan``: slots that people were promised,
    each the case's number in ``cases``, the day of its place and the day on which it leaves."""

    cases: list[list[tuple[str, Day]]]
    now: Day
    beds: Count = 0
    sizes: list[Annotated[int, Meta(ge=1, le=100)]] = []
    tells: list[str] | None = None
    verified: Count | None = None
    seats: Count | None = None
    places: dict[str, Annotated[list[Count], Meta(min_length=1)]] = {}
    ways: list[list[str]] = []
    plan: list[tuple[int, Day, Day]] = []

    def size(self, n: int) -> int:
        return self.sizes[n] if n < len(self.sizes) else 1

    def may(self, n: int) -> tuple[str, ...]:
        return tuple(self.ways[n]) if n < len(self.ways) else ()

    def knows(self, event: str) -> bool:
        if self.tells is not None:
            return event in self.tells
        return any(what == event for moves in self.cases for what, _day in moves)

    def path(self, n: int, until: float) -> list[Move]:
        """What a case went through until a day. Where nobody tells refusals, going back from the decision (S7) to the
        plan (S3) counts as one: that is what the way back is for (``casework.stages.WAYS``)."""
        moves = [(stage, day) for stage, day in self.cases[n] if day <= until]
        return moves if self.knows(REFUSED) else with_refusals(moves)


def with_refusals(moves: list[Move]) -> list[Move]:
    """The same with a refusal before each return from a decision to the plan."""
    told = moves[:1]
    for (before, _since), (stage, day) in pairwise(moves):
        told += [(REFUSED, day)] if (before, stage) == ("S7", "S3") else []
        told.append((stage, day))
    return told


def read_history(data: bytes) -> History:
    """Raises BadFile."""
    try:
        return checked(msgspec.json.decode(data, type=History))
    except msgspec.ValidationError as error:
        raise named(str(error)) from None
    except (msgspec.DecodeError, UnicodeDecodeError):
        raise BadFile("", say(_("the file is not JSON"))) from None


def checked(history: History) -> History:
    """The history itself. Raises BadFile naming what is wrong."""
    for flaws in (_moves_amiss, _amiss):
        for path, why in flaws(history):
            raise BadFile(path, why)
    return history


def _moves_amiss(history: History) -> Iterator[tuple[str, Sentence]]:
    for n, moves in enumerate(history.cases):
        for m, (stage, day) in enumerate(moves):
            path, on = f"cases[{n}][{m}]", f"{day:g}"
            if stage not in (*STAGES, *EVENTS, "S11", "S12"):
                yield path, say(_("'{stage}' is no stage, nor one of {events}"), stage=stage, events=EVENTS)
            if stage in EVENTS and not m:
                yield path, say(_("nothing can be '{stage}' before its first stage"), stage=stage)
            if day > history.now:
                yield path, say(_("day {day} is after today, {today}"), day=on, today=f"{history.now:g}")
            if m and day < moves[m - 1][1]:
                yield path, say(_("day {day} is before the move that it follows"), day=on)


def _amiss(history: History) -> Iterator[tuple[str, Sentence]]:
    """What is wrong beside the cases, as path and reason."""
    for n, what in enumerate(history.tells or []):
        if what not in (REFUSED, MISSED):
            yield f"tells[{n}]", say(_("'{stage}' is none of {events}"), stage=what, events=(REFUSED, MISSED))
    for name in ("sizes", "ways"):
        if len(getattr(history, name)) > len(history.cases):
            many = len(getattr(history, name))
            yield name, say(_("{n} of them for {cases} cases"), n=many, cases=len(history.cases))
    for n, ways in enumerate(history.ways):
        for way in ways:
            if way not in history.places:
                yield f"ways[{n}]", say(_("'{way}' is none of the pathways under places"), way=way)
    for n, (case, gets, leaves) in enumerate(history.plan):
        if not 0 <= case < len(history.cases):
            yield f"plan[{n}][0]", say(_("there is no case {n}"), n=case)
        if leaves < gets:
            early = _("leaves on day {day}, before its place on day {place}")
            yield f"plan[{n}][2]", say(early, day=f"{leaves:g}", place=f"{gets:g}")


def housed(before: bool, stage: str, to: str) -> bool:
    """Whether a case sleeps in a house after a move. A bed is taken when they are moved (S4, S5) and given back when
    they travel, the move is called off (S4 to S3) or they leave; whoever goes from the plan to papers (S3 to S6) is
    safe where they are. Refused, they stay where they sleep."""
    if to in ("S4", "S5"):
        return True
    return before and to not in ("S0", "S1", "S2", "S9", *ENDS) and (stage, to) != ("S4", "S3")


class Stay(NamedTuple):
    """One stage of a path: since and until which day, where it went then (empty: it is still there), and whether the
    case sleeps in a house in it."""

    stage: str
    since: float
    to: str
    until: float
    housed: bool


def stays(path: list[Move], now: float) -> Iterator[Stay]:
    """Each stage of a path up to today."""
    bed, before = False, ""
    for (stage, since), (to, day) in pairwise([*path, ("", now)]):
        bed, before = housed(bed, before, stage), stage
        yield Stay(stage, since, to, day, bed)


def sheltered(path: list[Move]) -> bool:
    """Whether a case that went this path sleeps in a house at its end."""
    return list(stays(path, path[-1][1]))[-1].housed if path else False
