"""A member's saved views of the list, and when they last looked: sealed, for nobody else."""

import msgspec

from waystation.store.sealed import kept
from waystation.store.sealed.keys import Keys

SHELF, LOOKED, MOST = "views", "looked", 30


class View(msgspec.Struct, array_like=True):
    """A saved view: its name and the harmless part of a list's address."""

    name: str
    query: str


def views(keys: Keys) -> list[View]:
    content = kept.look(keys.secret, SHELF)
    return msgspec.msgpack.decode(content, type=list[View]) if content else []


def save(keys: Keys, name: str, query: str) -> None:
    name = " ".join(name.split())[:60]
    if name:
        others = [v for v in views(keys) if v.name != name]
        kept.keep(keys.secret, SHELF, msgspec.msgpack.encode([*others, View(name, query)][-MOST:]))


def forget(keys: Keys, name: str) -> None:
    kept.keep(keys.secret, SHELF, msgspec.msgpack.encode([v for v in views(keys) if v.name != name]))


def last_look(keys: Keys) -> int:
    """The minute up to which this device has marked changes as seen; 0 for never."""
    content = kept.look(keys.secret, LOOKED)
    return msgspec.msgpack.decode(content, type=int) if content else 0


def looked(keys: Keys) -> None:
    kept.keep(keys.secret, LOOKED, msgspec.msgpack.encode(keys.minute))
