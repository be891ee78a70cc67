"""Sealing a file to one recipient outside: in the age format, or as OpenPGP. Both are read with common programs.

    sealed = seal("age1…", content)     # age --decrypt -i key.txt package.age

Nobody here can open what was sealed, the sender neither. Signatures are not added: the recipient knows the file by the
fingerprint that they read back with the receipt.
"""

from typing import Any

import pyrage
import pysequoia

from waystation.casework.errors import BadValue
from waystation.casework.sharing import recipients
from waystation.casework.words import _

ENDINGS = {"age": "age", "openpgp": "pgp"}


def check(key: str) -> str:
    """The kind of a key that can be sealed to. Raises BadValue."""
    try:
        return _open(key)[0]
    except Exception as error:  # each library has errors of its own, some of them not classes that can be named
        raise BadValue(_("This is neither an age recipient (age1…) nor an OpenPGP public key that works.")) from error


def _open(key: str) -> tuple[str, Any]:
    text = key.strip()
    kind = recipients.kind(text)
    if kind == "age":
        return "age", pyrage.x25519.Recipient.from_str(text)
    if kind != "openpgp":  # a secret key, pasted by mistake, too
        raise ValueError("no public key")
    cert = pysequoia.Cert.from_bytes(text.encode())
    pysequoia.encrypt(b"", recipients=[cert])  # expired and signing-only keys are refused here
    return "openpgp", cert


def seal(key: str, content: bytes) -> bytes:
    """``content`` sealed to a key that ``check`` took. Raises BadValue."""
    check(key)
    kind, recipient = _open(key)
    if kind == "age":
        return bytes(pyrage.encrypt(content, [recipient]))
    return bytes(pysequoia.encrypt(content, recipients=[recipient]))


def ending(key: str) -> str:
    """The usual ending of a file sealed to this key."""
    return ENDINGS[recipients.kind(key)]
