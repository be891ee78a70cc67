"""Consent: what may be shared with whom until when, and what left.

Informed, written, limited in time, never a condition of help, taken back at any time (VAWA and FVPSA confidentiality
rules). Data that is encrypted or hashed is still shared. No field overrides a refusal, on purpose.
"""

import datetime
from typing import Annotated, Any

from waystation.casework.fields import About, Compartment, Date, Number, Record, Time, YesNo
from waystation.casework.folds import State
from waystation.casework.words import _


class Permission(Record):
    """One consent: by one person, for one purpose, to one recipient, until a date."""

    person: Annotated[str, About(_("Who agrees"), choices="persons", required=True)] = ""
    purpose: Annotated[str, About(_("To what"), vocabulary="consent_purpose", required=True)] = ""
    recipients: Annotated[list[str], About(_("Shared with"), vocabulary="consent_recipient")] = []
    named: Annotated[str, About(_("Which organisation or body"))] = ""
    country: Annotated[str, About(_("Which country"), vocabulary="country")] = ""
    onward: Annotated[YesNo, About(_("They may pass it on"))] = None
    source: Annotated[str, About(_("Who consented"), vocabulary="consent_source", required=True)] = ""
    given_on: Annotated[Date, About(_("Given on"), required=True)] = None
    until: Annotated[Date, About(_("Ends on"), required=True, help=_("Every consent ends; ask again before."))] = None
    informed: Annotated[
        YesNo, About(_("Explained, and help does not depend on it"), required=True, help=_("Say so aloud."))
    ] = None
    witness: Annotated[str, About(_("Heard by"), choices="members")] = ""
    withdrawn_on: Annotated[Date, About(_("Taken back on"))] = None


class Limit(Record):
    """Something to withhold from somebody, and why."""

    person: Annotated[str, About(_("Whose wish"), choices="persons", required=True)] = ""
    what: Annotated[str, About(_("What to withhold"), required=True)] = ""
    from_whom: Annotated[str, About(_("From whom"), required=True)] = ""
    country: Annotated[str, About(_("Never this country"), vocabulary="country")] = ""
    reason: Annotated[str, About(_("Why"), vocabulary="withhold_reason")] = ""


class Disclosure(Record):
    """Something that left, and under which consent."""

    at: Annotated[Time, About(_("When"), required=True)] = None
    person: Annotated[str, About(_("About whom"), choices="persons")] = ""
    to: Annotated[str, About(_("To"), required=True)] = ""
    what: Annotated[str, About(_("What"), required=True)] = ""
    fields: Annotated[Number, About(_("Number of fields"))] = None
    purpose: Annotated[str, About(_("Under which consent"), vocabulary="consent_purpose", required=True)] = ""
    by: Annotated[str, About(_("Who sent it"), choices="members")] = ""
    receipt: Annotated[str, About(_("Receipt"))] = ""
    recalled_on: Annotated[Date, About(_("Asked back on"))] = None


class Consent(Compartment):
    """What each person agreed to and what left, for those who share anything, and for the auditor."""

    permissions: Annotated[dict[str, Permission], About(_("Consents"))] = {}
    limits: Annotated[dict[str, Limit], About(_("What to withhold"))] = {}
    disclosures: Annotated[dict[str, Disclosure], About(_("What left"))] = {}
    keep_after: Annotated[YesNo, About(_("May be kept after closure"))] = None


def in_force(state: State, purpose: str, on: datetime.date | None = None, **match: Any) -> list[str]:
    """The consents to a purpose that were given with their terms explained and not taken back; with ``on``, those that
    had not ended on that day. ``match`` narrows them: ``country="CA"``, ``person=...``."""
    found = []
    for record, row in state.rows("permissions").items():
        given = row.get("purpose") == purpose and row.get("given_on") and row.get("until") and row.get("informed")
        ended = row.get("withdrawn_on") or (on is not None and str(row.get("until")) < on.isoformat())
        if given and not ended and all(row.get(name) == value for name, value in match.items()):
            found.append(record)
    return found


def recipients(state: State, person: str = "") -> list[tuple[str, str]]:
    """Who already received something, and what: the list to show when a consent is taken back."""
    rows = state.rows("disclosures").values()
    return [(r.get("to") or "", r.get("what") or "") for r in rows if not person or r.get("person") in (person, None)]
