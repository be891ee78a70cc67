"""Stays made better: never dearer, never against a rule, and every tenth that they say to have saved is saved."""

import numpy as np
import pytest
from hypothesis import given, settings
from planning_cast import Fixed, Stay, heron, problems, world

from waystation.planning.baselines import in_order
from waystation.planning.beds import packing
from waystation.planning.beds.nights import NOWHERE, nights_of, who_of, write
from waystation.planning.beds.reshuffle import TAKEN, Reshuffle
from waystation.planning.beds.stays import Beds, housed
from waystation.planning.evaluate import evaluate
from waystation.planning.generate import generate
from waystation.planning.problem import House
from waystation.planning.slots.assignment import Assignment, urgent
from waystation.planning.slots.options import Options


def begun(problem):
    """Greedy slots with greedy beds."""
    options = Options(problem)
    slots = in_order(options, urgent)
    return options, slots, housed(options, slots.choice, urgent(options))


def tenths(problem, slots: Assignment, beds: Beds):
    verdict = evaluate(problem, slots.plan(beds.told()))
    assert verdict.good, verdict.violations
    return verdict.tenths


@settings(max_examples=60)
@given(problems(joint=True, weeks=5))
def test_steps_keep_every_rule_and_count_what_they_change(problem):
    options, slots, beds = begun(problem)
    if not options.houses:
        return
    before = tenths(problem, slots, beds)
    who, nights = who_of(options, slots.choice, beds), nights_of(options, beds)
    work = packing.work(nights)
    packing.begin(1, who, nights)
    loss = nights.loss.sum()
    for warmth in (30.0, 0.0):  # so warm that almost any step is taken, then only what is no worse
        total = packing.pack(50, TAKEN, warmth, who, nights, work)
        write(nights.at, who, beds)
        assert tenths(problem, slots, beds) - before == total - loss
        assert total == nights.loss.sum() and (nights.free >= 0).all()


def test_a_defect_that_an_exchange_mends_is_mended():
    """Two who came one after the other lie so that the third, who stays throughout, finds no house for all weeks."""
    problem = world(
        heron(id="Quiet Heron", arrives=0, eligible=("canada",)), heron(id="Amber Fox", arrives=3, deadline=9),
        heron(id="Tall Cedar", arrives=0, risk=2, deadline=9),
        slots=(1, 0, 0, 1, 0, 0), processing=2, houses=(House("Birch", 1), House("Alder", 1)),
    )  # fmt: skip
    options, slots, _beds = begun(problem)
    bad = Beds(options)
    numbers = {h.id: n for n, h in enumerate(options.households)}
    leave = np.minimum(options.leave[slots.choice], options.weeks)
    bad.put(numbers["Quiet Heron"], 0, 0, int(leave[numbers["Quiet Heron"]]))
    bad.put(numbers["Amber Fox"], 1, 3, int(leave[numbers["Amber Fox"]]))
    bad.put(numbers["Tall Cedar"], 1, 0, 3)
    before = tenths(problem, slots, bad)
    better = Reshuffle(options, slots, bad, lambda: 60.0, seed=1)
    while better.wait(60):
        pass
    verdict = evaluate(problem, better.plan())
    assert verdict.good and verdict.tenths < before and verdict.moves <= 1


def test_decided_stays_are_left_alone_while_others_move():
    fixed = Fixed(stays=(Stay("Birch", 0, 2),))
    problem = world(
        heron(fixed=fixed), heron(id="Amber Fox", never_with=("Quiet Heron",)), heron(id="Tall Cedar", risk=16),
        houses=(House("Birch", 2), House("Alder", 1)),
    )  # fmt: skip
    options, slots, beds = begun(problem)
    better = Reshuffle(options, slots, beds, lambda: 60.0, seed=2)
    while better.wait(60):
        pass
    plan = better.plan()
    assert evaluate(problem, plan).good and plan["Quiet Heron"].stays[0].house == "Birch"


@pytest.mark.parametrize("people", [200, 400])
def test_it_may_be_stopped_at_any_time_and_holds_the_best(people):
    problem = generate(people, seed=3)
    options, slots, beds = begun(problem)
    costs = [tenths(problem, slots, beds)]
    better = Reshuffle(options, slots, beds, lambda: 60.0, seed=1)
    for _look in range(4):
        better.wait(0.1)
        verdict = evaluate(problem, better.plan())
        assert verdict.good
        costs.append(verdict.tenths)
    better.stop()
    assert not better.wait(0) and costs == sorted(costs, reverse=True)


def test_without_time_the_beds_stay_as_they_were():
    problem = generate(100, seed=3)
    options, slots, beds = begun(problem)
    before = [list(stays) for stays in beds.told()]
    better = Reshuffle(options, slots, beds, lambda: 0.0, seed=1)
    better.stop()
    assert [list(p.stays) for p in (better.plan()[h.id] for h in options.households)] == before
    assert nights_of(options, beds).at.min() == NOWHERE  # there was something to be made better
