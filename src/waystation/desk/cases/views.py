"""The list, search, the road."""

from collections import Counter
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render

from waystation.casework.stages import STAGES
from waystation.desk.cases.overview import RANK, SORTS, Row, overview, show
from waystation.desk.cases.searching import search as find
from waystation.store.lists import views as saved

PAGE = 50  # rows on a page of the list
ON_STATION = 12  # people drawn at a station before the rest is counted


def cases(request: Any) -> HttpResponse:
    """The list: filtered by stage and level, sorted, paged. What is typed into the filter is posted, never in the
    address."""
    query = request.GET if request.method == "GET" else request.POST
    found = overview(request.keys)
    chosen = _chosen(found.rows, query)
    sort = query.get("sort", "due") if query.get("sort") in SORTS else "due"
    chosen.sort(key=SORTS[sort])
    page = Paginator(chosen, PAGE).get_page(query.get("page"))
    context = {
        "page": page,
        "total": len(found.rows),
        "stages": STAGES,
        "levels": list(RANK),
        "sort": sort,
        "stage": query.get("stage", ""),
        "level": query.get("level", ""),
        "typed": request.POST.get("typed", ""),
        "closed": bool(query.get("closed")),
        "query": _address(query, sort),
        "views": saved.views(request.keys),
    }
    template = "desk/cases_rows.html" if request.headers.get("X-Part") == "rows" else "desk/cases.html"
    return show(request, template, context, found)


def _chosen(everything: list[Row], query: Any) -> list[Row]:
    typed = query.get("typed", "").casefold().split()
    stage, level, closed = query.get("stage", ""), query.get("level", ""), bool(query.get("closed"))
    return [
        row
        for row in everything
        if (not stage or row.stage == stage)
        and (not level or row.level == level)
        and (closed or stage == "S12" or row.stage != "S12")
        and all(part in row.code.casefold() for part in typed)
    ]


def _address(query: Any, sort: str) -> str:
    """The harmless part of the filter, for the links to other pages of the list."""
    parts = [("sort", sort), *((k, query.get(k, "")) for k in ("stage", "level", "closed"))]
    return "&".join(f"{k}={v}" for k, v in parts if v and v.isalnum())


def save_view(request: Any) -> HttpResponse:
    """Keeps the present filter under a name, or forgets one."""
    if request.method == "POST":
        if forget := request.POST.get("forget"):
            saved.forget(request.keys, forget)
        else:
            saved.save(
                request.keys, request.POST.get("name", ""), _address(request.POST, request.POST.get("sort", "due"))
            )
    return redirect("cases")


def road(request: Any) -> HttpResponse:
    """The road: a line with its stations, and at each the people who are there now."""
    found = overview(request.keys)
    drawn = stations(found.rows)
    return show(request, "desk/road.html", {"stations": drawn, "on_it": sum(s["count"] for s in drawn)}, found)


def stations(rows: list[Row]) -> list[dict[str, Any]]:
    by_stage: dict[str, list[Row]] = {stage.key: [] for stage in STAGES}
    for row in rows:
        if row.stage in by_stage:
            by_stage[row.stage].append(row)
    found = []
    for stage in STAGES:
        here = sorted(by_stage[stage.key], key=SORTS["due"])
        counts = Counter(row.level for row in here)
        found.append(
            {
                "stage": stage,
                "rows": here[:ON_STATION],
                "more": max(0, len(here) - ON_STATION),
                "count": len(here),
                "counts": [(lv, counts[lv]) for lv in RANK if counts[lv] and lv != "calm"],
                "level": min(counts, key=RANK.__getitem__, default="calm"),
            }
        )
    return found


def search(request: Any) -> HttpResponse:
    """Search over everything that the reader may open. The words are posted, so that they stand in no address."""
    typed = request.POST.get("typed", "").strip()
    if not typed:
        return render(request, "desk/search.html")
    found = overview(request.keys, "")
    hits, more = find(request.keys, typed, found)
    return show(request, "desk/search.html", {"typed": typed, "hits": hits, "more": more, "asked": True}, found)
