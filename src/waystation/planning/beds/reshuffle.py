"""Stays made better while others compute: a few households out of their beds and back in another order, over and over.

    better = Reshuffle(options, slots, beds, left, seed=1)
    better.plan()               # the best so far, at any time
    better.stop()

``packing`` does the steps, on a thread of its own and without Python's lock: solvers of slots do not hold that either,
so two cores do both. Here stands how long, how warm, and that the best is kept.
"""

import importlib
import threading
from collections.abc import Callable
from concurrent.futures import Future
from functools import cache
from types import ModuleType

import numpy as np

from waystation.planning.beds.nights import NOWHERE, Nights, Who, nights_of, who_of, write
from waystation.planning.beds.stays import Beds
from waystation.planning.plans import Placement
from waystation.planning.slots.assignment import Assignment
from waystation.planning.slots.options import Options

TAKEN = 5  # households in a step at most: 3 and 14 end 0.1 % worse at 1,000 people after 15 s
CYCLE = 3_000  # steps for each household from warm to cold, 12 s at 1,000 people; then it is warm again
STALE = 2  # cycles without anything better, after which it ends
BURST = 1_000  # steps between two looks at the clock: 10 ms at 1,000 people
WARM = 1.0  # tenths that a step may lose on average at first: with 4, 0.1 % worse at 1,000 people after 15 s
COLD = 0.1  # of a cycle, at its end, in which no step may lose


class Reshuffle:
    """Stays for these slots, made better until the time ends, nothing is amiss or nothing gets better. ``slots`` and
    ``beds`` are its own from now on; what they cost never rises. ``left``: seconds that remain."""

    def __init__(self, options: Options, slots: Assignment, beds: Beds, left: Callable[[], float], seed: int):
        self.slots = slots
        self._beds, self._who = beds, who_of(options, slots.choice, beds)
        self._nights = nights_of(options, beds)
        self._best = self._nights.at.copy()
        self._left, self._seed = left, seed
        self._stopped = threading.Event()
        self._failed: Exception | None = None
        self._thread = threading.Thread(target=self._run, name="stays", daemon=True)
        self._thread.start()

    def plan(self) -> dict[str, Placement]:
        """The slots with the best stays so far. Raises what its thread died of."""
        if self._failed:
            raise self._failed
        write(self._best, self._who, self._beds)
        return self.slots.plan(self._beds.told())

    def wait(self, seconds: float) -> bool:
        """Waits so long or until it has ended; whether it is still at work."""
        self._thread.join(max(0.0, seconds))
        return self._thread.is_alive()

    def stop(self) -> None:
        self._stopped.set()
        self._thread.join()

    def _run(self) -> None:
        try:
            packing = self._ready()
            if packing:
                self._improve(packing)
        except Exception as error:  # told by whoever asks for the plan
            self._failed = error

    def _ready(self) -> ModuleType | None:
        """The compiled module; None if the time ends before it is."""
        while self._left() > 0 and not self._stopped.is_set():
            try:
                return _compiled().result(timeout=0.05)
            except TimeoutError:
                continue
        return None

    def _improve(self, packing: ModuleType) -> None:
        who, nights = self._who, self._nights
        work = packing.work(nights)
        packing.begin(self._seed, who, nights)
        least, stale, cycle = int(nights.loss.sum()), 0, _Cycle(CYCLE * len(who.size), self._left)
        while self._left() > 0 and not self._stopped.is_set() and stale < STALE * cycle.steps:
            total = int(packing.pack(BURST, TAKEN, cycle.warmth(), who, nights, work))
            stale += BURST
            if total < least:
                least, self._best, stale = total, nights.at.copy(), 0


class _Cycle:
    """Warm to cold in so many steps, or by the end of the time where that comes first; then from warm again."""

    def __init__(self, steps: int, left: Callable[[], float]):
        self.steps, self.left = steps, left
        self.done, self.begun = 0, left()

    def warmth(self) -> float:
        """Of the next burst."""
        if self.done >= self.steps:
            self.done, self.begun = 0, self.left()
        part = max(self.done / self.steps, 1 - self.left() / max(self.begun, 1e-9))
        self.done += BURST
        return WARM * max(0.0, 1 - part - COLD)


def prepare() -> None:
    """Begins to make the machine code, which takes some seconds where none is kept."""
    _compiled()


@cache
def _compiled() -> "Future[ModuleType]":
    """The compiled module, as soon as a thread of its own has made it; that one ends with the process."""
    made: Future[ModuleType] = Future()
    threading.Thread(target=_make, args=(made,), name="machine code", daemon=True).start()
    return made


def _make(made: "Future[ModuleType]") -> None:
    """Compiles by one step with one household and one house."""
    try:
        packing = importlib.import_module("waystation.planning.beds.packing")
        one, none = np.ones(1, np.int64), np.zeros(1, np.int64)
        who = Who(none, one, one, one, none, one > 0, none[None], one, none[:0], np.zeros(2, np.int64), none)
        nights = Nights(np.full((1, 1), NOWHERE), np.zeros((1, 1), np.int64), none.copy())
        packing.begin(1, who, nights)
        packing.pack(1, TAKEN, 0.0, who, nights, packing.work(nights))
        made.set_result(packing)
    except Exception as error:
        made.set_exception(error)
