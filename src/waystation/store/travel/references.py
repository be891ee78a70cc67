"""Public tables that the programme works with: kept as published, compressed, each with source and age.

    put("entry-rules", data, "imorte/passport-index-data", "2026-02-17", Counted(rules=39_601, passports=199))
    table = get("entry-rules")         # None where nobody imported one
    table.content, table.as_of

They are public and about nobody, so they are not sealed. What was replaced stays once, so that it can be said what a
new table changes. Who reads a table keeps what it read for as long as ``version`` stays the same.
"""

import zlib
from dataclasses import dataclass

from django.db import transaction

from waystation.store.clock import micros
from waystation.store.models import Reference
from waystation.store.travel.counting import Counted, counted, encoded

BEFORE = "/before"
NOTHING = Counted()
MOST_BYTES = 64 << 20  # of a table when unpacked


@dataclass(frozen=True)
class Kept:
    """One table, without its content."""

    key: str
    as_of: str
    source: str
    counted: Counted
    at: int

    @property
    def version(self) -> tuple[str, int]:
        """The same as long as the content is."""
        return self.key, self.at


@dataclass(frozen=True)
class Table(Kept):
    content: bytes


def put(key: str, content: bytes, source: str, as_of: str, found: Counted = NOTHING) -> None:
    """Puts a table, which its reader found good, in the place of the former one, all or nothing."""
    with transaction.atomic():
        former = Reference.objects.filter(pk=key).first()
        if former:
            former.key += BEFORE
            former.save(force_insert=not Reference.objects.filter(pk=former.key).exists())
        row = Reference(key=key, as_of=as_of, source=source, about=encoded(found), at=micros())
        row.content = zlib.compress(content, 9)
        row.save(force_insert=former is None)


def get(key: str, before: bool = False) -> Table | None:
    """The table in use, or the one that it replaced."""
    row = Reference.objects.filter(pk=key + BEFORE if before else key).first()
    return row and Table(key, row.as_of, row.source, counted(row.about), row.at, _unpacked(row.content))


def look(key: str, before: bool = False) -> Kept | None:
    """The same without its content."""
    return next((kept for kept in every(before) if kept.key == key), None)


def every(before: bool = False) -> list[Kept]:
    """The tables in use, or those that they replaced."""
    rows = Reference.objects.order_by("key").values_list("key", "as_of", "source", "about", "at")
    return [
        Kept(key.removesuffix(BEFORE), as_of, source, counted(about), at)
        for key, as_of, source, about, at in rows
        if key.endswith(BEFORE) == before
    ]


def _unpacked(packed: bytes) -> bytes:
    unpacking = zlib.decompressobj()
    content = unpacking.decompress(bytes(packed), MOST_BYTES)
    if unpacking.unconsumed_tail:
        raise ValueError("a table of more than 64 MB")
    return content
