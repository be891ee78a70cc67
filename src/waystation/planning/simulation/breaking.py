"""How many slots of a plan break by themselves: people not ready in their week, refused, late, or not at the flight.

    cases, days = waiting(world, history)
    breaks = broken(cases, days, list(walks(world, cases, 200)), horizon=182)
    breaks.share, breaks.price      # 0.43 of the slots; a changed slot should count 35

A plan gives each household a week in which it gets a place and a week in which it leaves, from single numbers:
everybody waiting is ready, and a pathway takes so many weeks. Here each household of the plan is followed through many
futures without anybody planning again, and every slot counted that could not be kept, whichever came first.
"""

import random
from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from msgspec import Struct

from waystation.planning.simulation.futures import at
from waystation.planning.simulation.history import APPEAL, ENDS, MISSED, REFUSED, History
from waystation.planning.simulation.world import Draws, Standing, World

LATE, SLOW, LEFT = "late", "slow", "left"  # not ready for the place; ready to leave too late; off the road
WHY = (LATE, REFUSED, SLOW, MISSED, LEFT)
PLANNED = ("S3", "S4", "S5", "S6", REFUSED)  # stages in which somebody waits for a place
LODGED = ("S7", APPEAL)
SHARES = (50, 70, 80, 90)  # of a hundred: the same as those at which the pages read processing times
USUAL = 80  # of a hundred: where no plan is told, one is made from times read at this share, as the pages do
WEEK = 7  # days that a promise of a week leaves
USUAL_PRICE = 20  # of a change that is sure to come true: at 1,000 people, 0.6 % of cost for a quarter of the changes
MOST_PRICE = 5 * USUAL_PRICE  # above, the planner keeps what is hardly better than unplanned: 100 to 1,000 is 2 to 11 %


class Walk(NamedTuple):
    """What one future brings one household: days until it is ready for its place (infinite where it left the road
    before, on day ``lasts``), and from the place ``lasts`` days until it leaves, or until ``why`` ends it."""

    ready: float
    lasts: float
    why: str


class Read(Struct):
    """What a plan would be that reads times at ``share`` of a hundred: the share of slots that break, and for how many
    days longer than needed those slots that hold keep people here."""

    share: int
    breaks: float
    spare: float


class Breaks(Struct):
    """``slots``: how many the plan has; ``share``: how many of them break, as a mean and in eight of ten futures;
    ``why``: shares by WHY; ``price``: what a changed slot should count; ``reads``: by share of the past at which times
    are read, cheapest first; ``estimated``: whether the plan is one from single numbers, because none was told."""

    slots: int
    share: float
    low: float
    high: float
    why: dict[str, float]
    price: int
    reads: list[Read]
    estimated: bool


def walks(world: World, cases: list[Standing], count: int, seed: int = 1) -> Iterator[list[Walk]]:
    """One future after another, of all these cases."""
    for n in range(count):
        rng = random.Random(seed * 200_003 + n)  # noqa: S311 - draws of a model
        draws = Draws(world, rng)
        yield [walk(draws, case) for case in cases]


def walk(draws: Draws, case: Standing) -> Walk:
    """One household, as if places, beds and seats were always there when the plan says so."""
    stage, spent, day, ready = case.stage, case.spent, 0.0, 0.0 if case.stage in LODGED else float("inf")
    days, to = draws.first(case)
    while True:
        day += max(0.0, days - spent)
        if ready == float("inf"):
            if to in LODGED:
                ready, day = day, 0.0
            elif to in ENDS or to == "S9":
                return Walk(ready, day, LEFT)
        elif to in ("S9", *ENDS[:2]):
            return Walk(ready, day, "")
        elif to in (REFUSED, MISSED):
            return Walk(ready, day, to)
        elif to in (*PLANNED, "S12"):
            return Walk(ready, day, LEFT)
        spent, stage = 0.0, to
        days, to = draws.step(stage)


