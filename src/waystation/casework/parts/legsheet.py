"""The sheet of one leg: all that its escort opens, and where they press how far they are.

    may_press(state, "under_way")       # raises CriteriaUnmet while no go was passed on
    leg_status(state)                   # "arrived": what the sheet says of the leg, in the words of ``leg_status``

A sheet has a random number of its own, so that it leads to no part of the case. It is founded when a leg is handed
over, and granted until some hours after the leg's end. Reception has a sheet too, of the arrival only: it alone holds
the check of the arrival code, so that no escort can confirm an arrival. What it needs to stop the rest of the journey
is written into it beforehand (``stops``): circles into which its holder may drop a halt, and can read nothing.
"""

from typing import Annotated, Any

import msgspec

from waystation.casework.byhand import going
from waystation.casework.errors import BadValue, CriteriaUnmet
from waystation.casework.fields import About, Compartment, Number, Record, Time, YesNo
from waystation.casework.folds import State
from waystation.casework.words import _

ESCORT = ("met", "under_way", "passed_control", "arrived", "turned_back", "held")
RECEPTION = ("met", "confirmed", "nobody_came")
NEEDS_GO = ("under_way", "passed_control")
STATUS = {
    "under_way": "under_way", "passed_control": "under_way", "arrived": "arrived", "turned_back": "aborted",
    "held": "compromised",
}  # fmt: skip
COPIED = (
    "number", "transport", "from_place", "to_place", "from_zone", "to_zone", "departs", "arrives", "carrier",
    "walks_to", "meeting_point", "phrase",
)  # fmt: skip
AFTER = 12 * 60  # minutes for which a sheet stays open after the leg's planned end: delays, and a night's sleep


class Press(Record):
    """One press of an escort: what, when on their telephone's clock, and when it reached us."""

    state: Annotated[str, About(_("How far"), vocabulary="leg_press", required=True, acted=True)] = ""
    at: Annotated[Time, About(_("When"), required=True, acted=True)] = None
    sent_at: Annotated[Time, About(_("Reached us at"), acted=True)] = None
    by: Annotated[str, About(_("By"), choices="members", acted=True)] = ""


class LegWarning(Record):
    """That this leg must be looked at again: dropped by the press *held* of somebody else's escort, who reads nothing
    here, or of a duty desk that heard of it. ``place``: what the two legs share, as this leg's row has it; ``shares``:
    the name of that field of this sheet, from whoever must not know the place."""

    what: Annotated[str, About(_("Why"), vocabulary="leg_warning", required=True, acted=True)] = ""
    at: Annotated[Time, About(_("When"), required=True, acted=True)] = None
    place: Annotated[str, About(_("Where"), acted=True)] = ""
    looked_at: Annotated[Time, About(_("Looked at again"), acted=True)] = None
    looked_by: Annotated[str, About(_("By"), choices="members", acted=True)] = ""
    shares: Annotated[str, About(_("What the two legs share"), acted=True, inner=True)] = ""


