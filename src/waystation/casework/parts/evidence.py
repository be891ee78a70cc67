"""Evidence: items kept because one day somebody may have to answer for what was done, with their chain of custody.

An item is the file as it came, known by its SHA-256; every later act on it is a line of custody, signed by whoever did
it like any statement. It is kept only if the person agreed to that, and submitted to a body only if they agreed to that
body: two consents, and neither follows from the other. Terms are those of the Berkeley Protocol on Digital Open Source
Investigations (OHCHR and UC Berkeley, 2020): authenticity, integrity, chain of custody, preservation.
"""

import datetime
from typing import Annotated, Any

import msgspec

from waystation.casework.errors import BadValue, CriteriaUnmet, NotYourRole
from waystation.casework.fields import About, Date, Record, Time
from waystation.casework.folds import State
from waystation.casework.hotline.attached import Attached
from waystation.casework.parts.consent import in_force
from waystation.casework.words import _

LEAST_REASON = 10  # characters: a sentence, not a full stop
AGREED_FOR = 1440  # minutes in which an agreed submission is made: later it is agreed anew


class Evidence(Record):
    """One item. What was received is stated once, by the act of receiving it; the rest describes it."""

    what: Annotated[str, About(_("What it is"), required=True)] = ""
    kind: Annotated[str, About(_("Kind"), vocabulary="evidence_kind")] = ""
    made_on: Annotated[Date, About(_("Made on"))] = None
    place: Annotated[str, About(_("Where it was made, if known"), sensitive=True)] = ""
    authenticity: Annotated[
        str, About(_("What speaks for and against it being genuine"), long=True, sensitive=True)
    ] = ""
    received_from: Annotated[str, About(_("Received from"), sensitive=True, acted=True)] = ""
    received_at: Annotated[Time, About(_("Received at"), required=True, acted=True)] = None
    received_by: Annotated[str, About(_("Received by"), choices="members", acted=True)] = ""
    sha256: Annotated[str, About(_("Fingerprint on receipt (SHA-256)"), acted=True)] = ""
    agreed: Annotated[str, About(_("The person agreed to keep it"), acted=True)] = ""
    file: Annotated[str, About(_("Sealed file"), long=True, sensitive=True, acted=True, inner=True)] = ""


class Custody(Record):
    """One act on one item. ``answers``: the act that this one decides on."""

    item: Annotated[str, About(_("Item"), required=True, acted=True)] = ""
    act: Annotated[str, About(_("What was done"), vocabulary="custody_act", required=True, acted=True)] = ""
    by: Annotated[str, About(_("By"), choices="members", acted=True)] = ""
    at: Annotated[Time, About(_("When"), acted=True)] = None
    to: Annotated[str, About(_("For which body"), acted=True)] = ""
    reason: Annotated[str, About(_("Why"), acted=True)] = ""
    answers: Annotated[str, About(_("In answer to"), acted=True)] = ""


def attached(row: dict[str, Any]) -> Attached | None:
    """What opens an item's file; None for an item without one."""
    try:
        return msgspec.json.decode(row.get("file") or "", type=Attached)
    except msgspec.DecodeError:
        return None


def keeps(consent: State | None, person: str, on: datetime.date, said: str) -> str:
    """Under what an item may be kept: the recorded consent, or else, where this member may not open Consent or none is
    recorded yet, what the person ``said``, in words. Raises CriteriaUnmet."""
    if consent is not None and in_force(consent, "evidence_preserve", on, person=person):
        return _("Consent recorded")
    if consent is not None or len(said) < LEAST_REASON:
        raise CriteriaUnmet(
            _("Ask first whether it may be kept, and record the consent to preserve evidence.")
            if consent is not None
            else _("Ask first whether it may be kept, and write what they said.")
        )
    return said


def overstays(state: State, consent: State | None, person: str, on: datetime.date) -> list[str]:
    """The items with a file that may no longer be kept: the consent to preserve evidence was taken back or has ended
    and was not renewed. Without Consent opened, or where none was ever recorded, nobody can tell: none."""
    rows = [r for r in consent.rows("permissions").values() if r.get("person") == person] if consent else []
    if not any(r.get("purpose") == "evidence_preserve" for r in rows) or consent is None:
        return []
    if in_force(consent, "evidence_preserve", on, person=person):
        return []
    return [record for record, row in state.rows("evidence").items() if row.get("file") and attached(row)]


def may_submit(consent: State | None, person: str, body: str, on: datetime.date) -> None:
    """Raises CriteriaUnmet unless the person agreed that evidence goes to this very body."""
    wanted = _plain(body)
    rows = [] if consent is None else in_force(consent, "evidence_submit", on, person=person)
    named = {_plain(consent.get("named", record, "permissions")) for record in rows} if consent else set()
    if not wanted or wanted not in named:
        raise CriteriaUnmet(_("The person has not agreed to submit evidence to this body. Ask, and record it by name."))


def _plain(name: str | None) -> str:
    return " ".join(str(name or "").split()).casefold()


def asked(state: State) -> dict[str, dict[str, Any]]:
    """The submissions that nobody decided on, by record."""
    rows = custody(state)
    decided = {row.get("answers") for row in rows.values()}
    return {r: row for r, row in rows.items() if row.get("act") == "asked" and r not in decided}


def decides(state: State, record: str, member: str) -> dict[str, Any]:
    """The submission that ``member`` (hex) may decide on. Raises BadValue, NotYourRole."""
    row = asked(state).get(record)
    if row is None:
        raise BadValue(_("This was decided already."))
    if row.get("by") == member:
        raise NotYourRole(_("Somebody else must decide this."))
    return row


def agreed(state: State, member: str, now: int) -> dict[str, dict[str, Any]]:
    """The submissions that this member asked for, somebody else agreed to in the last day by their own hand, and that
    were not made yet; by the record of the agreement."""
    rows = custody(state)
    made = {row.get("answers") for row in rows.values() if row.get("act") == "exported"}
    found = {}
    for record, row in rows.items():
        question = rows.get(row.get("answers") or "")
        if row.get("act") != "agreed" or question is None or record in made or question.get("by") != member:
            continue
        hands = [state.author("act", r, "custody") for r in (record, row["answers"])]
        begun = state.first.get(f"custody/{record}", 0)
        if row.get("by") != member and hands[0] != hands[1] and now - begun <= AGREED_FOR:
            found[record] = question
    return found


def of_item(state: State, item: str) -> list[dict[str, Any]]:
    """The custody of one item, oldest first."""
    return [row for row in custody(state).values() if not row.get("item") or row.get("item") == item]


def custody(state: State) -> dict[str, dict[str, Any]]:
    """Every line of custody, oldest first: also those that somebody took out of the list, since custody has no gaps."""
    records = [key.partition("/")[2] for key in state.first if key.startswith("custody/")]  # in causal order
    return {record: state.row("custody", record) for record in records}
