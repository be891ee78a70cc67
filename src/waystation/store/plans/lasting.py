"""How long a pathway takes, at a stated share of its past: "eight of ten were gone within so many weeks".

    known = past(keys)                              # days by pathway, as far as these keys open them
    lasts(row, known.get(record, Past()), 80)       # Lasts(weeks=9, days=61, source="left", count=12)

Three sources, the nearest to what is planned first: households with a decided slot that have left (from the slot's week
to the journey); applications that were answered (from lodging to decision; only who opens Papers); the days that the
pathway states. A share is read off only where at least ENOUGH cases say something, by the nearest rank and never
between two of them. Nothing is extrapolated.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from waystation.casework.folds import State
from waystation.casework.parts import plan as plans
from waystation.store.beds.lodgings import of_lines
from waystation.store.lists.rows import Overview
from waystation.store.sealed.keys import Keys

SHARES = (50, 70, 80, 90)  # of a hundred cases: what a planner may choose
USUAL = 80  # eight of ten: planning at the middle breaks every second promise, at nine of ten it wastes places
ENOUGH = 8  # cases: with fewer, the 80th of a hundred is the longest of all or nearly so
MOST = 300  # cases looked at, the newest: what a country did years ago says little
LEFT = frozenset({"S9", "S10", "S11", "S12"})
MINUTES = 1440


@dataclass
class Past:
    """Days of one pathway: until people ``left``, and until applications were ``answered``."""

    left: list[int] = field(default_factory=list)
    answered: list[int] = field(default_factory=list)


@dataclass(frozen=True)
class Lasts:
    """``source``: ``left``, ``answered``, ``stated`` or ``unknown``; ``count``: cases behind it."""

    weeks: int
    days: int
    source: str
    count: int = 0


def lasts(row: dict[str, Any], past: Past, share: int) -> Lasts:
    """From a place in the pathway to the departure, for so many of a hundred."""
    for source, days in (("left", past.left), ("answered", past.answered)):
        if len(days) >= ENOUGH:
            found = at(sorted(days), share)
            return Lasts(-(-found // 7), found, source, len(days))
    stated = max(0, int(row.get("answer_days") or 0))
    return Lasts(-(-stated // 7), stated, "stated" if row.get("answer_days") is not None else "unknown")


def at(ordered: list[int], share: int) -> int:
    """The least of the values that at least ``share`` of a hundred do not exceed (nearest rank)."""
    return ordered[max(0, -(-share * len(ordered) // 100) - 1)]


def past(keys: Keys, pathways: dict[str, dict[str, Any]], found: Overview) -> dict[str, Past]:
    """By the pathway's record. The caller logs it."""
    known: dict[str, Past] = defaultdict(Past)
    _left(keys, known, found)
    _answered(keys, known, pathways, found)
    return known


def _left(keys: Keys, known: dict[str, Past], found: Overview) -> None:
    rows = sorted((r for r in found.rows if r.stage in LEFT), key=lambda r: -r.latest)[:MOST]
    pairs = [{line.compartment: line for line in r.lines if line.compartment in ("needs", "plan")} for r in rows]
    pairs = [pair for pair in pairs if len(pair) == 2]
    opened = of_lines(keys, [line for pair in pairs for line in pair.values()])
    for pair in pairs:
        needs, plan = opened.get(pair["needs"].circle), opened.get(pair["plan"].circle)
        if needs and plan:
            went = _went(needs.state)
            for slot in plans.standing(plan.state, keys.directory.member):
                days = went - date.fromisoformat(slot["week_of"]).toordinal() if slot.get("week_of") and went else -1
                if days >= 0:
                    known[slot["pathway"]].left.append(days)


def _went(needs: State) -> int:
    """The day on which the journey began, as an ordinal; 0 where it did not."""
    minute = next((minute for stage, _author, minute, _why in needs.moves if stage == "S9"), 0)
    return date(1970, 1, 1).toordinal() + minute // MINUTES if minute else 0


def _answered(keys: Keys, known: dict[str, Past], pathways: dict[str, dict[str, Any]], found: Overview) -> None:
    records = {(row.get("pathway"), row.get("country")): record for record, row in pathways.items()}
    lines = [line for r in found.rows if "papers:" in r.teams for line in r.lines if line.compartment == "papers"]
    newest = sorted(lines, key=lambda line: -line.summary.latest)[:MOST]
    for reading in of_lines(keys, newest).values():
        for row in reading.state.rows("applications").values():
            record = records.get((row.get("pathway"), row.get("country")))
            if record and row.get("lodged_on") and row.get("decided_on"):
                days = (date.fromisoformat(row["decided_on"]) - date.fromisoformat(row["lodged_on"])).days
                if days >= 0:
                    known[record].answered.append(days)
