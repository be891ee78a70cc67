"""Text as search compares it."""

import unicodedata
from collections.abc import Iterable
from typing import Any


def folded(text: str) -> str:
    """Text case-folded and without combining marks."""
    if text.isascii():
        return text.casefold()
    return "".join(c for c in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(c))


def folded_texts(values: Iterable[Any]) -> str:
    """All texts among these values as one, for a first look."""
    return folded("\n".join(v for v in values if isinstance(v, str)))
