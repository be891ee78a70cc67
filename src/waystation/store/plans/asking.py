"""Slots that a plan gives: asked for case by case, decided by somebody else, and taken back as easily.

ask(keys, proposal, found, ["Quiet Heron"], now)        # stands in the case's Plan, and counts nothing yet
decide(keys, waiting(keys), True, now)                  # by another member
take_back(keys, standing(keys), now)
"""

import datetime
import os
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from waystation.casework.errors import BadValue, NotYourRole
from waystation.casework.folds import State
from waystation.casework.parts import plan as plans
from waystation.casework.roles import may_write
from waystation.casework.visas.ways import LANDED
from waystation.casework.words import _
from waystation.store.beds.lodgings import of_lines
from waystation.store.files import casefiles, cases
from waystation.store.lists import index
from waystation.store.lists.rows import Overview
from waystation.store.plans.lasting import LEFT
from waystation.store.plans.planned import Found, Proposal, slot_of
from waystation.store.plans.towns import shown
from waystation.store.plans.waiters import monday_of
from waystation.store.sealed import accesslog
from waystation.store.sealed.keys import Keys
from waystation.store.sealed.readings import read_many


def ask(keys: Keys, proposal: Proposal, found: Found, ids: Iterable[str], now: str) -> int:
    """Asks for the slots that a plan gives these households, in each one's Plan, in place of what this member asked for
    the same people before. Returns how many were asked for: not those that somebody asked for already, or that stand.

    Raises NotYourRole, BadValue where none of them has a slot, or all were asked for.
    """
    _writes(keys)
    chosen = [id_ for id_ in ids if id_ in proposal.numbers and slot_of(proposal, found, id_)]
    if not chosen:
        raise BadValue(_("Choose at least one household to which the plan gives a slot."))
    count = sum(_ask(keys, proposal.numbers[id_], slot_row(proposal, found, id_), now) for id_ in chosen)
    if not count:
        raise BadValue(_("These slots are asked for or decided already."))
    return count


def _ask(keys: Keys, number: str, row: dict[str, Any], now: str) -> bool:
    file = casefiles.open_file(keys, bytes.fromhex(number), only=("needs", "plan"))
    state, circle, me = file.part("plan").state or State(), cases.ensure_part(file, "plan"), keys.member.hex()
    wait = plans.asked(state, keys.directory.member)
    if any(plans.same(row, other) for other in [*wait.values(), *plans.standing(state, keys.directory.member)]):
        return False
    for record, other in wait.items():
        if other["asked_by"] == me and plans.letters(other.get("persons")) == plans.letters(row.get("persons")):
            cases.state(keys, circle, "plan", "slots", record, {"undone_by": me, "decided_at": now})
    cases.state(keys, circle, "plan", "slots", os.urandom(6).hex(), row | {"asked_by": me, "asked_at": now})
    return True


def asked_for(lines: Iterable["Line"], proposal: Proposal, found: Found) -> set[str]:
    """The planned ids whose slot in this plan is among those that ``lines`` ask for."""
    rows: dict[str, list[dict[str, Any]]] = {}
    for line in lines:
        rows.setdefault(line.number, []).append(line.row)
    return {
        id_
        for id_ in found.plan
        if rows.get(proposal.numbers.get(id_, ""))
        and slot_of(proposal, found, id_)
        and any(plans.same(slot_row(proposal, found, id_), row) for row in rows[proposal.numbers[id_]])
    }


def slot_row(proposal: Proposal, found: Found, id_: str) -> dict[str, Any]:
    """What a case's Plan says of a slot: days for weeks, and no house. Stays are Shelter's, which most of those who
    open Plan do not open."""
    placement = found.plan[id_]
    assert placement.programme is not None and placement.week is not None
    leads = {p.id: p.processing_weeks for p in found.problem.programmes}
    leaves = placement.week + leads[placement.programme]
    return {
        "proposal": proposal.name, "pathway": proposal.routes[placement.programme],
        "week_of": proposal.day_of(placement.week).isoformat(), "departs_on": proposal.day_of(leaves).isoformat(),
        "settles": shown(placement.settles), "persons": proposal.persons.get(id_, ""),
    }  # fmt: skip


@dataclass(frozen=True)
class Line:
    """One slot in a case's Plan, asked for or decided. ``mine``: this member asked."""

    number: str
    code: str
    circle: bytes
    record: str
    row: dict[str, Any]
    mine: bool

    @property
    def key(self) -> str:
        """As forms send it."""
        return f"{self.number}/{self.record}"


