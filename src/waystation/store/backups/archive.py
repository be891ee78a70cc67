"""Backups: the database and the node's key in one sealed file, and back.

    pack(out, passphrase, manifest, {"node.key": path, "database": path})
    manifest = unpack(source, passphrase, folder)      # every byte checked before anything is believed

Inside the seal is a tar of ``manifest.json`` first and then the files whose sizes and SHA-256 it states. The entries in
the database are sealed to members' keys, which no backup holds; the node's key in it opens none of them, but it keys
the hashes of log-in names and signs the access log. Hence the passphrase.

Imports no Django: restoring happens before there are settings to load.
"""

import hashlib
import io
import json
import os
import shutil
import sqlite3
import subprocess
import tarfile
from contextlib import closing
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import BinaryIO
from urllib.parse import unquote, urlsplit

from waystation.store.backups.sealedfile import Damaged, Opened, SealedFileError, Sealing
from waystation.store.deleting import erasing
from waystation.store.deleting.erasing import LIST

FORMAT = 1
MANIFEST, NODE_KEY, DATABASE = "manifest.json", "node.key", "database"
MIGRATIONS = Path(__file__).parent.parent / "migrations"
SQLITE, POSTGRESQL = "sqlite", "postgresql"
SESSIONS = "store_session"  # never backed up: a session that was cut must not come back


class NoDump(SealedFileError):
    """The database could not be copied, or not be put back. Its text says why."""


class OtherFormat(SealedFileError):
    """A backup that this version cannot use."""


@dataclass
class Manifest:
    """What a backup holds. ``made``: minute since 1970. ``files``: size and SHA-256 of each by name."""

    program: str
    made: int
    database: str
    migration: str
    circles: int
    envelopes: int
    format: int = FORMAT
    files: dict[str, tuple[int, str]] = field(default_factory=dict)


def pack(out: BinaryIO, passphrase: str, manifest: Manifest, files: dict[str, Path]) -> None:
    """Writes a backup. Raises WeakPassphrase."""
    manifest.files = {name: (path.stat().st_size, _digest(path)) for name, path in files.items()}
    body = json.dumps(asdict(manifest)).encode()
    with Sealing(out, passphrase) as sealed, tarfile.open(fileobj=sealed, mode="w|") as tar:  # type: ignore[call-overload]
        tar.addfile(_member(MANIFEST, len(body)), io.BytesIO(body))
        for name, path in files.items():
            with path.open("rb") as content:
                tar.addfile(_member(name, path.stat().st_size), content)


