"""Compiled code is loaded by processes with keys: it comes from where nobody else can have put it, or is made anew."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from waystation.store import machinecache

SOURCE = Path(machinecache.__file__).resolve().parents[2]


@pytest.fixture(autouse=True)
def nothing_given(monkeypatch):
    monkeypatch.setenv(machinecache.VARIABLE, "")  # so that what a test sets is taken back


@pytest.fixture
def home(tmp_path):
    made = tmp_path / "home"
    made.mkdir(mode=0o700)
    return made


@pytest.fixture
def read_only(monkeypatch):
    """The program's folders, as root sees them on a disk that may not be written to."""
    monkeypatch.setattr(os, "access", lambda path, how: False)


def chosen(home):
    machinecache.choose(home)
    return os.environ.get(machinecache.VARIABLE)


def test_a_program_that_keeps_its_own_leaves_nothing_in_the_installations_folder(home):
    assert chosen(home) is None and list(home.iterdir()) == []


def test_a_program_that_may_not_be_written_to_keeps_it_in_the_installations_folder(home, read_only):
    assert chosen(home) == str(home / "machine-code")
    assert (home / "machine-code").stat().st_mode & 0o777 == 0o700


@pytest.mark.parametrize("mode", [0o770, 0o702, 0o777])
def test_a_folder_into_which_others_may_write_is_not_used(home, read_only, mode):
    (home / "machine-code").mkdir()
    (home / "machine-code").chmod(mode)
    assert chosen(home) is None


def test_nor_one_where_somebody_else_wrote_before(home, read_only):
    kept = home / "machine-code" / "beds_1"
    kept.mkdir(parents=True)
    (kept / "packing.nbc").touch()
    assert chosen(home)
    (kept / "packing.nbc").chmod(0o666)
    assert chosen(home) is None


def test_nor_a_link(home, read_only, tmp_path):
    (tmp_path / "elsewhere").mkdir()
    (home / "machine-code").symlink_to(tmp_path / "elsewhere")
    assert chosen(home) is None


def test_nor_one_that_somebody_could_exchange(home, read_only):
    home.chmod(0o777)
    assert chosen(home) is None and not (home / "machine-code").exists()


def test_nor_one_of_another_account(home, read_only, monkeypatch):
    assert chosen(home)
    monkeypatch.setattr(os, "geteuid", lambda: (home.stat().st_uid or 1000) + 1)
    assert chosen(home) is None


def test_a_folder_that_the_administrator_names_is_looked_at_too(home, tmp_path, monkeypatch):
    named = tmp_path / "named"
    named.mkdir(mode=0o700)
    monkeypatch.setenv(machinecache.VARIABLE, str(named))
    assert chosen(home) == str(named)
    named.chmod(0o777)
    assert chosen(home) is None


FIRST_STEP = """
from waystation.planning.beds import reshuffle
from waystation.planning.routes import everybody
packing = reshuffle._compiled().result(300)
compiled = getattr(packing.begin, "stats", None)
print(sum(compiled.cache_hits.values()) if compiled else "as written", everybody._makes_machine_code())
"""


def first_step(**environment):
    command = [sys.executable, "-c", FIRST_STEP]
    return subprocess.run(command, env=os.environ | environment, capture_output=True, text=True)


def test_what_one_process_compiled_the_next_one_finds(home):
    """In the folder that is chosen, as by a process of the planner."""
    path = {"PYTHONPATH": str(SOURCE), machinecache.VARIABLE: str(home / "machine-code")}
    first, second = first_step(**path), first_step(**path)
    assert (first.stdout.strip(), second.stdout.strip()) == ("0 True", "1 True"), first.stderr + second.stderr
    assert list((home / "machine-code").rglob("packing.begin*.nbc"))


def test_where_no_machine_code_may_be_made_the_functions_run_as_written(tmp_path):
    """As under systemd's MemoryDenyWriteExecute: numba says so when it is imported."""
    (tmp_path / "numba.py").write_text('raise PermissionError(1, "cannot allocate executable memory")')
    assert first_step(PYTHONPATH=f"{tmp_path}:{SOURCE}").stdout.strip() == "as written False"
