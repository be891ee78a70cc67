"""The days of the way out in the store: said in Plan by the desk that keeps them, taken over by the one that does not.

    say(file, JOURNEY, days)        # the travel desk, which opens no Papers
    take_over(file, days)           # the visa officer: Papers goes by these days from now on
    compared(file)                  # or: looked at, and what Papers holds is good for them
    take_back(file, PAPERS)         # the last word of this member is taken back

Each is a statement of whoever presses. Of a part that travels apart: ``say(file, JOURNEY, days, persons)``.
"""

import datetime
from collections.abc import Sequence
from typing import Any

from waystation.casework.compartments import COMPARTMENTS
from waystation.casework.errors import BadValue
from waystation.casework.folds import REMOVED, State, set_statement
from waystation.casework.travel import days as rules
from waystation.casework.travel.days import ANSWER_MINUTES, JOURNEY, Days
from waystation.casework.words import _
from waystation.store.files import cases
from waystation.store.files.casefiles import CaseFile

APART = "departures"  # the list of Papers with a line for each part that travels apart


def say(file: CaseFile, where: str, days: Days, persons: Sequence[str] = ()) -> None:
    """Says one desk's days in Plan; twice is once. Raises NotYourRole, Sealed."""
    plan = file.states.get("plan") or State()
    if rules.same(rules.told(plan, where, persons), days):
        return
    at = datetime.datetime.fromtimestamp((file.keys.minute + ANSWER_MINUTES) * 60, datetime.UTC)
    answer = at.isoformat(timespec="minutes") if where == JOURNEY else None
    _put(file, "plan", where, {
        rules.record_of(persons): rules.saying(days, answer, persons),
        **{record: {REMOVED: True} for record in rules.ended_by(plan, where, persons)},
    })  # fmt: skip


def take_over(file: CaseFile, days: Days, persons: Sequence[str] = ()) -> None:
    """Papers goes by these days. Where the latest departure that stands there is earlier, it stays and the page says
    so: somebody had a reason for it. Once each part has its own day, the household's is the first of them. Raises
    NotYourRole, Sealed."""
    papers = file.states.get("papers") or State()
    ended = {record: {REMOVED: True} for record in rules.ended_by(papers, APART, persons)}
    values = {"planned_departure": days.leaves.isoformat(), "way_days": days.length}
    if not persons:
        _put(file, "papers", APART, ended, values)
        return
    row: dict[str, Any] = {
        "persons": sorted(persons),
        "leaves_on": days.leaves.isoformat(),
        "way_days": days.length,
        REMOVED: False,
    }
    lines: dict[str, dict[str, Any]] = {rules.record_of(persons): row, **ended}
    standing = [row for row in (papers.rows(APART) | lines).values() if not row.get(REMOVED)]
    everybody = {person for row in standing for person in row["persons"]} >= set(file.persons)
    first = {"planned_departure": min(row["leaves_on"] for row in standing)} if everybody else None
    _put(file, "papers", APART, lines, first)


def compared(file: CaseFile, persons: Sequence[str] = ()) -> None:
    """The visa desk's answer to what the travel desk said. Raises BadValue, NotYourRole."""
    part = file.part("plan")
    told = rules.told(part.state, JOURNEY, persons)
    if part.circle is None or told is None:
        raise BadValue(_("The travel desk has said no days, or took them back."))
    cases.state(file.keys, part.circle, "plan", JOURNEY, told.record, {"compared_by": file.keys.member.hex()})


def _put(
    file: CaseFile, compartment: str, where: str, lines: dict[str, dict[str, Any]], own: dict[str, Any] | None = None
) -> None:
    """Lines of a list, and the compartment's own fields, in one go."""
    struct = COMPARTMENTS[compartment].struct
    items: list[tuple[str, Any]] = [("set", set_statement(struct, "", "", own))] if own else []
    items += [("set", set_statement(struct, where, record, values)) for record, values in lines.items()]
    cases.put_all(file.keys, cases.ensure_part(file, compartment), compartment, items)


def take_back(file: CaseFile, compartment: str, days: Days | None) -> None:
    """Takes back the statement that said these days: one's own. Raises BadValue, NotYourRole."""
    part = file.part(compartment)
    if part.circle is None or days is None or not mine(file, days):
        raise BadValue(_("Somebody else said this. Say what is right instead."))
    cases.take_back(file.keys, part.circle, compartment, days.statement)


def mine(file: CaseFile, days: Days | None) -> bool:
    """Whether this member said these days, from whichever device."""
    return days is not None and file.keys.directory.member(days.author) == file.keys.member
