"""What futures are drawn from: the past as spells, chances and weeks, and who is on the road now."""

import random
from collections import defaultdict
from itertools import pairwise
from typing import NamedTuple

from msgspec import Struct

from waystation.planning.simulation.history import (
    APPEAL,
    ENDS,
    MISSED,
    REFUSED,
    STAGES,
    History,
    Move,
    sheltered,
    stays,
)
from waystation.planning.simulation.ready import Ready
from waystation.planning.simulation.room import Room
from waystation.planning.simulation.spells import LEAST, Clock, Spell, in_order

RECENT = 13  # weeks from which contacts are drawn: surges end, and a year's mean would hide one
ROAD = STAGES[:-1]
# Two steps end with an answer that is drawn by itself: yes or no to the application, there or not for the flight.
ANSWERS = {"S7": ("S8", REFUSED), APPEAL: ("S8", REFUSED), "S8": ("S9", MISSED), MISSED: ("S9", MISSED)}
USUAL = {REFUSED: "S3", APPEAL: "S8", MISSED: "S9"} | dict(pairwise(STAGES))


class Kind(NamedTuple):
    """What a case is apart from its road: people, and the pathways by which they may go (none: any)."""

    size: int
    ways: tuple[str, ...]


class Standing(NamedTuple):
    """A case on the road: where, for how many days already, whether it sleeps in a house; its number in the history."""

    stage: str
    spent: float
    housed: bool
    kind: Kind
    case: int = -1


class World(Struct):
    """What a future is drawn from. ``spells``: by stage, ``in_order``; ``ready``: of stages in which somebody may have
    waited being ready; ``answers``: how often yes and no, by stage of ANSWERS; ``weeks``: contacts in each of the last
    weeks; ``kinds``: of all cases so far; ``here``: who is on the road now; ``thin``: what stands on fewer than LEAST
    cases; ``untold``: events that the history does not know; the rest as in ``History``."""

    now: float
    count: int  # cases so far
    spells: dict[str, list[Spell]]
    answers: dict[str, tuple[int, int]]
    weeks: list[int]
    kinds: list[Kind]
    here: list[Standing]
    beds: int
    thin: list[str] = []
    untold: list[str] = []
    verified: int | None = None
    seats: int | None = None
    places: dict[str, list[int]] = {}
    ready: dict[str, Ready] = {}

    @property
    def a_day(self) -> float:
        """Contacts a day, of late."""
        return sum(self.weeks) / (7 * len(self.weeks)) if self.weeks else 0.0


def calibrate(history: History, until: float | None = None) -> World:
    """The world as it could be known on the day ``until``, today if not given."""
    now = history.now if until is None else until
    paths = {n: path for n in range(len(history.cases)) if (path := history.path(n, now))}
    world = World(
        now, len(history.cases), _spells(history, paths, now), {}, _weeks(paths, now),
        [Kind(history.size(n), history.may(n)) for n in paths] or [Kind(1, ())], [], history.beds,
        verified=history.verified, seats=history.seats, places=history.places,
        untold=[event for event in (REFUSED, MISSED) if not history.knows(event)],
    )  # fmt: skip
    for n, path in paths.items():
        stage, since = path[-1]
        if stage not in ENDS:
            kind = Kind(history.size(n), history.may(n))
            world.here.append(Standing(stage, now - since, sheltered(path), kind, n))
    world.ready = {stage: Ready(spells) for stage, spells in world.spells.items() if any(s.doubt for s in spells)}
    for stage, (yes, no) in ANSWERS.items():
        ways = [s.to for s in world.spells.get(stage, [])]
        world.answers[stage] = ways.count(yes), ways.count(no)
    world.thin = _thin(world)
    return world


def _spells(history: History, paths: dict[int, list[Move]], now: float) -> dict[str, list[Spell]]:
    found: dict[str, list[Spell]] = defaultdict(list)
    room = Room(history, paths, now)
    for n, path in paths.items():
        for stay in stays(path, now):
            if stay.stage not in ENDS:
                doubt = room.doubt(stay, history.size(n))
                found[stay.stage].append(Spell(stay.until - stay.since, stay.to, n, doubt))
    return {stage: in_order(spells) for stage, spells in found.items()}


