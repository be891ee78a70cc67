"""Opening envelopes with secrets: which epochs open, which control entries they restate, which contents they seal.

Pure and without judgement of standing: that needs all control entries at once (``standing.py``).
"""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import msgspec

from waystation.circles.envelope import Epoch, SealedEntry, open_sealed, pack, parse, parse_entry, place, unpack, unpad
from waystation.circles.errors import CannotOpen, CircleError, Forged, Replayed
from waystation.circles.secret import Secret, name
from waystation.circles.standing import CONTROL

EPOCHS_LIMIT = 4096  # opened per circle; one that rotates daily reaches it after eleven years


class Minting(msgspec.Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    """What the minter of an epoch signs: its id, its number, and a digest of the control entries that it restates."""

    id: bytes
    n: int
    control: bytes
    frame: bytes


@dataclass
class Opened:
    """An epoch whose secret we have. ``minter`` is the card that signed for it, None where nobody rightly did.

    ``knows`` are the ids of the control entries it restates, ``hands_on`` the earlier epochs whose secrets it gives.
    """

    envelope: Epoch
    secret: Secret
    minter: bytes | None = None
    minting: bytes = b""
    knows: frozenset[bytes] = frozenset()
    hands_on: frozenset[bytes] = frozenset()

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


def frame_digest(epoch: Epoch) -> bytes:
    """What the minter signs of an epoch's outside, so that a carrier can change none of it."""
    return hashlib.sha256(pack([epoch.id, epoch.n, epoch.card, epoch.wraps, epoch.back])).digest()


def open_envelopes(circle: bytes, envelopes: Iterable[bytes], secrets: Mapping[bytes, Secret]) -> Opening:
    """Opens what ``secrets`` (by the id of their card) open. Raises CannotOpen when they open no epoch at all."""
    opening = Opening()
    epochs: dict[bytes, list[Epoch]] = {}  # several, where somebody made copies that claim the same id
    sealed: list[SealedEntry] = []
    for envelope in sorted(envelopes):
        try:
            parsed = parse(envelope)
        except CircleError as error:
            opening.flaws.append(error)
            continue
        if isinstance(parsed, Epoch):
            epochs.setdefault(parsed.id, []).append(parsed)
        else:
            sealed.append(parsed)
    _open_epochs(circle, epochs, secrets, opening)
    if not opening.epochs:
        raise CannotOpen("none of these keys opens this circle")
    _read_control(circle, epochs, opening)
    _open_contents(circle, sealed, opening)
    return opening


def _open_epochs(
    circle: bytes, epochs: Mapping[bytes, list[Epoch]], secrets: Mapping[bytes, Secret], opening: Opening
) -> None:
    """Epoch secrets from the wraps meant for us, then backwards by what each epoch says of earlier ones."""
    found: list[tuple[bytes, bytes]] = []
    for epoch in (copy for copies in epochs.values() for copy in copies):
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
            opening.epochs[epoch_id] = Opened(epochs[epoch_id][0], secret)
        except CircleError as error:
            opening.flaws.append(error)
            continue
        for earlier_id, box in (item for copy in epochs[epoch_id] for item in copy.back.items()):
            try:
                found.append((earlier_id, secret.box.open(box, place(circle, earlier_id, b"back"))))
            except CircleError as error:
                opening.flaws.append(error)


def _read_control(circle: bytes, epochs: Mapping[bytes, list[Epoch]], opening: Opening) -> None:
    for opened, epoch in ((o, copy) for i, o in opening.epochs.items() for copy in epochs[i]):
        try:
            plain = unpad(opened.secret.box.open(epoch.control, place(circle, epoch.id, b"control")))
            restated, minting = unpack(plain, tuple[list[bytes], bytes])
            opening.control |= {name(signed): signed for signed in restated}
            entry = parse_entry(minting)
            body = unpack(bytes(entry.body), Minting)
            if entry.circle != circle or entry.kind != "epoch":
                raise Replayed("an epoch whose minter signed for another circle")
            if (body.id, body.n, body.control) != (epoch.id, epoch.n, control_digest(restated)):
                raise Forged("an epoch that is not the one its minter signed")
            if body.frame != frame_digest(epoch):
                raise Forged("an epoch whose outside is not the one its minter signed")
            if opened.minter is None:
                opened.envelope, opened.minter, opened.minting = epoch, entry.author, minting
                opened.knows, opened.hands_on = frozenset(map(name, restated)), frozenset(epoch.back)
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
            if entry.kind == "epoch":
                raise Replayed("a minting passed off as a statement")
            (opening.control if entry.kind in CONTROL else opening.contents)[name(signed)] = signed
        except CircleError as error:
            opening.flaws.append(error)
