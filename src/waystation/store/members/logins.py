"""Ways in: a log-in name, a generated passphrase of six words, and a second factor: a passkey or a typed code.

The passphrase goes through Argon2id (256 MiB, 3 passes: 0.8 s on purpose) and opens a box that holds the device's
secret and the second factor's. The server learns whether a passphrase was right only by the box opening. Wrong ones
slow down, never lock: nobody can shut a colleague out by guessing.
"""

import hmac
import os
import unicodedata
from dataclasses import dataclass
from hashlib import sha256

import msgspec
import pyotp
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import F

from waystation.circles import phrases
from waystation.circles.errors import WrongKey
from waystation.circles.secret import Box, Secret
from waystation.store.clock import micros
from waystation.store.members import passkeys
from waystation.store.members.passkeys import BadPasskey, Passkey
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


class WrongPasskey(LoginError):
    """No passkey of this login answered, or its answer was used before."""


class LastFactor(LoginError):
    """Without this one nothing would be left to log in with."""


class ChangedMeanwhile(LoginError):
    """Another request changed this login after it was read here: nothing was written, and trying again helps."""


class SlowDown(LoginError):
    """Too many wrong tries: wait this many seconds."""

    def __init__(self, seconds: int):
        super().__init__(f"wait {seconds} seconds")
        self.seconds = seconds


class NameTaken(LoginError):
    """Somebody already logs in under that name."""


class Content(msgspec.Struct, array_like=True):
    """What a passphrase opens: the device's secret, the TOTP key (empty for none), and the passkeys."""

    seed: bytes
    totp: str
    passkeys: list[Passkey] = []


@dataclass(frozen=True)
class Factor:
    """The second factor as given: a typed code, or a passkey's answer and the host at which it was asked."""

    code: str = ""
    passkey: str = ""
    host: str = ""


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


def _key(passphrase: str, salt: bytes) -> bytes:
    memory = getattr(settings, "ARGON2_MEMORY", MEMORY)
    kdf = Argon2id(salt=salt, length=32, iterations=PASSES, lanes=1, memory_cost=memory)
    return kdf.derive(phrases.normal(passphrase).encode())


def create(name: str, passphrase: str, content: Content, holder: bytes, device: bytes = b"") -> Login:
    """A new way in for a device. Raises NameTaken."""
    return store(name, prepare(passphrase, content), holder, device)


@dataclass(frozen=True)
class Prepared:
    """A login before it is stored: its id, its salt and its sealed content."""

    id: bytes
    salt: bytes
    sealed: bytes


def prepare(passphrase: str, content: Content) -> Prepared:
    """The slow half of ``create``: Argon2id, without the database."""
    salt, login_id = os.urandom(16), os.urandom(16)
    return Prepared(login_id, salt, _sealed(_key(passphrase, salt), login_id, content))


def store(name: str, made: Prepared, holder: bytes, device: bytes = b"") -> Login:
    """``holder``: the member's pseudonym; ``device``: that of the card, where it is not the member's first.

    Raises NameTaken.
    """
    row = Login(
        id=made.id, handle=handle(name), holder=holder, device=device or holder, salt=made.salt, sealed=made.sealed
    )
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as error:
        raise NameTaken("somebody already logs in under that name") from error
    return row


def open_with_passphrase(name: str, passphrase: str) -> Secret:
    """A device's secret by its passphrase alone, for commands that run where the database lies. Raises
    WrongPassphrase."""
    login = Login.objects.filter(handle=handle(name), ended=False).first()
    if login is None:
        raise WrongPassphrase("wrong name or passphrase")
    return Secret(_content(login, _key(passphrase, login.salt)).seed)


def unlock(name: str, passphrase: str, factor: Factor) -> Unlocked:
    """Opens a login; unknown names cost, wait and answer like known ones.

    Raises SlowDown, WrongPassphrase, WrongCode, WrongPasskey or ChangedMeanwhile.
    """
    key_of_name = handle(name)
    tried = _try(key_of_name)
    login = Login.objects.filter(handle=key_of_name, ended=False).first()
    key = _key(passphrase, login.salt if login else sha256(key_of_name).digest()[:16])
    if login is None:
        raise WrongPassphrase("wrong name or passphrase")
    content = _content(login, key)
    try:
        _check_factor(login, key, content, factor)
    except ChangedMeanwhile:
        tried.take_back()
        raise
    Knock.objects.filter(pk=key_of_name).delete()
    last, login.last_login = login.last_login, micros()
    login.save(update_fields=["last_login"])
    return Unlocked(login, Secret(content.seed), last, tried.failures)


def confirm(login: Login, passphrase: str) -> tuple[bytes, Content]:
    """Asks somebody who is logged in for their passphrase again, before their ways in change: a session left open must
    not become another's for good. Returns key and content for ``rewrite``. Raises SlowDown, WrongPassphrase."""
    tried = _try(login.handle)
    key = _key(passphrase, login.salt)
    content = _content(login, key)
    tried.take_back()
    return key, content


