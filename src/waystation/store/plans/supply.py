"""What there is to plan with: places in pathways, and beds in houses, week by week, as these keys open them."""

import datetime
import itertools
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from waystation.casework.folds import State
from waystation.casework.words import _
from waystation.planning.problem import Budget, House, Programme
from waystation.store.beds.lodgings import of_lines
from waystation.store.files import programme
from waystation.store.lists.rows import Overview
from waystation.store.plans import lasting
from waystation.store.plans.given import Month, given_places
from waystation.store.plans.lasting import Lasts, Past
from waystation.store.plans.towns import Towns
from waystation.store.sealed.keys import Keys

OPEN_HOUSE = ("active", "full", "quiet")


@dataclass(frozen=True)
class Gap:
    """What keeps something out of the plan. ``number`` is the case's or house's, empty for the programme itself."""

    about: str
    number: str
    text: str
    place: str = "cases"


@dataclass
class Supply:
    """``programmes`` by planned id, with the pathway's record behind each (``routes``) and its weeks from a place to
    the departure (``leads``); names of pathways that are suspended or closed, by record (``unavailable``); ``houses``
    by code name in small letters, each with the code names of cases that it is not for; escorted ``seats`` a week;
    ``lasts``: by planned id, how long the pathway takes and what says so; ``funded``: people a month that its budget
    pays for, and ``given``, people who have this month's already; ``towns``: where people settle; ``costs``: what one
    more of a thing costs, as ``buys`` names them."""

    programmes: list[Programme] = field(default_factory=list)
    routes: dict[str, str] = field(default_factory=dict)
    leads: dict[str, int] = field(default_factory=dict)
    unavailable: dict[str, str] = field(default_factory=dict)
    houses: dict[str, tuple[House, set[str]]] = field(default_factory=dict)
    seats: int | None = None
    gaps: list[Gap] = field(default_factory=list)
    lasts: dict[str, Lasts] = field(default_factory=dict)
    funded: dict[str, int] = field(default_factory=dict)
    given: dict[str, int] = field(default_factory=dict)
    towns: Towns = field(default_factory=lambda: Towns({}, set(), 1, datetime.date.min))
    costs: dict[str, tuple[int, str]] = field(default_factory=dict)


def supply_of(keys: Keys, weeks: int, monday: datetime.date, share: int, found: Overview) -> Supply:
    """For so many weeks from a Monday; a pathway takes as long as ``share`` of a hundred of its cases did at most.
    ``found``: the overview of everything."""
    return _Supplying(keys, weeks, monday, share, found).everything()


def week_of(monday: datetime.date, day: str | None, otherwise: int) -> int:
    """The week in which a stored day lies; negative before ``monday``."""
    return (datetime.date.fromisoformat(day) - monday).days // 7 if day else otherwise


def places(row: dict[str, Any], monday: datetime.date, weeks: int) -> tuple[int, ...]:
    """Of a pathway in each of so many weeks: so many at a time, every so many weeks, from a day until a day."""
    count, every = max(0, int(row.get("places") or 0)), max(1, int(row.get("places_every") or 1))
    start = week_of(monday, row.get("places_from"), 0)
    last = week_of(monday, row.get("places_until"), weeks - 1)
    return tuple(count if start <= week <= last and (week - start) % every == 0 else 0 for week in range(weeks))


def pays_for(row: dict[str, Any]) -> int | None:
    """People for whom a pathway's budget pays in a month; None where nothing limits them."""
    budget, each = row.get("budget_month"), row.get("cost_each")
    return max(0, budget) // each if budget is not None and each and each > 0 else None


def budgets(people: int, monday: datetime.date, weeks: int, given: Mapping[tuple[int, int], int]) -> tuple[Budget, ...]:
    """Months that pay for so many people each, less those who were ``given`` theirs already, by year and month. A week
    is of the month of its Monday."""
    days = [monday + datetime.timedelta(weeks=week) for week in range(weeks)]
    months = itertools.groupby(range(weeks), key=lambda week: (days[week].year, days[week].month))
    spans = [(month, list(span)) for month, span in months]
    return tuple(Budget(span[0], span[-1] + 1, max(0, people - given.get(month, 0))) for month, span in spans)


def beds(capacity: State) -> int:
    """How many can sleep in a house, without what is out of use."""
    rows = capacity.rows("beds").values()
    return sum(max(1, int(row.get("sleeps") or 1)) for row in rows if not row.get("out_from"))


