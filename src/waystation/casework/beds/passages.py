"""Passages: when a household came into its house and when it left, as the host of that house writes it.

    stays(shelter)              # the stays by record, with the host's hours where the coordinator wrote none
    hour_before("23:40", now)   # the last such hour that is not after now

A host writes neither house nor bed, nor from when to when a stay is planned: so the hours stand in a list of their own,
under the record of the stay, and whoever asks about stays asks here.
"""

import datetime
from typing import Any

from waystation.casework.errors import BadValue
from waystation.casework.folds import State
from waystation.casework.words import _

PASSED = {"came_at": "received_at", "left_at": "left_at"}  # the host's word, and the stay's field that it fills


def stays(shelter: State) -> dict[str, dict[str, Any]]:
    """The stays of a case, by record. What a coordinator wrote counts before what the host did."""
    passages, found = shelter.rows("passages"), {}
    for record, row in shelter.rows("stays").items():
        told = passages.get(record, {})
        filled = {field: told[word] for word, field in PASSED.items() if told.get(word) and not row.get(field)}
        found[record] = row | filled
    return found


def hour_before(typed: str, now: datetime.datetime) -> datetime.datetime:
    """The last moment at which the clock said so, by the zone of ``now`` and not after it. Raises BadValue."""
    try:
        hour = datetime.time.fromisoformat(typed.strip())
    except ValueError as error:
        raise BadValue(_("Write the hour as 14:30.")) from error
    at = now.replace(hour=hour.hour, minute=hour.minute, second=0, microsecond=0)
    return at if at <= now else at - datetime.timedelta(1)
