"""Consent: what may be shared with whom until when, and what left.

Informed, written, limited in time, never a condition of help, taken back at any time (VAWA and FVPSA confidentiality
rules). Data that is encrypted or hashed is still shared. No field overrides a refusal, on purpose.
"""

import datetime
from typing import Annotated, Any

from waystation.casework.fields import About, Compartment, Date, Number, Record, Time, YesNo
from waystation.casework.folds import State
from waystation.casework.words import _

USUAL_DAYS = 60  # after which a consent ends unless they say otherwise: about as long as people remember what they said
RECALL_DAYS = 3  # to ask back what left: long enough to reach an authority over a weekend


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
    language: Annotated[str, About(_("Read to them in"), vocabulary="language")] = ""
    asked_on: Annotated[Date, About(_("Asked again on"))] = None


class Limit(Record):
    """Something to withhold from somebody, and why. Words explain; ``facts``, ``role``, ``reader``, ``recipient`` and
    ``country`` are what the program enforces (``limits``)."""

    person: Annotated[str, About(_("Whose wish"), choices="persons", required=True)] = ""
    what: Annotated[str, About(_("What to withhold"), required=True)] = ""
    from_whom: Annotated[str, About(_("From whom"), required=True)] = ""
    country: Annotated[str, About(_("Never this country"), vocabulary="country")] = ""
    reason: Annotated[str, About(_("Why"), vocabulary="withhold_reason")] = ""
    facts: Annotated[
        list[str], About(_("Which facts"), vocabulary="withheld_fact", help=_("These are held back by the program."))
    ] = []
    role: Annotated[str, About(_("From which role"), vocabulary="member_role")] = ""
    reader: Annotated[str, About(_("From which member of the household"), choices="persons")] = ""
    recipient: Annotated[str, About(_("From which authority"), help=_("Its name in the list of authorities."))] = ""
    ended_on: Annotated[Date, About(_("Lifted by the person on"))] = None


class Disclosure(Record):
    """Something that left, and under which consent."""

    at: Annotated[Time, About(_("When"), required=True)] = None
    person: Annotated[str, About(_("About whom"), choices="persons")] = ""
    to: Annotated[str, About(_("To whom"), required=True)] = ""
    what: Annotated[str, About(_("What"), required=True)] = ""
    fields: Annotated[Number, About(_("Number of fields"))] = None
    purpose: Annotated[str, About(_("Under which consent"), vocabulary="consent_purpose", required=True)] = ""
    by: Annotated[str, About(_("Who sent it"), choices="members")] = ""
    receipt: Annotated[str, About(_("Receipt"))] = ""
    recalled_on: Annotated[Date, About(_("Asked back on"))] = None
    recall_answer: Annotated[str, About(_("What they answered to that"))] = ""
    country: Annotated[str, About(_("Country"), vocabulary="country")] = ""
    received_on: Annotated[Date, About(_("Received on"))] = None
    sending: Annotated[str, About(_("Number of the package"), acted=True)] = ""
    recall_by: Annotated[Date, About(_("To be asked back by"))] = None


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


PURPOSE_OF = {
    "visa": "apply",
    "liaison": "apply",
    "counsellor": "counselling",
    "settlement": "settlement_handover",
    "auditor": "consent_reporting",
}  # what a grant to a role shares for; any other role helps the person, which is the consent to services


def purpose_of(role: str) -> str:
    """The purpose for which a part is shared with a role (vocabulary ``consent_purpose``)."""
    return PURPOSE_OF.get(role, "consent_for_services")


def covered(state: State, role: str, people: list[str], on: datetime.date) -> str | None:
    """The last day on which consents of all these people to a role's purpose are in force; None where one of them has
    given none, or it has ended or was taken back."""
    days = []
    for person in people:
        rows = [state.row("permissions", record) for record in in_force(state, purpose_of(role), on, person=person)]
        if not rows:
            return None
        days.append(max(str(row["until"]) for row in rows))
    return min(days, default=None)


def limits(state: State, people: list[str]) -> list[dict[str, Any]]:
    """What these people want withheld, and from whom: to be read before anything is shared."""
    return [row for row in state.rows("limits").values() if row.get("person") in people]


def recipients(state: State, person: str = "") -> list[tuple[str, str]]:
    """Who already received something, and what: the list to show when a consent is taken back."""
    rows = state.rows("disclosures").values()
    return [(r.get("to") or "", r.get("what") or "") for r in rows if not person or r.get("person") in (person, None)]
