"""What one may ask of a plan: what a place would buy, why not earlier, which wishes cannot be."""

import itertools
import random

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from planning_cast import Fixed, Stay, everything, heron, problems, steps, world

from waystation.planning.errors import BadFile
from waystation.planning.evaluate import evaluate
from waystation.planning.generate import generate
from waystation.planning.planner import solve
from waystation.planning.plans import Placement
from waystation.planning.problem import Budget, Escorts, House, Place
from waystation.planning.questions.buys import bought, together
from waystation.planning.questions.prices import least, money, saved, slots_alone, worth
from waystation.planning.questions.replan import points
from waystation.planning.questions.why import earlier, explain
from waystation.planning.wished import BedWish, Wish, read_wish
from waystation.planning.wishes import Conflict, answer
from waystation.planning.wishes import conflict as rules_against
from waystation.planning.words import Sentence


def conflict(problem, wishes):
    """As the command says it."""
    return [str(rule) for rule in rules_against(problem, wishes)]


def asked(problem, wishes):
    """The answer as the command says it."""
    found = answer(problem, wishes)
    return [str(rule) for rule in found.rules], [[str(thing) for thing in together] for together in found.remedies]


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


def funded(problem, rng):
    """With months that pay for some of their places, now and then for none."""
    every = []
    for p in problem.programmes:
        months = [(a, min(a + 4, problem.weeks)) for a in range(0, problem.weeks, 4) if rng.random() < 0.8]
        paid = tuple(Budget(a, b, rng.randint(0, max(1, sum(p.slots[a:b])))) for a, b in months)
        every.append(msgspec.structs.replace(p, budgets=paid))
    return msgspec.structs.replace(problem, programmes=tuple(every))


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_price_of_a_place_and_of_money_is_what_solving_again_with_them_saves(seed):
    rng = random.Random(seed)
    problem = funded(generate(80, seed), rng)
    prices, paid, alone = worth(problem), money(problem), slots_alone(problem)
    for _ in range(15):
        programme, week = rng.choice(problem.programmes), rng.randrange(problem.weeks)
        more = [int(w == week) for w in range(problem.weeks)]
        assert prices[programme.id][week] == saved(problem, {programme.id: more})
        n = rng.randrange(len(programme.budgets))
        richer = msgspec.structs.replace(programme.budgets[n], people=programme.budgets[n].people + 1)
        budgets = (*programme.budgets[:n], richer, *programme.budgets[n + 1 :])
        changed = msgspec.structs.replace(programme, budgets=budgets)
        every = tuple(changed if p.id == programme.id else p for p in alone.programmes)
        assert paid[programme.id][n] == least(alone) - least(msgspec.structs.replace(alone, programmes=every))
    assert any(map(any, paid.values())) and any(not all(each) for each in paid.values())


def test_the_money_of_a_month_goes_to_the_place_that_suits_and_not_to_its_first():
    family = heron(size=3, arrives=2)
    problem = world(family, FOX, slots=(1, 0, 0, 3, 0, 0), budgets=[(0, 4, 3)])
    answers = list(solve(problem, steps(20)))
    slots = {name: placement.slot for name, placement in answers[-1].plan.items()}
    assert slots == {"Quiet Heron": ("canada", 3), "Amber Fox": None} and answers[-1].proven
    found = earlier(problem, answers[-1].plan, "Amber Fox")
    assert [(e.week, e.full, e.gives_way) for e in found] == [
        (0, ("money for it",), "Quiet Heron"), (3, ("slots", "money for it"), "Quiet Heron"),
    ]  # fmt: skip


def test_what_stands_against_two_may_be_money_and_more_of_it_resolves_that():
    problem = world(heron(), FOX, slots=(1, 0, 0, 1, 0, 0), budgets=[(0, 4, 1)])
    rules, remedies = asked(problem, [Wish("Quiet Heron", "canada"), Wish("Amber Fox", "canada")])
    assert "budget: canada, week 0 to 4: room for 1" in rules
    assert ["people paid for: canada, week 0 to 4: 1 more"] in remedies
    spread = world(heron(), FOX, slots=(1, 0, 0, 1, 0, 0), budgets=[(0, 3, 1), (3, 6, 1)])
    assert not answer(spread, [Wish("Quiet Heron", "canada"), Wish("Amber Fox", "canada")]).rules


def test_money_for_one_more_can_be_bought_without_a_place():
    problem = world(heron(), FOX, slots=(1, 0, 0, 1, 0, 0), budgets=[(0, 4, 1)])
    ticks = steps(4000)
    found = {one.what: one.saves for one in bought(problem, lambda: -ticks(), 40)}
    assert found["budget"] > 0 and found["place"] >= found["budget"]


