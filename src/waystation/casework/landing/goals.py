"""The settlement plan at a glance: goals by area, language levels by their own scale, who holds it, what is wanted.

marks(settlement, "2026-11-27")         # one for each goal: area, due, and met, dropped, late, due or calm
holder(settlement)                      # the organisation that accepted the plan last
"""

import calendar
import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from waystation.casework.errors import BadValue
from waystation.casework.folds import State
from waystation.casework.vocabularies import vocabulary
from waystation.casework.words import _

SOON = 7  # days before its date in which a goal is shown as due, as its clock has it
SCALE_OF = {"clb": ("clb",), "nclc": ("clb",), "cefr": ("cefr",)}  # the list names CLB and NCLC levels in one line
# Months of state support after arrival (IRCC RAP): usual, high need or joint assistance, separated minors.
SUPPORT = {"usual": 12, "high_need": 24, "separated_minor": 36}
KIND_OF = {
    "housing": "housing_search", "identity": "registration", "language": "language", "education": "schooling",
    "work": "employment", "income": "income_support", "community": "community", "wellbeing": "counselling_referral",
}  # fmt: skip


@dataclass(frozen=True)
class Mark:
    """One goal in the picture. ``state``: met, dropped, late, due or calm."""

    record: str
    area: str
    what: str
    due: datetime.date | None
    state: str
    row: Mapping[str, Any]


def marks(state: State, today: datetime.date) -> list[Mark]:
    """All goals, in the order of the areas and then by date."""
    order = [word.key for word in vocabulary("plan_goal")]
    found = []
    for record, row in state.rows("goals").items():
        due = datetime.date.fromisoformat(row["due"]) if row.get("due") else None
        area = row.get("area") or ""
        found.append(Mark(record, area, row.get("what") or "", due, _state(row, due, today), row))
    last = len(order)
    return sorted(
        found, key=lambda m: (order.index(m.area) if m.area in order else last, m.due or datetime.date.max, m.record)
    )


def _state(row: Mapping[str, Any], due: datetime.date | None, today: datetime.date) -> str:
    if row.get("met_on"):
        return "met"
    if row.get("dropped"):
        return "dropped"
    if due is None:
        return "calm"
    return "late" if due < today else "due" if (due - today).days <= SOON else "calm"


def fits(scale: str, level: str) -> bool:
    """Whether a level belongs to a scale. CLB and CEFR have no official equivalence, so none is ever computed."""
    return level.split("_")[0] in SCALE_OF.get(scale, ())


def check_level(scale: str, level: str) -> None:
    """Raises BadValue for a level of another scale."""
    if not fits(scale, level):
        raise BadValue(_("This level is not one of this scale. Levels are never converted: enter what the test said."))


def profiles(state: State) -> list[tuple[tuple[str, str, str], dict[str, dict[str, Any]]]]:
    """The newest level of each skill, by person, language and scale; a level of another scale stands as it is."""
    found: dict[tuple[str, str, str], dict[str, dict[str, Any]]] = {}
    for record, row in state.rows("levels").items():
        skills = found.setdefault((row.get("person") or "", row.get("language") or "", row.get("scale") or ""), {})
        held = skills.get(row.get("skill") or "")
        if held is None or (row.get("on") or "") >= (held.get("on") or ""):
            good = not row.get("scale") or fits(row["scale"], row.get("level") or "")
            skills[row.get("skill") or ""] = {**row, "record": record, "fits": good}
    return sorted(found.items())


def holder(state: State) -> str:
    """Which organisation holds the plan: the one that accepted it last, else the agency that received them."""
    rows = [row for row in state.rows("handovers").values() if row.get("accepted_on") and row.get("to")]
    last = max(rows, key=lambda row: (row["accepted_on"], row.get("on") or ""), default=None)
    return last["to"] if last else state.get("agency") or ""


def open_handover(state: State) -> tuple[str, dict[str, Any]] | None:
    """The last hand-over that nobody accepted yet."""
    rows = [(record, row) for record, row in state.rows("handovers").items() if not row.get("accepted_on")]
    return rows[-1] if rows else None


def wanted(state: State) -> list[str]:
    """The kinds of help that are still wanted: services that nobody gives yet, and what open goals ask for."""
    found = [row.get("kind") or "" for row in state.rows("services").values() if not row.get("provider")]
    for row in state.rows("goals").values():
        if not row.get("met_on") and not row.get("dropped"):
            found.append(KIND_OF.get(row.get("area") or "", ""))
    if not state.get("housed_on") and (state.get("arrived_at") or state.records("arrivals")):
        found.append("temporary_housing")
    return list(dict.fromkeys(kind for kind in found if kind))


def support_until(arrived: datetime.date, case: str) -> datetime.date:
    """The last day of state support that begins on a day, for a key of SUPPORT; the month's last day where it has no
    such day."""
    months = arrived.month - 1 + SUPPORT[case]
    year, month = arrived.year + months // 12, months % 12 + 1
    return datetime.date(year, month, min(arrived.day, calendar.monthrange(year, month)[1]))
