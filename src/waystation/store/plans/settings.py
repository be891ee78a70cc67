"""How a member plans: how dear a changed slot is and how many beds are kept free, as they chose last or took over from
what may come. Kept sealed for them, and the next plan begins with it.

    settings = look(keys)               # Settings(change=None, reserve=0) where nothing was chosen yet
    keep(keys, Settings(70, 26))

Beds kept free are left out of the problem: one after another from the house that has most free beds this week, never a
bed that somebody sleeps in. So the plan never fills the last beds, and people who come unforeseen find one.
"""

from collections import Counter
from collections.abc import Iterable

import msgspec
from msgspec.structs import replace

from waystation.planning.problem import House, Household
from waystation.store.sealed import kept
from waystation.store.sealed.keys import Keys

SHELF = "plan/settings/1"
MOST = 500  # beds


class Settings(msgspec.Struct):
    """``change``: what a changed slot counts, None where the member chose nothing yet; ``reserve``: beds kept free."""

    change: int | None = None
    reserve: int = 0


def look(keys: Keys) -> Settings:
    return kept.look_as(keys.secret, SHELF, Settings) or Settings()


def keep(keys: Keys, settings: Settings) -> None:
    kept.keep(keys.secret, SHELF, msgspec.msgpack.encode(settings))


def kept_free(houses: Iterable[House], households: Iterable[Household], beds: int) -> tuple[list[House], int]:
    """The houses without so many beds, and how many there were to keep: fewer, where fewer are free this week."""
    slept = Counter[str]()
    for household in households:
        for stay in household.fixed.stays if household.fixed else ():
            slept[stay.house] += household.size if stay.since == 0 else 0
    left = {house.id: house for house in houses}
    for n in range(beds):
        most = max(left.values(), key=lambda h: (h.beds - slept[h.id], h.id), default=None)
        if most is None or most.beds <= slept[most.id]:
            return list(left.values()), n
        left[most.id] = replace(most, beds=most.beds - 1)
    return list(left.values()), beds
