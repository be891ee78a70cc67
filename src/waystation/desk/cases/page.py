"""The case page: header, stage, one panel a compartment, sealed ones shown as sealed with who could grant them."""

from dataclasses import dataclass, field
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from waystation.casework import clocks
from waystation.casework.byhand import clearance
from waystation.casework.byhand.clearance import Guarded
from waystation.casework.fields import About, fields
from waystation.casework.folds import State, Value
from waystation.casework.roles import MATRIX, access, may_write
from waystation.casework.stages import BY_KEY, Stage, Unmet, unmet, ways
from waystation.casework.summaries import note
from waystation.desk.cases import glass
from waystation.desk.cases.alike import alike
from waystation.desk.cases.edit import by_act
from waystation.desk.cases.opened import choices, opened_file, who, words
from waystation.desk.cases.pages import ELSEWHERE, links
from waystation.desk.web.forms import Choices
from waystation.store.files import granting
from waystation.store.files.casefiles import CaseFile, Part


@dataclass
class Shown:
    """One field with its value in words."""

    about: About
    text: str
    lines: list[str] = field(default_factory=list)
    conflict: list[tuple[str, str, int, str]] = field(default_factory=list)  # words, who, minute, key of the value


@dataclass
class ShownRecord:
    id: str
    fields: list[Shown]
    values: dict[str, Any]


@dataclass
class ShownList:
    """A list of a compartment with its records."""

    about: About
    records: list[ShownRecord]

    @property
    def may_add(self) -> bool:
        return self.about.record is not None and not by_act(self.about.record)


@dataclass
class Panel:
    """One compartment on the case page."""

    part: Part
    title: str
    fields: list[Shown] = field(default_factory=list)
    empty: int = 0
    elsewhere: int = 0  # records of lists that another page shows
    lists: list[ShownList] = field(default_factory=list)
    tasks: list[ShownRecord] = field(default_factory=list)
    may_write: bool = False
    may_grant: bool = False
    grantors: list[str] = field(default_factory=list)
    readers: list[str] = field(default_factory=list)
    may_ask: bool = False  # in an emergency: break-glass
    clearance: str = ""  # of a guarded part: how far two verifiers cleared it
    pages: list[tuple[str, str]] = field(default_factory=list)  # address and label of the jobs' pages about this part
    mine: bool = False  # whether this member's role writes here at all
    waits: bool = False  # for that clearance: nothing is written here before

    @property
    def filled(self) -> bool:
        """Whether any of its lists holds something, be it shown on another page."""
        return bool(self.elsewhere) or any(shown.records for shown in self.lists)

    @property
    def waits_for_me(self) -> bool:
        """Whether somebody who writes here may wonder why they cannot yet."""
        return self.waits and self.mine

    @property
    def state_word(self) -> str:
        if self.part.reading:
            return "open"
        return "sealed" if self.part.circle else "none"


def case(request: Any, number: str, kind: str = "cases") -> HttpResponse:
    file = opened_file(request, number)
    panels = [panel(file, part) for part in file.parts.values()]
    for sealed in panels:
        sealed.may_ask = sealed.state_word == "sealed" and glass.may_ask(file, sealed.part.kind.key)
    shown = [p for p in panels if p.part.reading or p.part.circle or p.may_write or p.waits_for_me]
    later = [p for p in panels if p not in shown]
    context = {
        "file": file,
        "number": number,
        "kind": kind,
        "panels": shown,
        "later": later,
        "stage": stage_of_file(file),
        "steps": steps(file),
        "dues": dues(file)[:8],
        "needs": file.states.get("needs"),
        "asked": glass.pending(file),
        "alike": alike(file),
        "flaws": sorted({flaw for p in file.parts.values() if p.reading for flaw in p.reading.flaws}),
        "waits_for_keys": bool(file.stage) and any(
            granting.grants_in(file.keys, part) for part, _t, _r in granting.due_grants(file, int(file.stage[1:] or 0))
        ),
    }  # fmt: skip
    return render(request, "desk/case.html", context)


