"""Search: everything that these keys open is opened and looked through. There is no index of words anywhere.

Case and the accents and variants that Unicode folds don't matter; ё finds е, and Arabic letters are found with or
without their vowel marks.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import msgspec

from waystation.casework.compartments import COMPARTMENTS
from waystation.casework.fields import fields, record_type
from waystation.casework.folded import folded, place
from waystation.casework.folds import REMOVED, split
from waystation.circles.errors import WrongKey
from waystation.circles.secret import Box
from waystation.store.lists import index, rows
from waystation.store.models import Snapshot
from waystation.store.sealed.keys import Keys
from waystation.store.sealed.readings import Reading, read_many

MOST = 100  # hits shown
AROUND = 60  # characters of text shown on both sides of a hit
BATCH = 400


@dataclass(frozen=True)
class Hit:
    """One field in which the words were found."""

    number: str
    code: str
    subject: str
    compartment: str
    label: str
    before: str
    found: str
    after: str


def search(keys: Keys, typed: str, found: rows.Overview | None = None) -> tuple[list[Hit], bool]:
    """Fields that hold all the words, and whether there were more than are shown; in everything that these keys open,
    or in what was ``found`` of it."""
    words = folded(typed).split()
    lines = {line.circle: line for row in (found or index.overview(keys)).rows for line in row.lines}
    hits: list[Hit] = []
    for line, plain in _plain(keys, lines):
        _look(line, plain, words, hits)
        if len(hits) > MOST:
            return hits[:MOST], True
    return hits, False


def _plain(keys: Keys, lines: dict[bytes, rows.Line]) -> Iterator[tuple[rows.Line, bytes]]:
    """Each circle's cached reading, opened; where the cache is damaged or gone, the circle is read anew."""
    ids = list(lines)
    for start in range(0, len(ids), BATCH):
        missing = set(ids[start : start + BATCH])
        rows = Snapshot.objects.filter(circle__in=missing.copy()).values_list("circle", "reach", "sealed")
        for circle, reach, sealed in rows:
            line = lines[circle]
            if reach == line.reach:
                try:
                    yield line, Box(line.key).open(sealed, b"reading" + circle)
                    missing.discard(circle)
                except WrongKey:
                    continue
        for circle, reading in read_many(keys, missing).items():
            yield lines[circle], msgspec.msgpack.encode(reading)


def _look(line: rows.Line, plain: bytes, words: list[str], hits: list[Hit]) -> None:
    head = folded(line.code)
    # Most readings don't hold the words at all: one look for the bytes of their folded text spares decoding them.
    if not all(word.encode() in plain or word in head for word in words):
        return
    reading = msgspec.msgpack.decode(plain, type=Reading)
    struct = COMPARTMENTS[line.compartment].struct
    for key, values in reading.state.values.items():
        collection, _record, name = split(key)
        text = values[-1].value if values else None
        if name == REMOVED or not isinstance(text, str) or not text:
            continue
        compared = folded(text)
        if all(word in compared for word in words):
            about = fields(record_type(struct, collection)).get(name)
            at, end = place(text, words[0]) or (0, 0)
            hit = Hit(
                line.number.hex(), line.code, line.subject, COMPARTMENTS[line.compartment].label,
                about.label if about else name, text[max(0, at - AROUND) : at], text[at:end], text[end : end + AROUND],
            )  # fmt: skip
            hits.append(hit)
    if all(word in head for word in words) and line.compartment in ("needs", "contact", "capacity"):
        hits.append(Hit(line.number.hex(), line.code, line.subject, "", "", "", line.code, ""))
