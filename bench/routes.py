"""Measures routes: one query in its parts, many with bounds kept, and random routes judged by the legal check.

    .venv/bin/python bench/routes.py                      100 queries, 20,000 at once, 2,000 random routes: a minute
    .venv/bin/python bench/routes.py --random 100000      as many random routes: a few minutes more

The tables are the public ones beside the project (``--data``). Fares are invented, lognormal around the estimate, so
that money and time conflict as they do in life; with fares by distance alone there is seldom more than one best route.
"""

import argparse
import datetime
import random
import statistics
import time
from pathlib import Path
from typing import Any

import airportsdata
from _common import Row, Times, machine_line, table, timed, write

from waystation.casework.visas.facts import borders as facts
from waystation.desk.borders.assembling import assembled
from waystation.planning.passage import Traveller, Visa, check
from waystation.planning.passage.tables import read_entry_rules
from waystation.planning.routes import Network, Price, Risks, Trip
from waystation.planning.routes.batch import Question, many
from waystation.planning.routes.lawful import lawful
from waystation.planning.routes.network import estimate
from waystation.planning.routes.places import Airport, read_borders, read_flights
from waystation.planning.routes.route import bounds_to, country, legs_of, place, routes, ways
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


def judged(network: Network, rules: Any, count: int) -> list[Row]:
    """Random routes of random people from anywhere, walked by the legal check, which knows nothing of the search: how
    many break a rule. Prints the first ones."""
    dice, seen, broken, begun = random.Random(4), 0, 0, time.perf_counter()
    codes = [airport.code for airport in network.airports]
    while seen < count:
        asked = []
        for _n in range(1000):  # at a time: what a batch keeps is thrown away with it
            who, trip = query(dice, network)
            asked.append(Question(who, Trip(dice.choice(codes), trip.goal, trip.on)))
        for question, answer in zip(asked, many(network, asked, rules), strict=True):
            for way in answer.ways():
                refused = refusals(network, question, way, rules)
                if refused and broken < 5:
                    print(f"broken: {question} {way} {refused}")
                broken, seen = broken + bool(refused), seen + 1
    note = f"{seen:,} routes in {time.perf_counter() - begun:.0f} s"
    return [Row("routes that break a rule", [float(broken)], "", goal=None, note=note)]


def refusals(network: Network, question: Question, way: Way, rules: Any) -> list[Any]:
    legs = legs_of(network, way, question.trip.on)
    return [v for v in check(question.who, legs, rules) if v.answer == "refused" and v.kind != "exit"]


def main() -> None:
    parser = argparse.ArgumentParser()
    beside = Path(__file__).resolve().parent.parent.parent / "shared" / "data"
    parser.add_argument("--data", type=Path, default=beside)
    parser.add_argument("--queries", type=int, default=100)
    parser.add_argument("--batch", type=int, default=20_000)
    parser.add_argument("--random", type=int, default=2000)
    options = parser.parse_args()
    rules, network = read(options.data)
    built = timed(lambda: read(options.data), 1, warm=0)
    size = (
        f"{len(network.airports):,} airports, {len(network.abroad.to) + len(network.within.to):,} flights, "
        f"{len(network.land.to) // 2} land borders"
    )
    tables = {
        f"One query ({size})": [
            Row("reading the tables, once for each process", built, "ms"),
            *parts(network, rules, options.queries),
        ],
        "Many at once": batch(network, rules, options.batch),
        "Judged": judged(network, rules, options.random),
    }
    print(machine_line())
    for title, rows in tables.items():
        print(f"\n{table(title, rows)}")
    print(f"\n{write('routes', tables)}")


if __name__ == "__main__":
    main()
