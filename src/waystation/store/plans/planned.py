"""Plans that were made. A plan speaks of everybody, so no circle holds it: whoever made it keeps it under their own
key. What they ask for out of it stands in each case's Plan (``asking``)."""

import datetime
import os
from typing import Any

import msgspec

from waystation.planning.plans import Placement
from waystation.planning.problem import Problem
from waystation.store.plans.lasting import USUAL
from waystation.store.plans.waiters import Gathered
from waystation.store.sealed import kept
from waystation.store.sealed.keys import Keys

SHELF = "plan/3"


class Found(msgspec.Struct):
    """One plan with what the solver said of it (``cli.solver``), for one problem. ``priced`` is its cost with the price
    of change, for which ``bound`` holds; ``said``: why planning ended early."""

    problem: Problem
    plan: dict[str, Placement]
    tenths: int
    priced: int
    bound: int
    proven: bool
    baselines: dict[str, int] = {}
    served: int = 0
    moves: int = 0
    outside: int = 0
    changed: int = 0
    stage: str = ""
    said: str = ""

    @property
    def gap(self) -> float:
        """By how many parts of a hundred any plan could cost less, at most."""
        return 100 * max(0, self.priced - self.bound) / self.priced if self.priced else 0.0


class Point(msgspec.Struct):
    """The plan that is cheapest where each household with another slot costs ``price``."""

    price: int
    found: Found


class Proposal(msgspec.Struct):
    """What was planned last: what stands, what is proposed, and what if; by which days its weeks count."""

    name: str
    made: int
    monday: datetime.date
    numbers: dict[str, str]  # case numbers (hex) by planned id
    routes: dict[str, str]
    now: Found
    proposed: Found | None = None
    what_if: Found | None = None
    supposed: str = ""  # in words
    change: int = 0
    share: int = USUAL  # processing times as so many of a hundred cases had them at most
    persons: dict[str, str] = {}  # letters by planned id, of those who would travel apart
    points: list[Point] = []  # a choice of plans, from cheap to unchanged
    chosen: int = -1  # which of them is shown
    supposes: dict[str, Any] = {}  # what was supposed, as it can be written into a case
    reserve: int = 0  # beds kept free
    sealed_beds: bool = False  # planned without houses, because whoever made it opens no stays

    def known(self, supposing: bool) -> Found:
        """The plan that people know, against which changes count: what two members decided. Where something is supposed
        before anybody decided anything, it is what was proposed."""
        decided = any(p.programme in self.routes for p in self.now.plan.values())
        return self.proposed if supposing and self.proposed and not decided else self.now

    @property
    def against(self) -> Found:
        """As ``known``, for the plan that is shown."""
        return self.known(self.what_if is not None)

    def day_of(self, week: int) -> datetime.date:
        return self.monday + datetime.timedelta(weeks=week)


def begin(keys: Keys, gathered: Gathered, now: Found) -> Proposal:
    numbers = {id_: waiter.number.hex() for id_, waiter in gathered.waiters.items()}
    persons = {id_: " ".join(waiter.letters) for id_, waiter in gathered.waiters.items() if waiter.letters}
    for waiter in gathered.waiters.values():
        for name, letters in waiter.parts:
            numbers[name], persons[name] = waiter.number.hex(), " ".join(letters)
    return Proposal(
        os.urandom(4).hex(), keys.minute, gathered.monday, numbers, gathered.routes, now, share=gathered.share,
        persons=persons, sealed_beds=gathered.sealed_beds, reserve=gathered.reserve,
    )  # fmt: skip


def keep(keys: Keys, proposal: Proposal) -> None:
    kept.keep(keys.secret, SHELF, msgspec.msgpack.encode(proposal), kept.CACHE)


def look(keys: Keys) -> Proposal | None:
    """The plan that this member made last on this device."""
    return kept.look_as(keys.secret, SHELF, Proposal)


def forget(keys: Keys) -> None:
    kept.clear(keys.secret, SHELF)


def slot_of(proposal: Proposal, found: Found, id_: str) -> tuple[str, int] | None:
    """The slot that the plan gives in one of the programme's pathways; none for who was granted one already."""
    slot = found.plan[id_].slot if id_ in found.plan else None
    return slot if slot and slot[0] in proposal.routes else None
