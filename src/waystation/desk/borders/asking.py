"""What somebody typed about a person's papers, and what the rules make of it: one border, or ways from place to place.

A question tells who is asked about: it comes by POST, and nothing of it is kept.
"""

import datetime
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from waystation.casework.errors import BadValue
from waystation.desk.cases.opened import today_of
from waystation.desk.routes import finding, networks, offered, rules
from waystation.desk.routes.said import Said, country, said
from waystation.planning import passage
from waystation.planning.passage import Leg, Traveller, Visa
from waystation.planning.routes import Proposal, Window, excluded
from waystation.planning.routes.lawful import DAYS
from waystation.store.sealed.keys import Keys

ELSEWHERE = "ZZ"  # where somebody comes from who only asks about a border; no country has this code
CLOSED_SHOWN = 3  # ways that the law closes: enough to see why


@dataclass(frozen=True)
class Found:
    """One way as shown: its stops, its four numbers, what each leg costs, the answers that are no plain yes."""

    stops: list[str]
    risk: int
    euros: int
    hours: str
    legs: int
    fares: list[tuple[tuple[str, str], offered.Fare]]
    said: list[Said]


@dataclass(frozen=True)
class Answer:
    """Ways, those that the law closes, and which offers were compared with nothing."""

    found: list[Found]
    shut: list[Found]
    not_compared: str


def typed(post: QueryDict) -> dict[str, Any]:
    names = ("passport", "to", "via", "on", "valid_until", "start", "goal", "stay_until")
    return {name: post.get(name, "").strip() for name in names} | {"visas": post.getlist("visas")}


def one_border(keys: Keys, given: dict[str, Any]) -> list[Said]:
    """Entry and, where somebody changes planes, transit. Raises BadValue."""
    who, on = _person(given)
    if not given["to"]:
        raise BadValue(_("Choose a passport, a country and a day."))
    noon = datetime.datetime.combine(on, datetime.time(12), datetime.UTC)
    stops = [ELSEWHERE, *filter(None, [given["via"]]), given["to"]]
    legs = [
        Leg("air", start, end, start, end, noon + datetime.timedelta(hours=4 * n),
            noon + datetime.timedelta(hours=4 * n + 2), airside=n == 0 and len(stops) > 2)
        for n, (start, end) in enumerate(pairwise(stops))
    ]  # fmt: skip
    verdicts = passage.check(who, legs, rules.of(keys))
    return said((v for v in verdicts if v.kind != "exit"), today_of(keys))


def find(keys: Keys, given: dict[str, Any]) -> Answer:
    """At most seven lawful ways, and some that the law closes. Raises BadValue."""
    who, on = _person(given)
    known, net, today = finding.known_to(keys, 1), networks.network(), today_of(keys)
    window = Window(given["start"].upper(), given["goal"].upper(), on, on)
    ways = finding.answered(net, [who], window, known)
    shut = excluded(net, [who], window, known.rules)[:CLOSED_SHOWN]
    return Answer(
        [_found(one, "ask", known, today) for one in ways], [_found(one, "refused", known, today) for one in shut],
        finding.not_compared(known, window),
    )  # fmt: skip


def _found(one: Proposal, answer: str, known: finding.Known, today: datetime.date) -> Found:
    way = one.way
    names = [f"{one.legs[0].from_place} ({country(one.legs[0].from_country)})"] if one.legs else []
    for leg in one.legs:
        how = [*([_("airside")] if leg.airside else []), *([_("by land")] if leg.transport != "air" else [])]
        names.append(f"{leg.to_place} ({', '.join([country(leg.to_country), *how])})")
    fares = offered.fares(one, known.rates, today)
    hours = f"{way.minutes // 60}:{way.minutes % 60:02}"
    unsure = said((s.verdict for s in one.said if s.verdict.answer == answer), today)
    legs = [((leg.from_place, leg.to_place), fare) for leg, fare in zip(one.legs, fares, strict=True)]
    return Found(names, way.risk, sum(fare.euros for fare in fares), hours, way.legs, legs, unsure)


def _person(given: dict[str, Any]) -> tuple[Traveller, datetime.date]:
    """Raises BadValue."""
    on = _day(given["on"])
    if not (given["passport"] and on):
        raise BadValue(_("Choose a passport, a country and a day."))
    visas = tuple(Visa(code, on, on + datetime.timedelta(days=DAYS)) for code in given["visas"])
    return Traveller(
        given["passport"], visas=visas, valid_until=_day(given["valid_until"]), may_stay_until=_day(given["stay_until"])
    ), on


def _day(text: str) -> datetime.date | None:
    """Raises BadValue."""
    try:
        return datetime.date.fromisoformat(text) if text else None
    except ValueError as error:
        raise BadValue(_("Write days as year-month-day, like 2026-03-31.")) from error
