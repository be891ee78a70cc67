"""``waystation plan`` as somebody at a terminal meets it: real processes, real files, Ctrl-C and a solver that dies."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from waystation.cli import main
from waystation.planning.evaluate import evaluate
from waystation.planning.files import read_plan, read_problem, write_problem
from waystation.planning.generate import generate

SMALL = {
    "weeks": 3,
    "households": [
        {"id": "Quiet Heron", "size": 1, "risk": 4, "arrives": 0, "deadline": 2, "eligible": ["canada"]},
        {"id": "Amber Fox", "size": 1, "risk": 8, "arrives": 0, "deadline": 2, "eligible": ["canada"]},
    ],
    "programmes": [{"id": "canada", "processing_weeks": 1, "slots": [1, 1, 0]}],
}


@pytest.fixture
def small(tmp_path):
    path = tmp_path / "problem.json"
    path.write_text(json.dumps(SMALL))
    return path


def test_a_plan_is_written_and_reported_with_bound_and_both_baselines(small, tmp_path, capsys):
    assert main(["plan", str(small), "-o", str(tmp_path / "plan.json"), "--time", "5"]) == 0
    plan = read_plan((tmp_path / "plan.json").read_bytes())
    assert plan["Amber Fox"].slot == ("canada", 0) and plan["Quiet Heron"].slot == ("canada", 1)
    told = capsys.readouterr()
    for word in ("cost             16.0", "proven", "first come, first served", "risk-ordered greedy"):
        assert word in told.out
    assert "bound" in told.err and "gap" in told.err


def test_check_prints_the_cost_and_each_broken_rule(small, tmp_path, capsys):
    plan = tmp_path / "plan.json"
    plan.write_text('{"Amber Fox": ["canada", 0], "Quiet Heron": null}')
    assert main(["plan", "--check", str(small), str(plan)]) == 0
    assert "no rule is broken" in capsys.readouterr().out
    plan.write_text('{"Amber Fox": ["canada", 0], "Quiet Heron": ["canada", 0]}')
    assert main(["plan", "--check", str(small), str(plan)]) == 1
    assert "slots: canada: week 0: 2 people, room for 1" in capsys.readouterr().out


@pytest.mark.parametrize(
    "change, told",
    [
        ({"weeks": 0}, "weeks: "),
        ({"colour": 1}, "colour: no such field"),
        ({"households": [{"id": "x"}]}, "households[0]."),
    ],
)
def test_a_bad_problem_ends_with_2_and_the_name_of_the_field(small, capsys, change, told):
    small.write_text(json.dumps(SMALL | change))
    assert main(["plan", str(small)]) == 2
    assert told in capsys.readouterr().err


def test_files_that_are_not_there_and_plans_that_cannot_be_read_end_with_2(small, tmp_path, capsys):
    assert main(["plan", str(tmp_path / "none.json")]) == 2
    bad = tmp_path / "bad.json"
    bad.write_text("{")
    assert main(["plan", "--check", str(small), str(bad)]) == 2
    assert main(["plan", "--check", str(small)]) == 2
    assert "bad.json: The file is not JSON" in capsys.readouterr().err


def test_decisions_that_no_plan_can_repeat_end_with_2_and_are_named(small, capsys):
    both = [h | {"fixed": {"programme": "canada", "week": 0}} for h in SMALL["households"]]
    small.write_text(json.dumps(SMALL | {"households": both}))
    assert main(["plan", str(small)]) == 2
    assert "slots: canada: week 0" in capsys.readouterr().err


def test_questions_are_answered(small, tmp_path, capsys):
    plan = tmp_path / "plan.json"
    plan.write_text('{"Amber Fox": ["canada", 0], "Quiet Heron": ["canada", 1]}')
    assert main(["plan", "--prices", str(small)]) == 0
    assert main(["plan", str(small), str(plan), "--why", "Quiet Heron"]) == 0
    assert "Amber Fox would give way" in capsys.readouterr().out
    assert main(["plan", str(small), "--wish", "Amber Fox=canada@0", "--wish", "Quiet Heron=canada@0"]) == 1
    assert "slots: canada, week 0: room for 1" in capsys.readouterr().out
    assert main(["plan", str(small), "--wish", "Amber Fox=canada"]) == 0


def test_the_plan_before_is_kept_as_far_as_pays(small, tmp_path, capsys):
    old = tmp_path / "old.json"
    old.write_text('{"Amber Fox": ["canada", 1], "Quiet Heron": ["canada", 0]}')
    assert (
        main(["plan", str(small), "--from", str(old), "--change-price", "100", "-o", str(tmp_path / "new.json")]) == 0
    )
    assert "              0   households with another slot" in capsys.readouterr().out
    assert main(["plan", str(small), "--from", str(old), "--change-price", "1"]) == 0
    assert main(["plan", str(small), "--from", str(old), "--curve", "--time", "8"]) == 0


@pytest.fixture
def running(tmp_path):
    """A real run that has a long time, once its first plan stands in the file."""
    problem, plan = tmp_path / "problem.json", tmp_path / "plan.json"
    problem.write_bytes(write_problem(generate(700, seed=1)))
    command = [sys.executable, "-m", "waystation", "plan", str(problem), "-o", str(plan), "--time", "100"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    until = time.monotonic() + 60
    while not plan.exists() and time.monotonic() < until:
        time.sleep(0.05)
    yield process, problem, plan
    if process.poll() is None:
        process.kill()
    process.wait()


def kept(process, problem, plan):
    out, err = process.communicate(timeout=60)
    assert process.returncode == 0, err
    assert f"the best plan so far is kept in {plan}" in err and "bound" in out
    assert evaluate(read_problem(problem.read_bytes()), read_plan(plan.read_bytes())).good


def test_ctrl_c_keeps_the_best_plan_so_far(running):
    running[0].send_signal(signal.SIGINT)
    kept(*running)


def test_a_solver_that_dies_leaves_the_last_good_plan_and_says_so(running):
    process = running[0]
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
    os.kill(int(children[0]), signal.SIGKILL)
    kept(*running)


def killed():
    os.kill(os.getpid(), signal.SIGKILL)


def out_of_memory():
    raise MemoryError


def out_of_time():
    time.sleep(60)


@pytest.fixture(params=[killed, out_of_memory, out_of_time])
def failing(request, monkeypatch):
    """The real planner, to which something happens after so many answers."""
    from waystation.cli import solving
    from waystation.planning import planner

    real = planner.solve

    def after(count):
        def solve(*given):
            for n, answer in enumerate(real(*given)):
                if n == count:
                    request.param()
                yield answer

        monkeypatch.setattr(planner, "solve", solve)
        return {
            killed: "The solver died (exit code -9)",
            out_of_memory: "The solver failed: no memory left",
            out_of_time: "The solver did not keep to its time and was stopped",
        }[request.param]

    monkeypatch.setattr(solving, "GRACE", 0.0)
    return after


def test_a_solver_that_fails_before_its_first_plan_keeps_none_and_does_not_say_so(failing, small, tmp_path, capsys):
    told, plan = failing(0), tmp_path / "plan.json"
    assert main(["plan", str(small), "-o", str(plan), "--time", "1"]) == 1
    said = capsys.readouterr()
    assert f"No plan was found: {told}." in said.err
    assert "kept" not in said.err and "bound" not in said.out and not plan.exists()


def test_a_solver_that_fails_after_its_first_plan_leaves_that_one_where_it_says(failing, small, tmp_path, capsys):
    told, plan = failing(1), tmp_path / "plan.json"
    assert main(["plan", str(small), "-o", str(plan), "--time", "1"]) == 0
    said = capsys.readouterr()
    assert f"{told}; the best plan so far is kept in {plan}." in said.err and "bound" in said.out
    assert evaluate(read_problem(small.read_bytes()), read_plan(plan.read_bytes())).good


def test_without_a_file_nothing_is_said_to_be_kept(failing, small, capsys):
    told = failing(1)
    assert main(["plan", str(small), "--time", "1"]) == 0
    assert f"{told}; the best plan so far is told here, but kept nowhere without -o." in capsys.readouterr().err