def stage_of_file(file: CaseFile) -> Stage | None:
    return BY_KEY.get(file.stage)


def steps(file: CaseFile) -> list[tuple[Stage, list[Unmet]]]:
    """The stages that the case could enter next, each with what is still missing."""
    if not file.stage or file.subject != "case":
        return []
    return [(BY_KEY[key], unmet(key, known(file))) for key in ways(file.stage)]


def known(file: CaseFile) -> dict[str, State]:
    """What this member knows of each compartment: of one that they would open and nobody began, that it is empty."""
    empty = {part.kind.key for part in file.parts.values() if part.circle is None}
    mine = {key for key in empty if any(access(role, key).reads for role in file.keys.roles)}
    return {key: State() for key in mine} | file.states


def dues(file: CaseFile) -> list[tuple[clocks.Due, str, Part, str]]:
    """What falls due, the soonest first: its level, its part, and of a task what it is about."""
    found = []
    for part in file.parts.values():
        if part.state is not None:
            for due in clocks.dues(part.kind.key, part.state):
                found.append((due, due.level(file.keys.minute), part, note(part.state, due)))
    return sorted(found, key=lambda item: item[0].at)


def panel(file: CaseFile, part: Part) -> Panel:
    keys = file.keys
    title = part.kind.label
    shown = Panel(part, title, may_write=may_write(keys.roles, part.kind.key))
    if issubclass(part.kind.struct, Guarded):
        words_of = part.state.words if part.state else []
        shown.clearance, shown.waits = clearance.level(words_of), not clearance.ever(words_of)
        shown.mine, shown.may_write = shown.may_write, shown.may_write and not shown.waits
    shown.pages = links(file, part, shown.may_write)
    if part.reading is None:
        shown.grantors = [
            _(keys.directory.teams[team].name)
            for role, right in MATRIX[part.kind.key].items()
            if right.grants and (team := keys.directory.team_of(role))
        ]
        if shown.may_write and part.circle:
            shown.lists = [ShownList(a, []) for a in fields(part.kind.struct).values()
                           if a.kind == "records" and not a.inner]  # fmt: skip
        return shown
    state, options = part.reading.state, choices(file)
    for about in fields(part.kind.struct).values():
        if about.inner:
            continue
        if about.kind == "records":
            elsewhere = (part.kind.key, about.name) in ELSEWHERE
            ids = state.records(about.name)
            if elsewhere:
                shown.elsewhere, ids = shown.elsewhere + len(ids), []
            records = [record(file, state, about, r, options) for r in ids]
            if about.name == "tasks":
                shown.tasks = records
            elif records:
                shown.lists.append(ShownList(about, records))
            elif shown.may_write:
                shown.lists.append(ShownList(about, []))
        elif state.get(about.name) is not None or state.conflict(about.name):
            shown.fields.append(show(file, about, state, "", "", options))
        else:
            shown.empty += 1
    shown.may_grant = granting.grants_in(keys, part)
    shown.readers = [who(keys, g.holder) for g in part.reading.grants if set(g.roles) & {"steward", "reader"}]
    return shown


def record(file: CaseFile, state: State, about: About, record_id: str, options: Choices) -> ShownRecord:
    assert about.record is not None
    row = state.row(about.name, record_id)
    shown = [
        show(file, a, state, about.name, record_id, options)
        for a in fields(about.record).values()
        if not a.inner and (row.get(a.name) is not None or state.conflict(a.name, record_id, about.name))
    ]
    return ShownRecord(record_id, shown, row)


def show(file: CaseFile, about: About, state: State, collection: str, record_id: str, options: Choices) -> Shown:
    shown = Shown(about, words(about, state.get(about.name, record_id, collection), options))
    for value in state.conflict(about.name, record_id, collection):
        shown.conflict.append(
            (words(about, value.value, options), who(file.keys, value.author), value.minute, _key(value))
        )
    return shown


def _key(value: Value) -> str:
    return value.statement.hex()
