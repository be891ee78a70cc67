"""Entries and envelopes: the bytes that are signed, sealed, stored and carried.

An entry is ``signature(64) ‖ msgpack array``; the exact bytes are kept and never encoded again. An envelope is a
msgpack array that begins with the protocol's version and one of three words: ``entry`` (sealed among readers), ``drop``
(sealed to an epoch's card by someone who need not read) or ``epoch`` (one key generation). Arrays with too few or too
many elements are refused. ``docs/protocol.md`` gives the bytes exactly.
"""

from typing import Any

import msgspec

from waystation.circles.errors import Forged, Malformed
from waystation.circles.secret import Box, Card, Secret, name

VERSION = 1
FLOOR = 512  # bytes; most entries are shorter, so most envelopes have one size
SIGNATURE = 64
SIGNED = b"waystation/1/entry"
MAX_SEQ = (1 << 63) - 1  # the highest number of an entry, so that a thief who takes it does not silence the author
MAX_EPOCHS = 1 << 32  # the highest number of an epoch; only a hostile minter comes near it
MAX_ENVELOPE = 4 << 20  # bytes; a circle holds statements, files are kept apart, so larger means hostile


class Entry(msgspec.Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    """One statement by one author inside one circle.

    ``author`` is the id of the card that signed. ``seq`` counts the author's entries in this circle from 1; control
    entries have 0. ``prev`` is the SHA-256 of the author's entry before this one (empty for the first), ``seen`` the
    names of the heads known when writing, ``minute`` the author's clock in whole minutes since 1970 UTC.
    """

    author: bytes
    circle: bytes
    seq: int
    prev: bytes
    seen: tuple[bytes, ...]
    minute: int
    kind: str
    body: msgspec.Raw

    def __repr__(self) -> str:
        return f"Entry({self.kind} {self.seq})"  # never the body: tracebacks and logs are not sealed


class SealedEntry(msgspec.Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    """``[1, "entry", epoch, box]`` or ``[1, "drop", epoch, hpke]``."""

    version: int
    form: str
    epoch: bytes
    sealed: bytes


class Epoch(msgspec.Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    """``[1, "epoch", id, n, card, wraps, back, control]``: see ``minting``. ``card`` is empty where nobody drops."""

    version: int
    form: str
    id: bytes
    n: int
    card: bytes
    wraps: dict[bytes, bytes]
    back: dict[bytes, bytes]
    control: bytes


pack = msgspec.msgpack.encode
_entry = msgspec.msgpack.Decoder(Entry)
_sealed = msgspec.msgpack.Decoder(SealedEntry)
_epoch = msgspec.msgpack.Decoder(Epoch)


def unpack(data: bytes, shape: Any = Any) -> Any:
    """Decodes msgpack into ``shape``. Raises Malformed."""
    try:
        return msgspec.msgpack.decode(data, type=shape)
    except (msgspec.DecodeError, ValueError, RecursionError) as error:
        raise Malformed("bytes that are not a statement of this protocol") from error


def pad(plain: bytes) -> bytes:
    """Adds 0x80 and zeros up to a PADMÉ length (at most 12 % more; Nikitin et al., PETS 2019), and at least FLOOR."""
    size = max(len(plain) + 1, FLOOR)
    exponent = size.bit_length() - 1
    step = (1 << (exponent - exponent.bit_length())) - 1
    return plain + b"\x80" + bytes(((size + step) & ~step) - len(plain) - 1)


def unpad(padded: bytes) -> bytes:
    """Undoes pad. Raises Malformed where there is no padding."""
    end = padded.rfind(b"\x80")
    if end < 0 or padded.count(b"\0", end + 1) != len(padded) - end - 1:
        raise Malformed("an entry without its padding")
    return padded[:end]


def sign(author: Secret, entry: Entry) -> bytes:
    """The signed bytes of an entry. Their name() is the entry's name."""
    raw = pack(entry)
    return author.sign(SIGNED + raw) + raw


def parse_entry(signed: bytes) -> Entry:
    """The entry inside signed bytes, its signature not yet checked. Raises Malformed."""
    try:
        entry = _entry.decode(signed[SIGNATURE:])
    except (msgspec.DecodeError, ValueError, RecursionError) as error:
        raise Malformed("bytes that are not an entry") from error
    if len(entry.author) != 16 or len(entry.circle) not in (0, 16) or not 0 <= entry.seq <= MAX_SEQ or entry.minute < 0:
        raise Malformed("an entry whose fields have impossible sizes")
    return entry


def check_signature(signed: bytes, card: Card | None) -> None:
    """Raises Forged unless ``card`` signed these bytes."""
    if card is None:
        raise Forged("an entry by an author whose card nobody holds")
    card.verify(signed[:SIGNATURE], SIGNED + signed[SIGNATURE:])


def place(circle: bytes, epoch: bytes, use: bytes) -> bytes:
    """What sealed bytes are bound to, so that they open nowhere else."""
    return b"waystation/1/" + use + circle + epoch


def seal_entry(signed: bytes, circle: bytes, epoch: bytes, box: Box) -> bytes:
    return pack([VERSION, "entry", epoch, box.seal(pad(signed), place(circle, epoch, b"entry"))])


def seal_drop(signed: bytes, circle: bytes, epoch_card: Card) -> bytes:
    info = place(circle, epoch_card.id, b"drop")
    return pack([VERSION, "drop", epoch_card.id, epoch_card.seal(pad(signed), info)])


def open_sealed(envelope: SealedEntry, circle: bytes, secret: Secret) -> bytes:
    """The signed bytes inside. Raises WrongKey or Malformed."""
    where = place(circle, envelope.epoch, envelope.form.encode())
    if envelope.form == "entry":
        return unpad(secret.box.open(envelope.sealed, where))
    return unpad(secret.open(envelope.sealed, where))


def parse(envelope: bytes) -> SealedEntry | Epoch:
    """An envelope's outer form. Raises Malformed for anything that is not exactly one of the three."""
    if len(envelope) > MAX_ENVELOPE:
        raise Malformed(f"an envelope of more than {MAX_ENVELOPE} bytes")
    try:
        if envelope[2:8] == b"\xa5epoch":
            parsed: SealedEntry | Epoch = _epoch.decode(envelope)
        else:
            parsed = _sealed.decode(envelope)
    except (msgspec.DecodeError, ValueError) as error:
        raise Malformed("bytes that are not an envelope") from error
    if parsed.version != VERSION:
        raise Malformed(f"an envelope of version {parsed.version}; this program reads version {VERSION}")
    if isinstance(parsed, SealedEntry):
        if parsed.form not in ("entry", "drop") or len(parsed.epoch) != 16:
            raise Malformed("an envelope of an unknown form")
    elif parsed.form != "epoch" or len(parsed.id) != 16 or not 1 <= parsed.n <= MAX_EPOCHS:
        raise Malformed("an epoch whose fields have impossible sizes")
    elif parsed.card and name(parsed.card) != parsed.id:
        raise Malformed("an epoch whose card is not the one that its id commits to")
    return parsed
