"""Shredding: circles deleted with all that belongs to them, on their day or because a person asked, and proof of it.

    plan(order, name)               # two members signed when each part goes: ids and days for the timer
    cancel(circles)                 # the case was opened again
    run(minute(), delete)           # the timer: what is due goes. No key is needed, or would help
    shred([circle, …], delete)      # at once; ``delete`` is for mailboxes at the door (``door.mailboxes``)

What a deletion leaves: its ids (``Shredded`` and the list beside the database, so that no older backup brings anything
back), the lines of the access log, which hold ids, and a certificate with the node's signature. Epoch secrets are
random and lie nowhere but in the wraps of their circle's epochs; with these gone, no member's key opens what may be
left of the ciphertext in a copy that we do not hold.
"""

import datetime
import os
from collections.abc import Callable, Collection, Iterable, Mapping

from django.conf import settings
from django.db import connection, transaction

from waystation.casework.deletion import Order
from waystation.store.clock import micros
from waystation.store.deleting import certificates, erasing
from waystation.store.listparts import BUSY, part_of, part_of_sheet
from waystation.store.models import Certificate, Kept, Shred, Shredded
from waystation.store.sealed import accesslog, belongings, kept

AtTheDoor = Callable[[list[bytes]], object]  # deletes mailboxes in the door's own database (``door.mailboxes.delete``)
NOBODY = b""  # who acts in the access log's line of the timer
DAY = 1440  # minutes
DRAFTS = 30 * DAY * 60_000_000  # µs that a draft nobody came back to is kept
VACUUM_BELOW = 1 << 30  # bytes: SQLite holds the whole file in memory to rewrite it, since nothing may spill to disk


def plan(order: Order, name: bytes, number: bytes) -> None:
    """Notes when each circle of an order goes, in place of what was noted before. ``number``: the case's, of which the
    timer learns in which part of lists it stands."""
    rows = [
        Shred(circle=bytes.fromhex(item.circle), at=_minute_after(item.until), order=name, part=part_of(number))
        for item in order.items
        if item.until
    ]
    Shred.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["circle"], update_fields=["at", "order", "part"]
    )


