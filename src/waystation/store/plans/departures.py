"""Who is planned to leave when, and whereto: slots that two members decided, that wait for somebody's word, or that the
plan made last gives; and the parts of these cases that say on what they travel.

    found = departures(keys, overview, proposal)
    parts = parts_of(keys, overview, found)          # by case: parts.states[number]["papers"]; parts.circles was read
"""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Literal

from waystation.casework.folds import State
from waystation.casework.roles import access
from waystation.store.beds.lodgings import of_lines
from waystation.store.files import programme
from waystation.store.files.casefiles import persons
from waystation.store.lists.rows import Overview
from waystation.store.plans import asking, planned
from waystation.store.plans.planned import Proposal
from waystation.store.plans.waiters import monday_of
from waystation.store.sealed.keys import Keys

PARTS = ("needs", "journey", "papers", "identity")
Status = Literal["decided", "asked", "proposed"]


@dataclass(frozen=True)
class Departure:
    """One household, or a part that travels apart (``letters``). ``week``: the day on which the week begins in which
    they leave; ``country``: of the pathway, empty where nobody wrote it."""

    number: str
    code: str
    letters: str
    pathway: str
    country: str
    week: datetime.date
    status: Status

    @property
    def key(self) -> str:
        """The same for the same people, pathway and week."""
        return "\n".join((self.number, self.letters, self.pathway, self.country, self.week.isoformat()))


def may_ask(keys: Keys) -> bool:
    """Whether somebody opens the plan, the rules of borders, and on what people travel."""
    reads = {
        part for part in ("plan", "borders", "journey", "papers") if any(access(r, part).reads for r in keys.roles)
    }
    return {"plan", "borders"} <= reads and bool(reads & {"journey", "papers"})


Slots = tuple[list[asking.Line], list[asking.Line]]


def departures(
    keys: Keys, overview: Overview, proposal: Proposal | None, slots: Slots | None = None
) -> list[Departure]:
    """By week and code name, from this week on: in a week that has passed nobody leaves any more. What was decided goes
    before what is asked for, and that before what is proposed. ``slots``: those that wait and those that stand, where
    they were read already."""
    state = programme.opened(keys, "pathways").states.get("pathways")
    pathways = state.rows("pathways") if state else {}
    found: dict[str, Departure] = {}
    waiting, standing = slots or asking.slots(keys, overview)
    monday = monday_of(keys)
    for status, rows in (
        ("decided", _of_lines(standing)), ("asked", _of_lines(waiting)), ("proposed", _of_proposal(proposal)),
    ):  # fmt: skip
        for number, code, row in rows:
            one = _departure(number, code, row, pathways, status)  # type: ignore[arg-type]
            if one is not None and one.week + datetime.timedelta(days=7) > monday:
                found.setdefault(one.key, one)
    return sorted(found.values(), key=lambda one: (one.week, one.code, one.letters))


def _of_lines(lines: Iterable[asking.Line]) -> Iterable[tuple[str, str, dict[str, Any]]]:
    return ((line.number, line.code, line.row) for line in lines)


def _of_proposal(proposal: Proposal | None) -> Iterable[tuple[str, str, dict[str, Any]]]:
    found = proposal and (proposal.what_if or proposal.proposed)
    if not proposal or not found:
        return
    for id_ in found.plan:
        if id_ in proposal.numbers and planned.slot_of(proposal, found, id_):
            letters = proposal.persons.get(id_, "")
            code = id_.removesuffix(f" ({letters})") if letters else id_
            yield proposal.numbers[id_], code, asking.slot_row(proposal, found, id_)


def _departure(
    number: str, code: str, row: dict[str, Any], pathways: dict[str, dict[str, Any]], status: Status
) -> Departure | None:
    pathway = pathways.get(str(row.get("pathway") or ""), {})
    if not row.get("departs_on"):
        return None
    name = str(pathway.get("name") or pathway.get("country") or row.get("pathway") or "")
    week = datetime.date.fromisoformat(str(row["departs_on"])[:10])
    return Departure(number, code, str(row.get("persons") or ""), name, pathway.get("country") or "", week, status)


@dataclass
class Parts:
    """``states`` by case and compartment, as far as these keys open them; ``circles``: those that were read."""

    states: dict[str, dict[str, State]] = field(default_factory=dict)
    circles: list[bytes] = field(default_factory=list)

    def persons(self, number: str, letters: str = "") -> list[str]:
        """Who goes, by the ids under which papers know them: all, or those with these letters."""
        needs = self.states.get(number, {}).get("needs")
        everybody = persons(needs or State())
        if not letters or needs is None:
            return everybody
        wanted = set(letters.split())
        rows = needs.rows("persons")
        return [p for p in everybody if str(rows.get(p, {}).get("letter") or "").upper() in wanted]


def parts_of(keys: Keys, overview: Overview, found: Iterable[Departure]) -> Parts:
    """The parts of these cases. Of Identity, which is kept by person, that of the first. The caller logs it."""
    numbers, parts = {one.number for one in found}, Parts()
    rows = [row for row in overview.rows if row.number.hex() in numbers]
    lines = [line for row in rows for line in row.lines if line.compartment in PARTS]
    readings = of_lines(keys, lines)
    for line in sorted(lines, key=lambda line: line.person):
        if line.circle in readings:
            states = parts.states.setdefault(line.number.hex(), {})
            states.setdefault(line.compartment, readings[line.circle].state)
            parts.circles.append(line.circle)
    return parts
