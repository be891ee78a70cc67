"""Dues: when an alarm falls due in which circle, as rows that say nothing else.

    sync({circle: folded(number, "contact", state, size)})     # its rows become what its state says

Whoever runs the alarms must know when, and nothing about whom. A row is a circle's id, a minute (the end of the grace),
and a ``ref``: the name of what is due, hashed with the case's number, which stands sealed inside each of its parts. So
those who open the circle recognise the row, and nobody else can tell a check-in from an outing, or guess a record.

Rows are written in the transaction of the statement that sets or silences them (``cases.put_all``). Whoever writes
without reading cannot compute them; then, and after a restored backup or an older program, the next reader does, since
every folding ends here. Only a reader who opens every epoch takes rows away.
"""

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from waystation.casework.clocks import ALARMING, CLOCKS, DURESS, Due, dues
from waystation.casework.folds import REMOVED, Set, State
from waystation.circles.secret import name
from waystation.store import clock
from waystation.store.models import Alarm, AlarmAct, Circle
from waystation.store.models import Due as Row


def ref(number: bytes, due: Due) -> bytes:
    """The blind name of what is due in a case. A call for help has another than the silence of the same check-in."""
    place = "/".join((due.compartment, due.collection, due.record, due.field, due.what))
    return name(b"waystation/1/due" + number + place.encode())


def wanted(number: bytes, compartment: str, state: State) -> dict[bytes, int]:
    """What can become an alarm in a compartment: the minute in which it does, by ref."""
    if compartment not in ALARMING:
        return {}
    return {ref(number, due): due.alarm_from for due in dues(compartment, state) if due.alarm}


def places(number: bytes, compartment: str, state: State) -> dict[bytes, Due]:
    """What each ref of a compartment stands for, also where it no longer runs."""
    found = {}
    for one in (c for c in CLOCKS if c.alarm and c.compartment == compartment):
        for record in _records(state, one.collection):
            for what in (one.what, DURESS):
                due = Due(0, what, compartment, one.collection, record, one.field)
                found[ref(number, due)] = due
    return found


def _records(state: State, collection: str) -> set[str]:
    return {key.split("/")[1] for key in state.first if key.startswith(collection + "/")}


def silent(number: bytes, compartment: str, state: State) -> set[bytes]:
    """The refs of what surely rings no more: everything known that is not ``wanted``.

    Whoever was admitted from now on may know a record's later half alone: what they do not see they do not silence.
    """
    standing, found = wanted(number, compartment, state), set()
    for one in (c for c in CLOCKS if c.alarm and c.compartment == compartment):
        for record in _records(state, one.collection):
            over = state.get(REMOVED, record, one.collection) or one.over(state, state.row(one.collection, record))
            timed = f"{one.collection}/{record}/{one.field}" in state.values
            answered = f"{one.collection}/{record}/status" in state.values
            for what, known in ((one.what, timed), (DURESS, timed and answered)):
                if over or known:
                    found.add(ref(number, Due(0, what, compartment, one.collection, record, one.field)))
    return found - standing.keys()


def touched(compartment: str, items: Iterable[tuple[str, Any]]) -> bool:
    """Whether statements may set or silence an alarm."""
    lists = ALARMING.get(compartment, frozenset())
    return any(isinstance(body, Set) and body.collection in lists for _kind, body in items)


@dataclass(frozen=True)
class Folded:
    """What was found in a circle when it had a size: what may ring, and what rings no more."""

    size: int
    rows: dict[bytes, int]
    silent: set[bytes]

    def differs(self, standing: Mapping[bytes, int]) -> bool:
        return bool(self.silent & standing.keys()) or any(standing.get(r) != at for r, at in self.rows.items())


def folded(number: bytes, compartment: str, state: State, size: int) -> Folded:
    return Folded(size, wanted(number, compartment, state), silent(number, compartment, state))


def drop(circle: bytes, ref_: bytes, at: int) -> None:
    """Sets one row for whoever writes without reading, under a blind name that a reader gave them beforehand. The next
    reader makes the rows what the state says."""
    with transaction.atomic():
        Circle.objects.select_for_update().filter(pk=circle).first()
        Row.objects.filter(circle=circle, ref=ref_).delete()
        Row.objects.create(circle=circle, ref=ref_, at=at)


def sync(circles: Mapping[bytes, Folded], actor: bytes = b"") -> None:
    """Makes the rows of some circles what was found in them. ``actor``: whoever just stated it, for alarms that end by
    it; nobody where it was only read."""
    if not circles:
        return
    standing: dict[bytes, dict[bytes, int]] = {circle: {} for circle in circles}
    for circle, ref_, at in Row.objects.filter(circle__in=list(circles)).values_list("circle", "ref", "at"):
        standing[circle][ref_] = at
    for circle, found in circles.items():
        if found.differs(standing[circle]):
            _write(circle, found, actor)


def _write(circle: bytes, found: Folded, actor: bytes) -> None:
    with transaction.atomic():
        if not Circle.objects.select_for_update().filter(pk=circle, size=found.size).exists():
            return  # somebody wrote meanwhile, and left what is right now: an older folding must not undo it
        standing = dict(Row.objects.filter(circle=circle).values_list("ref", "at"))
        changed = {r: at for r, at in found.rows.items() if standing.get(r) != at}
        gone = [r for r in standing if r in found.silent or r in changed]
        Row.objects.filter(circle=circle, ref__in=gone).delete()
        Row.objects.bulk_create(Row(circle=circle, ref=r, at=at) for r, at in changed.items())
        _silence(circle, gone, actor)


def _silence(circle: bytes, gone: list[bytes], actor: bytes) -> None:
    """Ends the alarms of what was answered or put off: whoever wrote that down gives the all-clear with it."""
    open_ = Alarm.objects.filter(circle=circle, ref__in=gone, ended=0)
    ids = list(open_.values_list("id", flat=True))
    if not ids:
        return
    now = clock.minute()
    open_.update(ended=now)
    AlarmAct.objects.bulk_create(
        AlarmAct(id=os.urandom(16), alarm=alarm, at=now, actor=actor, act="answered") for alarm in ids
    )
