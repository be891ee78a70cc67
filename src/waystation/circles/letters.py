"""Letters: what a person in danger and those who help write to each other, past a door that can open none of it.

    sealed = seal(epoch.card, epoch.id, b"…")         # in the browser by WebCrypto, or here for those without script
    at_rest = reseal(epoch.card, epoch.id, sealed)    # by the door, on arrival
    plain = open_letter({epoch.id: epoch_secret}, at_rest)

The first seal is HPKE (RFC 9180) with X25519 alone, since browsers have no other KEM: it opens with the X25519 half of
the epoch's secret. The door seals that once more with the hybrid KEM, so that what is stored stays shut when X25519
falls. Answers go the other way under the receipt's own symmetric key (``receipt.py``). Lengths are padded to steps, so
that they tell little. ``tests/vectors/letters.json`` fixes the bytes; the browser's script is checked against it.
"""

import hashlib
from collections.abc import Mapping

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hpke
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PublicKey

from waystation.circles.errors import Malformed, WrongKey
from waystation.circles.secret import X25519_SIZE, Box, Card, Secret, derive

SUITE = hpke.Suite(hpke.KEM.X25519, hpke.KDF.HKDF_SHA256, hpke.AEAD.AES_256_GCM)
STEP = 2048  # bytes: a letter of a few sentences and one of a page and a half have the same length
MOST = 64 * 1024  # bytes of a sealed letter; whoever has more to say sends another
INFO, AT_REST, ANSWER = b"waystation/1/letter", b"waystation/1/letter-at-rest", b"waystation/1/answer"
DRAFT = b"waystation/1/draft"
PRESS = b"waystation/1/press"
ID = 16  # bytes of an epoch's id


def pad(plain: bytes) -> bytes:
    """Adds 0x80 and zeros up to the next step."""
    return plain + b"\x80" + bytes(-(len(plain) + 1) % STEP)


def unpad(padded: bytes) -> bytes:
    """Undoes ``pad``. Raises Malformed."""
    end = padded.rfind(b"\x80")
    if end < 0 or padded.count(b"\0", end + 1) != len(padded) - end - 1:
        raise Malformed("a letter without its padding")
    return padded[:end]


def seal(card: Card, epoch: bytes, plain: bytes) -> bytes:
    """Seals a letter to the X25519 half of an epoch's card: ``epoch id ‖ HPKE``. Raises Malformed."""
    try:
        recipient = X25519PublicKey.from_public_bytes(card.data[:X25519_SIZE])
        return epoch + SUITE.encrypt(pad(plain), recipient, info=INFO + epoch)
    except ValueError as error:
        raise Malformed("a card that nothing can be sealed to") from error


def reseal(card: Card, epoch: bytes, sealed: bytes) -> bytes:
    """What the door stores of a letter: sealed again with the hybrid KEM: ``epoch id ‖ HPKE``. Raises Malformed."""
    if not ID < len(sealed) <= MOST:
        raise Malformed("a letter of impossible length")
    return epoch + card.seal(sealed, AT_REST + epoch)


def open_letter(secrets: Mapping[bytes, Secret], at_rest: bytes) -> bytes:
    """Opens a stored letter with the secrets of the epochs it was sealed to. Raises WrongKey, Malformed."""
    outer = secrets.get(at_rest[:ID])
    if outer is None:
        raise WrongKey("a letter to an epoch that these keys do not open")
    sealed = outer.open(at_rest[ID:], AT_REST + at_rest[:ID])
    inner = secrets.get(sealed[:ID])
    if inner is None:
        raise WrongKey("a letter to an epoch that these keys do not open")
    try:
        return unpad(SUITE.decrypt(sealed[ID:], inner.x25519, info=INFO + sealed[:ID]))
    except (InvalidTag, ValueError) as error:
        raise WrongKey("a letter that was not sealed to this epoch") from error


def name_of_form(key: bytes, once: bytes, content: bytes) -> bytes:
    """The name of a letter that the server sealed for somebody without script: from the form's random number and what
    was written, so that a form sent twice is one letter. Keyed, so that a seized door confirms no guess."""
    return derive(key, b"letter/form/" + hashlib.sha256(once + content).hexdigest().encode(), ID)


def seal_answer(key: bytes, plain: bytes) -> bytes:
    """An answer, for whoever has the receipt."""
    return Box(key).seal(pad(plain), ANSWER)


def open_answer(key: bytes, sealed: bytes) -> bytes:
    """Raises WrongKey, Malformed."""
    return unpad(Box(key).open(sealed, ANSWER))


def seal_draft(key: bytes, plain: bytes) -> bytes:
    """An unfinished letter, for whoever has the receipt."""
    return Box(key).seal(pad(plain), DRAFT)


def open_draft(key: bytes, sealed: bytes) -> bytes:
    """Raises WrongKey, Malformed."""
    return unpad(Box(key).open(sealed, DRAFT))


def press_secret(secret: Secret) -> Secret:
    """The secret whose X25519 half opens what a member's telephone keeps while it has no network. A secret of its own,
    so that the public key which lies on the telephone stands nowhere else and ties it to no card."""
    return Secret(derive(secret.seed, b"presses"), signs=False)


def seal_press(card: Card, once: bytes, plain: bytes) -> bytes:
    """What a telephone keeps of one press: HPKE to the X25519 half of a ``press_secret``, bound to the press's random
    number ``once``, padded. The telephone itself cannot open it again. Raises Malformed."""
    try:
        recipient = X25519PublicKey.from_public_bytes(card.data[:X25519_SIZE])
        return SUITE.encrypt(pad(plain), recipient, info=PRESS + once)
    except ValueError as error:
        raise Malformed("a card that nothing can be sealed to") from error


def open_press(secret: Secret, once: bytes, sealed: bytes) -> bytes:
    """Raises WrongKey, Malformed."""
    try:
        return unpad(SUITE.decrypt(sealed, secret.x25519, info=PRESS + once))
    except (InvalidTag, ValueError) as error:
        raise WrongKey("a press that was not sealed to this member, or under another number") from error
