"""What ``waystation doctor`` looks at on the machine, before anything of ours is opened. Nothing here writes."""

import importlib.metadata
import os
import re
import resource
import shutil
import stat
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

OK, WARN, MEND = "ok", "warn", "mend"
GIB = 1 << 30
# When this version was made. A clock before it is wrong for certain.
BUILT = datetime(2026, 11, 22, tzinfo=UTC)


class Finding(NamedTuple):
    """One line of the doctor: what was looked at, ``ok``, ``warn`` or ``mend``, and a sentence, with how to mend it."""

    what: str
    level: str
    text: str


def home() -> Path:
    """The installation's folder, by the rule of ``store.settings``, which would make the node's key when imported."""
    return Path(os.environ.get("WAYSTATION_HOME", "var")).resolve()


def no_installation() -> str:
    """Why there is nothing here to look into; empty when there is."""
    if not (home() / "node.key").is_file():
        return f"There is no installation in {home()}. Set WAYSTATION_HOME to its folder, or run `waystation init`."
    if not os.environ.get("DATABASE_URL") and not (home() / "node.sqlite3").is_file():
        return f"{home()} holds no database. Run `waystation init`, or `waystation restore` with a backup."
    return ""


def machine() -> Iterator[Finding]:
    for check in (python, packages, sealing, folder, node_key, disk, clock, core_dumps, swap):
        yield check()


def python() -> Finding:
    version = ".".join(map(str, sys.version_info[:3]))
    if sys.version_info < (3, 11):  # noqa: UP036 - an installation may have been moved to an older one
        return Finding("python", MEND, f"Python {version} is too old: install 3.11 or newer.")
    return Finding("python", OK, f"Python {version}")


def packages() -> Finding:
    """Every package that we require is there, in the least version or newer."""
    try:
        required = importlib.metadata.requires("waystation") or []
    except importlib.metadata.PackageNotFoundError:
        return Finding(
            "packages", MEND, "The program runs from its source folder: install it with `pip install --no-deps .`."
        )
    wanted = [line for line in required if "extra ==" not in line]
    wrong = []
    for line in wanted:
        name, least = re.match(r"([\w.-]+)(?:\[[\w,]+\])?[^>]*>=([\d.]+)", line).groups()  # type: ignore[union-attr]
        try:
            found = importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            wrong.append(f"{name} is missing")
            continue
        if _numbers(found) < _numbers(least):
            wrong.append(f"{name} is {found}, {least} or newer is needed")
    if wrong:
        how = "Install again with `pip install --require-hashes -r requirements.lock`."
        return Finding("packages", MEND, f"{'; '.join(wrong)}. {how}")
    return Finding("packages", OK, f"{len(wanted)} packages, cryptography {importlib.metadata.version('cryptography')}")


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in re.findall(r"\d+", version)[:3])


def sealing() -> Finding:
    """Seals to a card with the hybrid KEM, opens it, signs and checks: old libraries lack ML-KEM."""
    try:
        from waystation.circles.secret import Secret

        secret = Secret.new()
        opened = secret.open(secret.card.seal(b"well", b"doctor"), b"doctor")
        secret.card.verify(secret.sign(b"well"), b"well")
    except Exception as error:  # whatever a library that was built without these algorithms does
        how = "Install the wheel of cryptography 47 or newer; one built against an old OpenSSL lacks ML-KEM."
        return Finding("sealing", MEND, f"Sealing does not work here ({type(error).__name__}). {how}")
    if opened != b"well":
        return Finding("sealing", MEND, "What was sealed did not open. Do not use this machine.")
    return Finding("sealing", OK, "ML-KEM-768 with X25519 seals and opens, Ed25519 signs")


def folder() -> Finding:
    where = home()
    if not where.is_dir():
        return Finding("folder", MEND, f"{where} does not exist. Set WAYSTATION_HOME, or run `waystation init`.")
    return _private("folder", where, 0o700)


def node_key() -> Finding:
    path = home() / "node.key"
    if not path.is_file():
        return Finding("node key", MEND, f"{path} does not exist. Run `waystation init`, or restore a backup.")
    if path.stat().st_size != 32:
        return Finding("node key", MEND, f"{path} should hold 32 bytes. Restore it from a backup.")
    return _private("node key", path, 0o600)


def _private(what: str, path: Path, mode: int) -> Finding:
    found = path.stat()
    if found.st_uid != os.geteuid():
        how = "Run this as the account that serves, or give it the files with chown."
        return Finding(what, MEND, f"{path} belongs to another account. {how}")
    if stat.S_IMODE(found.st_mode) != mode:
        wrong = stat.S_IMODE(found.st_mode)
        return Finding(what, MEND, f"{path} has the permissions {wrong:04o}: run `chmod {mode:o} {path}`.")
    return Finding(what, OK, f"{path} is {mode:04o} and ours")


def disk(usage: Callable[[Path], "shutil._ntuple_diskusage"] = shutil.disk_usage) -> Finding:
    where = next(path for path in (home(), *home().parents) if path.exists())
    total, _used, free = usage(where)
    text = f"{free / GIB:.1f} GiB of {total / GIB:.1f} are free"
    if free < GIB // 10:
        return Finding("disk", MEND, f"{text}. Make room at once: reports will be refused.")
    if free < GIB or free < total / 10:
        return Finding("disk", WARN, f"{text}. Make room: below 1 GiB or a tenth is too little.")
    return Finding("disk", OK, text)


def clock(now: float | None = None) -> Finding:
    if (time.time() if now is None else now) < BUILT.timestamp():
        how = "Set it (on Debian: apt-get install systemd-timesyncd)."
        return Finding("clock", MEND, f"The clock stands before {BUILT:%Y-%m-%d}, when this version was made. {how}")
    return Finding("clock", OK, f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC")


def core_dumps() -> Finding:
    if resource.getrlimit(resource.RLIMIT_CORE)[0] == 0:
        return Finding("core dumps", OK, "switched off")
    how = "Set LimitCORE=0 in the service, or `ulimit -c 0` in the shell that serves."
    return Finding("core dumps", MEND, f"A crash would write memory, with keys in it, to the disk. {how}")


def swap(table: Path = Path("/proc/swaps")) -> Finding:
    try:
        areas = [line.split()[0] for line in table.read_text().splitlines()[1:] if line.strip()]
    except OSError:
        return Finding(
            "swap", WARN, "Whether memory is swapped to disk cannot be told here. Swap must be off or encrypted."
        )
    written = [area for area in areas if "zram" not in area]
    if written:
        how = "Switch it off (`swapoff -a`, and its line in /etc/fstab) unless it is encrypted with a random key."
        return Finding("swap", WARN, f"Memory may be written to {', '.join(written)}. {how}")
    return Finding("swap", OK, "no swap on a disk")
