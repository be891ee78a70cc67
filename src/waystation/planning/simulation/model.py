"""One future: cases come, are verified, sheltered while there are beds, get a place, an answer and a flight, and land.
Written in SimPy as the process is told.

Days in a stage are those of cases before, without the waiting for beds (``room``, ``ready``), but with the waiting of
that time for anything else. What lets only so many through (verifiers, beds, places, seats) makes wait who comes too
many at once, on top of that.
"""

import random
from collections.abc import Generator
from typing import Any

import simpy
from msgspec import Struct

from waystation.planning.simulation.history import MISSED, REFUSED, Move, housed
from waystation.planning.simulation.queues import Weekly
from waystation.planning.simulation.world import Draws, Kind, Standing, World

Process = Generator[Any, Any, None]
Told = tuple[Kind, list[Move]]
LANDED = ("S10", "S11")
OVER = (*LANDED, "S12")


class Future(Struct):
    """By week: people in beds, cases that wait for a bed (and how many people they are), cases that wait for a place,
    people landed in that week, people on the road; and from the beginning on: people refused, who missed a flight, who
    were stopped on the way."""

    beds: list[int]
    waiting: list[int]
    bedless: list[int]
    slots: list[int]
    landed: list[int]
    road: list[int]
    refused: list[int]
    missed: list[int]
    stopped: list[int]


class _Future:
    def __init__(self, world: World, weeks: int, seed: int, told: list[Told] | None):
        self.world, self.weeks, self.told = world, weeks, told
        self.rng = random.Random(seed)  # noqa: S311 - draws of a model
        self.draws = Draws(world, self.rng)
        self.env = simpy.Environment()
        self.beds = simpy.Container(self.env, capacity=max(1, world.beds), init=world.beds)
        week = int(world.now // 7)
        self.places = Weekly(self.env, world.places, week) if world.places else None
        self.seats = Weekly(self.env, {"seats": [world.seats]}) if world.seats is not None else None
        self.verifiers = Weekly(self.env, {"cases": [world.verified]}) if world.verified is not None else None
        self.slept = self.queue = self.bedless = self.landed = self.road = self.refused = self.missed = self.stopped = 0
        self.found = Future([], [], [], [], [], [], [], [], [])

    def run(self) -> Future:
        for queue in (self.places, self.seats, self.verifiers):
            if queue:
                self.env.process(queue.run())
        for case in self.draws.in_line():
            self.env.process(self.case(case))
        self.env.process(self.contacts())
        self.env.process(self.count())
        self.env.run(until=7 * self.weeks + 0.5)
        return self.found

    def contacts(self) -> Process:
        while True:
            days = sorted(self.rng.uniform(0, 7) for _case in range(self.draws.contacts()))
            for before, day in zip([0.0, *days], days, strict=False):
                yield self.env.timeout(day - before)
                self.env.process(self.case(Standing("S0", 0.0, False, self.draws.kind())))
            yield self.env.timeout(7 - (days[-1] if days else 0.0))

    def case(self, case: Standing) -> Process:
        """One case from where it stands until it lands or leaves."""
        stage, spent, size = case.stage, case.spent, case.kind.size
        path = self.begun(case)
        self.road += size
        need = min(size, int(self.beds.capacity))  # a family larger than all houses together takes what there is
        bed, held = case.housed, 0  # whether they sleep in a house, and how many beds of the count they hold
        if bed:
            self.slept += size
            if self.beds.level >= need:  # who sleeps somewhere already does so whatever the count says
                held = need
                yield self.beds.get(need)
        days, to = self.draws.first(case)
        while stage not in OVER:
            yield self.env.timeout(max(0.0, days - spent))
            yield from self.wait(stage, to, case)
            if housed(bed, stage, to) and not bed:
                self.queue, self.bedless = self.queue + 1, self.bedless + need
                yield self.beds.get(need)
                self.queue, self.bedless = self.queue - 1, self.bedless - need
                self.slept += size
                bed, held = True, need
            elif bed and not housed(bed, stage, to):
                self.leave(size, held)
                bed, held = False, 0
            self.note(stage, to, size)
            stage = to
            path.append((stage, self.world.now + self.env.now))
            if stage not in OVER:
                spent, (days, to) = 0.0, self.draws.step(stage)
        self.road -= size
        self.landed += size if stage in LANDED else 0

    def begun(self, case: Standing) -> list[Move]:
        path = [(case.stage, self.world.now + self.env.now)]
        if self.told is not None:
            self.told.append((case.kind, path))
        return path

    def wait(self, stage: str, to: str, case: Standing) -> Process:
        """For whatever lets only so many through."""
        if self.verifiers and (stage, to) == ("S2", "S3"):
            yield self.verifiers.take(1)
        if self.places and (stage, to) == ("S6", "S7"):
            yield self.places.take(case.kind.size, case.kind.ways)
        if self.seats and to in ("S9", MISSED):  # a seat is gone whether they come or not
            yield self.seats.take(max(1, min(case.kind.size, self.world.seats or 0)))

    def note(self, stage: str, to: str, size: int) -> None:
        self.refused += size if to == REFUSED else 0
        self.missed += size if to == MISSED else 0
        self.stopped += size if (stage, to) == ("S9", "S5") else 0

    def leave(self, size: int, held: int) -> None:
        self.slept -= size
        if held:
            self.beds.put(held)

    def count(self) -> Process:
        for _week in range(self.weeks):
            before = self.landed
            yield self.env.timeout(7)
            self.found.beds.append(self.slept)
            self.found.waiting.append(self.queue)
            self.found.bedless.append(self.bedless)
            self.found.slots.append(len(self.places.queue) if self.places else 0)
            self.found.landed.append(self.landed - before)
            self.found.road.append(self.road)
            self.found.refused.append(self.refused)
            self.found.missed.append(self.missed)
            self.found.stopped.append(self.stopped)


def simulate(world: World, weeks: int, seed: int, told: list[Told] | None = None) -> Future:
    """One future of so many weeks. The same seed gives the same future. ``told``: a list that takes each case
    with its path from here on, as a history would hold it."""
    return _Future(world, weeks, seed, told).run()
