"""Where people sleep this week, whom they must not meet there, and which houses are not for them.

sleeping = Sleeping(waiters, houses, monday)       # houses as ``supply`` has them; they become what they are in fact
sleeping.house(waiter), sleeping.apart(waiter)     # the planned house, and who may never share one
sleeping.barred, sleeping.gaps                     # who needs a house that is fit for them alone, and what is amiss
"""

import datetime
from collections import Counter

from msgspec.structs import replace

from waystation.casework.beds import passages
from waystation.casework.folds import State
from waystation.casework.parts import plan as plans
from waystation.casework.words import _
from waystation.planning.problem import House
from waystation.store.plans.supply import Gap
from waystation.store.plans.waiters import Waiter, fit

Houses = dict[str, tuple[House, set[str]]]  # by code name in small letters, with the code names that it is not for


class Sleeping:
    """``here``: the house of each waiter, empty for none that is open and known. ``houses`` gets the beds that are
    slept in, and the needs that only some houses meet."""

    def __init__(self, waiters: dict[str, Waiter], houses: Houses, monday: datetime.date):
        self.waiters, self.houses, self.gaps = waiters, houses, list[Gap]()
        self.codes = {w.id.casefold(): w.id for w in waiters.values()}
        sunday = (monday + datetime.timedelta(days=6)).isoformat()
        self.here = {w.id: self._bed_by(sunday, w) for w in waiters.values()}
        self._as_they_are()
        self.barred = self._bar()

    def house(self, waiter: Waiter) -> House | None:
        here = self.here[waiter.id]
        return self.houses[here.casefold()][0] if here else None

    def apart(self, waiter: Waiter) -> list[str]:
        """Who may not share a house with them, but for those who share one already."""
        here = self.here[waiter.id]
        return [other for other in self._named(waiter) if not self.here[other] or self.here[other] != here]

    def _bed_by(self, day: str, waiter: Waiter) -> str:
        shelter = waiter.states.get("shelter")
        for row in passages.stays(shelter).values() if shelter else ():
            begun = row.get("received_at") or (row.get("since") and str(row["since"]) <= day)
            if begun and not row.get("left_at") and str(row.get("house") or "").casefold() in self.houses:
                return self.houses[str(row["house"]).casefold()][0].id
        return ""

    def _as_they_are(self) -> None:
        """Lets each house have the beds that are slept in now, and says where that is more than it has."""
        guests = Counter[str]()
        for waiter in self.waiters.values():
            guests[self.here[waiter.id]] += waiter.size
        for key, (house, barred) in self.houses.items():
            closed = house.open is not None and not house.is_open(0)
            if guests[house.id] and closed:
                self.gaps.append(Gap(house.id, "", _("People sleep in a house that is closed this week."), "houses"))
            if guests[house.id] > house.beds:
                self.gaps.append(Gap(house.id, "", _("More people sleep here than it has beds."), "houses"))
                self.houses[key] = (replace(house, beds=guests[house.id]), barred)
        for waiter in self.waiters.values():
            meets = {self.here[other] for other in self._named(waiter)} - {""}
            if self.here[waiter.id] and self.here[waiter.id] in meets:
                self._amiss(waiter, _("They share a house with somebody whom they must not meet."))

    def _named(self, waiter: Waiter) -> list[str]:
        typed = str(waiter.states["needs"].get("not_with") or "").split(",")
        named = [self.codes[name.strip().casefold()] for name in typed if name.strip().casefold() in self.codes]
        return [other for other in dict.fromkeys(named) if other != waiter.id]

    def _bar(self) -> set[str]:
        """Who may not be in some house, because of a tie to its host or by hand: every other house is made fit for a
        need that only they have. Who sleeps in such a house already is named."""
        found = set()
        for waiter in self.waiters.values():
            _must, _never, by_hand = plans.pinned(waiter.states.get("plan") or State())
            bars = by_hand | {key for key, (_house, none_of) in self.houses.items() if waiter.id.casefold() in none_of}
            if self.here[waiter.id].casefold() in bars:
                self._amiss(waiter, _("They sleep in a house that is not for them."))
            elif bars & self.houses.keys():
                found.add(waiter.id)
                for key in self.houses.keys() - bars:
                    house, others = self.houses[key]
                    self.houses[key] = (replace(house, kinds=(*house.kinds, fit(waiter.id))), others)
        return found

    def _amiss(self, waiter: Waiter, text: str) -> None:
        self.gaps.append(Gap(waiter.id, waiter.number.hex(), text))
