"""Where everybody stands in each week of a plan: on which station of the road.

    crowd = ways(problem, plan)            # {(weight, way): people}; a way is a station for each week
    standing(crowd, week=5)                # (12, 20, 3, 1, 8): people at each of STATIONS
    sampled(crowd, each=6)                 # [(16, way), (16, way), (8, way), …]: one for about six people

This is the only place that says who stands where: the picture of the road, its table and its sentences count by it.
"""

from collections import Counter
from collections.abc import Collection, Mapping

from waystation.planning.plans import Placement, Plan
from waystation.planning.problem import Household, Problem

STATIONS = ("outside", "house", "slot", "leaving", "left")
OUTSIDE, HOUSE, SLOT, LEAVING, LEFT = range(len(STATIONS))

Way = bytes  # a station's number for each week
Crowd = Mapping[tuple[int, Way], int]


def ways(problem: Problem, plan: Plan) -> Crowd:
    """People by how much a week of their waiting counts and by the way they go."""
    leads = {p.id: p.processing_weeks for p in problem.programmes}
    crowd: Counter[tuple[int, Way]] = Counter()
    for h in problem.households:
        crowd[h.risk, way(h, plan.get(h.id), leads, problem.weeks)] += h.size
    return crowd


def way(household: Household, placement: Placement | None, leads: Mapping[str, int], weeks: int) -> Way:
    """A household's station in each week. Who has a slot stands there wherever they sleep, from its
    week on; who leaves in a week is on the journey in it, and has left from the next on. Before it arrives it is
    outside."""
    stations = bytearray([OUTSIDE]) * weeks

    def stand(station: int, since: int, until: int) -> None:
        since, until = (min(max(0, week), weeks) for week in (since, until))
        stations[since:until] = bytes([station]) * (until - since)

    for stay in placement.stays if placement else ():
        stand(HOUSE, stay.since, stay.until)
    if placement and placement.slot:
        programme, week = placement.slot
        leave = week + leads[programme]
        stand(SLOT, week, leave)
        stand(LEAVING, leave, leave + 1)
        stand(LEFT, leave + 1, weeks)
    return bytes(stations)


def housed(problem: Problem) -> set[str]:
    """Who sleeps in a house when planning begins."""
    return {h.id for h in problem.households if h.housed}


def put_out(problem: Problem, plan: Plan, slept: Collection[str]) -> dict[str, int]:
    """Those among who ``slept`` in a house who are outside in some week before they leave: the first such week."""
    leads = {p.id: p.processing_weeks for p in problem.programmes}
    found = {}
    for h in problem.households:
        placement = plan.get(h.id, Placement())
        slot = placement.slot
        leave = slot[1] + leads[slot[0]] if slot else problem.weeks
        inside = {week for stay in placement.stays for week in range(stay.since, stay.until)}
        out = [week for week in range(h.arrives, min(leave, problem.weeks)) if week not in inside]
        if h.id in slept and out:
            found[h.id] = out[0]
    return found


def standing(crowd: Crowd, week: int) -> tuple[int, ...]:
    """How many people stand at each station in a week."""
    counts = [0] * len(STATIONS)
    for (_weight, stations), people in crowd.items():
        counts[stations[week]] += people
    return tuple(counts)


def sampled(crowd: Crowd, each: int = 1) -> list[tuple[int, Way]]:
    """One of every ``each`` people, those whose waiting counts most first: whoever stands in the middle of each group
    when people are lined up by weight and way. With 1 it is everybody; else shares are kept, give or take a group."""
    found, passed = [], 0
    for who, people in sorted(crowd.items(), key=lambda item: (-item[0][0], item[0][1])):
        middles = [(many - each // 2 + each - 1) // each for many in (passed, passed + people)]
        found += [who] * (middles[1] - middles[0])
        passed += people
    return found
