"""What a list or the road shows of a case: a few facts, small enough for ten thousand at once.

    facts = Facts()
    for summary in summaries:       # one of each compartment that the reader opens
        facts.take(summary)
    facts.level_at(now)             # as the most urgent of all its dues, without looking at any of them

Both structs lie on the shelves of ``store/lists/index.py``: whoever changes one gives those shelves another name.
"""

from textwrap import shorten

import msgspec

from waystation.casework.clocks import Due, alarm_from, dues, level
from waystation.casework.folds import State
from waystation.casework.glass import KEPT_IN, pending
from waystation.casework.sharing.packaging import unconfirmed, waiting
from waystation.casework.stages import stage_of
from waystation.casework.visas.ways import Standing, standings

DUES_KEPT = 6  # of each compartment, and as many that can become alarms: no heap of late tasks may hide a check-in
NAMED = ("tasks", "goals", "appointments")  # lists whose records say in ``what`` what they are about
NOTE = 70  # characters of that: one line of a laptop, beside the code name
NEVER = (1 << 32) - 1  # a minute after the year 9999, beyond which no date is taken; five bytes when stored


class DueLine(msgspec.Struct, array_like=True, gc=False):
    """Something that falls due, as ``clocks.Due`` without its place. ``note``: what it is about, in the words of who
    wrote it, where "Task" alone would say nothing."""

    at: int
    what: str
    owner: str
    alarm: bool
    grace: int
    notice: int
    note: str = ""

    def level(self, now: int) -> str:
        return level(self.at, now, self.alarm, self.grace, self.notice)


class Facts(msgspec.Struct, array_like=True, gc=False):
    """What stands in one line. Only ``needs`` knows stage, priority, persons; a house's ``persons`` are its beds.

    ``due_from``, ``late_from`` and ``alarm_from`` are the first minutes of these levels: ``level`` of all dues turned
    round, so that a list is filtered and sorted without decoding them. A due is late from the minute after its own.
    """

    stage: str = ""
    priority: str = ""
    persons: int = 0
    status: str = ""
    latest: int = 0
    conflicts: int = 0
    due_from: int = NEVER
    late_from: int = NEVER
    alarm_from: int = NEVER
    asked: tuple[str, ...] = ()  # parts that somebody asks to open in an emergency, undecided

    def level_at(self, now: int) -> str:
        if now < self.due_from:
            return "calm"
        if now < self.late_from:
            return "due"
        return "late" if now < self.alarm_from else "alarm"

    def falls_due(self, due: DueLine) -> None:
        """Takes one due into the three minutes."""
        self.due_from = min(self.due_from, due.at - due.notice)
        self.late_from = min(self.late_from, due.at + 1)
        if due.alarm:
            self.alarm_from = min(self.alarm_from, alarm_from(due.at, due.grace))

    def take(self, other: "Facts") -> None:
        """Adds what another compartment of the same case says."""
        self.stage = self.stage or other.stage
        self.priority = self.priority or other.priority
        self.persons = max(self.persons, other.persons)
        self.status = self.status or other.status
        self.latest = max(self.latest, other.latest)
        self.conflicts += other.conflicts
        self.due_from = min(self.due_from, other.due_from)
        self.late_from = min(self.late_from, other.late_from)
        self.alarm_from = min(self.alarm_from, other.alarm_from)
        self.asked += other.asked


class Summary(Facts, array_like=True, gc=False):
    """One compartment in a list, with the first of its dues; of papers also who stands on which pathway."""

    dues: tuple[DueLine, ...] = ()
    waiting: tuple[str, ...] = ()  # of papers: recipients for whom something is prepared (``packaging``)
    unconfirmed: tuple[str, ...] = ()  # of papers: packages without a receipt
    ways: tuple[Standing, ...] = ()


def _first_dues(compartment: str, state: State) -> tuple[DueLine, ...]:
    """The first of all dues, and the first of those that can become alarms, soonest first."""
    every = dues(compartment, state)
    alarms = [due for due in every if due.alarm][:DUES_KEPT]
    kept = [due for n, due in enumerate(every) if n < DUES_KEPT or due in alarms]
    return tuple(DueLine(d.at, d.what, d.owner, d.alarm, d.grace, d.notice, note(state, d)) for d in kept)


def note(state: State, due: Due) -> str:
    """What a task or an appointment is about, shortened; empty where the label says it all."""
    said = state.get("what", due.record, due.collection) if due.collection in NAMED else ""
    return shorten(said or "", NOTE, placeholder="…")


def summarise(compartment: str, state: State) -> Summary:
    """The summary of one compartment's state."""
    found = Summary(latest=state.latest, conflicts=len(state.conflicts()), dues=_first_dues(compartment, state))
    for due in found.dues:
        found.falls_due(due)
    if compartment == "needs":
        found.stage = stage_of(state)
        found.priority = state.get("priority") or ""
        found.status = state.get("status") or "open"
        found.persons = max(1, len(state.records("persons")))
    if compartment == "papers":
        found.waiting, found.unconfirmed = waiting(state), unconfirmed(state)
        found.ways = standings(state)
    if compartment in KEPT_IN.values():
        found.asked = tuple(row["part"] for row in pending(state).values())
    if compartment == "capacity":
        found.status = state.get("status") or ""
        found.persons = len(state.records("beds"))
    return found
