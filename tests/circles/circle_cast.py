"""The cast, and a case told as a story: who founds, grants, writes, revokes, and what each then reads.

The members' secrets are fixed by their names, so that a failing story fails the same way twice.
"""

import copy
import hashlib
from collections.abc import Iterable
from typing import Any

import msgspec

from waystation.circles.book import Book
from waystation.circles.circle import Circle, drop, drop_revocation, found, own
from waystation.circles.envelope import Entry, Epoch, pack, pad, parse, place, seal_entry, sign, unpack
from waystation.circles.opening import Minting, control_digest, frame_digest, tag
from waystation.circles.secret import Card, Secret
from waystation.circles.standing import Device, Grant, Revocation, device_proof
from waystation.circles.view import Pen, View

FOREVER = 1 << 62


def secret_of(name: str) -> Secret:
    return Secret(hashlib.sha256(b"cast/" + name.encode()).digest())


MARA, ILYA, NOOR, TOMAS, RUTH, PAT, DINA, YUSUF, ADA, OTTO = map(
    secret_of, ["Mara", "Ilya", "Noor", "Tomas", "Ruth", "Pat", "Dina", "Yusuf", "Ada", "Otto"]
)
MARAS_PHONE, MARAS_TABLET, ILYAS_PHONE = map(secret_of, ("Mara's phone", "Mara's tablet", "Ilya's phone"))
STRANGER = secret_of("a stranger")


class Case:
    """One circle on one node, and the clock on its wall. Founded by Mara unless the story says otherwise."""

    def __init__(self, *grants: Grant, founder: Secret = MARA, book: Book | None = None, minute: int = 0):
        self.book = book
        self.minute = minute
        self.pens: dict[bytes, Pen] = {}
        self.circle = found(founder, b"Quiet Heron", grants or [own(MARA, "steward")], minute, book)

    # -- nodes ----------------------------------------------------------------------------------------------------

    def apart(self) -> "Case":
        """The same case on another node, which from now on hears nothing of this one."""
        return copy.copy(self)._with(copy.deepcopy(self.circle))

    def _with(self, circle: Circle) -> "Case":
        self.circle, self.pens = circle, dict(self.pens)
        return self

    def meets(self, other: "Case") -> None:
        """Two nodes exchange all envelopes."""
        ours, theirs = list(self.circle.envelopes.values()), list(other.circle.envelopes.values())
        self.circle.add(*theirs)
        other.circle.add(*ours)

    def epochs(self) -> list[Epoch]:
        parsed = (parse(envelope) for envelope in self.circle.envelopes.values())
        return sorted((e for e in parsed if isinstance(e, Epoch)), key=lambda e: (e.n, e.id))

    def envelope_of(self, epoch: bytes) -> bytes:
        """The envelope, as stored, of the epoch with this id."""
        for envelope in self.circle.envelopes.values():
            parsed = parse(envelope)
            if isinstance(parsed, Epoch) and parsed.id == epoch:
                return envelope
        raise KeyError(epoch.hex())

    def sealed(self) -> list[bytes]:
        """The envelopes that are not epochs."""
        return [e for e in self.circle.envelopes.values() if not isinstance(parse(e), Epoch)]

    # -- acts -----------------------------------------------------------------------------------------------------

    def view(self, *secrets: Secret, minute: int | None = None) -> View:
        return self.circle.open(secrets, self.minute if minute is None else minute, self.book)

    def writes(self, who: Secret, text: str, *more: Secret) -> None:
        self.circle.add(*self.view(who, *more).write(who, "note", {"text": text}))

    def drops(self, who: Secret, text: str, epoch: Epoch | None = None) -> None:
        card = Card((epoch or self.epochs()[-1]).card)
        pen = self.pens.get(who.id, Pen())
        envelope, self.pens[who.id] = drop(who, self.circle.id, card, pen, "note", {"text": text}, self.minute)
        self.circle.add(envelope)

    def grants(self, who: Secret, to: Secret, *roles: str, history: bool = True, **more: Any) -> bytes:
        """Returns the id of the new grant."""
        before = self.view(who).standing.grants.keys()
        roles = roles or ("reader",)
        self.circle.add(*self.view(who).grant(who, to.id, *roles, history=history, cards=(to.card.data,), **more))
        (new,) = self.view(who).standing.grants.keys() - before
        return new

    def grant_of(self, reader: Secret, holder: Secret) -> bytes:
        return next(i.id for i in self.view(reader).standing.live if i.grant.to == holder.id)

    def revokes(self, who: Secret, whom: Secret, adopt: Iterable[bytes] = ()) -> None:
        self.circle.add(*self.view(who).revoke(who, self.grant_of(who, whom), adopt=adopt))

    def dismisses(self, warden: Secret, grant: bytes, honoured: dict[bytes, bytes] | None = None) -> None:
        """A warden's revocation from outside the seal."""
        revocation = Revocation(grant, honoured or {})
        card = Card(self.epochs()[-1].card)
        self.circle.add(drop_revocation(warden, self.circle.id, card, revocation, self.minute))

    def vouches(self, who: Secret, device: Secret) -> None:
        self.circle.add(*self.view(who).control(who, "device", vouching(who, device)))

    def loses(self, who: Secret, device: Secret, *keep: Secret, adopt: Iterable[bytes] = ()) -> None:
        self.circle.add(*self.view(who).lose(who, device.id, [k.id for k in keep], adopt))

    def slips_in(self, signer: Secret, epoch: Secret, kind: str, body: Any, **fields: Any) -> bytes:
        """An entry that nobody's program would write, sealed under an epoch whose secret its signer holds."""
        signed = forge(signer, self.circle.id, kind, body, **fields)
        self.circle.add(seal_entry(signed, self.circle.id, epoch.id, epoch.box))
        return signed

    # -- what comes of it -----------------------------------------------------------------------------------------

    def reads(self, *secrets: Secret, minute: int | None = None) -> list[str]:
        """The texts of the statements, in order."""
        return texts(self.view(*secrets, minute=minute))

    def members(self, reader: Secret, minute: int | None = None) -> set[bytes]:
        return {issued.grant.to for issued in self.view(reader, minute=minute).standing.live}


