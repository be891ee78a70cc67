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
from typing import Any, NamedTuple

from waystation.planning.problem import QUARTER, Household, Problem, apart, settles
from waystation.planning.wished import BedWish, Wish
from waystation.planning.words import Fact, Rule, Sentence, _, say


class Limit(NamedTuple):
    """How a limit is told: ``said`` with what there is room for, ``what`` there would be more of."""

    said: str
    what: str


LIMITS = {
    "slots": Limit(_("{about}, {week}: room for {room}"), _("places: {about}, {week}")),
    "budget": Limit(
        _("{about}, {since} to {until}: room for {room}"), _("people paid for: {about}, {since} to {until}")
    ),
    "seats": Limit(_("escorts, {week}: room for {room}"), _("seats: escorts, {week}")),
    "capacity": Limit(_("{about}, {quarter}: room for {room}"), _("places to settle in: {about}, {quarter}")),
    "beds": Limit(_("{about}, {week}: room for {room}"), _("beds: {about}, {week}")),
}


@dataclass(frozen=True)
class Switched:
    """A rule with its switch. ``remedy``: what would be otherwise without it. ``limit``: of what it is a limit
    (``beds: Birch, week 1``), None where it is none; with it ``users`` are sizes and switches, and ``room`` is what
    there is."""

    rule: Rule
    remedy: Sentence
    limit: Sentence | None = None
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
        self.rules: list[Switched] = []
        self.on: list[Any] = []
        self.named: dict[Rule, Any] = {}
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

    def rule(self, name: str, said: Sentence, remedy: Sentence, **limit: Any) -> Any:
        """The switch of a rule, made when first named."""
        rule = Rule(name, "", said)
        if rule not in self.named:
            self.named[rule] = self.model.new_bool_var(str(rule))
            self.rules.append(Switched(rule, remedy, **limit))
            self.on.append(self.named[rule])
        return self.named[rule]

    def _household(self, household: Household, wishes: list[Wish | BedWish]) -> None:
        slots = self._slots(household, [w for w in wishes if isinstance(w, Wish)])
        beds = self._beds(household, [w for w in wishes if isinstance(w, BedWish)])
        for (programme, week), x in slots.items():
            leave = week + self._lead[programme]
            for later in sorted({t for _house, t in beds if t >= leave}):
                told = say(_("{household} has no bed here once it has left"), household=household.id)
                late = say(_("{household} leaves later than the programme says"), household=household.id)
                gone = self.rule("stays", told, late)
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
            slot: dict[str, Fact] = {"household": household.id, "programme": fixed.programme, "week": fixed.week}
            told = say(_("{household} has {programme} in {week}"), **slot)
            decision = self.rule("fixed", told, say(_("take back {household}'s {programme} in {week}"), **slot))
            self.model.add_implication(decision, slots[fixed.programme, fixed.week])
        return slots

    def _slot(self, household: Household, programme: Any, week: int) -> Any:
        x, fixed, who = self.model.new_bool_var(""), household.fixed, household.id
        leave = week + programme.processing_weeks
        if programme.id not in household.eligible:
            told = say(_("{household} cannot go by {programme}"), household=who, programme=programme.id)
            remedy = say(_("open {programme} to {household}"), household=who, programme=programme.id)
            self._breaks(x, "eligible", told, remedy)
        self._arrived(x, household, week)
        if fixed and any(s.until > leave for s in fixed.stays):
            last = max(s.until for s in fixed.stays)
            told = say(_("{household} stays in a house until {week}"), household=who, week=last)
            self._breaks(x, "fixed", told, say(_("end {household}'s decided stay earlier"), household=who))
        self.used["slots", programme.id, week].append((household.size, x))
        self.used["seats", "escorts", leave].append((household.size, x))
        for n, budget in enumerate(programme.budgets):
            if budget.since <= week < budget.until:
                self.used["budget", programme.id, n].append((household.size, x))
        self._settling(household, programme, leave, x)
        return x

    def _wished(self, wish: Wish | BedWish) -> Any:
        return self.rule("wish", wish.said, say(_("give up the wish: {wish}"), wish=wish.said))

    def _breaks(self, x: Any, rule: str, said: Sentence, remedy: Sentence) -> None:
        """This slot or bed breaks that rule."""
        self.model.add_implication(x, ~self.rule(rule, said, remedy))

    def _arrived(self, x: Any, household: Household, week: int) -> None:
        if week < household.arrives:
            told = say(_("{household} is there from {since} on"), household=household.id, since=household.arrives)
            self._breaks(x, "arrives", told, say(_("{household} is there earlier"), household=household.id))

    def _settling(self, household: Household, programme: Any, leave: int, x: Any) -> None:
        if not household.settles_in:
            return
        fitting = settles(household, programme, self.places)
        if household.fixed and household.fixed.settles is not None:
            fitting = [p for p in fitting if p == household.fixed.settles]
        if not fitting:
            about = {"household": household.id, "programme": programme.id}
            told = say(_("{household} names no place for those who go by {programme}"), **about)
            remedy = say(_("find {household} a place to settle in by {programme}"), **about)
            self._breaks(x, "settles", told, remedy)
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
            stay: dict[str, Fact] = {"household": household.id, "house": s.house, "since": s.since, "until": s.until}
            told = say(_("{household} is in {house} from {since} to {until}"), **stay)
            remedy = say(_("take back {household}'s stay in {house} from {since} to {until}"), **stay)
            decision = self.rule("fixed", told, remedy)
            for week in range(s.since, min(s.until, self.problem.weeks)):
                self.model.add_implication(decision, beds[s.house, week])
        return beds

    def _bed(self, household: Household, house: Any, week: int) -> Any:
        y, who = self.model.new_bool_var(""), household.id
        self._arrived(y, household, week)
        if not house.is_open(week):
            told = say(_("{house} is closed in {week}"), house=house.id, week=week)
            self._breaks(y, "open", told, say(_("keep {house} open in {week}"), house=house.id, week=week))
        if lacking := tuple(need for need in household.needs if need not in house.kinds):
            unfit: dict[str, Fact] = {"house": house.id, "needs": lacking, "household": who}
            told = say(_("{house} is not {needs}, which {household} needs"), **unfit)
            self._breaks(y, "kinds", told, say(_("make {house} {needs}, or do without for {household}"), **unfit))
        self.used["beds", house.id, week].append((household.size, y))
        self.guests[house.id, week][who] = y
        return y

    def _separations(self) -> None:
        for guests in self.guests.values():
            for one in sorted(guests):
                for other in sorted(self.apart.get(one, set()) & set(guests)):
                    if one < other:
                        told = say(_("{household} and {other} never share a house"), household=one, other=other)
                        remedy = say(_("{household} and {other} may share a house"), household=one, other=other)
                        kept = self.rule("never_with", told, remedy)
                        self.model.add_bool_or([~guests[one], ~guests[other], ~kept])

    # -- all together --------------------------------------------------------------------------------------------------

    def _limits(self) -> None:
        for (rule, about, when), users in self.used.items():
            room = self._room(rule, about, when)
            if room is not None and sum(size for size, _x in users) > room:
                limit = LIMITS[rule]
                facts: dict[str, Fact] = {"about": about, **self._when(rule, about, when)}
                what = say(limit.what, **facts)
                told, remedy = say(limit.said, **facts, room=room), say(_("{what}: more"), what=what)
                switch = self.rule(rule, told, remedy, limit=what, users=users, room=room)
                self.model.add(sum(size * x for size, x in users) <= room).only_enforce_if(switch)

    def _when(self, rule: str, about: str, when: int) -> dict[str, Fact]:
        if rule == "budget":
            budget = self.programmes[about].budgets[when]
            return {"since": budget.since, "until": budget.until}
        return {"quarter" if rule == "capacity" else "week": when}

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
