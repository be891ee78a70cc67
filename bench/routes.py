"""Measures routes: one query in its parts, many with bounds kept, and random routes judged by the legal check.

    .venv/bin/python bench/routes.py                      100 queries, 20,000 at once, 2,000 random routes: two minutes
    .venv/bin/python bench/routes.py --random 100000      as many random routes: a few minutes more
    .venv/bin/python bench/routes.py --only judged        the random routes alone; or "one", "many", "households"

Random routes are of households of one to three, with agents' offers among them: each way is walked by the legal check
for each person, at its estimated hours and at those of its offers, and each offer is looked at: does it hold, has it
the seats, can it be reached.

The tables are the public ones beside the project (``--data``). Fares are invented, lognormal around the estimate, so
that money and time conflict as they do in life; with fares by distance alone there is seldom more than one best route.
"""

import argparse
import datetime
import random
import statistics
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import airportsdata
from _common import Row, Times, machine_line, table, timed, write

from waystation.casework.visas.facts import borders as facts
from waystation.desk.routes.assembling import assembled
from waystation.planning.passage import Traveller, Visa, check
from waystation.planning.passage.tables import read_entry_rules
from waystation.planning.routes import Network, Price, Risks, Trip, Window
from waystation.planning.routes.batch import Question, many
from waystation.planning.routes.everybody import Everybody, Household
from waystation.planning.routes.holding import holding
from waystation.planning.routes.lawful import lawful
from waystation.planning.routes.network import estimate
from waystation.planning.routes.offers import Offer
from waystation.planning.routes.places import Airport, read_borders, read_flights
from waystation.planning.routes.proposal import walked
from waystation.planning.routes.route import BrokenRoute, bounds_to, country, legs_of, place, routes, ways
from waystation.planning.routes.search import Way

ON = datetime.date(2026, 12, 10)
ORIGINS = (
    "TBS EVN IST ALA DYU TAS GYD BEG SKP OTP DXB DOH AMM CAI TUN NBO ADD EBB KGL LOS ACC DKR ISB DEL BKK KUL CGK MNL "
    "BOG MEX"
)
GOALS = "YYZ YUL YVR VNO FRA MUC CDG AMS ARN MAD LHR JFK SYD EZE GRU"
PASSPORTS = "RU AF IR UG NG EG PK SY IQ TJ UZ KG ET SO CM SD YE BD LK GE AM AZ TR UA BY MA TN JO LB"


def read(data: Path) -> tuple[Any, Network]:
    entry = read_entry_rules((data / "passport-index-2026-02-17.csv").read_bytes(), "passport-index", ON)
    rules = assembled(entry, *(facts.starters(name) for name in facts.LISTS))
    airports = {
        a["iata"]: Airport(a["iata"], a["name"], a["city"], a["country"], a["lat"], a["lon"], a["tz"])
        for a in airportsdata.load("IATA").values()
    }
    flights = read_flights((data / "openflights-routes.csv").read_bytes())
    borders = read_borders((data / "countries-borders-mledoze-5.1.0.csv").read_bytes()).borders
    return rules, Network.of(airports, flights, borders, fares(airports, flights), rules)


def fares(airports: Any, flights: Any) -> dict[tuple[str, str], Price]:
    dice = random.Random(1)
    found = {}
    for a, b in sorted(flights):
        if a in airports and b in airports:
            price = estimate(airports[a], airports[b])
            minutes = price.minutes + dice.randrange(0, 240, 5)
            found[a, b] = Price(max(15, round(price.euros * dice.lognormvariate(0, 0.5))), minutes)
    return found


def query(dice: random.Random, network: Network) -> tuple[Traveller, Trip]:
    """Somebody with a visa for where they want to go, in some country that is not their own."""
    goal = dice.choice(GOALS.split())
    visa = Visa(country(network, place(network, goal)), datetime.date(2026, 12, 1), datetime.date(2027, 3, 1), 1)
    who = Traveller(dice.choice(PASSPORTS.split()), visas=(visa,), valid_until=datetime.date(2030, 1, 1))
    return who, Trip(dice.choice(ORIGINS.split()), goal, ON)


def parts(network: Network, rules: Any, count: int) -> list[Row]:
    """Medians of each part of one query over many queries."""
    dice, sets, whole, law_ms, bounds_ms, search_ms = random.Random(2), [], Times(), Times(), Times(), Times()
    for _n in range(count):
        who, trip = query(dice, network)
        at = country(network, place(network, trip.start))
        kept: dict[str, Any] = {}

        def ask(name: str, act: Any, into: Times, kept: dict[str, Any] = kept) -> None:
            begun, spent = time.perf_counter(), time.process_time()
            kept[name] = act()
            into.add((time.perf_counter() - begun) * 1000, (time.process_time() - spent) * 1000)

        ask("law", lambda: lawful(network, who, at, trip.on, rules, Risks()), law_ms)  # noqa: B023
        ask("bounds", lambda: bounds_to(network, kept["law"], trip.goal), bounds_ms)  # noqa: B023
        ask("ways", lambda: ways(network, kept["law"], trip, kept["bounds"]), search_ms)  # noqa: B023
        ask("routes", lambda: routes(network, who, trip, rules), whole)  # noqa: B023
        sets.append(len(kept["ways"]))
    note = f"best routes: median {statistics.median(sets):.0f}, most {max(sets)}, none in {sets.count(0)} of {count}"
    return [
        Row("the law of every country for one person", law_ms, "ms"),
        Row("four bounds from the goal", bounds_ms, "ms"),
        Row("search", search_ms, "ms"),
        Row("a whole query, each route checked again", whole, "ms", goal=25, note=note),
    ]


