"""Files: sealed in chunks of one size, so that a photograph or a recording passes through with little memory.

    sealing = Sealing.new()
    for chunk in sealing.chunks(pieces):          # pieces of any length, as they come from a disk or a network
        store(chunk)                              # SEALED bytes each; the store holds nothing else
    ref = sealing.ref                             # key, size, digest: travels inside a sealed letter or statement
    for piece in opened(ref, stored_chunks): …    # raises Damaged for what was cut, moved, mixed or altered

The format knows no letters and no cases: whatever has a ``Ref`` opens the file. Chunk ``n`` is an AES-256-GCM box under
the file's own key, bound to its number and to whether it is the last, so that nothing can be cut off, moved, repeated
or put in from another file. Each has the same length and their number is rounded up by PADMÉ: a store learns the size
of a file to within an eighth, and of everything below 64 KiB nothing. Nonces are random rather than counted, so that a
chunk sealed a second time after a lost network never reuses one. ``tests/vectors/files.json`` fixes the bytes.
"""

import hashlib
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from waystation.circles.errors import Damaged, Malformed, WrongKey
from waystation.circles.secret import NONCE, Box, derive

CHUNK = 64 * 1024  # bytes of plaintext: a second's upload at the 0.5 Mbit/s of a bad mobile network
TAG = 16
SEALED = NONCE + CHUNK + TAG  # bytes of every stored chunk
PLACE, PREVIEW = b"waystation/1/file", b"waystation/1/preview"
LARGEST = 1 << 40  # bytes; only so that a hostile size cannot make numbers absurd. Those who store set their own limit


@dataclass(frozen=True)
class Ref:
    """What opens a file: its key (32 bytes), its size in bytes, the SHA-256 of its content. Raises Malformed."""

    key: bytes
    size: int
    digest: bytes

    def __post_init__(self) -> None:
        if len(self.key) != 32 or len(self.digest) != 32 or not 0 < self.size <= LARGEST:
            raise Malformed("a reference that no file can have")

    @property
    def id(self) -> bytes:
        return file_id(self.key)

    @property
    def count(self) -> int:
        """How many chunks are stored of it."""
        return chunk_count(self.size)

    def __repr__(self) -> str:
        return f"Ref({self.size} bytes)"  # never the key


def file_id(key: bytes) -> bytes:
    """The name under which chunks are stored. It follows from the key and tells nothing of it."""
    return derive(key, b"file/id", 16)


def chunk_count(size: int) -> int:
    """The chunks of a file of ``size`` bytes: enough for it and one byte of padding, rounded by PADMÉ (Nikitin et al.,
    PETS 2019; at most 12 % more)."""
    count = size // CHUNK + 1
    exponent = count.bit_length() - 1
    step = (1 << (exponent - exponent.bit_length())) - 1
    return (count + step) & ~step


def seal_preview(key: bytes, small: bytes) -> bytes:
    """A small picture of a file, sealed for whoever has the file's key: as long as a chunk. Raises Malformed."""
    if len(small) >= CHUNK:
        raise Malformed("a preview that does not fit a chunk")
    return Box(derive(key, b"file/preview")).seal(small + b"\x80" + bytes(CHUNK - len(small) - 1), PREVIEW)


def open_preview(key: bytes, sealed: bytes) -> bytes:
    """Raises Damaged."""
    try:
        return Box(derive(key, b"file/preview")).open(sealed, PREVIEW).rstrip(b"\0")[:-1]
    except WrongKey as error:
        raise Damaged("a preview that was not sealed there") from error


def place(number: int, last: bool) -> bytes:
    """What a chunk is bound to."""
    return PLACE + number.to_bytes(8, "big") + bytes([last])


class Sealing:
    """Seals one file, piece by piece. Holds at most one chunk and one piece."""

    def __init__(self, key: bytes):
        self.key, self.size = key, 0
        self._box, self._digest, self._waiting, self._number = Box(key), hashlib.sha256(), bytearray(), 0

    @classmethod
    def new(cls) -> "Sealing":
        return cls(os.urandom(32))

    def add(self, piece: bytes) -> Iterator[bytes]:
        """The chunks that are full with this piece. One is held back, since only the end knows which is the last."""
        self.size += len(piece)
        self._digest.update(piece)
        self._waiting += piece
        while len(self._waiting) > CHUNK:
            yield self._next(bytes(self._waiting[:CHUNK]), last=False)
            del self._waiting[:CHUNK]

    def end(self) -> Iterator[bytes]:
        """The remaining chunks: what was held back, 0x80, and zeros up to the count of the size."""
        self._waiting += b"\x80"
        count = chunk_count(self.size)
        while self._number < count:
            chunk = bytes(self._waiting[:CHUNK])
            del self._waiting[:CHUNK]
            yield self._next(chunk + bytes(CHUNK - len(chunk)), last=self._number == count - 1)

    def chunks(self, pieces: Iterable[bytes]) -> Iterator[bytes]:
        """All chunks of a file that comes in pieces."""
        for piece in pieces:
            yield from self.add(piece)
        yield from self.end()

    @property
    def ref(self) -> Ref:
        """What opens the file, once all of it was sealed. Raises Malformed for a file without a byte."""
        return Ref(self.key, self.size, self._digest.digest())

    def _next(self, chunk: bytes, last: bool) -> bytes:
        sealed = self._box.seal(chunk, place(self._number, last))
        self._number += 1
        return sealed


def opened(ref: Ref, chunks: Iterable[bytes]) -> Iterator[bytes]:
    """The content of a file, a chunk at a time. What was yielded is to be believed only when the end was reached.

    Raises Damaged at the first chunk that is not the one that was sealed there, and at the end where chunks are missing
    or too many, where the padding is not as it was made, or where the content is not what the digest says.
    """
    box, digest, left, number = Box(ref.key), hashlib.sha256(), ref.size, 0
    for sealed in chunks:
        if number == ref.count:
            raise Damaged("more chunks than the file has")
        chunk = _open(box, sealed, number, number == ref.count - 1)
        piece, padding = chunk[:left], chunk[left:]
        if padding.rstrip(b"\0") != (b"\x80" if padding and number == ref.size // CHUNK else b""):
            raise Damaged("a file whose padding is not as it was made")
        digest.update(piece)
        left, number = left - len(piece), number + 1
        if piece:
            yield piece
    if number < ref.count:
        raise Damaged("a file that lacks chunks at its end")
    if digest.digest() != ref.digest:
        raise Damaged("a file whose content is not what was stated")


def _open(box: Box, sealed: bytes, number: int, last: bool) -> bytes:
    if len(sealed) != SEALED:
        raise Damaged("a chunk of impossible length")
    try:
        return box.open(sealed, place(number, last))
    except WrongKey as error:
        raise Damaged(f"chunk {number} is not the one that was sealed there") from error
