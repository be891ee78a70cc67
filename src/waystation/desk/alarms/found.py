"""Alarms as one member's keys show them: whose silence, since when, what the ladder says next; or that one rings."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from waystation.casework import clocks
from waystation.casework.clocks import DURESS, Due
from waystation.casework.hotline import checkins
from waystation.casework.hotline.checkins import Rung
from waystation.casework.roles import may_write
from waystation.store.duty import alarms
from waystation.store.duty.alarms import Act
from waystation.store.models import Alarm
from waystation.store.sealed import dues, readings
from waystation.store.sealed.keys import Keys
from waystation.store.sealed.readings import Reading

LATE = 60_000_000  # µs after its minute: an alarm that rang later than this rang late, and says so


@dataclass
class Shown:
    """One alarm. ``reading`` and ``due`` are None where it is sealed to this member. ``at``: the minute in which they
    should have been heard from, or said the duress word."""

    alarm: Alarm
    who: str
    mine: bool
    acts: list[Act]
    reading: Reading | None = None
    due: Due | None = None
    row: dict[str, Any] = field(default_factory=dict)
    at: int = 0
    rungs: list[Rung] = field(default_factory=list)
    writes: bool = False

    @property
    def hex(self) -> str:
        return self.alarm.id.hex()

    @property
    def code(self) -> str:
        return self.reading.label.code if self.reading else ""

    @property
    def number(self) -> str:
        return self.reading.label.number.hex() if self.reading else ""

    @property
    def part(self) -> str:
        return self.reading.label.compartment if self.reading else ""

    @property
    def duress(self) -> bool:
        return self.due is not None and self.due.what == DURESS

    @property
    def plan(self) -> str:
        """What the duress word sets off, as it was agreed."""
        return (self.reading.state.get("duress_plan") if self.reading and self.part == "contact" else "") or ""

    @property
    def next(self) -> Rung | None:
        return checkins.following(self.rungs)

    @property
    def late_by(self) -> int:
        """Minutes between the minute in which it should have rung and that in which it did; 0 within the first."""
        gap = self.alarm.raised - self.alarm.at * 60_000_000
        return gap // 60_000_000 if gap > LATE else 0

    @property
    def too_early(self) -> bool:
        """Whether it rang by a clock that was ahead."""
        return self.alarm.raised < self.alarm.at * 60_000_000

    @property
    def free(self) -> bool:
        return not self.alarm.holder


def shown(keys: Keys, found: Iterable[Alarm]) -> list[Shown]:
    every = list(found)
    opened = readings.read_many(keys, {a.circle for a in every})
    acts = alarms.history(keys, [a.id for a in every])
    names = {keys.directory.pseudonym(line.id): line.name for line in keys.directory.members.values()}
    return [
        _filled(
            Shown(a, names.get(a.holder, ""), a.holder == keys.pseudonym, acts.get(a.id, [])),
            opened.get(a.circle),
            keys,
        )
        for a in every
    ]


def _filled(shown: Shown, reading: Reading | None, keys: Keys) -> Shown:
    if reading is None:
        return shown
    label, state = reading.label, reading.state
    shown.reading = reading
    shown.due = dues.places(label.number, label.compartment, state).get(shown.alarm.ref)
    if shown.due is None:
        return shown
    shown.writes = may_write(keys.roles, label.compartment, shown.due.collection)
    shown.row = state.row(shown.due.collection, shown.due.record)
    due = clocks.minute(shown.row.get(shown.due.field)) or shown.alarm.at
    shown.at = (clocks.minute(shown.row.get("answered_at")) if shown.duress else due) or due
    done = {act.words.step for act in shown.acts if act.act == "step" and act.words}
    shown.rungs = checkins.rungs(state.rows("ladder"), shown.at, done) if label.compartment != "shelter" else []
    return shown
