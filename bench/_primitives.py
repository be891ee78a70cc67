"""What the primitives alone give on this machine: the floors of all other measurements of a node."""

import os
from pathlib import Path
from typing import Any

from _common import Row, per_second, timed

KIB = 1024


def primitives(_size: int, _limits: dict[str, float], _options: Any) -> list[Row]:
    import sqlite3

    import msgspec
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM
    from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

    from waystation.casework.folds import Set
    from waystation.circles.secret import Secret

    def argon() -> None:
        Argon2id(salt=bytes(16), length=32, iterations=3, lanes=1, memory_cost=256 * KIB).derive(b"six invented words")

    secret, aead, nonce, plain = Secret.new(), AESGCM(bytes(32)), bytes(12), os.urandom(1024)
    sealed, wrap = aead.encrypt(nonce, plain, b"place"), secret.card.seal(bytes(32), b"info")
    signature, card = secret.sign(plain[:500]), secret.card
    body = msgspec.msgpack.encode(Set("notes", "abc", {"text": "x" * 550, "other": True}))
    decoder = msgspec.msgpack.Decoder(Set)
    home = Path(os.environ["WAYSTATION_HOME"])
    db = sqlite3.connect(home / "raw.sqlite3", isolation_level=None)
    db.execute("PRAGMA journal_mode=WAL")
    db.execute("PRAGMA synchronous=FULL")
    db.execute("CREATE TABLE t (id BLOB PRIMARY KEY, sealed BLOB) WITHOUT ROWID")
    ids = [os.urandom(16) for _ in range(50_000)]
    db.execute("BEGIN")
    db.executemany("INSERT INTO t VALUES (?, ?)", ((i, plain) for i in ids))
    db.execute("COMMIT")
    at = iter(range(1 << 60))

    def sqlite_read() -> None:
        db.execute("SELECT sealed FROM t WHERE id = ?", (ids[next(at) * 7919 % 50_000],)).fetchone()

    def sqlite_write() -> None:
        db.execute("INSERT INTO t VALUES (?, ?)", (os.urandom(16), plain))

    return [
        Row("Argon2id, 256 MiB, 3 passes", timed(argon, 5), "ms"),
        Row("AES-256-GCM open, 1 KB", per_second(lambda: aead.decrypt(nonce, sealed, b"place")), "/s"),
        Row("HPKE unwrap, X25519 + ML-KEM-768", per_second(lambda: secret.open(wrap, b"info")), "/s"),
        Row("Ed25519 verify, 500 B", per_second(lambda: card.verify(signature, plain[:500])), "/s"),
        Row("msgspec decode, 600 B typed", per_second(lambda: decoder.decode(body)), "/s"),
        Row("SQLite read, random, 1 KB", per_second(sqlite_read), "/s"),
        Row("SQLite commit, synced, 1 KB", per_second(sqlite_write), "/s"),
    ]
