"""Check-ins: the times at which somebody should be heard from, what an answer means, and who acts when none comes.

    agreed(first, last, every=12)                 # the times of a schedule
    status_of("all fine, *blue* sky", due, now, "blue sky")     # "duress"
    rungs(state.rows("ladder"), due)              # who does what from which minute on, the first step first

Agreed with the person before anything moves: the times, a word for danger, how long to wait, who is called then, in
which order (field practice of journalists' and defenders' check-in protocols). Minutes count from 1970 in UTC.
"""

import datetime
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Annotated, Any

from waystation.casework.errors import BadValue
from waystation.casework.fields import About, Number, Record, Time
from waystation.casework.hotline.codewords import says
from waystation.casework.words import _

MOST = 400  # check-ins of one schedule: four a day for a hundred days, longer than which nobody should plan silence
LATE_STATUSES = ("missed_1", "missed_2", "unreachable", "lost_contact")  # in the order in which hope goes
HEARD = ("ok", "ok_late", "confirmed_safe")
# Said to everybody who was heard, whatever they said: what differs could betray that we understood.
REPLY = _("Thank you, noted. Until next time.")


def agreed(first: datetime.datetime, last: datetime.datetime, every: int) -> list[datetime.datetime]:
    """The times from ``first`` to ``last``, so many hours apart. Raises BadValue."""
    if every < 1:
        raise BadValue(_("At least one hour lies between two check-ins."))
    if last < first:
        raise BadValue(_("The last check-in lies before the first."))
    step = datetime.timedelta(hours=every)
    count = (last - first) // step + 1
    if count > MOST:
        raise BadValue(_("That is %(count)s check-ins; agree at most %(most)s at once."), count=count, most=MOST)
    return [first + n * step for n in range(count)]


def status_of(said: str, due: int, now: int, duress_word: str) -> str:
    """What an answer means: ``duress`` where the duress word was said, otherwise ``ok``, or ``ok_late`` after the time
    agreed."""
    if says(said, duress_word):
        return "duress"
    return "ok" if now <= due else "ok_late"


def was_heard(row: Mapping[str, Any]) -> bool:
    """Whether somebody spoke with them at this check-in, whatever they said: also under duress."""
    return row.get("status") in (*HEARD, "duress")


def tried(status: str) -> str:
    """The status after one more try without an answer. Lost contact is never reached by counting: somebody decides."""
    order = LATE_STATUSES[:3]
    return order[min(order.index(status) + 1, 2)] if status in order else status or order[0]


class Schedule(Record):
    """What is asked when check-ins are agreed: a form, stored as the check-ins that follow from it."""

    first: Annotated[Time, About(_("First"), required=True)] = None
    last: Annotated[Time, About(_("Last"), required=True)] = None
    every: Annotated[Number, About(_("Hours between check-ins"), required=True)] = None
    grace: Annotated[Number, About(_("Minutes of silence before the alarm"), help=_("15 if empty."))] = None
    channel: Annotated[str, About(_("Channel"), vocabulary="channel")] = ""
    owner: Annotated[str, About(_("Who watches"), choices="members")] = ""


@dataclass(frozen=True)
class Rung:
    """One step of a ladder for one silence: from which minute on, who (a member's id, may be empty), what, by which
    channel, and whether it was done."""

    id: str
    at: int
    who: str
    what: str
    channel: str
    done: bool


def rungs(ladder: Mapping[str, Mapping[str, Any]], due: int, done: Collection[str] = ()) -> list[Rung]:
    """The steps for somebody who was due at a minute, the first first; ``done``: ids of those taken already."""
    found = [
        Rung(id, due + int(s.get("after") or 0), s.get("who") or "", s.get("what") or "", s.get("channel") or "",
             id in done)
        for id, s in ladder.items()
    ]  # fmt: skip
    return sorted(found, key=lambda rung: (rung.at, rung.id))


def following(every: list[Rung]) -> Rung | None:
    """The step that comes next: the first that nobody has taken."""
    return next((rung for rung in every if not rung.done), None)
