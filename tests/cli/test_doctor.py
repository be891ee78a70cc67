"""The doctor says what is well and what must be mended, and how; and changes nothing."""

import json
import os
import resource
import shutil
from collections import namedtuple

import pytest
from cli_cast import Installation

from waystation.cli import checks

Usage = namedtuple("Usage", "total used free")


@pytest.fixture(scope="module")
def north_shore(tmp_path_factory):
    """The cast's installation. Its stories change it, so each test that does changes it back."""
    installation = Installation(tmp_path_factory.mktemp("doctor") / "home")
    installation.story("alliance")
    return installation


def diagnose(installation, **environment):
    """The findings by what was looked at, and the exit code."""
    done = installation.run("doctor", "--json", **environment)
    told = json.loads(done.stdout)
    assert told["well"] == (done.returncode == 0)
    return {f["what"]: (f["level"], f["text"]) for f in told["findings"]}, done.returncode


def test_a_sound_installation_is_well_line_by_line_and_nothing_is_changed(north_shore):
    before = {name: content for name, content in north_shore.files().items() if not name.endswith("-shm")}
    done = north_shore.run("doctor")
    assert done.returncode == 0, done.stdout
    assert all(line.startswith(("ok ", "warn:")) for line in done.stdout.split("\n\n")[0].splitlines())
    for what in ("sealing", "storage", "access log", "organisation"):
        assert any(line.startswith(f"ok    {what}") for line in done.stdout.splitlines()), what
    assert {name: content for name, content in north_shore.files().items() if not name.endswith("-shm")} == before


def test_where_nothing_is_installed_it_says_so_and_makes_nothing(tmp_path):
    found, code = diagnose(Installation(tmp_path / "home"))
    assert code == 1 and "waystation init" in found["database"][1]
    assert not (tmp_path / "home").exists()


def test_open_permissions_are_to_be_mended(north_shore):
    os.chmod(north_shore.home, 0o755)
    os.chmod(north_shore.home / "node.key", 0o644)
    try:
        found, code = diagnose(north_shore)
    finally:
        os.chmod(north_shore.home, 0o700)
        os.chmod(north_shore.home / "node.key", 0o600)
    assert code == 1
    assert found["folder"][0] == found["node key"][0] == "mend"
    assert "chmod 700" in found["folder"][1] and "chmod 600" in found["node key"][1]


def test_a_name_served_without_https_is_warned_of_and_an_onion_is_not(north_shore):
    found, code = diagnose(north_shore, WAYSTATION_HOSTS="notes.example.org localhost")
    assert code == 0 and found["hosts"][0] == "warn" and "notes.example.org" in found["hosts"][1]
    found, _code = diagnose(north_shore, WAYSTATION_HOSTS="notes.example.org", WAYSTATION_HTTPS="1")
    assert found["hosts"][0] == "ok"
    found, _code = diagnose(north_shore, WAYSTATION_HOSTS=f"{'a' * 56}.onion")
    assert found["hosts"][0] == "ok"
    found, code = diagnose(north_shore, WAYSTATION_HOSTS="*")
    assert code == 1 and found["hosts"][0] == "mend"


def test_the_demonstration_and_the_future_are_noticed(north_shore):
    north_shore.story("change", "demonstration", "true")
    north_shore.story("set_clock_ahead")
    found, code = diagnose(north_shore)
    north_shore.story("change", "demonstration", "false")
    assert code == 1 and found["people"][0] == "mend" and "never put a real person in" in found["people"][1]
    assert found["newest entry"][0] == "warn" and "minutes from now" in found["newest entry"][1]


def test_an_unreachable_database_is_said_without_its_password(north_shore):
    found, code = diagnose(north_shore, DATABASE_URL="postgresql://notes:hunter2@127.0.0.1:1/notes")
    assert code == 1 and found["database"][0] == "mend"
    assert "hunter2" not in json.dumps(found)


def test_a_full_disk_a_wrong_clock_and_swap_are_noticed(tmp_path, monkeypatch):
    monkeypatch.setenv("WAYSTATION_HOME", str(tmp_path))
    gib = 1 << 30
    levels = [checks.disk(lambda _where, f=free: Usage(20 * gib, 0, f)).level for free in (5 * gib, gib, gib // 20)]
    assert levels == ["ok", "warn", "mend"]
    assert checks.clock(0).level == "mend" and checks.clock().level == "ok"
    table = tmp_path / "swaps"
    table.write_text("Filename Type Size Used Priority\n")
    assert checks.swap(table).level == "ok"
    table.write_text("Filename Type Size Used Priority\n/dev/zram0 partition 9 0 -2\n")
    assert checks.swap(table).level == "ok"
    table.write_text("Filename Type Size Used Priority\n/dev/sda2 partition 9 0 -2\n")
    assert checks.swap(table).level == "warn" and "/dev/sda2" in checks.swap(table).text


def test_core_dumps_and_old_packages_are_to_be_mended(monkeypatch):
    monkeypatch.setattr(resource, "getrlimit", lambda _which: (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    assert checks.core_dumps().level == "mend" and "LimitCORE=0" in checks.core_dumps().text
    monkeypatch.setattr(checks.importlib.metadata, "version", lambda name: "46.0.1" if name == "cryptography" else "99")
    assert checks.packages().level == "mend" and "cryptography is 46.0.1, 47 or newer" in checks.packages().text


def test_a_library_without_the_hybrid_is_to_be_mended(monkeypatch):
    from waystation.circles.secret import Card

    def broken(*_arguments):
        raise NotImplementedError

    monkeypatch.setattr(Card, "seal", broken)
    assert checks.sealing().level == "mend" and "ML-KEM" in checks.sealing().text


@pytest.mark.parametrize(
    ("harm", "after", "why", "words"),
    [("alter_log", 2, "altered", "line 3 was altered"), ("cut_log", 3, "missing", "line 4 is missing")],
)
def test_a_log_that_was_cut_or_altered_is_found_by_both_commands(harm, after, why, words, north_shore, tmp_path):
    copy = Installation(tmp_path / "home")
    shutil.copytree(north_shore.home, copy.home)
    copy.story(harm)
    done = copy.run("log", "--json", "--tail", "3")
    told = json.loads(done.stdout)
    assert done.returncode == 1 and len(told["lines"]) == 3
    assert told["good"] == after and told["broken"] == {"after": after, "why": why}
    assert words in copy.run("log", "--tail", "200").stdout
    found, code = diagnose(copy)
    assert code == 1 and found["access log"][0] == "mend"


def test_the_newest_lines_of_the_log_are_printed_oldest_first(north_shore):
    lines = north_shore.run("log", "--tail", "2").stdout.splitlines()
    told = json.loads(north_shore.run("log", "--tail", "2", "--json").stdout)
    assert [int(line.split()[0]) for line in lines[:2]] == [told["good"] - 1, told["good"]]
    assert lines[-1] == f"The access log is whole: {told['good']} good lines."
    assert told["broken"] is None
