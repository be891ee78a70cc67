"""Recipients: the authorities to which packages are sealed, and when a key of theirs may be used.

A key that somebody sent by mail may be anybody's. So two members each call the authority, hear the fingerprint read
aloud, and type what they heard; the key counts once both heard the same, each stated it by their own hand, and it is
that of the key that stands there now. A new key is compared anew.
"""

import hashlib
from typing import Any

from waystation.casework.errors import BadValue, CriteriaUnmet, NotYourRole
from waystation.casework.folds import State
from waystation.casework.words import _

AGE = "age1"
PGP = "-----BEGIN PGP PUBLIC KEY BLOCK-----"


def kind(key: str | None) -> str:
    """``age``, ``openpgp``, or empty for what is neither."""
    text = (key or "").strip()
    return "age" if text.startswith(AGE) else "openpgp" if text.startswith(PGP) else ""


def fingerprint(key: str | None) -> str:
    """What is read aloud: 128 bits of SHA-256 over the key as it stands, in eight groups of four hexadecimal digits.

    For an age key whoever holds it computes the same with ``printf %s age1… | sha256sum``. An OpenPGP key that is
    exported anew has other bytes and so another fingerprint here, which is compared anew: no harm but a call.
    """
    digest = hashlib.sha256((key or "").strip().encode()).hexdigest()[:32]
    return " ".join(digest[n : n + 4] for n in range(0, 32, 4))


def heard(typed: str) -> str:
    """A fingerprint as somebody typed it, in the form of ``fingerprint``."""
    digits = "".join(c for c in typed.casefold() if c in "0123456789abcdef")
    return " ".join(digits[n : n + 4] for n in range(0, len(digits), 4))


def compares(state: State, record: str, member: str, typed: str) -> dict[str, str]:
    """What a member (hex) states after hearing the fingerprint. Raises BadValue, NotYourRole, CriteriaUnmet."""
    row = state.row("recipients", record)
    wanted = fingerprint(row.get("key"))
    if not kind(row.get("key")):
        raise CriteriaUnmet(_("Enter the authority's public key first."))
    if heard(typed) != wanted:
        raise BadValue(_("This is not the fingerprint of the key that stands here. Do not use the key; call again."))
    if row.get("first_saw") != wanted:
        return {"first_by": member, "first_saw": wanted, "second_by": "", "second_saw": ""}
    if row.get("first_by") == member:
        raise NotYourRole(_("You compared it already. A second member must hear it too."))
    return {"second_by": member, "second_saw": wanted}


def usable(state: State, record: str) -> bool:
    """Whether packages may be sealed to this recipient."""
    row = state.row("recipients", record)
    wanted = fingerprint(row.get("key"))
    hands = {state.author("first_saw", record, "recipients"), state.author("second_saw", record, "recipients")}
    members = {row.get("first_by"), row.get("second_by")} - {None, ""}
    same = row.get("first_saw") == wanted == row.get("second_saw")
    return bool(kind(row.get("key")) and same and len(hands) == 2 and len(members) == 2 and not row.get("retired"))


def require(state: State, record: str) -> dict[str, Any]:
    """The recipient's row. Raises BadValue, CriteriaUnmet."""
    if record not in state.rows("recipients"):
        raise BadValue(_("Choose one of the list."))
    if not usable(state, record):
        raise CriteriaUnmet(_("Two members must compare this authority's fingerprint aloud before anything is sent."))
    return state.row("recipients", record)
