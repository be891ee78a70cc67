"""Everybody's way at once is each household's own first way, by machine code or without; and what closes the others."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st
from invented import ON, RISKS, World

from waystation.planning.passage import check
from waystation.planning.routes import Window, proposals
from waystation.planning.routes.everybody import Everybody, Household, worse
from waystation.planning.routes.offers import Offer

SEEDS = st.integers(0, 10**9)


def households(world, count=5):
    def people():
        return tuple(world.traveller() for _n in range(world.dice.choice((1, 1, 2, 3))))

    def window():
        start, goal = world.ends()
        first = ON + timedelta(days=world.dice.choice((0, 0, 2)))
        return Window(start, goal, first, first + timedelta(days=world.dice.choice((0, 6))), world.dice.choice((2, 4)))

    return [Household(people(), window()) for _n in range(count)]


def offers(world):
    """A few flights, some of them none of the map."""
    codes = [airport.code for airport in world.network.airports]
    found = []
    for n in range(world.dice.choice((0, 2, 5))):
        start, end = world.dice.sample(codes, 2)
        departs = datetime.combine(ON + timedelta(days=world.dice.randint(0, 4)), datetime.min.time(), UTC)
        departs += timedelta(hours=world.dice.randint(4, 20))
        price = world.dice.randint(1, 300)
        found.append(Offer(start, end, departs, departs + timedelta(hours=2), price, "EUR", ON, f"XX {n}",
                           world.dice.choice((0, 1, 4)), euros=price))  # fmt: skip
    return found


@settings(max_examples=60, deadline=None)
@given(SEEDS)
def test_the_best_way_of_each_household_is_the_first_that_it_would_find_alone(seed):
    world = World(seed)
    asked, held = households(world), offers(world)
    fast = list(Everybody(world.network, world.rules, held, RISKS).outlooks(asked))
    plain = list(Everybody(world.network, world.rules, held, RISKS, many=1).outlooks(asked))
    for household, outlook, other in zip(asked, fast, plain, strict=True):
        seated = [o for o in held if not o.seats or o.seats >= len(household.who)]
        alone = proposals(world.network, household.who, household.window, world.rules, RISKS, seated)
        assert outlook.answer == other.answer and outlook.ways == other.ways
        assert (outlook.best is None) == (not alone) == (other.best is None)
        if alone:
            assert outlook.best.order == other.best.order == alone[0].order
            assert outlook.best.days[0] == other.best.days[0] == alone[0].days[0]


@settings(max_examples=60, deadline=None)
@given(SEEDS)
def test_no_way_that_is_shown_is_refused_and_where_there_is_none_a_rule_says_why(seed):
    world = World(seed)
    asked, asking = households(world), Everybody(world.network, world.rules, offers(world))
    for household, outlook in zip(asked, asking.outlooks(asked), strict=True):
        if outlook.best is None:
            assert outlook.answer == "refused"
            assert outlook.shut is None or all(said.verdict.answer == "refused" for said in outlook.why)
        else:
            for who in household.who:
                verdicts = [v for v in check(who, outlook.best.legs, world.rules) if v.kind != "exit"]
                assert all(v.answer != "refused" for v in verdicts)


def test_a_place_that_no_table_knows_and_a_household_of_nobody_are_questions_and_spoil_no_other():
    world = World(3)
    good = households(world, 1)[0]
    asked = [replace(good, window=replace(good.window, goal="QQQ")), replace(good, who=()), good]
    first, second, third = Everybody(world.network, world.rules, risks=RISKS).outlooks(asked)
    assert "QQQ is no airport" in first.unknown and first.answer == "ask" and first.best is None
    assert second.unknown == "nobody travels" and not third.unknown


def test_a_rule_that_closes_a_way_makes_the_answer_worse_and_one_that_opens_it_does_not():
    for seed in range(40):
        world = World(seed)
        asked = households(world)
        before = list(Everybody(world.network, world.rules, risks=RISKS, many=1).outlooks(asked))
        closed = [replace(h, who=tuple(replace(w, closed=world.network.countries) for w in h.who)) for h in asked]
        after = list(Everybody(world.network, world.rules, risks=RISKS, many=1).outlooks(closed))
        for old, new in zip(before, after, strict=True):
            assert not worse(new, old) or new.answer == "ask"
            assert worse(old, new) == (old.answer != "refused" and new.answer == "refused")
