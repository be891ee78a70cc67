"""Slips: what reached the hotline by another way than the door, written down: a call, a text, a referral, a mail.

A slip says the same as a letter, so that one inbox holds both, and carries who said it by which way. What we answered
stands on slips too (``ours``), since no receipt exists to which an answer could be sealed.
"""

from typing import Annotated, Any

import msgspec

from waystation.casework.fields import About, Record, Time
from waystation.casework.hotline.reach import TEXT_LIMIT, Letter
from waystation.casework.words import _

WHO_LIMIT = 200  # characters


class Slip(msgspec.Struct, omit_defaults=True):
    """``channel``: the vocabulary's value. ``who``: as they call themselves. ``by``: the member who wrote it down (hex;
    empty for a mail). ``values``: what triage found out of Contact's fields. ``callback``: the time agreed."""

    letter: Letter = msgspec.field(default_factory=Letter)
    channel: str = ""
    who: str = ""
    by: str = ""
    ours: bool = False
    values: dict[str, Any] = {}
    callback: str = ""


def encode(slip: Slip) -> bytes:
    return msgspec.json.encode(slip)


def read(plain: bytes) -> Slip:
    """A slip from its bytes; whatever is none of ours is shown as text."""
    try:
        slip = msgspec.json.decode(plain, type=Slip)
    except msgspec.DecodeError:
        return Slip(Letter(text=plain.decode("utf-8", "replace")[:TEXT_LIMIT]))
    slip.letter.text, slip.who = slip.letter.text[:TEXT_LIMIT], slip.who[:WHO_LIMIT]
    return slip


class Triage(Record):
    """What triage settles besides the fields of Contact. Its questions follow the practice of crisis lines."""

    channel: Annotated[str, About(_("How it came"), vocabulary="channel", required=True)] = ""
    who: Annotated[
        str, About(_("Who writes or calls"), sensitive=True, help=_("As they call themselves. Never a legal name."))
    ] = ""
    said: Annotated[str, About(_("What they said"), long=True)] = ""
    callback: Annotated[Time, About(_("Call or write again at"), help=_("A time that they say is safe."))] = None
    result: Annotated[str, About(_("What happens now"), vocabulary="triage_outcome", required=True)] = ""
    offered: Annotated[
        str, About(_("What was offered, and why"), long=True, help=_("Where it leads to no case of its own."))
    ] = ""
    duplicate_of: Annotated[str, About(_("Code name of the case that it belongs to"))] = ""


OPENS = ("emergency", "intake")  # a case of its own
CONCLUDES = ("redirect", "information", "hostile", "duplicate")  # leads to none


def missing(given: dict[str, Any]) -> str:
    """What a triage still lacks, as a sentence; empty if it can be settled."""
    result = given.get("result")
    if not result:
        return _("Choose what happens now.")
    if result in OPENS and not given.get("alias"):
        return _("Write at least what to call them.")
    if result == "callback" and not given.get("callback"):
        return _("Agree a time at which it is safe.")
    if result in CONCLUDES and not given.get("offered"):
        return _("Write what was offered, and why.")
    if result == "duplicate" and not given.get("duplicate_of"):
        return _("Give the code name of the case that it belongs to.")
    return ""
