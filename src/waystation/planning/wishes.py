"""Wishes that cannot be: the smallest set of named rules that stand against each other.

    conflict(problem, [Wish("Quiet Heron", "canada", 3), Wish("Amber Fox", "canada", 3)])
    # ['wish: Quiet Heron by canada in week 3', 'wish: Amber Fox by canada in week 3', 'slots: canada, week 3: 2']

An empty answer means that all wishes can hold together with the decisions already taken; others may then have to wait.
A smallest set, not merely one from which nothing can be left out: rules that hit every way of giving something up are
chosen (fewest first) until they cannot hold together (implicit hitting sets; Ignatiev, Previti, Liffiton,
Marques-Silva, CP 2015).
"""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from waystation.planning.errors import BadFile
from waystation.planning.problem import QUARTER, Household, Problem, settles


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


def read_wish(problem: Problem, typed: str) -> Wish:
    """``HOUSEHOLD=PROGRAMME@WEEK``; programme or week may be left out. Raises BadFile."""
    household, _sep, slot = typed.partition("=")
    programme, _sep, week = slot.rpartition("@") if "@" in slot else (slot, "", "")
    if household not in {h.id for h in problem.households}:
        raise BadFile("--wish", f"{household!r} is none of the problem's households")
    if programme and programme not in {p.id for p in problem.programmes}:
        raise BadFile("--wish", f"{programme!r} is none of the programmes")
    if week and not (week.isascii() and week.isdigit() and int(week) < problem.weeks):
        raise BadFile("--wish", f"{week!r} is no week from 0 to {problem.weeks - 1}")
    return Wish(household, programme or None, int(week) if week else None)


def conflict(problem: Problem, wishes: list[Wish]) -> list[str]:
    """The smallest set of rules, wishes among them, that cannot hold together; nothing if all can."""
    model = _Model(problem, wishes)
    corrections: list[set[int]] = []
    while True:
        chosen = _hitting(len(model.rules), corrections)
        given_up = model.given_up(chosen)
        if given_up is None:
            return [model.rules[r] for r in sorted(chosen)]
        if not given_up:
            return []
        corrections.append(given_up)


def _hitting(rules: int, sets: list[set[int]]) -> set[int]:
    """Fewest rules of which every set has one."""
    from ortools.sat.python import cp_model

    model = cp_model.CpModel()
    taken = [model.new_bool_var("") for _ in range(rules)]
    for some in sets:
        model.add_bool_or([taken[r] for r in some])
    model.minimize(sum(taken))
    solver = _solver()
    solver.solve(model)
    return {r for r in range(rules) if solver.value(taken[r])}


def _solver() -> Any:
    from ortools.sat.python import cp_model

    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1  # the same set each time
    return solver


class _Model:
    """Every slot of the wishing and decided households, whether allowed or not, and rules that can be switched off."""

    def __init__(self, problem: Problem, wishes: list[Wish]):
        from ortools.sat.python import cp_model

        self.problem, self.model = problem, cp_model.CpModel()
        self.rules: list[str] = []
        self.on: list[Any] = []
        self.named: dict[str, Any] = {}
        self.used: dict[tuple[str, str, int], list[tuple[int, Any]]] = defaultdict(list)
        self.places = {p.id: p for p in problem.places}
        households = {h.id: h for h in problem.households}
        asked: dict[str, list[Wish]] = defaultdict(list)
        for wish in wishes:
            asked[wish.household].append(wish)
        for household in problem.households:
            decided = household.fixed is not None and household.fixed.programme is not None
            if household.id in asked or decided:
                self._household(households[household.id], asked[household.id])
        self._limits()

    def rule(self, name: str) -> Any:
        """The switch of a rule, made when first named."""
        if name not in self.named:
            self.named[name] = self.model.new_bool_var(name)
            self.rules.append(name)
            self.on.append(self.named[name])
        return self.named[name]

    def _household(self, household: Household, wishes: list[Wish]) -> None:
        slots: dict[tuple[str, int], Any] = {}
        fixed = household.fixed
        for programme in self.problem.programmes:
            for week in range(self.problem.weeks):
                decided = fixed is not None and (programme.id, week) == (fixed.programme, fixed.week)
                if not decided and not any(
                    w.programme in (None, programme.id) and w.week in (None, week) for w in wishes
                ):
                    continue
                x = slots[programme.id, week] = self.model.new_bool_var("")
                leave = week + programme.processing_weeks
                if programme.id not in household.eligible:
                    self._needs(x, f"eligible: {household.id} cannot go by {programme.id}")
                if week < household.arrives:
                    self._needs(x, f"arrives: {household.id} is there from week {household.arrives} on")
                if fixed and any(s.until > leave for s in fixed.stays):
                    self._needs(
                        x, f"fixed: {household.id} stays in a house until week {max(s.until for s in fixed.stays)}"
                    )
                self.used["slots", programme.id, week].append((household.size, x))
                self.used["seats", "escorts", leave].append((household.size, x))
                self._settling(household, programme, leave, x)
        self.model.add(sum(slots.values()) <= 1)
        for wish in wishes:
            fitting = [x for (p, t), x in slots.items() if wish.programme in (None, p) and wish.week in (None, t)]
            self.model.add_bool_or([*fitting, ~self.rule(str(wish))])
        if fixed and fixed.programme is not None and fixed.week is not None:
            told = f"fixed: {household.id} has {fixed.programme} in week {fixed.week}"
            self.model.add_implication(self.rule(told), slots[fixed.programme, fixed.week])

    def _needs(self, x: Any, rule: str) -> None:
        """The slot breaks this rule."""
        self.model.add_implication(x, ~self.rule(rule))

    def _settling(self, household: Household, programme: Any, leave: int, x: Any) -> None:
        if not household.settles_in:
            return
        fitting = settles(household, programme, self.places)
        if household.fixed and household.fixed.settles is not None:
            fitting = [p for p in fitting if p == household.fixed.settles]
        if not fitting:
            self._needs(x, f"settles: {household.id} names no place for those who go by {programme.id}")
            return
        here = [self.model.new_bool_var("") for _ in fitting]
        self.model.add(sum(here) == 1).only_enforce_if(x)
        for place, z in zip(fitting, here, strict=True):
            self.model.add_implication(z, x)
            self.used["capacity", place, leave // QUARTER].append((household.size, z))

    def _limits(self) -> None:
        slots = {p.id: p.slots for p in self.problem.programmes}
        seats = self.problem.escorts.seats if self.problem.escorts else ()
        for (rule, about, when), users in self.used.items():
            room = slots[about] if rule == "slots" else seats if rule == "seats" else self.places[about].capacity
            if when < len(room) and sum(size for size, _x in users) > room[when]:
                unit = "quarter" if rule == "capacity" else "week"
                switch = self.rule(f"{rule}: {about}, {unit} {when}: room for {room[when]}")
                self.model.add(sum(size * x for size, x in users) <= room[when]).only_enforce_if(switch)

    def given_up(self, kept: set[int]) -> set[int] | None:
        """The fewest rules to give up while these are kept; None if these cannot hold together."""
        from ortools.sat.python import cp_model

        model = self.model.clone()
        on = [model.get_bool_var_from_proto_index(v.index) for v in self.on]
        for r in kept:
            model.add(on[r] == 1)
        model.maximize(sum(on))
        solver = _solver()
        if solver.solve(model) not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            return None
        return {r for r, switch in enumerate(on) if not solver.value(switch)}
