"""The door's half of a backup: a sealed file of its own, which lives for a week.

    copy(live, target)                          # letters, answers, their files; nothing that was not sent
    seal(target, out, passphrase, minute)
    made = unseal(source, passphrase, folder)   # checked whole; then ``cleanse`` before it is put anywhere
    note(home, [mailbox], minute)               # somebody said: delete everything

The rest of a backup is kept for 90 days. A person in danger was promised that what they delete is gone, so the door's
half is another file, to be thrown away after KEPT days, and an older one is not put back. Within that time the list
in ``forgotten/`` says which mailboxes were deleted since: one file a day, hashes of addresses and nothing else, thrown
away when no copy that still counts can hold them.

Imports no Django: restoring happens before there are settings to load.
"""

import json
import os
import sqlite3
from collections.abc import Iterable
from contextlib import closing, suppress
from pathlib import Path
from urllib.parse import unquote, urlsplit

from waystation.store.backups.archive import NoDump
from waystation.store.backups.sealedfile import Damaged, Opened, SealedFileError, Sealing

KEPT = 7  # days; a letter that nobody fetched for a week is on another machine's disk by then, or never will be
FOLDER, NAME, END = "forgotten", "door.sqlite3", ".door"
DAY, LAPSE = 1440, 30 * 1440  # minutes; ``door.mailboxes`` deletes what nobody opened for so long
UNSENT = (
    "DELETE FROM door_draft",
    "DELETE FROM door_chunk WHERE file IN (SELECT id FROM door_file WHERE letter = x'')",
    "DELETE FROM door_file WHERE letter = x''",
)
OF_MAILBOX = (
    "DELETE FROM door_chunk WHERE file IN (SELECT id FROM door_file WHERE mailbox = ?)",
    "DELETE FROM door_file WHERE mailbox = ?",
    "DELETE FROM door_letter WHERE mailbox = ?",
    "DELETE FROM door_mailbox WHERE id = ?",
)


class TooOld(SealedFileError):
    """A copy from before the time for which it is known what was deleted since."""


def path_of(home: Path, url: str) -> Path | None:
    """Where the door's SQLite file lies; None where it is another database."""
    parts = urlsplit(url)
    if not url:
        return home / NAME
    return Path(unquote(parts.path[1:])) if parts.scheme == "sqlite" else None


def copy(source: Path, target: Path) -> int:
    """A copy as of one moment, of what was sent. Returns how many letters and answers it holds. Raises NoDump."""
    os.close(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    try:
        with closing(sqlite3.connect(source, timeout=20)) as live, closing(sqlite3.connect(target)) as made:
            live.backup(made)
            made.execute("PRAGMA journal_mode=DELETE")
            for statement in UNSENT:
                made.execute(statement)
            made.commit()
            made.execute("PRAGMA temp_store=MEMORY")
            made.execute("VACUUM")
            return made.execute("SELECT count(*) FROM door_letter").fetchone()[0]
    except sqlite3.Error as error:
        raise NoDump(f"The door's database could not be copied: {error}.") from error


def seal(made: Path, out: Path, passphrase: str, minute: int) -> None:
    """Raises WeakPassphrase, OSError."""
    with open(os.open(out, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        with Sealing(file, passphrase) as sealed, made.open("rb") as content:
            sealed.write(json.dumps({"door": 1, "made": minute}).encode() + b"\n")
            while piece := content.read(1 << 20):
                sealed.write(piece)
        file.flush()
        os.fsync(file.fileno())


def unseal(source: Path, passphrase: str, folder: Path, now: int) -> tuple[Path, int]:
    """Writes a copy into a folder: its path and the minute it was made. Raises SealedFileError, TooOld."""
    target = folder / NAME
    with source.open("rb") as file:
        opened = Opened(file, passphrase)
        head = b""
        while not head.endswith(b"\n") and len(head) < 200 and (byte := opened.read(1)):
            head += byte
        try:
            made = int(json.loads(head)["made"])
        except (ValueError, KeyError, TypeError) as error:
            raise Damaged("The door's copy does not begin as one.") from error
        if now - made > KEPT * DAY:
            raise TooOld(f"The door's copy is older than {KEPT} days: it is not known any more what was deleted since.")
        with open(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
            while piece := opened.read(1 << 20):
                out.write(piece)
            out.flush()
            os.fsync(out.fileno())
        opened.finish()
    return target, made


def cleanse(made: Path, gone: Iterable[bytes], now: int) -> int:
    """Deletes from a copy the mailboxes that were deleted since, and those that nobody opened for thirty days.

    Returns how many went. Raises Damaged."""
    try:
        with closing(sqlite3.connect(made)) as database:
            database.execute("PRAGMA secure_delete=ON")
            old = database.execute(
                "SELECT id FROM door_mailbox WHERE made < ? AND opened < ?", (now - LAPSE, now - LAPSE)
            ).fetchall()
            count = 0
            for mailbox in {*gone, *(bytes(id_) for (id_,) in old)}:
                counts = [database.execute(sql, (mailbox,)).rowcount for sql in OF_MAILBOX]
                count += counts[-1]
            database.commit()
            database.execute("PRAGMA temp_store=MEMORY")
            database.execute("VACUUM")
            return count
    except sqlite3.DatabaseError as error:
        raise Damaged("The door's copy is no database.") from error


# -- what was deleted since ------------------------------------------------------------------------------------------


def note(home: Path, mailboxes: Iterable[bytes], minute: int) -> None:
    """Remembers that mailboxes were deleted, for as long as a copy may hold them; drops what is older. A line is one
    write, so that processes that note at once lose none."""
    text = "".join(f"{mailbox.hex()}\n" for mailbox in mailboxes)
    if not text:
        return
    folder, today = home / FOLDER, minute // DAY
    folder.mkdir(mode=0o700, exist_ok=True)
    with open(os.open(folder / str(today), os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "ab", 0) as file:
        file.write(text.encode())
    for path in folder.iterdir():
        if path.name.isdigit() and int(path.name) < today - KEPT - 1:
            with suppress(FileNotFoundError):  # another process was as quick
                path.unlink()


def noted(home: Path) -> set[bytes]:
    """The mailboxes that were deleted in the last days."""
    found = set()
    for path in (home / FOLDER).glob("[0-9]*"):
        found |= {bytes.fromhex(line) for line in path.read_text("ascii").split() if len(line) == 32}
    return found
