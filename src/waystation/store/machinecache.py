"""Where compiled code is kept if the program's own folder may not be written to: a folder of the installation's.

It holds machine code of the planner and of routes, and nothing of any case. Whoever can write there decides what a
process with keys runs, since numba loads it as pickles: so it counts only while it and all in it belong to this
account, nobody else may write there, and nobody but this account and root can put another in its place.
"""

import os
import stat
from pathlib import Path

import waystation.planning

VARIABLE = "NUMBA_CACHE_DIR"
NAME = "machine-code"
OTHERS = stat.S_IWGRP | stat.S_IWOTH
PROGRAM = Path(waystation.planning.__file__).parent


def choose(home: Path, program: Path = PROGRAM) -> None:
    """Sets the variable for this process and those that it starts, or takes it away where its folder is not safe."""
    given = os.environ.pop(VARIABLE, "")
    if not given and _kept_beside(program):
        return
    folder = Path(given).absolute() if given else home / NAME
    if safe(folder):
        os.environ[VARIABLE] = str(folder)


def safe(folder: Path) -> bool:
    """Whether nobody else can have put anything there. Makes the folder where it is missing."""
    try:
        if not all(_held(path) for path in folder.parents):
            return False
        folder.mkdir(mode=0o700, exist_ok=True)
        return _ours(folder) and all(_ours(path) for path in folder.rglob("*"))
    except OSError:  # it may not be made there, or not be read
        return False


def _ours(path: Path) -> bool:
    """A link is not: it leads to where somebody else may write."""
    found = path.lstat()
    plain = stat.S_ISDIR(found.st_mode) or stat.S_ISREG(found.st_mode)
    return plain and found.st_uid == os.geteuid() and not found.st_mode & OTHERS


def _held(path: Path) -> bool:
    """Whether nobody else can exchange what is in a folder: as in one of this account or root, or in ``/tmp``."""
    found = path.lstat()
    kept = not found.st_mode & OTHERS or found.st_mode & stat.S_ISVTX
    return stat.S_ISDIR(found.st_mode) and found.st_uid in (0, os.geteuid()) and bool(kept)


def _kept_beside(program: Path) -> bool:
    """Whether each package with compiled functions can keep them in its own folder, as numba does by itself."""
    for package in {path.parent for path in program.rglob("*.py")}:
        beside = package / "__pycache__"
        if not os.access(beside if beside.exists() else package, os.W_OK | os.X_OK):
            return False
    return True
