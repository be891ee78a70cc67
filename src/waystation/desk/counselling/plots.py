"""Trends: the scores of one questionnaire over time as a drawing in percent, which fits any width without script.

A table beside it says the same; the drawing adds only how they lie to each other.
"""

import datetime
from dataclasses import dataclass
from itertools import pairwise

from waystation.casework.landing.screening import BANDS, Instrument

LEFT, WIDE, TOP, HIGH = 5, 90, 6, 86  # percent of the picture: room for the dots at its edges


@dataclass(frozen=True)
class Dot:
    """One score: its place in percent, the day, the score as people say it, and whether it was acute."""

    x: int
    y: int
    day: str
    said: str
    acute: bool


@dataclass(frozen=True)
class Stripe:
    """One band of scores: from ``y`` down for ``high`` percent."""

    y: int
    high: int
    key: str
    word: str


@dataclass(frozen=True)
class Plot:
    """``lines``: pairs of neighbouring dots. ``most`` and ``least``: what the top and the bottom stand for."""

    title: str
    dots: list[Dot]
    lines: list[tuple[Dot, Dot]]
    stripes: list[Stripe]
    most: str
    least: str


def plot(used: Instrument, scores: list[tuple[str, int, bool]]) -> Plot:
    """The drawing of at least one score as (day, stored score, acute)."""
    found = sorted(scores)
    first, last = (datetime.date.fromisoformat(found[n][0]).toordinal() for n in (0, -1))

    def across(day: str) -> int:
        where = datetime.date.fromisoformat(day).toordinal()
        return LEFT + (round(WIDE * (where - first) / (last - first)) if last > first else WIDE // 2)

    def down(score: int) -> int:
        return TOP + HIGH - round(HIGH * (score - used.least) / (used.most - used.least))

    dots = [Dot(across(day), down(score), day, used.said(score), acute) for day, score, acute in found]
    ends = [least for least, _band in used.bands[1:]] + [used.most]
    stripes = [
        Stripe(down(end), max(0, down(least) - down(end)), band, BANDS[band])
        for (least, band), end in zip(used.bands, ends, strict=bool(used.bands))
    ]
    return Plot(used.title, dots, list(pairwise(dots)), stripes, used.said(used.most), used.said(used.least))
