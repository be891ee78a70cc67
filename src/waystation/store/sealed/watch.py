"""What each device remembers of the access log, so that a cut end is noticed by whoever had seen it."""

import msgspec

from waystation.store.sealed import accesslog, kept
from waystation.store.sealed.keys import Keys

SHELF, WARNING = "log head", "log warning"


def at_login(keys: Keys) -> None:
    """Compares the log with what this device last saw of it, warns if that is gone, and remembers its present end."""
    seen = kept.look(keys.secret, SHELF)
    if seen:
        n, digest = msgspec.msgpack.decode(seen, type=tuple[int, bytes])
        if not accesslog.still_holds(n, digest):
            kept.keep(keys.secret, WARNING, msgspec.msgpack.encode(n))
    kept.keep(keys.secret, SHELF, msgspec.msgpack.encode(accesslog.head()))


def warning(keys: Keys) -> int | None:
    """The number of the line that this device had seen and that is no longer there; None while all is well."""
    content = kept.look(keys.secret, WARNING)
    return msgspec.msgpack.decode(content, type=int) if content else None


def dismiss(keys: Keys) -> None:
    kept.clear(keys.secret, WARNING)
