"""Held: what lawyer and duty desk must have within minutes when somebody is stopped, and nobody before.

A card of each leg holds the name as in the passport and the flight, sealed under a key of its own. The duty desk holds
the card and not the key; the escort of that leg holds the key and not the card. Pressing *held* puts the key beside the
card. So the name is with the duty desk from that minute on, and was with neither before; only the travel desk, which
wrote it, could open it at any time.
"""

from typing import Annotated, Any

import msgspec

from waystation.casework.fields import About, Compartment, Number, Record, Time
from waystation.casework.folds import State
from waystation.casework.words import _

GRACE = 5  # minutes until nobody having it in hand is an alarm: a lawyer was at the flat in 30 to 40, and too late


class IfHeld(Record):
    """A leg's card: names and flight, shut."""

    sealed: Annotated[str, About(_("Sealed card"), long=True, required=True, acted=True, inner=True)] = ""
    at: Annotated[Time, About(_("Written at"), acted=True)] = None


class Stop(Record):
    """That somebody was held: the key of that leg's card, and who has it in hand."""

    at: Annotated[Time, About(_("Held at"), required=True, acted=True)] = None
    card: Annotated[str, About(_("Card"), acted=True, inner=True)] = ""
    key: Annotated[str, About(_("Key of the card"), acted=True, inner=True)] = ""
    by: Annotated[str, About(_("Reported by"), choices="members", acted=True)] = ""
    grace: Annotated[Number, About(_("Minutes until nobody's hand is an alarm"), acted=True)] = None
    owner: Annotated[str, About(_("Who has it in hand"), choices="members", acted=True)] = ""
    owned_at: Annotated[Time, About(_("In hand since"), acted=True)] = None
    over_at: Annotated[Time, About(_("All clear at"), acted=True)] = None
    outcome: Annotated[str, About(_("What came of it"), long=True, acted=True)] = ""


class Held(Compartment):
    """The name in the passport and the flight, shut until somebody is stopped on the way; then for the duty desk and
    the lawyer on call."""

    sheets: Annotated[str, About(_("Sheets that a stop reaches"), long=True, acted=True, inner=True)] = ""
    cards: Annotated[dict[str, IfHeld], About(_("Cards"))] = {}
    stops: Annotated[dict[str, Stop], About(_("Held"))] = {}
    arrival: Annotated[str, About(_("Check of the arrival code"), acted=True, inner=True)] = ""
    arrived_at: Annotated[Time, About(_("Arrival confirmed in their mailbox at"), acted=True)] = None
    reach: Annotated[str, About(_("Whom a stop warns"), long=True, acted=True, inner=True)] = ""


class Reach(msgspec.Struct, array_like=True):
    """Whom a stop on one leg warns, for a duty desk that opens no leg: the leg (the journey's record) and its number;
    under which record its stop is written, so that the escort's press and the call are one; the circles (hex) of later
    legs' sheets; and those of other journeys' with what the two legs share, as the name of a field of that sheet
    (``meeting.shared_as``). Neither a place nor a country stands here."""

    leg: str
    number: int
    stop: str
    later: list[str] = []
    warns: list[tuple[str, str]] = []


def reaches(state: State | None) -> list[Reach]:
    """By the legs' order; empty where the travel desk laid out nothing."""
    try:
        return msgspec.json.decode((state.get("reach") if state else None) or "[]", type=list[Reach])
    except msgspec.DecodeError:
        return []


def sheets_of(state: State | None) -> list[str]:
    """The circles (hex) of the journey's sheets, so that the duty desk can stop what it does not open."""
    return str((state.get("sheets") if state else None) or "").split()


def open_stops(state: State) -> dict[str, dict[str, Any]]:
    """Those that nobody gave the all-clear for, by record, oldest first."""
    return {record: row for record, row in state.rows("stops").items() if not row.get("over_at")}