def slots(keys: Keys, found: Overview | None = None) -> tuple[list[Line], list[Line]]:
    """The slots that wait for somebody's word, the first asked for first, and those that stand, by the week in which
    they leave; of all cases whose Plan these keys open and whose departure is not over. ``found``: an overview that
    was made already."""
    rows = (found or index.overview(keys, "case")).rows
    here = [r for r in rows if r.stage not in LANDED and "plan:" in r.teams]
    stages = {x.circle: r.stage for r in here for x in r.lines if x.compartment == "plan"}
    lines = [x for r in here for x in r.lines if x.compartment == "plan"]
    states = {circle: reading.state for circle, reading in of_lines(keys, lines).items()}
    every = [(line, states[line.circle]) for line in lines if line.circle in states]
    monday = monday_of(keys)

    def of(rows_of: Any, order: str) -> list[Line]:
        made = [
            Line(line.number.hex(), line.code, line.circle, record, row, row.get("asked_by") == keys.member.hex())
            for line, state in every
            for record, row in rows_of(state).items()
            if not over(stages[line.circle], row, monday)
        ]
        return sorted(made, key=lambda line: (str(line.row.get(order) or ""), line.code))

    def decided(state: Any) -> dict[str, dict[str, Any]]:
        return {row["record"]: row for row in plans.standing(state, keys.directory.member)}

    return of(lambda state: plans.asked(state, keys.directory.member), "asked_at"), of(decided, "departs_on")


def done(keys: Keys, chosen: set[str]) -> dict[str, tuple[str, str, str]]:
    """Of slots among ``chosen`` (as forms send them) on which somebody decided, by key: the case's code, what was done
    (``undone``, ``refused``, ``approved``; ``replaced`` where it does not stand any more), and by which member."""
    numbers = {key.partition("/")[0] for key in chosen}
    rows = [r for r in index.overview(keys, "case").rows if r.number.hex() in numbers]
    lines = [line for r in rows for line in r.lines if line.compartment == "plan"]
    states, found = {circle: reading.state for circle, reading in of_lines(keys, lines).items()}, {}
    for line in lines:
        state = states.get(line.circle) or State()
        stands = {row["record"] for row in plans.standing(state, keys.directory.member)}
        for record, row in state.rows("slots").items():
            key = f"{line.number.hex()}/{record}"
            act = next((act for act in ("undone", "refused", "approved") if row.get(f"{act}_by")), "")
            if act and key in chosen:
                said = "replaced" if act == "approved" and record not in stands else act
                found[key] = line.code, said, str(row[f"{act}_by"])
    return found


def over(stage: str, row: dict[str, Any], monday: datetime.date) -> bool:
    """Whether a slot's departure is over by this week's Monday: its week has passed, and the case has left or its stage
    is sealed to whoever asks. Who is still here after the week of their slot keeps it until somebody takes it back."""
    leaves = str(row.get("departs_on") or "")[:10]
    past = bool(leaves) and datetime.date.fromisoformat(leaves) + datetime.timedelta(days=7) <= monday
    return past and (not stage or stage in LEFT)


def waiting(keys: Keys) -> list[Line]:
    """The slots that wait for somebody's word."""
    return slots(keys)[0]


def standing(keys: Keys) -> list[Line]:
    """The slots that stand."""
    return slots(keys)[1]


def decide(keys: Keys, lines: Iterable[Line], approve: bool, now: str) -> int:
    """Approves or refuses what somebody else asked for. Raises NotYourRole."""
    _writes(keys)
    every, member = list(lines), keys.member.hex()
    if approve and any(line.mine for line in every):
        raise NotYourRole(_("Somebody else must approve what you asked for."))
    for line in every:
        said = {"approved_by": member, "approves": plans.what(line.row)} if approve else {"refused_by": member}
        cases.state(keys, line.circle, "plan", "slots", line.record, said | {"decided_at": now})
    return len(every)


def take_back(keys: Keys, lines: Iterable[Line], now: str) -> int:
    """Undoes what was decided: another slot that stood before stands again, not the same one if it was decided twice.
    Raises NotYourRole."""
    _writes(keys)
    every = list(lines)
    readings = read_many(keys, [line.circle for line in every])
    for line in every:
        said = {"undone_by": keys.member.hex(), "decided_at": now}
        for record, row in readings[line.circle].state.rows("slots").items():
            twice = row.get("approved_by") and not row.get("undone_by") and plans.same(row, line.row)
            if record == line.record or twice:
                cases.state(keys, line.circle, "plan", "slots", record, said)
    accesslog.log(keys.pseudonym, "plan taken back", [line.circle for line in every])
    return len(every)


def _writes(keys: Keys) -> None:
    if not may_write(keys.roles, "plan"):
        raise NotYourRole(_("Slots are decided by those who write in Plan."))
