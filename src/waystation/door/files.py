"""Files at the door: sealed chunks by number, which nobody here opens.

    take(address, file, first, chunks)   # from a browser that sealed them; the same chunk twice lies there once
    have(address, file)                  # which have arrived, so that a browser goes on after a lost network
    claim(mailbox, letter, named)        # a letter names its files; what no letter names is deleted after a day
    stored(file)                         # the chunks in order, one at a time

Nobody is told whether a file exists: once a letter has named it, it answers like one that never came. So whoever was
forced to give their words cannot be shown to have sent a certain picture by trying to send it again.
"""

import shutil
import time
from collections.abc import Iterable, Iterator, Mapping

from django.conf import settings
from django.db import connections, transaction
from django.db.models import Count, Max

from waystation.casework.hotline.attached import MOST_BYTES, MOST_IN_MAILBOX
from waystation.circles.errors import Malformed
from waystation.circles.files import SEALED, chunk_count
from waystation.door.models import Chunk, File
from waystation.store.clock import minute as this_minute

MOST_CHUNKS, MAILBOX_CHUNKS = chunk_count(MOST_BYTES), chunk_count(MOST_IN_MAILBOX)
BATCH = 8  # chunks in one request, half a megabyte: a lost connection costs at most so much
ORPHANED = 24 * 60  # minutes after which a file that no letter names is deleted
HURRIED = 60  # the same while the disk is short: whoever fills it with what they never send holds it for so long
SPARE = 1 << 30  # bytes of disk that uploads leave free: letters must always find room
_looked, _room = -60.0, True


class Full(Exception):
    """This mailbox, or the disk, holds as much as it may."""


class Missing(Exception):
    """A letter names a file whose chunks are not all here."""


def take(mailbox: bytes, file: bytes, first: int, body: bytes) -> None:
    """Stores some chunks of a file, numbered from ``first``. Chunks that are here already stay as they are.

    Raises Malformed, Full.
    """
    count, rest = divmod(len(body), SEALED)
    if rest or not 0 < count <= BATCH or not 0 <= first <= MOST_CHUNKS - count:
        raise Malformed("chunks of impossible length or number")
    with transaction.atomic(using="door"):
        row = _row(file, mailbox)
        if row.letter:
            return  # it was sent before: nothing changes and nothing is told
        require_room(mailbox, count)
        keep(file, first, (body[n * SEALED : (n + 1) * SEALED] for n in range(count)))


def _row(file: bytes, mailbox: bytes) -> File:
    row = File(id=file, mailbox=mailbox, made=this_minute())
    File.objects.bulk_create([row], ignore_conflicts=True)
    row = File.objects.get(pk=file)
    if row.mailbox != mailbox or row.answer:
        raise Malformed("a file of another mailbox")
    return row


def keep(file: bytes, first: int, chunks: Iterable[bytes]) -> None:
    rows = [Chunk(file=file, n=first + n, sealed=chunk) for n, chunk in enumerate(chunks)]
    Chunk.objects.bulk_create(rows, ignore_conflicts=True)


def require_room(mailbox: bytes, more: int) -> None:
    """Raises Full where ``more`` chunks are too many. Counted from the rows themselves: there is no counter."""
    files = File.objects.filter(mailbox=mailbox, answer=False).values_list("id", flat=True)
    here = Chunk.objects.filter(file__in=list(files)).count()
    if here + more > MAILBOX_CHUNKS or not disk_has_room():
        raise Full


def disk_has_room() -> bool:
    """Whether the disk of a door with SQLite has room, as looked at at most some seconds ago. Pages of the database
    that deleted files left free are room too: the file does not shrink."""
    global _looked, _room
    if connections["door"].vendor == "sqlite" and (now := time.monotonic()) - _looked > 5:
        with connections["door"].cursor() as cursor:
            free, size = (cursor.execute(f"PRAGMA {what}").fetchone()[0] for what in ("freelist_count", "page_size"))
        _looked, _room = now, shutil.disk_usage(settings.HOME).free + free * size > SPARE
        if not _room:
            lapse(this_minute())
    return _room


def have(mailbox: bytes, file: bytes) -> list[int]:
    """The numbers of the chunks that are here, of a file that no letter has named yet."""
    if not File.objects.filter(pk=file, mailbox=mailbox, letter=b"", answer=False).exists():
        return []
    return list(Chunk.objects.filter(file=file).order_by("n").values_list("n", flat=True))


def claim(mailbox: bytes, letter: bytes, named: Mapping[bytes, int], answer: bool = False) -> None:
    """Binds files to the letter that names them. ``named``: how many chunks each must have, by id. Raises Missing. A
    file that an earlier letter named stays with that one."""
    for file, count in named.items():
        row = File.objects.filter(pk=file, mailbox=mailbox, answer=answer).first()
        if row is None or not whole(file, count):
            raise Missing
        if not row.letter:
            File.objects.filter(pk=file).update(letter=letter)


def own(mailbox: bytes, ids: Iterable[bytes]) -> None:
    """Says whose files were uploaded by a form, once the form was read to its end. Raises Full."""
    if ids := list(ids):
        ids = list(File.objects.filter(pk__in=ids, mailbox=b"").values_list("id", flat=True))
    if ids:
        require_room(mailbox, Chunk.objects.filter(file__in=ids).count())
        File.objects.filter(pk__in=ids).update(mailbox=mailbox)


def leave(mailbox: bytes, file: bytes, chunks: Iterable[bytes]) -> None:
    """Stores a file of those who answer, which ``mailboxes.answer`` then names."""
    File.objects.create(id=file, mailbox=mailbox, answer=True, made=this_minute())
    for n, chunk in enumerate(chunks):
        keep(file, n, [chunk])


def discard(ids: Iterable[bytes]) -> None:
    """Deletes those files that no letter names: they came with a letter that was here already."""
    if ids := list(ids):
        delete(File.objects.filter(pk__in=ids, letter=b"").values_list("id", flat=True))


def whole(file: bytes, count: int) -> bool:
    """Whether all chunks of a file are here."""
    found = Chunk.objects.filter(file=file, n__gte=0).aggregate(here=Count("n"), last=Max("n"))
    return found["here"] == count > 0 and found["last"] == count - 1


def answers(mailbox: bytes, file: bytes) -> bool:
    """Whether a file was left in this mailbox by those who answer."""
    return File.objects.filter(pk=file, mailbox=mailbox, answer=True).exclude(letter=b"").exists()


def stored(file: bytes) -> Iterator[bytes]:
    """The chunks in order. Each is read by itself: no query stays open while a slow network takes them."""
    n = 0
    while (row := Chunk.objects.filter(file=file, n=n).values_list("sealed", flat=True).first()) is not None:
        yield row
        n += 1


def delete(ids: Iterable[bytes]) -> None:
    if not (ids := list(ids)):
        return
    with transaction.atomic(using="door"):
        Chunk.objects.filter(file__in=ids).delete()
        File.objects.filter(pk__in=ids).delete()


def delete_of(mailboxes: list[bytes]) -> None:
    delete(File.objects.filter(mailbox__in=mailboxes).values_list("id", flat=True))


def delete_answers(mailbox: bytes) -> None:
    delete(File.objects.filter(mailbox=mailbox, answer=True).values_list("id", flat=True))


def lapse(now: int) -> None:
    """Deletes what no letter has named for a day, or for an hour where the disk is short."""
    patience = ORPHANED if disk_has_room() else HURRIED
    delete(File.objects.filter(letter=b"", made__lt=now - patience).values_list("id", flat=True)[:500])
