"""Slips in the store: sealed to the intake's key, so that whoever has only its public half can leave one.

put(epoch, card, thread, plain)          # a member's page, or the program that fetches mail
every()                                  # thread -> [(µs, sealed)], for the inbox
"""

import os
from collections.abc import Iterable

from django.db.models import Max

from waystation.circles import letters as sealing
from waystation.circles.secret import Card, name
from waystation.store.clock import micros
from waystation.store.models import Correspondence, Slip

LAPSE = 90 * 1440 * 60_000_000  # µs: as long as Contact is kept after a case is closed


def new_thread() -> bytes:
    return os.urandom(16)


def thread_of(source: bytes) -> bytes:
    """The thread of one source, such as a mail's Message-ID: the same again is the same thread."""
    return name(b"waystation/1/slip" + source)


def put(epoch: bytes, card: Card, thread: bytes, plain: bytes, key: bytes = b"", ours: bool = False) -> bool:
    """Stores a slip; the same ``key`` twice lies there once. Returns whether it is new. Raises Malformed."""
    sealed = sealing.reseal(card, epoch, sealing.seal(card, epoch, plain))
    slip = _named(key) if key else os.urandom(16)
    if Slip.objects.filter(pk=slip).exists():
        return False
    rows = [Slip(id=slip, thread=thread, ours=ours, arrived=micros(), sealed=sealed)]
    Slip.objects.bulk_create(rows, ignore_conflicts=True)
    return True


def lies(key: bytes) -> bool:
    """Whether a slip was put under this key."""
    return Slip.objects.filter(pk=_named(key)).exists()


def _named(key: bytes) -> bytes:
    return name(b"waystation/1/slip-key" + key)


def every() -> dict[bytes, list[tuple[int, bytes]]]:
    found: dict[bytes, list[tuple[int, bytes]]] = {}
    for thread, at, sealed in Slip.objects.order_by("arrived").values_list("thread", "arrived", "sealed"):
        found.setdefault(thread, []).append((at, sealed))
    return found


def of(thread: bytes) -> list[tuple[int, bytes]]:
    return list(Slip.objects.filter(thread=thread).order_by("arrived").values_list("arrived", "sealed"))


def last() -> dict[bytes, tuple[int, int]]:
    """For each thread when its last slip came (µs), as ``mailboxes.last`` says it of letters, without opening any."""
    found: dict[bytes, tuple[int, int]] = {}
    for row in Slip.objects.values("thread", "ours").annotate(at=Max("arrived")):
        theirs, ours = found.get(row["thread"], (0, 0))
        found[row["thread"]] = (theirs, row["at"]) if row["ours"] else (row["at"], ours)
    return found


def lapse(done: Iterable[bytes], now: int = 0) -> int:
    """Deletes threads that are done and of which nothing was heard for 90 days. Returns how many slips went."""
    before = (now or micros()) - LAPSE
    ids = list(done)
    fresh = set(Slip.objects.filter(thread__in=ids, arrived__gte=before).values_list("thread", flat=True))
    old = [thread for thread in ids if thread not in fresh]
    gone = Slip.objects.filter(thread__in=old).delete()[0]
    if gone:
        Correspondence.objects.filter(pk__in=old).delete()
    return gone
