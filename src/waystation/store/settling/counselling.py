"""Counselling: what the counsellor writes, and the two facts that leave the sealed part: call now, and is referred.

The counsellor drops both where those stand who must act, and reads neither place. That there is an acute risk lies in
``contact``, where whoever is on call finds the alarm and the number together; no answer and no reason goes with it.
"""

import datetime
import os
from typing import Any

from django.db import transaction

from waystation.casework.clocks import ACUTE, Due
from waystation.casework.folds import set_statement
from waystation.casework.landing.screening import Instrument, Result
from waystation.casework.parts.health import Health
from waystation.store.files import cases
from waystation.store.files.casefiles import CaseFile
from waystation.store.sealed import dues

PART = "health"


def write(file: CaseFile, person: str, *rows: tuple[str, str, dict[str, Any]]) -> None:
    """States values in one person's health. Raises BadValue, NotYourRole, Sealed."""
    circle = cases.ensure_part(file, PART, person)
    items: list[Any] = [("set", set_statement(Health, *row)) for row in rows]
    cases.put_all(file.keys, circle, PART, items)


def new() -> str:
    """A fresh record id."""
    return os.urandom(6).hex()


def screened(
    file: CaseFile, person: str, used: Instrument, result: Result, today: str, answers: str = "", **more: Any
) -> None:
    """Writes a screening; where it says so, calls those on call first: an alarm without its record is mended, a record
    whose alarm was lost is not."""
    if result.acute:
        call_now(file, person)
    row = {"instrument": used.key, "on": today, "score": result.score, "answers": answers, "voluntary": True,
           "by": file.keys.member.hex(), **more}  # fmt: skip
    if used.acute is not None:
        row["acute"] = result.acute
    write(file, person, ("screenings", new(), row))


def call_now(file: CaseFile, person: str) -> None:
    """Says to those on call that there is an acute risk, and nothing else."""
    since = (file.keys.minute - 1) * 60  # the minute before, so that it is an alarm at once and not from the next on
    at = datetime.datetime.fromtimestamp(since, datetime.UTC).isoformat(timespec="minutes")
    row = {"at": at, "by": file.keys.member.hex(), "grace": 0, "reached_at": None, "ended_at": None}
    circle, record = cases.ensure_part(file, "contact"), record_of(person)
    due = Due(since // 60, ACUTE, "contact", "acute", record, "at", alarm=True, grace=0)
    with transaction.atomic():  # the file and what rings by itself: a call that one of them lacks is none
        cases.state(file.keys, circle, "contact", "acute", record, row)
        dues.drop(circle, dues.ref(file.number, due), due.alarm_from)
    write(file, person, ("", "", {"acute_risk": True}))


def over(file: CaseFile, person: str, now: str) -> None:
    """Ends the alarm."""
    cases.state(file.keys, cases.ensure_part(file, "contact"), "contact", "acute", record_of(person), {"ended_at": now})
    write(file, person, ("", "", {"acute_risk": False}))


def record_of(person: str) -> str:
    """Where a person's alarm stands: one for each, so that whoever set it and cannot see it can end it."""
    return f"acute{person}"


def referred(file: CaseFile, person: str, today: str) -> None:
    """Tells those who settle people in that somebody is referred to counselling and agreed."""
    row = {"person": person, "on": today, "agreed": True}
    cases.state(file.keys, cases.ensure_part(file, "settlement"), "settlement", "counselling", new(), row)
