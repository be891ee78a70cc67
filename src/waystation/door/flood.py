"""When letters come faster than people write them: nobody is shut out, each has to spend something.

    busy()                              # whether it is so now, from the letters' own rows
    worked(sealed, proof)               # a browser that seals spent some seconds of its processor on this letter
    remaining(ticket(address), address) # one without script waits a minute between the page and the letter

There is no counter, shared or not, and no address is looked at, let alone blocked: over Tor everybody has the same few.
What still comes in is sorted by people.
"""

import hashlib
import hmac
import time

from django.conf import settings
from django.utils.crypto import salted_hmac

from waystation.circles.secret import name
from waystation.door.mailboxes import mailbox_of
from waystation.door.models import Letter
from waystation.store.clock import micros

# settings.DOOR_CALM is 30 letters a minute: a hotline gets dozens a day, so that is a news report or an attack.
FRESH = 5.0  # seconds for which a process goes by what it saw
BITS = 18  # 260,000 hashes on average: 1 s in Chromium on a laptop (270,000 a second), 5 to 10 s on a telephone
WORK = b"waystation/1/work"
WAIT = 60  # seconds: about what it takes to write down eight words and type them back, so few notice
VALID = 6 * 3600  # seconds; somebody who writes for an hour with breaks is let through
_looked, _busy = -FRESH, False


def busy() -> bool:
    """Whether more than DOOR_CALM letters came within the last minute, as seen at most some seconds ago."""
    global _looked, _busy
    if (now := time.monotonic()) - _looked > FRESH:
        recent = Letter.objects.filter(answer=False, arrived__gt=micros() - 60_000_000)
        _looked, _busy = now, len(recent.values_list("id")[: settings.DOOR_CALM + 1]) > settings.DOOR_CALM
    return _busy


def forget() -> None:
    """Looks anew at the next letter."""
    global _looked
    _looked = -FRESH


def worked(sealed: bytes, proof: bytes) -> bool:
    """Whether SHA-256(WORK ‖ name of the letter ‖ proof) begins with BITS zero bits. The proof belongs to this letter,
    so that one is good for one, and the same letter may be sent again for nothing."""
    digest = hashlib.sha256(WORK + name(sealed) + proof).digest()
    return len(proof) == 8 and int.from_bytes(digest, "big") >> (256 - BITS) == 0


def required(sealed: bytes, proof: str) -> bool:
    """Whether a letter that a browser sealed must first be worked for: not one that is here already."""
    if not busy() or Letter.objects.filter(pk=name(sealed)).exists():
        return False
    try:
        return not worked(sealed, bytes.fromhex(proof))
    except ValueError:
        return True


def ticket(address: bytes) -> str:
    """What a page without script carries from when it was made to when it is sent: the time, and a code over time and
    mailbox that only this door can make. Nothing of it is kept here."""
    at = str(int(time.time()))
    return f"{at}.{_code(at, address)}"


def _code(at: str, address: bytes) -> str:
    return salted_hmac("door ticket", f"{at} {address.hex()}", algorithm="sha256").hexdigest()[:32]


def remaining(given: str, address: bytes) -> int:
    """The seconds that somebody without script still has to wait; 0: go on. A ticket is good for its mailbox only, and
    a mailbox for one letter in WAIT seconds, so that a flood needs as many mailboxes as letters and waits for each."""
    if not busy():
        return 0
    at, _dot, code = given.partition(".")
    age = int(time.time()) - int(at) if at.isascii() and at.isdigit() and len(at) < 12 else -1
    if not 0 <= age < VALID or not hmac.compare_digest(code, _code(at, address)):
        return WAIT
    return max(0, WAIT - age, WAIT - _since_last(address))


def _since_last(address: bytes) -> int:
    """Seconds since the last letter to this mailbox."""
    letters = Letter.objects.filter(mailbox=mailbox_of(address), answer=False).order_by("-arrived")
    return max(((micros() - at) // 1_000_000 for at in letters.values_list("arrived", flat=True)[:1]), default=WAIT)
