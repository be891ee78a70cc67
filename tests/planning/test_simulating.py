"""The programme as queues: drawn from what happened, the same for the same seed, and honest about how wrong it is."""

import json
import random
from itertools import pairwise

import invented_programme as invented
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from waystation.planning.errors import BadFile
from waystation.planning.simulation import futures as many
from waystation.planning.simulation.history import STAGES, History, checked
from waystation.planning.simulation.model import simulate
from waystation.planning.simulation.spells import Clock, Spell
from waystation.planning.simulation.world import Draws, calibrate


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
    assert found.inside["road"] > 0.5 and found.error["road"] < 35
    assert found.error["landed"] < 35
    assert found.thin == []


def test_histories_of_a_known_programme_lie_within_the_band_eight_times_in_ten():
    """Twenty-four histories; their weeks hang together, so that the mean may be off by a sixth."""
    inside, landed = {what: 0.0 for what in many.TOLD}, 0
    for seed in range(24):
        history = invented.history(seed, weeks=60)
        found = many.replayed(history, list(many.futures(many.quarter(history), 40, 13, seed)))
        for what, share in found.inside.items():
            inside[what] += share / 24
        low, _middle, high = many.quantiles(found.bands.landed)
        landed += low <= sum(found.happened["landed"]) <= high
    assert all(0.63 <= inside[what] <= 0.97 for what in ("road", "beds", "refused", "missed")), inside
    assert 15 <= landed <= 23
    assert inside["landed"] >= 0.7  # by the week whole people of one to four: a band in whole numbers holds more


def test_without_beds_everybody_waits_and_the_reserve_says_how_many_are_missing():
    world = calibrate(steady(beds=0))
    bands = many.banded(list(many.futures(world, 20, 26)))
    assert many.reserve_beds(world, bands) > 0
    assert bands.bands["waiting"][-1][1] > 0
    plenty = calibrate(steady(beds=500))
    assert many.reserve_beds(plenty, many.banded(list(many.futures(plenty, 20, 26)))) == 0


def test_the_reserve_counts_people_and_not_families():
    families = [[("S3", 0.0), ("S4", 1.0)] for _ in range(5)] + [[("S3", 2.0)] for _ in range(5)]
    world = calibrate(History(families, 30.0, 20, [4] * 10))
    world.weeks = [0]
    assert many.reserve_beds(world, many.banded(list(many.futures(world, 20, 8)))) == 20


def test_who_is_safe_where_they_are_takes_no_bed():
    stay = [[("S3", n), ("S6", n + 2.0), ("S7", n + 9.0), ("S8", n + 30.0)] for n in range(40)]
    found = simulate(calibrate(History(stay, 70.0, 0)), 8, 1)
    assert found.beds == [0] * 8 and found.waiting == [0] * 8
    refused = [[("S4", 0.0), ("S5", 1.0), ("S6", 2.0), ("S7", 3.0), ("S3", 9.0)]]
    assert many.happened(History(refused, 21.0, 1), 0.0, 3)["beds"] == [1, 1, 1], "refused, they sleep where they slept"


def test_a_stage_that_few_went_through_is_named():
    history = History([[("S0", 0.0), ("S1", 1.0)]], 10.0)
    assert set(calibrate(history).thin) == {*STAGES[:-1], "contacts"}
    assert "missed" in calibrate(History(history.cases, 10.0, tells=["missed"])).thin


# -- times -------------------------------------------------------------------------------------------------------------


def test_who_still_waits_counts_for_as_long_as_they_have_waited():
    """The 6-mercaptopurine arm of Freireich's trial (1963), by which Kaplan and Meier's curve is usually taught."""
    left = {6: 3, 7: 1, 10: 1, 13: 1, 16: 1, 22: 1, 23: 1}
    still = (6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35)
    days = [(day, "S8") for day, n in left.items() for _ in range(n)] + [(day, "") for day in still]
    spells = [Spell(float(day), to, 0) for day, to in sorted(days, key=lambda one: (one[0], not one[1]))]
    clock = Clock(spells, [1.0], "S8", random.Random(1))
    stays = dict(zip(clock.times, (round(1 - gone, 3) for gone in clock.gone), strict=True))
    assert stays == {6: 0.857, 7: 0.807, 10: 0.753, 13: 0.69, 16: 0.627, 22: 0.538, 23: 0.448}


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.tuples(st.floats(0, 90), st.sampled_from(("S8", "refused", "S12", ""))), max_size=30),
    st.floats(0, 120), st.integers(0, 9),
)  # fmt: skip
def test_nobody_leaves_before_they_have_waited_as_long_as_they_have(days, spent, seed):
    spells = sorted((Spell(d, to, n) for n, (d, to) in enumerate(days)), key=lambda s: (s.days, not s.to))
    rng = random.Random(seed)
    clock = Clock(spells, [rng.expovariate(1) for _ in days], "S8", rng)
    for _ in range(20):
        drawn, to = clock.draw(rng, spent)
        assert drawn >= spent and to in ({t for _d, t in days} - {""} or {"S8"})
    assert all(a <= b <= 1 + 1e-9 for a, b in pairwise([0.0, *clock.gone]))


