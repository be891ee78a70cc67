"""Ways in: a log-in name, a generated passphrase of six words, and a second factor.

The passphrase goes through Argon2id (256 MiB, 3 passes: 0.8 s on purpose) and opens a box that holds the device's
secret and the second factor's. The server learns whether a passphrase was right only by the box opening. Wrong ones
slow down, never lock: nobody can shut a colleague out by guessing.
"""

import hmac
import os
import secrets
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from importlib.resources import files

import msgspec
import pyotp
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from django.conf import settings
from django.db import IntegrityError, transaction

from waystation.circles.errors import WrongKey
from waystation.circles.secret import Box, Secret
from waystation.store.clock import micros
from waystation.store.models import Knock, Login
from waystation.store.nodekey import node_key

MEMORY, PASSES = 256 * 1024, 3  # KiB and iterations: 0.8 s on the machine the design was measured on
DELAYS = (0, 0, 0, 2, 4, 8, 15, 30, 60)  # seconds after so many wrong tries; the last for all further ones
SECOND = 1_000_000  # microseconds
FORGOTTEN = 30 * 86400 * SECOND  # after so long wrong tries are no longer told


class LoginError(Exception):
    """A way in that did not open."""


class WrongPassphrase(LoginError):
    """Name or passphrase are wrong; which of the two is not told."""


class WrongCode(LoginError):
    """The code of the second factor is wrong, or was used before."""


class SlowDown(LoginError):
    """Too many wrong tries: wait this many seconds."""

    def __init__(self, seconds: int):
        super().__init__(f"wait {seconds} seconds")
        self.seconds = seconds


class NameTaken(LoginError):
    """Somebody already logs in under that name."""


class Content(msgspec.Struct, array_like=True):
    """What a passphrase opens: the device's secret, the TOTP key, and the last log line that this device saw."""

    seed: bytes
    totp: str


@dataclass(frozen=True)
class Unlocked:
    """A login that opened, and what it had to tell: when it was last used, how many wrong tries came since."""

    login: Login
    secret: Secret
    last_login: int
    failures: int


def handle(name: str) -> bytes:
    """The keyed hash under which a log-in name is found. Case and surrounding space don't matter."""
    return hmac.digest(node_key(settings.HOME), b"handle" + name.strip().casefold().encode(), "sha256")[:16]


@cache
def words() -> tuple[str, ...]:
    """The passphrase word list: 7,776 words, the EFF long list (J. Bonneau, 2016, CC BY 3.0), 12.9 bits a word."""
    return tuple(files(__package__).joinpath("words-en.txt").read_text("utf-8").split())


def new_passphrase(count: int = 6) -> str:
    """Six words: 77 bits, behind Argon2id. Ten for a one-time secret, which meets no Argon2id: 129 bits."""
    return " ".join(secrets.choice(words()) for _ in range(count))


def normal(passphrase: str) -> str:
    """A passphrase as typed, without the accidents of typing."""
    return " ".join(passphrase.casefold().split())


def _key(passphrase: str, salt: bytes) -> bytes:
    memory = getattr(settings, "ARGON2_MEMORY", MEMORY)
    kdf = Argon2id(salt=salt, length=32, iterations=PASSES, lanes=1, memory_cost=memory)
    return kdf.derive(normal(passphrase).encode())


def create(name: str, passphrase: str, secret: Secret, totp: str, holder: bytes) -> Login:
    """A new way in for a device. Raises NameTaken."""
    return store(name, prepare(passphrase, secret, totp), holder)


@dataclass(frozen=True)
class Prepared:
    """A login before it is stored: its id, its salt and its sealed content."""

    id: bytes
    salt: bytes
    sealed: bytes


def prepare(passphrase: str, secret: Secret, totp: str) -> Prepared:
    """The slow half of ``create``: Argon2id, without the database."""
    salt, login_id = os.urandom(16), os.urandom(16)
    content = msgspec.msgpack.encode(Content(secret.seed, totp))
    return Prepared(login_id, salt, Box(_key(passphrase, salt)).seal(content, b"login" + login_id))


def store(name: str, made: Prepared, holder: bytes) -> Login:
    """Raises NameTaken."""
    try:
        with transaction.atomic():
            return Login.objects.create(
                id=made.id, handle=handle(name), holder=holder, salt=made.salt, sealed=made.sealed
            )
    except IntegrityError as error:
        raise NameTaken("somebody already logs in under that name") from error


def open_with_passphrase(name: str, passphrase: str) -> Secret:
    """A device's secret by its passphrase alone, for commands that run where the database lies. Raises
    WrongPassphrase."""
    login = Login.objects.filter(handle=handle(name), ended=False).first()
    if login is None:
        raise WrongPassphrase("wrong name or passphrase")
    try:
        content = Box(_key(passphrase, login.salt)).open(login.sealed, b"login" + login.id)
    except WrongKey as error:
        raise WrongPassphrase("wrong name or passphrase") from error
    return Secret(msgspec.msgpack.decode(content, type=Content).seed)


def unlock(name: str, passphrase: str, code: str) -> Unlocked:
    """Opens a login; unknown names cost, wait and answer like known ones.

    Raises SlowDown, WrongPassphrase or WrongCode.
    """
    key_of_name = handle(name)
    knock = Knock.objects.filter(pk=key_of_name).first()
    now = micros()
    if knock is not None and knock.next_try > now:
        raise SlowDown(-(-(knock.next_try - now) // SECOND))
    login = Login.objects.filter(handle=key_of_name, ended=False).first()
    key = _key(passphrase, login.salt if login else sha256(key_of_name).digest()[:16])
    try:
        if login is None:
            raise WrongKey("nobody has this name")
        content = msgspec.msgpack.decode(Box(key).open(login.sealed, b"login" + login.id), type=Content)
    except (WrongKey, msgspec.DecodeError) as error:
        _failed(key_of_name)
        raise WrongPassphrase("wrong name or passphrase") from error
    if not _code_is_right(login, content.totp, code):
        _failed(key_of_name)
        raise WrongCode("wrong or used code")
    Knock.objects.filter(pk=key_of_name).delete()
    last, login.last_login = login.last_login, now
    login.save(update_fields=["last_login"])
    return Unlocked(login, Secret(content.seed), last, knock.failures if knock else 0)


def _failed(key_of_name: bytes) -> None:
    with transaction.atomic():
        Knock.objects.filter(next_try__lt=micros() - FORGOTTEN).delete()
        row, _made = Knock.objects.select_for_update().get_or_create(
            handle=key_of_name, defaults={"failures": 0, "next_try": 0}
        )
        row.failures += 1
        row.next_try = micros() + DELAYS[min(row.failures, len(DELAYS) - 1)] * SECOND
        row.save()


def _code_is_right(login: Login, totp: str, code: str) -> bool:
    """RFC 6238, one step of 30 s either way; each step is good once."""
    now = micros() // SECOND
    for step in (0, -1, 1):
        counter = now // 30 + step
        if counter > login.last_code and hmac.compare_digest(pyotp.TOTP(totp).at(counter * 30), code.replace(" ", "")):
            changed = Login.objects.filter(pk=login.pk, last_code__lt=counter).update(last_code=counter)
            return bool(changed)
    return False


def new_totp() -> str:
    return pyotp.random_base32()


def end(holder: bytes) -> int:
    """Ends all ways in of a member. Their sessions are ended by ``sessions.cut``."""
    return Login.objects.filter(holder=holder).update(ended=True)
