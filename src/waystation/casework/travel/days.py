"""When a household leaves, said once: by Journey where there are legs, and until then by Papers or the slot.

    told(plan, JOURNEY)             # what the travel desk said in Plan of the journey's days: Days, or None
    of_papers(papers)               # what Papers goes by
    same(one, other)                # whether both leave on one day

Where a household travels apart (``apart``), each part has days of its own: ``told(plan, JOURNEY, persons)``. What was
said of the whole household counts for a part until something is said of it.

Papers and Journey are opened by different desks, both of which open Plan. There each says its own days (``Days`` in
``parts.plan``), signed, and the other takes them over or answers that it compared. No day goes anywhere by itself: who
opens Plan is fewer people than who may be told one day, and more than who opens Journey.
"""

import datetime
import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from waystation.casework.clocks import minute
from waystation.casework.folds import REMOVED, State
from waystation.casework.reasons import Reason
from waystation.casework.visas import failing
from waystation.casework.visas.facts.papers import times
from waystation.casework.visas.failing import Failing
from waystation.casework.words import _

JOURNEY, PAPERS = "journey_days", "papers_days"  # lists of Plan, one line each
RECORD = "days"  # the household's line: what is said later takes its place, and what was said stays in the history
ANSWER_MINUTES = 24 * 60  # until when the other desk is to have compared: a paper that no longer holds takes weeks


@dataclass(frozen=True)
class Days:
    """First and last day of a way, by the clocks of its places. ``author``: the card that said so in Plan; ``minute``:
    when; ``statement``: what an undo takes back; ``record``: the line in which it stands."""

    leaves: datetime.date
    ends: datetime.date | None = None
    author: bytes = field(default=b"", compare=False)
    minute: int = field(default=0, compare=False)
    statement: bytes = field(default=b"", compare=False)
    compared: str = field(default="", compare=False)
    record: str = field(default=RECORD, compare=False)

    @property
    def last(self) -> datetime.date:
        """The last day on which papers are needed."""
        return self.ends or self.leaves

    @property
    def length(self) -> int:
        """Days on the way: 1 where they leave and arrive on one day."""
        return max(1, (self.last - self.leaves).days + 1)


def record_of(persons: Sequence[str] = ()) -> str:
    """The line of these people; of the household, where they are not named."""
    return f"{RECORD}-{hashlib.sha256(' '.join(sorted(persons)).encode()).hexdigest()[:12]}" if persons else RECORD


def told(plan: State | None, where: str, persons: Sequence[str] = ()) -> Days | None:
    """What one desk said in Plan. None where it said nothing, or took it back."""
    if plan is None:
        return None
    record = next((r for r in (record_of(persons), RECORD) if r in plan.records(where)), "")
    leaves, ends = (plan.get(name, record, where) for name in ("leaves_on", "ends_on"))
    if not record or not leaves:
        return None
    value = plan.values[f"{where}/{record}/leaves_on"][-1]
    return Days(
        _day(leaves), _day(ends) if ends else None, value.author, value.minute, value.statement,
        plan.get("compared_by", record, where) or "", record,
    )  # fmt: skip


def every(plan: State | None, where: str) -> list[Days]:
    """What one desk said of the household or of its parts, who leaves first first."""
    rows = plan.rows(where).values() if plan is not None else ()
    found = (told(plan, where, row.get("persons") or ()) for row in rows)
    return sorted((days for days in found if days is not None), key=lambda days: (days.leaves, days.last))


def saying(days: Days, compare_by: str | None = None, persons: Sequence[str] = ()) -> dict[str, Any]:
    """The values by which a desk says its days. ``compare_by``: a stored time; None where nobody needs to answer."""
    return {
        "leaves_on": days.leaves.isoformat(), "ends_on": days.ends.isoformat() if days.ends else None,
        "compare_by": compare_by, "compared_by": None, "persons": sorted(persons), REMOVED: False,
    }  # fmt: skip


def ended_by(state: State, where: str, persons: Sequence[str] = ()) -> list[str]:
    """The lines that no longer count once something is said of these people: the household's, where they are a part;
    every part's, where they are the household; and those of other parts with some of the same people."""
    own, who = record_of(persons), set(persons)
    return [
        record for record, row in state.rows(where).items()
        if record != own and (not who or not row.get("persons") or who & set(row["persons"]))
    ]  # fmt: skip


def of_papers(papers: State | None, persons: Sequence[str] = ()) -> Days | None:
    """What Papers goes by: the planned departure, and the days on the way from it."""
    if papers is None:
        return None
    record = record_of(persons)
    apart = record in papers.records("departures") and papers.get("leaves_on", record, "departures")
    place, name = (("departures", "leaves_on"), ("", "planned_departure"))[0 if apart else 1]
    at = record if apart else ""
    leaves, way = papers.get(name, at, place), int(papers.get("way_days", at, place) or 1)
    if not leaves:
        return None
    value, first = papers.values[f"{place}/{at}/{name}"][-1], _day(leaves)
    last = first + datetime.timedelta(days=way - 1)
    return Days(first, last, value.author, value.minute, value.statement, record=at or RECORD)


def same(one: Days | None, other: Days | None) -> bool:
    """Whether both are known and say the same first and last day."""
    return one is not None and other is not None and (one.leaves, one.last) == (other.leaves, other.last)


def too_short(
    papers: State, days: Days, persons: Iterable[str], pathways: Mapping[str, Any] | None = None
) -> list[Failing]:
    """What of these papers fails a way on these days, soonest first: what ends before its last day (an exit check, and
    what is wanted for leaving only: before its first), and what is good only from a later day on."""
    known = {*persons, ""}
    found = [
        one for one in failing.lapsing(papers, pathways)
        if one.person in known and (until := _needed_until(papers, one, days)) and one.day < until.isoformat()
    ]  # fmt: skip
    late = [one for one in _begin_late(papers, days) if one.person in known]
    return sorted([*found, *late], key=lambda f: (f.at, f.record))


def _needed_until(papers: State, one: Failing, days: Days) -> datetime.date | None:
    """The last day on which this is wanted on the way; None for what nobody travels on."""
    if one.collection == "exit_checks":
        return days.leaves
    if one.collection == "applications":  # a consent behind one ends with its answer; a grant must still be good
        granted = papers.get("decision", one.record, "applications") == "accepted"
        return days.last if granted else None
    usual = times(papers.get("kind", one.record, "documents") or "other")
    return None if not usual.travels else days.last if usual.arrives else days.leaves


def _begin_late(papers: State, days: Days) -> Iterable[Failing]:
    for record, first in failing.not_yet(papers, days.leaves.isoformat()):
        row, at = papers.row("documents", record), minute(first)
        assert at is not None
        why = Reason(_("%(paper)s is good only from %(day)s on"), paper=failing.document_label(row), day=first)
        yield Failing(row.get("person") or "", at, first, why, "documents", record)


def _day(text: Any) -> datetime.date:
    return datetime.date.fromisoformat(str(text)[:10])
