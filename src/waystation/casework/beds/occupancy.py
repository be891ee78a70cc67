"""Occupancy: who has which bed in which house over time, by code names, from the states of Capacity and Shelter.

    house = house_of(number, capacity)          # a House: beds, rules, what stands against it
    nights = lodgings_of(number, "Quiet Heron", shelter, household=2)
    free(house, nights, day, today)             # places left that night

A stay from the 3rd to the 5th is two nights: whoever leaves on a day frees the bed for that night. A stay without an
end takes its bed until somebody gives it one: a bed that may still be slept in is not free.
"""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from waystation.casework.beds import passages
from waystation.casework.folded import folded
from waystation.casework.folds import State

Day = datetime.date
FAR = datetime.date(9999, 1, 1)
LOOKED_BACK = 90  # days over which exposure counts: about what neighbours remember, and as long as shelter papers last
LONG_STAY = 120  # nights after which a stay stands out where neither house nor stay says: the mean was 3.5 months
TAKES_GUESTS = ("active",)  # a full, quiet or suspected house takes nobody new


@dataclass(frozen=True)
class Bed:
    """One bed. ``out``: from which day to which it cannot be slept in."""

    name: str
    room: str = ""
    sleeps: int = 1
    out: tuple[Day, Day] | None = None

    def usable(self, day: Day) -> bool:
        return self.out is None or not self.out[0] <= day <= self.out[1]


@dataclass(frozen=True)
class House:
    """A house by its code name, as Capacity says. ``wrong``: records of incidents without an all-clear; ``events``: the
    days of all incidents; ``told``: what its host is told of those without an all-clear; ``rests``: while the host
    rests. None: nobody wrote it down."""

    number: bytes
    code: str
    status: str = ""
    beds: tuple[Bed, ...] = ()
    opens: Day | None = None
    closes: Day | None = None
    rests: tuple[Day, Day] | None = None
    max_nights: int | None = None
    languages: frozenset[str] = frozenset()
    step_free: bool | None = None
    minors: bool | None = None
    animals: str | None = None
    smoking: bool | None = None
    not_for: frozenset[str] = frozenset()
    host: str = ""
    review_on: Day | None = None
    wrong: tuple[str, ...] = ()
    events: tuple[Day, ...] = ()
    rules: str = ""
    told: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        return folded(self.code)


@dataclass(frozen=True)
class Lodging:
    """One stay. ``guests``: how many sleep there; ``until``: the day on which they leave, None while nobody said;
    ``left``: when they did; ``came``: whether the house received them."""

    number: bytes
    code: str
    record: str
    house: str
    bed: str
    guests: int
    since: Day
    until: Day | None = None
    left: Day | None = None
    came: bool = False
    max_on: Day | None = None
    review_on: Day | None = None
    second: str = ""
    alias: str = ""
    not_with: frozenset[str] = frozenset()
    persons: tuple[str, ...] = field(default=(), compare=False)
    came_at: str = field(default="", compare=False)  # the stored time at which the house received them
    left_at: str = field(default="", compare=False)

    def ends(self, today: Day) -> Day:
        """The first day on which the bed is free again. Whoever came and has not left is still there today, whatever
        was planned."""
        if self.left is not None:
            return self.left
        planned = self.until or FAR
        return max(planned, today + datetime.timedelta(1)) if self.came else planned

    def sleeps(self, day: Day, today: Day) -> bool:
        return self.since <= day < self.ends(today)

    def overlaps(self, since: Day, until: Day, today: Day) -> bool:
        return self.since < until and since < self.ends(today)

    def over_long(self, house: House | None, today: Day) -> str:
        """``late`` where the longest stay is reached, ``due`` where the plan goes beyond it, else empty."""
        if self.left is not None:
            return ""
        nights = house.max_nights if house and house.max_nights else LONG_STAY
        last = min(self.max_on or FAR, self.since + datetime.timedelta(nights))
        if self.sleeps(today, today) and today >= last:
            return "late"
        return "due" if self.until is not None and self.until > last else ""


def house_of(number: bytes, capacity: State) -> House:
    """The house that a Capacity describes."""
    own = capacity.row("", "")
    rows = capacity.rows("incidents")
    events = tuple(d for row in rows.values() if (d := day(row.get("at"))))
    wrong = {r: row for r, row in rows.items() if row.get("at") and not row.get("all_clear_at")}
    return House(
        number, own.get("code_name") or "", own.get("status") or "", tuple(map(_bed, capacity.rows("beds").values())),
        day(own.get("from_day")), day(own.get("until_day")),
        _span(own.get("host_rests_from"), own.get("host_rests_until")), own.get("max_stay_days"),
        frozenset(own.get("languages") or ()), own.get("step_free"), own.get("minors"), own.get("animals"),
        own.get("smoking"), names(own.get("not_for")), own.get("host") or "", day(own.get("review_on")),
        tuple(wrong), events, own.get("rules") or "", tuple(t for row in wrong.values() if (t := row.get("told_host"))),
    )  # fmt: skip


