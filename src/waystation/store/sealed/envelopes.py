"""Putting envelopes into the database and getting them out."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from django.db import transaction

from waystation.circles.envelope import Epoch, parse
from waystation.circles.errors import CircleError
from waystation.circles.secret import name
from waystation.store.clock import micros
from waystation.store.models import Circle, Envelope


class NoSuchCircle(LookupError):
    """The database holds no circle with this id."""


@contextmanager
def writing(*circles: bytes) -> Iterator[None]:
    """A transaction in which nobody else on this node writes to a circle: read it, then append what follows from it.

    1. SQLite begins immediately and so admits one writer at a time; PostgreSQL locks the circle's row.
    2. Of two who save at once the second reads what the first wrote. What each had *in view* stands in ``seen``.
    3. Several are locked in the order in which they are named: teams before the directory, as whoever changes a team
       does, so that no two wait for each other.
    """
    with transaction.atomic():
        for circle in circles:
            if not Circle.objects.select_for_update().filter(pk=circle).exists():
                raise NoSuchCircle("no such circle here")
        yield


def found(circle: bytes, slot: bytes, envelopes: Iterable[bytes]) -> None:
    """Stores a new circle. Raises IntegrityError when its slot is taken: somebody founded it at the same moment."""
    with transaction.atomic():
        Circle.objects.create(id=circle, slot=slot, size=0, changed=micros())
        append(circle, envelopes)


def append(circle: bytes, envelopes: Iterable[bytes]) -> None:
    """Adds envelopes to a circle; those already there change nothing. Call inside ``writing`` or ``found``."""
    now = micros()
    rows = [
        Envelope(circle=circle, name=name(e), epoch=isinstance(parse(e), Epoch), arrived=now, sealed=e)
        for e in envelopes
    ]
    Envelope.objects.bulk_create(rows, ignore_conflicts=True)
    size = Envelope.objects.filter(circle=circle).count()
    Circle.objects.filter(pk=circle).update(size=size, changed=now)


def load(circle: bytes) -> list[bytes]:
    """All envelopes of a circle, in no promised order. Empty where there is none."""
    return list(Envelope.objects.filter(circle=circle).values_list("sealed", flat=True))


def epoch(sealed: bytes) -> Epoch | None:
    """An epoch; None for anything else, or for what is damaged: opening the circle names that."""
    try:
        parsed = parse(sealed)
    except CircleError:
        return None
    return parsed if isinstance(parsed, Epoch) else None


def newest_epoch_card(circle: bytes) -> bytes:
    """The card to which those drop who cannot read: that of the epoch with the highest number; empty where none."""
    epochs = Envelope.objects.filter(circle=circle, epoch=True).values_list("sealed", flat=True)
    parsed = [e for e in map(epoch, epochs) if e and e.card]
    return max(parsed, key=lambda e: (e.n, e.id)).card if parsed else b""


def by_slot(slots: Iterable[bytes]) -> dict[bytes, tuple[bytes, int]]:
    """(circle, size) for each slot that exists."""
    rows = Circle.objects.filter(slot__in=list(slots)).values_list("slot", "id", "size")
    return {slot: (circle, size) for slot, circle, size in rows}
