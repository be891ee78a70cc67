"""What threw a case back: refusals, appeals and missed flights, set among its moves on the days on which they happened.

    among(moves, answered(papers), missed(journey, sheets, now))
    # [("S6", 100), ("S7", 900), ("refused", 5000), ("appeal", 6000), ("S8", 9000)]

Papers and Journey say what the stages do not: that the government said no while the case stayed where it was, that
nobody came to the meeting point. What speaks of a time before the case was there (a refusal of years ago, told in its
papers) is left out, because it was no step of this road.
"""

import datetime
from collections.abc import Iterable, Mapping
from typing import Any

from waystation.casework.folds import State
from waystation.casework.parts.legsheet import presses
from waystation.casework.travel.legs import legs, moment
from waystation.casework.visas.applications import NO

REFUSED, APPEAL, MISSED = "refused", "appeal", "missed"
Move = tuple[str, int]  # a stage or setback, and the minute (since 1970)
DAY = 1440
EPOCH = datetime.date(1970, 1, 1)
# The stages in which each can happen, the likelier first where a day touches both.
WHILE = {REFUSED: ("S7", "S6"), APPEAL: ("S7", "S6"), MISSED: ("S9", "S8")}
AGAIN = 3 * DAY  # minutes from one departure after which the next is another attempt, and no later leg of the same
UNDONE, BEGUN = ("no_go", "aborted"), ("under_way", "arrived", "compromised")  # what may be said of a first leg
ON_THE_WAY = ("under_way", "passed_control", "arrived", "turned_back", "held")  # what an escort presses once it began


def answered(papers: State) -> list[Move]:
    """Refusals and appeals, at noon of their days. A country refuses a household by a pathway when it granted nobody of
    it: where some may go, the household has its answer."""
    rounds: dict[tuple[str, str], list[Mapping[str, str]]] = {}
    for row in papers.rows("applications").values():
        rounds.setdefault((str(row.get("country")), str(row.get("pathway"))), []).append(row)
    found = []
    for rows in rounds.values():
        said = {row.get("decision") for row in rows if row.get("decision")}
        days = [row["decided_on"] for row in rows if row.get("decision") in NO and row.get("decided_on")]
        if days and said <= set(NO):
            found.append((REFUSED, _noon(max(days))))
            found += [(APPEAL, _noon(day)) for day in {row["appealed_on"] for row in rows if row.get("appealed_on")}]
    return found


def missed(journey: State, sheets: Mapping[str, State], now: int) -> list[Move]:
    """Departures that are over and were not taken: the first leg did not go, or nobody saw it begin and nobody came to
    reception. A leg that another proposal replaced was no attempt; turned back or held on the way is told by the stages
    (S9 to S5). ``sheets``: by the leg's record, reception's under ``arrival``."""
    nobody = [_minute(row.get("at")) for row in _pressed(sheets.get("arrival")) if row.get("state") == "nobody_came"]
    found, last = [], -AGAIN
    for leg in sorted(legs(journey, sheets), key=lambda leg: (_minute(leg.row.get("departs")), leg.number)):
        at = _minute(leg.row.get("departs"))
        if not 0 < at <= now or leg.row.get("replaced_by") or at - last < AGAIN:
            continue
        last = at
        begun = leg.status in BEGUN or any(row.get("state") in ON_THE_WAY for row in _pressed(leg.said))
        if not begun and (leg.status in UNDONE or any(at <= minute < at + AGAIN for minute in nobody)):
            found.append((MISSED, at))
    return found


def among(moves: list[Move], *setbacks: Iterable[Move]) -> list[Move]:
    """The moves in their order, with each setback in the stay of its day. A day is all that papers know: a refusal on
    the day of a move stands before it."""
    told = list(moves)
    for what, minute in sorted((one for some in setbacks for one in some), key=lambda one: (one[1], one[0] == APPEAL)):
        place = next((stay for stage in WHILE[what] if (stay := _stay(told, stage, minute))), None)
        if place is not None and not (what == MISSED and _turned_back(told, *place)):
            told.insert(*_in(told, place, what, minute))
    return told


def _turned_back(told: list[Move], begins: int, after: int) -> bool:
    """Whether a stay is a journey that ended in a house again: the stages tell it, as stopped or turned back."""
    return told[begins][0] == "S9" and after < len(told) and told[after][0] == "S5"


def _stay(told: list[Move], stage: str, minute: int) -> tuple[int, int] | None:
    """The first stay in a stage that the day of a minute touches: where it begins among ``told``, and where the next
    stage does."""
    day = minute - minute % DAY
    for n, (what, since) in enumerate(told):
        after = next((k for k in range(n + 1, len(told)) if told[k][0] not in WHILE), len(told))
        if what == stage and since < day + DAY and (after == len(told) or told[after][1] >= day):
            return n, after
    return None


def _in(told: list[Move], stay: tuple[int, int], what: str, minute: int) -> tuple[int, Move]:
    """Where a setback goes within a stay, after those before it, and the minute kept within the stay."""
    begins, after = stay
    at = max(told[begins][1], minute if after == len(told) else min(minute, told[after][1]))
    place = next((k for k in range(begins + 1, after) if told[k][1] > at), after)
    return place, (what, at)


def _pressed(sheet: State | None) -> list[dict[str, Any]]:
    return presses(sheet) if sheet else []


def _minute(value: Any) -> int:
    at = moment(value)
    if at is None:
        return 0
    return int((at if at.tzinfo else at.replace(tzinfo=datetime.UTC)).timestamp() // 60)


def _noon(day: str) -> int:
    return (datetime.date.fromisoformat(day) - EPOCH).days * DAY + DAY // 2
