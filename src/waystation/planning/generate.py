"""Invented problems of any size, the same for the same seed: for tests, measurements and to try the planner.

    problem = generate(people=200, seed=1)                 # everything together
    problem = generate(people=200, seed=1, joint=False)    # slots alone

Their shape follows what programmes report: more than half are alone; places come in batches, a dozen in one week and
then none for a month; a nationality is eligible for about half of the programmes; places are a little fewer than
people; beds suffice for four weeks in five; a twelfth of the houses is lost for six weeks.
"""

import random
from collections import Counter

from waystation.planning.problem import (
    QUARTER,
    RISKS,
    Escorts,
    House,
    Household,
    Place,
    Problem,
    Programme,
    check,
)

SIZES, SHARES = (1, 2, 3, 4, 5, 6), (55, 20, 10, 8, 4, 3)
RISK_SHARES = (25, 30, 25, 14, 6)
COUNTRIES = ("Canada", "Lithuania", "Germany", "France", "Norway", "Spain", "Brazil", "Argentina")
NATIONALITIES = 12
SLOTS_PER_PERSON = 0.95
BED_PERCENTILE = 0.8


def generate(people: int, seed: int = 1, weeks: int = 52, joint: bool = True, programmes: int = 8) -> Problem:
    """A problem with about so many people (exactly, but for the last household's size)."""
    rng = random.Random(f"{people} {seed} {weeks}")  # noqa: S311 - the same problem for the same seed is wanted
    offers = [_programme(rng, n, people, weeks, programmes) for n in range(programmes)]
    eligible = [_eligible(rng, offers) for _ in range(NATIONALITIES)]
    places = _places(rng, offers, people, weeks) if joint else ()
    households = _households(rng, people, weeks, eligible, offers, places, joint)
    houses = _houses(rng, households, offers, weeks) if joint else ()
    problem = Problem(
        weeks=weeks, households=tuple(households), programmes=tuple(offers), name=f"{people} people, seed {seed}",
        houses=houses, places=places, escorts=_escorts(rng, offers, weeks) if joint else None,
    )  # fmt: skip
    return check(problem)


def _programme(rng: random.Random, n: int, people: int, weeks: int, programmes: int) -> Programme:
    total = SLOTS_PER_PERSON * people / programmes * rng.uniform(0.6, 1.4)
    often = [every for every in (1, 1, 2, 4) if total * every / weeks >= 2]  # a family fits a batch
    every = rng.choice(often or (8, 13))  # weeks between two batches
    batches = range(rng.randrange(min(every, weeks)), weeks, every)
    slots, owed = [0] * weeks, 0.0
    for week in batches:
        owed += total / len(batches)
        if rng.random() < 0.8:  # now and then a batch does not come, and the next is larger
            slots[week], owed = int(owed + rng.random()), 0.0
    country = COUNTRIES[n % len(COUNTRIES)]
    return Programme(f"programme {n + 1}", rng.randint(2, 13), tuple(slots), country)


def _eligible(rng: random.Random, offers: list[Programme]) -> tuple[str, ...]:
    taken = [p.id for p in offers if rng.random() < 0.5]
    return tuple(taken or [rng.choice(offers).id])


def _households(
    rng: random.Random, people: int, weeks: int, eligible: list[tuple[str, ...]], offers: list[Programme],
    places: tuple[Place, ...], joint: bool,
) -> list[Household]:  # fmt: skip
    found: list[Household] = []
    countries = {p.id: p.country for p in offers}
    left = people
    while left > 0:
        size = min(left, rng.choices(SIZES, SHARES)[0])
        left -= size
        nationality = rng.randrange(NATIONALITIES)
        arrives = 0 if rng.random() < 0.2 else rng.randrange(max(1, weeks * 4 // 5))
        deadline = arrives + int(rng.lognormvariate(2.7, 0.5))
        needs = tuple(need for need, share in (("women-only", 0.12), ("step-free", 0.06)) if rng.random() < share)
        wanted = {countries[p] for p in eligible[nationality]}
        settles = tuple(p.id for p in places if p.country in wanted and rng.random() < 0.8)
        never = (rng.choice(found).id,) if found and rng.random() < 0.02 else ()
        found.append(
            Household(
                f"H{len(found) + 1:05}", size, rng.choices(RISKS, RISK_SHARES)[0], arrives, deadline,
                eligible[nationality], needs if joint else (), never if joint else (), f"region {nationality + 1}",
                settles or tuple(p.id for p in places if p.country in wanted),
            )
        )  # fmt: skip
    return found


def _places(rng: random.Random, offers: list[Programme], people: int, weeks: int) -> tuple[Place, ...]:
    """One in each country, from 1,000 people on two, together a tenth more than its places in a programme; a fifth
    more or less by quarter."""
    quarters = -(-(weeks + 16) // QUARTER)
    shares = (0.6, 0.4) if people >= 1000 else (1.0,)
    found = []
    for country in dict.fromkeys(p.country for p in offers):
        total = sum(sum(p.slots) for p in offers if p.country == country)
        for n, share in enumerate(shares):
            expected = 1.1 * share * total / (weeks / QUARTER)
            capacity = tuple(int(expected * rng.uniform(0.8, 1.2) + 2) for _ in range(quarters))
            services = ("counselling",) if rng.random() < 0.5 else ()
            found.append(Place(f"{country} {n + 1}", country, capacity, ("en",), services))
    return tuple(found)


def _escorts(rng: random.Random, offers: list[Programme], weeks: int) -> Escorts:
    """A quarter more seats than an even flow of departures would need."""
    mean = sum(sum(p.slots) for p in offers) / weeks
    return Escorts(tuple(int(1.25 * mean * rng.uniform(0.8, 1.2) + 2) for _ in range(weeks)))


def _houses(rng: random.Random, households: list[Household], offers: list[Programme], weeks: int) -> tuple[House, ...]:
    """Beds at a percentile of how many are there, were everybody served in order of arrival by places of the whole
    year and gone after an average processing."""
    served = sum(sum(p.slots) for p in offers) / weeks
    processing = served * sum(p.processing_weeks for p in offers) / len(offers)
    arrivals: Counter[int] = Counter()
    for household in households:
        arrivals[household.arrives] += household.size
    waiting, lengths = 0.0, []
    for week in range(weeks):
        waiting = max(0.0, waiting + arrivals[week] - served)
        lengths.append(waiting + min(processing, waiting + arrivals[week]))
    beds = max(4, int(sorted(lengths)[int(BED_PERCENTILE * (weeks - 1))]))
    found: list[House] = []
    while beds > 0:
        size = min(beds, rng.randint(4, 16) if beds > 60 else rng.randint(4, 8))
        beds -= size
        first = not found
        kinds = tuple(k for k, share in (("women-only", 0.3), ("step-free", 0.25)) if first or rng.random() < share)
        burned = rng.randrange(0, max(1, weeks - 6)) if rng.random() < 1 / 12 else None
        opened = None if burned is None else tuple(w for w in ((0, burned), (burned + 6, weeks)) if w[0] < w[1])
        found.append(House(f"house {len(found) + 1}", size, kinds, f"region {len(found) % 12 + 1}", opened))
    return tuple(found)
