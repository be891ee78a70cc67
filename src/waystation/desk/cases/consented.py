"""Whether the people of a case agreed that a part of it is shared with a role, as the page Access asks it."""

import datetime
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext as _

from waystation.casework.folds import State
from waystation.casework.parts import consent
from waystation.casework.roles import access
from waystation.casework.vocabularies import vocabulary
from waystation.desk.cases.opened import today_of
from waystation.store.files.casefiles import CaseFile, Part

LEAST_REASON = 10  # characters: a reason, not a dot


@dataclass(frozen=True)
class Checked:
    """What the part Consent says of sharing a part of a case. ``state`` is None where this member may not open it; a
    house shares nobody's facts."""

    people: list[str]
    state: State | None
    nobodys: bool  # a house, or the programme: about no person, who could agree
    today: datetime.date

    @classmethod
    def of(cls, file: CaseFile, part: Part) -> "Checked":
        people = [part.person] if part.person else file.persons
        return cls(people, _consents(file), file.subject != "case", today_of(file.keys))

    @property
    def limits(self) -> list[dict[str, Any]]:
        return consent.limits(self.state, self.people) if self.state is not None else []

    def against(self, role: str, asked: bool, note: str) -> str:
        """What stands against a grant to a role; empty for nothing. An emergency goes through, with its reason."""
        if self.nobodys or (self.state is not None and consent.covered(self.state, role, self.people, self.today)):
            return ""
        if self.state is None and asked:
            return ""
        if self.state is not None and asked and len(note) >= LEAST_REASON:
            return ""
        if self.state is None:
            return _("Ask the person first. Say here that they agreed, or record why it could not wait.")
        purpose = gettext(vocabulary("consent_purpose").label(consent.purpose_of(role)))
        return _(
            "No consent in force covers this (%(purpose)s). Record it under Consent first; if it cannot wait, tick the "
            "box and write why in the note."
        ) % {"purpose": purpose}


def _consents(file: CaseFile) -> State | None:
    """The case's consents; none at all where nobody recorded one yet and this member could."""
    if file.subject != "case":
        return None
    part = file.part("consent")
    could = part.circle is None and any(access(role, "consent").reads for role in file.keys.roles)
    return State() if could else part.state
