"""The calendar of exit checks: asked again 30, 14 and 2 days before departure and on the day itself.

A wanted list or a debtor's register may change any day and shows it late (Russian registers by up to 14 days), and a
complaint is laid while somebody waits in a house. So one answer is never enough.
"""

import datetime
from dataclasses import dataclass
from typing import Any

RUNGS = (30, 14, 2, 0)  # days before departure
Row = dict[str, Any]


@dataclass(frozen=True)
class Rung:
    """One check of the calendar. ``status``: ``done`` (with its ``record``), ``due`` from its day until the next rung,
    ``missed`` where that passed with nobody asking, ``ahead`` before."""

    before: int
    day: datetime.date
    status: str
    record: str = ""


def calendar(checks: dict[str, Row], departure: datetime.date, today: datetime.date) -> list[Rung]:
    """The four checks of one person, by the ``checks`` of that person."""
    days = [departure - datetime.timedelta(days=before) for before in RUNGS]
    ends = [*days[1:], departure + datetime.timedelta(days=1)]
    found = []
    for before, day, end in zip(RUNGS, days, ends, strict=True):
        made = sorted((str(row.get("at") or ""), record) for record, row in checks.items()
                      if day.isoformat() <= str(row.get("at") or "")[:10] < end.isoformat())  # fmt: skip
        if made:
            found.append(Rung(before, day, "done", made[-1][1]))
        else:
            found.append(Rung(before, day, "ahead" if today < day else "due" if today < end else "missed"))
    return found


def stale(row: Row, on: datetime.date) -> bool:
    """Whether a check no longer holds on a day: past its own date, or without one."""
    return not row.get("valid_until") or str(row["valid_until"]) < on.isoformat()
