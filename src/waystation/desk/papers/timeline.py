"""The timeline: what falls due when, in all cases or in one, as a picture beside a table that says the same."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language_bidi
from django.utils.translation import gettext as _

from waystation.casework import timeline as rules
from waystation.casework.clocks import DAY
from waystation.casework.timeline import LANES, Mark
from waystation.desk.cases.opened import opened_file
from waystation.desk.cases.overview import RANK, overview, show
from waystation.desk.papers.drawing import SPANS, Frame, Stroke
from waystation.desk.web.words import said
from waystation.store.cases import CaseFile
from waystation.store.index import Row

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
    """All cases that fall due within the span, what fails first at the top."""
    found, frame = overview(request.keys), frame_of(request)
    open_rows = [row for row in found.rows if row.stage != "S12"]
    lines, later, levels = [], [], []
    for row in open_rows:
        dues = row.dues
        levels += [(due.at, level) for due, level, _part in dues]
        line = _of_case(row, dues, frame)
        if line is None:
            later.append(row)
        else:
            lines.append(line)
    lines.sort(key=lambda line: (line.at, line.name))
    context = {
        "frame": frame, "spans": list(SPANS), "lines": lines, "later": sorted(later, key=lambda r: r.code),
        "lanes": LANES, "heap": frame.heap(levels) if len(lines) > 1 else "", "total": len(open_rows),
        "first": lines[0] if lines else None,
    }  # fmt: skip
    return show(request, "desk/timeline.html", context, found)


def _of_case(row: Row, dues: list[Any], frame: Frame) -> Line | None:
    """A case's line; None where nothing falls due within the span."""
    if not dues or not frame.shows(dues[0][0].at):
        return None
    first, level, part = dues[0]
    strokes = [Stroke(rules.lane_of(p, d.what), lv, d.at) for d, lv, p in reversed(dues[1:])]
    strokes.append(Stroke(rules.lane_of(part, first.what), level, first.at, first=True))
    return Line(row.code, f"/cases/{row.url}/timeline", frame.line(strokes), _(first.what), first.at, level)


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
    first = min(shown, key=lambda m: (m.due, RANK[m.level]), default=None)
    lines = [_of_mark(mark, frame, mark is first) for mark in shown]
    return {
        "frame": frame, "spans": list(SPANS), "lines": lines, "lanes": LANES,
        "first": next((line for line, mark in zip(lines, shown, strict=True) if mark is first), None),
    }  # fmt: skip


def _of_mark(mark: Mark, frame: Frame, first: bool) -> Line:
    drawing = frame.line([Stroke(mark.lane, mark.level, mark.at, mark.end, first)])
    return Line(said(mark.label), "", drawing, "", mark.due, mark.level, mark.lane, mark.at if mark.end else 0)
