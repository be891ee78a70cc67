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

import dataclasses
import datetime
from typing import Any

from waystation.casework.folds import State
from waystation.casework.parts import plan as plans
from waystation.casework.travel import days
from waystation.casework.words import _
from waystation.planning.plans import Placement
from waystation.planning.problem import Escorts, Fixed, House, Household, Problem, Stay, check, settles
from waystation.store.beds.lodgings import of_lines
from waystation.store.lists import index
from waystation.store.plans import lasting, pins
from waystation.store.plans.parting import departing, parted
from waystation.store.plans.settings import kept_free
from waystation.store.plans.sleeping import Sleeping
from waystation.store.plans.supply import Gap, supply_of, unlike, week_of
from waystation.store.plans.waiters import LEAVING, WAITING, Gathered, Waiter, fit, monday_of, part_id
from waystation.store.sealed.keys import Keys

WEEKS = 26  # half a year: places are seldom known further ahead
PARTS = ("needs", "plan", "shelter")
LASTS = 4  # weeks that somebody granted still sleeps here, where the day of departure is not known to these keys


def gather(keys: Keys, weeks: int = WEEKS, share: int = lasting.USUAL, reserve: int = 0) -> Gathered:
    """Everything that these keys open; processing times as ``share`` of a hundred cases had them at most; ``reserve``
    beds kept free. The caller logs it."""
    return _Gathering(keys, weeks, monday_of(keys), share, reserve).everything()