def waiting(world: World, history: History) -> tuple[list[Standing], list[tuple[float, float]]]:
    """Whose slots are asked about, and the days that they were promised: those of the history's plan that still wait;
    without a plan everybody who waits for a place, and no days."""
    here = {case.case: case for case in world.here if case.stage in (*PLANNED, *LODGED)}
    told = [(here[n], gets - world.now, leaves - world.now) for n, gets, leaves in history.plan if n in here]
    if told:  # whoever has lodged already needs no place any more, whatever the plan says
        days = [(0.0 if case.stage in LODGED else max(0.0, gets), leaves) for case, gets, leaves in told]
        return [case for case, _gets, _leaves in told], days
    return [case for case in here.values() if case.stage in PLANNED], []


def broken(cases: list[Standing], days: list[tuple[float, float]], found: list[list[Walk]], horizon: float) -> Breaks:
    """What the futures of ``walks`` say of these slots, and of slots promised from times read at each of SHARES;
    ``horizon``: days for which is planned: what breaks later will be planned again before."""
    reads = [_read(found, share, horizon) for share in SHARES]
    estimated = not days
    if estimated:
        days = _by_numbers(found, USUAL)
    counts = [Counter(why for why, _spare in _kept(days, future, horizon)) for future in found]
    slots = len(cases)
    shares = sorted(sum(n for why, n in count.items() if why) / (slots or 1) for count in counts)
    total = sum(counts, Counter[str]())
    mean = sum(shares) / (len(shares) or 1)
    return Breaks(
        slots, mean, at(shares, 0.1), at(shares, 0.9),
        {why: total[why] / (slots * len(found) or 1) for why in WHY}, price(mean), reads, estimated,
    )  # fmt: skip


def price(share: float) -> int:
    """What the planner should count for each changed slot, where such a share of slots breaks by itself.

    What a plan gains by giving somebody another slot it gains only if the new slot comes true, and the planner counts
    it in full. A change is worth it if gain × (1 − share) is more than a change costs, so it is the same to count the
    gain in full and the change as cost / (1 − share). The change itself disturbs people once more either way: the slot
    that they have would break as often as the one that they would get. ``USUAL_PRICE`` for a slot that is certain, from
    the measured curve of what few changes cost, and at most ``MOST_PRICE``."""
    return min(MOST_PRICE, round(USUAL_PRICE / max(1 - share, USUAL_PRICE / MOST_PRICE)))


def _kept(days: list[tuple[float, float]], future: list[Walk], horizon: float) -> Iterator[tuple[str, float]]:
    """Of each slot in one future what breaks it, empty for nothing within the horizon; and the days to spare."""
    for (gets, leaves), walked in zip(days, future, strict=True):
        why, day, spare = fate(gets, leaves, walked)
        yield (why if day <= horizon else ""), spare


def fate(gets: float, leaves: float, walked: Walk) -> tuple[str, float, float]:
    """What breaks a slot, or nothing; on which day; and for how many days a kept one was planned longer than needed."""
    closes, goes = gets + WEEK, leaves + WEEK
    if walked.ready == float("inf"):
        return LEFT, min(walked.lasts, closes), 0.0
    if walked.ready > closes:
        return LATE, closes, 0.0
    end = max(walked.ready, gets) + walked.lasts
    if end > goes:
        return SLOW, goes, 0.0
    return walked.why, end, 0.0 if walked.why else goes - end


def _by_numbers(found: list[list[Walk]], share: int) -> list[tuple[float, float]]:
    """Slots promised from single numbers: each household's place when ``share`` of a hundred futures had it ready, and
    leaving as many days later as ``share`` of a hundred of all walks took. Weeks begin on the days promised."""
    lasts = sorted(w.lasts for future in found for w in future if w.ready < float("inf") and not w.why)
    promised = []
    for one in zip(*found, strict=True):
        ready = sorted(w.ready for w in one if w.ready < float("inf"))
        gets = at(ready, share / 100)
        promised.append((gets, gets + at(lasts, share / 100)))
    return promised


def _read(found: list[list[Walk]], share: int, horizon: float) -> Read:
    days = _by_numbers(found, share)
    kept = [one for future in found for one in _kept(days, future, horizon)]
    spare = [days for why, days in kept if not why and days]
    return Read(share, sum(1 for why, _spare in kept if why) / (len(kept) or 1), sum(spare) / (len(spare) or 1))