def test_a_young_stage_is_not_taken_for_quick_because_only_the_quick_have_left():
    """Thirty waits of 60 days each, begun one a day: after 40 days three quick ones have left."""
    cases = [[("S7", float(n))] + ([("S8", n + 5.0)] if n in (1, 11, 21) else []) for n in range(30)]
    world = calibrate(History(cases, 40.0))
    draws = [Draws(world, random.Random(seed)).step("S7")[0] for seed in range(200)]
    assert sum(d <= 5 for d in draws) < 60


# -- answers -----------------------------------------------------------------------------------------------------------


def test_a_return_from_the_decision_is_a_refusal_where_no_papers_tell_of_one():
    cases = [[("S7", 0.0), ("S3", 20.0), ("S6", 30.0)], *([("S7", 0.0), ("S8", 25.0)] for _ in range(3))]
    history = History(cases, 40.0)
    assert ("refused", 20.0) in history.path(0, 40.0)
    assert calibrate(history).answers["S7"] == (3, 1) and calibrate(history).untold == ["refused", "missed"]
    told = History([*cases, [("S7", 0.0), ("refused", 9.0), ("appeal", 12.0), ("S8", 30.0)]], 40.0)
    assert calibrate(told).answers["S7"] == (3, 1), "and only those where papers do"
    assert calibrate(told).answers["appeal"] == (1, 0) and calibrate(told).untold == ["missed"]


def test_three_grants_do_not_mean_that_nobody_is_ever_refused():
    world = calibrate(History([[("S7", 0.0), ("S8", 25.0)] for _ in range(3)], 40.0))
    shares = [Draws(world, random.Random(seed)).no["S7"] for seed in range(300)]
    assert 0.06 < sum(shares) / 300 < 0.2 and max(shares) > 0.4
    many_grants = calibrate(History([[("S7", 0.0), ("S8", 25.0)] for _ in range(300)], 40.0))
    assert max(Draws(many_grants, random.Random(seed)).no["S7"] for seed in range(300)) < 0.05


def test_flights_are_missed_in_the_future_only_where_the_history_tells_of_them():
    flown = [[("S8", 0.0), ("S9", 9.0), ("S10", 11.0)] for _ in range(12)]
    missed = [[("S8", 0.0), ("missed", 9.0), ("S9", 14.0), ("S10", 16.0)] for _ in range(8)]
    here = [[("S8", 20.0)] for _ in range(50)]
    told = simulate(calibrate(History([*flown, *missed, *here], 20.0)), 8, 1)
    assert 5 < told.missed[-1] < 40 and sum(told.landed) == 50
    untold = simulate(calibrate(History([*flown, *here], 20.0)), 8, 1)
    assert untold.missed[-1] == 0


# -- what lets only so many through ------------------------------------------------------------------------------------


