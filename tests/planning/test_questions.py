"""What one may ask of a plan: what a place would buy, why not earlier, which wishes cannot be."""

import random

import msgspec
import pytest
from planning_cast import Fixed, heron, steps, world

from waystation.planning.errors import BadFile
from waystation.planning.generate import generate
from waystation.planning.planner import solve
from waystation.planning.plans import Placement
from waystation.planning.prices import least, saved, slots_alone, worth
from waystation.planning.problem import Escorts, Place
from waystation.planning.replan import points
from waystation.planning.why import earlier, explain
from waystation.planning.wishes import Wish, conflict, read_wish


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_price_of_a_place_is_what_solving_again_with_it_saves(seed):
    problem = generate(80, seed)
    prices = worth(problem)
    rng = random.Random(seed)
    base = least(slots_alone(problem))
    for _ in range(15):
        programme, week = rng.choice(problem.programmes).id, rng.randrange(problem.weeks)
        more = [0] * problem.weeks
        more[week] = 1
        assert prices[programme][week] == saved(problem, {programme: more})
    assert base > 0 and any(any(w) for w in prices.values())


def test_a_package_saves_at_most_the_sum_of_its_single_prices():
    problem = generate(80, 1)
    prices = worth(problem)
    for programme in problem.programmes:
        assert 0 <= saved(problem, {programme.id: [1] * problem.weeks}) <= sum(prices[programme.id])


def test_a_place_that_nobody_takes_is_worth_nothing():
    assert worth(world(heron(arrives=5), slots=(0,) * 6))["canada"][:5] == [0] * 5


FOX = heron(id="Amber Fox", risk=8)


def test_why_not_earlier_names_who_would_give_way_and_the_cost_of_both():
    problem = world(heron(), FOX)
    plan = {"Quiet Heron": Placement("canada", 3), "Amber Fox": Placement("canada", 0)}
    [found] = earlier(problem, plan, "Quiet Heron")
    assert (found.programme, found.week, found.full, found.gives_way) == ("canada", 0, ("slots",), "Amber Fox")
    assert found.saves == 4 * (30 + 20) and found.costs == 8 * (30 + 20) - found.saves
    assert found.least == 4 * 20 + 8 * (50 + 20)
    assert "Amber Fox would give way; both together +20.0" in explain(problem, plan, "Quiet Heron")[-1]


def test_who_has_the_first_slot_is_told_so():
    plan = {"Quiet Heron": Placement("canada", 0)}
    assert explain(world(heron()), plan, "Quiet Heron")[-1] == "No other slot that it may take is earlier."


def test_somebody_unknown_is_no_question():
    with pytest.raises(BadFile, match="Nobody"):
        explain(world(heron()), {"Quiet Heron": Placement()}, "Nobody")


def test_wishes_that_can_hold_together_conflict_with_nothing():
    assert conflict(world(heron(), FOX), [Wish("Quiet Heron", "canada", 0), Wish("Amber Fox", "canada")]) == []


def test_two_for_one_place_are_named_with_the_place():
    found = conflict(world(heron(), FOX), [Wish("Quiet Heron", "canada", 0), Wish("Amber Fox", week=0)])
    assert found == [
        "wish: Quiet Heron has a slot by canada in week 0",
        "wish: Amber Fox has a slot in week 0",
        "slots: canada, week 0: room for 1",
    ]


def test_the_smallest_reason_is_given_and_not_the_longer_one():
    three = [heron(id=f"H{n}") for n in range(3)]
    problem = world(*three, heron(id="Late", arrives=2), slots=(2, 0, 0, 0, 0, 0))
    wishes = [Wish(h.id, "canada", 0) for h in three] + [Wish("Late", "canada", 0)]
    found = conflict(problem, wishes)
    assert sorted(found) == ["arrives: Late is there from week 2 on", "wish: Late has a slot by canada in week 0"]


@pytest.mark.parametrize(
    "rule, problem",
    [
        ("eligible", world(heron(eligible=()))),
        ("seats", world(heron(), escorts=Escorts((0,) * 6))),
        ("capacity", world(heron(settles_in=("Toronto",)), places=(Place("Toronto", "Canada", (0,)),))),
        ("settles", world(heron(settles_in=("Oslo",)), places=(Place("Oslo", "Norway", (5,)),))),
        ("fixed", world(heron(fixed=Fixed("canada", 3)))),
    ],
)
def test_the_rule_in_the_way_is_named(rule, problem):
    found = conflict(problem, [Wish("Quiet Heron", "canada", 0)])
    assert any(f.startswith(f"{rule}: ") for f in found)


def test_a_wish_is_typed_in_one_word():
    problem = world(heron())
    assert read_wish(problem, "Quiet Heron=canada@3") == Wish("Quiet Heron", "canada", 3)
    assert read_wish(problem, "Quiet Heron=@3") == Wish("Quiet Heron", None, 3)
    assert read_wish(problem, "Quiet Heron") == Wish("Quiet Heron")
    for wrong in ("Nobody=canada@3", "Quiet Heron=mars@3", "Quiet Heron=canada@9", "Quiet Heron=canada@x"):
        with pytest.raises(BadFile):
            read_wish(problem, wrong)


def test_the_curve_goes_from_cheap_to_few_changes():
    problem = generate(60, seed=6, joint=False)
    *_, answer = solve(problem, steps(60))
    none = msgspec.structs.replace(problem.programmes[0], slots=(0,) * problem.weeks)
    after = msgspec.structs.replace(problem, programmes=(none, *problem.programmes[1:]))
    ticks = iter(range(10**9))
    curve = list(points(after, answer.plan, lambda: next(ticks) / 4, 240))
    assert [p.price for p in curve] == [1, 20, 100, 1000]
    assert curve[0].answer.changed >= curve[-1].answer.changed
