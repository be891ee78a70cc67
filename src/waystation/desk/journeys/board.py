"""All journeys: on a drawn map and in a table that says the same. Who is under way, what comes next, who is held."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from waystation.casework.errors import NotYourRole
from waystation.casework.roles import access
from waystation.desk.cases.opened import now_of
from waystation.desk.journeys import mapdraw, others, places
from waystation.desk.journeys.others import Way
from waystation.desk.journeys.shown import LEVEL
from waystation.store.clock import minute
from waystation.store.plans.departures import may_ask
from waystation.store.sealed import accesslog

OVER = ("arrived", "aborted", "no_go")


def board(request: Any) -> HttpResponse:
    """The map and its table; those under way first."""
    keys = request.keys
    if not any(access(role, "journey").reads for role in keys.roles):
        raise NotYourRole(_("Journeys are opened by the travel desk and by coordination."))
    every = others.ways(keys)
    if others.follow_up(keys, every, now_of(request)):
        every = others.ways(keys)
    accesslog.log(keys.pseudonym, "open", [way.circle for way in every])
    clashes = others.clashes(every)
    rows = sorted((_row(way, every, clashes) for way in every), key=lambda r: (r["rank"], r["next_at"], r["code"]))
    context = {"rows": rows, "map": mapdraw.drawn(every), "now": minute(), "may_ask": may_ask(keys)}
    return render(request, "desk/journeys.html", context)


def _row(way: Way, every: list[Way], clashes: list[Any]) -> dict[str, Any]:
    live = next((leg for leg in way.legs if leg.status == "under_way"), None)
    following = live or next((leg for leg in way.legs if leg.status not in OVER), None) or way.legs[-1]
    dues = [(due, level) for due, level, part in way.row.dues if part == "journey"]
    check_in = next(((d, level) for d, level in dues if d.alarm), None)
    return {
        "code": way.code, "number": way.row.url, "held": way.held is not None, "under_way": way.under_way,
        "rank": 0 if way.held else 1 if way.under_way else 2, "leg": following,
        "level": LEVEL.get(following.status, ""),
        "legs": len(way.legs), "way": _stops(way), "check_in": check_in,
        "departs": places.local(following.row, "departs", "from"),
        "arrives": places.local(following.row, "arrives", "to"),
        "next_at": str(following.row.get("departs") or "9"),
        "meets": [m.other_than(way.code) for m in clashes if way.code in (m.one, m.other)],
        "warned": [w.code for w in others.warned(way, every)],
    }  # fmt: skip


def _stops(way: Way) -> list[str]:
    names: list[str] = []
    for leg in way.legs:
        for name in (leg.row.get("from_place"), leg.row.get("to_place")):
            if name and (not names or names[-1] != name):
                names.append(str(name))
    return names
