"""After arrival: what reception, the settlement plan and the service directory write, each as statements of a part."""

import os
from collections.abc import Iterable, Mapping
from typing import Any

from waystation.casework.errors import BadValue, CriteriaUnmet
from waystation.casework.folds import State, set_statement
from waystation.casework.landing import hsds, ties
from waystation.casework.landing.goals import check_level
from waystation.casework.landing.offermatch import Match, places_left
from waystation.casework.landing.reception import Job
from waystation.casework.parts.offers import Offers
from waystation.casework.parts.settlement import Settlement
from waystation.casework.words import _
from waystation.store.files import cases
from waystation.store.files.casefiles import CaseFile

PART, LIST = "settlement", "offers"
# One record for the arrival, whoever writes it: of two hours told without knowledge of each other both are shown.
ARRIVAL = "arrival"
TASK = "r"  # before a job's key: pressing the button twice, or a later flight, changes tasks and doubles none
# What stands for itself once a task is done: the fact that it was about. The value is the day or the minute.
FACTS = {"met": "arrived_at", "payment": "first_payment_on", "quiet": "quiet_told"}


def _put(file: CaseFile, rows: Iterable[tuple[str, str, dict[str, Any]]]) -> None:
    items: list[Any] = [("set", set_statement(Settlement, *row)) for row in rows]
    if items:
        cases.put_all(file.keys, cases.ensure_part(file, PART), PART, items)


def new() -> str:
    """A fresh record id."""
    return os.urandom(6).hex()


def settlement(file: CaseFile) -> State:
    """The settlement's state; empty where nobody began it, or where these keys drop into it only."""
    return file.part(PART).state or State()


def state(file: CaseFile, collection: str, record: str, **values: Any) -> None:
    """States values of the settlement, or of one of its records. Raises BadValue, NotYourRole, Sealed."""
    _put(file, [(collection, record, values)])


def write_tasks(file: CaseFile, jobs: Iterable[Job], owner: str) -> int:
    """Writes jobs as tasks, and moves those not yet done to a new hour. Returns how many changed."""
    held, rows = settlement(file).rows("tasks"), []
    for job in jobs:
        record = TASK + job.key
        due, row = job.due.isoformat(timespec="minutes"), held.get(record, {})
        wanted = set_statement(Settlement, "tasks", record, {"what": job.what, "due": due}).values
        if row.get("done") or all(row.get(name) == value for name, value in wanted.items()):
            continue
        rows.append(("tasks", record, wanted if row else wanted | {"owner": owner}))
    _put(file, rows)
    return len(rows)


def task_done(file: CaseFile, record: str, now: str) -> None:
    """A task is done, and with it the fact that it was about, where that is not known yet. Raises BadValue."""
    held = settlement(file)
    if record not in held.records("tasks"):
        raise BadValue(_("There is no such task."))
    rows: list[tuple[str, str, dict[str, Any]]] = [("tasks", record, {"done": True, "done_at": now})]
    fact = FACTS.get(record.removeprefix(TASK))
    if fact and held.get(fact) is None:
        rows.append(("", "", {fact: {"quiet_told": True, "arrived_at": now}.get(fact, now[:10])}))
    _put(file, rows)


def assign(file: CaseFile, record: str, household: ties.Household, today: Any) -> None:
    """Lets a helper help from today. Raises CriteriaUnmet with the first reason why not, BadValue."""
    row = settlement(file).rows("helpers").get(record)
    if row is None:
        raise BadValue(_("There is no such helper."))
    if why := ties.refusals(row, ties.ties(row, household), today):
        raise CriteriaUnmet(why[0])
    rows: list[tuple[str, str, dict[str, Any]]] = [("helpers", record, {"assigned_on": today.isoformat()})]
    task = TASK + "interpreter"
    if row.get("kind") == "interpreter" and task in settlement(file).records("tasks"):
        rows.append(("tasks", task, {"done": True}))
    _put(file, rows)


def write_levels(file: CaseFile, own: Mapping[str, Any], levels: Mapping[str, str]) -> None:
    """The levels of one test, by skill. Raises BadValue for one of another scale, or where there is none."""
    if not any(levels.values()):
        raise BadValue(_("Enter at least one level."))
    for level in filter(None, levels.values()):
        check_level(str(own.get("scale") or ""), level)
    rows = [("levels", new(), {**own, "skill": skill, "level": level}) for skill, level in levels.items() if level]
    _put(file, rows)


# -- offers and the directory ------------------------------------------------------------------------------------------


def take_offer(file: CaseFile, offers: CaseFile, found: Match, people: int, today: str, person: str = "") -> None:
    """Takes up an offer: its places first, so that a failure between the two keeps one free too many and never lends
    one twice; then the help, in the case. Raises CriteriaUnmet, NotYourRole."""
    if found.refused:
        raise CriteriaUnmet(found.refused[0])
    left = places_left(found.offer, people)
    if left is not None:
        circle = cases.ensure_part(offers, LIST)
        cases.state(offers.keys, circle, LIST, "offers", found.record, {"places": left})
    row = found.offer
    help_ = {"kind": row.get("kind"), "provider": row.get("who"), "since": today, "person": person,
             "source": f"offers/{found.record}"}  # fmt: skip
    _put(file, [("services", new(), help_)])


def attach(file: CaseFile, offers: CaseFile, record: str, today: str, person: str = "") -> None:
    """Writes that a service of the directory helps a case. Raises BadValue."""
    held = offers.part(LIST).state
    row = held.rows("services").get(record) if held else None
    if row is None:
        raise BadValue(_("There is no such service."))
    name = " · ".join(filter(None, (row.get("name"), row.get("organisation"))))[:200]
    help_ = {
        "kind": row.get("kind"),
        "provider": name,
        "since": today,
        "person": person,
        "source": f"services/{record}",
    }
    _put(file, [("services", new(), help_)])


def bring_in(offers: CaseFile, content: bytes, kind: str = "") -> int:
    """Takes a directory file over, all of it or nothing. ``kind``: for services that name none of ours. Returns their
    number. Raises BadFile, NotYourRole."""
    rows = hsds.read(content)
    held = offers.part(LIST).state or State()
    items: list[Any] = []
    for record, row in rows.items():
        known = held.row("services", record)
        row["kind"] = row.get("kind") or known.get("kind") or kind
        changed = {name: value for name, value in row.items() if known.get(name) != (value or None)}
        if changed or not known:
            items.append(("set", set_statement(Offers, "services", record, changed)))
    if items:
        cases.put_all(offers.keys, cases.ensure_part(offers, LIST), LIST, items)
    return len(rows)
