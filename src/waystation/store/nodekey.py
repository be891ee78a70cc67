"""The node's own key: 32 random bytes in a file that only its account reads. It opens nothing that members seal.

It signs the access log, keys the hashes of log-in names, and protects forms.
"""

import os
from pathlib import Path


def node_key(home: Path) -> bytes:
    """The key in ``home/node.key``, made at first use. Two processes that start at once agree on one."""
    path = home / "node.key"
    try:
        return _read(path)
    except FileNotFoundError:
        home.mkdir(parents=True, exist_ok=True, mode=0o700)
        fresh = home / f"node.key.{os.getpid()}"
        descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(os.urandom(32))
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(fresh, path)  # fails for all but the first
        except FileExistsError:
            pass
        finally:
            fresh.unlink()
        return _read(path)


def _read(path: Path) -> bytes:
    key = path.read_bytes()
    if len(key) != 32:
        raise ValueError(f"{path.name} should hold 32 bytes: restore it from a backup")
    return key
