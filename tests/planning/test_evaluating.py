"""The judge: the cost as the formula has it, and each rule named when it is broken."""

import pytest
from planning_cast import Fixed, Stay, heron, world

from waystation.planning.evaluate import RULES, evaluate
from waystation.planning.plans import Placement
from waystation.planning.problem import Escorts, House, Place

BIRCH, ALDER = House("Birch", 2), House("Alder", 2)


def rules(problem, **plan):
    names = {"heron": "Quiet Heron", "fox": "Amber Fox"}
    return [v.rule for v in evaluate(problem, {names[k]: v for k, v in plan.items()}).violations]


def test_waiting_outside_counts_whole_weeks_by_size_and_risk():
    verdict = evaluate(world(heron(size=2), slots=(0, 2, 0, 0, 0, 0)), {"Quiet Heron": Placement("canada", 1)})
    assert verdict.cost == 2 * 4 * 3 and verdict.good  # a week's wait and two of processing


def test_weeks_after_the_deadline_count_triple():
    verdict = evaluate(world(heron(deadline=1)), {"Quiet Heron": Placement("canada", 3)})
    assert verdict.cost == 4 * (5 + 2 * 4)


def test_without_a_slot_they_leave_sixteen_weeks_after_the_end():
    assert evaluate(world(heron(deadline=99)), {"Quiet Heron": Placement()}).cost == 4 * (6 + 16)


def test_a_week_in_a_house_counts_three_tenths_and_a_move_one():
    problem = world(heron(), houses=(BIRCH, ALDER))
    stays = (Stay("Birch", 0, 1), Stay("Alder", 1, 2))
    verdict = evaluate(problem, {"Quiet Heron": Placement("canada", 0, stays)})
    assert verdict.tenths == 4 * (3 + 3) + 10 and verdict.moves == 1


def test_coming_back_to_the_same_house_is_no_move_and_a_time_outside_hides_none():
    problem = world(heron(), houses=(BIRCH, ALDER))
    same = evaluate(problem, {"Quiet Heron": Placement(None, None, (Stay("Birch", 0, 1), Stay("Birch", 3, 4)))})
    other = evaluate(problem, {"Quiet Heron": Placement(None, None, (Stay("Birch", 0, 1), Stay("Alder", 3, 4)))})
    assert (same.moves, other.moves) == (0, 1)


def test_departures_after_the_end_need_no_seat():
    problem = world(heron(), slots=(0, 0, 0, 0, 0, 1), escorts=Escorts((0,) * 6))
    assert not rules(problem, heron=Placement("canada", 5))


FOX = heron(id="Amber Fox")
TORONTO, OSLO = Place("Toronto", "Canada", (1,)), Place("Oslo", "Norway", (9,))


@pytest.mark.parametrize(
    "rule, problem, plan",
    [
        ("household", world(heron()), {}),
        ("household", world(heron()), {"heron": Placement(), "fox": Placement()}),
        ("eligible", world(heron(eligible=())), {"heron": Placement("canada", 0)}),
        ("eligible", world(heron()), {"heron": Placement("mars", 0)}),
        ("eligible", world(heron()), {"heron": Placement("canada", None)}),
        ("arrives", world(heron(arrives=1)), {"heron": Placement("canada", 0)}),
        ("arrives", world(heron()), {"heron": Placement("canada", 6)}),
        ("arrives", world(heron()), {"heron": Placement("canada", -1)}),
        ("slots", world(heron(), FOX), {"heron": Placement("canada", 0), "fox": Placement("canada", 0)}),
        ("slots", world(heron(size=2)), {"heron": Placement("canada", 0)}),
        (
            "budget",
            world(heron(), FOX, budgets=[(0, 4, 1)]),
            {"heron": Placement("canada", 0), "fox": Placement("canada", 3)},
        ),
        ("departs", world(heron()), {"heron": Placement("canada", 0, departs=5)}),
        ("stays", world(heron()), {"heron": Placement(None, None, (Stay("Oak", 0, 1),))}),
        ("stays", world(heron(arrives=1), houses=(BIRCH,)), {"heron": Placement(None, None, (Stay("Birch", 0, 2),))}),
        ("stays", world(heron(), houses=(BIRCH,)), {"heron": Placement("canada", 0, (Stay("Birch", 0, 3),))}),
        ("stays", world(heron(), houses=(BIRCH,)), {"heron": Placement(None, None, (Stay("Birch", 2, 7),))}),
        (
            "stays",
            world(heron(), houses=(BIRCH, ALDER)),
            {"heron": Placement(None, None, (Stay("Birch", 0, 3), Stay("Alder", 2, 4)))},
        ),
        (
            "open",
            world(heron(), houses=(House("Birch", 2, open=((1, 6),)),)),
            {"heron": Placement(None, None, (Stay("Birch", 0, 2),))},
        ),
        (
            "kinds",
            world(heron(needs=("step-free",)), houses=(BIRCH,)),
            {"heron": Placement(None, None, (Stay("Birch", 0, 1),))},
        ),
        (
            "beds",
            world(heron(size=2), FOX, houses=(BIRCH,)),
            {n: Placement(None, None, (Stay("Birch", 0, 1),)) for n in ("heron", "fox")},
        ),
        (
            "never_with",
            world(heron(never_with=("Amber Fox",)), FOX, houses=(BIRCH,)),
            {
                "heron": Placement(None, None, (Stay("Birch", 0, 3),)),
                "fox": Placement(None, None, (Stay("Birch", 2, 4),)),
            },
        ),
        ("seats", world(heron(), escorts=Escorts((9, 9, 0, 9, 9, 9))), {"heron": Placement("canada", 0)}),
        ("settles", world(heron(settles_in=("Toronto",)), places=(TORONTO,)), {"heron": Placement("canada", 0)}),
        (
            "settles",
            world(heron(settles_in=("Toronto", "Oslo")), places=(TORONTO, OSLO)),
            {"heron": Placement("canada", 0, settles="Oslo")},
        ),
        (
            "capacity",
            world(heron(size=2, settles_in=("Toronto",)), places=(TORONTO,), slots=(2,) * 6),
            {"heron": Placement("canada", 0, settles="Toronto")},
        ),
        ("fixed", world(heron(fixed=Fixed("canada", 3))), {"heron": Placement("canada", 0)}),
        (
            "fixed",
            world(heron(fixed=Fixed(stays=(Stay("Birch", 0, 2),))), houses=(BIRCH,)),
            {"heron": Placement(None, None, (Stay("Birch", 1, 2),))},
        ),
    ],
)
def test_each_broken_rule_is_named(rule, problem, plan):
    assert rules(problem, **plan) == [rule]
    assert rule in RULES


def test_a_longer_stay_repeats_a_decided_one():
    problem = world(heron(fixed=Fixed(stays=(Stay("Birch", 1, 2),))), houses=(BIRCH,))
    assert not rules(problem, heron=Placement(None, None, (Stay("Birch", 0, 4),)))
