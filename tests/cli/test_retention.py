"""Deletion proves itself: in the database's bytes, in a new backup, and when an old backup is put back."""

import json

import pytest
from cli_cast import PASSPHRASE, Installation

from waystation.store.backups import archive
from waystation.store.deleting import erasing

KEPT = {"money", "consent"}


@pytest.fixture
def told(tmp_path):
    installation = Installation(tmp_path / "home")
    return installation, installation.story("a_whole_case")


def on_disk(*files):
    return b"".join(path.read_bytes() for file in files for path in file.parent.glob(file.name + "*"))


def found(content, samples):
    """Of which parts anything is there."""
    return {part for part, some in samples.items() for sample in some if bytes.fromhex(sample) in content}


def database(installation):
    return on_disk(installation.home / "node.sqlite3")


def inside(backup, folder):
    """The database in a backup, as bytes."""
    folder.mkdir()
    with backup.open("rb") as source:
        archive.unpack(source, PASSPHRASE, folder)
    return (folder / archive.DATABASE).read_bytes()


def backed_up(installation, file):
    done = installation.run("backup", str(file), "--passphrase-stdin", stdin=PASSPHRASE)
    assert done.returncode == 0, done.stderr
    return file


def test_what_a_person_asked_to_delete_is_in_no_byte_of_the_database_nor_of_any_backup(told, tmp_path, monkeypatch):
    monkeypatch.setattr("waystation.store.backups.sealedfile.MEMORY", 1024)
    home, people = told
    samples = {code: home.story("samples", people[code]) for code in ("Quiet Heron", "Amber Fox")}
    parts = {"contact", "identity", "story", "needs", "consent", "money"}
    assert found(database(home), samples["Quiet Heron"]) == parts
    old = backed_up(home, tmp_path / "monday")
    receipt = tmp_path / "receipt.json"

    left = home.story("asked_for", people["noor"], people["ilya"], people["Quiet Heron"], str(receipt))
    assert set(left) == KEPT
    assert found(database(home), samples["Quiet Heron"]) <= KEPT  # their snapshots may have been folded anew
    assert found(database(home), samples["Amber Fox"]) == parts  # the bytes are looked for where they would be
    new = inside(backed_up(home, tmp_path / "tuesday"), tmp_path / "new")
    assert found(new, samples["Quiet Heron"]) <= KEPT and found(new, samples["Amber Fox"]) == parts
    assert parts - found(inside(old, tmp_path / "old"), samples["Quiet Heron"]) == set()  # so restoring must delete

    done = home.run("restore", str(old), "--force", "--passphrase-stdin", stdin=PASSPHRASE)
    assert done.returncode == 0 and "Deleted again what was deleted since" in done.stdout, done.stderr
    assert found(on_disk(home.home / "node.sqlite3"), samples["Quiet Heron"]) <= KEPT
    assert (
        "Waiting for their day: 2" in home.run("retention").stdout
    )  # accounts and consents go on their day all the same
    checked = home.run("receipt", str(receipt))
    assert checked.returncode == 0 and "Nothing that is certified as deleted is in the database" in checked.stdout
    assert home.story("read", people["ilya"], people["Amber Fox"])["priority"] == "emergency"
    assert home.run("log").returncode == 0

    elsewhere = Installation(tmp_path / "elsewhere")  # the machine is lost; a copy of the list was kept apart
    (tmp_path / "list").write_bytes((home.home / "shredded.txt").read_bytes())
    options = ("--shredded", str(tmp_path / "list"), "--passphrase-stdin")
    assert elsewhere.run("restore", str(old), *options, stdin=PASSPHRASE).returncode == 0
    assert found(database(elsewhere), samples["Quiet Heron"]) <= KEPT


def test_the_timer_deletes_on_the_day_and_the_receipt_is_completed_and_checked(told, tmp_path):
    home, people = told
    receipt = tmp_path / "receipt.json"
    receipt.write_text(home.story("closed", people["ilya"], people["ruth"], people["Quiet Heron"]))
    assert "contact: kept until" in home.run("receipt", str(receipt)).stdout
    samples = home.story("samples", people["Quiet Heron"])
    assert "deleted: 0. Waiting for their day: 6" in home.run("retention").stdout
    home.story("days_pass", "91")
    assert "would be deleted: 1" in home.run("retention", "--dry").stdout
    assert found(database(home), samples) >= {"contact"}
    home.story("days_pass", "3")
    assert "1 parts of closed cases should have been deleted" in home.run("doctor").stdout
    said = json.loads(home.run("retention", "--json").stdout)
    assert said["due"] == 1 and len(said["certificates"]) == 1 and not said["note"]
    assert "contact" not in found(database(home), samples) and "needs" in found(database(home), samples)
    assert "nothing is overdue; 5 parts wait" in home.run("doctor").stdout
    done = home.run("receipt", str(receipt), "--output", str(tmp_path / "completed.json"))
    assert done.returncode == 0 and "contact: deleted, as certified." in done.stdout
    assert len(json.loads((tmp_path / "completed.json").read_text())["deleted"]) == 1


def test_a_receipt_that_somebody_wrote_to_is_told(told, tmp_path):
    home, people = told
    said = json.loads(home.story("closed", people["ilya"], people["ruth"], people["Quiet Heron"]))
    said["order"] = said["order"].replace('"contact"', '"journey"')
    (tmp_path / "receipt.json").write_text(json.dumps(said))
    done = home.run("receipt", str(tmp_path / "receipt.json"))
    assert done.returncode == 1 and "bad:  The order" in done.stdout
    (tmp_path / "receipt.json").write_text(json.dumps(said | {"deleted": [["no certificate", "00"]]}))
    done = home.run("receipt", str(tmp_path / "receipt.json"))
    assert done.returncode == 1 and "bad:  A certificate is not this installation's" in done.stdout and not done.stderr
    (tmp_path / "receipt.json").write_text("holiday pictures")
    assert "not a deletion receipt" in home.run("receipt", str(tmp_path / "receipt.json")).stderr


def test_an_old_database_put_back_by_hand_is_told_and_the_list_forgets_nothing(told, tmp_path):
    home, people = told
    old = backed_up(home, tmp_path / "monday")
    copy = home.home / "node.sqlite3"
    (tmp_path / "copy").write_bytes(copy.read_bytes())
    home.story("asked_for", people["noor"], people["ilya"], people["Quiet Heron"], str(tmp_path / "receipt.json"))
    listed = home.home / "shredded.txt"
    gone = erasing.listed(listed.read_text())
    for end in ("-wal", "-shm"):
        copy.with_name(copy.name + end).unlink(missing_ok=True)
    copy.write_bytes((tmp_path / "copy").read_bytes())
    assert "What was deleted is here again" in home.run("doctor").stdout
    home.run("retention")
    assert gone["circle"] and erasing.listed(listed.read_text()) == gone
    home.run("restore", str(old), "--force", "--passphrase-stdin", stdin=PASSPHRASE)
    assert "ok    retention" in home.run("doctor").stdout


def test_a_list_of_what_was_deleted_that_is_damaged_stops_a_restore(told, tmp_path):
    home, _people = told
    file = backed_up(home, tmp_path / "b")
    (home.home / "shredded.txt").write_text("circle 12\n")
    done = home.run("restore", str(file), "--force", "--passphrase-stdin", stdin=PASSPHRASE)
    assert done.returncode == 1 and "find a whole one" in done.stderr
