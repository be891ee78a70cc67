"""What lists and the road show of all cases, gathered from the member's index: one row a case."""

from dataclasses import dataclass, field

from waystation.casework.roles import MATRIX, access
from waystation.casework.stages import STAGES
from waystation.casework.summaries import DueLine
from waystation.store import index
from waystation.store.keys import Keys

RANK = {"alarm": 0, "late": 1, "due": 2, "calm": 3}
PRIORITY = {"emergency": 0, "urgent": 1, "normal": 2, "": 3}
NUMBERS = {stage.key: stage.number for stage in STAGES}


@dataclass
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
    """All cases (or houses) of which these keys open something."""
    found: dict[bytes, Row] = {}
    for line in index.lines(keys, compartments):
        if line.subject != subject:
            continue
        row = found.setdefault(line.number, Row(line.number, line.code, line.subject))
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
        row.dues += [(d, d.level(keys.minute), line.compartment) for d in summary.dues]
    for row in found.values():
        row.dues.sort(key=lambda due: due[0].at)
    return list(found.values())


def waits_for_keys(keys: Keys, row: Row) -> bool:
    """Whether some team should open a part of this case by now, and this member could hand it the key."""
    mine = keys.roles
    return any(
        right.reads and not right.assigned and right.since <= row.stage_number and role not in granted
        for compartment, granted in row.granted.items()
        if any(access(own, compartment).grants for own in mine)
        for role, right in MATRIX[compartment].items()
        if keys.directory.team_of(role)
    )


SORTS = {
    "due": lambda row: (RANK[row.level], row.dues[0][0].at if row.dues else 1 << 62, row.code),
    "code": lambda row: row.code.casefold(),
    "stage": lambda row: (row.stage_number, row.code),
    "priority": lambda row: (PRIORITY.get(row.priority, 3), row.code),
    "latest": lambda row: (-row.latest, row.code),
}