def rewrite(login: Login, key: bytes, content: Content) -> None:
    """Seals what a passphrase opens anew. Raises LastFactor, ChangedMeanwhile."""
    if not content.totp and not content.passkeys:
        raise LastFactor("a login needs a second factor")
    _replace(login, login.salt, _sealed(key, login.id, content))


def change_passphrase(login: Login, content: Content, passphrase: str) -> None:
    """Seals a login's content under another passphrase; the old one opens nothing any more. Raises
    ChangedMeanwhile."""
    salt = os.urandom(16)
    _replace(login, salt, _sealed(_key(passphrase, salt), login.id, content))


def _replace(login: Login, salt: bytes, sealed: bytes) -> None:
    """Writes over what was read, and over nothing else: between the two lies Argon2id's time, and a box under the key
    of a passphrase that was changed in it opens for nobody. Raises ChangedMeanwhile."""
    as_read = Login.objects.filter(pk=login.pk, salt=login.salt, sealed=login.sealed)
    if not as_read.update(salt=salt, sealed=sealed):
        raise ChangedMeanwhile("another request changed this login")
    login.salt, login.sealed = salt, sealed  # type: ignore[assignment]


def _sealed(key: bytes, login: bytes, content: Content) -> bytes:
    return Box(key).seal(msgspec.msgpack.encode(content), b"login" + login)


def _content(login: Login, key: bytes) -> Content:
    """Raises WrongPassphrase."""
    try:
        return msgspec.msgpack.decode(Box(key).open(login.sealed, b"login" + login.id), type=Content)
    except (WrongKey, msgspec.DecodeError) as error:
        raise WrongPassphrase("wrong name or passphrase") from error


@dataclass(frozen=True)
class _Try:
    """A try that was counted as wrong before it was looked at; ``failures`` and ``next_try`` stood before it."""

    handle: bytes
    failures: int
    next_try: int

    def take_back(self) -> None:
        """It was right. Those that began since then stay counted, and what they must wait for."""
        own = Knock.objects.filter(pk=self.handle)
        if own.filter(failures=self.failures + 1).update(failures=self.failures, next_try=self.next_try) == 0:
            own.filter(failures__gt=0).update(failures=F("failures") - 1)
        own.filter(failures=0).delete()


def _try(key_of_name: bytes) -> _Try:
    """Counts a try as wrong before Argon2id begins: else as many guesses pass at once as processes serve. Raises
    SlowDown while the next one must wait."""
    with transaction.atomic():
        now = micros()
        Knock.objects.filter(next_try__lt=now - FORGOTTEN).exclude(pk=key_of_name).delete()
        row, _made = Knock.objects.select_for_update().get_or_create(
            handle=key_of_name, defaults={"failures": 0, "next_try": 0}
        )
        if row.next_try > now:
            raise SlowDown(-(-(row.next_try - now) // SECOND))
        before = _Try(key_of_name, row.failures, row.next_try)
        row.failures += 1
        row.next_try = now + DELAYS[min(row.failures, len(DELAYS) - 1)] * SECOND
        row.save()
    return before


def _check_factor(login: Login, key: bytes, content: Content, factor: Factor) -> None:
    """Raises WrongCode, WrongPasskey, ChangedMeanwhile."""
    if factor.passkey:
        _check_passkey(login, key, content, factor)
    elif not _code_is_right(login, content.totp, factor.code):
        raise WrongCode("wrong or used code")


def _check_passkey(login: Login, key: bytes, content: Content, factor: Factor) -> None:
    try:
        used, asked_at = passkeys.answered(content.passkeys, factor.host, factor.passkey)
    except BadPasskey as error:
        raise WrongPasskey(str(error)) from error
    # Whose update comes second finds its question used: each is good once, also for two at the same moment.
    if not Login.objects.filter(pk=login.pk, last_challenge__lt=asked_at).update(last_challenge=asked_at):
        raise WrongPasskey("an answer that was used before")
    if used.counter:
        content.passkeys = [used if p.id == used.id else p for p in content.passkeys]
        rewrite(login, key, content)


def _code_is_right(login: Login, totp: str, code: str) -> bool:
    """RFC 6238, one step of 30 s either way; each step is good once."""
    now, typed = micros() // SECOND, _digits(code)
    for step in (0, -1, 1) if totp else ():
        counter = now // 30 + step
        if counter > login.last_code and hmac.compare_digest(pyotp.TOTP(totp).at(counter * 30), typed):
            changed = Login.objects.filter(pk=login.pk, last_code__lt=counter).update(last_code=counter)
            return bool(changed)
    return False


def _digits(code: str) -> str:
    """The digits of a typed code, whatever script a keyboard writes them in."""
    return "".join(str(unicodedata.decimal(c)) for c in code if c.isdecimal())


def new_totp() -> str:
    return pyotp.random_base32()


def end(holder: bytes) -> int:
    """Ends all ways in of a member. Their sessions are ended by ``sessions.cut``."""
    return Login.objects.filter(holder=holder).update(ended=True)


def end_device(device: bytes) -> int:
    """Ends the way in of one device, by its card's pseudonym, and its sessions with it."""
    return Login.objects.filter(device=device).update(ended=True)