def _minute_after(day: str) -> int:
    """The first minute after a day, in UTC."""
    last = datetime.datetime.combine(datetime.date.fromisoformat(day), datetime.time(0), datetime.UTC)
    return int(last.timestamp() // 60) + DAY


def cancel(circles: Iterable[bytes]) -> int:
    """Takes back what was noted. Returns for how many circles."""
    return Shred.objects.filter(circle__in=list(circles)).delete()[0]


def waiting(circles: Iterable[bytes]) -> dict[bytes, int]:
    """The first minute at which each of these circles goes."""
    return dict(Shred.objects.filter(circle__in=list(circles)).values_list("circle", "at"))


def run(now: int, at_the_door: AtTheDoor) -> list[Certificate]:
    """Deletes what is due at a minute, and what nobody looks after: caches that still know of it, and old drafts."""
    by_order: dict[bytes, list[bytes]] = {}
    for circle, order in Shred.objects.filter(at__lte=now).values_list("circle", "order"):
        by_order.setdefault(order, []).append(circle)
    made = [shred(circles, at_the_door, order) for order, circles in by_order.items()]
    Kept.objects.filter(sort=kept.DRAFT, at__lt=micros() - DRAFTS).delete()
    compact()
    write_list()
    return made


def shred(
    circles: Iterable[bytes], at_the_door: AtTheDoor, order: bytes = b"", why: str = "retention",
    actor: bytes = NOBODY, number: bytes = b"",
) -> Certificate:  # fmt: skip
    """Deletes circles with all that belongs to them, and the parts of everybody's lists on which they may stand, in one
    transaction, and certifies it. ``number``: the case's, where whoever deletes it knows it.

    Mailboxes go last and before it is committed: they lie in another database. Whoever is killed in between has deleted
    nothing here, so that the next run does all of it again; the other way round nobody would know of them any more."""
    going = {"circle": sorted(set(circles))}
    with transaction.atomic():
        parts = {part_of(number)} if number else _parts(going["circle"])
        sheets = belongings.of(going["circle"]).get(belongings.CIRCLE, [])
        going["circle"] = sorted({*going["circle"], *sheets})
        going = belongings.of(going["circle"]) | going
        forget_lists(parts and parts | {part_of_sheet(sheet) for sheet in sheets})
        counts = _erase(going)
        now = micros()
        rows = [Shredded(thing=thing, kind=kind, at=now) for kind, things in going.items() for thing in things]
        Shredded.objects.bulk_create(rows, ignore_conflicts=True)
        accesslog.log(actor, "shred", going["circle"])
        made = certificates.certify(going, counts, order, why)
        at_the_door(going.get(belongings.MAILBOX, []))
    write_list()
    return made


def delete_files(files: Iterable[bytes], actor: bytes, circle: bytes) -> int:
    """Deletes files whose consent has ended, and notes them like anything deleted. Returns how many chunks went."""
    going = {belongings.FILE: sorted(set(files))}
    with transaction.atomic():
        counts = _erase(going)
        rows = [Shredded(thing=thing, kind=belongings.FILE, at=micros()) for thing in going[belongings.FILE]]
        Shredded.objects.bulk_create(rows, ignore_conflicts=True)
        accesslog.log(actor, "evidence deleted", [circle])
    write_list()
    compact()
    return sum(counts.values())


def still_there(things: Mapping[str, Iterable[bytes]]) -> dict[str, int]:
    """How many rows of these things the database holds, by table."""
    with connection.cursor() as cursor:
        return erasing.still_there(_runner(cursor), _tables(cursor), things)


def _erase(going: Mapping[str, Iterable[bytes]]) -> dict[str, int]:
    with connection.cursor() as cursor:
        return erasing.erase(_runner(cursor), _tables(cursor), going, micros())


def _runner(cursor) -> erasing.Run:  # type: ignore[no-untyped-def]
    def run(sql: str, values: list[object]):  # type: ignore[no-untyped-def]
        cursor.execute(sql.replace("?", "%s"), values or None)
        return cursor

    return run


def _tables(cursor) -> list[str]:  # type: ignore[no-untyped-def]
    return erasing.tables(_runner(cursor), connection.vendor == "sqlite")


# -- what is left of it elsewhere --------------------------------------------------------------------------------------


def _parts(circles: list[bytes]) -> set[int]:
    """In which parts of lists these circles stand, as it was noted when their days were set; none where that is not
    known of all."""
    parts: dict[bytes, int | None] = {}
    for start in range(0, len(circles), erasing.AT_ONCE):
        some = Shred.objects.filter(circle__in=circles[start : start + erasing.AT_ONCE])
        parts |= dict(some.values_list("circle", "part"))
    known = {part for part in parts.values() if part is not None}
    return known if len(parts) == len(circles) and None not in parts.values() else set()


def forget_lists(parts: Collection[int] = ()) -> None:
    """Throws away what can be made anew, so that nothing of a deletion is left on anybody's list: what plans and
    searches keep, and of the lists these parts, or all where none is named. A part is read anew when somebody looks: of
    80,000 circles 625, 2 ms each, and not all of them.

    Whoever changes their list at the moment is waited for, and finds the part gone: else they would put it back."""
    lists = Kept.objects.filter(sort=kept.LIST)
    list(lists.filter(part=BUSY).order_by("holder", "shelf").select_for_update().values_list("holder"))
    (lists.filter(part__in=parts) if parts else lists).delete()
    Kept.objects.filter(sort=kept.CACHE).delete()


def compact() -> str:
    """Has the database let go of freed pages. Returns what it could not do, in a sentence; empty when all was done.

    SQLite overwrites what it deletes (``secure_delete``), but its write-ahead log holds older pages until it is folded
    in, and moved cells may leave traces in a page; so the file is rewritten. PostgreSQL rewrites the tables.
    """
    if connection.in_atomic_block:
        return ""  # whoever opened the transaction calls again after it
    with connection.cursor() as cursor:
        if connection.vendor != "sqlite":
            others = [table for places in erasing.PLACES.values() for table, _column in places]
            for table in (*_tables(cursor), *others, "store_likeness", "store_kept"):
                cursor.execute(f"VACUUM (FULL) {table}")
            return ""
        if _size(cursor) < VACUUM_BELOW:
            cursor.execute("VACUUM")
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        busy = cursor.fetchone()[0]
    return "Somebody reads the database; older pages stay in its log until the next run." if busy else ""


def _size(cursor) -> int:  # type: ignore[no-untyped-def]
    cursor.execute("SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()")
    return int(cursor.fetchone()[0])


def on_list() -> set[tuple[str, bytes]]:
    """What the list beside the database says was deleted, by kind and id; nothing where there is no list, or none that
    can be read."""
    path = settings.HOME / erasing.LIST
    try:
        listed = erasing.listed(path.read_text("ascii")) if path.exists() else {}
    except ValueError:
        return set()
    return {(kind, thing) for kind, things in listed.items() for thing in things}


def write_list() -> None:
    """Keeps the list of what was deleted beside the database: restoring an older backup takes it from there. Nothing
    leaves it: the database may be an older one that does not know what was deleted since."""
    path = settings.HOME / erasing.LIST
    begun = Certificate.objects.exclude(order=b"").values_list("order", flat=True)
    waiting = Shred.objects.filter(order__in=list(begun)).values_list("circle", "at", "order")
    text = erasing.as_list({*Shredded.objects.values_list("kind", "thing"), *on_list()}, waiting)
    if path.exists() and path.read_bytes() == text.encode("ascii"):
        return
    fresh = path.with_name(f".{path.name}.{os.getpid()}")
    with open(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="ascii") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    os.replace(fresh, path)
