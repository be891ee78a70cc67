"""Break-glass: a sealed part opened in an emergency, by one who asks and another who grants.

The requests stand where all who help see them: those of a case in Needs, those of a house in Capacity.
"""

from typing import Annotated, Any

from waystation.casework.fields import About, Date, Number, Record, Time
from waystation.casework.folds import State
from waystation.casework.words import _

KEPT_IN = {"case": "needs", "house": "capacity"}


class Opening(Record):
    """One request, for some hours. It stays in the file, and the person is told."""

    part: Annotated[str, About(_("Part"), required=True)] = ""
    by: Annotated[str, About(_("Asked by"), choices="members", required=True)] = ""
    reason: Annotated[str, About(_("Reason"), long=True, required=True)] = ""
    hours: Annotated[Number, About(_("Hours"), required=True)] = None
    asked_at: Annotated[Time, About(_("Asked at"), required=True)] = None
    approved_by: Annotated[str, About(_("Granted by"), choices="members")] = ""
    refused_by: Annotated[str, About(_("Refused by"), choices="members")] = ""
    decided_at: Annotated[Time, About(_("Decided at"))] = None
    told_on: Annotated[Date, About(_("The person was told on"))] = None


def pending(state: State) -> dict[str, dict[str, Any]]:
    """The requests that nobody decided yet, by record."""
    rows = state.rows("openings")
    return {r: row for r, row in rows.items() if not row.get("approved_by") and not row.get("refused_by")}
