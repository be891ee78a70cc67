"""Sessions: no key stays in the server's memory between requests.

The browser's cookie is 32 random bytes. Its hash finds the row, and a key derived from it opens the device's secret
that the row holds. Without the cookie the row is ciphertext; without the row the cookie is noise. A session ends
after idle minutes, after some hours in any case, at log-out, or when a colleague cuts it.
"""

import os
from dataclasses import dataclass

import msgspec

from waystation.circles.errors import WrongKey
from waystation.circles.secret import Box, Secret, derive, name
from waystation.store import node
from waystation.store.clock import micros
from waystation.store.models import Login, Session

SECOND = 1_000_000  # microseconds
SEEN_EVERY = 30 * SECOND  # how often a busy session's time of last use is written


class SessionEnded(Exception):
    """The session is over. ``why``: ``idle``, ``cut``, ``old`` or ``none``."""

    def __init__(self, why: str):
        super().__init__(why)
        self.why = why


@dataclass(frozen=True)
class Opened:
    """An open session: its row, the device's secret, and what the log-in had to tell (shown until dismissed)."""

    row: Session
    secret: Secret
    last_login: int
    failures: int


def start(login: Login, secret: Secret, last_login: int, failures: int) -> bytes:
    """Opens a session and returns the cookie that alone can use it."""
    cookie, now = os.urandom(32), micros()
    key = _id(cookie)
    content = msgspec.msgpack.encode([secret.seed, last_login, failures])
    row = Session(id=key, login=login, created=now, seen=now, sealed=_box(cookie).seal(content, b"session" + key))
    row.save(force_insert=True)
    forget_idle(now)
    return cookie


def forget_idle(now: int) -> None:
    """Deletes the sessions that went idle: what their cookies could open is gone with them."""
    Session.objects.filter(seen__lt=now - node.setting("idle_minutes") * 60 * SECOND, cut=False).delete()
    Session.objects.filter(seen__lt=now - 86400 * SECOND).delete()


def resume(cookie: bytes, use: bool = True) -> Opened:
    """The session of a cookie. Without ``use``, as for a page that looks for news by itself, it goes on towards
    idleness. Raises SessionEnded."""
    row = Session.objects.select_related("login").filter(pk=_id(cookie)).first()
    if row is None:
        raise SessionEnded("none")
    now = micros()
    why = ""
    if row.cut or row.login.ended:
        why = "cut"
    elif now - row.seen > node.setting("idle_minutes") * 60 * SECOND:
        why = "idle"
    elif now - row.created > node.setting("session_hours") * 3600 * SECOND:
        why = "old"
    if why:
        if why != "cut":
            row.delete()
        raise SessionEnded(why)
    try:
        seed, last_login, failures = msgspec.msgpack.decode(
            _box(cookie).open(row.sealed, b"session" + row.id), type=tuple[bytes, int, int]
        )
    except WrongKey as error:
        raise SessionEnded("none") from error
    if use and now - row.seen > SEEN_EVERY:
        Session.objects.filter(pk=row.pk).update(seen=now)
        forget_idle(now)
    return Opened(row, Secret(seed), last_login, failures)


def stop(cookie: bytes) -> None:
    Session.objects.filter(pk=_id(cookie)).delete()


def cut(holder: bytes) -> int:
    """Cuts all sessions of a member at once: what their cookies could open is deleted. Returns how many."""
    return Session.objects.filter(login__holder=holder, cut=False).update(cut=True, sealed=b"")


def cut_device(device: bytes) -> int:
    """Cuts all sessions of one device."""
    return Session.objects.filter(login__device=device, cut=False).update(cut=True, sealed=b"")


def open_now(idle_minutes: int) -> list[tuple[bytes, int, int]]:
    """(holder, begun, last used) of the sessions that have not gone idle, newest first."""
    since = micros() - idle_minutes * 60 * SECOND
    rows = Session.objects.filter(seen__gt=since, cut=False).order_by("-seen")
    return list(rows.values_list("login__holder", "created", "seen"))


def _id(cookie: bytes) -> bytes:
    return name(b"session" + cookie)


def _box(cookie: bytes) -> Box:
    return Box(derive(cookie, b"session"))
