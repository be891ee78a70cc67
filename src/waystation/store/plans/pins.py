"""Slots fixed by hand that no plan can keep now, each with the reason: it stands in the case's Plan and among what is
not planned, and no plan is held up by it.

    not_counted(plan, {"ca": (3, 0, 3)}, 2, monday)     # {"p1": "Fixed by hand, but not counted: …"}
"""

import datetime
from collections.abc import Mapping

from waystation.casework.folds import State
from waystation.casework.parts import plan as plans
from waystation.casework.words import _

UNSERVED = _("Fixed by hand, but not counted: no place to settle there has the services they need.")


def not_counted(plan: State, places: Mapping[str, tuple[int, ...]], size: int, monday: datetime.date) -> dict[str, str]:
    """By the pin's record. ``places``: by record of each open pathway, in each week from ``monday`` on; ``size``: how
    many they are."""
    musts = {record: row for record, row in plan.rows("pins").items() if plans.is_slot(row)}
    found = dict.fromkeys(list(musts)[:-1], _("Fixed by hand, but not counted: another slot was fixed later."))
    if musts:
        record, row = list(musts.items())[-1]
        week = (datetime.date.fromisoformat(row["week_of"]) - monday).days // 7
        if reason := _reason(plan, row["pathway"], places.get(row["pathway"]), week, size):
            found[record] = reason
    return found


def _reason(plan: State, pathway: str, places: tuple[int, ...] | None, week: int, size: int) -> str:
    _must, never, _houses = plans.pinned(plan)
    may, _wished = plans.open_ways(plan)
    if week < 0:
        return _("Fixed by hand, but not counted: the week is over.")
    if places is None:
        return _("Fixed by hand, but not counted: the pathway is suspended or closed.")
    if week >= len(places):
        return _("Fixed by hand, but not counted: it lies beyond the weeks that are planned.")
    if pathway in never:
        return _("Fixed by hand, but not counted: the pathway was ruled out by hand.")
    if pathway not in may:
        return _("Fixed by hand, but not counted: nobody said that they may go by that pathway.")
    if places[week] < size:
        return _("Fixed by hand, but not counted: the pathway has not places enough for them in that week.")
    return ""
