"""Writes the test vectors of the circle protocol: ``python tests/vectors/generate.py [--force]``.

Vectors are made once and then only read: a change of them is a change of the protocol. Seeds and fields are fixed;
what is sealed carries random nonces, so the files hold the sealed bytes beside the secrets and what must come out.
All bytes are hexadecimal. ``tests/circles/test_vectors.py`` checks every file against the code.
"""

import hashlib
import json
import sys
from pathlib import Path
from typing import Any

import msgspec

from waystation.circles.circle import Circle, drop, drop_revocation, found, own
from waystation.circles.control import stand
from waystation.circles.envelope import Entry, pack, pad, place, seal_drop, seal_entry, sign
from waystation.circles.errors import CannotOpen
from waystation.circles.minting import mint
from waystation.circles.opening import control_digest, tag
from waystation.circles.secret import Card, Secret, derive, name
from waystation.circles.standing import (
    Device,
    Founding,
    Grant,
    Loss,
    Revocation,
    device_proof,
    founding_grant_id,
)
from waystation.circles.view import Pen, View

HERE = Path(__file__).parent
MINUTE = 30_000_000  # 15 January 2027
CAST = ("Mara", "Ilya", "Noor", "Tomas", "Dina", "Pat", "Yusuf", "Mara's phone", "a stranger")
SEEDS = {member: hashlib.sha256(b"vectors/" + member.encode()).digest() for member in CAST}
SECRETS = {member: Secret(seed) for member, seed in SEEDS.items()}
MARA, ILYA, NOOR, TOMAS, DINA, PAT, YUSUF, PHONE, STRANGER = SECRETS.values()
EPOCH = Secret(hashlib.sha256(b"vectors/epoch").digest(), signs=False)
CIRCLE = bytes(range(16))


def secrets() -> list[dict[str, Any]]:
    """From 32 bytes to every key, card and id."""
    return [
        {
            "holder": holder,
            "seed": secret.seed,
            "signs": secret.signs,
            "aead": derive(secret.seed, b"aead"),
            "x25519": derive(secret.seed, b"x25519"),
            "mlkem768": derive(secret.seed, b"mlkem768", 64),
            "ed25519": derive(secret.seed, b"ed25519"),
            "card": secret.card.data,
            "id": secret.id,
        }
        for holder, secret in [*SECRETS.items(), ("an epoch", EPOCH)]
    ]


def names() -> list[dict[str, Any]]:
    return [{"data": data, "name": name(data)} for data in (b"", b"waystation", bytes(range(256)))]


def padding() -> list[dict[str, Any]]:
    """0x61 repeated ``size`` times; padded: the same, then 0x80, then zeros up to ``padded`` bytes."""
    sizes = (0, 1, 510, 511, 512, 543, 544, 575, 576, 1000, 1023, 1024, 4095, 4096, 9999, 65_535, 65_536, 1_000_000)
    return [{"size": size, "padded": len(pad(b"a" * size))} for size in sizes]


def entries() -> list[dict[str, Any]]:
    """What is signed, field by field."""
    grant = Grant(NOOR.id, ("reader",), MINUTE + 60, 2, (NOOR.card.data,), "until the verification is done")
    bodies: list[tuple[str, Any]] = [
        ("note", {"text": "Birch is ready"}),
        ("note", {"text": "Береза готова"}),
        ("found", Founding(bytes(16), b"Quiet Heron", (own(MARA, "steward"),), (MARA.card.data,))),
        ("grant", grant),
        ("revoke", Revocation(bytes(range(16)), {ILYA.id: hashlib.sha256(b"last").digest()}, "left the organisation")),
        ("device", Device(PHONE.card.data, PHONE.sign(device_proof(MARA.id, PHONE.card)))),
        ("lost", Loss(PHONE.id, (DINA.id,))),
    ]
    out = []
    for kind, body in bodies:
        seq = 3 if kind == "note" else 0
        prev = hashlib.sha256(b"before").digest() if seq else b""
        circle = b"" if kind == "found" else CIRCLE
        entry = Entry(MARA.id, circle, seq, prev, (bytes(16), CIRCLE), MINUTE, kind, msgspec.Raw(pack(body)))
        signed = sign(MARA, entry)
        out.append(
            {
                "seed": MARA.seed,
                **{field: getattr(entry, field) for field in ("author", "circle", "seq", "prev", "minute", "kind")},
                "seen": list(entry.seen),
                "body": bytes(entry.body),
                "signed": signed,
                "name": name(signed),
                "sha256": hashlib.sha256(signed).digest(),
            }
        )
    return out


