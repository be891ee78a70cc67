"""The planning problem of an installation: what its coordinators' keys open, as code names and numbers.

    gathered = gather(keys)
    gathered.problem        # planning.Problem, of everybody who waits
    gathered.now            # the plan that stands: slots that two members decided, and the beds people sleep in
    gathered.gaps           # what is not known, and so not planned: a sentence for each case

Nothing is guessed. A household without a pathway that somebody said is open to it gets no slot, a pathway without
places gives none, and both stand among the gaps. Who is in a house today sleeps there in the first week, whatever the
plan; where that breaks a rule already (a bed too few, two who must not meet), the plan starts from what is, and the gap
says so.
"""

import datetime
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from msgspec.structs import replace

from waystation.casework import passages
from waystation.casework import plan as plans
from waystation.casework.folds import State
from waystation.casework.words import _
from waystation.planning.plans import Placement
from waystation.planning.problem import Escorts, Fixed, House, Household, Problem, Stay, check
from waystation.store import index
from waystation.store.keys import Keys
from waystation.store.readings import read_many
from waystation.store.supply import Gap, supply_of, unlike, week_of

WEEKS = 26  # half a year: places are seldom known further ahead
WAITING = frozenset({"S3", "S4", "S5", "S6", "S7"})  # verified, and not granted yet
LEAVING = frozenset({"S8", "S9"})  # granted: they keep their bed until they go, and need no slot any more
PARTS = ("needs", "plan", "shelter")
LASTS = 4  # weeks that somebody granted still sleeps here, where the day of departure is not known to these keys


@dataclass
class Waiter:
    """One household as gathered: its states, and by which id the problem knows it."""

    id: str
    number: bytes
    stage: str
    states: dict[str, State]
    circles: dict[str, bytes]
    reasons: list[str] = field(default_factory=list)
    wished: set[str] = field(default_factory=set)

    @property
    def size(self) -> int:
        return max(1, len(self.states["needs"].records("persons")))


@dataclass
class Gathered:
    """``monday``: the day on which week 0 begins. ``routes``: the programme's pathway record behind a planned id."""

    problem: Problem
    monday: datetime.date
    waiters: dict[str, Waiter]
    routes: dict[str, str]
    now: dict[str, Placement]
    gaps: list[Gap]
    sealed_beds: bool = False  # this member's keys open no stays

    def week_of(self, day: str | datetime.date) -> int:
        day = datetime.date.fromisoformat(day) if isinstance(day, str) else day
        return (day - self.monday).days // 7

    def day_of(self, week: int) -> datetime.date:
        return self.monday + datetime.timedelta(weeks=week)


def gather(keys: Keys, weeks: int = WEEKS) -> Gathered:
    """Everything that these keys open. The caller logs it."""
    today = datetime.datetime.fromtimestamp(keys.minute * 60, datetime.UTC).date()
    return _Gathering(keys, weeks, today - datetime.timedelta(days=today.weekday())).everything()


