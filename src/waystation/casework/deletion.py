"""Deletion orders: what is deleted when, decided by two members and signed by both.

    order = Order(..., items=[Item(circle, "shelter", "2026-03-02")])
    raw = order.text                            # exactly these characters are signed
    decides(state, record, member)              # may this member be the second?

An order lists circles by their ids, with the kind of part and the last day on which it is kept. The installation's
timer knows of it nothing but ids and days. The order itself lies sealed in ``needs``, and is given to the person.
"""

import datetime
from typing import Annotated, Any

import msgspec

from waystation.casework.errors import BadValue, NotYourRole
from waystation.casework.fields import About, Date, Record
from waystation.casework.folds import State
from waystation.casework.words import _

RETENTION, REQUEST = WHY = ("retention", "request")
SIGNED = b"waystation/1/deletion\n"  # no entry, log line or package begins with it
LEAST_REASON = 10  # characters: a sentence, not a full stop


class Deletion(Record):
    """One order. Both members sign the same text with their own device."""

    why: Annotated[str, About(_("Why"), vocabulary="deletion_reason", required=True, acted=True)] = ""
    reason: Annotated[str, About(_("In the person's words"), acted=True)] = ""
    asked_by: Annotated[str, About(_("Asked for by"), choices="members", acted=True)] = ""
    asked_on: Annotated[Date, About(_("Asked for on"), acted=True)] = None
    text: Annotated[str, About(_("Order"), long=True, acted=True, inner=True)] = ""
    signed: Annotated[str, About(_("Signature"), acted=True, inner=True)] = ""
    approved_by: Annotated[str, About(_("Approved by"), choices="members", acted=True)] = ""
    countersigned: Annotated[str, About(_("Second signature"), acted=True, inner=True)] = ""
    refused: Annotated[str, About(_("Refused by"), choices="members", acted=True)] = ""


class Item(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One part: its circle's id in hexadecimal, its compartment, and the last day on which it is kept ("" for one that
    has no limit)."""

    circle: str
    part: str
    until: str


class Order(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What two members sign. ``id``: 16 random bytes, in hexadecimal; ``made``: the day."""

    id: str
    why: str
    made: str
    items: tuple[Item, ...]

    @property
    def text(self) -> str:
        return msgspec.json.encode(self).decode()

    def gone_by(self, day: datetime.date) -> list[bytes]:
        """The circles that are to be deleted by a day."""
        return [bytes.fromhex(i.circle) for i in self.items if i.until and i.until <= day.isoformat()]


def read(text: str) -> Order:
    """An order from its text. Raises BadValue."""
    try:
        order = msgspec.json.decode(text, type=Order)
        bytes.fromhex(order.id)
        for item in order.items:
            bytes.fromhex(item.circle), item.until and datetime.date.fromisoformat(item.until)
    except (msgspec.DecodeError, ValueError) as error:
        raise BadValue(_("This is not a deletion order.")) from error
    return order


def digest(text: str) -> bytes:
    """What names an order: the first 16 bytes of the SHA-256 of what was signed."""
    import hashlib

    return hashlib.sha256(SIGNED + text.encode()).digest()[:16]


def asked(state: State, why: str) -> dict[str, dict[str, Any]]:
    """The orders of a kind that nobody decided on, by record."""
    rows = state.rows("deletions")
    return {r: row for r, row in rows.items() if row.get("why") == why and not decided(row)}


def decided(row: dict[str, Any]) -> bool:
    return bool(row.get("approved_by") or row.get("refused"))


def decides(state: State, record: str, member: str) -> dict[str, Any]:
    """The order that ``member`` (hex) may decide on. Raises BadValue, NotYourRole."""
    row = state.rows("deletions").get(record)
    if row is None or decided(row):
        raise BadValue(_("This was decided already."))
    if row.get("asked_by") == member:
        raise NotYourRole(_("Somebody else must decide this."))
    return row


def approved(state: State) -> dict[str, dict[str, Any]]:
    """The orders under which two different hands stand, oldest first."""
    return {r: row for r, row in state.rows("deletions").items() if row.get("approved_by") and _two(state, r, row)}


def _two(state: State, record: str, row: dict[str, Any]) -> bool:
    hands = [state.author(name, record, "deletions") for name in ("signed", "countersigned")]
    return row.get("asked_by") != row.get("approved_by") and None not in hands and hands[0] != hands[1]


def reason(typed: str) -> str:
    """The words in which the person asked. Raises BadValue."""
    said = " ".join(typed.split())[:200]
    if len(said) < LEAST_REASON:
        raise BadValue(_("Write why, in a sentence."))
    return said
