"""The planner: no plan breaks a rule, none costs less than the bound, and tiny problems are solved as by trying
everything."""

import random

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from planning_cast import Fixed, Stay, cheapest, heron, problems, steps, world

from waystation.planning.errors import Impossible
from waystation.planning.evaluate import evaluate
from waystation.planning.files import read_problem
from waystation.planning.generate import generate
from waystation.planning.planner import solve
from waystation.planning.plans import Placement, changes, gained
from waystation.planning.problem import Escorts, House, Place, Problem
from waystation.planning.slots.bound import Prices, bound
from waystation.planning.slots.improve import Search
from waystation.planning.slots.options import Options
from waystation.planning.slots.shelter import Shelter
from waystation.planning.standing import housed, put_out


def last(problem, count=60, **more):
    answers = list(solve(problem, steps(count), **more))
    for answer in answers:
        verdict = evaluate(problem, answer.plan)
        assert verdict.good and verdict.tenths == answer.verdict.tenths
        assert answer.bound <= answer.tenths
    return answers[-1]


@settings(max_examples=40)
@given(problems())
def test_slots_of_a_tiny_problem_are_the_best_there_are_and_proven(problem):
    answer = last(problem)
    assert answer.tenths == cheapest(problem) and answer.proven


@settings(max_examples=40)
@given(problems(joint=True, most=2, weeks=2))
def test_tiny_problems_with_beds_and_moves_are_planned_as_well_as_trying_everything_does(problem):
    answer = last(problem)
    least = cheapest(problem)
    assert answer.bound <= least == answer.tenths


def test_a_move_that_pays_is_made_and_one_that_does_not_is_not():
    closes = (House("Birch", 1, open=((0, 3),)), House("Alder", 1, open=((3, 6),)))
    pays = last(world(heron(risk=2, deadline=99), slots=(0,) * 6, houses=closes))
    assert pays.verdict.moves == 1 and pays.tenths == 20 * 22 - 14 * 6 + 10 and pays.proven is False
    short = (House("Birch", 1, open=((0, 5),)), House("Alder", 1, open=((5, 6),)))
    kept = last(world(heron(risk=1, deadline=99), slots=(0,) * 6, houses=short))
    assert kept.verdict.moves == 0 and kept.tenths == 10 * 22 - 7 * 5


def test_no_bed_is_taken_from_who_has_one_for_who_has_none():
    birch = (House("Birch", 2),)
    fox = heron(id="Amber Fox", risk=1, housed=True, fixed=Fixed(stays=(Stay("Birch", 0, 1),)))
    family = heron(size=2, risk=16, arrives=1)
    problem = world(fox, family, slots=(0,) * 6, houses=birch)
    assert last(problem).plan["Amber Fox"].stays == (Stay("Birch", 0, 6),)
    assert put_out(problem, last(problem).plan, housed(problem)) == {}
    open_to_all = world(msgspec.structs.replace(fox, housed=False), family, slots=(0,) * 6, houses=birch)
    assert last(open_to_all).plan["Quiet Heron"].stays == (Stay("Birch", 1, 6),)
    burned = world(fox, family, slots=(0,) * 6, houses=(House("Birch", 2, open=((0, 3),)),))
    answer = last(burned)
    assert put_out(burned, answer.plan, housed(burned)) == {"Amber Fox": 3} and answer.verdict.put_out == 3
    assert answer.tenths == 1 * (10 * 22 - 7 * 3 + 20 * 18) + 3000 + 2 * 16 * (10 * 21 + 20 * 18)


def test_a_first_slot_is_no_change_at_any_price():
    problem = world(heron(), heron(id="Amber Fox", risk=8), slots=(1, 0, 0, 1, 0, 0))
    before = {"Quiet Heron": Placement("canada", 3), "Amber Fox": Placement()}
    answer = last(problem, previous=before, change=10_000)
    assert answer.plan["Quiet Heron"].slot == ("canada", 3) and answer.plan["Amber Fox"].slot == ("canada", 0)
    assert answer.changed == 0 and gained(before, answer.plan) == ["Amber Fox"]


def test_who_is_pinned_to_a_full_week_goes_before_who_was_there():
    pinned = heron(fixed=Fixed("canada", 0))
    problem = world(pinned, heron(id="Amber Fox", risk=8), slots=(1, 0, 0, 1, 0, 0))
    before = {"Quiet Heron": Placement("canada", 3), "Amber Fox": Placement("canada", 0)}
    answer = last(problem, previous=before, change=200)
    assert answer.plan["Amber Fox"].slot == ("canada", 3) and answer.changed == 2


RELAXED = ("slot", "budget", "bed", "open", "kinds", "never_with", "needs", "seats", "capacity", "eligible")


