"""The door's half of a backup: letters that came are not lost, and what a person deleted does not come back."""

import shutil

import pytest
from cli_cast import PASSPHRASE, Installation

from waystation.store.backups import doorcopy, sealedfile
from waystation.store.backups.sealedfile import SealedFileError


@pytest.fixture
def north_shore(tmp_path, monkeypatch):
    """An installation to whose door three people wrote, and its backup."""
    monkeypatch.setattr(sealedfile, "MEMORY", 1024)  # as in cli_quick
    installation = Installation(tmp_path / "north")
    installation.story("alliance")
    receipts = installation.story("at_the_door", "3")
    file = tmp_path / "monday"
    done = installation.run("backup", str(file), "--passphrase-stdin", stdin=PASSPHRASE)
    assert done.returncode == 0, done.stderr
    assert "3 letters and answers of the door" in done.stdout
    return installation, receipts, file


def restored(installation, file, *options):
    done = installation.run("restore", str(file), "--passphrase-stdin", *options, stdin=PASSPHRASE)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_letters_and_their_files_come_back_on_another_machine_and_what_was_not_sent_does_not(north_shore, tmp_path):
    _installation, receipts, file = north_shore
    elsewhere = Installation(tmp_path / "elsewhere")
    assert "Door:" in restored(elsewhere, file)
    assert elsewhere.story("what_the_door_holds", *receipts) == [1, 1, 1, 3, 6, 0]


def test_it_is_a_private_file_in_which_nothing_can_be_read(north_shore):
    _installation, _receipts, file = north_shore
    beside = file.with_name("monday.door")
    assert beside.stat().st_mode & 0o777 == 0o600
    assert b"SQLite" not in beside.read_bytes() and b"zqdoorcopycanary" not in beside.read_bytes()


def test_what_a_person_deleted_since_is_deleted_again_before_anything_is_put_back(north_shore):
    installation, receipts, file = north_shore
    installation.story("forgets", receipts[1])
    said = restored(installation, file, "--force")
    assert "1 mailboxes deleted again" in said
    assert installation.story("what_the_door_holds", *receipts) == [1, 0, 1, 2, 4, 0]
    with (installation.home / "door.sqlite3").open("rb") as database:
        assert receipts[1].encode() not in database.read()


def test_a_mailbox_that_lapsed_meanwhile_does_not_come_back(north_shore, tmp_path):
    _installation, _receipts, file = north_shore
    made, minute = doorcopy.unseal(file.with_name("monday.door"), PASSPHRASE, _folder(tmp_path), _minute(file))
    assert doorcopy.cleanse(made, (), minute + doorcopy.LAPSE - 5) == 0
    assert doorcopy.cleanse(made, (), minute + doorcopy.LAPSE + 5) == 3


def test_a_copy_older_than_a_week_is_not_put_back(north_shore, tmp_path):
    _installation, _receipts, file = north_shore
    with pytest.raises(SealedFileError, match="older than 7 days"):
        doorcopy.unseal(file.with_name("monday.door"), PASSPHRASE, _folder(tmp_path), _minute(file) + 8 * 1440)


def test_a_damaged_copy_touches_nothing(north_shore, tmp_path):
    _installation, _receipts, file = north_shore
    beside = file.with_name("monday.door")
    beside.write_bytes(beside.read_bytes()[:-100])
    elsewhere = Installation(tmp_path / "elsewhere")
    done = elsewhere.run("restore", str(file), "--passphrase-stdin", stdin=PASSPHRASE)
    assert done.returncode == 1 and "cut off" in done.stderr and elsewhere.files() == {}


def test_without_a_copy_of_the_door_the_rest_comes_back_and_it_is_said(north_shore, tmp_path):
    _installation, _receipts, file = north_shore
    shutil.move(file.with_name("monday.door"), tmp_path / "elsewhere.door")
    assert "No door's copy" in restored(Installation(tmp_path / "elsewhere"), file)


def test_the_list_of_what_was_deleted_holds_a_week_and_nothing_but_hashes(tmp_path):
    doorcopy.note(tmp_path, [b"a" * 16], 100 * 1440)
    doorcopy.note(tmp_path, [b"b" * 16], 107 * 1440)
    assert doorcopy.noted(tmp_path) == {b"a" * 16, b"b" * 16}
    doorcopy.note(tmp_path, [b"c" * 16], 109 * 1440)
    assert doorcopy.noted(tmp_path) == {b"b" * 16, b"c" * 16}
    assert {p.name for p in (tmp_path / doorcopy.FOLDER).iterdir()} == {"107", "109"}


def _folder(tmp_path):
    folder = tmp_path / "folder"
    folder.mkdir()
    return folder


def _minute(file):
    return int(file.stat().st_mtime // 60)