class _Gathering:
    def __init__(self, keys: Keys, weeks: int, monday: datetime.date):
        self.keys, self.weeks, self.supply = keys, weeks, supply_of(keys, weeks, monday)
        self.gaps, self.monday = self.supply.gaps, monday

    def everything(self) -> Gathered:
        supply, waiters = self.supply, self.waiters()
        ids = {record: id_ for id_, record in supply.routes.items()}
        households, now = self.households(waiters, ids, supply.houses)
        escorts = Escorts((supply.seats,) * self.weeks) if supply.seats is not None else None
        beds = tuple(house for house, _barred in supply.houses.values())
        programmes = tuple(supply.programmes)
        problem = check(Problem(self.weeks, tuple(households), programmes, houses=beds, escorts=escorts))
        sealed = not any("shelter" in w.states for w in waiters.values()) and "coordinator" not in self.keys.roles
        by_id = {h.id: waiters[h.id] for h in households}
        return Gathered(problem, self.monday, by_id, supply.routes, now, self.gaps, sealed)

    # -- who waits -----------------------------------------------------------------------------------------------------

    def waiters(self) -> dict[str, Waiter]:
        rows = [row for row in index.overview(self.keys, "case").rows if row.stage in WAITING | LEAVING]
        lines = {line.circle: (row, line) for row in rows for line in row.lines if line.compartment in PARTS}
        readings = read_many(self.keys, lines)
        by_number: dict[bytes, Waiter] = {}
        taken: dict[str, str] = {}
        for circle, (row, line) in lines.items():
            if circle not in readings:
                continue
            if row.number not in by_number:
                name = unlike(row.code, taken)
                taken[name] = name
                by_number[row.number] = Waiter(name, row.number, row.stage, {}, {})
            by_number[row.number].states[line.compartment] = readings[circle].state
            by_number[row.number].circles[line.compartment] = circle
        return {w.id: w for w in by_number.values() if "needs" in w.states}

    def households(
        self, waiters: dict[str, Waiter], ids: dict[str, str], houses: dict[str, tuple[House, set[str]]]
    ) -> tuple[list[Household], dict[str, Placement]]:
        codes = {w.id.casefold(): w.id for w in waiters.values()}
        here = {w.id: self.bed_now(w, houses) for w in waiters.values()}
        self.as_they_are(waiters, here, houses, codes)
        barred = self.barred(waiters, here, houses)
        households, now = [], {}
        for waiter in waiters.values():
            apart = [o for o in self.apart(waiter, codes) if not here[o] or here[o] != here[waiter.id]]
            house = houses[here[waiter.id].casefold()][0] if here[waiter.id] else None
            household = self.household(waiter, ids, tuple(apart), house, waiter.id in barred)
            households.append(household)
            now[waiter.id] = self.placement(waiter, household, ids, house)
        return households, now

    def bed_now(self, waiter: Waiter, houses: dict[str, tuple[House, set[str]]]) -> str:
        """The house in which they sleep today, empty for none that is open and known."""
        shelter, today = waiter.states.get("shelter"), self.monday + datetime.timedelta(days=6)
        for row in passages.stays(shelter).values() if shelter else ():
            begun = row.get("received_at") or (row.get("since") and str(row["since"]) <= today.isoformat())
            if begun and not row.get("left_at") and str(row.get("house") or "").casefold() in houses:
                return houses[str(row["house"]).casefold()][0].id
        return ""

    def as_they_are(
        self,
        waiters: dict[str, Waiter],
        here: dict[str, str],
        houses: dict[str, tuple[House, set[str]]],
        codes: dict[str, str],
    ) -> None:
        """Lets each house have the beds that are slept in now, and says where that is more than it has."""
        guests = Counter[str]()
        for waiter in waiters.values():
            guests[here[waiter.id]] += waiter.size
        for key, (house, barred) in houses.items():
            closed = house.open is not None and not house.is_open(0)
            if guests[house.id] and closed:
                self.gaps.append(Gap(house.id, "", _("People sleep in a house that is closed this week."), "houses"))
            if guests[house.id] > house.beds:
                self.gaps.append(Gap(house.id, "", _("More people sleep here than it has beds."), "houses"))
                houses[key] = (replace(house, beds=guests[house.id]), barred)
        for waiter in waiters.values():
            meets = {here[other] for other in self.apart(waiter, codes)} - {""}
            if here[waiter.id] and here[waiter.id] in meets:
                text = _("They share a house with somebody whom they must not meet.")
                self.gaps.append(Gap(waiter.id, waiter.number.hex(), text))

    def apart(self, waiter: Waiter, codes: dict[str, str]) -> list[str]:
        typed = str(waiter.states["needs"].get("not_with") or "").split(",")
        named = [codes[name.strip().casefold()] for name in typed if name.strip().casefold() in codes]
        return [other for other in dict.fromkeys(named) if other != waiter.id]

    def barred(
        self, waiters: dict[str, Waiter], here: dict[str, str], houses: dict[str, tuple[House, set[str]]]
    ) -> set[str]:
        """Who may not be in some house, because of a tie to its host or by hand: every other house is made fit for a
        need that only they have. Who sleeps in such a house already is named."""
        found = set()
        for waiter in waiters.values():
            _must, _never, by_hand = plans.pinned(waiter.states.get("plan") or State())
            bars = by_hand | {key for key, (_house, none_of) in houses.items() if waiter.id.casefold() in none_of}
            if here[waiter.id].casefold() in bars:
                text = _("They sleep in a house that is not for them.")
                self.gaps.append(Gap(waiter.id, waiter.number.hex(), text))
            elif bars & houses.keys():
                found.add(waiter.id)
                for key in houses.keys() - bars:
                    house, others = houses[key]
                    houses[key] = (replace(house, kinds=(*house.kinds, fit(waiter.id))), others)
        return found

    def household(
        self, waiter: Waiter, ids: dict[str, str], apart: tuple[str, ...], house: House | None, barred: bool
    ) -> Household:
        needs, plan = waiter.states["needs"], waiter.states.get("plan") or State()
        weight, waiter.reasons = plans.weight(needs, plan)
        must, never, _barred = plans.pinned(plan)
        may, waiter.wished = plans.open_ways(plan)
        eligible = tuple(ids[r] for r in sorted(may - never) if r in ids) if waiter.stage in WAITING else ()
        if waiter.stage in WAITING and not eligible:
            self.gaps.append(Gap(waiter.id, waiter.number.hex(), self.why_none(may, never)))
        fixed = self.fixed(waiter, eligible, ids, must, house)
        deadline = week_of(self.monday, plans.leave_by(needs, plan, self.monday).isoformat(), self.weeks)
        return Household(
            waiter.id, waiter.size, weight, 0, max(-52, min(deadline, 520)), eligible,  # type: ignore[arg-type]
            never_with=apart, fixed=fixed, needs=self.kinds(needs, house) + ((fit(waiter.id),) if barred else ()),
        )  # fmt: skip

    def why_none(self, may: set[str], never: set[str]) -> str:
        if not may:
            return _("Nobody said by which pathway they may go: ask the visa desk.")
        if may - never and (may - never) <= self.supply.unavailable.keys():
            return _("Every pathway open to them is suspended or closed.")
        return _("Every pathway open to them was ruled out by hand.")

    def kinds(self, needs: State, house: House | None) -> tuple[str, ...]:
        """What a house must be for them; not what the house in which they sleep already is not."""
        minors = any(row.get("minor") for row in needs.rows("persons").values())
        wanted = [name for name, said in (("step_free", needs.get("step_free")), ("minors", minors)) if said]
        return tuple(name for name in wanted if house is None or name in house.kinds)

    def fixed(
        self, waiter: Waiter, eligible: tuple[str, ...], ids: dict[str, str], must: dict[str, Any] | None,
        house: House | None,
    ) -> Fixed | None:  # fmt: skip
        """The bed of this week, and a slot fixed by hand where it still can be."""
        asleep = house is not None and house.is_open(0)
        last = LASTS if waiter.stage in LEAVING else 1
        while asleep and last > 1 and house is not None and not house.is_open(last - 1):
            last -= 1
        stays = (Stay(house.id, 0, last),) if asleep and house is not None else ()
        pathway = ids.get(must["pathway"]) if must else None
        week = week_of(self.monday, must["week_of"], -1) if must else -1
        if must and pathway in eligible and 0 <= week < self.weeks:
            return Fixed(pathway, week, stays)
        return Fixed(stays=stays) if stays else None

    def placement(self, waiter: Waiter, household: Household, ids: dict[str, str], house: House | None) -> Placement:
        """What stands for them today: the slot that two decided, and the bed they have, for as long as the house is
        open."""
        plan = waiter.states.get("plan")
        row = plans.decided(plan, self.keys.directory.member) if plan else None
        pathway = ids.get((row or {}).get("pathway", ""))
        week = week_of(self.monday, (row or {}).get("week_of"), -1)
        if pathway in household.eligible and 0 <= week < self.weeks:
            return Placement(pathway, week, self.staying(household, house, week + self.supply.leads[pathway]))
        return Placement(stays=self.staying(household, house, self.weeks))

    def staying(self, household: Household, house: House | None, leave: int) -> tuple[Stay, ...]:
        until = min(leave, self.weeks)
        if house is None or not household.fixed or not household.fixed.stays or not until:
            return ()
        open_until = next((week for week in range(until) if not house.is_open(week)), until)
        return (Stay(house.id, 0, open_until),)


def fit(household: str) -> str:
    """The need of a household for a house from which it is not barred."""
    return f"for {household}"