def weekly(told, stage, now):
    """People that entered a stage in each week from ``now``."""
    found = {}
    for kind, path in told:
        for what, day in path[1:]:
            if what == stage:
                found[int((day - now) // 7)] = found.get(int((day - now) // 7), 0) + kind.size
    return found


@pytest.mark.parametrize(
    ("limits", "stage"),
    [({"places": {"north": [2, 0], "south": [1]}}, "S7"), ({"seats": 2}, "S9"), ({"verified": 3}, "S3")],
    ids=["places", "seats", "verifiers"],
)
def test_no_more_pass_in_a_week_than_there_is_room_for_and_the_rest_wait(limits, stage):
    cases = steady(cases=120, every=1.0).cases
    history = checked(History(cases, 120.0, 500, **limits))
    told = []
    found = simulate(calibrate(history), 20, 3, told)
    passed = weekly(told, stage, 120.0)
    most = {"S7": 3, "S9": 2, "S3": 3}[stage]
    assert passed and max(passed.values()) <= most
    assert (found.slots[-1] > 0) == (stage == "S7")


def test_a_family_that_no_week_has_room_for_waits_and_lets_others_pass():
    cases = [[("S5", 0.0), ("S6", 5.0)] for _ in range(6)] + [[("S5", 0.0), ("S6", 5.0), ("S7", 9.0)] for _ in range(9)]
    history = History(cases, 10.0, 50, [4, 1, 1, 1, 1, 1], places={"north": [2]}, ways=[["north"]] * 6)
    world = calibrate(checked(history))
    world.weeks = [0]
    assert simulate(world, 20, 1).slots[-1] == 1


# -- what a history must be --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "cases",
    [[[("S0", 11.0)]], [[("S0", 5.0), ("S1", 4.0)]], [[("S99", 1.0)]], [[("refused", 1.0)]]],
    ids=["ahead", "backwards", "unknown", "nothing before"],
)
def test_a_history_that_cannot_be_is_named(cases):
    with pytest.raises(BadFile, match=r"cases\[0\]\[\d\]"):
        checked(History(cases, 10.0))


@pytest.mark.parametrize(
    ("more", "path"),
    [({"tells": ["S7"]}, r"tells\[0\]"), ({"sizes": [1, 1]}, "sizes"), ({"ways": [["north"]]}, r"ways\[0\]"),
     ({"plan": [(7, 11.0, 12.0)]}, r"plan\[0\]\[0\]"), ({"plan": [(0, 12.0, 11.0)]}, r"plan\[0\]\[2\]")],
    ids=["tells", "sizes", "ways", "no such case", "leaves before"],
)  # fmt: skip
def test_what_stands_beside_the_cases_is_checked_too(more, path):
    with pytest.raises(BadFile, match=path):
        checked(History([[("S0", 1.0)]], 10.0, **more))


def test_a_history_of_a_month_knew_nothing_a_quarter_ago():
    young = History([[("S0", 1.0), ("S1", 3.0), ("S2", 9.0)]], 30.0, 5)
    assert calibrate(young, 30.0 - 91).here == []
    assert many.replayed(young, list(many.futures(many.quarter(young), 5, 13))).happened["road"][-1] == 1


@settings(max_examples=30, deadline=None)
@given(st.data())
def test_people_are_neither_lost_nor_made(data):
    moves = st.lists(st.floats(0, 30), min_size=1, max_size=11).map(
        lambda days: [(STAGES[n], sum(days[: n + 1])) for n in range(len(days))]
    )
    cases = data.draw(st.lists(moves, min_size=1, max_size=8))
    now = max(day for moves in cases for _stage, day in moves)
    world = calibrate(checked(History(cases, now, data.draw(st.integers(0, 6)))))
    world.weeks = [0]
    found = simulate(world, 20, 1)
    here = sum(case.kind.size for case in world.here)
    landed = 0
    for week in range(20):
        landed += found.landed[week]
        assert 0 <= found.beds[week] <= found.road[week] <= here
        assert found.road[week] + landed == here, "nobody leaves the road of whom nobody ever did"


def test_the_command_prints_bands_and_names_what_is_wrong(tmp_path, capsys):
    from waystation.cli import main

    history = invented.history(2, weeks=40)
    path = tmp_path / "history.json"
    path.write_text(json.dumps({"cases": history.cases, "now": history.now, "beds": 40, "places": {"north": [9, 0]}}))
    assert main(["simulate", str(path), "--futures", "10", "--weeks", "8"]) == 0
    told = capsys.readouterr().out
    assert all(
        words in told for words in ("last quarter, beds", "missed a flight", "waiting for a place", "read at 80")
    )
    assert "break by themselves" in told and "does not tell" not in told
    path.write_text(json.dumps({"cases": [[["S0", 99]]], "now": 1}))
    assert main(["simulate", str(path)]) == 2
    assert "is after today" in capsys.readouterr().err
    path.write_text(json.dumps({"cases": [], "now": 1, "place": {}}))
    assert main(["simulate", str(path)]) == 2
    assert "`place`" in capsys.readouterr().err
    path.write_text("{")
    assert main(["simulate", str(path)]) == 2
    assert main(["simulate", str(tmp_path / "none.json")]) == 2
