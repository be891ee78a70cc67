"""The programme as queues: drawn from what happened, the same for the same seed, and honest about how wrong it is."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from waystation.planning.errors import BadFile
from waystation.planning.simulation import futures as many
from waystation.planning.simulation.history import STAGES, History, calibrate, checked
from waystation.planning.simulation.model import simulate


def steady(cases=60, days=5.0, every=4.0, beds=40):
    """One case every few days, each stage of each case as long as any other."""
    now = cases * every
    told = []
    for n in range(cases):
        moves = [(stage, n * every + days * at) for at, stage in enumerate(STAGES) if n * every + days * at <= now]
        told.append(moves)
    return History(told, now, beds)


def test_the_same_seed_draws_the_same_future():
    world = calibrate(steady())
    assert simulate(world, 12, 7) == simulate(world, 12, 7)
    assert simulate(world, 12, 7) != simulate(world, 12, 8)


def test_a_steady_programme_is_foretold_and_said_to_be():
    history = steady()
    found = many.replayed(history, list(many.futures(many.quarter(history), 60, 13)))
    assert found.inside["road"] > 0.5
    assert found.error["road"] < 35
    assert many.change_price(found) >= many.USUAL_PRICE


def test_without_beds_everybody_waits_and_the_reserve_says_how_many_are_missing():
    world = calibrate(steady(beds=0))
    bands = many.banded(list(many.futures(world, 20, 26)))
    assert many.reserve_beds(world, bands) > 0
    assert bands.bands["waiting"][-1][1] > 0
    plenty = calibrate(steady(beds=500))
    assert many.reserve_beds(plenty, many.banded(list(many.futures(plenty, 20, 26)))) == 0


def test_a_stage_that_few_went_through_is_named():
    history = History([[("S0", 0.0), ("S1", 1.0)]], 10.0)
    assert set(calibrate(history).thin) == set(STAGES[:-1])


@pytest.mark.parametrize(
    "cases", [[[("S0", 11.0)]], [[("S0", 5.0), ("S1", 4.0)]], [[("S99", 1.0)]]], ids=["ahead", "backwards", "unknown"]
)
def test_a_history_that_cannot_be_is_named(cases):
    with pytest.raises(BadFile, match=r"cases\[0\]\[\d\]"):
        checked(History(cases, 10.0))


@settings(max_examples=30, deadline=None)
@given(st.data())
def test_people_are_neither_lost_nor_made(data):
    moves = st.lists(st.floats(0, 30), min_size=1, max_size=11).map(
        lambda days: [(STAGES[n], sum(days[: n + 1])) for n in range(len(days))]
    )
    cases = data.draw(st.lists(moves, min_size=1, max_size=8))
    now = max(day for moves in cases for _stage, day in moves)
    world = calibrate(checked(History(cases, now, data.draw(st.integers(0, 6)))))
    world.a_day = 0.0
    found = simulate(world, 20, 1)
    here = sum(size for _stage, _spent, size in world.here)
    landed = 0
    for week in range(20):
        landed += found.landed[week]
        assert 0 <= found.beds[week] <= found.road[week] <= here
        assert found.road[week] + landed <= here
    if not any(world.exits.values()):
        assert found.road[-1] + landed == here


def test_the_command_prints_bands_and_names_what_is_wrong(tmp_path, capsys):
    from waystation.cli import main

    history = steady()
    path = tmp_path / "history.json"
    path.write_text(json.dumps({"cases": history.cases, "now": history.now, "beds": 40}))
    assert main(["simulate", str(path), "--futures", "10", "--weeks", "8"]) == 0
    assert "last quarter, beds" in capsys.readouterr().out
    path.write_text(json.dumps({"cases": [[["S0", 99]]], "now": 1}))
    assert main(["simulate", str(path)]) == 2
    assert "is after today" in capsys.readouterr().err
    path.write_text("{")
    assert main(["simulate", str(path)]) == 2
    assert main(["simulate", str(tmp_path / "none.json")]) == 2