def _weeks(paths: dict[int, list[Move]], now: float) -> list[int]:
    """Contacts in each of the last RECENT weeks, as far back as there was a first contact; at least one week."""
    first = min((path[0][1] for path in paths.values()), default=now)
    weeks = [0] * max(1, min(RECENT, int((now - first) // 7)))
    for path in paths.values():
        ago = int((now - path[0][1]) // 7)
        if ago < len(weeks):
            weeks[ago] += 1
    return weeks


def _thin(world: World) -> list[str]:
    told = [*ROAD, *(event for event in (REFUSED, MISSED) if event not in world.untold)]
    left = {stage: sum(1 for s in spells if s.to) for stage, spells in world.spells.items()}
    thin = [stage for stage in told if left.get(stage, 0) < LEAST]
    return thin + (["contacts"] if len(world.weeks) < LEAST else [])


class Draws:
    """One future's world: everything in it is drawn once from what the past allows, and then drawn from. ``ready``: of
    those on the road who wait for a bed already, by case: for how many days, and where they go then."""

    def __init__(self, world: World, rng: random.Random):
        self.world, self.rng = world, rng
        weights = [rng.expovariate(1.0) for _case in range(world.count)]
        imagined = {stage: ready.imagined(rng) for stage, ready in world.ready.items()}
        self.ready = {
            was.case: (was.days - now.days, now.to) for stage, spells in imagined.items()
            for was, now in zip(world.spells[stage], spells, strict=True) if now.to and not was.to
        }  # fmt: skip
        spells = world.spells | {stage: in_order(spells) for stage, spells in imagined.items()}
        self.clocks = {stage: Clock(spells.get(stage, []), weights, to, rng) for stage, to in USUAL.items()}
        self.no = {stage: self._no(stage) for stage in ANSWERS}
        # Thirteen weeks say little of their mean: weights that let it vary as Student's t does, a quarter at the least.
        shape = max(0.25, 1 - 4 / len(world.weeks))
        self.weights = [rng.gammavariate(shape, 1.0) for _week in world.weeks]

    def _no(self, stage: str) -> float:
        """The share of answers that are no. Jeffreys' prior keeps a few yeses from meaning that no cannot be; what was
        never answered, or is not known, is not made up: no answer is no then."""
        yes, no = self.world.answers.get("S8" if stage == MISSED else stage, (0, 0))
        if not yes + no or (ANSWERS[stage][1] == MISSED and MISSED in self.world.untold):
            return 0.0
        return self.rng.betavariate(no + 0.5, yes + 0.5)

    def first(self, case: Standing) -> tuple[float, str]:
        """The same as ``step`` of where a case stands: whoever waits for a bed has spent all of it."""
        if case.case in self.ready:
            return case.spent, self._answered(case.stage, self.ready[case.case][1])
        return self.step(case.stage, case.spent)

    def step(self, stage: str, spent: float = 0.0) -> tuple[float, str]:
        """Days in the stage in all, and what comes then."""
        days, to = self.clocks[stage].draw(self.rng, spent)
        return days, self._answered(stage, to)

    def _answered(self, stage: str, to: str) -> str:
        if to not in ANSWERS.get(stage, ()):
            return to
        yes, no = ANSWERS[stage]
        return no if self.rng.random() < self.no[stage] else yes

    def in_line(self) -> list[Standing]:
        """Who is on the road: first those who sleep in a house, then whoever has waited longest for a bed."""
        return sorted(
            self.world.here, key=lambda c: (not c.housed, -self.ready[c.case][0] if c.case in self.ready else 0)
        )

    def contacts(self) -> int:
        """Cases that come in a week: as many as in some week of late."""
        return self.rng.choices(self.world.weeks, self.weights)[0]

    def kind(self) -> Kind:
        return self.rng.choice(self.world.kinds)
