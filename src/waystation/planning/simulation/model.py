"""One future: cases come, wait, are sheltered while there are beds, and leave. Written in SimPy as the process is told.

A bed is taken at S4 and given back when they leave the country (S9) or the road. Whoever finds no bed waits for one,
and everything after waits with them. Days in a stage are drawn from those of cases before; of who stands in a stage
already, from those that lasted at least as long as they have waited.
"""

import random
from collections.abc import Generator
from typing import Any

import simpy
from msgspec import Struct

from waystation.planning.simulation.history import STAGES, World

FALLBACK = 14.0  # days in a stage that nobody ever left: two weeks, and the stage stands among the thin ones
SHELTERED = ("S4", "S5", "S6", "S7", "S8")


class Future(Struct):
    """By week: people in beds, cases that wait for a bed, people landed, people on the road."""

    beds: list[int]
    waiting: list[int]
    landed: list[int]
    road: list[int]


class _Future:
    def __init__(self, world: World, weeks: int, seed: int):
        self.world, self.weeks = world, weeks
        self.rng = random.Random(seed)  # noqa: S311 - draws of a model
        self.env = simpy.Environment()
        self.beds = simpy.Container(self.env, capacity=max(1, world.beds), init=world.beds)
        self.slept = self.queue = self.road = self.out = 0
        self.found = Future([], [], [], [])

    def run(self) -> Future:
        for stage, spent, size in self.world.here:
            self.env.process(self.case(stage, spent, size))
        self.env.process(self.contacts())
        self.env.process(self.count())
        self.env.run(until=7 * self.weeks + 0.5)
        return self.found

    def contacts(self) -> Generator[Any, Any, None]:
        while self.world.a_day > 0:
            yield self.env.timeout(self.rng.expovariate(self.world.a_day))
            self.env.process(self.case("S0", 0.0, self.rng.choice(self.world.sizes)))

    def case(self, stage: str, spent: float, size: int) -> Generator[Any, Any, None]:
        """One case from a stage on, ``spent`` days into it."""
        self.road += size
        need = min(size, int(self.beds.capacity))  # a family larger than all houses together takes what there is
        bed, held = stage in SHELTERED, 0  # whether they sleep in a house, and how many beds of the count they hold
        if bed:
            self.slept += size
            if self.beds.level >= need:  # who sleeps somewhere already does so whatever the count says
                held = need
                yield self.beds.get(need)
        while stage in STAGES[:-1]:
            yield self.env.timeout(max(0.0, self.days(stage, spent) - spent))
            spent = 0.0
            if self.rng.random() < self.world.exits.get(stage, 0.0):
                break
            stage = self.next(stage)
            if stage in SHELTERED and not bed:
                self.queue += 1
                yield self.beds.get(need)
                bed, held = True, need
                self.queue -= 1
                self.slept += size
            elif bed and stage not in SHELTERED:
                self.leave(size, held)
                bed, held = False, 0
        if bed:
            self.leave(size, held)
        self.road -= size
        self.out += size if stage == "S10" else 0

    def leave(self, size: int, held: int) -> None:
        self.slept -= size
        if held:
            self.beds.put(held)

    def days(self, stage: str, spent: float) -> float:
        every = self.world.steps.get(stage) or [FALLBACK]
        longer = [d for d in every if d >= spent]
        return self.rng.choice(longer) if longer else spent + self.rng.choice(every)

    def next(self, stage: str) -> str:
        nexts = self.world.nexts.get(stage)
        if not nexts:
            return STAGES[STAGES.index(stage) + 1]
        return self.rng.choices(list(nexts), list(nexts.values()))[0]

    def count(self) -> Generator[Any, Any, None]:
        for _week in range(self.weeks):
            before = self.out
            yield self.env.timeout(7)
            self.found.beds.append(self.slept)
            self.found.waiting.append(self.queue)
            self.found.landed.append(self.out - before)
            self.found.road.append(self.road)


def simulate(world: World, weeks: int, seed: int) -> Future:
    """One future of so many weeks. The same seed gives the same future."""
    return _Future(world, weeks, seed).run()