def test_things_bought_together_save_what_planning_again_with_them_does():
    closes = (House("Birch", 1, open=((0, 3),)), House("Alder", 0))
    problem = world(heron(), FOX, slots=(1, 0, 0, 1, 0, 0), houses=closes)
    ticks = steps(4000)
    package = [("place", "canada"), ("bed", "Alder")]
    each = {(one.what, one.about): one.saves for one in bought(problem, lambda: -ticks(), 60)}
    both = together(problem, package, lambda: -ticks(), 60)
    assert both.what == "package" and both.least <= both.saves <= both.most
    assert max(each[thing] for thing in package) <= both.saves < sum(each[thing] for thing in package)
    assert together(problem, package[:1], lambda: -ticks(), 60).saves == each["place", "canada"]
    with pytest.raises(BadFile, match="bed:Oak cannot be bought here: one of place:canada, bed:Birch, bed:Alder"):
        together(problem, [("bed", "Oak")], lambda: -ticks(), 60)


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


BIRCH, ALDER = House("Birch", 2), House("Alder", 1, ("step-free",))


@pytest.mark.parametrize(
    "problem, rule, remedy",
    [
        (
            world(heron(size=3), houses=(BIRCH,)),
            "beds: Birch, week 1: room for 2",
            ["beds: Birch, week 1: 1 more"],
        ),
        (
            world(heron(), houses=(House("Birch", 2, open=((0, 1), (2, 6))),)),
            "open: Birch is closed in week 1",
            ["keep Birch open in week 1"],
        ),
        (
            world(heron(needs=("step-free",)), houses=(BIRCH,)),
            "kinds: Birch is not step-free, which Quiet Heron needs",
            ["make Birch step-free, or do without for Quiet Heron"],
        ),
        (
            world(heron(arrives=2), houses=(BIRCH,)),
            "arrives: Quiet Heron is there from week 2 on",
            ["Quiet Heron is there earlier"],
        ),
    ],
)
def test_what_stands_against_a_bed_is_named_with_what_would_resolve_it(problem, rule, remedy):
    rules, remedies = asked(problem, [BedWish("Quiet Heron", "Birch", 0, 3)])
    wish = "wish: Quiet Heron has a bed in Birch from week 0 to 3"
    assert wish in rules and len(rules) == 2
    if rule.startswith("beds"):  # three weeks are too full, so no single bed helps
        assert any(r.startswith("beds: Birch, week ") for r in rules)
        assert remedies == [[f"give up the {wish}"]]
        rules, remedies = asked(problem, [BedWish("Quiet Heron", "Birch", 1, 2)])
    assert rule in rules and remedy in remedies


def test_a_full_house_names_those_who_are_decided_to_sleep_there():
    fox = heron(id="Amber Fox", size=2, fixed=Fixed(stays=(Stay("Birch", 0, 3),)))
    rules, remedies = asked(world(heron(), fox, houses=(BIRCH,)), [BedWish("Quiet Heron", None, 1, 2)])
    assert rules == [
        "wish: Quiet Heron has a bed in some house from week 1 to 2",
        "fixed: Amber Fox is in Birch from week 0 to 3",
        "beds: Birch, week 1: room for 2",
    ]
    assert ["beds: Birch, week 1: 1 more"] in remedies
    assert ["take back Amber Fox's stay in Birch from week 0 to 3"] in remedies


def test_who_must_not_meet_and_who_has_left_are_named():
    fox = heron(id="Amber Fox", never_with=("Quiet Heron",), fixed=Fixed("canada", 0, (Stay("Birch", 0, 2),)))
    problem = world(heron(), fox, houses=(BIRCH,))
    rules, remedies = asked(problem, [BedWish("Quiet Heron", "Birch", 0, 1)])
    assert "never_with: Amber Fox and Quiet Heron never share a house" in rules
    assert ["Amber Fox and Quiet Heron may share a house"] in remedies
    rules, _remedies = asked(problem, [BedWish("Amber Fox", "Birch", 2, 3)])
    assert set(rules) == {
        "stays: Amber Fox has no bed here once it has left",
        "fixed: Amber Fox has canada in week 0",
        "wish: Amber Fox has a bed in Birch from week 2 to 3",
    }


def test_two_conflicts_at_once_are_resolved_by_the_fewest_together():
    problem = world(heron(arrives=1), heron(id="Amber Fox", eligible=()), houses=(BIRCH,))
    rules, remedies = asked(problem, [BedWish("Quiet Heron", "Birch", 0, 2), Wish("Amber Fox", "canada", 0)])
    assert len(rules) == 2 and len(remedies) == 1 and len(remedies[0]) == 2