def relaxed(problem, rule):
    """The problem with one rule less strict throughout."""
    replace = msgspec.structs.replace
    each = {
        "slot": ("programmes", lambda p: replace(p, slots=tuple(s + 1 for s in p.slots))),
        "budget": ("programmes", lambda p: replace(p, budgets=())),
        "bed": ("houses", lambda h: replace(h, beds=h.beds + 1)),
        "open": ("houses", lambda h: replace(h, open=None)),
        "kinds": ("houses", lambda h: replace(h, kinds=("step-free",))),
        "never_with": ("households", lambda h: replace(h, never_with=())),
        "needs": ("households", lambda h: replace(h, needs=())),
        "capacity": ("places", lambda p: replace(p, capacity=tuple(c + 1 for c in p.capacity))),
        "eligible": ("households", lambda h: replace(h, eligible=("canada", "norway"))),
    }
    if rule == "seats":
        return replace(problem, escorts=None)
    part, change = each[rule]
    return replace(problem, **{part: tuple(change(thing) for thing in getattr(problem, part))})


@settings(max_examples=30)
@given(problems(joint=True, most=2, weeks=2), st.sampled_from(RELAXED))
def test_a_rule_less_never_makes_the_best_plan_dearer(problem, rule):
    freer = relaxed(problem, rule)
    assert cheapest(freer) <= cheapest(problem)
    assert last(freer).bound <= last(problem).tenths


def test_each_rule_stands_in_the_way_somewhere():
    """Otherwise the test above would say nothing."""
    house = House("Birch", 1, open=((1, 2),))
    tight = world(
        heron(size=2, needs=("step-free",), never_with=("Amber Fox",), settles_in=("Toronto",)),
        heron(id="Amber Fox", never_with=("Quiet Heron",)), heron(id="Tall Cedar", eligible=()),
        slots=(1, 0), weeks=2, houses=(house,), places=(Place("Toronto", "Canada", (0,)),), escorts=Escorts((0, 0)),
    )  # fmt: skip
    assert cheapest(relaxed(tight, "open")) < cheapest(tight)
    assert cheapest(relaxed(relaxed(tight, "bed"), "open")) < cheapest(relaxed(tight, "open"))
    free = relaxed(relaxed(relaxed(relaxed(tight, "needs"), "bed"), "bed"), "bed")
    assert cheapest(relaxed(free, "never_with")) < cheapest(free)
    leaving = world(heron(), heron(id="Amber Fox"), slots=(1, 0), weeks=2, processing=0, escorts=Escorts((1, 0)))
    assert cheapest(relaxed(relaxed(leaving, "slot"), "seats")) < cheapest(relaxed(leaving, "slot"))


@settings(max_examples=30)
@given(problems(joint=True, most=3, weeks=2), st.randoms(use_true_random=False))
def test_a_mixed_file_gives_the_same_cost_and_bound(problem, rng):
    parts = ("households", "programmes", "houses", "places")
    mixed = {n: tuple(rng.sample(getattr(problem, n), len(getattr(problem, n)))) for n in parts}
    one, other = last(problem), last(msgspec.structs.replace(problem, **mixed))
    assert (one.tenths, one.bound, one.plan) == (other.tenths, other.bound, other.plan)


@settings(max_examples=40)
@given(problems(joint=True, most=2, weeks=2), st.data())
def test_any_prices_prove_a_bound(problem, data):
    options = Options(problem)
    shelter = Shelter(options)
    some = st.integers(0, 40)

    def prices(shape):
        return data.draw(st.lists(some, min_size=shape.size, max_size=shape.size))

    import numpy as np

    shapes = options.cells, options.budgets, options.seats, options.room, shelter.beds
    found = Prices.of(options, *(np.array(prices(s), float).reshape(s.shape) for s in shapes))
    assert bound(options, shelter, found) <= cheapest(problem)


@pytest.mark.parametrize("people, joint", [(60, False), (60, True), (330, False), (330, True)])
def test_plans_of_invented_problems_break_no_rule_and_beat_both_baselines(people, joint):
    answer = last(generate(people, seed=7, joint=joint))
    assert answer.tenths <= min(answer.baselines.values())
    assert set(answer.baselines) == {"first come, first served", "risk-ordered greedy"}


def test_two_hundred_people_are_placed_as_well_as_can_be():
    assert last(generate(120, seed=2, joint=False)).proven


def test_the_slots_of_a_joint_plan_are_proven_apart_from_its_beds():
    answer = last(generate(80, seed=2), count=100_000)
    assert answer.slots and answer.slots.gap == 0 and answer.slots.bound <= answer.bound <= answer.tenths
    assert last(generate(80, seed=2, joint=False)).slots is None


