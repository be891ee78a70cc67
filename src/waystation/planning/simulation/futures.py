"""Many futures as bands, last quarter replayed, and what both say to the planner."""

from collections.abc import Iterator

from msgspec import Struct

from waystation.planning.simulation.history import STAGES, History, World, calibrate
from waystation.planning.simulation.model import SHELTERED, Future, simulate

QUANTILES = (0.1, 0.5, 0.9)
LANDED = ("S10", "S11")
WHAT = ("beds", "waiting", "landed", "road")
QUARTER = 13  # weeks
RESERVE = 0.8  # of the weeks in which nobody should wait for a bed: eight of ten
USUAL_PRICE = 20  # of a change, where nothing speaks for another: 0.6 % of cost for a quarter of the changes


class Bands(Struct):
    """For each of WHAT and each week, the three quantiles of QUANTILES; and how many futures they rest on."""

    count: int
    bands: dict[str, list[tuple[float, float, float]]]
    peak_beds: list[int]  # of each future, sorted


def futures(world: World, count: int, weeks: int, seed: int = 1) -> Iterator[Future]:
    """One after another, so that whoever waits can be told."""
    for n in range(count):
        yield simulate(world, weeks, seed * 100_003 + n)


def banded(found: list[Future]) -> Bands:
    """What lies between the futures."""
    weeks = range(len(found[0].beds) if found else 0)
    bands = {what: [_quantiles(sorted(getattr(f, what)[week] for f in found)) for week in weeks] for what in WHAT}
    peaks = (max((b + w for b, w in zip(f.beds, f.waiting, strict=True)), default=0) for f in found)
    return Bands(len(found), bands, sorted(peaks))


def _quantiles(values: list[int]) -> tuple[float, float, float]:
    return tuple(_at(values, q) for q in QUANTILES)  # type: ignore[return-value]


def _at(values: list[int], q: float) -> float:
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
    return max(0, round(_at(bands.peak_beds, RESERVE)) - world.beds)


class Replay(Struct):
    """Last quarter as simulated from what was known before it, beside what happened. ``inside``: the share of weeks in
    which what happened lies within the band; ``error``: mean distance from the middle of the band, per cent of what
    happened; None where nothing did. By WHAT that a history can tell: beds, landed and road."""

    weeks: int
    happened: dict[str, list[int]]
    bands: Bands
    inside: dict[str, float]
    error: dict[str, float | None]


def quarter(history: History, weeks: int = QUARTER) -> World:
    """The world as it could be known before the last weeks. How many beds there were is not in a history: as many as
    there are now, or as were slept in at once in the quarter before, if those were more."""
    start = history.now - 7 * weeks
    world = calibrate(history, start)
    world.beds = max([history.beds, *_happened(history, "beds", start - 7 * QUARTER, QUARTER)])
    return world


def replayed(history: History, found: list[Future]) -> Replay:
    """What happened in the last weeks, beside ``futures(quarter(history), …)`` of so many weeks."""
    bands = banded(found)
    weeks = len(bands.bands["beds"])
    start = history.now - 7 * weeks
    happened = {what: list(_happened(history, what, start, weeks)) for what in ("beds", "landed", "road")}
    inside, error = {}, {}
    for what, real in happened.items():
        rows = bands.bands[what]
        inside[what] = sum(low <= n <= high for n, (low, _mid, high) in zip(real, rows, strict=True)) / (weeks or 1)
        total = sum(real)
        away = sum(abs(n - mid) for n, (_low, mid, _high) in zip(real, rows, strict=True))
        error[what] = 100 * away / total if total else None
    return Replay(weeks, happened, bands, inside, error)


def _happened(history: History, what: str, start: float, weeks: int) -> Iterator[int]:
    """What was counted at the end of each week."""
    for week in range(1, weeks + 1):
        day, total = start + 7 * week, 0
        for n, moves in enumerate(history.cases):
            past = [(stage, at) for stage, at in moves if at <= day]
            if not past:
                continue
            stage = past[-1][0]
            counts = {
                "beds": stage in SHELTERED,
                "road": stage in STAGES[:-1],
                "landed": any(s == "S10" and day - 7 < at <= day for s, at in past),
            }[what]
            total += history.size(n) if counts else 0
        yield total


def change_price(replayed: Replay) -> int:
    """What the planner should count for each changed slot: the worse the model foretells landings, the sooner plans
    break by themselves, and the less a change now is worth. From the usual price at an error of nothing to five times
    it at 100 per cent and more."""
    error = replayed.error.get("landed")
    if error is None:
        return USUAL_PRICE
    return round(USUAL_PRICE * (1 + 4 * min(1.0, error / 100)))