class _Supplying:
    def __init__(self, keys: Keys, weeks: int, monday: datetime.date, share: int, overview: Overview):
        self.keys, self.weeks, self.monday, self.share, self.found = keys, weeks, monday, share, Supply()
        self.overview = overview

    def everything(self) -> Supply:
        self.found.programmes, self.found.routes = self.programmes()
        self.found.houses = self.houses()
        return self.found

    def programmes(self) -> tuple[list[Programme], dict[str, str]]:
        state = programme.opened(self.keys, "pathways").states.get("pathways") or State()
        self.found.seats = state.get("seats_a_week")
        found: list[Programme] = []
        routes: dict[str, str] = {}
        number = programme.number(self.keys).hex()
        rows = state.rows("pathways")
        past = lasting.past(self.keys, rows, self.overview) if rows else {}
        funded = {record for record, row in rows.items() if row.get("status") == "open" and pays_for(row) is not None}
        given = given_places(self.keys, funded, self.overview, self.monday) if funded else {}
        for record, row in rows.items():
            name = unlike(str(row.get("name") or row.get("country") or record), routes)
            if row.get("status") != "open":
                self.found.unavailable[record] = name
                continue
            if not row.get("places"):
                self.found.gaps.append(Gap(name, number, _("How many places it gives is not known."), "programme"))
            routes[name] = record
            lasts = self.found.lasts[name] = lasting.lasts(row, past.get(record, Past()), self.share)
            if lasts.source == "unknown" and row.get("places"):
                self.found.gaps.append(
                    Gap(name, number, _("How long it takes is not known: planned at once."), "programme")
                )
            self.found.leads[name] = lasts.weeks
            slots, paid = places(row, self.monday, self.weeks), self.paid(name, record, row, given)
            found.append(Programme(name, lasts.weeks, slots, row.get("country"), paid))
            if row.get("budget_month") is not None and not row.get("cost_each"):
                text = _("Its budget a month limits nothing, because nobody wrote what one person costs.")
                self.found.gaps.append(Gap(name, number, text, "programme"))
            if row.get("cost_each"):
                self.found.costs[f"place {name}"] = row["cost_each"], row.get("budget_currency") or ""
        self.found.towns = Towns(state.rows("towns"), {p.country for p in found if p.country}, self.weeks, self.monday)
        for name, row in self.found.towns.named.items():
            if row.get("places") is None:
                text = _("How many people can settle there is not known: nobody is planned to.")
                self.found.gaps.append(Gap(name, number, text, "programme"))
        for what in ("bed", "seat"):
            if state.get(f"{what}_cost"):
                self.found.costs[what] = state.get(f"{what}_cost"), state.get("plan_currency") or ""
        return found, routes

    def paid(self, name: str, record: str, row: dict[str, Any], given: dict[Month, int]) -> tuple[Budget, ...]:
        people = pays_for(row)
        if people is None:
            return ()
        self.found.funded[name] = people
        self.found.given[name] = given.get((record, self.monday.year, self.monday.month), 0)
        own = {month[1:]: n for month, n in given.items() if month[0] == record}
        return budgets(people, self.monday, self.weeks, own)

    def houses(self) -> dict[str, tuple[House, set[str]]]:
        """By code name in small letters: each house, and the code names of cases that it is not for."""
        rows = [row for row in self.overview.rows if row.subject == "house" and row.status in OPEN_HOUSE]
        lines = [line for row in rows for line in row.lines if line.compartment == "capacity"]
        readings = of_lines(self.keys, lines)
        found: dict[str, tuple[House, set[str]]] = {}
        for line in lines:
            if line.circle not in readings:
                continue
            state, code = readings[line.circle].state, line.code
            kinds = [name for name in ("step_free", "minors") if state.get(name)]
            barred = {name.strip().casefold() for name in str(state.get("not_for") or "").split(",") if name.strip()}
            house = House(code, beds(state), tuple(kinds), None, self.open_weeks(state))
            found[code.casefold()] = (house, barred)
        return found

    def open_weeks(self, state: State) -> tuple[tuple[int, int], ...]:
        """From its first day to its last, without the host's rest."""

        def at(name: str, otherwise: int) -> int:
            return min(max(0, week_of(self.monday, state.get(name), otherwise)), self.weeks)

        since, until = at("from_day", 0), at("until_day", self.weeks)
        rests_from = at("host_rests_from", self.weeks)
        rested = at("host_rests_until", self.weeks) + 1 if state.get("host_rests_from") else self.weeks
        return tuple((a, b) for a, b in ((since, min(until, rests_from)), (max(since, rested), until)) if a < b)


def unlike(name: str, taken: dict[str, str]) -> str:
    """A name that is not taken yet: two cases, or two pathways, may be called the same."""
    found, n = name, 2
    while found in taken:
        found, n = f"{name} {n}", n + 1
    return found
