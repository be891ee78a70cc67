"""Routes: every one lawful by the check that knows nothing of the search, and none of the best left out."""

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from invented import ON, RISKS, World, enumerated

from waystation.planning.passage import EntryTable, Rules, TransitRule, Traveller, Visa, check
from waystation.planning.routes import Network, Price, Trip, UnknownPlace, Window, chosen, excluded, routes
from waystation.planning.routes.lawful import lawful
from waystation.planning.routes.places import Airport
from waystation.planning.routes.route import bounds_to, country, place, ways

SEEDS = st.integers(0, 10**9)


def found(world, start, goal, legs=4):
    return routes(world.network, world.who, Trip(start, goal, ON, legs), world.rules, RISKS)


# -- properties --------------------------------------------------------------------------------------------------------


@settings(max_examples=300)
@given(SEEDS, st.integers(1, 2))
def test_the_best_routes_are_those_of_an_enumerator_that_shares_nothing(seed, legs):
    world = World(seed)
    start, goal = world.ends()
    vectors = [route.way.vector for route in found(world, start, goal, legs)]
    assert len(set(vectors)) == len(vectors)
    assert set(vectors) == enumerated(world, start, goal, legs)


@settings(max_examples=300)
@given(SEEDS)
def test_no_route_breaks_a_rule_of_the_legal_check(seed):
    world = World(seed)
    for route in found(world, *world.ends()):
        refused = [v for v in check(world.who, route.legs, world.rules) if v.answer == "refused" and v.kind != "exit"]
        assert refused == []


@settings(max_examples=200)
@given(SEEDS)
def test_a_route_without_risk_asks_nothing_but_whether_they_may_leave(seed):
    world = World(seed)
    for route in found(world, *world.ends()):
        assert route.way.risk or all(v.kind == "exit" for v in route.asked)


@settings(max_examples=100)
@given(SEEDS)
def test_legs_follow_each_other_from_the_start_to_the_goal(seed):
    world = World(seed)
    start, goal = world.ends()
    for route in found(world, start, goal):
        legs = route.legs
        assert all(a.to_place == b.from_place and a.arrives <= b.departs for a, b in pairwise(legs))
        assert not legs or legs[0].from_place == start
        assert not legs or goal in (legs[-1].to_place, legs[-1].to_country)


@settings(max_examples=100)
@given(SEEDS)
def test_the_order_of_the_tables_changes_no_answer(seed):
    world = World(seed)
    start, goal = world.ends()
    flights, borders = list(world.prices), sorted(world.borders, reverse=True)
    world.dice.shuffle(flights)
    before = {route.way.vector for route in found(world, start, goal)}
    world.network = Network.of(world.airports, flights, borders, world.prices, world.rules)
    assert {route.way.vector for route in found(world, start, goal)} == before


@settings(max_examples=100)
@given(SEEDS)
def test_kept_bounds_give_the_same_ways(seed):
    world = World(seed)
    start, goal = world.ends()
    at = country(world.network, place(world.network, start))
    law = lawful(world.network, world.who, at, ON, world.rules, RISKS)
    trip = Trip(start, goal, ON)
    assert ways(world.network, law, trip, bounds_to(world.network, law, goal)) == ways(world.network, law, trip)


@settings(max_examples=100)
@given(SEEDS)
def test_what_is_called_closed_is_refused_by_a_rule_that_is_named(seed):
    world = World(seed)
    for one in excluded(world.network, [world.who], Window(*world.ends(), ON, ON), world.rules):
        assert any(said.verdict.rule for said in one.refusals)


@given(SEEDS)
def test_of_many_routes_at_most_seven_are_shown_with_the_best_by_each_criterion(seed):
    world = World(seed)
    every = found(world, *world.ends())
    shown = chosen(every)
    assert len(shown) == min(7, len(every))
    for n in range(4 if every else 0):
        assert min(r.way.vector[n] for r in every) == min(r.way.vector[n] for r in shown)


# -- stories -----------------------------------------------------------------------------------------------------------


def test_a_place_that_is_not_in_the_tables_is_named():
    world = World(1)
    with pytest.raises(UnknownPlace, match="ZZZ is no airport"):
        found(world, "ZZZ", "AA")


def test_a_single_entry_is_not_used_twice_by_a_route():
    where = {"QAX": "AA", "QBX": "BB", "QCX": "CC", "QDX": "BB"}
    airports = {code: Airport(code, code, "", land, 0.0, n) for n, (code, land) in enumerate(where.items())}
    prices = {("QAX", "QBX"): Price(10, 10), ("QBX", "QCX"): Price(10, 10), ("QCX", "QDX"): Price(10, 10)}
    everybody_enters = TransitRule("BB", "never")
    rules = Rules(EntryTable({"AA": {"BB": "visa required", "CC": "visa free"}}), (everybody_enters,))
    network = Network.of(airports, prices, (), prices, rules)

    def flown(entries):
        visa = Visa("BB", date(2026, 12, 1), date(2027, 12, 1), entries)
        who = Traveller("AA", visas=(visa,), valid_until=date(2036, 1, 1))
        every = [r.legs for r in routes(network, who, Trip("QAX", "QDX", ON), rules)]
        return [[leg.to_place for leg in legs] for legs in every if all(leg.transport == "air" for leg in legs)]

    assert flown(entries=0) == [["QBX", "QCX", "QDX"]]
    assert flown(entries=1) == []
