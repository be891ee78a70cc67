"""Mailboxes: letters in, answers out, and nothing said about which of them exist.

put(address, sealed)                  # a letter that the browser sealed (or the server, for those without script)
visit(address).answers                # what lies there for whoever has the receipt
answer(mailbox, sealed)               # by the desk
letters()                             # by the desk: everything that came, by mailbox
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.conf import settings
from django.db import transaction
from django.db.models import Max

from waystation.circles import letters as sealing
from waystation.circles.secret import name
from waystation.door import drafts, files, notices, rows
from waystation.door.models import Letter, Mailbox
from waystation.store.backups import doorcopy
from waystation.store.clock import micros
from waystation.store.clock import minute as this_minute

LAPSE = 30 * 1440  # minutes: a mailbox that nobody opened for so long is deleted with all that lies in it
Named = Mapping[bytes, int]  # files by id, with their number of chunks
MINUTE = 60_000_000  # microseconds
_swept = 0  # the minute at which this process last looked for lapsed mailboxes


@dataclass(frozen=True)
class Visit:
    """What a visitor finds. A mailbox that does not exist looks like one that was never opened and holds nothing.

    ``number`` counts visits from 0; ``before``: when it was last opened (minute, 0: never). ``written``: the minutes
    of what its owner sent. ``answers``: (minute, sealed), oldest first."""

    number: int = 0
    before: int = 0
    written: tuple[int, ...] = ()
    answers: tuple[tuple[int, bytes], ...] = ()


@dataclass
class Box:
    """A mailbox as the desk sees it: letters and answers, (microseconds since 1970, sealed), oldest first. Not in
    minutes: what comes in the minute of our answer must not count as answered."""

    id: bytes
    letters: list[tuple[int, bytes]] = field(default_factory=list)
    answers: list[tuple[int, bytes]] = field(default_factory=list)


def mailbox_of(address: bytes) -> bytes:
    """The id under which a mailbox is stored: a seized door does not even give addresses."""
    return name(b"waystation/1/mailbox" + address)


def put(address: bytes, sealed: bytes, attached: Named | None = None, letter: bytes = b"") -> None:
    """Stores a letter, sealed once more with the hybrid KEM; the same letter twice lies there once. ``attached``: the
    files that it names. ``letter``: its name, where its bytes are not the same each time it is sent.

    Raises Closed, Malformed, Missing.
    """
    sweep()
    intake = notices.intake()
    at_rest = sealing.reseal(intake.card, intake.epoch, sealed)
    box, now, letter = mailbox_of(address), this_minute(), letter or name(sealed)
    with transaction.atomic(using="door"):
        rows.add_mailbox(box, now)
        if attached and rows.has_letter(letter):
            return files.discard(attached)
        files.claim(box, letter, attached or {})
        rows.add_letter(letter, box, False, micros(), at_rest)


def answer(mailbox: bytes, sealed: bytes, attached: Named | None = None) -> None:
    """Leaves an answer. One to a mailbox that was deleted meanwhile is dropped: nobody can read it any more."""
    with transaction.atomic(using="door"):
        if not Mailbox.objects.filter(pk=mailbox).exists():
            return files.delete(attached or {})
        files.claim(mailbox, name(sealed), attached or {}, answer=True)
        row = Letter(id=name(sealed), mailbox=mailbox, answer=True, arrived=micros(), sealed=sealed)
        Letter.objects.bulk_create([row], ignore_conflicts=True)


def visit(address: bytes) -> Visit:
    """What its owner finds at this visit, which is counted."""
    sweep()
    box, now = mailbox_of(address), this_minute()
    if (row := rows.mailbox(box)) is None:
        return Visit()
    opened, visits, closed = row
    lines = rows.lines(box, closed)
    if closed and not lines:
        return Visit()
    rows.seen(box, now)
    return Visit(
        visits,
        opened,
        tuple(at // MINUTE for is_answer, at, _sealed in lines if not is_answer),
        tuple((at // MINUTE, sealed) for is_answer, at, sealed in lines if is_answer),
    )


def look(address: bytes) -> list[tuple[int, bytes]]:
    """The answers in a mailbox, (minute, sealed), without counting a visit."""
    left = Letter.objects.filter(mailbox=mailbox_of(address), answer=True).order_by("arrived")
    return [(at // MINUTE, sealed) for at, sealed in left.values_list("arrived", "sealed")]


def close(mailbox: bytes) -> None:
    """Closes a mailbox whose receipt was lost: our answers and their files are deleted, and it looks like one that was
    never opened. Letters stay for the desk; further ones still come, so that it is seen who writes with lost words."""
    with transaction.atomic(using="door"):
        files.delete_answers(mailbox)
        Letter.objects.filter(mailbox=mailbox, answer=True).delete()
        Mailbox.objects.filter(pk=mailbox).update(closed=micros(), opened=0, visits=0, made=this_minute())


def forget(address: bytes) -> None:
    """Deletes a mailbox and all that lies in it, at its owner's word, and a letter that was not sent."""
    drafts.forget(address)
    doorcopy.note(settings.HOME, [mailbox_of(address)], this_minute())
    delete([mailbox_of(address)])


def boxes() -> list[Box]:
    """Every mailbox with what lies in it, for the desk."""
    found: dict[bytes, Box] = {}
    every = Letter.objects.order_by("arrived").values_list("mailbox", "answer", "arrived", "sealed")
    for mailbox, is_answer, at, sealed in every.iterator(chunk_size=500):
        box = found.setdefault(mailbox, Box(mailbox))
        (box.answers if is_answer else box.letters).append((at, sealed))
    return list(found.values())


def last() -> dict[bytes, tuple[int, int]]:
    """For each mailbox when its last letter and its last answer came (µs, 0: none), without opening anything."""
    newest = Letter.objects.values("mailbox", "answer").annotate(at=Max("arrived"))
    found: dict[bytes, tuple[int, int]] = {}
    for row in newest:
        letter, answered = found.get(row["mailbox"], (0, 0))
        found[row["mailbox"]] = (letter, row["at"]) if row["answer"] else (row["at"], answered)
    return found


def box(mailbox: bytes) -> Box:
    """One mailbox, for the desk; empty where it does not exist any more."""
    found = Box(mailbox)
    for is_answer, at, sealed in (
        Letter.objects.filter(mailbox=mailbox).order_by("arrived").values_list("answer", "arrived", "sealed")
    ):
        (found.answers if is_answer else found.letters).append((at, sealed))
    return found


def sweep() -> None:
    """``lapse``, at most once an hour in this process: whoever writes or looks in winds the clock."""
    global _swept
    if (now := this_minute()) - _swept >= 60:
        _swept = now
        lapse(now)


def lapse(now: int) -> int:
    """Deletes the mailboxes that nobody opened for thirty days. Returns how many."""
    files.lapse(now)
    drafts.lapse(now)
    old = Mailbox.objects.filter(made__lt=now - LAPSE, opened__lt=now - LAPSE).values_list("id", flat=True)
    return delete(list(old[:500]))


def delete(ids: list[bytes]) -> int:
    """Deletes mailboxes with all that lies in them, such as when their case is deleted. Whoever opens one later finds
    an empty one, like any other. A door on a host of its own deletes them at the node's next round (``fetching``).
    Returns how many there were."""
    with transaction.atomic(using="door"):
        files.delete_of(ids)
        Letter.objects.filter(mailbox__in=ids).delete()
        return Mailbox.objects.filter(pk__in=ids).delete()[0]
