"""Invitations: how a new card reaches those who admit it, proven by a one-time secret told by voice.

The same ten words serve a newcomer, a member's further device (``devices.py``) and a member who is enrolled again
(``again.py``); what comes of an answer is said in ``admission.py``.
"""

import hmac
from base64 import b64decode, b64encode
from dataclasses import dataclass

import msgspec
from django.db import transaction

from waystation.circles import phrases
from waystation.circles.acts import device_proof
from waystation.circles.errors import WrongKey
from waystation.circles.secret import Box, Card, Secret, derive, name
from waystation.store.clock import micros
from waystation.store.members import logins
from waystation.store.models import Invitation
from waystation.store.sealed import kept
from waystation.store.sealed.keys import Keys

DAYS = 3  # how long the ten words are good
DAY = 86400 * 1_000_000  # microseconds
SHELF = "invitations"


class NoInvitation(Exception):
    """Words that open no invitation, or one that has ended or was answered."""


class BadAnswer(Exception):
    """An answer that was not made by somebody who knew the ten words."""


class Offer(msgspec.Struct, array_like=True):
    """What an invitation says: the directory's salt (for pseudonyms), what the newcomer is called, their roles outside
    teams, and whether they will enrol and dismiss others.

    ``member`` and ``voucher``: for a further device, whose it is and the card that vouches. ``again``: for a member
    who is enrolled again, the id under which they stood before, and ``reason`` why.
    """

    salt: bytes
    name: str
    roles: tuple[str, ...]
    organisation: str = ""
    governor: bool = False
    member: bytes = b""
    voucher: bytes = b""
    again: bytes = b""
    reason: str = ""


class Pending(msgspec.Struct, array_like=True):
    """A new device's secret, passphrase and TOTP key before they are confirmed; sealed in the form, nowhere else."""

    seed: bytes
    passphrase: str
    totp: str

    @property
    def content(self) -> logins.Content:
        """The login with the typed codes as second factor."""
        return logins.Content(self.seed, self.totp)


class Answer(msgspec.Struct, array_like=True):
    """The new card, proof that its maker knew the ten words, and where a device vouches for it, its consent."""

    card: bytes
    proof: bytes
    device: bytes = b""


class Held(msgspec.Struct, array_like=True):
    """What the inviter keeps: the invitation's id, the key of its words, and its offer."""

    id: bytes
    key: bytes
    offer: Offer


@dataclass(frozen=True)
class Waiting:
    """An invitation as its maker sees it. ``answered``: a card waits to be admitted."""

    id: bytes
    offer: Offer
    until: int
    answered: bool


def _key(words: str) -> bytes:
    return derive(name(phrases.normal(words).encode()) + phrases.normal(words).encode(), b"invitation")


def _id(key: bytes) -> bytes:
    return name(b"invitation" + key)


def invite(keys: Keys, offer: Offer) -> str:
    """Makes an invitation and returns its ten words, which are shown once."""
    words = phrases.new(10)
    key = _key(words)
    now = micros()
    sealed = Box(key).seal(msgspec.msgpack.encode(offer), b"offer")
    Invitation.objects.create(id=_id(key), holder=keys.pseudonym, made=now, until=now + DAYS * DAY, sealed=sealed)
    _keep(keys, [*_held(keys), Held(_id(key), key, offer)])
    return words


def find(words: str) -> Offer:
    """The offer that these words open. Raises NoInvitation."""
    key = _key(words)
    row = Invitation.objects.filter(pk=_id(key), until__gt=micros(), answer=b"").first()
    if row is None:
        raise NoInvitation("no open invitation")
    return msgspec.msgpack.decode(Box(key).open(row.sealed, b"offer"), type=Offer)


def seal_pending(words: str, pending: Pending) -> str:
    return b64encode(Box(_key(words)).seal(msgspec.msgpack.encode(pending), b"pending")).decode()


def open_pending(words: str, sealed: str) -> Pending:
    """Raises WrongKey, ValueError."""
    return msgspec.msgpack.decode(Box(_key(words)).open(b64decode(sealed), b"pending"), type=Pending)


def accept(words: str, offer: Offer, login_name: str, passphrase: str, content: logins.Content) -> Card:
    """Leaves the newcomer's card as the answer and stores their login. Returns the card. Of two who answer the same
    words at once, while Argon2id runs, the first counts. Raises NoInvitation, logins.NameTaken; then nothing is
    stored."""
    secret, key = Secret(content.seed), _key(words)
    own = name(offer.salt + b"access-log" + secret.id)
    holder = name(offer.salt + b"access-log" + offer.member) if offer.member else own
    made = logins.prepare(passphrase, content)
    consent = secret.sign(device_proof(offer.voucher, secret.card)) if offer.voucher else b""
    answer = Answer(secret.card.data, hmac.digest(key, b"card" + secret.card.data, "sha256"), consent)
    sealed = Box(key).seal(msgspec.msgpack.encode(answer), b"answer")
    with transaction.atomic():
        if not Invitation.objects.filter(pk=_id(key), answer=b"", until__gt=micros()).update(answer=sealed):
            raise NoInvitation("answered or ended meanwhile")
        logins.store(login_name, made, holder, own)
    return secret.card


def waiting(keys: Keys) -> list[Waiting]:
    """The invitations that this member made and that are open or answered."""
    held = _held(keys)
    rows = {row.id: row for row in Invitation.objects.filter(pk__in=[h.id for h in held])}
    return [Waiting(h.id, h.offer, rows[h.id].until, bool(rows[h.id].answer)) for h in held if h.id in rows]


def answer(keys: Keys, invitation: bytes) -> tuple[Offer, Card, bytes]:
    """What somebody answered to an invitation of this member: its offer, their card, and a device's consent.

    Raises NoInvitation, BadAnswer.
    """
    held = next((h for h in _held(keys) if h.id == invitation), None)
    row = Invitation.objects.filter(pk=invitation).first()
    if held is None or row is None or not row.answer:
        raise NoInvitation("nothing to admit")
    try:
        found = msgspec.msgpack.decode(Box(held.key).open(row.answer, b"answer"), type=Answer)
    except (WrongKey, msgspec.DecodeError) as error:
        raise BadAnswer("an answer that does not open") from error
    if not hmac.compare_digest(found.proof, hmac.digest(held.key, b"card" + found.card, "sha256")):
        raise BadAnswer("an answer without proof")
    return held.offer, Card(found.card), found.device


def withdraw(keys: Keys, invitation: bytes) -> None:
    """Forgets an invitation: one that was dealt with, or that nobody should use any more."""
    Invitation.objects.filter(pk=invitation, holder=keys.pseudonym).delete()
    _keep(keys, [h for h in _held(keys) if h.id != invitation])


def _held(keys: Keys) -> list[Held]:
    content = kept.look(keys.secret, SHELF)
    return msgspec.msgpack.decode(content, type=list[Held]) if content else []


def _keep(keys: Keys, held: list[Held]) -> None:
    kept.keep(keys.secret, SHELF, msgspec.msgpack.encode(held))