def envelopes() -> dict[str, Any]:
    """One of each form, with the secrets that open it."""
    entry = Entry(MARA.id, CIRCLE, 1, b"", (), MINUTE, "note", msgspec.Raw(pack({"text": "Birch is ready"})))
    signed = sign(MARA, entry)
    root, standing = _founding()
    epoch, secret = mint(MARA, standing, {})
    opened = msgspec.msgpack.decode(epoch)
    shared = {"circle": CIRCLE, "epoch_seed": EPOCH.seed, "signed": signed}
    return {
        "entry": shared
        | {
            "place": place(CIRCLE, EPOCH.id, b"entry"),
            "envelope": seal_entry(signed, CIRCLE, EPOCH.id, EPOCH.box),
        },
        "drop": shared
        | {
            "info": place(CIRCLE, EPOCH.id, b"drop"),
            "envelope": seal_drop(signed, CIRCLE, EPOCH.card),
        },
        "epoch": {
            "circle": standing.circle,
            "founding": root,
            "founding_grant_ids": [founding_grant_id(standing.circle, i) for i in range(3)],
            "envelope": epoch,
            "id": secret.id,
            "n": opened[3],
            "epoch_seed": secret.seed,
            "readers": {member.id.hex(): member.seed for member in (MARA, ILYA)},
            "tags": {member.id.hex(): tag(member.id, secret.id) for member in (MARA, ILYA)},
            "wrap_info": place(standing.circle, secret.id, b"wrap"),
            "control_place": place(standing.circle, secret.id, b"control"),
            "control": [root],
            "control_digest": control_digest([root]),
        },
    }


def _founding() -> tuple[bytes, Any]:
    grants = (own(MARA, "steward"), own(ILYA, "reader"), own(DINA, "writer"))
    body = Founding(bytes(16), b"Quiet Heron", grants, (MARA.card.data,))
    root = sign(MARA, Entry(MARA.id, b"", 0, b"", (), MINUTE, "found", msgspec.Raw(pack(body))))
    return root, stand(name(root), [root], None, MINUTE)


class Story:
    """The history of one small circle, minute by minute."""

    def __init__(self) -> None:
        grants = (own(MARA, "steward"), own(ILYA, "reader"), own(DINA, "writer"), own(PAT, "warden"))
        self.circle = found(MARA, b"Quiet Heron", grants, MINUTE, None, bytes(16))
        self.minute = MINUTE
        self.pens: dict[bytes, Pen] = {}

    def view(self, who: Secret) -> View:
        self.minute += 1
        return self.circle.open([who], self.minute)

    def writes(self, who: Secret, text: str) -> None:
        self.circle.add(*self.view(who).write(who, "note", {"text": text}))

    def grants(self, who: Secret, to: Secret, **more: Any) -> None:
        self.circle.add(*self.view(who).grant(who, to.id, "reader", cards=(to.card.data,), **more))

    def drops(self, who: Secret, text: str, epoch: Card) -> None:
        pen = self.pens.get(who.id, Pen())
        self.minute += 1
        envelope, self.pens[who.id] = drop(who, self.circle.id, epoch, pen, "note", {"text": text}, self.minute)
        self.circle.add(envelope)

    def grant_of(self, holder: Secret) -> bytes:
        return next(i.id for i in self.view(MARA).standing.live if i.grant.to == holder.id)


