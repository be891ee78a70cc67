"""A backup or a restore that was killed leaves its copy of the database: it is named, and removed by the next run."""

import os
import signal
import subprocess
import sys

import pytest
from cli_cast import PASSPHRASE, Installation

HALFWAY = """
import sys, time
from pathlib import Path
from waystation.store.backups import workplace
with workplace.folder(Path(sys.argv[1]), sys.argv[2]) as place:
    (place / "database").write_bytes(b"the ciphertext of somebody who asked to be deleted")
    print("halfway", flush=True)
    time.sleep(60)
"""


@pytest.fixture
def home(tmp_path):
    installation = Installation(tmp_path / "home")
    installation.story("alliance")
    return installation


def copies(home):
    return sorted(path.name for path in home.home.rglob("database"))


def at_work(home, kind):
    command = [sys.executable, "-c", HALFWAY, str(home.home), kind]
    program = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=home.environment)
    assert program.stdout.readline() == "halfway\n"
    return program


def test_what_a_killed_backup_left_is_named_and_goes_with_the_next_retention_run(home):
    program = at_work(home, "backup")
    try:
        assert "left by a run that was killed" not in home.run("doctor").stdout
        home.run("retention")
        assert copies(home) == ["database"]  # somebody works there
    finally:
        program.send_signal(signal.SIGKILL)
        program.wait()
    said = home.run("doctor").stdout
    assert "warn: leftovers" in said and "left by a run that was killed: .backup-" in said
    assert "would be deleted" in home.run("retention", "--dry").stdout and copies(home) == ["database"]
    assert "Removed what a killed run had left: .backup-" in home.run("retention").stdout
    assert copies(home) == [] and "ok    leftovers" in home.run("doctor").stdout


@pytest.mark.parametrize("kind", ["backup", "door", "restore"])
def test_the_next_backup_removes_it_too(home, tmp_path, kind):
    program = at_work(home, kind)
    os.kill(program.pid, signal.SIGKILL)
    program.wait()
    done = home.run("backup", str(tmp_path / "b"), "--passphrase-stdin", stdin=PASSPHRASE)
    assert done.returncode == 0 and f"had left: .{kind}-" in done.stdout, done.stderr
    assert copies(home) == []


def test_copies_that_an_earlier_version_left_go_as_well(home):
    (home.home / ".backup-4711").write_bytes(b"copy")
    (home.home / ".door-4711").write_bytes(b"copy")
    (home.home / ".restore-ab12cd34").mkdir()
    (home.home / ".restore-ab12cd34" / "database").write_bytes(b"copy")
    assert "3 copies" in home.run("doctor").stdout
    home.run("retention")
    assert not [path for path in home.home.iterdir() if path.name.startswith((".backup", ".door", ".restore"))]


def test_what_a_restore_put_aside_is_named_until_somebody_deletes_it(home):
    (home.home / "before-restore-20260101-000000").mkdir()
    said = home.run("doctor")
    assert said.returncode == 0 and "warn: leftovers" in said.stdout
    assert "before-restore-20260101-000000" in said.stdout and "Delete it when you are sure" in said.stdout
    home.run("retention")
    assert (home.home / "before-restore-20260101-000000").is_dir()
