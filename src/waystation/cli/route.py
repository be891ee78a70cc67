"""``waystation route``: lawful routes for one passport, from the imported tables. Nothing of any case is read.

It knows the transit rules and hostile places that ship with the program, and no member's own list: those are sealed,
and the desk's page uses them.
"""

import argparse
import datetime
import sys
from typing import Any

HELP = "find lawful routes for a passport, by risk, money, time and legs"
GOOD, NONE, BAD_INPUT = 0, 1, 2


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("start", metavar="FROM", type=str.upper, help="an airport's code (TBS) or a country's (GE)")
    parser.add_argument("goal", metavar="TO", type=str.upper, help="likewise")
    parser.add_argument("--passport", metavar="XX", type=str.upper, required=True, help="the passport's country")
    parser.add_argument(
        "--visa", metavar="YY[:FROM:UNTIL[:ENTRIES]]", type=_visa, action="append", default=[],
        help="a visa in hand, for a country or SCHENGEN; without days it counts as good. Several together",
    )  # fmt: skip
    parser.add_argument("--on", metavar="DATE", type=_day, required=True, help="the day of departure")
    parser.add_argument("--valid-until", metavar="DATE", type=_day, help="the passport's last day")
    parser.add_argument("--home", metavar="XX", type=str.upper, default="", help="the state that they flee, if another")
    parser.add_argument(
        "--avoid", metavar="XX", type=str.upper, action="append", default=[], help="a country not to touch"
    )
    parser.add_argument("--legs", metavar="N", type=int, choices=range(1, 6), default=4, help="at most so many (4)")
    parser.add_argument("--all", action="store_true", help="print all best routes, not seven")
    parser.add_argument("--why", action="store_true", help="print what the law closes, and by which rule")


def _day(typed: str) -> datetime.date:
    try:
        return datetime.date.fromisoformat(typed)
    except ValueError:
        raise argparse.ArgumentTypeError("a day, as 2026-12-10") from None


def _visa(typed: str) -> tuple[str, datetime.date | None, datetime.date | None, int | None]:
    country, *rest = typed.upper().split(":")
    if len(rest) not in (0, 2, 3) or (rest[2:] and not rest[2].isdecimal()):
        raise argparse.ArgumentTypeError("as CA, CA:2026-12-01:2027-03-01 or CA:2026-12-01:2027-03-01:1")
    since, until = (_day(rest[0]), _day(rest[1])) if rest else (None, None)
    return country, since, until, int(rest[2]) if rest[2:] else None


def run(options: argparse.Namespace) -> int:
    from waystation.cli.checks import no_installation

    if missing := no_installation():
        print(missing, file=sys.stderr)
        return BAD_INPUT
    from waystation.cli.setup import ready

    ready()
    from waystation.planning.routes import UnknownPlace
    from waystation.store.travel import references

    kept = {table.key for table in references.every()}
    if lacking := sorted({"entry-rules", "routes", "borders"} - kept):
        print(f"Import first: {', '.join(lacking)} (`waystation import`).", file=sys.stderr)
        return BAD_INPUT
    try:
        return _found(options)
    except UnknownPlace as error:
        print(f"{error}.", file=sys.stderr)
        return BAD_INPUT


def _found(options: argparse.Namespace) -> int:
    from waystation.desk.borders import networks, rules
    from waystation.planning.routes import Trip, chosen, closed, routes

    known, net = rules.public(options.avoid), networks.network()
    if options.passport not in known.entry.rules:
        print(f"{options.passport} is no passport of the table: everything would be a question.", file=sys.stderr)
        return BAD_INPUT
    who = _traveller(options)
    trip = Trip(options.start, options.goal, options.on, options.legs)
    found = routes(net, who, trip, known)
    for route in found if options.all else chosen(found):
        show(route)
    if not found:
        print("No lawful route is known.")
    if options.why:
        print("\nClosed by law:")
        for route in closed(net, who, trip, known)[:7]:
            show(route, "refused")
    _tables()
    return GOOD if found else NONE


def _traveller(options: argparse.Namespace) -> Any:
    from waystation.planning.passage import Traveller, Visa

    week = options.on + datetime.timedelta(days=7)
    visas = tuple(
        Visa(country, since or options.on, until or week, entries) for country, since, until, entries in options.visa
    )
    return Traveller(options.passport, visas=visas, valid_until=options.valid_until, home=options.home)


def show(route: Any, answer: str = "ask") -> None:
    """One route on a line, and below it what is to be asked, or what is refused."""
    way = route.way
    print(f"risk {way.risk:>3}  {way.euros:>5} EUR  {way.minutes // 60:>3}:{way.minutes % 60:02} h  "
          f"{way.legs} {'leg' if way.legs == 1 else 'legs'}  {_along(route)}")  # fmt: skip
    for verdict in route.verdicts:
        if verdict.answer == answer:
            age = f" [{verdict.source}, {verdict.as_of}]" if verdict.source else ""
            print(f"      {answer}: {verdict.country} {verdict.kind}: {verdict.rule}{age}")


def _along(route: Any) -> str:
    if not route.legs:
        return "there already"
    names = [f"{route.legs[0].from_place} ({route.legs[0].from_country})"]
    for leg in route.legs:
        by = "-" if leg.transport == "air" else "="
        names.append(f"{by} {leg.to_place} ({leg.to_country}{', airside' if leg.airside else ''})")
    return " ".join(names)


def _tables() -> None:
    from waystation.store.travel import references

    today = datetime.datetime.now(datetime.UTC).date()
    ages = [f"{k.key} {(today - datetime.date.fromisoformat(k.as_of)).days} days old" for k in references.every()]
    print(f"\n{'; '.join(ages)}. - flight, = by land. Fares and hours are estimates; no route is known to be flown "
          "today. This is no legal advice: ask whoever decides at each border.")  # fmt: skip
