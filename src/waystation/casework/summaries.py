"""What a list or the road shows of a case: a few facts of one compartment, small enough for ten thousand at once."""

from typing import Any

import msgspec

from waystation.casework.clocks import dues, level
from waystation.casework.folds import State
from waystation.casework.stages import stage_of

DUES_KEPT = 6  # of each compartment; Today shows the most urgent, the case page all


class DueLine(msgspec.Struct, array_like=True, gc=False):
    """Something that falls due, as ``clocks.Due`` without its place."""

    at: int
    what: str
    owner: str
    alarm: bool
    grace: int
    notice: int

    def level(self, now: int) -> str:
        return level(self.at, now, self.alarm, self.grace, self.notice)


class Summary(msgspec.Struct, array_like=True, gc=False):
    """One compartment in a list. Only ``needs`` knows stage, priority, persons; a house's ``persons`` are its beds."""

    stage: str = ""
    priority: str = ""
    persons: int = 0
    status: str = ""
    latest: int = 0
    conflicts: int = 0
    dues: list[DueLine] = []
    asked: list[str] = []  # parts that somebody asks to open in an emergency, undecided


def pending_openings(state: State) -> dict[str, dict[str, Any]]:
    """The break-glass requests in a ``needs`` that nobody decided yet."""
    rows = state.rows("openings")
    return {r: row for r, row in rows.items() if not row.get("approved_by") and not row.get("refused_by")}


def summarise(compartment: str, state: State) -> Summary:
    """The summary of one compartment's state."""
    lines = [DueLine(d.at, d.what, d.owner, d.alarm, d.grace, d.notice) for d in dues(compartment, state)[:DUES_KEPT]]
    found = Summary(latest=state.latest, conflicts=len(state.conflicts()), dues=lines)
    if compartment == "needs":
        found.stage = stage_of(state)
        found.priority = state.get("priority") or ""
        found.status = state.get("status") or "open"
        found.persons = max(1, len(state.records("persons")))
        found.asked = [row["part"] for row in pending_openings(state).values()]
    if compartment == "capacity":
        found.status = state.get("status") or ""
        found.persons = len(state.records("beds"))
    return found
