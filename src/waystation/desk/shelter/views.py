"""The bed chart: houses and beds × days, for those who open everybody's Shelter; a list of houses on a phone."""

import datetime
from typing import Any

from django.http import HttpResponse
from django.utils.translation import get_language_bidi
from django.utils.translation import gettext as _

from waystation.casework.errors import NotYourRole
from waystation.casework.roles import may_write, sees_all
from waystation.desk.cases.opened import today_of
from waystation.desk.cases.overview import overview, show
from waystation.desk.shelter.layout import BEFORE, chart
from waystation.store.beds import lodgings
from waystation.store.sealed import accesslog

SPAN = 42  # days shown unless somebody chooses: six weeks hold most plans and every review date
RETIRED = ("retired",)  # houses that no chart shows


def bedchart(request: Any) -> HttpResponse:
    """The chart. ``days`` and ``from`` in the address say nothing of anybody."""
    keys = request.keys
    if not sees_all(keys.roles, "shelter"):  # to whoever sees only some stays, a taken bed would look free
        raise NotYourRole(_("The bed chart is for those who coordinate."))
    today, days = today_of(keys), _days(request)
    start = _start(request, today - datetime.timedelta(BEFORE[days]))
    found = overview(keys, "")
    seen = lodgings.look(keys, today, found=found)
    accesslog.log(keys.pseudonym, "bed chart")
    drawn = chart((h for h in seen.houses if h.status not in RETIRED), seen.nights, start, days, today)
    known = {h.key for h in seen.houses}
    step = datetime.timedelta(days // 2)
    context = {
        "chart": drawn, "days": days, "line": drawn.line(get_language_bidi()) if start <= today else "",
        "may_place": may_write(keys.roles, "shelter"), "may_add": may_write(keys.roles, "capacity"),
        "earlier": start - step, "later": start + step, "here": start <= today < start + datetime.timedelta(days),
        "free": sum(max(0, b.left) for b in drawn.blocks if b.house.status == "active" and not b.house.wrong),
        "beds": sum(b.beds for b in drawn.blocks), "wrong": [b.house for b in drawn.blocks if b.house.wrong],
        "long": [(b.house, n) for b in drawn.blocks for n in b.tonight if n.over_long(b.house, today) == "late"],
        "lost": [n for n in seen.nights if n.house not in known and n.sleeps(today, today)] if not found.unread else [],
    }  # fmt: skip
    return show(request, "desk/bedchart.html", context, found)


def _days(request: Any) -> int:
    try:
        days = int(request.GET.get("days", SPAN))
    except ValueError:
        return SPAN
    return days if days in BEFORE else SPAN


def _start(request: Any, otherwise: datetime.date) -> datetime.date:
    try:
        start = datetime.date.fromisoformat(request.GET.get("from", ""))
    except ValueError:
        return otherwise
    return start if abs((start - otherwise).days) < 3650 else otherwise