def _bed(row: dict[str, Any]) -> Bed:
    out = _span(row.get("out_from"), row.get("out_until"))
    return Bed(row.get("name") or "", row.get("room") or "", max(1, row.get("sleeps") or 1), out)


def _span(start: Any, end: Any) -> tuple[Day, Day] | None:
    return (day(start) or datetime.date.min, day(end) or FAR) if start or end else None


def lodgings_of(number: bytes, code: str, shelter: State, household: int = 1, not_with: str = "") -> list[Lodging]:
    """A case's stays. ``household``: how many they are where a stay does not say who; ``not_with``: code names, as in
    Needs."""
    found, apart = [], names(not_with)
    for record, row in passages.stays(shelter).items():
        since, house = day(row.get("since")) or day(row.get("received_at")), row.get("house")
        if since is None or not house:
            continue
        persons = tuple(row.get("persons") or ())
        found.append(
            Lodging(
                number, code, record, folded(house), folded(row.get("bed") or ""), len(persons) or household, since,
                day(row.get("until")), day(row.get("left_at")), bool(row.get("received_at")),
                day(row.get("max_stay_on")), day(row.get("review_on")), row.get("second_house") or "",
                shelter.get("alias") or "", apart, persons, row.get("received_at") or "",
                row.get("left_at") or "",
            )
        )  # fmt: skip
    return found


def day(value: Any) -> Day | None:
    """A stored date, or the day (in UTC) of a stored time."""
    return datetime.date.fromisoformat(value[:10]) if isinstance(value, str) and value else None


def names(typed: Any) -> frozenset[str]:
    """Code names as typed, separated by commas, in the form in which they are compared."""
    return frozenset(folded(part.strip()) for part in str(typed or "").replace("\n", ",").split(",") if part.strip())


def within(house: House, nights: Iterable[Lodging], since: Day, until: Day, today: Day) -> list[Lodging]:
    """The stays in a house that touch a span, the earliest first."""
    found = [n for n in nights if n.house == house.key and n.overlaps(since, until, today)]
    return sorted(found, key=lambda n: (n.since, n.code))


def free(house: House, nights: Iterable[Lodging], on: Day, today: Day) -> int:
    """Places left in a house for one night; less than none where it is overfull."""
    taken = sum(n.guests for n in nights if n.house == house.key and n.sleeps(on, today))
    return sum(bed.sleeps for bed in house.beds if bed.usable(on)) - taken


def least_free(house: House, nights: Iterable[Lodging], since: Day, until: Day, today: Day) -> tuple[int, Day]:
    """The fewest places left in any night of a span, and the first such night. Only nights on which something changes
    are looked at: between them nothing does."""
    here = within(house, nights, since, until, today)
    outs = [edge for bed in house.beds if bed.out for edge in bed.out]
    next_days = {edge + datetime.timedelta(1) for edge in outs if edge < FAR}
    edges = {since} | {n.since for n in here} | {n.ends(today) for n in here} | set(outs) | next_days
    return min((free(house, here, on, today), on) for on in edges if since <= on < until)


def has_room(bed: Bed, here: Iterable[Lodging], guests: int, since: Day, until: Day) -> bool:
    """Whether a bed can be slept in by so many through a span, beside those ``here`` who chose it."""
    clear = not bed.out or not (bed.out[0] < until and since <= bed.out[1])
    return clear and sum(n.guests for n in here if n.bed == folded(bed.name)) + guests <= bed.sleeps


def bed_for(house: House, nights: Iterable[Lodging], guests: int, since: Day, until: Day, today: Day) -> str:
    """The name of a bed in which so many fit for the whole span; empty where no single bed does, though the house as a
    whole may."""
    here = within(house, nights, since, until, today)
    beds = sorted(house.beds, key=lambda bed: bed.sleeps)
    return next((bed.name for bed in beds if bed.name and has_room(bed, here, guests, since, until)), "")


@dataclass(frozen=True)
class Exposure:
    """How much a house has been seen of late: nights slept in it by its guests, times one more than the incidents."""

    guest_nights: int
    incidents: int

    @property
    def score(self) -> int:
        return self.guest_nights * (1 + self.incidents)


def exposure(house: House, nights: Iterable[Lodging], today: Day) -> Exposure:
    """Nights × guests × events over the last LOOKED_BACK days: to rotate before neighbours have seen too much."""
    start = today - datetime.timedelta(LOOKED_BACK)
    count = sum(
        n.guests * max(0, (min(n.ends(today), today) - max(n.since, start)).days)
        for n in nights
        if n.house == house.key
    )
    return Exposure(count, sum(start <= at <= today for at in house.events))
