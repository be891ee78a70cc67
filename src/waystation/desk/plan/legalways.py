"""Everybody's way: for each planned departure, whether there is a lawful way at all in its week, and which is the best.

What is found is kept like the plan: sealed under the key of whoever asked, on nobody else's shelf. The plan's page
says from it which planned departures have no lawful way.
"""

from collections.abc import Iterator
from typing import Any

import msgspec
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from waystation.casework.errors import NotYourRole
from waystation.desk.plan import askall
from waystation.desk.plan.askall import Line
from waystation.desk.plan.streaming import streamed
from waystation.desk.routes import finding, networks
from waystation.planning.errors import PlanningError
from waystation.store.lists import index
from waystation.store.lists.rows import Overview
from waystation.store.plans import planned
from waystation.store.plans.departures import Departure, Slots, departures, may_ask, parts_of
from waystation.store.plans.planned import Proposal
from waystation.store.sealed import accesslog, kept
from waystation.store.sealed.keys import Keys
from waystation.store.travel import references

SHELF = "plan/ways/1"
PAGE = 50  # departures a page
STEPS = 20  # lines of progress at most


class Kept(msgspec.Struct):
    """What was found when this member asked last. ``tables``: as they were then; ``start``: as typed."""

    made: int
    tables: list[str]
    lines: list[Line]
    not_compared: str = ""
    start: str = ""


def ways(request: Any) -> Any:
    """GET shows what was found last; a POST asks for everybody."""
    keys: Keys = request.keys
    if not may_ask(keys):
        raise NotYourRole(_("Ways are looked for by those who open the plan, and Papers or Journey."))
    if request.method != "POST":
        return _page(request)
    start, net = request.POST.get("start", "").strip().upper(), networks.network()
    if not net.airports:
        return _page(request, _("No flights were imported yet: an administrator does that."), 400)
    if start and start not in net.number and start not in net.country_number:
        return _page(request, _("Write an airport's code, like TBS, or a country's, like GE."), 400)
    return streamed(request, _asking(keys, start), "plan_ways")


def _page(request: Any, error: str = "", status: int = 200) -> HttpResponse:
    keys: Keys = request.keys
    every, found = departures(keys, index.overview(keys, "case"), planned.look(keys)), look(keys)
    lines = askall.ordered(standing(found, every)) if found else []
    page = Paginator(lines, PAGE).get_page(request.GET.get("page"))
    context = {
        "error": error, "start": request.POST.get("start", found.start if found else ""), "found": found,
        "page": page, "lines": page.object_list,
        "counts": {word: sum(line.answer == word for line in lines) for word in ("refused", "ask", "allowed")},
        "planned": len(every), "never": len(every) - len(lines), "worse": [line for line in lines if line.was],
        "newer": found is not None and found.tables != versions(),
    }  # fmt: skip
    return render(request, "desk/plan_ways.html", context, status=status)


def _asking(keys: Keys, start: str) -> Iterator[tuple[str, int]]:
    """Lines of progress; keeps what was found at the end."""
    yield _("Reading on what they travel."), 0
    overview = index.overview(keys, "case")
    asked = _questions(keys, overview, departures(keys, overview, planned.look(keys)), start)
    known, before, found = askall.known_to(keys), look(keys), list[Line]()
    step = max(1, len(asked) // STEPS)
    try:
        for line in askall.lines(keys, asked, known):
            found.append(line)
            if len(found) % step == 0:
                told = {"n": len(found), "of": len(asked)}
                yield _("%(n)s of %(of)s households.") % told, 99 * len(found) // len(asked)
    except PlanningError:
        yield _("A way was found that the legal check refuses; it is not shown. Please report this."), 100
        return
    worse = {line.key: line for line in askall.worse_than(before.lines if before else [], found)}
    marked = [worse.get(line.key, line) for line in found]
    keep(keys, Kept(keys.minute, versions(), marked, _not_compared(known, asked), start))
    yield _("Done."), 100


def _questions(keys: Keys, overview: Overview, every: list[Departure], start: str) -> list[askall.Asked]:
    parts = parts_of(keys, overview, every)
    accesslog.log(keys.pseudonym, "ways for everybody", parts.circles)
    return askall.asked(keys, every, parts, start)


def _not_compared(known: finding.Known, asked: list[askall.Asked]) -> str:
    windows = {one.household.window for one in asked}
    return ", ".join(sorted({c for window in windows for c in known.offers.unrated(window.first, window.last)}))


# -- what a newer table changes ----------------------------------------------------------------------------------------


def worsened(keys: Keys, most: int) -> tuple[list[Line], int]:
    """The planned departures whose answer is worse by the table in use than by the one before it, and how many were
    looked at, at most so many, the earliest first."""
    overview, found = index.overview(keys, "case"), look(keys)
    every = departures(keys, overview, planned.look(keys))[:most]
    asked = _questions(keys, overview, every, found.start if found else "")
    old, new = (list(askall.lines(keys, asked, askall.known_to(keys, before))) for before in (True, False))
    return askall.ordered(askall.worse_than(old, new)), len(every)


# -- what was found last -----------------------------------------------------------------------------------------------


def keep(keys: Keys, found: Kept) -> None:
    kept.keep(keys.secret, SHELF, msgspec.msgpack.encode(found), kept.CACHE)


def look(keys: Keys) -> Kept | None:
    """What this member found last on this device."""
    return kept.look_as(keys.secret, SHELF, Kept)


def versions() -> list[str]:
    """The tables in use, by kind and version."""
    return sorted(f"{table.key} {table.version}" for table in references.every())


def standing(found: Kept, every: list[Departure]) -> list[Line]:
    """The lines that are still about a planned departure; what has been planned otherwise since is asked again."""
    status = {one.key: one.status for one in every}
    return [msgspec.structs.replace(x, status=status[x.key]) for x in found.lines if x.key in status]


def flagged(keys: Keys, overview: Overview, proposal: Proposal | None, slots: Slots) -> dict[str, Any]:
    """What the plan's page says of ways: which planned departures have none, how many were never asked about, and how
    old that is; nothing for those who may not ask. ``slots``: those that wait and those that stand."""
    if not may_ask(keys):
        return {}
    every, found = departures(keys, overview, proposal, slots), look(keys)
    lines = standing(found, every) if found else []
    return {
        "without": [line for line in lines if line.answer == "refused"], "never": len(every) - len(lines),
        "made": found.made if found else 0, "newer": found is not None and found.tables != versions(),
    }  # fmt: skip
