"""Drafts: what somebody typed and has not saved, sealed under their own secret, gone when saved or thrown away."""

from typing import Any

import msgspec

from waystation.store.sealed import kept
from waystation.store.sealed.keys import Keys


class Draft(msgspec.Struct, array_like=True):
    """What was typed, what the form showed before, the heads known then, and when."""

    typed: dict[str, Any]
    before: dict[str, Any]
    heads: tuple[bytes, ...]
    minute: int


def look(keys: Keys, place: str) -> Draft | None:
    content = kept.look(keys.secret, "draft " + place)
    try:
        return msgspec.msgpack.decode(content, type=Draft) if content else None
    except msgspec.DecodeError:
        return None


def keep(keys: Keys, place: str, draft: Draft) -> None:
    kept.keep(keys.secret, "draft " + place, msgspec.msgpack.encode(draft), kept.DRAFT)


def forget(keys: Keys, place: str) -> None:
    kept.clear(keys.secret, "draft " + place)
