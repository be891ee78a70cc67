"""What stands on a timeline: everything in a case that has a day, as marks on lanes.

    for mark in marks("papers", state, now): ...

A lane is what a mark is about: ``paper``, ``application``, ``exit`` (checks), ``travel`` or ``clock`` (all else). A
mark without an end is a moment. Lists over all cases know only the moments that fall due (``summaries.DueLine``), and
``lane_of`` puts those on the same lanes.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from waystation.casework import clocks
from waystation.casework.folds import State
from waystation.casework.reasons import Reason
from waystation.casework.visas import departing
from waystation.casework.visas.failing import document_label, newest_checks
from waystation.casework.vocabularies import vocabulary
from waystation.casework.words import _

LANES = {
    "paper": _("Papers"),
    "application": _("Applications"),
    "exit": _("Exit checks"),
    "travel": _("Departure and journey"),
    "clock": _("Other dates"),
}
_COLLECTIONS = {
    ("papers", "documents"): "paper",
    ("papers", "exit_checks"): "exit",
    ("papers", "applications"): "application",
    ("papers", "letters"): "application",
    ("journey", ""): "paper",
    ("journey", "travellers"): "paper",
    ("journey", "legs"): "travel",
    ("journey", "check_ins"): "travel",
}
_LANE_OF = {(c.compartment, c.what): _COLLECTIONS.get((c.compartment, c.collection), "clock") for c in clocks.CLOCKS}
Row = dict[str, Any]


@dataclass(frozen=True)
class Mark:
    """From minute ``at`` to ``end`` (both since 1970), or a moment; ``level`` of what falls due at its end."""

    lane: str
    label: Reason
    at: int
    end: int | None
    level: str

    @property
    def due(self) -> int:
        return self.at if self.end is None else self.end


def lane_of(compartment: str, what: str) -> str:
    """The lane of something that falls due, by its English label."""
    return _LANE_OF.get((compartment, what), "clock")


def marks(compartment: str, state: State, now: int) -> list[Mark]:
    """The marks of one compartment, soonest due first."""
    found = [*(_papers(state, now) if compartment == "papers" else ()),
             *(_legs(state, now) if compartment == "journey" else ())]  # fmt: skip
    spanned = {("papers", "documents"), ("papers", "exit_checks"), ("papers", "applications"), ("journey", "legs")}
    for due in clocks.dues(compartment, state):
        if (due.compartment, due.collection) not in spanned or due.field in ("expected_on", "appeal_by"):
            lane = lane_of(compartment, due.what)
            found.append(Mark(lane, Reason(due.what), due.at, None, due.level(now)))
    return sorted(found, key=lambda m: (m.due, m.lane))


def _papers(state: State, now: int) -> Iterable[Mark]:
    for row in clocks.counted(state.rows("documents")).values():
        ends = [e for name in ("expires", "use_by") if (e := clocks.minute(row.get(name), row.get("country") or ""))]
        if ends:
            label = Reason(_("%(paper)s %(country)s"), paper=document_label(row), country=row.get("country") or "")
            yield _span("paper", label, row.get("issued"), min(ends), now)
    newest = newest_checks(state)
    for record, row in state.rows("exit_checks").items():
        if end := clocks.minute(row.get("valid_until")):
            answer = vocabulary("exit_check_answer").label(row.get("answer") or "unclear")
            mark = _span("exit", Reason(_("Exit check: %(answer)s"), answer=answer), row.get("at"), end, now)
            yield mark if record in newest else replace(mark, level="calm")  # asked again since
    for row in state.rows("applications").values():
        yield from _application(row, now)
    for leaves in departing.every(state):
        if day := clocks.minute(leaves):
            yield Mark("travel", Reason(_("Planned departure")), day - clocks.DAY + 1, None, clocks.level(day, now))


def _application(row: Row, now: int) -> Iterable[Mark]:
    country = vocabulary("country").label(row.get("country") or "")
    begun = row.get("lodged_on")
    if not row.get("decision") and (end := clocks.minute(row.get("answer_by"))):
        yield _span("application", Reason(_("Application: %(country)s"), country=country), begun, end, now, clocks.DAY)
    if not row.get("decision") and (end := clocks.minute(row.get("consent_until"))):
        why = Reason(_("Consent behind the application: %(country)s"), country=country)
        yield _span("application", why, begun, end, now)
    if row.get("decision") == "accepted" and (end := clocks.minute(row.get("use_by"), row.get("country") or "")):
        yield _span("application", Reason(_("Grant: %(country)s"), country=country), row.get("decided_on"), end, now)


def _legs(state: State, now: int) -> Iterable[Mark]:
    for row in state.rows("legs").values():
        if at := clocks.minute(row.get("departs")):
            live = row.get("status") in (None, "planned", "go", "under_way")
            level = clocks.level(at, now) if live else "calm"
            yield Mark("travel", Reason(_("Departure")), at, clocks.minute(row.get("arrives")), level)


def _span(lane: str, label: Reason, begun: str | None, end: int, now: int, notice: int = clocks.PAPER_NOTICE) -> Mark:
    if lane == "exit":
        notice = 2 * clocks.DAY
    start = clocks.minute(begun)
    at = min(end, start if start is not None else now)
    return Mark(lane, label, at, end, clocks.level(end, now, notice=notice))
