"""Waiting by group tells of no few people, alone or beside the plan's sums; and says what its numbers count."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from plan_cast import household, pathway, planned_by

from waystation.desk.plan.disclosing import disclosed
from waystation.planning.plans import Placement
from waystation.planning.problem import Household, Problem, Programme
from waystation.planning.questions.fairness import LEAST, by_group


def groups(**sizes):
    """A problem of single people: of each group so many, and so many of them with a slot."""
    households, plan, group = [], {}, {}
    for name, (people, served) in sizes.items():
        for n in range(people):
            id_ = f"{name} {n}"
            households.append(Household(id_, 1, 4, 0, 20, ("north",)))
            group[id_] = name
            plan[id_] = Placement("north", 0, (), None) if n < served else Placement()
    problem = Problem(26, tuple(households), (Programme("north", 2, (99,) * 26),))
    return problem, plan, group


def table(**sizes):
    problem, plan, group = groups(**sizes)
    return disclosed(by_group(problem, plan, group), problem, plan)


def test_what_the_plans_sum_leaves_over_is_not_of_a_few():
    """52 adults, 17 with a slot, stood beside 18 with a slot: so of the four others one had one."""
    told = table(adult=(52, 17), family=(2, 1), several=(2, 0))
    assert told.rows == [] and told.hidden, "four are left over, whoever is shown"
    told = table(adult=(52, 17), family=(6, 1), several=(6, 0))
    assert [(row.group, row.people, row.served) for row in told.rows] == [("adult", 52, None)]
    told = table(adult=(52, 17), family=(30, 10), several=(12, 0))
    assert [(row.group, row.served) for row in told.rows] == [("adult", 17), ("family", 10), ("several", 0)]


def test_hidden_groups_are_one_line_that_says_neither_which_nor_how_many():
    told = table(adult=(40, 20), family=(6, 3), several=(7, 3), young=(8, 4))
    assert [row.group for row in told.rows] == ["adult"] and told.hidden


@given(st.lists(st.tuples(st.integers(1, 40), st.integers(0, 40)), min_size=1, max_size=6))
def test_no_number_and_no_difference_speaks_of_a_few(sizes):
    problem, plan, group = groups(
        **{f"g{n}": (people, min(people, served)) for n, (people, served) in enumerate(sizes)}
    )
    told = disclosed(by_group(problem, plan, group), problem, plan)
    served = sum(1 for placement in plan.values() if placement.slot)
    counted = [row for row in told.rows if row.served is not None]
    alone = [n for row in counted for n in (row.served, row.people - row.served)] + [row.people for row in told.rows]
    people = [problem.people - sum(row.people for row in told.rows)] if told.rows else []
    sums = (served, problem.people - served)  # what the plan's page says; taking nothing away from it tells nothing new
    counts = [(row.served, row.people - row.served) for row in counted]
    rest = [whole - sum(part) for whole, part in zip(sums, zip(*counts, strict=True), strict=True)] if counts else []
    for left in (*alone, *people, *rest):
        assert left == 0 or left >= LEAST


@pytest.fixture
def few_places(alliance, pages):
    """Four who wait, one place a quarter: two get one in half a year."""
    north = pathway(alliance, places=1, places_every=13)
    for code in ("Quiet Heron", "Amber Fox", "Tall Cedar", "Grey Plover"):
        household(alliance, code, [north])
    planned_by(pages, "ilya")


def test_the_mean_is_of_those_with_a_slot_and_the_others_are_counted(few_places, pages):
    page = pages("ilya").get("/plan")
    card = page[page.index('id="p-proposed"') :]
    card = card[card.index("How long those with a slot wait") : card.index("Places used")]
    told = re.sub("<[^>]+>", "", card)
    assert "8.5 weeks" in told and "without a slot: 2" in told, "weeks 2 and 15; the others leave nobody knows when"
    now = page[page.index('id="p-now"') : page.index('id="p-proposed"')]
    assert "without a slot: 4" in now and "42.0" not in page


def test_the_page_of_groups_says_how_those_without_a_slot_count_and_who_opens_what_is_sealed(few_places, pages):
    page = pages("ilya").get("/plan/fairness")
    assert "counted as leaving 16 weeks after the 26 weeks that are planned" in page
    assert "This table is open to: <bdi>Visa officer</bdi>." in page
    assert page.count("too few to name") == 1, "of kinds; of languages and regions nothing is known"