class LegSheet(Compartment):
    """One leg for its escort, or the arrival for reception: where, when, whom to meet, whom to call. It says nothing of
    the rest of the way, and no name."""

    arrival: Annotated[YesNo, About(_("For reception"), acted=True)] = None
    number: Annotated[Number, About(_("Number"), acted=True)] = None
    transport: Annotated[str, About(_("Transport"), vocabulary="transport", acted=True)] = ""
    from_place: Annotated[str, About(_("Where from"), acted=True)] = ""
    to_place: Annotated[str, About(_("Where to"), acted=True)] = ""
    from_zone: Annotated[str, About(_("Time zone of the start"), acted=True)] = ""
    to_zone: Annotated[str, About(_("Time zone of the end"), acted=True)] = ""
    departs: Annotated[Time, About(_("Departs"), acted=True)] = None
    arrives: Annotated[Time, About(_("Arrives"), acted=True)] = None
    carrier: Annotated[str, About(_("Carrier and number"), acted=True)] = ""
    walks_to: Annotated[str, About(_("Walked as far as"), acted=True)] = ""
    meeting_point: Annotated[str, About(_("Meeting point"), sensitive=True, acted=True)] = ""
    phrase: Annotated[str, About(_("Phrase to say there"), sensitive=True, acted=True)] = ""
    alias: Annotated[str, About(_("What to call them"), acted=True)] = ""
    people: Annotated[Number, About(_("How many people"), acted=True)] = None
    emergency: Annotated[str, About(_("In an emergency"), long=True, sensitive=True, acted=True)] = ""
    abort_plan: Annotated[str, About(_("If they are stopped"), long=True, acted=True)] = ""
    call: Annotated[str, About(_("Number to call if they are stopped"), acted=True)] = ""
    owner: Annotated[str, About(_("Escort"), choices="members", acted=True)] = ""
    opens: Annotated[str, About(_("Opens the card"), acted=True, inner=True)] = ""
    stops: Annotated[str, About(_("Stops"), long=True, acted=True, inner=True)] = ""
    code: Annotated[str, About(_("Check of the arrival code"), acted=True, inner=True)] = ""
    presses: Annotated[dict[str, Press], About(_("On the way"))] = {}
    warnings: Annotated[dict[str, LegWarning], About(_("To look at again"))] = {}


class Stops(msgspec.Struct, array_like=True):
    """Into which circles (hex) a halt is dropped: the card for lawyer and duty desk, the journey, later legs' sheets;
    which leg (the journey's record) this sheet is of; under which record a stop is written, and under which blind name
    (``store.dues``) it rings where nobody has it in hand: whoever drops it cannot compute that; and which sheets of
    other journeys are warned, each with what the two legs share."""

    held: str = ""
    journey: str = ""
    later: list[str] = []
    leg: str = ""
    stop: str = ""
    ref: str = ""
    warns: list[tuple[str, str]] = []


def stops_of(state: State) -> Stops:
    """Empty for a sheet that stops nothing."""
    try:
        return msgspec.json.decode(state.get("stops") or "", type=Stops)
    except msgspec.DecodeError:
        return Stops()


def choices(state: State) -> tuple[str, ...]:
    """What can be pressed on this sheet."""
    return RECEPTION if state.get("arrival") else ESCORT


def may_press(state: State, press: str) -> None:
    """Raises BadValue for what this sheet does not offer, CriteriaUnmet for moving on without a go."""
    if press not in choices(state):
        raise BadValue(_("Choose one of the list."))
    if press in NEEDS_GO and not going.passed_on(state.goes):
        raise CriteriaUnmet(_("There is no go for this leg. Stay where you are and call."))


def presses(state: State) -> list[dict[str, Any]]:
    """The presses by the time at which they were made, and within a minute by how far they are: one sent late stands
    where it belongs. Each with its record's ``id``."""
    rows = [row | {"id": record} for record, row in state.rows("presses").items()]
    far = {what: n for n, what in enumerate((*RECEPTION, *ESCORT))}
    return sorted(rows, key=lambda row: (row.get("at") or "", far.get(row.get("state") or "", 0)))


def warnings(state: State) -> list[dict[str, Any]]:
    """What must be looked at again and was not yet, the newest first. Each with its record's ``id``, and its place as
    far as this sheet knows it."""
    rows = [
        row | {"id": record, "place": row.get("place") or _own_place(state, row.get("shares"))}
        for record, row in state.rows("warnings").items() if not row.get("looked_at")
    ]  # fmt: skip
    return sorted(rows, key=lambda row: (row.get("at") or "", row["id"]), reverse=True)


def _own_place(state: State, name: Any) -> str:
    return str(state.get(name) or "") if name in ("from_place", "to_place") else ""


def leg_status(state: State) -> str:
    """What the sheet says of the leg, a key of ``leg_status``: held outlives what comes after it; empty before."""
    said = [STATUS[row["state"]] for row in presses(state) if row.get("state") in STATUS]
    return "compromised" if "compromised" in said else said[-1] if said else ""
