"""Ringing: what the alarm process does. It sees opaque rows and a clock, and holds no key.

    ringing = Ringing(SystemClock(), page=page_somebody, say=print_to_stderr)
    ringing.run()                         # until its process is ended

Each tick raises what is due, in one transaction: a row of ``Due`` that was not raised becomes an ``Alarm``, once, since
the alarm is named after the row. So a process killed in a tick has raised all of it or none, two processes beside each
other raise each alarm once, and whoever starts late raises what fell due meanwhile.

Time is the node's own clock, because check-ins are agreed by it. A second clock that nobody sets tells when the first
was moved or the machine slept: that is kept in ``Beat`` and shown, since alarms were then late. After a step back what
rang too early is made ready to ring again at its time.
"""

import os
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

from django.db import DatabaseError, connection, transaction

from waystation.circles.secret import name
from waystation.store.models import Alarm, AlarmAct, Beat, Due

NAME = "alarms"
TICK = 1.0  # seconds: an alarm is raised within two of its minute, and an idle tick costs one look at an index
BEAT = 10  # seconds between two signs of life: each is a commit that waits for the disk
STALE = 90  # seconds without one after which pages say so: nine missed beats are no busy disk
STILL = 30  # seconds without a tick that count as having stood still, and are told
MOVED = 2  # seconds between the two clocks that no steering of the clock (at most 0.5 ms a second) explains
AGAIN = 300  # seconds after which whoever is paged is paged again while an alarm has no owner
MOST = 400  # alarms in one transaction: 20 ms in which nobody else writes to SQLite; 999 values are bound at most
GIVE_UP = 60  # seconds of failing after which the process ends, so that whoever watches processes sees it
MICROS = 1_000_000


class Clock(Protocol):
    """``wall`` in microseconds since 1970, ``steady`` in seconds since whenever."""

    def wall(self) -> int: ...
    def steady(self) -> float: ...
    def sleep(self, seconds: float) -> None: ...


class SystemClock:
    """This machine's."""

    def wall(self) -> int:
        return time.time_ns() // 1000

    def steady(self) -> float:
        return time.monotonic()

    def sleep(self, seconds: float) -> None:
        time.sleep(seconds)


def id_of(circle: bytes, ref: bytes, at: int) -> bytes:
    return name(circle + ref + at.to_bytes(8, "big"))


