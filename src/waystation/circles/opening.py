"""Opening envelopes with secrets: which epochs open, which control entries they restate, which contents they seal.

Pure and without judgement of standing: that needs all control entries at once (``standing.py``).
"""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import msgspec

from waystation.circles.envelope import Epoch, SealedEntry, open_sealed, parse, parse_entry, place, unpack, unpad
from waystation.circles.errors import CannotOpen, CircleError, Forged, Replayed
from waystation.circles.secret import Secret, name
from waystation.circles.standing import CONTROL

EPOCHS_LIMIT = 4096  # opened per circle; one that rotates daily reaches it after eleven years


class Minting(msgspec.Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    """What the minter of an epoch signs: its id, its number, and a digest of the control entries that it restates."""

    id: bytes
    n: int
    control: bytes


@dataclass
class Opened:
    """An epoch whose secret we have. ``minter`` is the card that signed for it, None where nobody rightly did."""

    envelope: Epoch
    secret: Secret
    minter: bytes | None = None
    minting: bytes = b""

    @property
    def rank(self) -> tuple[int, bytes]:
        return self.envelope.n, self.envelope.id


@dataclass
class Opening:
    """What some secrets open of a circle. ``sealed_off`` counts contents under epochs that stay shut to us."""

    epochs: dict[bytes, Opened] = field(default_factory=dict)
    control: dict[bytes, bytes] = field(default_factory=dict)
    contents: dict[bytes, bytes] = field(default_factory=dict)
    sealed_off: int = 0
    flaws: list[CircleError] = field(default_factory=list)


def tag(card: bytes, epoch: bytes) -> bytes:
    """Names the wrap for the card with this id in one epoch; says nothing to those who don't know the card's id."""
    return name(card + epoch)[:8]


def control_digest(control: Iterable[bytes]) -> bytes:
    return hashlib.sha256(b"".join(sorted(name(signed) for signed in control))).digest()


def open_envelopes(circle: bytes, envelopes: Iterable[bytes], secrets: Mapping[bytes, Secret]) -> Opening:
    """Opens what ``secrets`` (by the id of their card) open. Raises CannotOpen when they open no epoch at all."""
    opening = Opening()
    epochs: dict[bytes, Epoch] = {}
    sealed: list[SealedEntry] = []
    for envelope in envelopes:
        try:
            parsed = parse(envelope)
        except CircleError as error:
            opening.flaws.append(error)
            continue
        if isinstance(parsed, Epoch):
            epochs[parsed.id] = parsed
        else:
            sealed.append(parsed)
    _open_epochs(circle, epochs, secrets, opening)
    if not opening.epochs:
        raise CannotOpen("none of these keys opens this circle")
    _read_control(circle, opening)
    _open_contents(circle, sealed, opening)
    return opening


def _open_epochs(
    circle: bytes, epochs: Mapping[bytes, Epoch], secrets: Mapping[bytes, Secret], opening: Opening
) -> None:
    """Epoch secrets from the wraps meant for us, then backwards by what each epoch says of earlier ones."""
    found: list[tuple[bytes, bytes]] = []
    for epoch in epochs.values():
        for card, secret in secrets.items():
            if (wrap := epoch.wraps.get(tag(card, epoch.id))) is None:
                continue
            try:
                plain = secret.open(wrap, place(circle, epoch.id, b"wrap"))
                seed, earlier = unpack(plain, tuple[bytes, dict[bytes, bytes]])
                found += [(epoch.id, seed), *earlier.items()]
                break
            except CircleError as error:
                opening.flaws.append(error)
    while found and len(opening.epochs) < EPOCHS_LIMIT:
        epoch_id, seed = found.pop()
        if epoch_id in opening.epochs or epoch_id not in epochs:
            continue
        try:
            secret = Secret(seed, signs=False)
            if secret.id != epoch_id:
                raise Forged("an epoch whose name does not commit to its key")
            opening.epochs[epoch_id] = Opened(epochs[epoch_id], secret)
            for earlier_id, box in epochs[epoch_id].back.items():
                found.append((earlier_id, secret.box.open(box, place(circle, earlier_id, b"back"))))
        except CircleError as error:
            opening.flaws.append(error)


def _read_control(circle: bytes, opening: Opening) -> None:
    for opened in opening.epochs.values():
        epoch = opened.envelope
        try:
            plain = unpad(opened.secret.box.open(epoch.control, place(circle, epoch.id, b"control")))
            restated, opened.minting = unpack(plain, tuple[list[bytes], bytes])
            opening.control |= {name(signed): signed for signed in restated}
            entry = parse_entry(opened.minting)
            body = unpack(bytes(entry.body), Minting)
            if entry.circle != circle or entry.kind != "epoch":
                raise Replayed("an epoch whose minter signed for another circle")
            if (body.id, body.n, body.control) != (epoch.id, epoch.n, control_digest(restated)):
                raise Forged("an epoch that is not the one its minter signed")
            opened.minter = entry.author
        except CircleError as error:
            opening.flaws.append(error)


def _open_contents(circle: bytes, sealed: Iterable[SealedEntry], opening: Opening) -> None:
    for envelope in sealed:
        if (epoch := opening.epochs.get(envelope.epoch)) is None:
            opening.sealed_off += 1
            continue
        try:
            signed = open_sealed(envelope, circle, epoch.secret)
            entry = parse_entry(signed)
            if entry.circle != circle:
                raise Replayed("an entry of another circle")
            (opening.control if entry.kind in CONTROL else opening.contents)[name(signed)] = signed
        except CircleError as error:
            opening.flaws.append(error)
