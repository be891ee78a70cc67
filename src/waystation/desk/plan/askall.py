"""Everybody's way asked of the law: each planned departure as a question, and the answers as a page keeps them.

asking = asked(keys, departures, parts, start="GE")
for line in lines(keys, asking, known): ...              # a Line each, as they come
"""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import msgspec
from django.utils.translation import gettext as _

from waystation.desk.cases.opened import today_of
from waystation.desk.journeys import whereabouts
from waystation.desk.journeys.proposed import crossings, stops
from waystation.desk.journeys.travelling import Candidate, candidates_of
from waystation.desk.routes import finding, networks, offered
from waystation.desk.routes.said import said
from waystation.planning.passage.verdicts import RANK
from waystation.planning.routes import Window
from waystation.planning.routes.everybody import Everybody, Household, Outlook
from waystation.store.plans.departures import Departure, Parts
from waystation.store.sealed.keys import Keys

WEEK = 7  # days in which they may leave: a slot names the week
REASONS = 6  # of one line: beyond that the journey's own page says more


class Line(msgspec.Struct):
    """One departure and what the law says of it. ``answer``: as of an Outlook; ``reasons``: sentence, source and day of
    that source; ``was``: the answer before, where it was another and better; ``missing``: of whom no passport is
    known."""

    key: str
    number: str
    code: str
    letters: str
    pathway: str
    country: str
    week: str
    status: str
    answer: str
    start: str = ""
    way: list[str] = []
    leaves: str = ""
    risk: int = 0
    euros: int = 0
    hours: str = ""
    offers: int = 0
    legs: int = 0
    ways: int = 0
    reasons: list[tuple[str, str, str]] = []
    missing: str = ""
    was: str = ""


@dataclass(frozen=True)
class Asked:
    """A departure as a question; ``missing``: letters of those of whom no passport is known; ``wrong``: why it cannot
    be asked."""

    departure: Departure
    household: Household
    missing: str = ""
    wrong: str = ""


def asked(keys: Keys, found: list[Departure], parts: Parts, start: str = "") -> list[Asked]:
    """Each departure as a question. ``start``: where those are of whom nothing says it."""
    today = today_of(keys)
    return [_asked(one, parts, start, today) for one in found]


def _asked(one: Departure, parts: Parts, otherwise: str, today: datetime.date) -> Asked:
    states, going = parts.states.get(one.number, {}), parts.persons(one.number, one.letters)
    known: dict[str, Candidate] = {}
    for candidate in candidates_of(states, parts.persons(one.number)):
        if candidate.person in going:
            known.setdefault(candidate.person, candidate)
    here = whereabouts.start(states, list(known.values()), otherwise)
    first = max(today, one.week)
    window = Window(here, one.country, first, max(first, one.week + datetime.timedelta(days=WEEK - 1)))
    who = tuple(candidate.traveller for candidate in known.values())
    missing = _letters(states, [p for p in going if p not in known]) if len(going) > 1 else ""
    return Asked(one, Household(who, window), missing, _wrong(bool(who), here, one.country))


def _letters(states: dict[str, Any], persons: list[str]) -> str:
    rows = states["needs"].rows("persons") if "needs" in states else {}
    return ", ".join(str(rows.get(person, {}).get("letter") or person.upper()) for person in persons)


def _wrong(known: bool, here: str, country: str) -> str:
    if not known:
        return _("Nobody's passport is known to you.")
    if not country:
        return _("The pathway names no country.")
    return "" if here else _("Where they are is not written in Journey or Papers.")


def lines(keys: Keys, every: list[Asked], known: finding.Known) -> Iterator[Line]:
    """One for each, in their order. ``known``: for one person; seats are counted for each household."""
    today, net = today_of(keys), networks.network()
    good = [one for one in every if not one.wrong]
    days = sum((one.household.window.last - one.household.window.first).days + 1 for one in good)
    asking = Everybody(net, known.rules, known.offers.compared, many=days)
    outlooks = asking.outlooks(one.household for one in good)
    for one in every:
        yield _line(one, Outlook(None, unknown=one.wrong) if one.wrong else next(outlooks), known, today)


def _line(one: Asked, outlook: Outlook, known: finding.Known, today: datetime.date) -> Line:
    departure = one.departure
    line = Line(
        departure.key, departure.number, departure.code, departure.letters, departure.pathway, departure.country,
        departure.week.isoformat(), departure.status, _answer(one, outlook), one.household.window.start,
        reasons=_reasons(one, outlook, today), missing=one.missing, ways=outlook.ways,
    )  # fmt: skip
    if outlook.best is None:
        return line
    way, fares = outlook.best.way, offered.fares(outlook.best, known.rates, today)
    return msgspec.structs.replace(
        line, way=stops(outlook.best), leaves=outlook.best.days[0].isoformat(), risk=way.risk, legs=way.legs,
        euros=sum(fare.euros for fare in fares), hours=f"{way.minutes // 60}:{way.minutes % 60:02}",
        offers=sum(not fare.estimated for fare in fares),
    )  # fmt: skip


def _answer(one: Asked, outlook: Outlook) -> str:
    return "ask" if one.missing and outlook.answer == "allowed" else outlook.answer


def _reasons(one: Asked, outlook: Outlook, today: datetime.date) -> list[tuple[str, str, str]]:
    """What is to be asked, or what closes the way that the map alone would offer."""
    if outlook.unknown:
        return [(one.wrong or _("One of these places has no flights on the map, nor a land border."), "", "")]
    found = [(text, "", "") for text in crossings(networks.network(), outlook.best.way)] if outlook.best else []
    for row in said((s.verdict for s in outlook.why), today):
        found.append((f"{row.country}, {row.kind}: {row.rule}", row.source, row.as_of.isoformat() if row.as_of else ""))
    if outlook.best is None and not found:
        found.append((_("The map has no way there."), "", ""))
    return list(dict.fromkeys(found))[:REASONS]


def worse_than(before: list[Line], now: list[Line]) -> list[Line]:
    """The lines whose answer became worse, each with what it was."""
    old = {line.key: line.answer for line in before}
    return [msgspec.structs.replace(line, was=old[line.key]) for line in now
            if line.key in old and RANK[line.answer] > RANK[old[line.key]]]  # fmt: skip


def known_to(keys: Keys, before: bool = False) -> finding.Known:
    """Rules and offers, whatever seats these have."""
    return finding.known_to(keys, 0, before)


def ordered(found: list[Line]) -> list[Line]:
    """Those without a way first, then those about whom must be asked, riskiest first."""
    return sorted(found, key=lambda line: (-RANK[line.answer], -line.risk, line.week, line.code))
