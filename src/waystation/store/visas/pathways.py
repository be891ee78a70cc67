"""Pathways in the store: taking in the starter list, changing a status with its history, and who is touched by that.

take_in(keys)                                    # what is not there yet; nothing edited is overwritten
change = change_status(keys, "caupp", "suspended", "2026-11-27", "Halted by the ministry", now)
for case in touched(keys, pathway): ...          # from the index: no file is opened to find them
tell(keys, change, touched_cases, now)           # one task a case, in its Papers; taken out again by an undo
"""

import datetime
import os
from dataclasses import dataclass, field
from typing import Any

from waystation.casework.errors import BadValue
from waystation.casework.folds import REMOVED, Set, State, set_statement
from waystation.casework.parts.papers import Papers
from waystation.casework.parts.pathways import Pathways
from waystation.casework.visas.facts import papers as facts
from waystation.casework.visas.ways import LANDED, STANDINGS, Standing
from waystation.casework.vocabularies import vocabulary
from waystation.casework.words import _
from waystation.store.files import cases, programme
from waystation.store.lists import rows
from waystation.store.sealed import readings
from waystation.store.sealed.keys import Keys

PART = "pathways"
OPENED = ("papers", "needs", "consent")  # of a touched case: what decides where it can go next
Values = dict[str, Any]


def state_of(keys: Keys) -> State:
    """What the programme knows of pathways; empty where nobody wrote."""
    return programme.opened(keys, PART).part(PART).state or State()


def take_in(keys: Keys) -> int:
    """Writes those pathways of the starter list whose record was never begun, edited or removed here, and whose kind
    nobody entered by hand. Returns how many. Raises NotYourRole."""
    file = programme.opened(keys, PART)
    state = file.part(PART).state or State()
    new = missing(state)
    if new:
        circle = cases.ensure_part(file, PART)
        cases.put_all(keys, circle, PART, [("set", set_statement(Pathways, PART, r, row)) for r, row in new.items()])
    return len(new)


def missing(state: State) -> dict[str, Values]:
    """What the starter list has and the programme never had."""
    begun = {key.partition("/")[2] for key in state.first if key.startswith(f"{PART}/")}
    kinds = {row.get("pathway") for row in state.rows(PART).values()}
    return {r: row for r, row in facts.starter().items() if r not in begun and row["pathway"] not in kinds}


def change_status(keys: Keys, record: str, status: str, on: str, reason: str, now: str, undoes: str = "") -> str:
    """Changes a pathway's status and adds the line of its history, in one act. Returns the line's record.

    Raises BadValue, NotYourRole.
    """
    file = programme.opened(keys, PART)
    state = file.part(PART).state or State()
    row = state.rows(PART).get(record)
    if row is None:
        raise BadValue(_("This pathway was taken out."))
    if status not in vocabulary("pathway_status"):
        raise BadValue(_("Choose a status."))
    if not reason.strip():
        raise BadValue(_("Write why: it is told to everybody whom it touches."))
    change = os.urandom(6).hex()
    line = {"pathway": record, "status": status, "before": row.get("status"), "before_on": row.get("status_on"),
            "on": on, "reason": reason, "at": now, "by": keys.member.hex(), "undoes": undoes}  # fmt: skip
    items = [("set", set_statement(Pathways, PART, record, {"status": status, "status_on": on})),
             ("set", set_statement(Pathways, "changes", change, line))]  # fmt: skip
    cases.put_all(keys, cases.ensure_part(file, PART), PART, items)
    return change


def undo(keys: Keys, change: str, now: str) -> None:
    """Takes a change of status back: the status before stands again, and the history says so. Raises BadValue."""
    state = state_of(keys)
    line = state.rows("changes").get(change)
    if line is None or change in undone(state) or change != latest(state, line["pathway"]):
        raise BadValue(_("Only the last change of a pathway's status can be taken back."))
    change_status(
        keys, line["pathway"], line.get("before") or "open", line.get("before_on") or now[:10],
        str(line.get("reason") or ""), now, undoes=change,
    )  # fmt: skip


def undone(state: State) -> set[str]:
    """The changes that were taken back."""
    return {row["undoes"] for row in state.rows("changes").values() if row.get("undoes")}


