"""``waystation alarms`` as it is started: whom it calls, what it tells them, how it ends."""

import os
import signal
import subprocess
import sys
import time

import pytest
from store_writers import RealNode
from test_ringing import past

HOOK = """#!/bin/sh
echo "$# $(cat | wc -c) [$DATABASE_URL] [$NOTICE_TO]" >> {file}
"""


@pytest.fixture
def called(tmp_path):
    """A command that writes down what it was told, and the file that it writes."""
    file, hook = tmp_path / "called", tmp_path / "hook"
    hook.write_text(HOOK.format(file=file))
    hook.chmod(0o755)
    return file, str(hook)


def started(node: RealNode, *arguments: str, **environment: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "waystation", "alarms", *arguments]
    env = node.environment | environment
    return subprocess.Popen(command, env=env, stderr=subprocess.PIPE, text=True)


def until(true, seconds=20):
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline
        time.sleep(0.1)


def test_it_calls_somebody_and_tells_nothing(real_node, called):
    file, hook = called
    real_node.run("fall_due", 3, past())
    process = started(real_node, ALARM_HOOK=hook, NOTICE_TO="mara@example.org")
    try:
        until(file.exists)
    finally:
        process.terminate()
        said = process.communicate(timeout=20)[1]
    assert process.returncode == 0 and "raised." in said
    assert file.read_text().splitlines() == [
        "0 0 [] [mara@example.org]"
    ]  # no address of a database: it may hold a password


def test_a_command_that_fails_or_is_not_there_is_said_and_stops_no_alarm(real_node):
    for hook, words in (("/nowhere/at/all", "cannot be run"), ("false", "failed with 1")):
        real_node.run("fall_due", 1, past())
        process = started(real_node, ALARM_HOOK=hook)
        until(lambda: not real_node.run("rang")[0]["waiting"])
        real_node.run("fall_due", 1, past())  # the next call finds out how the last one ended
        until(lambda: not real_node.run("rang")[0]["waiting"])
        process.terminate()
        assert words in process.communicate(timeout=20)[1]


def test_it_ends_with_the_program_that_started_it(real_node, tmp_path):
    parent = tmp_path / "parent.py"
    parent.write_text(
        "import os, subprocess, sys, time\n"
        "child = subprocess.Popen([sys.executable, '-m', 'waystation', 'alarms', '--beside', str(os.getpid())])\n"
        "print(child.pid, flush=True)\ntime.sleep(60)\n"
    )
    starter = subprocess.Popen(
        [sys.executable, str(parent)], env=real_node.environment, stdout=subprocess.PIPE, text=True
    )
    child = int(starter.stdout.readline())
    starter.send_signal(signal.SIGKILL)
    starter.wait()
    starter.stdout.close()
    until(lambda: not alive(child))


def alive(pid: int) -> bool:
    try:
        with open(f"/proc/{pid}/stat") as file:
            return file.read().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False


def test_where_there_is_no_installation_it_says_so(tmp_path):
    process = started(RealNode(tmp_path))
    assert "There is no installation" in process.communicate(timeout=20)[1] and process.returncode == 1
    assert not os.listdir(tmp_path)
