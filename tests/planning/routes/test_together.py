"""Ways of a household over some days: lawful for each of them on each day named, and none of the best left out."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from invented import ON, RISKS, World

from waystation.planning.passage import EntryTable, Rules, Traveller, Visa, check
from waystation.planning.routes import BadWindow, Network, Price, Trip, Window, excluded, proposals, routes
from waystation.planning.routes.lawful import lawful
from waystation.planning.routes.offers import Offer
from waystation.planning.routes.places import Airport
from waystation.planning.routes.proposal import crossings, on_day, walked
from waystation.planning.routes.route import country, legs_of, place, ways
from waystation.planning.routes.together import together

SEEDS = st.integers(0, 10**9)
GOOD = date(2036, 1, 1)


def household(seed, size):
    world = World(seed)
    return world, [world.who, *(world.traveller() for _n in range(size - 1))]


def looked(world, who, days=3):
    start, goal = world.ends()
    window = Window(start, goal, ON, ON + timedelta(days=days - 1))
    return window, proposals(world.network, who, window, world.rules, RISKS)


@settings(max_examples=150)
@given(SEEDS, st.integers(1, 3))
def test_no_way_breaks_a_rule_for_any_of_them_on_any_day_named(seed, size):
    world, who = household(seed, size)
    for one in looked(world, who)[1]:
        for day in one.days:
            legs = legs_of(world.network, one.way, day)
            verdicts = [v for traveller in who for v in check(traveller, legs, world.rules)]
            assert all(v.answer != "refused" or v.kind == "exit" for v in verdicts)


@settings(max_examples=100)
@given(SEEDS)
def test_whoever_goes_alone_finds_every_day_what_the_search_of_that_day_finds(seed):
    world, who = household(seed, 1)
    window, found = looked(world, who)
    for day in window.days:
        for route in routes(world.network, who[0], Trip(window.start, window.goal, day), world.rules, RISKS):
            order = walked(world.network, route.way, day, who, world.rules, risks=RISKS).order
            assert any(
                one.days[0] <= day and all(a <= b for a, b in zip(one.order, order, strict=True)) for one in found
            )


@settings(max_examples=150)
@given(SEEDS, st.integers(1, 3))
def test_every_question_costs_and_only_a_way_that_leaves_none_open_is_without_risk(seed, size):
    world, who = household(seed, size)
    weights = {"exit": RISKS.exit_asked, "transit": RISKS.transit_asked, "document": RISKS.document_asked}
    for one in looked(world, who)[1]:
        assert one.risk or not (one.asked or crossings(world.network, one.way))
        for n, _traveller in enumerate(who):
            asked = [s.verdict.kind for s in one.said if n in s.whom and s.verdict.answer == "ask"]
            assert one.risk >= sum(weights.get(kind, RISKS.entry_asked) for kind in asked)
        assert one.risk >= one.way.risk


@settings(max_examples=100)
@given(SEEDS)
def test_together_they_may_do_what_each_of_them_may(seed):
    world, who = household(seed, 3)
    start, goal = world.ends()
    at = country(world.network, place(world.network, start))
    laws = [lawful(world.network, one, at, ON, world.rules, RISKS) for one in who]
    joined = together(laws)
    for name in ("enter", "transit", "within", "cross"):
        each = zip(*(getattr(law, name).tolist() for law in laws), strict=True)
        assert getattr(joined, name).tolist() == [max(risks) for risks in each]
    alone = {way.steps for law in laws for way in ways(world.network, law, Trip(start, goal, ON))}
    assert bool(ways(world.network, joined, Trip(start, goal, ON))) <= bool(alone)


@settings(max_examples=100)
@given(SEEDS)
def test_what_is_left_out_is_refused_to_one_of_them_by_a_rule_that_is_named(seed):
    world, who = household(seed, 2)
    window, _found = looked(world, who)
    for one in excluded(world.network, who, window, world.rules):
        assert one.refusals and all(said.verdict.rule and said.whom for said in one.refusals)


def line(*flights, table):
    """A network of flights like "AA-BB", one airport a country."""
    codes = sorted({code for flight in flights for code in flight.split("-")})
    airports = {f"{code}X": Airport(f"{code}X", code, "", code, 0.0, 10.0 * n) for n, code in enumerate(codes)}
    pairs = [tuple(f"{code}X" for code in flight.split("-")) for flight in flights]
    rules = Rules(EntryTable(table))
    return Network.of(airports, pairs, (), dict.fromkeys(pairs, Price(100, 120)), rules), rules


def test_a_son_whose_visa_begins_later_holds_his_mother_until_then():
    network, rules = line("AA-BB", table={"AA": {"BB": "visa required"}})
    since = ON + timedelta(days=4)
    mother = Traveller("AA", visas=(Visa("BB", ON, GOOD),), valid_until=GOOD)
    son = Traveller("AA", visas=(Visa("BB", since, GOOD),), valid_until=GOOD)
    window = Window("AAX", "BB", ON, ON + timedelta(days=6))
    found = proposals(network, [mother, son], window, rules)
    assert [one.days for one in found] == [(since, since + timedelta(days=1), since + timedelta(days=2))]
    assert proposals(network, [mother], window, rules)[0].days == tuple(window.days)
    refused = excluded(network, [mother, son], window, rules)[0].refusals
    assert [(said.verdict.kind, said.whom) for said in refused] == [("entry", (1,))]


def test_two_single_entries_are_two_and_each_is_used_once():
    network, rules = line("AA-BB", "BB-CC", "CC-BB", table={"AA": dict.fromkeys(("BB", "CC"), "visa required")})
    visas = tuple(Visa(code, ON, GOOD, 1) for code in ("BB", "CC"))
    pair = [Traveller("AA", visas=visas, valid_until=GOOD), Traveller("AA", visas=visas[::-1], valid_until=GOOD)]
    found = proposals(network, pair, Window("AAX", "CC", ON, ON), rules)
    assert [leg.to_place for leg in found[0].legs] == ["BBX", "CCX"]


@pytest.mark.parametrize(("first", "last"), [(5, 0), (0, 31)])
def test_days_that_cannot_be_looked_at_are_said(first, last):
    network, rules = line("AA-BB", table={})
    days = [ON + timedelta(days=n) for n in (first, last)]
    with pytest.raises(BadWindow, match="between 1 and 31 days"):
        proposals(network, [Traveller("AA")], Window("AAX", "BB", *days), rules)


def offered(pair, day, hour, price=1):
    start, end = pair.split("-")
    departs = datetime.combine(ON + timedelta(days=day), datetime.min.time(), UTC) + timedelta(hours=hour)
    return Offer(f"{start}X", f"{end}X", departs, departs + timedelta(hours=2), price, "EUR", GOOD, euros=price)


def hours_of(one):
    return (one.legs[-1].landed - one.legs[0].departs) / timedelta(hours=1)


def test_a_way_takes_the_hours_of_its_days_and_days_with_other_hours_stand_apart():
    network, rules = line("AA-BB", "BB-CC", table={"AA": {"BB": "visa free", "CC": "visa free"}})
    held = [offered("AA-BB", day, 12) for day in range(3)] + [offered("BB-CC", 2, 18)]
    who = [Traveller("AA", valid_until=GOOD, home="ZZ", may_stay_until=GOOD)]
    found = proposals(network, who, Window("AAX", "CC", ON, ON + timedelta(days=2)), rules, offers=held)
    taken = {one.days: hours_of(one) for one in found if all(one.offers)}
    assert taken == {(ON,): 56, (ON + timedelta(days=1),): 32, (ON + timedelta(days=2),): 8}
    for one in found:
        for day in one.days:
            assert one.minutes == round(60 * hours_of(on_day(network, one, day, who, rules, held))) + 120


def test_leaving_the_state_they_flee_without_an_exit_check_and_a_day_airside_are_risks():
    network, rules = line("AA-BB", "BB-CC", table={"AA": {"BB": "visa free", "CC": "visa free"}})
    held = [offered("AA-BB", 0, 12), offered("BB-CC", 2, 18)]
    who = Traveller("AA", valid_until=GOOD, exit_check="go", exit_check_until=ON)
    window = Window("AAX", "CC", ON, ON)

    def risk(who, offers):
        [one] = proposals(network, [who], window, rules, offers=offers)
        return one.risk

    assert risk(who, ()) == 0
    unchecked = Traveller("AA", valid_until=GOOD)
    assert (risk(unchecked, ()), risk(who, held), risk(unchecked, held)) == (10, 10, 20)


def test_a_day_on_which_they_would_be_stopped_is_none_where_one_before_is_good():
    network, rules = line("AA-BB", table={"AA": {"BB": "visa free"}})
    who = Traveller("AA", valid_until=GOOD, home="ZZ", may_stay_until=ON)
    for first, days in ((ON, (ON,)), (ON + timedelta(days=1), (ON + timedelta(days=1), ON + timedelta(days=2)))):
        found = proposals(network, [who], Window("AAX", "BB", first, ON + timedelta(days=2)), rules)
        assert [(one.days, bool(one.refusals)) for one in found] == [(days, first != ON)]
