"""The access log: who opened or changed which circles, in lines that hold ids and no content.

Each line is ``signature(64) ‖ msgpack [n, SHA-256 of the line before, microseconds, actor, act, circles]``, signed
with the node's key. Actors are pseudonyms that only members of the organisation can resolve. A line that was altered,
left out or put in breaks the chain at its place; a cut end shows at the next log-in of whoever had seen the line that
is gone (``watch.py`` keeps the last line seen, sealed, with each device).
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings
from django.db import connection, transaction

from waystation.circles.secret import derive
from waystation.store.clock import micros
from waystation.store.models import LogLine
from waystation.store.nodekey import node_key

SIGNED = b"waystation/1/log"
LAST = (1 << 63) - 1  # no line and no time comes after it
NEAR = 1000  # lines around a day's ends that are looked at all the same: a clock may have been set back
LOCK = 0x57415953  # "WAYS": PostgreSQL's advisory lock under which lines are appended


class Line(msgspec.Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    """One line. ``act`` is a word such as ``open`` or ``write``; ``circles`` are ids."""

    n: int
    before: bytes
    at: int
    actor: bytes
    act: str
    circles: tuple[bytes, ...]


@dataclass(frozen=True)
class Broken:
    """Where the log stops being what it was: the last good line's number and what is wrong after it."""

    after: int
    why: str


@cache
def _signer() -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(derive(node_key(settings.HOME), b"access-log"))


def log(actor: bytes, act: str, circles: Iterable[bytes] = ()) -> None:
    """Appends a line. Two processes never write the same number: one waits for the other."""
    with transaction.atomic():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
        last = LogLine.objects.order_by("-n").first()
        before = hashlib.sha256(last.line).digest() if last else b""
        raw = msgspec.msgpack.encode(Line(last.n + 1 if last else 1, before, micros(), actor, act, tuple(circles)))
        LogLine.objects.create(n=last.n + 1 if last else 1, line=_signer().sign(SIGNED + raw) + raw)


def parse(line: bytes) -> Line:
    return msgspec.msgpack.decode(line[64:], type=Line)


def lines(
    newest: int | None = None, count: int = 100, actor: bytes | None = None, act: str = "", since: int = 0,
    until: int = 0,
) -> list[Line]:  # fmt: skip
    """The newest lines first, at most ``count``, from line ``newest`` downwards: of one actor, of one act, from a time
    (µs) on and before another, where these are given."""
    rows = LogLine.objects.order_by("-n")
    top = min(newest or LAST, _last_before(until) + NEAR if until else LAST)
    bottom = _last_before(since) - NEAR if since else 0
    found = []
    for row in rows.filter(n__lte=top, n__gte=bottom).iterator(chunk_size=500):
        try:
            line = parse(row.line)
        except msgspec.DecodeError:
            continue  # damaged: ``verify`` says where
        if (actor in (None, line.actor)) and act in ("", line.act) and since <= line.at < (until or LAST):
            found.append(line)
            if len(found) == count:
                break
    return found


def _last_before(at: int) -> int:
    """About the last line before a time (µs), by halving: a day of a log of a million lines is found in twenty looks.
    NEAR lines are allowed for a clock that was set back, and for lines that waited for each other."""
    ends = LogLine.objects.order_by("n").values_list("n", flat=True)
    low, high = ends.first() or 0, ends.last() or 0
    while low < high:
        middle = (low + high + 1) // 2
        row = LogLine.objects.filter(n__lte=middle).order_by("-n").first()
        if row is not None and _time_of(row.line) < at:
            low = middle
        else:
            high = middle - 1
    return low


def _time_of(line: bytes) -> int:
    try:
        return parse(line).at
    except msgspec.DecodeError:
        return 0


def touching(circle: bytes, since: int) -> list[Line]:
    """The lines since a time (µs) that name a circle, the newest first."""
    found = []
    for row in LogLine.objects.order_by("-n").iterator(chunk_size=500):
        try:
            line = parse(row.line)
        except msgspec.DecodeError:
            continue  # damaged: ``verify`` says where
        if line.at < since:
            break
        if circle in line.circles:
            found.append(line)
    return found


def verify() -> tuple[int, Broken | None]:
    """Checks every line. Returns how many are good, and where the log was cut or altered."""
    good, before = 0, b""
    for row in LogLine.objects.order_by("n").iterator(chunk_size=500):
        try:
            line = parse(row.line)
            _signer().public_key().verify(row.line[:64], SIGNED + row.line[64:])
        except (msgspec.DecodeError, InvalidSignature):
            return good, Broken(good, "altered")
        if row.n != good + 1 or line.n != row.n:
            return good, Broken(good, "missing")
        if line.before != before:
            return good, Broken(good, "replaced")
        good, before = line.n, hashlib.sha256(row.line).digest()
    return good, None


def head() -> tuple[int, bytes]:
    """The newest line's number and SHA-256, to be remembered elsewhere."""
    last = LogLine.objects.order_by("-n").first()
    return (last.n, hashlib.sha256(last.line).digest()) if last else (0, b"")


def still_holds(n: int, digest: bytes) -> bool:
    """Whether a line remembered from ``head`` is still there unaltered."""
    if n == 0:
        return True
    row = LogLine.objects.filter(pk=n).first()
    return row is not None and hashlib.sha256(row.line).digest() == digest
