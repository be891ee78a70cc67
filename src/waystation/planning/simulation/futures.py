"""Many futures as bands, last quarter replayed, and what both say to the planner."""

from collections.abc import Iterator

from msgspec import Struct

from waystation.planning.simulation.history import ENDS, MISSED, REFUSED, History, housed
from waystation.planning.simulation.model import Future, simulate
from waystation.planning.simulation.world import World, calibrate

QUANTILES = (0.1, 0.5, 0.9)
WHAT = ("beds", "waiting", "slots", "refused", "missed", "stopped", "landed", "road")
TOLD = ("road", "beds", "landed", "refused", "missed")  # what a history can tell of a quarter
QUARTER = 13  # weeks
RESERVE = 0.8  # of the weeks in which nobody should wait for a bed: eight of ten


class Bands(Struct):
    """For each of WHAT and each week, the three quantiles of QUANTILES; how many futures they rest on; of each future
    the most beds wanted at once and the people landed in all, sorted."""

    count: int
    bands: dict[str, list[tuple[float, float, float]]]
    peak_beds: list[int]
    landed: list[int]


def futures(world: World, count: int, weeks: int, seed: int = 1) -> Iterator[Future]:
    """One after another, so that whoever waits can be told."""
    for n in range(count):
        yield simulate(world, weeks, seed * 100_003 + n)


def banded(found: list[Future]) -> Bands:
    """What lies between the futures."""
    weeks = range(len(found[0].beds) if found else 0)
    bands = {what: [quantiles(sorted(getattr(f, what)[week] for f in found)) for week in weeks] for what in WHAT}
    peaks = (max((b + w for b, w in zip(f.beds, f.bedless, strict=True)), default=0) for f in found)
    return Bands(len(found), bands, sorted(peaks), sorted(sum(f.landed) for f in found))


def quantiles(values: list[int]) -> tuple[float, float, float]:
    """Of sorted values, those of QUANTILES."""
    return tuple(at(values, q) for q in QUANTILES)  # type: ignore[return-value]


def at(values: list[int] | list[float], q: float) -> float:
    """Linear between neighbours, as in Hyndman and Fan's type 7."""
    if not values:
        return 0.0
    place = q * (len(values) - 1)
    low = int(place)
    high = min(low + 1, len(values) - 1)
    return values[low] + (place - low) * (values[high] - values[low])


def reserve_beds(world: World, bands: Bands) -> int:
    """Beds more than there are that would have been enough in ``RESERVE`` of the futures' worst weeks; 0 where there
    are enough."""
    return max(0, round(at(bands.peak_beds, RESERVE)) - world.beds)


class Replay(Struct):
    """Last quarter as simulated from what was known before it, beside what happened, by TOLD as far as the history
    tells it. ``inside``: the share of weeks in which what happened lies within the band; ``error``: distance from the
    middle of the band, per cent of what happened, None where nothing did: the mean of all weeks, and of those who
    landed, of the quarter's sum. By the week two or three land, and even the best model is wrong by half of that.
    ``thin``: what stood on too few cases then."""

    weeks: int
    happened: dict[str, list[int]]
    bands: Bands
    inside: dict[str, float]
    error: dict[str, float | None]
    thin: list[str]


def quarter(history: History, weeks: int = QUARTER) -> World:
    """The world as it could be known before the last weeks. How many beds there were is not in a history: as many as
    there are now, or as were slept in at once since the quarter before, if those were more. That is no fact foretold:
    houses are what the programme has, not what befalls it."""
    start = history.now - 7 * weeks
    world = calibrate(history, start)
    world.beds = max([history.beds, *happened(history, start - 7 * QUARTER, QUARTER + weeks)["beds"]])
    return world


def replayed(history: History, found: list[Future]) -> Replay:
    """What happened in the last weeks, beside ``futures(quarter(history), …)`` of so many weeks."""
    bands = banded(found)
    weeks = len(bands.bands["beds"])
    start = history.now - 7 * weeks
    real = happened(history, start, weeks)
    if not history.knows(MISSED):
        del real[MISSED]
    inside, error = {}, {}
    for what, rows in real.items():
        band = bands.bands[what]
        inside[what] = sum(low <= n <= high for n, (low, _mid, high) in zip(rows, band, strict=True)) / (weeks or 1)
        away = sum(abs(n - mid) for n, (_low, mid, _high) in zip(rows, band, strict=True))
        if what == "landed":
            away = abs(sum(rows) - at(bands.landed, 0.5))
        error[what] = 100 * away / sum(rows) if sum(rows) else None
    return Replay(weeks, real, bands, inside, error, calibrate(history, start).thin)


def happened(history: History, start: float, weeks: int) -> dict[str, list[int]]:
    """What was counted at the end of each of so many weeks from a day, by TOLD, as ``Future`` counts it."""
    ends = [start + 7 * week for week in range(1, weeks + 1)]
    found = {what: [0] * weeks for what in TOLD}
    for n in range(len(history.cases)):
        size, path = history.size(n), history.path(n, history.now)
        bed, before = False, ""
        for (stage, since), (_next, until) in zip(path, [*path[1:], ("", float("inf"))], strict=False):
            bed, before = housed(bed, before, stage), stage
            for week, end in enumerate(ends):
                if since <= end < until:
                    found["beds"][week] += size * bed
                    found["road"][week] += size * (stage not in ENDS)
                if stage == "S10" and end - 7 < since <= end:
                    found["landed"][week] += size
                if stage in (REFUSED, MISSED) and start < since <= end:
                    found[stage][week] += size
    return found
