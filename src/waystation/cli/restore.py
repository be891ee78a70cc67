"""``waystation restore FILE``: a backup, put back. Everything is checked before anything here is touched."""

import argparse
import contextlib
import os
import sqlite3
import sys
import time
from pathlib import Path
from typing import Any

HELP = "put a backup back"
TOUCHED = "Nothing here was changed."


class Refused(Exception):
    """Why a backup is not put back. Its text is a sentence."""


class HalfDone(Exception):
    """Something failed after the database here was replaced. Its text says what stands, and what to do."""


def arguments(parser: argparse.ArgumentParser) -> None:
    from waystation.cli import passphrases

    parser.add_argument("file", type=Path, metavar="FILE", help="a file that `waystation backup` wrote")
    parser.add_argument("--force", action="store_true", help="put it in place of the database that is here")
    parser.add_argument(
        "--shredded", type=Path, metavar="LIST", help="a newer list of what was deleted, from another place"
    )
    passphrases.argument(parser)


def run(options: argparse.Namespace) -> int:
    from waystation.cli.checks import home
    from waystation.cli.passphrases import NoPassphrase, asked, from_stdin
    from waystation.store.backups import workplace
    from waystation.store.backups.sealedfile import SealedFileError

    os.umask(0o077)
    where, url = home(), os.environ.get("DATABASE_URL", "")
    try:
        if not options.force:
            _must_be_empty(where, url)
        with options.file.open("rb") as source:
            passphrase = from_stdin() if options.passphrase_stdin else asked()
            with _folder(where) as staging:
                swept = workplace.said(workplace.sweep(where))
                gone = _shredded(where, options.shredded)
                door = _door(options.file, passphrase, staging, where, gone)
                done = _restore(source, passphrase, staging, where, url, gone)
                for line in [*swept, *done, *_place_door(door, where)]:
                    print(line)
    except (Refused, NoPassphrase, SealedFileError) as error:
        return _fail(f"{error} {TOUCHED}")
    except HalfDone as error:
        return _fail(str(error))
    except OSError as error:
        return _fail(f"{error.filename or options.file}: {error.strerror}.")
    print("Next: `waystation doctor`. Members log in as before; whoever was dismissed since must be dismissed again.")
    return 0


def _fail(sentence: str) -> int:
    print(sentence, file=sys.stderr)
    return 1


def _must_be_empty(where: Path, url: str) -> None:
    """Raises Refused when there is a database already."""
    from waystation.store.backups import archive

    file = archive.sqlite_path(where, url)
    if archive.postgresql_is_filled(url) if file is None else file.exists():
        raise Refused("There is a database here already. With --force the backup takes its place.")


def _must_be_idle(file: Path) -> None:
    """Raises Refused while anybody else has an old SQLite database open."""
    try:
        with contextlib.closing(sqlite3.connect(file, timeout=1)) as old:
            old.execute("PRAGMA journal_mode=DELETE")  # folds its log into it; impossible while others have it open
    except sqlite3.OperationalError as error:
        raise Refused("The database here is in use. Stop the server and the door first.") from error
    except sqlite3.DatabaseError:
        pass  # damaged: that is what backups are for


@contextlib.contextmanager
def _folder(where: Path):  # type: ignore[no-untyped-def]
    """A folder inside the installation's, on the same disk, gone afterwards; so is the installation's if empty."""
    from waystation.store.backups import workplace

    new = not where.exists()
    where.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        with workplace.folder(where, "restore") as staging:
            yield staging
    finally:
        if new and not any(where.iterdir()):
            where.rmdir()


def _shredded(where: Path, more: Path | None) -> str:
    """The lists of what was deleted since: the one that is here, and one from elsewhere. Raises Refused."""
    from waystation.store.deleting import erasing

    text = "".join(path.read_text("ascii") for path in (where / erasing.LIST, more) if path and path.exists())
    try:
        erasing.listed(text), erasing.days(text)
    except ValueError as error:
        raise Refused("The list of what was deleted cannot be read: find a whole one before you restore.") from error
    if more and not more.exists():
        raise Refused(f"{more} does not exist.")
    return text


