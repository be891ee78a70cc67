"""The road with the people on it, week by week: a table that any reader can read, from whose cells and dots the page's
script moves them along; and the same as bands, for who has no script.

The picture holds no names: a dot is a weight and a way, and stands for so many people that all fit."""

from dataclasses import dataclass
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from waystation.desk.plan.pictures import Drawn
from waystation.planning.standing import HOUSE, STATIONS, Crowd, sampled, standing, ways
from waystation.store.plans.planned import Proposal

MOST = 200  # dots of one plan: more are no longer told apart on a telephone, and move haltingly on a slow one
WIDE, HIGH = 10, 60  # units of the bands: the width of a week, and the height of everybody


@dataclass
class Week:
    """A row of the table. ``counts``: people at each station that is shown; ``said``: the same as a sentence."""

    week_of: date
    counts: tuple[int, ...]
    said: str


@dataclass
class Road:
    """One plan's road. ``dots``: ``weight:way`` each, a way being a station's digit for each week; ``bands``: for each
    station its name and a polygon's points, those who have left at the bottom."""

    plan: Drawn
    weeks: list[Week]
    dots: str
    bands: list[tuple[str, str]]

    @property
    def wide(self) -> int:
        return WIDE * len(self.weeks)


@dataclass
class Moving:
    """All roads of a page. ``each``: for how many people one dot stands, on all of them; ``weights``: those there are,
    and ``last`` the number of the last week. ``sealed``: where people sleep is not known, so no station says it."""

    roads: list[Road]
    each: int
    weights: list[int]
    last: int
    sealed: bool

    @property
    def stations(self) -> list[str]:
        waits = [_("Waits")] if self.sealed else [_("Outside"), _("In a house")]
        return [*waits, _("Has a slot"), _("Leaves"), _("Has left")]


def drawn(proposal: Proposal, plans: list[Drawn]) -> Moving:
    """The roads of the plans side by side."""
    crowds = [ways(plan.found.problem, plan.found.plan) for plan in plans]
    each = max(1, *(-(-sum(crowd.values()) // MOST) for crowd in crowds))
    roads = [_road(plan, crowd, each, proposal) for plan, crowd in zip(plans, crowds, strict=True)]
    weights = sorted({weight for crowd in crowds for weight, _way in crowd}, reverse=True)
    return Moving(roads, each, weights, len(roads[0].weeks) - 1, proposal.sealed_beds)


def _road(plan: Drawn, crowd: Crowd, each: int, proposal: Proposal) -> Road:
    shown = [n for n in range(len(STATIONS)) if n != HOUSE or not proposal.sealed_beds]
    weeks = [_week(crowd, week, proposal.day_of(week), shown) for week in range(proposal.now.problem.weeks)]
    dots = (f"{weight}:{''.join(str(shown.index(n)) for n in way)}" for weight, way in sampled(crowd, each))
    return Road(plan, weeks, " ".join(dots), _bands([week.counts for week in weeks], [STATIONS[n] for n in shown]))


def _week(crowd: Crowd, week: int, day: date, shown: list[int]) -> Week:
    counts = standing(crowd, week)
    told = dict(zip(STATIONS, counts, strict=True)) | {"n": week, "day": date_format(day, "j M")}
    said = _(
        "Week %(n)s, from %(day)s: %(outside)s wait outside, %(house)s in houses, %(slot)s with a slot, "
        "%(leaving)s leave, %(left)s have left."
    )
    if HOUSE not in shown:
        said = _(
            "Week %(n)s, from %(day)s: %(outside)s wait, %(slot)s with a slot, %(leaving)s leave, %(left)s have left."
        )
    return Week(day, tuple(counts[n] for n in shown), said % told)


def _bands(counts: list[tuple[int, ...]], stations: list[str]) -> list[tuple[str, str]]:
    everybody = max(1, sum(counts[0]))
    below, found = [0] * len(counts), []
    for station, name in reversed(list(enumerate(stations))):
        above = [low + people[station] for low, people in zip(below, counts, strict=True)]
        found.append((name, _steps(below, everybody) + " " + " ".join(reversed(_steps(above, everybody).split()))))
        below = above
    return found


def _steps(heights: list[int], everybody: int) -> str:
    """A line with a step at each week, as points."""
    levels = [round(HIGH - HIGH * height / everybody, 1) for height in heights]
    return " ".join(f"{WIDE * (week + side)},{level}" for week, level in enumerate(levels) for side in (0, 1))
