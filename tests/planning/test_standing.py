"""Where everybody stands in each week of a plan, as a story and as laws over invented plans."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st
from planning_cast import heron, world

from waystation.planning.baselines import by_risk
from waystation.planning.evaluate import evaluate
from waystation.planning.generate import generate
from waystation.planning.plans import Placement
from waystation.planning.problem import House, Stay
from waystation.planning.slots.options import Options
from waystation.planning.standing import STATIONS, sampled, standing, ways

PLACEMENTS = st.builds(
    lambda slot, stays: Placement(*slot, stays=tuple(Stay("Birch", a, a + n) for a, n in stays)),
    st.one_of(st.just((None, None)), st.tuples(st.just("canada"), st.integers(0, 5))),
    st.lists(st.tuples(st.integers(0, 5), st.integers(1, 4)), max_size=2),
)


@st.composite
def crowds(draw):
    """A cohort with whatever placements."""
    sizes = draw(st.lists(st.tuples(st.integers(1, 6), st.sampled_from((1, 2, 4, 8, 16))), min_size=1, max_size=8))
    households = [heron(id=f"Amber Fox {n}", size=size, risk=risk) for n, (size, risk) in enumerate(sizes)]
    problem = world(*households, houses=(House("Birch", 99, ()),))
    return problem, {h.id: draw(PLACEMENTS) for h in households}


def test_a_family_waits_outside_then_in_a_house_has_a_slot_leaves_and_has_left():
    problem = world(heron(size=3), houses=(House("Birch", 3, ()),))
    crowd = ways(problem, {"Quiet Heron": Placement("canada", 2, (Stay("Birch", 1, 4),))})
    said = [STATIONS[standing(crowd, week).index(3)] for week in range(problem.weeks)]
    assert said == ["outside", "house", "slot", "slot", "leaving", "left"]


def test_who_is_not_in_a_plan_waits_outside():
    assert standing(ways(world(heron(size=2)), {}), 5) == (2, 0, 0, 0, 0)


@given(crowds())
def test_everybody_stands_somewhere_in_each_week_and_nobody_comes_back(made):
    problem, plan = made
    crowd, gone = ways(problem, plan), 0
    for week in range(problem.weeks):
        counts = standing(crowd, week)
        assert sum(counts) == problem.people
        leaving, left = counts[3:]
        assert left >= gone
        gone = left + leaving


@given(crowds())
def test_with_a_dot_for_each_person_the_dots_are_the_numbers(made):
    problem, plan = made
    crowd = ways(problem, plan)
    dots = sampled(crowd)
    for week in range(problem.weeks):
        assert standing(crowd, week) == tuple(sum(way[week] == s for _weight, way in dots) for s in range(5))
    assert [weight for weight, _way in dots] == sorted((weight for weight, _way in dots), reverse=True)


@given(crowds(), st.integers(2, 9))
def test_fewer_dots_keep_the_shares_of_each_way_to_within_a_group(made, each):
    crowd = ways(*made)
    dots = sampled(crowd, each)
    assert abs(len(dots) * each - made[0].people) <= each
    for who, people in crowd.items():
        assert abs(dots.count(who) * each - people) < each


def test_it_agrees_with_what_the_judge_of_plans_counts():
    problem = generate(80)
    plan = by_risk(Options(problem))
    verdict, crowd = evaluate(problem, plan), ways(problem, plan)
    *_waiting, slot, leaving, left = standing(crowd, problem.weeks - 1)
    assert verdict.good and 0 < verdict.served == slot + leaving + left
    leave = Counter()
    for h in problem.households:
        if at := plan[h.id].slot:
            leave[at[1] + {p.id: p.processing_weeks for p in problem.programmes}[at[0]]] += h.size
    assert [standing(crowd, week)[3] for week in range(problem.weeks)] == [leave[week] for week in range(problem.weeks)]
