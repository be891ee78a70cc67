"""What lists and the road show of all cases, gathered from the member's index: one row a case."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import islice

from waystation.casework.roles import MATRIX, access
from waystation.casework.stages import STAGES
from waystation.casework.summaries import DueLine
from waystation.store import index
from waystation.store.keys import Keys

RANK = {"alarm": 0, "late": 1, "due": 2, "calm": 3}
PRIORITY = {"emergency": 0, "urgent": 1, "normal": 2, "": 3}
NUMBERS = {stage.key: stage.number for stage in STAGES}


@dataclass(slots=True)
class Row:
    """One case as its member's keys show it."""

    number: bytes
    code: str
    subject: str
    stage: str = ""
    priority: str = ""
    status: str = ""
    persons: int = 0
    latest: int = 0
    conflicts: int = 0
    dues: list[tuple[DueLine, str, str]] = field(default_factory=list)  # due, level, compartment
    parts: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    granted: dict[str, set[str]] = field(default_factory=dict)  # compartment -> roles whose teams open it

    @property
    def next_due(self) -> tuple[DueLine, str, str] | None:
        return self.dues[0] if self.dues else None

    @property
    def level(self) -> str:
        return min((lv for _, lv, _ in self.dues), key=RANK.__getitem__, default="calm")

    @property
    def stage_number(self) -> int:
        return NUMBERS.get(self.stage, -1)

    @property
    def url(self) -> str:
        return self.number.hex()


def rows(keys: Keys, subject: str = "case", compartments: tuple[str, ...] = ()) -> list[Row]:
    """All cases (or houses, or with ``subject`` empty both) of which these keys open something."""
    found: dict[bytes, Row] = {}
    now = keys.minute
    for line in index.lines(keys, compartments):
        if subject and line.subject != subject:
            continue
        if (row := found.get(line.number)) is None:
            row = found[line.number] = Row(line.number, line.code, line.subject)
        summary = line.summary
        row.parts.append(line.compartment)
        row.asked += summary.asked
        row.granted.setdefault(line.compartment, set()).update(line.roles)
        row.latest = max(row.latest, summary.latest)
        row.conflicts += summary.conflicts
        row.stage = row.stage or summary.stage
        row.priority = row.priority or summary.priority
        row.persons = max(row.persons, summary.persons)
        row.status = row.status or summary.status
        if summary.dues:
            row.dues += [(d, d.level(now), line.compartment) for d in summary.dues]
    for row in found.values():
        if len(row.dues) > 1:
            row.dues.sort(key=lambda due: due[0].at)
    return list(found.values())


def waiting_for_keys(keys: Keys, rows: Iterable[Row], most: int) -> list[Row]:
    """Cases of which some team should open a part by now, and this member could hand it the key; the first few."""
    mine = keys.roles
    due = {
        compartment: [
            (right.since, role)
            for role, right in cells.items()
            if right.reads and not right.assigned and keys.directory.team_of(role)
        ]
        for compartment, cells in MATRIX.items()
        if any(access(own, compartment).grants for own in mine)
    }
    found = (
        row
        for row in rows
        if any(
            since <= row.stage_number and role not in granted
            for compartment, granted in row.granted.items()
            for since, role in due.get(compartment, ())
        )
    )
    return list(islice(found, most))


SORTS = {
    "due": lambda row: (RANK[row.level], row.dues[0][0].at if row.dues else 1 << 62, row.code),
    "code": lambda row: row.code.casefold(),
    "stage": lambda row: (row.stage_number, row.code),
    "priority": lambda row: (PRIORITY.get(row.priority, 3), row.code),
    "latest": lambda row: (-row.latest, row.code),
}
