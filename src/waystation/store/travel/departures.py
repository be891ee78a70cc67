"""The days of the way out in the store: said in Plan by the desk that keeps them, taken over by the one that does not.

    say(file, JOURNEY, days)        # the travel desk, which opens no Papers
    take_over(file, days)           # the visa officer: Papers goes by these days from now on
    compared(file)                  # or: looked at, and what Papers holds is good for them
    take_back(file, PAPERS)         # the last word of this member is taken back

Each is a statement of whoever presses.
"""

import datetime

from waystation.casework.errors import BadValue
from waystation.casework.travel import days as rules
from waystation.casework.travel.days import ANSWER_MINUTES, JOURNEY, RECORD, Days
from waystation.casework.words import _
from waystation.store.files import cases
from waystation.store.files.casefiles import CaseFile


def say(file: CaseFile, where: str, days: Days) -> None:
    """Says one desk's days in Plan; twice is once. Raises NotYourRole, Sealed."""
    if rules.same(rules.told(file.states.get("plan"), where), days):
        return
    at = datetime.datetime.fromtimestamp((file.keys.minute + ANSWER_MINUTES) * 60, datetime.UTC)
    answer = at.isoformat(timespec="minutes") if where == JOURNEY else None
    cases.state(file.keys, cases.ensure_part(file, "plan"), "plan", where, RECORD, rules.saying(days, answer))


def take_over(file: CaseFile, days: Days) -> None:
    """Papers goes by these days. Where the latest departure that stands there is earlier, it stays and the page says
    so: somebody had a reason for it. Raises NotYourRole, Sealed."""
    values = {"planned_departure": days.leaves.isoformat(), "way_days": days.length}
    cases.state(file.keys, cases.ensure_part(file, "papers"), "papers", "", "", values)


def compared(file: CaseFile) -> None:
    """The visa desk's answer to what the travel desk said. Raises BadValue, NotYourRole."""
    part = file.part("plan")
    if part.circle is None or rules.told(part.state, JOURNEY) is None:
        raise BadValue(_("The travel desk has said no days, or took them back."))
    cases.state(file.keys, part.circle, "plan", JOURNEY, RECORD, {"compared_by": file.keys.member.hex()})


def take_back(file: CaseFile, compartment: str, days: Days | None) -> None:
    """Takes back the statement that said these days: one's own. Raises BadValue, NotYourRole."""
    part = file.part(compartment)
    if part.circle is None or days is None or not mine(file, days):
        raise BadValue(_("Somebody else said this. Say what is right instead."))
    cases.take_back(file.keys, part.circle, compartment, days.statement)


def mine(file: CaseFile, days: Days | None) -> bool:
    """Whether this member said these days, from whichever device."""
    return days is not None and file.keys.directory.member(days.author) == file.keys.member
