"""What control entries say: the acts by which a circle's membership changes, as they are signed.

    grant = Grant(member, ("reader",), until=minute + 480, note="escort to Vilnius")

``standing.py`` says what comes of them.
"""

import msgspec

from waystation.circles.secret import Card, name

STEWARD, READER, WRITER, WARDEN = "steward", "reader", "writer", "warden"
ROLES = (STEWARD, READER, WRITER, WARDEN)
CONTROL = ("found", "grant", "revoke", "device", "lost")


class Grant(msgspec.Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    """One holder's right in a circle.

    ``roles`` out of ROLES (a steward also reads and writes). ``until`` is the first minute at which it no longer
    counts, 0 for no end. ``since`` is the number of the first epoch the holder may open, 0 for the whole history.
    ``cards`` are the holder's cards where the circle must carry them itself. ``note`` is for people: why.
    """

    to: bytes
    roles: tuple[str, ...]
    until: int = 0
    since: int = 0
    cards: tuple[bytes, ...] = ()
    note: str = ""

    def reads(self) -> bool:
        return READER in self.roles or STEWARD in self.roles

    def live_at(self, minute: int) -> bool:
        return not self.until or minute < self.until


class Founding(msgspec.Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    """The first entry of a circle, whose name is the circle's id. ``about`` says what the circle is for."""

    salt: bytes
    about: bytes
    grants: tuple[Grant, ...]
    cards: tuple[bytes, ...] = ()


class Revocation(msgspec.Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    """Ends the grant with this id. ``honoured`` gives for each author the SHA-256 of their last entry to be honoured:
    that one and those before it in its author's chain count, and no other, whatever number or time it claims."""

    grant: bytes
    honoured: dict[bytes, bytes]
    note: str = ""


class Device(msgspec.Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    """A further card that speaks for the signer's member. ``proof`` is the new card's signature over ``device_proof``,
    so that nobody can claim another's card."""

    card: bytes
    proof: bytes


class Loss(msgspec.Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    """The card with this id no longer speaks for its member, nor do cards it vouched for, except ``keep``."""

    card: bytes
    keep: tuple[bytes, ...] = ()


def device_proof(voucher: bytes, card: Card) -> bytes:
    """What a new device signs to accept ``voucher``, the card id of the device that vouches for it."""
    return b"waystation/1/device" + voucher + card.id


def founding_grant_id(circle: bytes, index: int) -> bytes:
    return name(circle + index.to_bytes(2, "big"))
