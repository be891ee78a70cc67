"""What happened so far: for each case the days on which it entered its stages."""

from collections import defaultdict
from itertools import pairwise
from typing import Annotated

from msgspec import Meta, Struct

from waystation.planning.errors import BadFile

STAGES = ("S0", "S1", "S2", "S3", "S4", "S5", "S6", "S7", "S8", "S9", "S10")  # what is simulated: contact to landing
LEAST = 5  # times that a step must have been taken before its own times are drawn from
Day = Annotated[float, Meta(ge=0, le=36_500)]


class History(Struct, forbid_unknown_fields=True):
    """``cases``: each a list of ``[stage, day]``, days counted from any one day; ``now``: today on the same count;
    ``beds``: how many there are; ``sizes``: people in each case, one where left out."""

    cases: list[list[tuple[str, Day]]]
    now: Day
    beds: Annotated[int, Meta(ge=0, le=100_000)] = 0
    sizes: list[Annotated[int, Meta(ge=1, le=100)]] = []

    def size(self, n: int) -> int:
        return self.sizes[n] if n < len(self.sizes) else 1


class World(Struct):
    """What a future is drawn from. ``steps``: days that cases spent in a stage before they entered a later one, by
    stage; ``exits``: the share that left the road from a stage; ``nexts``: how often which stage came next;
    ``a_day``: contacts a day; ``thin``: stages whose times stand on fewer than LEAST cases; ``here``: cases on the
    road now, as stage and days in it; ``sizes``: people a case."""

    steps: dict[str, list[float]]
    exits: dict[str, float]
    nexts: dict[str, dict[str, int]]
    a_day: float
    thin: list[str]
    here: list[tuple[str, float, int]]
    sizes: list[int]
    beds: int


RECENT = 90  # days from which the rate of contacts is taken: surges end, and a year's mean would hide one


def checked(history: History) -> History:
    """The history itself. Raises BadFile naming what is wrong."""
    for n, moves in enumerate(history.cases):
        for m, (stage, day) in enumerate(moves):
            if stage not in (*STAGES, "S11", "S12"):
                raise BadFile(f"cases[{n}][{m}]", f"{stage!r} is no stage")
            if day > history.now:
                raise BadFile(f"cases[{n}][{m}]", f"day {day:g} is after today, {history.now:g}")
            if m and day < moves[m - 1][1]:
                raise BadFile(f"cases[{n}][{m}]", f"day {day:g} is before the move that it follows")
    return history


def calibrate(history: History, until: float | None = None) -> World:
    """The world as it could be known on the day ``until``, today if not given."""
    now = history.now if until is None else until
    steps: dict[str, list[float]] = defaultdict(list)
    nexts: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    left: dict[str, int] = defaultdict(int)
    here, contacts, sizes = [], 0, []
    for n, every in enumerate(history.cases):
        moves = [(stage, day) for stage, day in every if day <= now]
        if not moves:
            continue
        sizes.append(history.size(n))
        contacts += now - moves[0][1] <= RECENT
        for (stage, since), (other, day) in pairwise(moves):
            if other == "S12" and stage != "S10":
                left[stage] += 1
            elif stage in STAGES:
                nexts[stage][other] += 1
                steps[stage].append(day - since)
        stage, since = moves[-1]
        if stage in STAGES[:-1]:
            here.append((stage, now - since, history.size(n)))
    gone = {stage: left[stage] / (left[stage] + sum(nexts[stage].values()) or 1) for stage in STAGES}
    thin = [stage for stage in STAGES[:-1] if len(steps[stage]) < LEAST]
    age = max(1.0, min(RECENT, now - min((moves[0][1] for moves in history.cases if moves), default=now)))
    return World(dict(steps), gone, {s: dict(n) for s, n in nexts.items()}, contacts / age, thin, here, sizes or [1],
                 history.beds)  # fmt: skip
