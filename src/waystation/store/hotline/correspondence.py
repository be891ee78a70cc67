"""What became of mailboxes at the door and of slips: who has one in hand, and, sealed, what it led to.

    claim(keys, mailbox)                         # False where somebody else has it already
    conclude(keys, secrets, mailbox, Outcome(…)) # a case was opened, or it was referred, or it was none of ours
    with settling(secrets, mailbox): …           # so that of two presses one opens a case

Who has a mailbox in hand stands here by pseudonym, so that two never answer one person; the rest is sealed under the
intake's key, for those who answer the door.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager

import msgspec
from django.db import transaction

from waystation.casework.errors import CaseworkError
from waystation.casework.words import _
from waystation.circles.errors import CircleError, WrongKey
from waystation.circles.secret import Secret
from waystation.store.clock import micros, minute
from waystation.store.files.casefiles import slot
from waystation.store.models import Correspondence
from waystation.store.sealed import belongings, envelopes
from waystation.store.sealed.keys import Keys


class Settled(CaseworkError):
    """The conversation belongs to a case already: ``number``."""

    def __init__(self, number: bytes):
        super().__init__(_("This belongs to a case already. What you wrote is still here."))
        self.number = number


class Asked(msgspec.Struct, array_like=True):
    """That a new mailbox be bound to a case whose receipt was lost (``binding.py``): the case, its mailbox until now,
    how one knows that it is them; when (minute), and the card of the device that asked, with its signature."""

    number: bytes
    code: str
    old: bytes
    reason: str
    at: int = 0
    card: bytes = b""
    signature: bytes = b""


class Outcome(msgspec.Struct, array_like=True):
    """What a mailbox led to. ``number`` and ``code``: the case, if one was opened. ``triage``: the vocabulary's value.
    ``by`` and ``at``: the member who decided, and when (µs); ``handed``: notes left when it was handed over, (minute,
    by, note); ``originals``: files opened as they came, (minute, by, file, reason); ``asked``: a new receipt for a
    case; ``moved``: the mailbox to which the case went when this one's receipt was lost."""

    number: bytes = b""
    code: str = ""
    triage: str = ""
    note: str = ""
    by: bytes = b""
    at: int = 0
    handed: list[tuple[int, bytes, str]] = []
    originals: list[tuple[int, bytes, bytes, str]] = []
    asked: Asked | None = None
    moved: bytes = b""


def claim(keys: Keys, mailbox: bytes) -> bool:
    """Takes a mailbox in hand. Of two who try at once one gets it."""
    with transaction.atomic():
        Correspondence.objects.bulk_create([Correspondence(id=mailbox)], ignore_conflicts=True)
        free = Correspondence.objects.filter(pk=mailbox, holder__in=(b"", keys.pseudonym))
        return bool(free.update(holder=keys.pseudonym, at=minute()))


def join(keys: Keys, mailbox: bytes) -> bool:
    """Comes as second operator to somebody in danger. Of two who come at once one is the second."""
    row = Correspondence.objects.filter(pk=mailbox, second=b"").exclude(holder=keys.pseudonym)
    return bool(row.update(second=keys.pseudonym))


def seconds(mailboxes: Iterable[bytes]) -> dict[bytes, bytes]:
    """The pseudonym of each second operator."""
    rows = Correspondence.objects.filter(pk__in=list(mailboxes)).exclude(second=b"")
    return dict(rows.values_list("id", "second"))


def release(keys: Keys, mailbox: bytes) -> None:
    """Lets a mailbox go again: whoever has it in hand may."""
    Correspondence.objects.filter(pk=mailbox, holder=keys.pseudonym).update(holder=b"", second=b"", at=minute())


def hand_over(keys: Keys, secrets: dict[bytes, Secret], mailbox: bytes, to: bytes, note: str) -> bool:
    """Gives a mailbox to a colleague, who answers the door, with a note. False where this member does not have it in
    hand: then nothing is handed over and no note says so."""

    def handed(outcome: Outcome) -> Outcome:
        outcome.handed.append((minute(), keys.member, note))
        return outcome

    holder = keys.directory.pseudonym(to)
    with transaction.atomic():
        mine = Correspondence.objects.filter(pk=mailbox, holder=keys.pseudonym)
        if not mine.update(holder=holder, at=minute()):
            return False
        Correspondence.objects.filter(pk=mailbox, second=holder).update(second=b"")  # nobody is their own second
        rewrite(secrets, mailbox, handed)
    return True


