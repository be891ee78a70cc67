"""Clearance: no bed, no leg and no key to either before two verifiers have said, each with their own hand, that the
case may be moved.

An impostor's way into a house is one convinced person. So the compartments that lead to a house or to a border count
nothing that was written before two *members* who verify have stated, inside that very circle, that the case is
verified, or that it is protected while it is verified. Their words are signed; whoever opens the circle checks them, on
any node, and no coordinator's key makes up for a missing one. The verifiers need not, and do not, open what they clear.

One verifier's *withdrawn* ends the clearance (doubt means less authority) until that verifier takes it back. What is in
a house already can still be looked after; nothing new is granted.
"""

from collections.abc import Iterable

import msgspec

from waystation.casework.errors import BadValue, CaseworkError
from waystation.casework.fields import Compartment
from waystation.casework.words import _

ENOUGH = 2  # verifiers; one can be deceived or forced
VERIFIED, PROVISIONAL, WITHDRAWN = WORDS = ("verified", "provisional", "withdrawn")
CLEARED = (VERIFIED, PROVISIONAL)


class NotCleared(CaseworkError):
    """Two verifiers have not cleared the case, or one has withdrawn."""


class Guarded(Compartment):
    """A compartment that counts nothing before the case was cleared."""


class Word(msgspec.Struct, array_like=True, frozen=True):
    """What one verifier said about the case, and when (minute)."""

    word: str
    member: bytes
    minute: int


def read(body: bytes) -> str:
    """The word of a ``clear`` statement. Raises BadValue, msgspec.DecodeError."""
    word = msgspec.msgpack.decode(body, type=str)
    if word not in WORDS:
        raise BadValue(_("Choose one of the list."))
    return word


def level(words: Iterable[Word]) -> str:
    """How far a case is cleared, by each verifier's latest word: ``verified`` or ``provisional`` by two, ``withdrawn``
    by one, empty before two have spoken. ``words`` in causal order."""
    latest = {w.member: w.word for w in words}
    said = list(latest.values())
    if WITHDRAWN in said:
        return WITHDRAWN
    if said.count(VERIFIED) >= ENOUGH:
        return VERIFIED
    return PROVISIONAL if len(said) >= ENOUGH else ""


def require(words: Iterable[Word], now: bool = True) -> None:
    """Raises NotCleared with what to do: where the case never was cleared and, if ``now``, where it no longer is."""
    heard = list(words)
    if now and level(heard) == WITHDRAWN:
        raise NotCleared(_("A verifier has withdrawn the clearance. Nothing new is shared until it stands again."))
    if not ever(heard):
        raise NotCleared(_("Two verifiers have not cleared this case yet. Ask verification to decide and to approve."))


def ever(words: Iterable[Word]) -> bool:
    """Whether the case was cleared at any time."""
    heard = list(words)
    return any(level(heard[: n + 1]) in CLEARED for n in range(len(heard)))