def history() -> dict[str, Any]:
    """Founding, statements, a drop, a device, two grants, a lease, two revocations, a fork, a stranger, damage."""
    story = Story()
    story.writes(MARA, "first call")
    story.writes(ILYA, "I will take her")
    founding_card = Card(story.view(MARA).newest.envelope.card)
    story.drops(DINA, "Birch has a bed", founding_card)
    story.circle.add(*story.view(MARA).control(MARA, "device", _vouching()))
    story.writes(PHONE, "from the tram")
    story.grants(MARA, NOOR)
    noor_granted = story.minute
    story.writes(NOOR, "documents seen")
    story.grants(MARA, TOMAS, history=False)
    story.writes(TOMAS, "which consulate?")
    story.grants(MARA, YUSUF, until=story.minute + 12)
    story.writes(YUSUF, "on the train")
    before = story.minute
    elsewhere = Circle(story.circle.id, dict(story.circle.envelopes))
    story.circle.add(*story.view(MARA).revoke(MARA, story.grant_of(ILYA), "left the organisation"))
    story.circle.add(*elsewhere.open([ILYA], story.minute).write(ILYA, "note", {"text": "I have not heard"}))
    story.writes(NOOR, "Ilya has left")
    noors = story.grant_of(NOOR)
    card = Card(story.view(MARA).newest.envelope.card)
    revocation = Revocation(noors, story.view(MARA).last_seen(), "dismissed by the administrator")
    story.minute += 1
    story.circle.add(drop_revocation(PAT, story.circle.id, card, revocation, story.minute))
    story.writes(MARA, "Noor has left")
    story.drops(DINA, "arrived", Card(story.view(MARA).newest.envelope.card))
    story.drops(STRANGER, "let me in", founding_card)
    story.minute += 20
    story.writes(MARA, "the escort is over")
    fork = Circle(story.circle.id, dict(story.circle.envelopes))
    story.writes(TOMAS, "Vilnius")
    story.circle.add(*fork.open([TOMAS], story.minute).write(TOMAS, "note", {"text": "Warsaw"}))
    damaged = bytearray(list(story.circle.envelopes.values())[-1])
    damaged[-1] ^= 1
    story.circle.add(bytes(damaged), b"not an envelope")
    minutes = (MINUTE, noor_granted, before, story.minute)
    return {
        "circle": story.circle.id,
        "envelopes": [story.circle.envelopes[key] for key in sorted(story.circle.envelopes)],
        "views": [
            _expected(story.circle, holder, secret, minute) for holder, secret in SECRETS.items() for minute in minutes
        ],
    }


def _vouching() -> Device:
    return Device(PHONE.card.data, PHONE.sign(device_proof(MARA.id, PHONE.card)))


def _expected(circle: Circle, holder: str, secret: Secret, minute: int) -> dict[str, Any]:
    case = {"holder": holder, "seed": secret.seed, "minute": minute}
    try:
        view = circle.open([secret], minute)
    except CannotOpen:
        return case | {"opens": False}
    return case | {"opens": True} | outcome(view)


def outcome(view: View) -> dict[str, Any]:
    """Everything that another implementation must find in the same envelopes."""
    return {
        "about": view.standing.about,
        "statements": [
            {"id": s.id, "author": s.entry.author, "seq": s.entry.seq, "depth": s.depth, "body": bytes(s.entry.body)}
            for s in view.statements
        ],
        "void": [{"id": s.id, "why": type(why).__name__} for s, why in view.void],
        "flaws": sorted(type(flaw).__name__ for flaw in view.flaws),
        "heads": list(view.heads),
        "sealed_off": view.sealed_off,
        "live": sorted(
            (
                {
                    "id": i.id,
                    "to": i.grant.to,
                    "roles": list(i.grant.roles),
                    "until": i.grant.until,
                    "since": i.grant.since,
                }
                for i in view.standing.live
            ),
            key=lambda grant: grant["id"],
        ),
        "readers": {holder.hex(): since for holder, since in sorted(view.standing.readers.items())},
        "writers": sorted(view.standing.writers),
        "epochs": sorted(view.epochs),
        "fresh": view.fresh.envelope.id if view.fresh else None,
        "reach": list(view.reach),
    }


FILES = {
    "secrets": secrets,
    "names": names,
    "padding": padding,
    "entries": entries,
    "envelopes": envelopes,
    "history": history,
}


def plain(value: Any) -> Any:
    """The same in what JSON has: bytes as hexadecimal."""
    if isinstance(value, bytes):
        return value.hex()
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    return value


def main() -> None:
    existing = [file for file in FILES if (HERE / f"{file}.json").exists()]
    if existing and "--force" not in sys.argv[1:]:
        sys.exit(
            f"{', '.join(existing)}: these vectors exist, and changing them changes the protocol. "
            "Give --force if that is what you mean."
        )
    for file, make in FILES.items():
        (HERE / f"{file}.json").write_text(json.dumps(plain(make()), indent=1, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
