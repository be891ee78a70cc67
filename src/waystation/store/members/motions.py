"""Motions: what takes two members and belongs to no case, such as taking the accounts out of the installation.

    motion = ask(keys, "accounts", "The funder asked for the year's lines.")
    agree(colleague, motion.id)                 # raises NotYourRole for whoever asked
    use(keys, motion.id, "accounts")            # once, within a day, by whoever asked

Each hand is a signature by the member's own device, checked by whoever looks. The rows lie sealed under the newest
epoch of the organisation's directory, which every member opens and nobody else.
"""

import os

import msgspec
from django.db import transaction

from waystation.casework.errors import BadValue, CriteriaUnmet, NotYourRole
from waystation.casework.words import _
from waystation.circles.errors import CircleError, Forged
from waystation.circles.secret import Secret
from waystation.circles.view import View
from waystation.store import node
from waystation.store.clock import minute
from waystation.store.models import Motion as Row
from waystation.store.sealed import accesslog, envelopes
from waystation.store.sealed.keys import Keys

SIGNED = b"waystation/1/motion\n"
GOOD_FOR = 1440  # minutes in which it is used after it was made: later it is asked anew
LEAST_REASON = 10  # characters: a sentence, not a full stop


class Hand(msgspec.Struct, array_like=True):
    """A device's card id and its signature."""

    card: bytes
    signature: bytes


class Motion(msgspec.Struct, array_like=True):
    """``what``: a word; ``asked`` and ``agreed``: by whom; ``used``: the minute, 0 before."""

    id: bytes
    what: str
    reason: str
    at: int
    asked: Hand
    agreed: Hand | None = None
    used: int = 0

    @property
    def text(self) -> bytes:
        return SIGNED + msgspec.msgpack.encode([self.id, self.what, self.reason, self.at])


def ask(keys: Keys, what: str, reason: str) -> Motion:
    """Raises BadValue."""
    said = " ".join(reason.split())[:200]
    if len(said) < LEAST_REASON:
        raise BadValue(_("Write why, in a sentence."))
    made = Motion(os.urandom(16), what, said, minute(), Hand(keys.card, b""))
    made.asked.signature = keys.secret.sign(made.text)
    _keep(keys, made)
    accesslog.log(keys.pseudonym, f"ask for {what}")
    return made


def agree(keys: Keys, motion: bytes) -> None:
    """Raises BadValue, NotYourRole."""
    with transaction.atomic():
        made = _one(keys, motion)
        if asker(keys, made) in (None, keys.member):
            raise NotYourRole(_("Somebody else must decide this."))
        if made.agreed:
            raise BadValue(_("This was decided already."))
        made.agreed = Hand(keys.card, keys.secret.sign(made.text))
        _keep(keys, made)
        accesslog.log(keys.pseudonym, f"agree to {made.what}")


def use(keys: Keys, motion: bytes, what: str) -> None:
    """Uses a motion up. Raises BadValue, CriteriaUnmet."""
    with transaction.atomic():
        made = _one(keys, motion)
        if made.what != what or made.used or asker(keys, made) != keys.member or minute() - made.at > GOOD_FOR:
            raise BadValue(_("This was decided already."))
        if _member(keys, made, made.agreed) in (None, keys.member):
            raise CriteriaUnmet(_("Nobody else agreed to this in the last day."))
        made.used = minute()
        _keep(keys, made)
        accesslog.log(keys.pseudonym, what)


def open_ones(keys: Keys, what: str) -> list[Motion]:
    """Those that are not used and not too old, the newest first, each by a member's own hand."""
    rows = list(Row.objects.filter(at__gt=minute() - GOOD_FOR).order_by("-at").values_list("id", "sealed"))
    secrets = _secrets(keys) if rows else {}
    found = [made for row, sealed in rows if (made := _opened(secrets, row, sealed))]
    return [made for made in found if made.what == what and not made.used and asker(keys, made)]


def asker(keys: Keys, motion: Motion) -> bytes | None:
    return _member(keys, motion, motion.asked)


def agreed_by(keys: Keys, motion: Motion) -> bytes | None:
    """Who agreed, by their own hand and not their own motion; None while nobody did."""
    found = _member(keys, motion, motion.agreed)
    return None if found == asker(keys, motion) else found


def _member(keys: Keys, motion: Motion, hand: Hand | None) -> bytes | None:
    card = keys.directory.card(hand.card) if hand else None
    if hand is None or card is None or not keys.directory.holders(hand.card, keys.minute):
        return None
    try:
        card.verify(hand.signature, motion.text)
    except Forged:
        return None
    return keys.directory.member(hand.card)


def _one(keys: Keys, motion: bytes) -> Motion:
    sealed = Row.objects.select_for_update().filter(pk=motion).values_list("sealed", flat=True).first()
    made = _opened(_secrets(keys), motion, sealed) if sealed else None
    if made is None:
        raise BadValue(_("There is nothing to decide here."))
    return made


def _keep(keys: Keys, made: Motion) -> None:
    epoch, secret = next(reversed(_secrets(keys).items()))
    sealed = epoch + secret.box.seal(msgspec.msgpack.encode(made), b"motion" + made.id)
    Row.objects.update_or_create(id=made.id, defaults={"at": made.at, "sealed": sealed})


def _opened(secrets: dict[bytes, Secret], row: bytes, sealed: bytes) -> Motion | None:
    secret = secrets.get(sealed[:16])
    try:
        return msgspec.msgpack.decode(secret.box.open(sealed[16:], b"motion" + row), type=Motion) if secret else None
    except (CircleError, msgspec.DecodeError):
        return None


def _secrets(keys: Keys) -> dict[bytes, Secret]:
    """The directory's epochs by id, the newest last."""
    circle = node.directory_id()
    view = View(circle, envelopes.load(circle), {keys.card: keys.secret}, keys.minute)
    return {o.envelope.id: o.secret for o in sorted(view.epochs.values(), key=lambda o: o.rank)}
