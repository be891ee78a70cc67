"""Burning: a house is not safe any more. Who leaves when and where to, who may have known where it is, what it touches.

    legs = next_legs(house, staying, second_places, minute)     # staggered, each to be confirmed by a coordinator
    knew = who_knew(told, spans, opened)                        # everybody who could have known in the last 90 days

A house is emptied by ones and twos: several people with bags at one door at one time are what a neighbour remembers.
Whoever has a minor leaves first, then whoever is in most danger.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from waystation.casework.beds.occupancy import Day, Lodging
from waystation.casework.words import _

DAY = 1440
LOOKED_BACK = 90 * DAY  # minutes: for whoever could have known earlier, a later month has no more to say
FIRST_LEG = 30  # minutes until the first household leaves: to pack, and for a driver to come
APART = 20  # minutes between two households at one door: a neighbour at the window sees one of them
PRIORITIES = ("emergency", "urgent", "normal")
PAPERS_FROM, JOURNEY_FROM, OVER = 6, 8, 10  # stages whose applications, whose journeys, and whose end it is


@dataclass(frozen=True)
class Leaver:
    """One household in the house. ``options``: the houses that can take them now, their listed second house first."""

    stay: Lodging
    minors: bool = False
    priority: str = ""
    options: tuple[str, ...] = ()


@dataclass(frozen=True)
class Leg:
    """Who leaves at which minute to which house; ``to`` empty where none can take them, and a person must find one."""

    stay: Lodging
    at: int
    to: str

    @property
    def listed(self) -> bool:
        """Whether it goes to the second house that the stay names."""
        return bool(self.to) and self.to.casefold() == self.stay.second.casefold()


def next_legs(leavers: Iterable[Leaver], now: int, rooms: Mapping[str, int]) -> list[Leg]:
    """One leg for each household, staggered, none to a house that is full by then. ``rooms``: places by house."""
    left = dict(rooms)
    legs: list[Leg] = []
    for n, leaver in enumerate(sorted(leavers, key=_urgency)):
        to = next((h for h in leaver.options if left.get(h, 0) >= leaver.stay.guests), "")
        if to:
            left[to] -= leaver.stay.guests
        legs.append(Leg(leaver.stay, now + FIRST_LEG + n * APART, to))
    return legs


def _urgency(leaver: Leaver) -> tuple[bool, int, str]:
    known = leaver.priority in PRIORITIES
    return not leaver.minors, PRIORITIES.index(leaver.priority) if known else len(PRIORITIES), leaver.stay.code


def staying(nights: Iterable[Lodging], house: str, today: Day) -> list[Lodging]:
    """Who sleeps in a house now."""
    return [n for n in nights if n.house == house and n.left is None and n.sleeps(today, today)]


# -- who could have known ----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Held:
    """One stretch of standing in the address: by which way, from which minute, until which (None: to this day)."""

    member: str
    way: str
    since: int
    until: int | None = None


@dataclass
class Knower:
    """One person who could have known where the house is. ``opened``: how often they really looked, by the access log;
    ``last``: when last."""

    who: str
    ways: list[str] = field(default_factory=list)
    since: int = 0
    until: int | None = 0
    opened: int = 0
    last: int = 0
    outside: bool = False


def who_knew(held: Iterable[Held], opened: Mapping[str, Sequence[int]], now: int) -> list[Knower]:
    """Members who could have opened the address at any minute of the last 90 days, or did; those who looked first.
    ``opened``: the minutes at which each opened the circle."""
    found: dict[str, Knower] = {}
    start = now - LOOKED_BACK
    for stretch in held:
        if stretch.since >= (stretch.until or now + 1) or (stretch.until is not None and stretch.until <= start):
            continue
        knower = found.setdefault(stretch.member, Knower(stretch.member, since=stretch.since, until=stretch.until))
        if stretch.way not in knower.ways:
            knower.ways.append(stretch.way)
        knower.since = min(knower.since, stretch.since)
        knower.until = None if None in (knower.until, stretch.until) else max(knower.until or 0, stretch.until or 0)
    for member, minutes in opened.items():
        late = [m for m in minutes if m > start]
        if late:
            knower = found.setdefault(member, Knower(member, [_("by the access log")], min(late), max(late)))
            knower.opened, knower.last = len(late), max(late)
    return sorted(found.values(), key=lambda k: (-k.opened, k.who))


def touched(stage: str) -> str:
    """What of a case the move may touch: ``papers``, ``journey`` or nothing."""
    number = int(stage[1:] or 0) if stage else 0
    if JOURNEY_FROM <= number < OVER:
        return "journey"
    return "papers" if PAPERS_FROM <= number < OVER else ""


FLAG = _("They had to move at short notice: check every address, date and consent in your part.")