def opened_original(keys: Keys, secrets: dict[bytes, Secret], mailbox: bytes, file: bytes, reason: str) -> None:
    """Notes that a file was opened as it came, uncleaned, and why."""

    def noted(outcome: Outcome) -> Outcome:
        outcome.originals.append((minute(), keys.member, file, reason))
        return outcome

    rewrite(secrets, mailbox, noted)


def conclude(keys: Keys, secrets: dict[bytes, Secret], mailbox: bytes, outcome: Outcome) -> None:
    """States what a mailbox led to: number, code, triage and note of an outcome; all else stays. Raises Settled: a case
    to which it led is not taken from it again."""

    def stated(before: Outcome) -> Outcome:
        require_open(before)
        before.number, before.code = outcome.number, outcome.code
        before.triage, before.note = outcome.triage, outcome.note
        before.by, before.at = keys.member, micros()
        return before

    rewrite(secrets, mailbox, stated)
    if outcome.number:
        circles = envelopes.by_slot([slot(outcome.number, "contact")]).values()
        belongings.link(belongings.MAILBOX, [mailbox], [circle for circle, _size in circles])


def holders(mailboxes: Iterable[bytes]) -> dict[bytes, bytes]:
    """The pseudonym of whoever has each mailbox in hand."""
    rows = Correspondence.objects.filter(pk__in=list(mailboxes)).exclude(holder=b"")
    return dict(rows.values_list("id", "holder"))


def outcomes(secrets: dict[bytes, Secret], mailboxes: Iterable[bytes]) -> dict[bytes, Outcome]:
    """What each mailbox led to, of those that these keys open."""
    rows = Correspondence.objects.filter(pk__in=list(mailboxes)).exclude(sealed=b"").values_list("id", "sealed")
    found = {mailbox: _opened(secrets, mailbox, sealed) for mailbox, sealed in rows}
    return {mailbox: outcome for mailbox, outcome in found.items() if outcome is not None}


def bound(secrets: dict[bytes, Secret]) -> list[tuple[str, bytes]]:
    """The cases that mailboxes belong to, (code name, mailbox), without those whose receipt was lost."""
    ids = Correspondence.objects.exclude(sealed=b"").values_list("id", flat=True)
    return sorted((o.code, box) for box, o in outcomes(secrets, ids).items() if o.number and not o.moved)


def numbers(secrets: dict[bytes, Secret]) -> list[tuple[bytes, bytes]]:
    """The cases that mailboxes led to, (number, mailbox), those whose receipt was lost too."""
    ids = Correspondence.objects.exclude(sealed=b"").values_list("id", flat=True)
    return [(o.number, box) for box, o in outcomes(secrets, ids).items() if o.number]


def rewrite(secrets: dict[bytes, Secret], mailbox: bytes, change: Callable[[Outcome], Outcome]) -> None:
    """Changes what a mailbox led to. Raises WrongKey for whoever does not answer the door."""
    with transaction.atomic():
        before = _locked(secrets, mailbox)
        epoch, secret = next(reversed(secrets.items()))
        content = msgspec.msgpack.encode(change(before))
        sealed = epoch + secret.box.seal(content, b"outcome" + mailbox)
        Correspondence.objects.filter(pk=mailbox).update(sealed=sealed)


@contextmanager
def settling(secrets: dict[bytes, Secret], mailbox: bytes) -> Iterator[None]:
    """A transaction in which nobody else settles this conversation, and in which a case is opened from it and that is
    stated, or neither. Raises Settled, WrongKey."""
    with transaction.atomic():
        require_open(_locked(secrets, mailbox))
        yield


def require_open(outcome: Outcome) -> None:
    """Raises Settled."""
    if outcome.number:
        raise Settled(outcome.number)


def _locked(secrets: dict[bytes, Secret], mailbox: bytes) -> Outcome:
    """What a mailbox led to. Nobody else changes it until the transaction ends. Raises WrongKey."""
    if not secrets:
        raise WrongKey("only those who answer the door may write here")
    Correspondence.objects.bulk_create([Correspondence(id=mailbox)], ignore_conflicts=True)
    row = Correspondence.objects.select_for_update().get(pk=mailbox)
    return (_opened(secrets, mailbox, row.sealed) if row.sealed else None) or Outcome()


def _opened(secrets: dict[bytes, Secret], mailbox: bytes, sealed: bytes) -> Outcome | None:
    secret = secrets.get(sealed[:16])
    if secret is None:
        return None
    try:
        return msgspec.msgpack.decode(secret.box.open(sealed[16:], b"outcome" + mailbox), type=Outcome)
    except (CircleError, msgspec.DecodeError):
        return None
