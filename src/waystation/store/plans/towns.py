"""Where people settle: the programme's places as the planner knows them, and which of them suit a household.

    towns = Towns(rows, countries, weeks, monday)
    towns.places                            # planning's: capacity by quarter
    towns.suiting(states, {"CA", "DE"})     # Suiting(places=("Toronto", "*DE"), closed=("CA",), unspoken=())

A place suits where it has every service that the household must find; among those, one where somebody speaks a language
of theirs goes first, and only where there is none is any other taken, which is said. In a country without any place
listed people can settle anywhere: nobody has said otherwise.
"""

import datetime
from dataclasses import dataclass, field
from typing import Any

from waystation.casework.folds import State
from waystation.planning.problem import MOST_PLACES, QUARTER, Place

ANYWHERE = "*"  # before a country: a place for whoever goes where no places are listed
BEYOND = 26  # weeks after the last that is planned, in which people who were given a slot within them still arrive


@dataclass
class Suiting:
    """``places``: planned ids; ``closed``: countries in which no place has the services; ``unspoken``: those in which
    nobody speaks their language."""

    places: tuple[str, ...] = ()
    closed: tuple[str, ...] = ()
    unspoken: tuple[str, ...] = ()


@dataclass
class Towns:
    """``rows``: the programme's list; ``countries``: those of all pathways planned. Without any row nothing limits, and
    ``places`` is empty."""

    rows: dict[str, dict[str, Any]]
    countries: set[str]
    weeks: int
    monday: datetime.date
    places: tuple[Place, ...] = ()
    named: dict[str, dict[str, Any]] = field(default_factory=dict)  # rows by planned id

    def __post_init__(self) -> None:
        for row in self.rows.values():
            name, n = str(row.get("name") or row.get("country")), 2
            while name in self.named:
                name, n = f"{row.get('name')} {n}", n + 1
            self.named[name] = row
        if self.named:
            listed = {row.get("country") for row in self.named.values()}
            free = [Place(ANYWHERE + c, c, self._room(MOST_PLACES, {})) for c in sorted(self.countries - listed)]
            towns = [self._place(name, row) for name, row in self.named.items()]
            self.places = (*towns, *free)

    def _place(self, name: str, row: dict[str, Any]) -> Place:
        languages, services = tuple(row.get("languages") or ()), tuple(row.get("services") or ())
        room = self._room(max(0, int(row.get("places") or 0)), row)
        return Place(name, row.get("country"), room, languages, services)

    def _room(self, people: int, row: dict[str, Any]) -> tuple[int, ...]:
        """In each quarter of thirteen weeks from now on, where it lies within the days from and until."""
        since = datetime.date.fromisoformat(row["from_day"]) if row.get("from_day") else datetime.date.min
        until = datetime.date.fromisoformat(row["until_day"]) if row.get("until_day") else datetime.date.max
        starts = [self.monday + datetime.timedelta(weeks=w) for w in range(0, self.weeks + BEYOND, QUARTER)]
        last = datetime.timedelta(weeks=QUARTER, days=-1)
        return tuple(people if start + last >= since and start <= until else 0 for start in starts)

    def suiting(self, needs: State, plan: State, countries: set[str]) -> Suiting:
        """For one household and the countries to which it may go."""
        if not self.named:
            return Suiting()
        spoken, must = _languages(needs), set(plan.get("must_have") or ())
        places, closed, unspoken = [], [], []
        for country in sorted(countries):
            here = [name for name, row in self.named.items() if row.get("country") == country]
            if not here:
                places.append(ANYWHERE + country)
                continue
            serving = [name for name in here if must <= set(self.named[name].get("services") or ())]
            speaking = [n for n in serving if _speaks(self.named[n], spoken)]
            places += speaking or serving
            closed += [] if serving else [country]
            unspoken += [] if speaking or not serving else [country]
        return Suiting(tuple(places), tuple(closed), tuple(unspoken))


def _languages(needs: State) -> set[str]:
    own = [row.get("languages") or [] for row in needs.rows("persons").values()]
    return set(needs.get("languages") or ()).union(*own)


def _speaks(row: dict[str, Any], spoken: set[str]) -> bool:
    languages = set(row.get("languages") or ())
    return not languages or not spoken or bool(languages & spoken)


def shown(settles: str | None) -> str:
    """The place's name for people; empty for anywhere."""
    return "" if not settles or settles.startswith(ANYWHERE) else settles