def history(state: State, record: str) -> list[tuple[str, Values]]:
    """A pathway's changes of status, newest first. They stay, also where somebody took one out of the list."""
    every = [key.partition("/")[2] for key in state.first if key.startswith("changes/")]
    rows = [(r, state.row("changes", r)) for r in every]
    mine = [(r, row) for r, row in rows if row.get("pathway") == record]
    return sorted(mine, key=lambda line: str(line[1].get("at") or ""))[::-1]


def latest(state: State, record: str) -> str:
    """The last change that stands; empty where none does."""
    back = undone(state)
    return next((r for r, row in history(state, record) if not row.get("undoes") and r not in back), "")


# -- who is touched ----------------------------------------------------------------------------------------------------


@dataclass
class Touched:
    """A case with an application or an option on a pathway: its lines in the index by compartment, and its states as
    far as they were opened."""

    number: bytes
    code: str
    standings: list[Standing]
    circles: dict[str, bytes]
    states: dict[str, State] = field(default_factory=dict)

    @property
    def url(self) -> str:
        return self.number.hex()

    @property
    def standing(self) -> str:
        """The nearest to departure of its people: holds before awaits before ranked."""
        return min((s.standing for s in self.standings), key=STANDINGS.index)


def counts(rows: list[rows.Row], pathways: dict[str, Values]) -> dict[str, dict[str, int]]:
    """People who hold and await, and cases that rank, each pathway; from the index of all cases."""
    found = {record: dict.fromkeys(STANDINGS, 0) for record in pathways}
    places: dict[str, list[tuple[str, str]]] = {}
    for record, row in pathways.items():
        places.setdefault(row.get("pathway") or "", []).append((record, row.get("country") or ""))
    for line in rows:
        for standing in _standings(line):
            for record, country in places.get(standing.pathway, ()):
                if standing.on(standing.pathway, country):
                    found[record][standing.standing] += standing.people
    return found


def _standings(row: rows.Row) -> list[Standing]:
    if row.stage in LANDED or row.subject != "case" or "papers:" not in row.teams:
        return []
    return [standing for line in row.lines for standing in line.summary.ways]


def touched(keys: Keys, rows: list[rows.Row], pathway: Values) -> list[Touched]:
    """The cases on a pathway, those nearest to departure first, with what these keys open of them."""
    kind, country = pathway.get("pathway") or "", pathway.get("country") or ""
    found = []
    for row in rows:
        mine = [s for s in _standings(row) if s.on(kind, country)]
        if mine:
            circles = {line.compartment: line.circle for line in row.lines if line.compartment in OPENED}
            found.append(Touched(row.number, row.code, mine, circles))
    opened = readings.read_many(keys, [circle for case in found for circle in case.circles.values()])
    for case in found:
        case.states = {k: opened[c].state for k, c in case.circles.items() if c in opened}
    return sorted(found, key=lambda case: (STANDINGS.index(case.standing), case.code))


def tell(keys: Keys, change: str, told: list[tuple[Touched, str]], now: int) -> int:
    """Makes one task a case, ``(case, words)``, due in a day, where it was not made yet. Returns how many.

    The task's record is the change's, so that it is made once and can be found again. Raises NotYourRole.
    """
    made, due = 0, datetime.datetime.fromtimestamp((now + 1440) * 60, datetime.UTC).isoformat(timespec="minutes")
    for case, words in told:
        papers = case.states.get("papers")
        if papers is None or f"tasks/{change}" in papers.first:
            continue
        row = {"what": words, "owner": _owner(papers) or keys.member.hex(), "due": due}
        body = set_statement(Papers, "tasks", change, row)
        cases.put(keys, case.circles["papers"], "papers", "set", body)
        made += 1
    return made


def untell(keys: Keys, change: str, told: list[Touched]) -> int:
    """Takes out the tasks of a change that was taken back, but for those that are done. Returns how many."""
    out = 0
    for case in told:
        papers = case.states.get("papers")
        if papers is not None and change in papers.records("tasks") and not papers.get("done", change, "tasks"):
            cases.put(keys, case.circles["papers"], "papers", "set", Set("tasks", change, {REMOVED: True}))
            out += 1
    return out


def _owner(papers: State) -> str:
    """Who follows an application of the case."""
    return next((row["owner"] for row in papers.rows("applications").values() if row.get("owner")), "")
