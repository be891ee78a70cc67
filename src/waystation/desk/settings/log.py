"""The access log as people read it: who did what to which parts, in words, by member, by act and by day.

A line holds ids. What they are is said as far as the reader's own keys open it, with a link there; the rest is counted,
and its ids can be looked at, since equal ids are one part. Filters come by POST: an address says nothing of whom
somebody looked at.
"""

import datetime
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from waystation.casework.compartments import COMPARTMENTS, PLACES
from waystation.desk.cases.opened import who
from waystation.store.sealed import accesslog, readings
from waystation.store.sealed.accesslog import Line
from waystation.store.sealed.keys import Keys
from waystation.store.sealed.logwords import ACTS, said

PAGE = 100
NAMED = 12  # parts of one line that are named: a plan opens thousands, and each name is an opening
SEES_ALL = {"auditor", "director", "administrator", "steward"}


@dataclass
class Touched:
    """One case, house or team of a line, with the labels of the parts. ``url``: empty where it has no page."""

    name: str
    url: str = ""
    parts: list[str] = field(default_factory=list)


@dataclass
class Shown:
    """One line. ``sealed``: the short ids of what the reader does not open; ``more``: how many were not looked up."""

    n: int
    minute: int
    who: str
    what: str
    touched: list[Touched]
    sealed: list[str]
    more: int


@dataclass(frozen=True)
class Filter:
    """What was chosen: a member's pseudonym (hex), an act's key, a day; ``newest``: the line to go on from."""

    member: str = ""
    act: str = ""
    day: str = ""
    newest: str = ""

    @classmethod
    def of(cls, post: Any) -> "Filter":
        """What cannot be is left out."""
        member, act, day, newest = (post.get(name, "") for name in ("member", "act", "day", "from"))
        return cls(
            member if re.fullmatch(r"[0-9a-f]{32}", member) else "", act if act in ACTS else "",
            day if _day(day) else "", newest if re.fullmatch(r"[0-9]{1,12}", newest) else "",
        )  # fmt: skip

    @property
    def span(self) -> tuple[int, int]:
        """The day by the reader's own clock, in µs; two zeros for any time."""
        day = _day(self.day)
        if day is None:
            return 0, 0
        zone = timezone.get_current_timezone()
        ends = [datetime.datetime.combine(d, datetime.time(), zone) for d in (day, day + datetime.timedelta(days=1))]
        return int(ends[0].timestamp() * 1_000_000), int(ends[1].timestamp() * 1_000_000)


def _day(text: str) -> datetime.date | None:
    try:
        day = datetime.date.fromisoformat(text)
    except ValueError:
        return None
    return day if 2000 <= day.year <= 2999 else None


def log(request: Any) -> HttpResponse:
    """The access log, newest first, and whether it is whole."""
    keys: Keys = request.keys
    chosen = Filter.of(request.POST)
    names = {keys.directory.pseudonym(m): line.name for m, line in keys.directory.members.items()}
    mine_only = not (keys.roles & SEES_ALL)
    member = keys.pseudonym if mine_only else bytes.fromhex(chosen.member) or None
    since, until = chosen.span
    newest = int(chosen.newest) if chosen.newest else None
    lines = accesslog.lines(newest, PAGE + 1, member, chosen.act, since, until)
    good, broken = accesslog.verify() if "check" in request.GET else (0, None)
    people = sorted(((p.hex(), name) for p, name in names.items()), key=lambda pair: pair[1].casefold())
    context = {
        "lines": shown(keys, lines[:PAGE], names), "older": lines[PAGE].n if len(lines) > PAGE else None,
        "checked": "check" in request.GET, "good": good, "broken": broken, "mine_only": mine_only, "chosen": chosen,
        "people": [] if mine_only else people, "acts": sorted(((a, _(w)) for a, w in ACTS.items()), key=lambda x: x[1]),
    }  # fmt: skip
    return render(request, "desk/log.html", context)


def shown(keys: Keys, lines: list[Line], names: dict[bytes, str]) -> list[Shown]:
    """Lines in the reader's words."""
    wanted = {circle for line in lines for circle in line.circles[:NAMED]}
    opened = readings.read_many(keys, wanted)
    return [_shown(keys, line, names, opened) for line in lines]


def _shown(keys: Keys, line: Line, names: dict[bytes, str], opened: dict[bytes, readings.Reading]) -> Shown:
    touched: dict[str, Touched] = {}
    sealed: list[str] = []
    for circle in line.circles[:NAMED]:
        if circle in opened:
            one = _place(opened[circle])
            part = touched.setdefault(one.name + one.url, one).parts
            part += [label for label in _part(opened[circle]) if label not in part]
        elif circle in keys.directory.teams:
            touched.setdefault(who(keys, circle), Touched(who(keys, circle)))
        elif circle in names:
            touched.setdefault(names[circle], Touched(names[circle]))
        else:
            sealed.append(circle.hex()[:8])
    actor = names.get(line.actor) or (_("The timer") if not line.actor else line.actor.hex()[:8])
    more = max(0, len(line.circles) - NAMED)
    return Shown(line.n, line.at // 60_000_000, actor, said(line.act), list(touched.values()), sealed, more)


def _place(reading: readings.Reading) -> Touched:
    label = reading.label
    if label.subject == "programme":
        return Touched(_("Programme"), f"/programme/{label.number.hex()}")
    url = f"/{PLACES[label.subject]}/{label.number.hex()}" if label.subject in ("case", "house") else ""
    return Touched(label.code, url)


def _part(reading: readings.Reading) -> Iterable[str]:
    kind = COMPARTMENTS.get(reading.label.compartment)
    return [_(kind.label)] if kind else []