def test_a_solver_that_proves_what_a_plan_disproves_is_believed_no_more(monkeypatch):
    """HiGHS 1.14.0 did, for about one problem in a thousand: its presolve fixed slots wrongly."""
    problem, proof = generate(40, seed=2), Search.proof
    monkeypatch.setattr(Search, "proof", lambda *asked: (proof(*asked)[0], 10**9))
    answers = list(solve(problem, steps(60)))
    sure = next(a.bound for a in answers if a.stage == "bound" or a.bound)
    assert answers[-1].bound < 10**6 and not answers[-1].proven and answers[-1].bound >= sure
    assert answers[-1].slots is None


# Two of the problems for which it did: many places without room, and houses that close.
DISPROVED = (
    """{"weeks": 9, "households": [
        {"id": "H0", "size": 5, "risk": 16, "arrives": 3, "deadline": 10, "eligible": ["P0", "P1"],
         "settles_in": ["S0", "S1"]},
        {"id": "H1", "size": 1, "risk": 16, "arrives": 1, "deadline": 2, "eligible": ["P1"], "never_with": ["H0"],
         "settles_in": ["S0", "S1"]}],
      "programmes": [
        {"id": "P0", "processing_weeks": 0, "slots": [3, 5, 0, 0, 0, 0, 0, 2, 2], "country": "Norway"},
        {"id": "P1", "processing_weeks": 0, "slots": [1, 0, 0, 0, 0, 1, 1, 0, 5]}],
      "houses": [{"id": "B0", "beds": 1, "open": [[0, 1], [4, 13]]}, {"id": "B1", "beds": 3}],
      "places": [{"id": "S0", "country": "Norway", "capacity": [5, 1]},
                 {"id": "S1", "country": "Canada", "capacity": [4, 2]}]}""",
    """{"weeks": 10, "households": [
        {"id": "H0", "size": 2, "risk": 1, "arrives": 1, "deadline": 11, "eligible": ["P1"], "never_with": ["H3"],
         "settles_in": ["S0"]},
        {"id": "H1", "size": 3, "risk": 4, "arrives": 8, "deadline": 11, "eligible": ["P0", "P1"]},
        {"id": "H2", "size": 1, "risk": 16, "arrives": 8, "deadline": -1, "eligible": ["P1"], "needs": ["step-free"],
         "settles_in": ["S0"]},
        {"id": "H3", "size": 2, "risk": 1, "arrives": 6, "deadline": 1, "eligible": ["P0", "P1"],
         "never_with": ["H6"], "settles_in": ["S0"]},
        {"id": "H4", "size": 2, "risk": 16, "arrives": 6, "deadline": 3, "eligible": ["P1"]},
        {"id": "H5", "size": 2, "risk": 1, "arrives": 0, "deadline": 4, "eligible": ["P0", "P1"]},
        {"id": "H6", "size": 2, "risk": 4, "arrives": 5, "deadline": 1, "eligible": ["P1"]}],
      "programmes": [
        {"id": "P0", "processing_weeks": 3, "slots": [2, 2, 0, 3, 0, 3, 1, 1, 3, 5], "country": "Canada"},
        {"id": "P1", "processing_weeks": 1, "slots": [1, 5, 1, 0, 1, 0, 3, 0, 0, 5], "country": "Canada"}],
      "houses": [{"id": "B0", "beds": 4, "kinds": ["women-only"], "open": [[0, 7]]},
                 {"id": "B1", "beds": 3, "kinds": ["women-only"]}],
      "escorts": {"seats": [7, 6, 4, 2, 5, 8, 8, 7, 4, 4, 3]},
      "places": [{"id": "S0", "country": "Canada", "capacity": [3, 8]}]}""",
)


@pytest.mark.parametrize("text", DISPROVED)
def test_no_plan_costs_less_than_a_bound_said_before_it(text):
    answers = list(solve(read_problem(text.encode()), steps(200)))
    assert max(a.bound for a in answers) <= min(a.tenths for a in answers)


def test_the_order_of_the_file_changes_nothing():
    problem = generate(60, seed=5)
    rng = random.Random(1)
    mixed = msgspec.structs.replace(
        problem,
        **{n: tuple(rng.sample(getattr(problem, n), len(getattr(problem, n)))) for n in
           ("households", "programmes", "houses", "places")},
    )  # fmt: skip
    one, other = last(problem, 40), last(mixed, 40)
    assert (one.tenths, one.bound) == (other.tenths, other.bound)