class _Gathering:
    def __init__(self, keys: Keys, weeks: int, monday: datetime.date, share: int, reserve: int):
        self.overview = index.overview(keys)
        self.keys, self.weeks, self.supply = keys, weeks, supply_of(keys, weeks, monday, share, self.overview)
        self.share, self.reserve = share, reserve
        self.gaps, self.monday = self.supply.gaps, monday

    def everything(self) -> Gathered:
        supply, waiters = self.supply, self.waiters()
        sealed = not any("shelter" in w.states for w in waiters.values()) and "coordinator" not in self.keys.roles
        if sealed:  # a bed that looks free to these keys may be slept in: none is planned
            supply.houses = {}
        ids = {record: id_ for id_, record in supply.routes.items()}
        households, now = self.households(waiters, ids, supply.houses)
        escorts = Escorts((supply.seats,) * self.weeks) if supply.seats is not None else None
        households.sort(key=lambda h: h.id)  # in an order that nothing but names decides: plans are compared
        beds = tuple(sorted(self.without_reserve(households), key=lambda h: h.id))
        programmes = tuple(supply.programmes)
        problem = Problem(
            self.weeks, tuple(households), programmes, houses=beds, escorts=escorts, places=supply.towns.places
        )
        problem, now = departing(problem, now, self.leaving(waiters))
        by_id = {h.id: waiters[h.id] for h in households}
        for waiter in waiters.values():
            problem, now = self.apart_already(problem, now, waiter, by_id, ids)
        return Gathered(
            check(problem), self.monday, by_id, supply.routes, now, self.gaps, sealed, self.share, supply,
            self.overview, self.reserve,
        )  # fmt: skip

    def without_reserve(self, households: list[Household]) -> list[House]:
        houses, kept = kept_free((house for house, _barred in self.supply.houses.values()), households, self.reserve)
        if kept < self.reserve and houses:
            text = _("Fewer beds are free this week than are to be kept free; all of them are kept:")
            self.gaps.append(Gap(str(kept), "", text, "houses"))
        return houses

    def leaving(self, waiters: dict[str, Waiter]) -> dict[str, int]:
        """In which week those granted leave: as the travel desk said in Plan, else as their slot did, else LASTS weeks
        from now."""
        found = {}
        for waiter in waiters.values():
            if waiter.stage in LEAVING:
                row = plans.decided(waiter.plan, self.keys.directory.member) or {}
                said = days.every(waiter.plan, days.JOURNEY)  # of parts the last: until then beds are slept in
                leaves = said[-1].leaves.isoformat() if said else row.get("departs_on")
                week = week_of(self.monday, leaves, LASTS)
                found[waiter.id] = min(week, self.weeks - 1) if week > 0 else 1
        return found

    def apart_already(
        self, problem: Problem, now: dict[str, Placement], waiter: Waiter, by_id: dict[str, Waiter], ids: dict[str, str]
    ) -> tuple[Problem, dict[str, Placement]]:
        """In parts, where slots stand for parts of the household."""
        rows = plans.standing(waiter.plan, self.keys.directory.member) if waiter.stage in WAITING else []
        named = [tuple(plans.letters(row.get("persons"))) for row in rows if row.get("persons")]
        persons = [str(row.get("letter") or "").upper() for row in waiter.states["needs"].rows("persons").values()]
        rest = tuple(letter for letter in persons if not any(letter in part for part in named))
        groups = [*named, *([rest] if rest else [])]
        if len(groups) < 2 or sorted(letter for part in groups for letter in part) != sorted(persons):
            return problem, now
        household = next(h for h in problem.households if h.id == waiter.id)
        house = next((h for h in problem.houses if household.fixed and household.fixed.stays
                      and h.id == household.fixed.stays[0].house), None)  # fmt: skip
        slots = {}
        for row, part in zip(rows, named, strict=False):
            slots[part_id(waiter.id, part)] = self.standing(row, household, ids, house)
        for part in groups:
            by_id[part_id(waiter.id, part)] = dataclasses.replace(waiter, id=part_id(waiter.id, part), letters=part)
        del by_id[waiter.id]
        return parted(problem, now, waiter.id, tuple((part_id(waiter.id, p), len(p)) for p in groups), slots)

    # -- who waits -----------------------------------------------------------------------------------------------------

    def waiters(self) -> dict[str, Waiter]:
        rows = [r for r in self.overview.rows if r.subject == "case" and r.stage in WAITING | LEAVING]
        lines = {line.circle: (row, line) for row in rows for line in row.lines if line.compartment in PARTS}
        readings = of_lines(self.keys, [line for _row, line in lines.values()])
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
        sleeping = Sleeping(waiters, houses, self.monday)
        self.gaps += sleeping.gaps
        households, now = [], {}
        for waiter in waiters.values():
            house = sleeping.house(waiter)
            apart = tuple(sleeping.apart(waiter))
            household = self.household(waiter, ids, apart, house, waiter.id in sleeping.barred)
            households.append(household)
            now[waiter.id] = self.placement(waiter, household, ids, house)
        return households, now

    def household(
        self, waiter: Waiter, ids: dict[str, str], apart: tuple[str, ...], house: House | None, barred: bool
    ) -> Household:
        needs, plan = waiter.states["needs"], waiter.states.get("plan") or State()
        weight, waiter.reasons = plans.weight(needs, plan)
        must, never, _barred = plans.pinned(plan)
        may, waiter.wished = plans.open_ways(plan)
        eligible = tuple(ids[r] for r in sorted(may - never) if r in ids) if waiter.stage in WAITING else ()
        eligible, settles_in = self.settling(waiter, eligible)
        self.not_planned(waiter, may, never, ids)
        if waiter.stage in WAITING and not eligible:
            self.gaps.append(Gap(waiter.id, waiter.number.hex(), self.why_none(may, never)))
        fixed = self.fixed(waiter, ids, self.kept(waiter, eligible, ids, must), house)
        deadline = week_of(self.monday, plans.leave_by(needs, plan, self.monday).isoformat(), self.weeks)
        return Household(
            waiter.id, waiter.size, weight, 0, max(-52, min(deadline, 520)), eligible,  # type: ignore[arg-type]
            never_with=apart, fixed=fixed, needs=self.kinds(needs, house) + ((fit(waiter.id),) if barred else ()),
            settles_in=settles_in, housed=house is not None,
        )  # fmt: skip

    def settling(self, waiter: Waiter, eligible: tuple[str, ...]) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The pathways by which they find what they need where they settle, and the places there."""
        country = {p.id: p.country for p in self.supply.programmes}
        found = self.supply.towns.suiting(
            waiter.states["needs"], waiter.plan, {c for e in eligible if (c := country[e])}
        )
        for pathway in eligible:
            if country[pathway] in found.closed:
                waiter.closed[self.supply.routes[pathway]] = _("No place to settle there has the services they need.")
        if found.unspoken and waiter.stage in WAITING:
            text = _("Where they would settle nobody speaks their languages; it is planned all the same.")
            self.gaps.append(Gap(waiter.id, waiter.number.hex(), text))
        return tuple(e for e in eligible if country[e] not in found.closed), found.places

    def not_planned(self, waiter: Waiter, may: set[str], never: set[str], ids: dict[str, str]) -> None:
        """Why a pathway that they wish is none of those that are planned."""
        for record in waiter.wished - waiter.closed.keys():
            if record not in may:
                waiter.closed[record] = _("Nobody said that they may go by it.")
            elif record in never:
                waiter.closed[record] = _("It was ruled out by hand.")
            elif record not in ids:
                waiter.closed[record] = _("It is suspended or closed.")

    def why_none(self, may: set[str], never: set[str]) -> str:
        if not may:
            return _("Nobody said by which pathway they may go: ask the visa desk.")
        if any(ways in self.supply.routes.values() for ways in may - never):
            return _("No place to settle has the services they need.")
        if may - never and (may - never) <= self.supply.unavailable.keys():
            return _("Every pathway open to them is suspended or closed.")
        return _("Every pathway open to them was ruled out by hand.")

    def kinds(self, needs: State, house: House | None) -> tuple[str, ...]:
        """What a house must be for them; not what the house in which they sleep already is not."""
        minors = any(row.get("minor") for row in needs.rows("persons").values())
        wanted = [name for name, said in (("step_free", needs.get("step_free")), ("minors", minors)) if said]
        return tuple(name for name in wanted if house is None or name in house.kinds)

    def kept(
        self, waiter: Waiter, eligible: tuple[str, ...], ids: dict[str, str], must: dict[str, Any] | None
    ) -> dict[str, Any] | None:
        """The slot fixed by hand, where it can be; where it cannot, and for those before it, that is said."""
        if waiter.stage not in WAITING:
            return None
        slots = {self.supply.routes[p.id]: p.slots for p in self.supply.programmes}
        why = pins.not_counted(waiter.plan, slots, waiter.size, self.monday)
        last = next((r for r, row in reversed(waiter.plan.rows("pins").items()) if plans.is_slot(row)), "")
        if must and last not in why and ids[must["pathway"]] not in eligible:
            why[last] = pins.UNSERVED
        self.gaps += [Gap(waiter.id, waiter.number.hex(), text) for text in dict.fromkeys(why.values())]
        return None if last in why else must

    def fixed(
        self, waiter: Waiter, ids: dict[str, str], must: dict[str, Any] | None, house: House | None
    ) -> Fixed | None:
        """The bed of this week, and a slot fixed by hand."""
        asleep = house is not None and house.is_open(0)
        last = LASTS if waiter.stage in LEAVING else 1
        while asleep and last > 1 and house is not None and not house.is_open(last - 1):
            last -= 1
        stays = (Stay(house.id, 0, last),) if asleep and house is not None else ()
        if must:
            return Fixed(ids[must["pathway"]], week_of(self.monday, must["week_of"], -1), stays)
        return Fixed(stays=stays) if stays else None

    def placement(self, waiter: Waiter, household: Household, ids: dict[str, str], house: House | None) -> Placement:
        """What stands for them today: the slot that two decided, and the bed they have, for as long as the house is
        open."""
        row = plans.decided(waiter.plan, self.keys.directory.member) or {}
        return self.standing(row, household, ids, house)

    def standing(
        self, row: dict[str, Any], household: Household, ids: dict[str, str], house: House | None
    ) -> Placement:
        pathway, week = ids.get(row.get("pathway") or ""), week_of(self.monday, row.get("week_of"), -1)
        if pathway in household.eligible and 0 <= week < self.weeks:
            programme = next(p for p in self.supply.programmes if p.id == pathway)
            fitting = settles(household, programme, {p.id: p for p in self.supply.towns.places})
            place = row["settles"] if row.get("settles") in fitting else next(iter(fitting), None)
            stays = self.staying(household, house, week + self.supply.leads[pathway])
            return Placement(pathway, week, stays, settles=place)
        return Placement(stays=self.staying(household, house, self.weeks))

    def staying(self, household: Household, house: House | None, leave: int) -> tuple[Stay, ...]:
        until = min(leave, self.weeks)
        if house is None or not household.fixed or not household.fixed.stays or not until:
            return ()
        open_until = next((week for week in range(until) if not house.is_open(week)), until)
        return (Stay(house.id, 0, open_until),)
