"""The timeline: what falls due when, in all cases or in one, as a picture beside a table that says the same."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language_bidi
from django.utils.translation import gettext as _

from waystation.casework.clocks import DAY
from waystation.casework.summaries import DueLine
from waystation.casework.visas import timeline as rules
from waystation.casework.visas import ways
from waystation.casework.visas.timeline import LANES, Mark
from waystation.desk.cases.opened import opened_file
from waystation.desk.cases.overview import RANK, overview, show
from waystation.desk.papers.drawing import SPANS, Frame, Stroke
from waystation.desk.web.words import said
from waystation.store.files.casefiles import CaseFile
from waystation.store.lists.rows import Row

SHOWN = 60  # lines before the fold: three screens on a desk, seven on a telephone, where 600 were seventy-five
MONTHS = 3  # shown unless somebody chooses


@dataclass
class Line:
    """One line: what it is called, where it leads, its drawing, what fails first on it and when."""

    name: str
    url: str
    drawing: str
    what: str
    at: int
    level: str
    lane: str = ""
    begins: int = 0


def frame_of(request: Any) -> Frame:
    """The scale that the address asks for: 1, 3 or 12 months."""
    months = request.GET.get("months", "")
    chosen = int(months) if months.isdigit() and int(months) in SPANS else MONTHS
    return Frame(request.keys.minute, chosen, get_language_bidi())


def timeline(request: Any) -> HttpResponse:
    """All cases that fall due within the span, what fails first on top; below, those with reviews and tasks only."""
    found, frame = overview(request.keys), frame_of(request)
    open_rows = [row for row in found.rows if row.stage != "S12"]
    lines, later, levels = [], [], []
    for row in open_rows:
        dues = _counted(row)
        levels += [(due.at, level) for due, level, _lane in dues]
        line = _of_case(row, dues, frame)
        if line is None:
            later.append(row)
        else:
            lines.append(line)
    lines.sort(key=lambda line: (line.lane == "clock" and line.level not in ("late", "alarm"), line.at, line.name))
    context = {
        "frame": frame, "spans": list(SPANS), "lines": lines[:SHOWN], "more": lines[SHOWN:],
        "later": sorted(later, key=lambda r: r.code),
        "lanes": LANES, "heap": frame.heap(levels) if len(lines) > 1 else "", "total": len(open_rows),
        "first": lines[0] if lines else None,
    }  # fmt: skip
    return show(request, "desk/timeline.html", context, found)


def _counted(row: Row) -> list[tuple[DueLine, str, str]]:
    """What falls due, its level and lane. Papers of those who have landed no longer do."""
    landed = row.stage in ways.LANDED
    return [
        (due, level, rules.lane_of(part, due.what))
        for due, level, part in row.dues
        if not (landed and part in ("papers", "journey"))
    ]


def _of_case(row: Row, dues: list[tuple[DueLine, str, str]], frame: Frame) -> Line | None:
    """A case's line; None where nothing falls due within the span. What fails is a paper or a departure, or what is
    late already: a review in a week is drawn, and does not push a visa of next month from its place."""
    failing = [x for x in dues if x[2] != "clock" or x[1] in ("late", "alarm")] or dues
    if not failing or not frame.shows(failing[0][0].at):
        return None
    first, level, lane = failing[0]
    strokes = [Stroke(own, lv, due.at) for due, lv, own in reversed(dues) if due is not first]
    strokes.append(Stroke(lane, level, first.at, first=True))
    return Line(row.code, f"/cases/{row.url}/timeline", frame.line(strokes), _(first.what), first.at, level, lane)


def of_case(request: Any, number: str) -> HttpResponse:
    """One case's timeline, of the parts that these keys open."""
    file = opened_file(request, number)
    return render(request, "desk/case_timeline.html", {"file": file, "number": number} | picture(request, file))


def picture(request: Any, file: CaseFile) -> dict[str, Any]:
    """What the drawing of one case needs: a line for each mark, what fails first marked as that."""
    frame, now = frame_of(request), file.keys.minute
    found = sorted(
        (mark for part in file.parts.values() if part.state is not None
         for mark in rules.marks(part.kind.key, part.state, now)),
        key=lambda m: (list(LANES).index(m.lane), m.due),
    )  # fmt: skip
    since = now - frame.past * DAY
    shown = [m for m in found if (frame.shows(m.at) and m.due >= since) or m.level in ("late", "alarm")]
    first = min(_failing(shown, now), key=lambda m: (m.due, RANK[m.level]), default=None)
    lines = [_of_mark(mark, frame, mark is first) for mark in shown]
    return {
        "frame": frame, "spans": list(SPANS), "lines": lines, "lanes": LANES,
        "first": next((line for line, mark in zip(lines, shown, strict=True) if mark is first), None),
    }  # fmt: skip


def _failing(marks: list[Mark], now: int) -> list[Mark]:
    """Those of which one comes first: what fails is a paper or a departure, or what is late already."""
    coming = [m for m in marks if m.due >= now or m.level in ("late", "alarm")]
    return [m for m in coming if m.lane != "clock" or m.level in ("late", "alarm")] or coming


def _of_mark(mark: Mark, frame: Frame, first: bool) -> Line:
    drawing = frame.line([Stroke(mark.lane, mark.level, mark.at, mark.end, first)])
    return Line(said(mark.label), "", drawing, "", mark.due, mark.level, mark.lane, mark.at if mark.end else 0)
