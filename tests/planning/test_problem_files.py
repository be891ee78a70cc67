"""Problem and plan files: what is wrong is named by the path to its field, and nothing is taken silently."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from planning_cast import problems

from waystation.planning.errors import BadFile
from waystation.planning.files import read_plan, read_problem, write_plan, write_problem
from waystation.planning.generate import generate
from waystation.planning.plans import Placement, Stay

GOOD = {
    "weeks": 3,
    "households": [{"id": "Quiet Heron", "size": 2, "risk": 4, "arrives": 0, "deadline": 2, "eligible": ["canada"]}],
    "programmes": [{"id": "canada", "processing_weeks": 2, "slots": [2, 0, 0]}],
    "houses": [{"id": "Birch", "beds": 4, "kinds": [], "open": [[0, 2]]}],
    "escorts": {"seats": [9, 9, 9]},
    "places": [{"id": "Toronto", "country": "Canada", "capacity": [4]}],
}


def changed(path, value):
    """The good problem with one thing put in, as bytes."""
    problem = json.loads(json.dumps(GOOD))
    *way, last = path
    inside = problem
    for step in way:
        inside = inside[step]
    inside[last] = value
    return json.dumps(problem).encode()


@pytest.mark.parametrize(
    "path, value, field",
    [
        (("weeks",), 0, "weeks"),
        (("weeks",), 3.0, "weeks"),
        (("colour",), "red", "colour"),
        (("households", 0, "size"), -1, "households[0].size"),
        (("households", 0, "size"), "2", "households[0].size"),
        (("households", 0, "size"), True, "households[0].size"),
        (("households", 0, "size"), 10**400, "households[0].size"),
        (("households", 0, "risk"), 3, "households[0].risk"),
        (("households", 0, "nickname"), "x", "households[0].nickname"),
        (("households", 0, "arrives"), 3, "households[0].arrives"),
        (("households", 0, "eligible"), ["mars"], "households[0].eligible[0]"),
        (("households", 0, "never_with"), ["Nobody"], "households[0].never_with[0]"),
        (("households", 0, "never_with"), ["Quiet Heron"], "households[0].never_with"),
        (("households", 0, "settles_in"), ["Atlantis"], "households[0].settles_in[0]"),
        (("households", 0, "fixed"), {"programme": "canada"}, "households[0].fixed.week"),
        (("households", 0, "fixed"), {"week": 1}, "households[0].fixed.programme"),
        (("households", 0, "fixed"), {"departs": 2}, "households[0].fixed.departs"),
        (("households", 0, "fixed"), {"stays": [["Oak", 0, 1]]}, "households[0].fixed.stays[0][0]"),
        (("households", 0, "fixed"), {"stays": [["Birch", 1, 1]]}, "households[0].fixed.stays[0]"),
        (("households", 0, "fixed"), {"bed": 1}, "households[0].fixed.bed"),
        (("programmes", 0, "slots"), [2, 0], "programmes[0].slots"),
        (("programmes", 0, "slots", 1), -1, "programmes[0].slots[1]"),
        (("programmes", 0, "budgets"), [[2, 2, 1]], "programmes[0].budgets[0]"),
        (("programmes", 0, "budgets"), [[0, 2, -1]], "programmes[0].budgets[0][2]"),
        (("programmes", 0, "budgets"), [[2, 3, 1], [0, 3, 1]], "programmes[0].budgets[0]"),
        (("houses", 0, "open"), [[2, 2]], "houses[0].open[0]"),
        (("houses", 0, "open"), [[2]], "houses[0].open[0]"),
        (("escorts", "seats"), [1], "escorts.seats"),
        (("places", 0, "capacity"), [], "places[0].capacity"),
        (("households",), [GOOD["households"][0]] * 2, "households[1].id"),
    ],
)
def test_what_is_wrong_is_named_by_its_field(path, value, field):
    with pytest.raises(BadFile) as error:
        read_problem(changed(path, value))
    assert error.value.field == field
    assert str(error.value).startswith(field)


@pytest.mark.parametrize("missing", ["weeks", "households", "programmes"])
def test_what_is_required_and_missing_is_named(missing):
    with pytest.raises(BadFile) as error:
        read_problem(json.dumps({k: v for k, v in GOOD.items() if k != missing}).encode())
    assert error.value.field == missing and "missing" in error.value.why


@pytest.mark.parametrize(
    "data",
    [b"", b"{", b"[]", b"nothing", b"\xff\xfe", b"[" * 100_000, b'{"weeks": ' + b"9" * 5000 + b"}", b'{"weeks": NaN}'],
)
def test_what_is_no_problem_is_told_without_a_traceback(data):
    with pytest.raises(BadFile):
        read_problem(data)


def test_a_million_households_are_refused_by_name():
    many = {**GOOD, "households": [{**GOOD["households"][0], "id": str(n)} for n in range(100_001)]}
    with pytest.raises(BadFile, match=r"^households: 100,001 of them"):
        read_problem(json.dumps(many).encode())


def test_separations_may_go_round_in_a_circle():
    one, two = ({**GOOD["households"][0], "id": i, "never_with": [o]} for i, o in (("a", "b"), ("b", "a")))
    assert len(read_problem(json.dumps({**GOOD, "households": [one, two]}).encode()).households) == 2


@given(problems(joint=True))
def test_a_problem_comes_back_as_it_was_written(problem):
    assert read_problem(write_problem(problem)) == problem


def test_an_invented_problem_is_the_same_for_the_same_seed():
    assert generate(60, seed=3) == generate(60, seed=3) != generate(60, seed=4)
    assert sum(h.size for h in generate(60, seed=3).households) == 60


def test_a_plan_has_a_long_and_a_short_form():
    plan = read_plan(
        b'{"a": ["canada", 3], "b": null, "c": {"programme": "canada", "week": 1, "stays": [["Birch", 0, 3]]}}'
    )
    assert plan["a"].slot == ("canada", 3) and plan["b"] == Placement() and plan["c"].stays == (Stay("Birch", 0, 3),)
    assert read_plan(write_plan(plan)) == plan


@pytest.mark.parametrize(
    "data, field",
    [
        (b'{"a": ["canada"]}', "a"),
        (b'{"a": {"programme": "canada", "weeks": 1}}', "a.weeks"),
        (b'{"a": {"programme": "canada", "week": 1.5}}', "a.week"),
        (b'{"a": null, "a": ["canada", 1]}', "a"),
        (b'{"a": {"stays": [["Birch", 0]]}}', "a.stays[0]"),
    ],
)
def test_a_plan_that_cannot_be_read_says_where(data, field):
    with pytest.raises(BadFile) as error:
        read_plan(data)
    assert error.value.field == field


@given(st.binary(max_size=60))
def test_no_bytes_bring_the_reader_down(data):
    for read in (read_plan, read_problem):
        try:
            read(data)
        except BadFile as error:
            assert str(error)
