"""Who may not meet on the way: journeys of cases that must be kept apart, at one place at overlapping times.

    waits = presences("Quiet Heron", legs)
    for m in meetings(waits + others, {frozenset({"Quiet Heron", "Amber Fox"})}): print(m.place, m.since)

Places are compared as typed, without case and spacing: an airport by its code. Somebody is at a place from some hours
before they leave it until they have left, and from when they arrive until they go on; and on one carrier with
everybody who takes it at the same hour.
"""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from waystation.casework.travel.legs import OVER, Leg

BEFORE = datetime.timedelta(hours=3)  # how long before an international flight people are at the airport
AFTER = datetime.timedelta(hours=2)  # until they are out of it again where no further leg starts there
BORDER = "border"
ROUTE_WARNS = datetime.timedelta(days=14)  # for how long what happened on a route is held against it


@dataclass(frozen=True)
class Presence:
    """One case at one place (or on one carrier), from when to when."""

    who: str
    place: str
    since: datetime.datetime
    until: datetime.datetime


@dataclass(frozen=True)
class Meeting:
    """Two who must not meet, where and from when they would."""

    one: str
    other: str
    place: str
    since: datetime.datetime
    until: datetime.datetime

    def other_than(self, who: str) -> str:
        return self.other if who == self.one else self.one


def presences(who: str, legs: Iterable[Leg]) -> list[Presence]:
    """Where a case is, and when, by its legs that are not over."""
    found = []
    live = [leg for leg in legs if leg.status not in OVER and leg.departs]
    for n, leg in enumerate(live):
        departs, arrives = leg.departs, leg.arrives or leg.departs
        assert departs is not None and arrives is not None
        onward = live[n + 1].departs if n + 1 < len(live) else None
        leaves = onward if onward and onward > arrives else arrives + AFTER
        for name, since, until in (
            (leg.row.get("from_place"), departs - BEFORE, departs),
            (leg.row.get("carrier"), departs, arrives),
            (leg.row.get("to_place"), arrives, leaves),
        ):
            if place := _plain(name):
                found.append(Presence(who, place, since, until))
    return found


def _plain(name: object) -> str:
    return " ".join(str(name or "").split()).casefold()


def meetings(everybody: Iterable[Presence], apart: Iterable[frozenset[str]]) -> list[Meeting]:
    """The meetings that must not be, earliest first: of pairs in ``apart``, at one place at overlapping times."""
    pairs = {pair for pair in apart if len(pair) == 2}
    by_place: dict[str, list[Presence]] = {}
    for presence in everybody:
        by_place.setdefault(presence.place, []).append(presence)
    found: dict[tuple[str, str, str], Meeting] = {}
    for place, here in by_place.items():
        here.sort(key=lambda p: (p.since, p.who))
        for n, one in enumerate(here):
            for other in here[n + 1 :]:
                if other.since >= one.until:
                    break
                if frozenset({one.who, other.who}) in pairs:
                    first, second = sorted((one.who, other.who))
                    meeting = Meeting(first, second, place, other.since, min(one.until, other.until))
                    key = first, second, place
                    found[key] = min(found.get(key, meeting), meeting, key=lambda m: m.since)
    return sorted(found.values(), key=lambda m: (m.since, m.place, m.one))


def apart(code: str, not_with: str) -> list[frozenset[str]]:
    """The pairs that a case's *may not be with* names: code names separated by commas or lines."""
    others = (" ".join(part.split()) for part in not_with.replace("\n", ",").replace(";", ",").split(","))
    return [frozenset({code, other}) for other in others if other and other != code]


def shared(one: Leg, other: Leg) -> str:
    """What two legs have in common that a stop on the one tells of the other, as the other's row has it: a place, or
    the border that both cross; empty for nothing."""
    name, border = shared_as(one, other), _border(other)
    if name == BORDER and border:
        return f"{border[0]} – {border[1]}"
    return " ".join(str(other.row[name]).split()) if name else ""


def shared_as(one: Leg, other: Leg) -> str:
    """The same as the name of the other's field, for whoever is to warn and may not know where; BORDER for a border."""
    mine = {_plain(one.row.get("from_place")), _plain(one.row.get("to_place"))} - {""}
    for name in ("from_place", "to_place"):
        if _plain(other.row.get(name)) in mine:
            return name
    border = _border(one)
    return BORDER if border and border == _border(other) else ""


def _border(leg: Leg) -> tuple[str, str] | None:
    out, into = str(leg.row.get("from_country") or ""), str(leg.row.get("to_country") or "")
    return (out, into) if out and into and out != into else None


def on_route(stopped: Iterable[Leg], legs: Iterable[Leg], since: datetime.datetime) -> list[Leg]:
    """Legs not yet over that share a place or a border with one of those stopped, within the days for which a route is
    warned of."""
    before = list(stopped)
    return [
        leg
        for leg in legs
        if leg.status not in OVER
        and any(shared(one, leg) for one in before)
        and (leg.departs is None or leg.departs - since <= ROUTE_WARNS)
    ]


def follows(one: Leg, other: Leg) -> bool:
    """Whether a stop on the one leg would concern the other by its times: it is not over before the first begins, and
    leaves within the days for which a route is warned of."""
    if one.departs is None or other.departs is None or other.status in OVER:
        return False
    return (other.arrives or other.departs) >= one.departs and other.departs - one.departs <= ROUTE_WARNS
