"""What the programme tells its door: under which cover it stands, and to which key letters are sealed.

publish(card, epoch, cover)       # by the desk, whenever one of them changed
intake()                          # by the door; raises Closed while nobody has said
"""

import time
from dataclasses import dataclass
from typing import Any

from waystation.circles.secret import Card
from waystation.door.models import Notice

INTAKE, COVER = "intake", "cover"
FRESH = 5.0  # seconds for which a process goes by what it read
_told: dict[str, Any] = {}
_read = -FRESH


class Closed(Exception):
    """The door has no key yet to which a letter could be sealed."""


@dataclass(frozen=True)
class Intake:
    """To whom letters are sealed: an epoch's id and card."""

    epoch: bytes
    card: Card


@dataclass(frozen=True)
class Cover:
    """How the door looks: neutral words that the administrator chose. ``leave``: where quick exit leads."""

    name: str = "Northlight Travel Notes"
    line: str = "Notes and lists"
    accent: str = "teal"
    leave: str = "https://www.wikipedia.org/"


def publish_intake(epoch: bytes, card: Card) -> None:
    _put(INTAKE, {"epoch": epoch.hex(), "card": card.data.hex()})


def publish_cover(cover: Cover) -> None:
    _put(COVER, {"name": cover.name, "line": cover.line, "accent": cover.accent, "leave": cover.leave})


def _put(key: str, value: dict[str, str]) -> None:
    if Notice.objects.filter(pk=key).values_list("value", flat=True).first() != value:
        Notice.objects.update_or_create(key=key, defaults={"value": value})
    forget()


def told() -> dict[str, Any]:
    """All notices, as read at most some seconds ago in this process. They are public, and every page needs them."""
    global _read, _told
    if (now := time.monotonic()) - _read > FRESH:
        _told, _read = dict(Notice.objects.values_list("key", "value")), now
    return _told


def forget() -> None:
    """Reads the notices anew at the next page."""
    global _read
    _read = -FRESH


def intake() -> Intake:
    """Raises Closed."""
    value = told().get(INTAKE)
    if value is None:
        raise Closed("nobody has said yet to whom letters are sealed")
    return Intake(bytes.fromhex(value["epoch"]), Card(bytes.fromhex(value["card"])))


def cover() -> Cover:
    value = told().get(COVER)
    return Cover(**value) if value else Cover()
