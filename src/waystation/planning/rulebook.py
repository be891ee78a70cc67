"""Rules with a switch each: everything that wishes and decisions touch, as one model in which any rule can be given up.

    book = Rulebook(problem, wishes)
    book.given_up(kept=set())          # the fewest rules (numbers in ``book.rules``) without which all else holds
    book.lacking(3)                    # how much more rule 3, a limit, would have to allow

Only households that wish or are decided are in it: what all others do gives way. Who wishes a slot may take every slot
that fits the wish, whether allowed or not; who wishes a bed, every bed; what forbids it is a rule.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from waystation.planning.problem import QUARTER, Household, Problem, apart, settles


@dataclass(frozen=True)
class Wish:
    """That a household has a slot: by this programme (None: any), in this week (None: any)."""

    household: str
    programme: str | None = None
    week: int | None = None

    def __str__(self) -> str:
        by = f" by {self.programme}" if self.programme else ""
        when = f" in week {self.week}" if self.week is not None else ""
        return f"wish: {self.household} has a slot{by}{when}"


@dataclass(frozen=True)
class BedWish:
    """That a household sleeps in this house (None: any, another one each week if need be) in each week from ``since``
    until before ``until``."""

    household: str
    house: str | None
    since: int
    until: int

    def __str__(self) -> str:
        where = f"in {self.house}" if self.house else "in some house"
        return f"wish: {self.household} has a bed {where} from week {self.since} to {self.until}"


@dataclass(frozen=True)
class Rule:
    """``name``: what is asked. ``remedy``: what would be otherwise without it. ``limit``: of what it is a limit
    (``beds: Birch, week 1``), None where it is none; with it ``users`` are sizes and switches, and ``room``
    is what there is."""

    name: str
    remedy: str
    limit: str | None = None
    users: Sequence[tuple[int, Any]] = ()
    room: int = 0


def solver() -> Any:
    from ortools.sat.python import cp_model

    found = cp_model.CpSolver()
    found.parameters.num_workers = 1  # the same set each time
    return found


class Rulebook:
    """``rules`` by number; ``on`` their switches."""

    def __init__(self, problem: Problem, wishes: Sequence[Wish | BedWish]):
        from ortools.sat.python import cp_model

        self.problem, self.model = problem, cp_model.CpModel()
        self.rules: list[Rule] = []
        self.on: list[Any] = []
        self.named: dict[str, Any] = {}
        self.used: dict[tuple[str, str, int], list[tuple[int, Any]]] = defaultdict(list)
        self.guests: dict[tuple[str, int], dict[str, Any]] = defaultdict(dict)
        self.programmes = {p.id: p for p in problem.programmes}
        self.places = {p.id: p for p in problem.places}
        self.apart = apart(problem)
        asked: dict[str, list[Wish | BedWish]] = defaultdict(list)
        for wish in wishes:
            asked[wish.household].append(wish)
        for household in problem.households:
            if household.id in asked or household.fixed is not None:
                self._household(household, asked[household.id])
        self._limits()
        self._separations()

    def rule(self, name: str, remedy: str, **limit: Any) -> Any:
        """The switch of a rule, made when first named."""
        if name not in self.named:
            self.named[name] = self.model.new_bool_var(name)
            self.rules.append(Rule(name, remedy, **limit))
            self.on.append(self.named[name])
        return self.named[name]

    def _household(self, household: Household, wishes: list[Wish | BedWish]) -> None:
        slots = self._slots(household, [w for w in wishes if isinstance(w, Wish)])
        beds = self._beds(household, [w for w in wishes if isinstance(w, BedWish)])
        for (programme, week), x in slots.items():
            leave = week + self._lead[programme]
            for later in sorted({t for _house, t in beds if t >= leave}):
                told = f"stays: {household.id} has no bed here once it has left"
                gone = self.rule(told, f"{household.id} leaves later than the programme says")
                asleep = [y for (_house, t), y in beds.items() if t == later]
                self.model.add(sum(asleep) == 0).only_enforce_if(x, gone)

    @property
    def _lead(self) -> dict[str, int]:
        return {p.id: p.processing_weeks for p in self.problem.programmes}

    # -- slots ---------------------------------------------------------------------------------------------------------

    def _slots(self, household: Household, wishes: list[Wish]) -> dict[tuple[str, int], Any]:
        slots: dict[tuple[str, int], Any] = {}
        fixed = household.fixed
        for programme in self.problem.programmes:
            for week in range(self.problem.weeks):
                decided = fixed is not None and (programme.id, week) == (fixed.programme, fixed.week)
                if decided or any(w.programme in (None, programme.id) and w.week in (None, week) for w in wishes):
                    slots[programme.id, week] = self._slot(household, programme, week)
        self.model.add(sum(slots.values()) <= 1)
        for wish in wishes:
            fitting = [x for (p, t), x in slots.items() if wish.programme in (None, p) and wish.week in (None, t)]
            self.model.add_bool_or([*fitting, ~self._wished(wish)])
        if fixed and fixed.programme is not None and fixed.week is not None:
            told = f"fixed: {household.id} has {fixed.programme} in week {fixed.week}"
            decision = self.rule(told, f"take back {household.id}'s {fixed.programme} in week {fixed.week}")
            self.model.add_implication(decision, slots[fixed.programme, fixed.week])
        return slots

    def _slot(self, household: Household, programme: Any, week: int) -> Any:
        x, fixed, who = self.model.new_bool_var(""), household.fixed, household.id
        leave = week + programme.processing_weeks
        if programme.id not in household.eligible:
            self._breaks(x, f"eligible: {who} cannot go by {programme.id}", f"open {programme.id} to {who}")
        if week < household.arrives:
            told = f"arrives: {who} is there from week {household.arrives} on"
            self._breaks(x, told, f"{who} is there earlier")
        if fixed and any(s.until > leave for s in fixed.stays):
            last = max(s.until for s in fixed.stays)
            self._breaks(x, f"fixed: {who} stays in a house until week {last}", f"end {who}'s decided stay earlier")
        self.used["slots", programme.id, week].append((household.size, x))
        self.used["seats", "escorts", leave].append((household.size, x))
        for n, budget in enumerate(programme.budgets):
            if budget.since <= week < budget.until:
                self.used["budget", programme.id, n].append((household.size, x))
        self._settling(household, programme, leave, x)
        return x

    def _wished(self, wish: Wish | BedWish) -> Any:
        return self.rule(str(wish), f"give up the {wish}")

    def _breaks(self, x: Any, rule: str, remedy: str) -> None:
        """This slot or bed breaks that rule."""
        self.model.add_implication(x, ~self.rule(rule, remedy))

    def _settling(self, household: Household, programme: Any, leave: int, x: Any) -> None:
        if not household.settles_in:
            return
        fitting = settles(household, programme, self.places)
        if household.fixed and household.fixed.settles is not None:
            fitting = [p for p in fitting if p == household.fixed.settles]
        if not fitting:
            told = f"settles: {household.id} names no place for those who go by {programme.id}"
            self._breaks(x, told, f"find {household.id} a place to settle in by {programme.id}")
            return
        here = [self.model.new_bool_var("") for _ in fitting]
        self.model.add(sum(here) == 1).only_enforce_if(x)
        for place, z in zip(fitting, here, strict=True):
            self.model.add_implication(z, x)
            self.used["capacity", place, leave // QUARTER].append((household.size, z))

    # -- beds ----------------------------------------------------------------------------------------------------------

    def _beds(self, household: Household, wishes: list[BedWish]) -> dict[tuple[str, int], Any]:
        stays = household.fixed.stays if household.fixed else ()
        beds: dict[tuple[str, int], Any] = {}
        for house in self.problem.houses:
            for week in range(self.problem.weeks):
                decided = any(s.house == house.id and s.since <= week < s.until for s in stays)
                if decided or any(w.house in (None, house.id) and w.since <= week < w.until for w in wishes):
                    beds[house.id, week] = self._bed(household, house, week)
        for week in {t for _house, t in beds}:
            self.model.add(sum(y for (_house, t), y in beds.items() if t == week) <= 1)
        for wish in wishes:
            asked = self._wished(wish)
            for week in range(wish.since, wish.until):
                here = [y for (k, t), y in beds.items() if t == week and wish.house in (None, k)]
                self.model.add_bool_or([*here, ~asked])
        for s in stays:
            told = f"fixed: {household.id} is in {s.house} from week {s.since} to {s.until}"
            decision = self.rule(told, f"take back {household.id}'s stay in {s.house} from week {s.since} to {s.until}")
            for week in range(s.since, min(s.until, self.problem.weeks)):
                self.model.add_implication(decision, beds[s.house, week])
        return beds

    def _bed(self, household: Household, house: Any, week: int) -> Any:
        y, who = self.model.new_bool_var(""), household.id
        if week < household.arrives:
            told = f"arrives: {who} is there from week {household.arrives} on"
            self._breaks(y, told, f"{who} is there earlier")
        if not house.is_open(week):
            self._breaks(y, f"open: {house.id} is closed in week {week}", f"keep {house.id} open in week {week}")
        if lacking := [need for need in household.needs if need not in house.kinds]:
            what = ", ".join(lacking)
            told = f"kinds: {house.id} is not {what}, which {who} needs"
            self._breaks(y, told, f"make {house.id} {what}, or do without for {who}")
        self.used["beds", house.id, week].append((household.size, y))
        self.guests[house.id, week][who] = y
        return y

    def _separations(self) -> None:
        for guests in self.guests.values():
            for one in sorted(guests):
                for other in sorted(self.apart.get(one, set()) & set(guests)):
                    if one < other:
                        told = f"never_with: {one} and {other} never share a house"
                        kept = self.rule(told, f"{one} and {other} may share a house")
                        self.model.add_bool_or([~guests[one], ~guests[other], ~kept])

    # -- all together --------------------------------------------------------------------------------------------------

    def _limits(self) -> None:
        unit = {
            "slots": "places", "budget": "people paid for", "seats": "seats", "capacity": "places to settle in",
            "beds": "beds",
        }  # fmt: skip
        for (rule, about, when), users in self.used.items():
            room = self._room(rule, about, when)
            if room is not None and sum(size for size, _x in users) > room:
                time = self._time(rule, about, when)
                told = f"{rule}: {about}, {time}: room for {room}"
                what = f"{unit[rule]}: {about}, {time}"
                switch = self.rule(told, f"{what}: more", limit=what, users=users, room=room)
                self.model.add(sum(size * x for size, x in users) <= room).only_enforce_if(switch)

    def _time(self, rule: str, about: str, when: int) -> str:
        if rule == "budget":
            budget = self.programmes[about].budgets[when]
            return f"week {budget.since} to {budget.until}"
        return f"{'quarter' if rule == 'capacity' else 'week'} {when}"

    def _room(self, rule: str, about: str, when: int) -> int | None:
        """How many people; None where nothing limits. A closed house is another rule's matter."""
        lists: dict[str, tuple[int, ...]] = {
            "slots": self.programmes[about].slots if rule == "slots" else (),
            "budget": tuple(b.people for b in self.programmes[about].budgets) if rule == "budget" else (),
            "seats": self.problem.escorts.seats if self.problem.escorts else (),
            "capacity": self.places[about].capacity if about in self.places else (),
            "beds": next(((h.beds,) * self.problem.weeks for h in self.problem.houses if h.id == about), ()),
        }
        return lists[rule][when] if when < len(lists[rule]) else None

    def given_up(self, kept: set[int]) -> set[int] | None:
        """The fewest rules to give up while these are kept; None if these cannot hold together."""
        model, on = self._kept(kept)
        model.maximize(sum(on))
        found = solver()
        return {r for r, switch in enumerate(on) if not found.value(switch)} if _solved(found, model) else None

    def holds(self, kept: set[int]) -> bool:
        """Whether these rules can hold together."""
        model, _on = self._kept(kept)
        return _solved(solver(), model)

    def lacking(self, rule: int) -> int:
        """How much more a limit would have to allow for all other rules to hold together, which they can."""
        given = self.rules[rule]
        model, _on = self._kept(set(range(len(self.rules))) - {rule})
        model.minimize(sum(size * model.get_bool_var_from_proto_index(x.index) for size, x in given.users))
        found = solver()
        return int(found.objective_value) - given.room if _solved(found, model) else 0

    def _kept(self, kept: set[int]) -> tuple[Any, list[Any]]:
        model = self.model.clone()
        on = [model.get_bool_var_from_proto_index(v.index) for v in self.on]
        for r in kept:
            model.add(on[r] == 1)
        return model, on


def _solved(found: Any, model: Any) -> bool:
    from ortools.sat.python import cp_model

    return found.solve(model) in (cp_model.OPTIMAL, cp_model.FEASIBLE)
