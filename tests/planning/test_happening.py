"""What happens between two plans: a house burned, a flight missed, somebody new, a household that travels apart."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from planning_cast import heron, problems, world

from waystation.planning.errors import BadFile
from waystation.planning.evaluate import evaluate
from waystation.planning.plans import NOTHING, Placement, decided
from waystation.planning.problem import Escorts, Fixed, House, Stay, check
from waystation.planning.questions.apart import apart
from waystation.planning.questions.supposing import Supposition, supposed


def test_a_burned_house_is_empty_this_very_week():
    problem = world(heron(fixed=Fixed(stays=(Stay("Birch", 0, 1),))), houses=(House("Birch", 2), House("Alder", 1)))
    after = supposed(problem, [Supposition("burned", "Birch")])
    assert not any(after.houses[0].is_open(week) for week in range(after.weeks))
    assert after.households[0].fixed is None
    verdict = evaluate(after, {"Quiet Heron": Placement(stays=(Stay("Birch", 0, 1),))})
    assert {v.rule for v in verdict.violations} == {"open"}


def test_a_missed_flight_takes_a_seat_in_the_later_week_whoever_else_was_to_have_it():
    fixed = Fixed("canada", 0, (Stay("Birch", 0, 2),))
    problem = world(heron(fixed=fixed, size=2), slots=(2, 0, 0, 2, 0, 0), houses=(House("Birch", 2),),
                    escorts=Escorts((0, 0, 2, 0, 0, 0)))  # fmt: skip
    after = supposed(problem, [Supposition("missed", "Quiet Heron", week=2)])
    plan = decided(after)
    assert plan["Quiet Heron"].departs == 4
    assert evaluate(after, plan).good, evaluate(after, plan).violations
    with pytest.raises(BadFile, match="no departure"):
        supposed(world(heron()), [Supposition("missed", "Quiet Heron", week=1)])


def test_who_arrives_needs_a_name_of_their_own():
    new = heron(id="New arrival")
    assert supposed(world(heron()), [Supposition("arrived", "", household=new)]).households[-1] == new
    with pytest.raises(BadFile, match="nobody in the plan has"):
        supposed(world(heron()), [Supposition("arrived", "", household=heron())])


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(problems(joint=True), st.data())
def test_parts_are_all_of_the_household_and_nothing_of_anybody_else_changes(problem, data):
    big = [h for h in problem.households if h.size > 1]
    if not big:
        return
    whole = data.draw(st.sampled_from(big))
    first = data.draw(st.integers(1, whole.size - 1))
    after = check(apart(problem, whole.id, (("one", first), ("other", whole.size - first))))
    assert after.people == problem.people
    parts = [h for h in after.households if h.id in ("one", "other")]
    assert {(h.risk, h.deadline, h.eligible, h.needs) for h in parts} == {
        (whole.risk, whole.deadline, whole.eligible, whole.needs)
    }
    for h in problem.households:
        if h.id != whole.id:
            same = next(x for x in after.households if x.id == h.id)
            assert (whole.id in h.never_with) == ({"one", "other"} <= set(same.never_with))
    before = evaluate(problem, {h.id: NOTHING for h in problem.households}).tenths
    assert evaluate(after, {h.id: NOTHING for h in after.households}).tenths == before


@pytest.mark.parametrize("parts", [(("one", 2),), (("one", 1), ("other", 2)), ()])
def test_parts_that_are_not_all_of_it_are_refused(parts):
    with pytest.raises(BadFile, match="all of it"):
        apart(world(heron(size=2)), "Quiet Heron", parts)