def batch(network: Network, rules: Any, count: int) -> list[Row]:
    """Many questions at once, as a nightly run for a whole programme asks them; without the compiling, which is
    measured by itself."""
    dice = random.Random(3)
    asked = [Question(*query(dice, network)) for _n in range(count)]
    compiling = timed(lambda: many(network, asked[:1], rules), 1, warm=0, scale=1)
    begun, spent = time.perf_counter(), time.process_time()
    answers = many(network, asked, rules)
    took, cpu = time.perf_counter() - begun, time.process_time() - spent
    ways_of = [len(answer.costs) for answer in answers]
    note = (
        f"{len({(q.who, q.trip.goal) for q in asked}):,} passports and goals, {len(set(asked)):,} different questions; "
        f"{sum(ways_of):,} best ways, none for {ways_of.count(0):,}"
    )
    return [
        Row("making machine code, once for each process", compiling, "s"),
        Row(f"{count:,} questions", Times([took], [cpu]), "s", goal=10 * count / 20_000, note=note),
        Row("one of them", Times([1000 * took / count], [1000 * cpu / count]), "ms", goal=0.5),
    ]


HUBS = "TBS EVN IST DXB DOH ALA FRA CDG VNO BEG AMM CAI NBO ADD BKK".split()
GEL = 0.34  # euros, as a rate that somebody typed
WEEK = 7


def offers(dice: random.Random, network: Network, count: int, days: int) -> list[Offer]:
    """So many flights of some hubs on the first days: most on the map, some that it lacks, some over, with few seats or
    in a currency without a rate."""
    codes, found = [airport.code for airport in network.airports], []
    for n in range(count):
        start = dice.choice(HUBS)
        here = network.number[start]
        ends = network.abroad.to[network.abroad.first[here] : network.abroad.first[here + 1]].tolist()
        end = network.airports[dice.choice(ends)].code if ends and dice.random() < 0.7 else dice.choice(codes)
        if end == start:
            continue
        departs = datetime.datetime.combine(ON, datetime.time(), datetime.UTC)
        departs += datetime.timedelta(days=dice.randrange(days), minutes=dice.randrange(0, 1440, 5))
        lasts = datetime.timedelta(minutes=dice.randrange(60, 900))
        until = ON - datetime.timedelta(days=dice.choice((-9, 0, 9)))
        price, currency = dice.randrange(20, 900), dice.choice(("EUR", "EUR", "GEL", "KZT"))
        seats = dice.choice((0, 1, 2, 9))
        found.append(Offer(start, end, departs, departs + lasts, price, currency, until, f"XX {n}", seats))
    return found


def household(dice: random.Random, network: Network, start: str, days: int) -> Household:
    """One to three people with visas for where they want to go."""
    who, trip = query(dice, network)
    others = [replace(who, passport=dice.choice(PASSPORTS.split())) for _n in range(dice.choice((0, 0, 1, 2)))]
    window = Window(start, trip.goal, ON, ON + datetime.timedelta(days=days - 1))
    return Household((who, *others), window)


def households(network: Network, rules: Any, count: int) -> list[Row]:
    """Everybody's way for a programme: households with offers, each on any day of a week; and where machine code begins
    to be worth the making."""
    dice = random.Random(5)
    held = holding(offers(dice, network, 200, WEEK + 2), ON, 0, {"GEL": GEL}).compared
    asked = [household(dice, network, dice.choice(ORIGINS.split()), WEEK) for _n in range(count)]
    rows = []
    for title, some, with_offers, many_ in (
        ("{n:,} households, any day of a week", asked, (), 10**6),
        ("{n:,} households, any day of a week, 200 offers", asked, held, 10**6),
        ("{n:,} households without machine code", asked[:40], (), 1),
    ):
        begun, spent = time.perf_counter(), time.process_time()
        found = list(Everybody(network, rules, with_offers, many=many_).outlooks(some))
        took, cpu = time.perf_counter() - begun, time.process_time() - spent
        counts = Counter(outlook.answer for outlook in found)
        people = sum(len(h.who) for h in some)
        note = f"{people:,} people; {counts['ask']:,} to be asked about, {counts['refused']:,} without a way"
        rows.append(Row(title.format(n=len(some)), Times([took], [cpu]), "s", note=note))
    return rows


