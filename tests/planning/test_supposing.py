"""What if, what one more of a thing buys, and who waits how long."""

import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from planning_cast import cheapest, heron, problems, world

from waystation.planning.errors import BadFile, Impossible
from waystation.planning.plans import Placement
from waystation.planning.problem import House
from waystation.planning.questions.buys import bought
from waystation.planning.questions.fairness import LEAST, by_group
from waystation.planning.questions.supposing import Supposition, supposed


def test_a_suspended_programme_gives_no_places_and_lets_go_what_was_fixed_in_it():
    from waystation.planning.problem import Fixed

    problem = world(heron(fixed=Fixed("canada", 0)))
    other = supposed(problem, [Supposition("no_programme", "canada")])
    assert sum(other.programmes[0].slots) == 0
    assert other.households[0].fixed.programme is None


def test_a_closing_house_keeps_this_weeks_guests_for_this_week():
    problem = world(heron(), houses=(House("Birch", 2),))
    assert supposed(problem, [Supposition("no_house", "Birch")]).houses[0].open == ((0, 1),)


@pytest.mark.parametrize(
    "one",
    [
        Supposition("bed", "Nowhere"),
        Supposition("pin", "Quiet Heron", "norway", 1),
        Supposition("pin", "Quiet Heron", "canada", 99),
        Supposition("weight", "Quiet Heron", weight=3),
    ],
)
def test_what_cannot_be_supposed_is_named(one):
    with pytest.raises(BadFile):
        supposed(world(heron()), [one])


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(problems(joint=True, most=3), st.data())
def test_one_more_of_anything_never_costs_and_the_true_saving_lies_between_the_two_numbers(problem, data):
    try:
        found = list(bought(problem, time.monotonic, 1.0))
    except Impossible:
        return
    for one in found:
        assert one.saves >= 0
        assert one.least <= one.saves <= one.most
    if found:
        one = data.draw(st.sampled_from(found))
        kind = {"place": "place", "bed": "bed"}.get(one.what)
        if kind:
            saved = cheapest(problem) - cheapest(supposed(problem, [Supposition(kind, one.about)]))
            assert one.least <= saved <= one.most


def test_waiting_is_shown_for_ten_people_or_more_and_a_single_hidden_cell_hides_another():
    households = [heron(id=f"H{n}", size=4) for n in range(9)]
    problem = world(*households)
    plan = {h.id: Placement("canada", 0) if h.id == "H0" else Placement() for h in households}
    groups = {h.id: "a" if n < 3 else "b" if n < 7 else "c" for n, h in enumerate(households)}
    rows = {row.group: row for row in by_group(problem, plan, groups)}
    assert rows["c"].people is None, "eight people"
    assert rows["a"].people is None, "the total would give the eight away"
    assert (rows["b"].people, rows["b"].served) == (16, 0)
    assert LEAST == 10
