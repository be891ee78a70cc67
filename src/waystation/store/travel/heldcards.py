"""The cards for lawyer and duty desk, shut until somebody is held; and the check of the code that says "I arrived".

    write(file, {"a": "INVENTED PERSON"})       # the travel desk, before the go
    for stop in opened(held_state): print(stop.names, stop.flight)

A card lies in ``held``, which the duty desk reads; its key lies on the sheet of that leg, which the escort reads.
Neither has both until the escort presses *held* (``presses.press``). The travel desk has both and writes them.
"""

import base64
import hashlib
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import msgspec

from waystation.casework.errors import BadValue
from waystation.casework.folds import State
from waystation.casework.parts.held import open_stops
from waystation.casework.travel.legs import Leg
from waystation.casework.words import _
from waystation.circles import phrases
from waystation.circles.errors import WrongKey
from waystation.circles.secret import Box
from waystation.store.files import cases
from waystation.store.files.casefiles import CaseFile, Part

CODE_WORDS = 3  # that a frightened person remembers; 38 bits, read only by those who hold reception's sheet
SCRYPT = {"n": 1 << 14, "r": 8, "p": 1, "maxmem": 64 << 20}  # 50 ms and 16 MB a guess


class Card(msgspec.Struct, array_like=True, forbid_unknown_fields=True):
    """What is in a card: nothing but names as in the passport, and the flight."""

    names: list[str]
    flight: str


@dataclass(frozen=True)
class OpenStop:
    """One who was held, for lawyer and duty desk. ``names`` is empty where no card was written for that leg."""

    record: str
    row: dict[str, Any]
    names: list[str]
    flight: str


def key_for(sheet: Part | None) -> str:
    """The key of a leg's card: that which its sheet has, or a new one. 32 bytes in hexadecimal."""
    held = sheet.state.get("opens") if sheet and sheet.state else None
    return held or os.urandom(32).hex()


def flight_of(leg: Leg) -> str:
    """A leg as a lawyer needs it: carrier, from where to where, when (UTC)."""
    row = leg.row
    when = leg.departs.strftime("%Y-%m-%d %H:%M UTC") if leg.departs else ""
    way = f"{row.get('from_place') or ''} – {row.get('to_place') or ''}"
    return ", ".join(part for part in (row.get("carrier"), way, when) if part)


def write(file: CaseFile, names: Mapping[str, str], legs: Iterable[Leg], sheets: Mapping[str, Part], now: str) -> int:
    """Writes a card for each leg that has a sheet. Returns how many. Raises BadValue, NotYourRole."""
    given = {person: " ".join(name.split()) for person, name in names.items() if name.strip()}
    if not given:
        raise BadValue(_("Write the name as in the passport."))
    circle, made = cases.ensure_part(file, "held"), 0
    for leg in legs:
        sheet = sheets.get(leg.id)
        if sheet is None or sheet.state is None or not sheet.state.get("opens"):
            continue
        on_it = [name for person, name in given.items() if not leg.persons or person in leg.persons]
        card = msgspec.msgpack.encode(Card(on_it, flight_of(leg)))
        sealed = _box(sheet.state.get("opens")).seal(card, _place(leg.id))
        row = {"sealed": base64.b64encode(sealed).decode(), "at": now}
        cases.state(file.keys, circle, "held", "cards", leg.id, row)
        made += 1
    return made


def written(held: State | None, legs: Iterable[Leg], sheets: Mapping[str, Part]) -> bool:
    """Whether each leg with an escort has a card that opens and says what the leg says now."""
    wanted = [leg for leg in legs if leg.row.get("escort")]
    return bool(wanted) and held is not None and all(_good(held, leg, sheets.get(leg.id)) for leg in wanted)


def _good(held: State, leg: Leg, sheet: Part | None) -> bool:
    if sheet is None or sheet.state is None:
        return False
    card = _open(held, leg.id, sheet.state.get("opens") or "")
    return card is not None and bool(card.names) and card.flight == flight_of(leg)


def opened(held: State) -> list[OpenStop]:
    """Those who are held now, each with the card that its key opens."""
    found = []
    for record, row in open_stops(held).items():
        card = _open(held, row.get("card") or "", row.get("key") or "") or Card([], "")
        found.append(OpenStop(record, row, card.names, card.flight))
    return found


def _open(held: State, leg: str, key: str) -> Card | None:
    try:
        sealed = base64.b64decode(held.get("sealed", leg, "cards") or "")
        return msgspec.msgpack.decode(_box(key).open(sealed, _place(leg)), type=Card)
    except (WrongKey, ValueError, msgspec.DecodeError):
        return None


def _box(key: str) -> Box:
    return Box(bytes.fromhex(key))


def _place(leg: str) -> bytes:
    return b"held card" + leg.encode()


def new_code() -> str:
    """An arrival code: words that the person keeps in mind."""
    return phrases.new(CODE_WORDS)


def check_of(sheet: bytes, code: str) -> str:
    """By what a code is known again, on the sheet with this number (scrypt, so that a guess costs something)."""
    return hashlib.scrypt(phrases.normal(code).encode(), salt=sheet, dklen=32, **SCRYPT).hex()
