"""Who waits, and what was gathered of everybody: the planner's problem beside the cases that it speaks of."""

import datetime
from dataclasses import dataclass, field

from waystation.casework.folds import State
from waystation.casework.parts import plan as plans
from waystation.planning.plans import Placement
from waystation.planning.problem import Problem
from waystation.store.lists.rows import Overview
from waystation.store.plans import lasting
from waystation.store.plans.supply import Gap, Supply
from waystation.store.sealed.keys import Keys

WAITING = frozenset({"S3", "S4", "S5", "S6", "S7"})  # verified, and not granted yet
LEAVING = frozenset({"S8", "S9"})  # granted: they keep their bed until they go, and need no slot any more


@dataclass
class Waiter:
    """One household as gathered: its states, and by which id the problem knows it. ``letters``: whom a part of it that
    travels apart holds; empty for everybody."""

    id: str
    number: bytes
    stage: str
    states: dict[str, State]
    circles: dict[str, bytes]
    reasons: list[str] = field(default_factory=list)
    wished: set[str] = field(default_factory=set)
    letters: tuple[str, ...] = ()
    closed: dict[str, str] = field(default_factory=dict)  # why a pathway (by record) is not among the planned ones

    @property
    def size(self) -> int:
        return len(self.letters) or max(1, len(self.states["needs"].records("persons")))

    @property
    def plan(self) -> State:
        return self.states.get("plan") or State()

    @property
    def parts(self) -> list[tuple[str, tuple[str, ...]]]:
        """The parts in which they agreed to travel: planned id and letters of each; none for most."""
        persons = [str(row.get("letter") or "").upper() for row in self.states["needs"].rows("persons").values()]
        if self.letters or self.stage not in WAITING:
            return []
        return [(part_id(self.id, part), tuple(part)) for part in plans.travel_parts(self.plan, persons)]


def part_id(whole: str, letters: list[str] | tuple[str, ...]) -> str:
    return f"{whole} ({' '.join(letters)})"


@dataclass
class Gathered:
    """``monday``: the day on which week 0 begins. ``routes``: the programme's pathway record behind a planned id."""

    problem: Problem
    monday: datetime.date
    waiters: dict[str, Waiter]
    routes: dict[str, str]
    now: dict[str, Placement]
    gaps: list[Gap]
    sealed_beds: bool = False  # this member's keys open no stays: the problem has no houses
    share: int = lasting.USUAL  # processing times as so many of a hundred cases had them at most
    supply: Supply = field(default_factory=Supply)
    overview: Overview = field(default_factory=lambda: Overview([], 0, 0))
    reserve: int = 0  # beds that are kept free: the problem is without them

    def week_of(self, day: str | datetime.date) -> int:
        day = datetime.date.fromisoformat(day) if isinstance(day, str) else day
        return (day - self.monday).days // 7

    def day_of(self, week: int) -> datetime.date:
        return self.monday + datetime.timedelta(weeks=week)


FIT = "for "  # before whom a house is for


def fit(household: str) -> str:
    """The need of a household for a house from which it is not barred."""
    return f"{FIT}{household}"


def barred(need: str) -> str:
    """Whom a house must not be barred to, by a need that ``fit`` made; empty for any other need."""
    return need.removeprefix(FIT) if need.startswith(FIT) else ""


def monday_of(keys: Keys) -> datetime.date:
    """The day on which this week, the first that is planned, began."""
    today = datetime.datetime.fromtimestamp(keys.minute * 60, datetime.UTC).date()
    return today - datetime.timedelta(days=today.weekday())