@settings(max_examples=25)
@given(problems(), st.integers(0, 1), st.integers(0, 2))
def test_one_more_place_never_makes_the_best_plan_dearer(problem, programme, week):
    more = list(problem.programmes)
    slots = list(more[programme].slots)
    slots[week] += 1
    more[programme] = msgspec.structs.replace(more[programme], slots=tuple(slots))
    assert last(msgspec.structs.replace(problem, programmes=tuple(more))).tenths <= last(problem).tenths


def test_beds_that_a_family_does_not_fit_into_count_for_nothing_in_the_bound():
    two = [heron(id=i, size=3, risk=1, deadline=99) for i in ("Quiet Heron", "Amber Fox")]
    answer = last(world(*two, slots=(0,) * 6, houses=(House("Birch", 5),)))
    assert answer.tenths == 3 * (10 * 22 - 7 * 6) + 3 * 10 * 22 and answer.proven


def test_a_house_larger_than_its_ways_to_be_filled_are_listed_is_counted_by_persons():
    many = [heron(id=f"H{n}", size=n % 4 + 1, risk=1, deadline=99) for n in range(12)]
    answer = last(world(*many, slots=(0,) * 6, houses=(House("Birch", 20), House("Alder", 3))))
    people = sum(h.size for h in many)
    assert answer.tenths == 10 * 22 * people - 7 * 6 * 23 and answer.proven


def test_nobody_waits_is_a_plan_too():
    assert last(world()).plan == {}


def test_a_family_larger_than_every_slot_is_named_without_one():
    answer = last(world(heron(size=5)))
    assert answer.plan["Quiet Heron"].slot is None and answer.proven


def test_decisions_already_taken_are_repeated():
    fixed = Fixed("canada", 3, (Stay("Birch", 1, 3),))
    problem = world(heron(fixed=fixed), heron(id="Amber Fox", risk=16), houses=(House("Birch", 1),))
    answer = last(problem)
    assert answer.plan["Quiet Heron"].slot == ("canada", 3)
    assert answer.plan["Amber Fox"].slot == ("canada", 0)


def test_decisions_that_break_a_rule_by_themselves_are_named():
    both = [heron(id=i, fixed=Fixed("canada", 0)) for i in ("Quiet Heron", "Amber Fox")]
    with pytest.raises(Impossible, match="slots: canada: week 0: 2 people, room for 1"):
        last(world(*both))


def test_no_time_at_all_still_gives_the_better_baseline():
    answer = last(generate(60, seed=1), 0)
    assert answer.tenths <= min(answer.baselines.values())


def test_a_dearer_change_moves_fewer_households():
    problem = generate(90, seed=3, joint=False)
    old = last(problem).plan
    closed = max(problem.programmes, key=lambda p: sum(p.slots))
    programmes = tuple(
        msgspec.structs.replace(p, slots=(*p.slots[:10], *[0] * 8, *p.slots[18:])) if p is closed else p
        for p in problem.programmes
    )
    after: Problem = msgspec.structs.replace(problem, programmes=programmes)
    cheap = last(after, 60, previous=old, change=10)
    dear = last(after, 60, previous=old, change=10_000)
    assert len(changes(old, dear.plan)) <= len(changes(old, cheap.plan))
    assert dear.verdict.tenths >= cheap.verdict.tenths


def test_a_plan_that_still_holds_is_not_changed_for_nothing():
    problem = generate(60, seed=4, joint=False)
    old = last(problem).plan
    assert last(problem, previous=old, change=10).changed == 0


def test_a_decided_household_for_whom_no_place_to_settle_is_left_is_named():
    fixed = Fixed("canada", 0)
    nowhere = heron(settles_in=("Oslo",), fixed=fixed)
    with pytest.raises(Impossible, match="settles: Quiet Heron names no place"):
        last(world(nowhere, places=(Place("Oslo", "Norway", (5,)),)))
    full = heron(settles_in=("Toronto",), fixed=fixed)
    with pytest.raises(Impossible, match="capacity: Toronto"):
        last(world(full, places=(Place("Toronto", "Canada", (0,)),)))


def test_who_keeps_the_slot_keeps_the_place_to_settle_in_too():
    both = [heron(id=i, size=s, settles_in=("Ottawa", "Toronto")) for i, s in (("Amber Fox", 1), ("Quiet Heron", 2))]
    places = (Place("Toronto", "Canada", (2,)), Place("Ottawa", "Canada", (1,)))
    problem = world(*both, slots=(3, 0, 0, 0, 0, 0), places=places)
    old = {
        "Amber Fox": Placement("canada", 0, settles="Ottawa"),
        "Quiet Heron": Placement("canada", 0, settles="Toronto"),
    }
    assert evaluate(problem, old).good
    mended = next(a for a in solve(problem, steps(0), previous=old, change=10) if "before" in a.stage)
    assert mended.changed == 0