def judged(network: Network, rules: Any, count: int) -> list[Row]:
    """Random routes of random households from anywhere, with random offers, walked by the legal check, which knows
    nothing of the search: how many break a rule, how many offers are taken that cannot be. Prints the first ones."""
    dice, begun, seen = random.Random(4), time.perf_counter(), Counter[str]()
    codes = [airport.code for airport in network.airports]
    while seen["routes"] < count:
        every = offers(dice, network, 300, 3)
        held = holding(every, ON, 0, {"GEL": GEL}).compared
        asking = Everybody(network, rules, held, many=10**6)  # at a time: what it keeps is thrown away with it
        asked = [household(dice, network, dice.choice(HUBS if dice.random() < 0.5 else codes), 1) for _n in range(1000)]
        for one, ways_found in zip(asked, asking.every_way(asked), strict=True):
            for way in ways_found:
                wrong = broken(network, one, way, held, rules, seen)
                seen["routes"] += 1
                if wrong and seen["shown"] < 5:
                    seen["shown"] += 1
                    print(f"broken: {one} {way} {wrong}")
    took = time.perf_counter() - begun
    note = f"{seen['routes']:,} routes in {took:.0f} s, {seen['with offers']:,} of them with {seen['offers']:,} offers"
    return [
        Row("routes that break a rule", [float(seen["broken"])], "", goal=None, note=note),
        Row("offers that cannot be taken, flights that nobody has", [float(seen["misused"])], "", goal=None),
    ]


def broken(network: Network, one: Household, way: Way, held: Any, rules: Any, seen: Counter[str]) -> list[Any]:
    """What is wrong with a way, as it is shown: with its legs at estimated hours, and at those of its offers."""
    seated = [o for o in held if not o.seats or o.seats >= len(one.who)]
    try:
        shown = walked(network, way, ON, one.who, rules, seated)
    except BrokenRoute as error:
        seen["broken"] += 1
        return [error]
    both = legs_of(network, way, ON), shown.legs
    wrong = [verdict for legs in both for who in one.who for verdict in refusals(who, legs, rules)]
    misused = list(_misused(network, shown, one))
    taken = sum(offer is not None for offer in shown.offers)
    seen.update({"broken": bool(wrong), "misused": len(misused), "with offers": bool(taken), "offers": taken})
    return wrong + misused


def on_map(network: Network, leg: Any) -> bool:
    start, end = network.number[leg.from_place], network.number[leg.to_place]
    return any(end in e.to[e.first[start] : e.first[start + 1]] for e in (network.abroad, network.within))


def _misused(network: Network, shown: Any, one: Household) -> Iterator[str]:
    """What is wrong with the offers that a way takes, or with flights that it has without one."""
    ready = None
    for leg, offer in zip(shown.legs, shown.offers or (None,) * len(shown.legs), strict=True):
        if offer is not None:
            if offer.until < ON or 0 < offer.seats < len(one.who) or offer.currency == "KZT":
                yield f"{offer} cannot be taken"
            if (leg.from_place, leg.to_place, leg.departs) != (offer.start, offer.end, offer.departs):
                yield f"{leg} is not {offer}"
            if offer.departs.date() != ON if ready is None else offer.departs < ready:
                yield f"{offer} cannot be reached"
        elif leg.transport == "air" and not on_map(network, leg):
            yield f"{leg} is no flight of the map, and takes no offer"
        ready = leg.landed + datetime.timedelta(hours=1)


def refusals(who: Traveller, legs: Any, rules: Any) -> list[Any]:
    return [v for v in check(who, legs, rules) if v.answer == "refused" and v.kind != "exit"]


def main() -> None:
    parser = argparse.ArgumentParser()
    beside = Path(__file__).resolve().parent.parent.parent / "shared" / "data"
    parser.add_argument("--data", type=Path, default=beside)
    parser.add_argument("--queries", type=int, default=100)
    parser.add_argument("--batch", type=int, default=20_000)
    parser.add_argument("--random", type=int, default=2000)
    parser.add_argument("--households", type=int, default=5000)
    parser.add_argument("--only", choices=("", "one", "many", "households", "judged"), default="")
    options = parser.parse_args()
    rules, network = read(options.data)
    built = timed(lambda: read(options.data), 1, warm=0)
    size = (
        f"{len(network.airports):,} airports, {len(network.abroad.to) + len(network.within.to):,} flights, "
        f"{len(network.land.to) // 2} land borders"
    )
    made: dict[str, tuple[str, Callable[[], list[Row]]]] = {
        "one": (f"One query ({size})", lambda: [
            Row("reading the tables, once for each process", built, "ms"), *parts(network, rules, options.queries)]),
        "many": ("Many at once", lambda: batch(network, rules, options.batch)),
        "households": ("Everybody's way", lambda: households(network, rules, options.households)),
        "judged": ("Judged", lambda: judged(network, rules, options.random)),
    }  # fmt: skip
    tables = {title: make() for name, (title, make) in made.items() if options.only in ("", name)}
    print(machine_line())
    for title, rows in tables.items():
        print(f"\n{table(title, rows)}")
    print(f"\n{write('routes', tables)}")


if __name__ == "__main__":
    main()
