"""Text as search compares it."""

import unicodedata
from collections.abc import Iterable
from typing import Any


def folded(text: str) -> str:
    """Text case-folded and without combining marks."""
    if text.isascii():
        return text.casefold()
    return "".join(c for c in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(c))


def place(text: str, word: str) -> tuple[int, int] | None:
    """Where a folded word stands in a text that is not: from and before which character. None where it does not."""
    pieces = [folded(c) for c in text]
    at = "".join(pieces).find(word)
    if at < 0:
        return None
    owners = [n for n, piece in enumerate(pieces) for _letter in piece]
    return owners[at], owners[at + len(word) - 1] + 1 if word else owners[at]


def folded_texts(values: Iterable[Any]) -> str:
    """All texts among these values as one, for a first look."""
    return folded("\n".join(v for v in values if isinstance(v, str)))