def test_an_answer_goes_through_a_pipe_with_its_parts():
    """What a page makes its own sentences of: who, where, from which week until which, how many."""
    fox = heron(id="Amber Fox", size=2, fixed=Fixed(stays=(Stay("Birch", 0, 3),)))
    found = answer(world(heron(), fox, houses=(BIRCH,)), [BedWish("Quiet Heron", None, 1, 2)])
    assert msgspec.json.decode(msgspec.json.encode(found), type=Conflict) == found
    decided = next(rule for rule in found.rules if rule.rule == "fixed")
    assert dict(decided.said.facts) == {"household": "Amber Fox", "house": "Birch", "since": 0, "until": 3}
    more = dict(next(one for [one] in found.remedies if "more" in dict(one.facts)).facts)
    assert more["more"] == 1 and isinstance(more["what"], Sentence)
    assert dict(more["what"].facts) == {"about": "Birch", "week": 1}
    wish = dict(next(one for [one] in found.remedies if "wish" in dict(one.facts)).facts)["wish"]
    assert wish == BedWish("Quiet Heron", None, 1, 2).said


def holds(problem, wishes, plan):
    """Whether a plan does what is wished."""
    for wish in wishes:
        one = plan[wish.household]
        if isinstance(wish, Wish):
            slot = one.slot
            if not slot or wish.programme not in (None, slot[0]) or wish.week not in (None, slot[1]):
                return False
        else:
            weeks = {w for s in one.stays if wish.house in (None, s.house) for w in range(s.since, s.until)}
            if not weeks.issuperset(range(wish.since, wish.until)):
                return False
    return True


@settings(max_examples=40, deadline=None)
@given(problems(joint=True, most=2, weeks=2), st.data())
def test_wishes_conflict_exactly_where_trying_everything_finds_no_plan_for_them(problem, data):
    programme, house = st.sampled_from([None, "canada", "norway"]), st.sampled_from([None, "Birch"])
    wishes = []
    for household in problem.households:
        if data.draw(st.booleans()):
            wishes.append(Wish(household.id, data.draw(programme), data.draw(st.sampled_from([None, 0, 1]))))
        if data.draw(st.booleans()):
            since, until = data.draw(st.sampled_from([(0, 1), (0, 2), (1, 2)]))
            wishes.append(BedWish(household.id, data.draw(house), since, until))
    each = [list(everything(problem, h)) for h in problem.households]
    plans = (dict(zip([h.id for h in problem.households], p, strict=True)) for p in itertools.product(*each))
    can = any(holds(problem, wishes, plan) and evaluate(problem, plan).good for plan in plans)
    rules, remedies = asked(problem, wishes)
    assert (not rules) == can
    assert bool(remedies) != can
    for all_of in remedies:  # wishes that are to be given up: the others can be
        given_up = [r.removeprefix("give up the ") for r in all_of if r.startswith("give up the ")]
        if len(given_up) == len(all_of):
            assert not conflict(problem, [w for w in wishes if str(w) not in given_up])


def test_a_bed_is_wished_in_one_word_too():
    problem = world(heron(arrives=1), houses=(BIRCH, ALDER))
    assert read_wish(problem, "Quiet Heron=bed:Birch@2-4") == BedWish("Quiet Heron", "Birch", 2, 4)
    assert read_wish(problem, "Quiet Heron=bed:Birch@2") == BedWish("Quiet Heron", "Birch", 2, 3)
    assert read_wish(problem, "Quiet Heron=bed") == BedWish("Quiet Heron", None, 1, 6)
    for wrong in ("bed:Oak@1-2", "bed:Birch@4-2", "bed@1-9", "bed@-1"):
        with pytest.raises(BadFile):
            read_wish(problem, f"Quiet Heron={wrong}")


def test_the_curve_goes_from_cheap_to_few_changes():
    problem = generate(60, seed=6, joint=False)
    *_, answer = solve(problem, steps(60))
    none = msgspec.structs.replace(problem.programmes[0], slots=(0,) * problem.weeks)
    after = msgspec.structs.replace(problem, programmes=(none, *problem.programmes[1:]))
    ticks = iter(range(10**9))
    curve = list(points(after, answer.plan, lambda: next(ticks) / 4, 240))
    assert [p.price for p in curve] == [1, 20, 100, 1000]
    assert curve[0].answer.changed >= curve[-1].answer.changed
