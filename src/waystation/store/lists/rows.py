"""What an index holds: one row for each case, its circles' lines, and how far it has come. How it is kept up to date is
in ``index``."""

from typing import Any

import msgspec

from waystation.casework.summaries import DueLine, Facts, Summary

OVERLAP = 5_000_000  # µs: a transaction may commit this long after it took its time, and must not be missed


class Line(msgspec.Struct, array_like=True, gc=False):
    """One circle in the index. ``reach`` and ``key`` open its cached reading for search; ``epochs`` tells which of two
    owners sees more of it; ``until`` is when this owner's access ends; ``roles`` are those whose teams have a grant."""

    circle: bytes
    subject: str
    number: bytes
    compartment: str
    person: str
    code: str
    reach: bytes
    key: bytes
    epochs: int
    until: int
    roles: tuple[str, ...]
    summary: Summary


class Row(Facts, array_like=True, gc=False, kw_only=True):
    """One case or house as its reader's keys show it. ``teams`` says which roles' teams open which compartment, equal
    text for equal standing; ``until`` is when the first of its lines ends; ``now`` when it is looked at."""

    number: bytes
    code: str
    subject: str
    teams: str
    until: int
    packed: bytes
    now: int = 0

    @property
    def lines(self) -> list[Line]:
        return decode_lines.decode(self.packed)

    @property
    def url(self) -> str:
        return self.number.hex()

    @property
    def level(self) -> str:
        return self.level_at(self.now)

    @property
    def dues(self) -> list[tuple[DueLine, str, str]]:
        """What falls due, its level and compartment; the earliest first."""
        found = [(due, due.level(self.now), line.compartment) for line in self.lines for due in line.summary.dues]
        return sorted(found, key=lambda item: item[0].at)


class Progress(msgspec.Struct, array_like=True):
    """How far an index has come. Every change before ``at`` (µs) is on the shelves or among the circles ``unread``, of
    which there were ``of`` when reading began. ``recent``: what had changed within OVERLAP before ``at``, and when.
    ``shelves``: those ever filled, so that one that is lost is missed."""

    at: int = 0
    recent: dict[bytes, int] = {}
    unread: list[bytes] = []
    of: int = 0
    shelves: set[str] = set()

    def news(self, changed: dict[bytes, int]) -> dict[bytes, int]:
        """Of circles with their times of change, those not noted yet."""
        return {c: at for c, at in changed.items() if at > self.at - OVERLAP and self.recent.get(c) != at}


class Overview(msgspec.Struct, gc=False):
    """Rows, and how many of how many circles are still to be read; 0 of 0 when all are."""

    rows: list[Row]
    unread: int
    of: int


decode_rows = msgspec.msgpack.Decoder(list[Row])
decode_lines = msgspec.msgpack.Decoder(list[Line])
decode_progress = msgspec.msgpack.Decoder(Progress)
encode = msgspec.msgpack.encode


def decoded(decoder: Any, content: bytes | None, otherwise: Any) -> Any:
    try:
        return decoder.decode(content or b"")
    except msgspec.DecodeError:
        return otherwise
