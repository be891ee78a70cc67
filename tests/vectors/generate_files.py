#!/usr/bin/env python3
"""Made ``files.json`` once. It stays as it is: another run seals with other random nonces.

.venv/bin/python tests/vectors/generate_files.py > tests/vectors/files.json
"""

import hashlib
import json

from waystation.circles.files import CHUNK, Sealing
from waystation.circles.secret import NONCE

SIZES = (1, CHUNK - 1, CHUNK, CHUNK + 1, 9 * CHUNK + 5)


def content(size: int) -> bytes:
    """SHA-256 of 0, 1, 2 … (8 bytes, big-endian), one after another, cut to ``size``."""
    return b"".join(hashlib.sha256(n.to_bytes(8, "big")).digest() for n in range(size // 32 + 1))[:size]


def vectors():
    for size in SIZES:
        sealing = Sealing(hashlib.sha256(b"files vector %d" % size).digest())
        chunks = list(sealing.chunks([content(size)]))
        yield {"key": sealing.key.hex(), "id": sealing.ref.id.hex(), "size": size, "count": sealing.ref.count,
               "sha256": sealing.ref.digest.hex(), "nonces": [chunk[:NONCE].hex() for chunk in chunks],
               "sealed_sha256": hashlib.sha256(b"".join(chunks)).hexdigest()}  # fmt: skip


if __name__ == "__main__":
    print(json.dumps([*vectors()], indent=1))
