"""Places that a month's budget has paid for already, so that no month is planned twice.

    given_places(keys, {"ca"}, overview, monday)      # {("ca", 2026, 11): 3}: three people

Counted is who holds a decided slot in a month and has used it: those granted and gone, in whatever week of it; and
those whose application is lodged (S7), where the week of their place is over. Whoever still waits is planned anew, and
their place is the plan's to give. Payments are not looked at: what a place costs is paid over months, and often later.
"""

import datetime
from collections import Counter

from waystation.casework.parts import plan as plans
from waystation.store.beds.lodgings import of_lines
from waystation.store.lists.rows import Overview
from waystation.store.sealed.keys import Keys

Month = tuple[str, int, int]  # a pathway's record, year, month
LODGED = "S7"
USED = frozenset({LODGED, "S8", "S9", "S10", "S11", "S12"})
LANDED = frozenset({"S10", "S11", "S12"})
EPOCH = datetime.date(1970, 1, 1)


def given_places(keys: Keys, pathways: set[str], found: Overview, monday: datetime.date) -> dict[Month, int]:
    """People by month, from the month of this week's Monday on. The caller logs it."""
    first = monday.replace(day=1)
    begun = 1440 * (first - EPOCH).days
    # Who has landed by now and got a place this month has moved since it began: older cases are not opened.
    rows = [r for r in found.rows if r.stage in USED and (r.stage not in LANDED or r.latest >= begun)]
    pairs = [
        (r.stage, {line.compartment: line for line in r.lines if line.compartment in ("needs", "plan")}) for r in rows
    ]
    opened = of_lines(keys, [line for _stage, pair in pairs for line in pair.values()])
    counts = Counter[Month]()
    for stage, pair in pairs:
        needs, plan = (opened.get(pair[name].circle) if name in pair else None for name in ("needs", "plan"))
        for row in plans.standing(plan.state, keys.directory.member) if plan else []:
            day = datetime.date.fromisoformat(row["week_of"]) if row.get("week_of") else None
            waits = day is not None and stage == LODGED and day >= monday
            if day is None or day < first or waits or row.get("pathway") not in pathways:
                continue
            whole = len(needs.state.records("persons")) if needs else 1
            counts[row["pathway"], day.year, day.month] += len(plans.letters(row.get("persons"))) or max(1, whole)
    return dict(counts)