def _door(file: Path, passphrase: str, staging: Path, where: Path, gone: str) -> tuple[Path | None, str]:
    """The door's half that lies beside a backup, checked and without what was deleted since, and a sentence on it."""
    from waystation.store.backups import doorcopy
    from waystation.store.deleting import erasing

    beside = file.with_name(file.name + doorcopy.END)
    if not beside.exists():
        return None, "No door's copy lies beside it: letters that came since then are lost, if the door's disk is."
    if doorcopy.path_of(where, os.environ.get("DOOR_DATABASE_URL", "")) is None:
        return None, f"{beside} is of SQLite, and DOOR_DATABASE_URL names another database: it was left there."
    now = int(time.time() // 60)
    try:
        made, _minute = doorcopy.unseal(beside, passphrase, staging, now)
    except doorcopy.TooOld as error:
        return None, f"{error} It was not put back. Throw it away."
    target = doorcopy.path_of(where, os.environ.get("DOOR_DATABASE_URL", ""))
    if target is not None and target.exists():
        _must_be_idle(target)
    listed = set(erasing.listed(gone).get("mailbox", [])) | doorcopy.noted(where)
    return made, f"Door: {doorcopy.cleanse(made, listed, now)} mailboxes deleted again or lapsed."


def _place_door(door: tuple[Path | None, str], where: Path) -> list[str]:
    """Moves a checked copy to where the door looks for it, and what was there aside."""
    from waystation.store.backups import doorcopy

    made, sentence = door
    target = doorcopy.path_of(where, os.environ.get("DOOR_DATABASE_URL", ""))
    if made is None or target is None:
        return [sentence]
    aside = _move_aside(where, target, key=False)
    os.rename(made, target)
    _sync(where)
    return [sentence, *([f"The door's database of before is in {aside}."] if aside else [])]


def _restore(source, passphrase: str, staging: Path, where: Path, url: str, gone: str) -> list[str]:  # type: ignore[no-untyped-def]
    """Checks the backup in ``staging``, takes out what was deleted since (``gone``), and moves it into place. Returns
    what was done, in sentences."""
    from waystation.store.backups import archive
    from waystation.store.deleting import erasing

    manifest = archive.unpack(source, passphrase, staging)
    own = staging / erasing.LIST
    listed = erasing.listed(gone + (own.read_text("ascii") if own.exists() else ""))
    days = erasing.days(gone)  # not those in the backup: what was opened again since must not go
    file = archive.sqlite_path(where, url)
    kind = archive.POSTGRESQL if file is None else archive.SQLITE
    if manifest.database != kind:
        raise Refused(f"The backup is of a {manifest.database} database, and DATABASE_URL names a {kind} one.")
    made = time.strftime("%Y-%m-%d %H:%M UTC", time.gmtime(manifest.made * 60))
    done = [f"The backup of {made} by version {manifest.program} is whole."]
    rows, now = 0, int(time.time() * 1_000_000)
    if file is None:
        archive.load_postgresql(url, staging / archive.DATABASE)
        done.append("The PostgreSQL database holds its tables now.")
        rows = _cleanse_postgresql(url, listed, days, now) if listed else 0
        if listed and not archive.compact_postgresql(url):
            done.append("The server did not free the pages of deleted rows: `waystation retention` tries again.")
    else:
        if file.exists():
            _must_be_idle(file)
        rows = archive.cleanse_sqlite(staging / archive.DATABASE, listed, days, now) if listed else 0
    if rows:
        done.append(f"Deleted again what was deleted since this backup: {rows} rows.")
    aside = _move_aside(where, file)
    if aside:
        done.append(f"What was here before is in {aside}. Delete it when you are sure.")
    if file is not None:
        os.rename(staging / archive.DATABASE, file)
        done.append(f"Database: {file}, with {manifest.circles} circles and {manifest.envelopes} envelopes.")
    os.rename(staging / archive.NODE_KEY, where / archive.NODE_KEY)
    if listed:
        things = ((kind, thing) for kind, ids in listed.items() for thing in ids)
        (where / erasing.LIST).write_text(erasing.as_list(things, days), "ascii")
    os.chmod(where, 0o700)
    _sync(where)
    done.append(f"Node's key: {where / archive.NODE_KEY}.")
    return done


def _cleanse_postgresql(url: str, listed: dict[str, list[bytes]], days: list[Any], now: int) -> int:
    """Takes out again what was deleted, of a database that is in place already. Raises HalfDone."""
    from waystation.store.backups import archive

    try:
        return archive.cleanse_postgresql(url, listed, days, now)
    except archive.NoDump as error:
        raise HalfDone(
            f"{error} The database here is the backup's now: what was deleted since it was made may be there again. Do"
            " not start the server or the door. When the database's server answers, run this command again with --force"
            " and the same lists; nothing else undoes it. The node's key here was not changed."
        ) from error


def _move_aside(where: Path, file: Path | None, key: bool = True) -> Path | None:
    """Moves an old database, its log (which SQLite would replay into the new one) and the old key out of the way."""
    from waystation.store.backups.workplace import ASIDE

    old = [where / "node.key"] if key else []
    if file is not None:
        old += [file, *(file.with_name(file.name + end) for end in ("-wal", "-shm", "-journal"))]
    there = [path for path in old if path.exists()]
    if not there:
        return None
    aside = where / time.strftime(f"{ASIDE}%Y%m%d-%H%M%S", time.gmtime())
    aside.mkdir(mode=0o700, exist_ok=True)
    for path in there:
        os.rename(path, aside / path.name)
    _sync(where)
    return aside


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
