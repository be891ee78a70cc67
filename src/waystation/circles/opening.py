"""Opening envelopes with secrets: which epochs open, which control entries they restate, which contents they seal.

Pure and without judgement of standing: that needs all control entries at once (``standing.py``).
"""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import msgspec

from waystation.circles.acts import CONTROL
from waystation.circles.envelope import Epoch, SealedEntry, open_sealed, pack, parse, parse_entry, place, unpack, unpad
from waystation.circles.errors import CannotOpen, CircleError, Forged, Replayed
from waystation.circles.secret import Secret, name


class Minting(msgspec.Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    """What the minter of an epoch signs: its id, its number, and a digest of the control entries that it restates."""

    id: bytes
    n: int
    control: bytes
    frame: bytes


@dataclass(frozen=True)
class Minted:
    """One envelope that claims to be an epoch, and the minting sealed in it, whose signature is yet to be checked."""

    envelope: Epoch
    minter: bytes
    minting: bytes
    knows: frozenset[bytes]


@dataclass
class Opened:
    """An epoch whose secret we have. ``minter`` is the card that signed for it, None where nobody rightly did.

    ``knows`` are the ids of the control entries it restates, ``gives`` the earlier epochs whose secrets it does hand
    on, and ``hands_on`` those of which it says so. ``mintings`` are all envelopes that claim to be this epoch: whoever
    knows its secret can make another, so the first whose signature holds stands for it.
    """

    envelope: Epoch
    secret: Secret
    minter: bytes | None = None
    minting: bytes = b""
    knows: frozenset[bytes] = frozenset()
    mintings: list[Minted] = field(default_factory=list)
    gives: set[bytes] = field(default_factory=set)

    def adopt(self, minted: Minted) -> None:
        self.envelope, self.minter = minted.envelope, minted.minter
        self.minting, self.knows = minted.minting, minted.knows

    @property
    def hands_on(self) -> frozenset[bytes]:
        return frozenset(self.envelope.back)

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
    """Epoch secrets from the wraps meant for us, then backwards by what each epoch says of earlier ones.

    Anybody who knows our card can make epochs for us. Each costs us two tries at most, however much it claims to hand
    on: an honest one never hands on a wrong secret, so what else comes from an envelope that did is not tried.
    """
    found: list[tuple[bytes, bytes, int]] = []  # epoch, its secret, the envelope that says so
    liars: set[int] = set()
    handed: list[tuple[bytes, bytes, bytes]] = []  # by which epoch, which, its secret
    for copy in (copy for copies in epochs.values() for copy in copies):
        for card, secret in secrets.items():
            if (wrap := copy.wraps.get(tag(card, copy.id))) is None:
                continue
            try:
                plain = secret.open(wrap, place(circle, copy.id, b"wrap"))
                seed, earlier = unpack(plain, tuple[bytes, dict[bytes, bytes]])
                found += [(i, s, id(copy)) for i, s in (*earlier.items(), (copy.id, seed))]
                break
            except CircleError as error:
                opening.flaws.append(error)
    while found:
        epoch_id, seed, source = found.pop()
        if epoch_id in opening.epochs or epoch_id not in epochs or source in liars:
            continue
        try:
            secret = Secret(seed, signs=False)
            if secret.id != epoch_id:
                raise Forged("an epoch whose name does not commit to its key")
        except CircleError as error:
            opening.flaws.append(error)
            liars.add(source)
            continue
        opening.epochs[epoch_id] = Opened(epochs[epoch_id][0], secret)
        for copy in epochs[epoch_id]:
            for earlier_id, earlier_seed in _backs(circle, copy, secret, opening):
                handed.append((epoch_id, earlier_id, earlier_seed))
                found.append((earlier_id, earlier_seed, id(copy)))
    for epoch_id, earlier_id, seed in handed:
        if (earlier := opening.epochs.get(earlier_id)) and earlier.secret.seed == seed:
            opening.epochs[epoch_id].gives.add(earlier_id)


def _backs(circle: bytes, copy: Epoch, secret: Secret, opening: Opening) -> list[tuple[bytes, bytes]]:
    """The earlier secrets that one envelope hands on, up to the first that does not open."""
    out = []
    for earlier_id, box in copy.back.items():
        try:
            out.append((earlier_id, secret.box.open(box, place(circle, earlier_id, b"back"))))
        except CircleError as error:
            opening.flaws.append(error)
            break
    return out


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
            opened.mintings.append(Minted(epoch, entry.author, minting, frozenset(map(name, restated))))
        except CircleError as error:
            opening.flaws.append(error)
    for opened in opening.epochs.values():
        if opened.mintings:
            opened.adopt(opened.mintings[0])


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