def _member(name: str, size: int) -> tarfile.TarInfo:
    info = tarfile.TarInfo(name)
    info.size, info.mode = size, 0o600
    return info


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def unpack(source: BinaryIO, passphrase: str, folder: Path) -> Manifest:
    """Writes a backup's files into an empty folder. Raises SealedFileError; then nothing in there is to be used."""
    opened = Opened(source, passphrase)
    try:
        with tarfile.open(fileobj=opened, mode="r|") as tar:  # type: ignore[call-overload]
            manifest = _manifest(tar)
            while (info := tar.next()) is not None:
                if info.name not in (NODE_KEY, DATABASE, LIST) or info.name not in manifest.files or not info.isfile():
                    raise Damaged("The backup holds something that does not belong in it.")
                with open(os.open(folder / info.name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
                    shutil.copyfileobj(tar.extractfile(info), file)
                    file.flush()
                    os.fsync(file.fileno())
    except tarfile.TarError as error:
        raise Damaged("The file was altered.") from error
    opened.finish()
    if set(manifest.files) - {LIST} != {NODE_KEY, DATABASE}:
        raise Damaged("The backup is not complete.")
    for name, (size, digest) in manifest.files.items():
        path = folder / name
        if not path.exists() or path.stat().st_size != size or _digest(path) != digest:
            raise Damaged(f"The {name} in the backup is not the one that was put in.")
    return manifest


def _manifest(tar: tarfile.TarFile) -> Manifest:
    """Raises OtherFormat, Damaged."""
    first = tar.next()
    if first is None or first.name != MANIFEST:
        raise Damaged("The backup does not begin with its manifest.")
    found = json.loads(tar.extractfile(first).read())  # type: ignore[union-attr]
    known = {path.stem for path in MIGRATIONS.glob("0*.py")}
    if found.get("format") != FORMAT or found.get("migration") not in known:
        program = found.get("program", "?")
        raise OtherFormat(
            f"The backup was made by version {program}: install that version or a newer one and restore with it."
        )
    try:
        return Manifest(**found)
    except TypeError as error:
        raise Damaged("The backup's manifest cannot be read.") from error


# -- SQLite ------------------------------------------------------------------------------------------------------------


def sqlite_path(home: Path, url: str) -> Path | None:
    """Where ``store.settings.database`` puts the file; None when the URL names PostgreSQL."""
    parts = urlsplit(url)
    if not url:
        return home / "node.sqlite3"
    return Path(unquote(parts.path[1:])) if parts.scheme == "sqlite" else None


def copy_sqlite(source: Path, target: Path) -> None:
    """A copy as of one moment, without sessions, by SQLite's own backup: readers and writers go on. Raises NoDump."""
    os.close(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    try:
        with closing(sqlite3.connect(source, timeout=20)) as live, closing(sqlite3.connect(target)) as copy:
            live.backup(copy)
            copy.execute("PRAGMA journal_mode=DELETE")  # one file, no log beside it
            copy.execute("PRAGMA secure_delete=ON")
            copy.execute(f"DELETE FROM {SESSIONS}")  # noqa: S608 - a constant
            copy.commit()
            [verdict] = copy.execute("PRAGMA quick_check").fetchone()
    except sqlite3.Error as error:
        raise NoDump(f"The database could not be copied: {error}.") from error
    if verdict != "ok":
        raise NoDump("The database is damaged, so there is no backup of it. Run `waystation doctor`.")


def cleanse_sqlite(file: Path, gone: dict[str, list[bytes]], days: erasing.Days, now: int) -> int:
    """Deletes from a copy what was shredded since it was made, and rewrites it. Returns how many rows went."""
    with closing(sqlite3.connect(file)) as copy:
        copy.execute("PRAGMA secure_delete=ON")
        copy.execute("PRAGMA temp_store=MEMORY")
        rows = _cleanse(lambda sql, values: copy.execute(sql, values), True, gone, days, now)
        copy.commit()
        copy.execute("VACUUM")
    return rows


def _cleanse(run: erasing.Run, sqlite: bool, gone: dict[str, list[bytes]], days: erasing.Days, now: int) -> int:
    """Also notes it there as shredded, and what is to follow, and throws away the lists that still name it."""
    of_circles = erasing.tables(run, sqlite)
    rows = sum(erasing.erase(run, of_circles, gone, now).values())
    if "store_belonging" in of_circles:  # of a version that shreds; an older one's lists are made anew when looked at
        for kind, things in gone.items():
            for thing in things:
                run("INSERT INTO store_shredded (thing, kind, at) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
                    [thing, kind, now])  # fmt: skip
        for circle, at, order in days:
            run('INSERT INTO store_shred (circle, at, "order") SELECT id, ?, ? FROM store_circle WHERE id = ?'
                " ON CONFLICT DO NOTHING", [at, order, circle])  # fmt: skip
        run("DELETE FROM store_kept WHERE sort IN (1, 3)", [])
    return rows


# -- PostgreSQL --------------------------------------------------------------------------------------------------------


def dump_postgresql(url: str, target: Path) -> None:
    """A dump as of one moment by ``pg_dump``, without sessions. Raises NoDump."""
    options = ("--format=custom", "--compress=0", "--no-owner", "--no-privileges", f"--exclude-table-data={SESSIONS}")
    os.close(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    _client("pg_dump", url, *options, f"--file={target}")


def load_postgresql(url: str, dump: Path) -> None:
    """Replaces the tables of a database by those of a dump, all or nothing. Raises NoDump."""
    options = ("--clean", "--if-exists", "--no-owner", "--no-privileges", "--single-transaction", "--exit-on-error")
    _client("pg_restore", url, *options, f"--dbname={_environment(url)['PGDATABASE']}", str(dump))


def cleanse_postgresql(url: str, gone: dict[str, list[bytes]], days: erasing.Days, now: int) -> int:
    """As ``cleanse_sqlite``, in the database just put back; ``compact_postgresql`` rewrites it. Raises NoDump: then all
    is still there."""
    import psycopg

    try:
        with psycopg.connect(url) as connection:

            def run(sql: str, values: list[object]):  # type: ignore[no-untyped-def]
                return connection.execute(sql.replace("?", "%s"), values or None)

            return _cleanse(run, False, gone, days, now)
    except psycopg.Error as error:
        raise NoDump("The PostgreSQL server does not let deleted rows be taken out again.") from error


def compact_postgresql(url: str) -> bool:
    """Rewrites the tables without the bytes of deleted rows. Returns whether the server did so."""
    import psycopg

    try:
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute("VACUUM (FULL)")
    except psycopg.Error:
        return False
    return True


def postgresql_is_filled(url: str) -> bool:
    """Whether the database holds our tables. Raises NoDump."""
    import psycopg

    try:
        with psycopg.connect(url) as connection:
            return connection.execute("SELECT to_regclass('store_setting')").fetchone() != (None,)
    except psycopg.Error as error:
        raise NoDump("The PostgreSQL server does not answer. Is DATABASE_URL right?") from error


def _client(program: str, url: str, *arguments: str) -> None:
    """Runs a client of PostgreSQL's. The password goes by the environment: a command line is seen by all accounts."""
    path = shutil.which(program)
    if path is None:
        raise NoDump(f"{program} is not installed. On Debian: apt-get install postgresql-client.")
    done = subprocess.run([path, *arguments], env=os.environ | _environment(url), capture_output=True, text=True)  # noqa: S603
    if done.returncode:
        reason = " ".join(line.strip() for line in done.stderr.splitlines()[:2]).removeprefix(f"{program}: ")
        raise NoDump(f"{program} failed: {reason}")


def _environment(url: str) -> dict[str, str]:
    from psycopg.conninfo import conninfo_to_dict

    parts = conninfo_to_dict(url)
    names = {"dbname": "PGDATABASE"} | {key: f"PG{key.upper()}" for key in parts if key != "dbname"}
    return {names[key]: str(value) for key, value in parts.items()}
