"""Where backups and restores keep a copy of the database while they work, and what a killed one left there.

    with folder(home, "backup") as place: ...
    left(home)           # [Path(".backup-x1y2")], in which nobody works any more
    sweep(home)          # removes them, and returns their names

Such a copy holds the ciphertext of everybody, also of those who are deleted later; so none may outlive its run. Whoever
works in a folder holds a lock on it, which the system takes back however the process ends. Its number would not tell:
numbers are given again, and in another container another process has it.

Imports no Django: restoring happens before there are settings to load.
"""

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

KINDS = ("backup", "door", "restore")
ASIDE = "before-restore-"  # what a restore moved out of the way; nobody but the administrator removes it


@contextmanager
def folder(home: Path, kind: str) -> Iterator[Path]:
    """A private folder inside the installation's, so on the same disk; gone afterwards."""
    place, lock = _made(home, kind)
    try:
        yield place
    finally:
        shutil.rmtree(place, ignore_errors=True)
        os.close(lock)


def _made(home: Path, kind: str) -> tuple[Path, int]:
    """A new folder and its lock. One that ``sweep`` met before it was locked is made again."""
    while True:
        place = Path(tempfile.mkdtemp(prefix=f".{kind}-", dir=home))
        with suppress(FileNotFoundError):
            lock = os.open(place, os.O_RDONLY)
            with suppress(OSError):  # a file system without locks; there nothing is swept either
                fcntl.flock(lock, fcntl.LOCK_EX)
            if place.exists():
                return place, lock
            os.close(lock)


def left(home: Path) -> list[Path]:
    """The copies in which nobody works, those of earlier versions too."""
    found = []
    for path in _copies(home):
        with _alone(path) as alone:
            if alone:
                found.append(path)
    return found


def sweep(home: Path) -> list[str]:
    """Removes the copies in which nobody works. Returns the names of those that are gone."""
    gone = []
    for path in _copies(home):
        with _alone(path) as alone:
            if not alone:
                continue
            if path.is_dir():
                shutil.rmtree(path, ignore_errors=True)
            else:
                path.unlink(missing_ok=True)
            if not path.exists():
                gone.append(path.name)
    return gone


def said(gone: list[str]) -> list[str]:
    """What was removed, as the commands print it."""
    return [f"Removed what a killed run had left: {', '.join(gone)}."] if gone else []


def aside(home: Path) -> list[Path]:
    return sorted(home.glob(f"{ASIDE}*"))


def _copies(home: Path) -> list[Path]:
    return [path for kind in KINDS for path in sorted(home.glob(f".{kind}-*")) if not path.is_symlink()]


@contextmanager
def _alone(path: Path) -> Iterator[bool]:
    """Whether nobody works there, who then cannot begin meanwhile either. What cannot be looked at is left alone."""
    try:
        lock = os.open(path, os.O_RDONLY | os.O_NOFOLLOW)
    except OSError:
        yield False
        return
    try:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            yield False
        else:
            yield True
    finally:
        os.close(lock)