def raise_due(now: int) -> int:
    """Raises what is due at a moment (µs). Returns how many alarms began to ring."""
    count = 0
    while True:
        with transaction.atomic():
            rows = list(
                Due.objects.select_for_update()
                .filter(raised=False, at__lte=now // (60 * MICROS))
                .order_by("at", "circle", "ref")[:MOST]
            )
            count += _ring(rows, now)
        if len(rows) < MOST:
            return count


def _ring(rows: list[Due], now: int) -> int:
    """Makes alarms of some rows. One that was ended rings again: what it was about was answered and is due once more,
    or it rang too early by a clock that was ahead."""
    if not rows:
        return 0
    ids = {id_of(row.circle, row.ref, row.at): row for row in rows}
    there = dict(Alarm.objects.filter(pk__in=ids).values_list("id", "ended"))
    Alarm.objects.bulk_create(
        Alarm(id=id, circle=row.circle, ref=row.ref, at=row.at, raised=now)
        for id, row in ids.items()
        if id not in there
    )
    ended = [id for id, at in there.items() if at]
    Alarm.objects.filter(pk__in=ended).update(ended=0, holder=b"", taken=0, raised=now)
    minute = now // (60 * MICROS)
    AlarmAct.objects.bulk_create(
        AlarmAct(id=os.urandom(16), alarm=id, at=minute, actor=b"", act="again") for id in ended
    )
    _mark(rows)
    return len(ids) - len(there) + len(ended)


def _mark(rows: list[Due]) -> None:
    """Notes that these rows rang, each by its key: with two lists of 400 in one question SQLite tries each circle with
    each ref, 160,000 look-ups a batch, of the 20 s that a day's check-ins due at once took."""
    table, quoted = Due._meta.db_table, connection.ops.quote_name
    with connection.cursor() as cursor:
        cursor.executemany(
            f"UPDATE {quoted(table)} SET raised = %s WHERE circle = %s AND ref = %s",  # noqa: S608 - our own names
            [(True, bytes(row.circle), bytes(row.ref)) for row in rows],
        )


def rewind(now: int) -> None:
    """What is still to come rings at its time, though it rang before by a clock that was ahead."""
    Due.objects.filter(raised=True, at__gt=now // (60 * MICROS)).update(raised=False)


def unowned() -> bool:
    return Alarm.objects.filter(ended=0, holder=b"").exists()


@dataclass
class Ringing:
    """The loop. ``page`` calls somebody; ``say`` tells whoever runs the machine; ``alive`` says whether to go on."""

    clock: Clock
    page: Callable[[], None]
    say: Callable[[str], None]
    alive: Callable[[], bool] = lambda: True
    beaten: int = field(default=0, init=False)  # µs of the last beat
    wall: int = field(default=0, init=False)
    steady: float = field(default=0.0, init=False)
    paged: float = field(default=float("-inf"), init=False)
    failing: float | None = field(default=None, init=False)

    def run(self) -> int:
        """Ticks until it must not. Returns 1 when it could not do its work for a minute, 0 when told to end."""
        while self.alive():
            try:
                self.tick()
                self.failing = None
            except DatabaseError as error:
                if self._failed(error):
                    return 1
            self.clock.sleep(TICK)
        return 0

    def _failed(self, error: DatabaseError) -> bool:
        """Says that nothing can be raised; True when it has been so for too long."""
        now = self.clock.steady()
        if self.failing is None or int(now - self.failing) % 10 == 0:
            self.say(f"Alarms cannot be raised: {type(error).__name__}: {reason(error)}.")
        self.failing = now if self.failing is None else self.failing
        connection.close()
        return now - self.failing >= GIVE_UP

    def tick(self) -> None:
        """Raises what is due, notes whether the clock or this process stood still, and pages. Raises DatabaseError."""
        now, steady = self.clock.wall(), self.clock.steady()
        last, passed = self.wall or self._last_beat(now), steady - self.steady if self.wall else None
        moved = 0 if passed is None else round((now - last) / MICROS - passed)
        moved = moved if abs(moved) > MOVED else 0
        still = now - last > STILL * MICROS
        if not self.wall or moved < 0:
            rewind(now)
        count = raise_due(now)
        if moved or still or now - self.beaten >= BEAT * MICROS or now < self.beaten:
            self._beat(now, last if moved or still else None, moved)
        self.wall, self.steady = now, steady
        self._tell(count, moved, still, (now - last) // MICROS)
        self._call(count, steady)

    def _last_beat(self, now: int) -> int:
        return Beat.objects.filter(pk=NAME).values_list("at", flat=True).first() or now

    def _beat(self, now: int, still_from: int | None, moved: int) -> None:
        values: dict[str, int] = {"at": now}
        if still_from is not None:
            values |= {"still_from": still_from, "still_until": now, "moved": moved}
        Beat.objects.update_or_create(name=NAME, defaults=values)
        self.beaten = now

    def _tell(self, count: int, moved: int, still: bool, gap: int) -> None:
        if moved:
            self.say(f"The clock was put {'forward' if moved > 0 else 'back'} by {abs(moved)} s.")
        elif still:
            self.say(f"The alarms stood still for {gap} s.")
        if count:
            self.say(f"{count} raised.")

    def _call(self, count: int, steady: float) -> None:
        """Pages for what is new, and again while something has no owner."""
        if count or (steady - self.paged >= AGAIN and unowned()):
            self.paged = steady
            self.page()


def reason(error: DatabaseError) -> str:
    """What the database says, as far as it cannot hold anything of a row: an errno's words, or nothing."""
    text = str(error).splitlines()[0] if str(error) else ""
    return text if text in KNOWN else "see the database's own log"


KNOWN = (
    "database or disk is full", "database is locked", "disk I/O error", "unable to open database file",
    "attempt to write a readonly database",
)  # fmt: skip


@dataclass(frozen=True)
class Health:
    """How the alarm process does: seconds since it last said that it runs (None: never), and when it last stood still,
    from and until (minutes), within the last day."""

    since: int | None
    still: tuple[int, int] | None = None
    moved: int = 0

    @property
    def stale(self) -> bool:
        return self.since is None or self.since > STALE

    @property
    def minutes(self) -> int:
        return (self.since or 0) // 60


def health(now: int) -> Health:
    """As of a moment (µs)."""
    beat = Beat.objects.filter(pk=NAME).first()
    if beat is None:
        return Health(None)
    lately = beat.still_until and abs(now - beat.still_until) < 24 * 3600 * MICROS
    span = (beat.still_from // (60 * MICROS), beat.still_until // (60 * MICROS)) if lately else None
    return Health(abs(now - beat.at) // MICROS, span, beat.moved if lately else 0)
