"""Sheets: a package as it will be read, one for each person under a letter that means nothing outside it.

The same sheets are shown before sending, drawn as a PDF and written as JSON, so that what is previewed is what leaves.
Words are English whatever the sender reads, because the bytes must not depend on that.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import msgspec

from waystation.casework.fields import About, field
from waystation.casework.parts.papers import Document
from waystation.casework.sharing.packaging import ITEMS, Item

FORMAT = "package/1"  # of the machine form; documented in docs/packages.md


@dataclass(frozen=True)
class Line:
    """One fact: its item, label, value as stored and as text. ``confidential``: not for the rest of the household."""

    item: str
    label: str
    value: Any
    text: str
    confidential: bool = False


@dataclass(frozen=True)
class Sheet:
    """One person."""

    letter: str
    lines: tuple[Line, ...]


def letter(n: int) -> str:
    """A, B … Z, AA, AB …: which person of a package, counted from 0."""
    return (letter(n // 26 - 1) if n >= 26 else "") + chr(ord("A") + n % 26)


def sheet(n: int, values: Mapping[str, Any], kept_apart: bool) -> Sheet:
    """The sheet of the n-th person. ``kept_apart``: they have relatives who must not read what they told."""
    lines = []
    for key, value in values.items():
        item = ITEMS[key]
        apart = kept_apart and item.fact in ("why", "statement")
        lines.append(Line(key, item.label, value, worded(item, value), apart))
    return Sheet(letter(n), tuple(lines))


def worded(item: Item, value: Any) -> str:
    """A value as people read it."""
    if item.name == "documents":
        return "\n".join(", ".join(_paper(row)) for row in value)
    return _words(item.about, value)


def _paper(row: Mapping[str, Any]) -> Iterable[str]:
    for name, value in row.items():
        about = field(Document, name)
        said = _words(about, value)
        yield said if name in ("kind", "number", "country") else f"{about.label.lower()} {said}"


def _words(about: About, value: Any) -> str:
    if about.words is not None:
        return ", ".join(about.words.label(key) for key in (value if isinstance(value, list) else [value]))
    return ("Yes" if value else "No") if isinstance(value, bool) else str(value)


def counted(sheets: Iterable[Sheet]) -> tuple[int, int, int]:
    """How many people, different fields, and facts in all."""
    every = list(sheets)
    facts = [line.item for one in every for line in one.lines]
    return len(every), len(set(facts)), len(facts)


def machine(sheets: Iterable[Sheet], recipient: Mapping[str, Any], made_at: str, number: str) -> bytes:
    """The machine form: UTF-8 JSON, the same bytes for the same sheets."""
    every = list(sheets)
    people, fields, facts = counted(every)
    content = {
        "format": FORMAT, "number": number, "made_at": made_at,
        "to": {"name": recipient.get("name"), "country": recipient.get("country")},
        "people": people, "fields": fields, "facts": facts,
        "persons": [
            {"letter": one.letter, "facts": [
                {"item": n.item, "label": n.label, "value": n.value, "text": n.text, "confidential": n.confidential}
                for n in one.lines
            ]}
            for one in every
        ],
    }  # fmt: skip
    return msgspec.json.format(msgspec.json.encode(content), indent=1)


def hidden(shown: Iterable[Sheet], content: bytes) -> int:
    """How many facts a machine form holds that are not on these sheets: read back from the bytes that would leave."""
    seen = {(one.letter, line.item, line.text) for one in shown for line in one.lines}
    persons = msgspec.json.decode(content)["persons"]
    held = [(p["letter"], fact["item"], fact["text"]) for p in persons for fact in p["facts"]]
    return sum(one not in seen for one in held)
