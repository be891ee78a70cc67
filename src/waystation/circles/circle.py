"""A circle: sealed envelopes, and what each member's keys make of them.

    me, you = Secret.new(), Secret.new()
    circle = found(me, b"what it is for", [own(me, "steward"), own(you, "reader")], minute=0)
    circle.add(*circle.open([me], minute=0).write(me, "note", {"text": "hello"}))
    [statement] = circle.open([you], minute=0).statements

Opening is pure: envelopes and secrets in, a View out (``view.py``), with which its author reads and writes. Here stand
what needs no key of the circle: founding one, and dropping into one that its author cannot read.
"""

import hashlib
import os
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import msgspec

from waystation.circles.book import Book
from waystation.circles.control import stand
from waystation.circles.envelope import Entry, pack, seal_drop, sign
from waystation.circles.minting import mint
from waystation.circles.secret import Card, Secret, name
from waystation.circles.standing import Founding, Grant, Revocation
from waystation.circles.view import Pen, View


def own(secret: Secret, *roles: str, **more: Any) -> Grant:
    """A grant to a card that the circle carries itself, for circles without a directory."""
    return Grant(secret.id, roles, cards=(secret.card.data,), **more)


def found(
    me: Secret, about: bytes, grants: Iterable[Grant], minute: int, book: Book | None = None, salt: bytes = b""
) -> "Circle":
    """A new circle with its first epoch. The founder need not be among the holders, and then cannot read what follows:
    the first reader who writes mints an epoch of their own."""
    body = Founding(salt or os.urandom(16), about, tuple(grants), (me.card.data,) if book is None else ())
    root = sign(me, Entry(me.id, b"", 0, b"", (), minute, "found", msgspec.Raw(pack(body))))
    circle = Circle(name(root), root=root)
    standing = stand(circle.id, [root], book, minute)
    envelope, _ = mint(me, standing, {})
    circle.add(envelope)
    return circle


def drop(me: Secret, circle: bytes, epoch_card: Card, pen: Pen, kind: str, body: Any, minute: int) -> tuple[bytes, Pen]:
    """Seals an entry for a circle that its author cannot read. Returns the envelope and where the author now stands."""
    entry = Entry(me.id, circle, pen.next, pen.last, (), minute, kind, msgspec.Raw(pack(body)))
    signed = sign(me, entry)
    return seal_drop(signed, circle, epoch_card), Pen(entry.seq, hashlib.sha256(signed).digest())


def drop_revocation(me: Secret, circle: bytes, epoch_card: Card, revocation: Revocation, minute: int) -> bytes:
    """A warden's revocation, sealed into a circle that the warden cannot open."""
    entry = Entry(me.id, circle, 0, b"", (), minute, "revoke", msgspec.Raw(pack(revocation)))
    return seal_drop(sign(me, entry), circle, epoch_card)


@dataclass
class Circle:
    """A set of envelopes by name. Adding is idempotent, so arrival in any order, or twice, changes nothing."""

    id: bytes
    envelopes: dict[bytes, bytes] = field(default_factory=dict)
    root: bytes = b""  # the signed founding, known to the founder alone until somebody opens the circle

    def add(self, *envelopes: bytes) -> None:
        for envelope in envelopes:
            self.envelopes[name(envelope)] = envelope

    def open(
        self, secrets: Iterable[Secret], minute: int, book: Book | None = None, checked: Iterable[bytes] = ()
    ) -> "View":
        """Everything these secrets open, as seen at ``minute`` (since 1970 UTC). Raises CannotOpen."""
        return View(self.id, self.envelopes.values(), {s.id: s for s in secrets}, minute, book, checked)
