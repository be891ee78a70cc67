"""Secrets and cards: 32 random bytes, and the public half that others seal to and check signatures with.

From a secret come, by HKDF-SHA256 with a purpose string each, an X25519 and an ML-KEM-768 key that together open what
is sealed to the card (HPKE, RFC 9180, hybrid KEM), an Ed25519 key that signs, and an AES-256-GCM key for what only its
holder reads. A member has a secret for each device; every epoch of a circle has one too, whose card does not sign.

    secret = Secret.new()
    sealed = secret.card.seal(b"for you alone", info=b"what for")
    assert secret.open(sealed, info=b"what for") == b"for you alone"
"""

import hashlib
import os
from functools import cached_property

from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives import hashes, hpke
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey, MLKEM768PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from waystation.circles.errors import Forged, Malformed, WrongKey

SUITE = hpke.Suite(hpke.KEM.MLKEM768_X25519, hpke.KDF.HKDF_SHA256, hpke.AEAD.AES_256_GCM)
NONCE = 12  # bytes; random 96-bit nonces are safe for 2**32 messages under one key, far above one epoch's traffic
X25519_SIZE, MLKEM_SIZE, ED25519_SIZE = 32, 1184, 32
EPOCH_CARD_SIZE = X25519_SIZE + MLKEM_SIZE
MEMBER_CARD_SIZE = EPOCH_CARD_SIZE + ED25519_SIZE


def name(data: bytes) -> bytes:
    """The 16-byte name of some bytes: the start of their SHA-256. It commits to them with 128 bits."""
    return hashlib.sha256(data).digest()[:16]


def derive(key: bytes, purpose: bytes, size: int = 32) -> bytes:
    """``size`` bytes for one purpose out of a uniformly random key: HKDF-SHA256, no salt, the purpose as info."""
    return HKDF(hashes.SHA256(), size, None, b"waystation/1/" + purpose).derive(key)


class Box:
    """AES-256-GCM under one key: ``nonce ‖ ciphertext ‖ tag``, with the place it belongs to bound in as ``place``."""

    def __init__(self, key: bytes):
        self._aead = AESGCM(key)

    def seal(self, plain: bytes, place: bytes) -> bytes:
        nonce = os.urandom(NONCE)
        return nonce + self._aead.encrypt(nonce, plain, place)

    def open(self, sealed: bytes, place: bytes) -> bytes:
        """Raises WrongKey when the key, the place or the bytes are not those that were sealed."""
        try:
            return self._aead.decrypt(sealed[:NONCE], sealed[NONCE:], place)
        except (InvalidTag, ValueError) as error:
            raise WrongKey("sealed bytes do not open with this key here") from error


class Card:
    """The public half of a secret. A member's card checks signatures; an epoch's cannot and is 32 bytes shorter.

    Bytes: X25519 (32) ‖ ML-KEM-768 (1184) [‖ Ed25519 (32)]. Raises Malformed for any other size.
    """

    def __init__(self, data: bytes):
        if len(data) not in (EPOCH_CARD_SIZE, MEMBER_CARD_SIZE):
            raise Malformed(f"a card has {EPOCH_CARD_SIZE} or {MEMBER_CARD_SIZE} bytes, not {len(data)}")
        self.data = data

    @cached_property
    def id(self) -> bytes:
        return name(self.data)

    def seal(self, plain: bytes, info: bytes) -> bytes:
        """Seals to the holder of the card's secret (HPKE base mode, single shot). Raises Malformed."""
        try:
            x25519 = X25519PublicKey.from_public_bytes(self.data[:X25519_SIZE])
            mlkem = MLKEM768PublicKey.from_public_bytes(self.data[X25519_SIZE:EPOCH_CARD_SIZE])
        except ValueError as error:
            raise Malformed("a card holds no usable keys") from error
        try:
            return SUITE.encrypt(plain, hpke.MLKEM768X25519PublicKey(mlkem, x25519), info=info)
        except ValueError as error:  # an X25519 key of low order
            raise Malformed("a card that cannot be sealed to") from error

    def verify(self, signature: bytes, message: bytes) -> None:
        """Raises Forged unless the holder of this card's secret signed the message."""
        try:
            Ed25519PublicKey.from_public_bytes(self.data[EPOCH_CARD_SIZE:]).verify(signature, message)
        except (InvalidSignature, ValueError) as error:
            raise Forged("a signature does not match its author") from error

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Card) and other.data == self.data

    def __hash__(self) -> int:
        return hash(self.data)


class Secret:
    """32 random bytes and the keys derived from them, each made only when first used."""

    def __init__(self, seed: bytes, signs: bool = True):
        if len(seed) != 32:
            raise Malformed(f"a secret has 32 bytes, not {len(seed)}")
        self.seed = seed
        self.signs = signs

    @classmethod
    def new(cls, signs: bool = True) -> "Secret":
        return cls(os.urandom(32), signs)

    @cached_property
    def box(self) -> Box:
        return Box(derive(self.seed, b"aead"))

    @cached_property
    def x25519(self) -> X25519PrivateKey:
        """The half that opens letters from browsers, which have no other KEM (``letters.py``)."""
        return X25519PrivateKey.from_private_bytes(derive(self.seed, b"x25519"))

    @cached_property
    def _mlkem(self) -> MLKEM768PrivateKey:
        return MLKEM768PrivateKey.from_seed_bytes(derive(self.seed, b"mlkem768", 64))

    @cached_property
    def _ed25519(self) -> Ed25519PrivateKey:
        return Ed25519PrivateKey.from_private_bytes(derive(self.seed, b"ed25519"))

    @cached_property
    def card(self) -> Card:
        data = self.x25519.public_key().public_bytes_raw() + self._mlkem.public_key().public_bytes_raw()
        return Card(data + self._ed25519.public_key().public_bytes_raw() if self.signs else data)

    @property
    def id(self) -> bytes:
        return self.card.id

    def open(self, sealed: bytes, info: bytes) -> bytes:
        """Opens what was sealed to this secret's card. Raises WrongKey for anything else."""
        try:
            return SUITE.decrypt(sealed, hpke.MLKEM768X25519PrivateKey(self._mlkem, self.x25519), info=info)
        except (InvalidTag, ValueError) as error:
            raise WrongKey("bytes that were not sealed to this card, or for another purpose") from error

    def sign(self, message: bytes) -> bytes:
        return self._ed25519.sign(message)

    def __repr__(self) -> str:
        return "Secret(…)"  # a traceback or a log must never hold the bytes
