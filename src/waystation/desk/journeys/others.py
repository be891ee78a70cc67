"""The other journeys that a member opens: whom these people must not meet on the way, who takes a route that failed."""

import datetime
from dataclasses import dataclass

from django.utils.translation import gettext

from waystation.casework.roles import may_write
from waystation.casework.travel.legs import Leg, span
from waystation.casework.travel.meeting import ROUTE_WARNS, Meeting, apart, meetings, on_route, presences
from waystation.casework.words import _
from waystation.store.files import casefiles
from waystation.store.sealed.keys import Keys
from waystation.store.travel import journeys
from waystation.store.travel.ways import Way, ways

__all__ = ["Warned", "Way", "clashes", "follow_up", "warned", "ways"]

HELD_THERE = _("Somebody was held on this route. Look at it again before anybody goes.")


def clashes(every: list[Way]) -> list[Meeting]:
    """Who would meet whom they must not, in all these journeys."""
    pairs = [pair for way in every for pair in apart(way.code, way.not_with)]
    return meetings((p for way in every for p in presences(way.code, way.legs)), pairs)


@dataclass(frozen=True)
class Warned:
    """That somebody was held on a route which another case is to take: whose, when (minute), on which of its legs, and
    the id of the word that said so."""

    code: str
    minute: int
    leg: Leg
    stop: str


def warned(way: Way, every: list[Way]) -> list[Warned]:
    """What happened lately on the route that a journey still has before it."""
    found = []
    for other in every:
        stop = other.held
        if stop is None or other.row.number == way.row.number:
            continue
        at = datetime.datetime.fromtimestamp(stop.minute * 60, datetime.UTC)
        where = [leg for leg in other.legs if leg.id == stop.leg] or other.legs
        found += [
            Warned(other.code, stop.minute, leg, stop.id[:12])
            for leg in on_route(where, way.legs, at)
            if _soon(way, at)
        ]
    return found


def _soon(way: Way, at: datetime.datetime) -> bool:
    whole = span(way.legs)
    return whole is None or whole[0] - at <= ROUTE_WARNS


def follow_up(keys: Keys, every: list[Way], now: str) -> int:
    """Makes the tasks that a stop elsewhere calls for, where no sheet carries the warning because the leg was handed to
    nobody yet. Whoever of the travel desk looks first makes them. Returns how many journeys."""
    if not may_write(keys.roles, "journey"):
        return 0
    made = 0
    for way in every:
        stops = [w.stop for w in warned(way, every) if w.leg.said is None and w.stop not in way.journey.rows("tasks")]
        for stop in dict.fromkeys(stops):
            file = casefiles.open_file(keys, way.row.number, only=("journey",))
            journeys.look_again(file, stop, now, gettext(HELD_THERE))
        made += bool(stops)
    return made
