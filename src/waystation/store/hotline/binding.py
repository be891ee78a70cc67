"""A receipt was lost: a new one is bound to the case, by two members.

    ask(keys, secrets, mailbox, Asked(number, code, old, reason))   # the one who spoke with the person
    asked_rightly(keys, mailbox, asked)                             # whose own device signed it
    agree(keys, secrets, mailbox, asked)                            # another one: new mailbox bound, old one closed

What was asked stands sealed with the conversation, signed by the device that asked, so that nobody asks in somebody
else's name and agrees themself. The old mailbox is closed: whoever has the old words finds an empty one, and what they
write is shown as written with lost words.
"""

import msgspec
from django.db import transaction

from waystation.circles.errors import Forged
from waystation.circles.secret import Secret
from waystation.store.clock import minute
from waystation.store.hotline import correspondence
from waystation.store.hotline.correspondence import Asked, Outcome
from waystation.store.sealed import accesslog
from waystation.store.sealed.keys import Keys

SIGNED = b"waystation/1/new-receipt"


def _signed(mailbox: bytes, asked: Asked) -> bytes:
    return SIGNED + msgspec.msgpack.encode([mailbox, asked.number, asked.code, asked.old, asked.reason, asked.at])


def ask(keys: Keys, secrets: dict[bytes, Secret], mailbox: bytes, asked: Asked) -> None:
    """Asks that a mailbox be bound to a case whose receipt was lost."""
    asked.at, asked.card = minute(), keys.card
    asked.signature = keys.secret.sign(_signed(mailbox, asked))
    correspondence.rewrite(secrets, mailbox, lambda outcome: _with(outcome, asked))
    accesslog.log(keys.pseudonym, "ask for a receipt", [mailbox])


def _with(outcome: Outcome, asked: Asked | None) -> Outcome:
    outcome.asked = asked
    return outcome


def asked_rightly(keys: Keys, mailbox: bytes, asked: Asked) -> bytes | None:
    """The member whose own device asked, where that is one still; None where the signature is not theirs."""
    card, member = keys.directory.card(asked.card), keys.directory.member(asked.card)
    if card is None or not keys.directory.is_member(member, keys.minute):
        return None
    try:
        card.verify(asked.signature, _signed(mailbox, asked))
    except Forged:
        return None
    return member


def agree(keys: Keys, secrets: dict[bytes, Secret], mailbox: bytes, asked: Asked) -> None:
    """Binds the new mailbox and marks the old one as lost. Whoever calls has looked that another member asked. Raises
    Settled."""
    before = correspondence.outcomes(secrets, [asked.old]).get(asked.old, Outcome())
    with transaction.atomic():
        correspondence.conclude(keys, secrets, mailbox, Outcome(asked.number, asked.code, before.triage))
        correspondence.rewrite(secrets, asked.old, lambda outcome: _moved(outcome, mailbox))
    accesslog.log(keys.pseudonym, "bind a receipt", [mailbox, asked.old])


def _moved(outcome: Outcome, mailbox: bytes) -> Outcome:
    outcome.moved = mailbox
    return outcome


def refuse(keys: Keys, secrets: dict[bytes, Secret], mailbox: bytes) -> None:
    correspondence.rewrite(secrets, mailbox, lambda outcome: _with(outcome, None))
    accesslog.log(keys.pseudonym, "refuse a receipt", [mailbox])
