"""Legs in their order, how far each is, and what does not fit between them.

    for leg in legs(journey, sheets): print(leg.number, leg.status)
    for flaw in flaws(legs(journey)): print(flaw.what)      # "gap", "overlap", "elsewhere", "backwards"

How far a leg is says its escort's sheet where there is one, and else the travel desk. Once somebody was held, or the go
was taken back, no later leg goes: whatever stood there is shown as ``no_go``.
"""

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from waystation.casework.byhand import going
from waystation.casework.folds import State
from waystation.casework.parts.legsheet import leg_status

WAITING = ("", "planned", "go")  # a leg that has not begun
LIVE = "under_way"
OVER = ("arrived", "aborted", "compromised", "no_go")
LONG_WAIT = 6 * 60  # minutes between two legs above which somebody needs a place to wait: a day room, food, a bed
SHORT_CHANGE = 60  # minutes between two legs under which a late train breaks the next: airports' usual least connection


@dataclass(frozen=True)
class Leg:
    """One leg. ``row``: the journey's own record; ``said``: its escort's sheet, if these keys open one."""

    id: str
    row: Mapping[str, Any]
    status: str
    said: State | None = field(default=None, compare=False)

    @property
    def number(self) -> int:
        return int(self.row.get("number") or 0)

    @property
    def departs(self) -> datetime.datetime | None:
        return moment(self.row.get("departs"))

    @property
    def arrives(self) -> datetime.datetime | None:
        return moment(self.row.get("arrives"))

    @property
    def persons(self) -> frozenset[str]:
        """Empty for everybody."""
        return frozenset(self.row.get("persons") or ())


@dataclass(frozen=True)
class Flaw:
    """What does not fit between a leg and the one after it, for those who travel on both. ``minutes``: how much."""

    what: str
    leg: str
    after: str
    minutes: int = 0

    @property
    def breaks(self) -> bool:
        """Whether nobody could travel like this; the others only want a second look."""
        return self.what in ("overlap", "elsewhere", "backwards", "no_time")


def moment(value: Any) -> datetime.datetime | None:
    """A stored time. None where it is none."""
    return datetime.datetime.fromisoformat(value) if isinstance(value, str) and value else None


def legs(journey: State, sheets: Mapping[str, State] | None = None) -> list[Leg]:
    """The legs by number, then by departure. ``sheets``: the state of each leg's sheet, by the leg's record."""
    found = []
    for record, row in journey.rows("legs").items():
        said = (sheets or {}).get(record)
        status = (leg_status(said) if said else "") or str(row.get("status") or "planned")
        found.append(Leg(record, row, status, said))
    found.sort(key=lambda leg: (leg.number, str(leg.row.get("departs") or ""), leg.id))
    return _stopped(found, journey)


def _stopped(found: list[Leg], journey: State) -> list[Leg]:
    """The legs as they stand after somebody was held or the go was taken back."""
    held = going.held(journey.goes)
    if held is not None:
        at = next((n for n, leg in enumerate(found) if leg.id == held.leg), -1)
        return [
            Leg(leg.id, leg.row, "compromised", leg.said) if n == at
            else Leg(leg.id, leg.row, "no_go", leg.said) if n > at and leg.status in (*WAITING, "no_go")
            else leg
            for n, leg in enumerate(found)
        ]  # fmt: skip
    go = going.stands(journey.goes)
    word = "go" if go else "no_go" if going.halts(journey.goes) else ""
    return [Leg(leg.id, leg.row, word, leg.said) if word and leg.status in WAITING else leg for leg in found]


def under_way(found: Iterable[Leg]) -> list[Leg]:
    return [leg for leg in found if leg.status == LIVE]


def flaws(found: list[Leg]) -> list[Flaw]:
    """What does not fit, from leg to leg, for those on both."""
    out = []
    for leg in found:
        if leg.departs and leg.arrives and leg.arrives <= leg.departs:
            out.append(Flaw("backwards", leg.id, ""))
        if leg.departs is None:
            out.append(Flaw("no_time", leg.id, ""))
    for n, leg in enumerate(found):
        nexts = [other for other in found[n + 1 :] if _share(leg, other)]
        if nexts:
            out += _between(leg, nexts[0])
    return out


def _share(one: Leg, other: Leg) -> bool:
    return not one.persons or not other.persons or bool(one.persons & other.persons)


def _between(leg: Leg, after: Leg) -> list[Flaw]:
    out = []
    ends, begins = leg.arrives or leg.departs, after.departs
    if ends and begins:
        wait = int((begins - ends).total_seconds() // 60)
        if wait < 0:
            out.append(Flaw("overlap", leg.id, after.id, -wait))
        elif wait > LONG_WAIT:
            out.append(Flaw("gap", leg.id, after.id, wait))
        elif wait < SHORT_CHANGE:
            out.append(Flaw("short", leg.id, after.id, wait))
    there, here = _place(leg.row.get("to_place")), _place(after.row.get("from_place"))
    if there and here and there != here:
        out.append(Flaw("elsewhere", leg.id, after.id))
    return out


def _place(name: Any) -> str:
    return " ".join(str(name or "").split()).casefold()


def places(found: Iterable[Leg]) -> list[str]:
    """The places of a journey in their order, each once, as typed."""
    every = [str(p) for leg in found for p in (leg.row.get("from_place"), leg.row.get("to_place")) if p]
    return list(dict.fromkeys(every))


def span(found: Iterable[Leg]) -> tuple[datetime.datetime, datetime.datetime] | None:
    """From the first departure to the last arrival. None without any time."""
    times = [t for leg in found for t in (leg.departs, leg.arrives) if t]
    return (min(times), max(times)) if times else None
