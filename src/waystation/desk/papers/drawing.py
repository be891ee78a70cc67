"""Drawing dates: one line of a picture for each thing, on one scale, as SVG without any style of its own.

    frame = Frame(now, months=3, rtl=False)
    frame.line([Mark(...)])      # a line's drawing
    frame.axis                   # its dates, drawn once

Ten units are a day and 0 is now. The line is stretched to its cell while its strokes are not (vector-effect), so that
one drawing serves every width, and the script zooms by changing nothing but the view box. Right-to-left pages mirror
the lines by style sheet; only the words of the axis are placed from here. Nothing that anybody typed goes in.
"""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.safestring import SafeString, mark_safe

from waystation.casework.clocks import DAY

SPANS = {1: (3, 31), 3: (7, 93), 12: (14, 366)}  # months shown: days before today and after it
UNIT = DAY // 10  # minutes
FURTHEST = 3660  # units: a year is drawn whatever is shown, for the script to zoom out to


@dataclass(frozen=True)
class Stroke:
    """What is drawn on a line: from minute ``at`` to ``end``, or a moment. ``first``: what stands out."""

    lane: str
    level: str
    at: int
    end: int | None = None
    first: bool = False


@dataclass(frozen=True)
class Frame:
    """One scale: around minute ``now``, over so many ``months``."""

    now: int
    months: int = 3
    rtl: bool = False

    @property
    def past(self) -> int:
        return SPANS[self.months][0]

    @property
    def ahead(self) -> int:
        return SPANS[self.months][1]

    @property
    def box(self) -> str:
        return f"{-10 * self.past} 0 {10 * (self.past + self.ahead)} 20"

    def shows(self, minute: int) -> bool:
        """Whether something falls into what is shown; what is past always does, at the edge."""
        return minute <= self.now + self.ahead * DAY

    def x(self, minute: int) -> int:
        return max(-10 * self.past + 2, min(FURTHEST, (minute - self.now) // UNIT))

    def line(self, strokes: Iterable[Stroke]) -> SafeString:
        """The drawing of one line. It is hidden from screen readers, which have the table's words."""
        drawn = "".join(self._stroke(s) for s in strokes)
        return mark_safe(  # noqa: S308 - numbers, and names of classes that stand in this program
            f'<svg class="dates" viewBox="{self.box}" preserveAspectRatio="none" aria-hidden="true">'
            f'<use href="#grid"/>{drawn}</svg>'
        )

    def _stroke(self, stroke: Stroke) -> str:
        end = self.x(stroke.at if stroke.end is None else stroke.end)
        out = ""
        if stroke.end is not None:
            out += f'<path class="span {stroke.lane} {stroke.level}" d="M{self.x(stroke.at)} 10H{end}"/>'
        if stroke.first:
            out += f'<path class="ring {stroke.level}" d="M{end} 10h.1"/><path class="halo" d="M{end} 10h.1"/>'
        return out + f'<path class="dot {stroke.lane} {stroke.level}" d="M{end} 10h.1"/>'

    @cached_property
    def ticks(self) -> list[datetime.date]:
        """The days that the axis names: Mondays of a month, else firsts of months (and fifteenths of three)."""
        today = _date(self.now)
        days = [today + datetime.timedelta(days=n) for n in range(-self.past, self.ahead + 1)]
        if self.months == 1:
            return [d for d in days if d.weekday() == 0]
        return [d for d in days if d.day == 1 or (self.months == 3 and d.day == 15)]

    @property
    def grid(self) -> SafeString:
        """The lines that every drawing has behind it, and today; drawn once, used by all."""
        lines = "".join(f"M{self._of(day)} 0V20" for day in self.ticks)
        return mark_safe(  # noqa: S308 - numbers
            '<svg class="unseen" aria-hidden="true"><defs><g id="grid">'
            f'<path class="tick" d="{lines}"/><path class="today" d="M0 0V20"/></g></defs></svg>'
        )

    @property
    def axis(self) -> SafeString:
        """The names of the days, at their places."""
        words = "".join(
            f'<text x="{self._percent(self._of(day))}%" y="14" class="{"odd" if n % 2 else "even"}">'
            f"{date_format(day, 'M' if self.months == 12 else 'j M')}</text>"
            for n, day in enumerate(self.ticks)
            if 2 < self._percent(self._of(day)) < 98
        )
        return mark_safe(f'<svg class="axis" aria-hidden="true">{words}</svg>')  # noqa: S308 - dates

    def heap(self, levels: Sequence[tuple[int, str]]) -> SafeString:
        """How much falls due when, over all lines: a column for each stretch of days, by (minute, level)."""
        width = 1 if self.months == 1 else 3 if self.months == 3 else 7
        columns: dict[int, dict[str, int]] = {}
        for minute, level in levels:
            if self.shows(minute):
                at = (self.x(minute) + 10 * self.past) // (10 * width)
                column = columns.setdefault(at, {})
                column[level] = column.get(level, 0) + 1
        most = max((sum(c.values()) for c in columns.values()), default=1)
        drawn = "".join(self._column(at, width, column, most) for at, column in sorted(columns.items()))
        return mark_safe(  # noqa: S308 - numbers and names of levels
            f'<svg class="dates heap" viewBox="{self.box}" preserveAspectRatio="none" aria-hidden="true">'
            f'<use href="#grid"/>{drawn}</svg>'
        )

    def _column(self, at: int, width: int, column: dict[str, int], most: int) -> str:
        left, foot, out = at * 10 * width - 10 * self.past, 20.0, ""
        for level in ("calm", "due", "late", "alarm"):
            if count := column.get(level):
                height = 20 * count / most
                foot -= height
                box = f'x="{left + 1}" y="{foot:.2f}" width="{10 * width - 2}" height="{height:.2f}"'
                out += f'<rect class="{level}" {box}/>'
        return out

    def _of(self, day: datetime.date) -> int:
        midnight = datetime.datetime.combine(day, datetime.time(), timezone.get_current_timezone())
        return int(midnight.timestamp() // 60 - self.now) // UNIT

    def _percent(self, units: int) -> float:
        share = 100 * (units + 10 * self.past) / (10 * (self.past + self.ahead))
        return round(100 - share if self.rtl else share, 2)


def _date(minute: int) -> datetime.date:
    return timezone.localtime(datetime.datetime.fromtimestamp(minute * 60, datetime.UTC)).date()
