"""A file sealed under a passphrase: written and read as a stream, whole or not at all.

    with Sealing(out, passphrase) as file:
        file.write(b"...")
    reader = Opened(source, passphrase)
    reader.read(100)
    reader.finish()

Bytes: the mark, 16 bytes of salt, 16 bytes that tell a wrong passphrase from damage, then chunks of at most 1 MiB: four
bytes of length and an AES-256-GCM box each. A chunk is bound to its place: to the header, to its number, and to whether
it is the last. So a chunk that was altered, moved, left out or cut off is noticed at that chunk.
"""

import hmac
import os
from typing import BinaryIO

from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from waystation.circles.errors import WrongKey
from waystation.circles.secret import Box, derive

MARK = b"sealed notes 1\n"  # says nothing of what program wrote it
CHUNK = 1 << 20
MEMORY, PASSES = 256 * 1024, 3  # KiB and iterations, as for log-ins
LEAST = 20  # characters of a passphrase that somebody chose; a generated one has six words


class SealedFileError(Exception):
    """A sealed file that cannot be used. Its text is a sentence for whoever runs the command."""


class NotSealed(SealedFileError):
    """Something else than a sealed file."""


class WrongPassphrase(SealedFileError):
    """The passphrase does not belong to this file."""


class Damaged(SealedFileError):
    """The file was cut off or altered."""


class WeakPassphrase(SealedFileError):
    """Too short to seal with."""


def _boxed(passphrase: str, salt: bytes) -> tuple[Box, bytes]:
    """The box of a file and its 16 bytes of check."""
    typed = " ".join(passphrase.casefold().split()).encode()
    key = Argon2id(salt=salt, length=32, iterations=PASSES, lanes=1, memory_cost=MEMORY).derive(typed)
    return Box(derive(key, b"file")), derive(key, b"file-check", 16)


def _place(header: bytes, number: int, last: bool) -> bytes:
    return header + number.to_bytes(8, "big") + bytes([last])


class Sealing:
    """Writes a sealed file. Raises WeakPassphrase. A file that was left by an exception lacks its last chunk."""

    def __init__(self, out: BinaryIO, passphrase: str):
        if len(passphrase.strip()) < LEAST:
            raise WeakPassphrase(f"A passphrase needs at least {LEAST} characters; six random words are good.")
        salt = os.urandom(16)
        self._box, check = _boxed(passphrase, salt)
        self._header = MARK + salt + check
        self._out, self._number, self._waiting = out, 0, bytearray()
        out.write(self._header)

    def write(self, data: bytes) -> int:
        self._waiting += data
        while len(self._waiting) > CHUNK:
            self._put(bytes(self._waiting[:CHUNK]), last=False)
            del self._waiting[:CHUNK]
        return len(data)

    def _put(self, chunk: bytes, last: bool) -> None:
        sealed = self._box.seal(chunk, _place(self._header, self._number, last))
        self._out.write(len(sealed).to_bytes(4, "big") + sealed)
        self._number += 1

    def __enter__(self) -> "Sealing":
        return self

    def __exit__(self, kind: object, *_rest: object) -> None:
        if kind is None:
            self._put(bytes(self._waiting), last=True)


class Opened:
    """Reads a sealed file. What was read is only to be believed after ``finish``.

    Raises NotSealed, WrongPassphrase, Damaged.
    """

    def __init__(self, source: BinaryIO, passphrase: str):
        self._header = source.read(len(MARK) + 32)
        if not self._header.startswith(MARK):
            raise NotSealed("This is not a backup file.")
        if len(self._header) < len(MARK) + 32:
            raise Damaged("The file was cut off.")
        self._box, check = _boxed(passphrase, self._header[len(MARK) : len(MARK) + 16])
        if not hmac.compare_digest(check, self._header[len(MARK) + 16 :]):
            raise WrongPassphrase("The passphrase is not that of this file.")
        self._source, self._number, self._waiting, self._ended = source, 0, bytearray(), False

    def read(self, size: int) -> bytes:
        while len(self._waiting) < size and not self._ended:
            self._waiting += self._next()
        taken = bytes(self._waiting[:size])
        del self._waiting[:size]
        return taken

    def finish(self) -> None:
        """Reads what is left, so that a cut or an alteration behind the last read is noticed too. Raises Damaged."""
        while not self._ended:
            self._next()
        if self._source.read(1):
            raise Damaged("The file was altered: something follows its end.")

    def _next(self) -> bytes:
        head = self._source.read(4)
        size = int.from_bytes(head, "big")
        sealed = self._source.read(min(size, CHUNK + 64))
        if len(head) < 4 or len(sealed) < min(size, CHUNK + 64):
            raise Damaged("The file was cut off.")
        for last in (False, True):
            try:
                chunk = self._box.open(sealed, _place(self._header, self._number, last))
            except WrongKey:
                continue
            self._number, self._ended = self._number + 1, last
            return chunk
        raise Damaged("The file was altered.")
