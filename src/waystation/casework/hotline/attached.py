"""A file that belongs to a letter, an answer or a record: what opens it, and what it is called.

    Attached.of(ref.key, ref.size, ref.digest, "IMG_20260113.jpg", "image/jpeg")  # as it is written into a letter
    files.Ref(*attached.opens_with)                              # opens the sealed chunks (circles/files.py)

Names and types are what the sender says. Names are shortened to what can be shown; types are looked at again by whoever
opens the file. The limits stand here, for the door and the desk alike.
"""

import binascii
import unicodedata
from base64 import b64decode, b64encode

import msgspec

MOST_BYTES = 25 << 20  # of one file: a scan of forty pages, two minutes of telephone video; 100 s over Tor at 2 Mbit/s
MOST_IN_MAILBOX = 100 << 20  # bytes of all files that lie in one mailbox: so 200 mailboxes fill 20 GB of disk, not one
MOST_FILES = 10  # with one letter
NAME_LIMIT = 80  # characters


class Attached(msgspec.Struct, omit_defaults=True):
    """One file as a letter tells of it: key in base64, digest in hexadecimal, size in bytes."""

    key: str = ""
    name: str = ""
    type: str = ""
    size: int = 0
    sha256: str = ""

    @classmethod
    def of(cls, key: bytes, size: int, digest: bytes, name: str, mime: str) -> "Attached":
        return cls(b64encode(key).decode(), clean_name(name), mime, size, digest.hex())

    @property
    def opens_with(self) -> tuple[bytes, int, bytes] | None:
        """Key, size and digest; None where a stranger wrote something that opens no file."""
        try:
            key, digest = b64decode(self.key, validate=True), bytes.fromhex(self.sha256)
        except (binascii.Error, ValueError):
            return None
        whole = len(key) == 32 and len(digest) == 32 and 0 < self.size <= MOST_BYTES
        return (key, self.size, digest) if whole else None

    def __repr__(self) -> str:
        return f"Attached({self.size} bytes)"  # neither key nor name


def clean_name(name: str) -> str:
    """A name as it may be shown and saved: no folder, nothing invisible (a right-to-left mark makes "gpj.exe" look like
    "exe.jpg"), no longer than NAME_LIMIT; the end, where the extension stands, is kept."""
    last = name.replace("\\", "/").rpartition("/")[2]
    shown = "".join(c for c in unicodedata.normalize("NFC", last) if c.isprintable() and c not in '"<>|*?:;')
    shown = " ".join(shown.split()).strip(". ")
    stem, dot, extension = shown.rpartition(".")
    if len(shown) <= NAME_LIMIT or not dot:
        return shown[:NAME_LIMIT]
    return stem[: NAME_LIMIT - 1 - len(extension[:8])] + dot + extension[:8]


def usable(files: list[Attached]) -> list[Attached]:
    """Those of a stranger's list that can be opened, under names that can be shown."""
    found = [file for file in files[:MOST_FILES] if file.opens_with]
    return [Attached(f.key, clean_name(f.name), f.type[:100], f.size, f.sha256) for f in found]
