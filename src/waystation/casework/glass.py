"""Break-glass: a sealed part opened in an emergency, by one who asks and another who grants.

The requests stand where all who help see them: those of a case in Needs, those of a house in Capacity.
"""

import re
from typing import Annotated, Any

from waystation.casework.fields import About, Date, Number, Record, Time
from waystation.casework.folds import State
from waystation.casework.roles import MATRIX
from waystation.casework.words import _

KEPT_IN = {"case": "needs", "house": "capacity"}
MOST_HOURS = 24  # that a part stays open: an emergency that lasts longer is asked for again


class Opening(Record):
    """One request, for some hours. It stays in the file, and the person is told."""

    part: Annotated[str, About(_("Part"), required=True, acted=True)] = ""
    by: Annotated[str, About(_("Asked by"), choices="members", required=True, acted=True)] = ""
    reason: Annotated[str, About(_("Reason"), long=True, required=True, acted=True)] = ""
    hours: Annotated[Number, About(_("Hours"), required=True, acted=True)] = None
    asked_at: Annotated[Time, About(_("Asked at"), required=True, acted=True)] = None
    approved_by: Annotated[str, About(_("Granted by"), choices="members", acted=True)] = ""
    refused_by: Annotated[str, About(_("Refused by"), choices="members", acted=True)] = ""
    decided_at: Annotated[Time, About(_("Decided at"), acted=True)] = None
    told_on: Annotated[Date, About(_("The person was told on"))] = None


def pending(state: State) -> dict[str, dict[str, Any]]:
    """The requests that nobody decided yet, by record: those that say all that a request must, as the page makes them.
    Whatever else stands there, typed past the page, asks for nothing."""
    rows = state.rows("openings")
    return {r: row for r, row in rows.items() if _whole(row) and not (row.get("approved_by") or row.get("refused_by"))}


def _whole(row: dict[str, Any]) -> bool:
    hours = row.get("hours")
    return (
        str(row.get("part")).split(":")[0] in MATRIX
        and bool(re.fullmatch(r"[0-9a-f]{32}", str(row.get("by"))))
        and isinstance(hours, int)
        and 1 <= hours <= MOST_HOURS
        and bool(row.get("reason"))
    )