def texts(view: View) -> list[str]:
    return [text_of(s.entry) for s in view.statements]


def void_texts(view: View) -> list[str]:
    return [text_of(statement.entry) for statement, _ in view.void]


def text_of(entry: Entry) -> str:
    return unpack(bytes(entry.body))["text"]


def flaws(view: View) -> list[str]:
    """The names of a view's flaws."""
    return sorted(type(flaw).__name__ for flaw in view.flaws)


def ids(*secrets: Secret) -> set[bytes]:
    return {secret.id for secret in secrets}


def vouching(voucher: Secret, device: Secret) -> Device:
    return Device(device.card.data, device.sign(device_proof(voucher.id, device.card)))


def forge(signer: Secret, circle: bytes, kind: str, body: Any, **fields: Any) -> bytes:
    """Signed bytes with any fields whatever; ``body`` may be packed already."""
    raw = body if isinstance(body, msgspec.Raw) else msgspec.Raw(pack(body))
    entry = {"author": signer.id, "circle": circle, "seq": 0, "prev": b"", "seen": (), "minute": 0, **fields}
    return sign(signer, Entry(**entry, kind=kind, body=raw))


def epoch_by(
    minter: Secret,
    case: Case,
    control: Iterable[bytes],
    readers: Iterable[Secret],
    n: int = 9,
    shut_out: Secret | None = None,
    back: dict[bytes, bytes] | None = None,
    secret: Secret | None = None,
    minting_body: msgspec.Raw | None = None,
    earlier: dict[bytes, bytes] | None = None,
) -> bytes:
    """An epoch made by hand, as anybody can who knows the readers' cards: any readers, control entries and number, a
    wrap that does not open for one, a past (``back`` as it stands, ``earlier`` inside the wraps) that may be untrue."""
    new, circle, control = secret or Secret.new(signs=False), case.circle.id, sorted(control)
    wraps = {
        tag(reader.id, new.id): reader.card.seal(pack([new.seed, earlier or {}]), place(circle, new.id, b"wrap"))
        for reader in readers
    }
    if shut_out:
        wraps[tag(shut_out.id, new.id)] = bytes(1200)
    epoch = Epoch(1, "epoch", new.id, n, b"", wraps, back or {}, b"")
    body = minting_body or Minting(new.id, n, control_digest(control), frame_digest(epoch))
    minting = forge(minter, circle, "epoch", body, minute=case.minute)
    sealed = new.box.seal(pad(pack([control, minting])), place(circle, new.id, b"control"))
    return pack(msgspec.structs.replace(epoch, control=sealed))


def shape(view: View) -> tuple[Any, ...]:
    """Everything that must not depend on the order in which envelopes arrived."""
    standing = view.standing
    return (
        [s.id for s in view.statements],
        [(s.id, type(why).__name__) for s, why in view.void],
        {i.id: (i.issuer, i.grant) for i in standing.live},
        standing.readers,
        standing.writers,
        view.heads,
        sorted(standing.control),
        flaws(view),
        view.sealed_off,
        view.fresh.envelope.id if view.fresh else None,
        view.reach,
    )


def shuffled(circle: Circle, order: Iterable[int]) -> Circle:
    """The same envelopes, arriving in another order."""
    envelopes = list(circle.envelopes.values())
    other = Circle(circle.id)
    other.add(*(envelopes[i] for i in order))
    return other
