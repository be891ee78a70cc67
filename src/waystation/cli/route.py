"""``waystation route``: lawful routes for one passport, from the imported tables. Nothing of any case is read.

It knows the transit rules and hostile places that ship with the program, and no member's own list, offers or exchange
rates: those are sealed, and the desk's pages use them. Offers come from a file (``--offers``), rates from options.
"""

import argparse
import datetime
import sys
from collections.abc import Callable
from typing import Any

from waystation.cli import agents
from waystation.cli.days import WEEK, day, visa

HELP = "find lawful routes for a passport, by risk, money, time and legs"
GOOD, NONE, BAD_INPUT = 0, 1, 2


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("start", metavar="FROM", type=str.upper, help="an airport's code (TBS) or a country's (GE)")
    parser.add_argument("goal", metavar="TO", type=str.upper, help="likewise")
    parser.add_argument("--passport", metavar="XX", type=str.upper, required=True, help="the passport's country")
    parser.add_argument(
        "--visa", metavar="YY[:FROM:UNTIL[:ENTRIES]]", type=visa, action="append", default=[],
        help="a visa in hand, for a country or SCHENGEN; without days it counts as good. Several together",
    )  # fmt: skip
    parser.add_argument("--on", metavar="DATE", type=day, required=True, help="the day of departure")
    parser.add_argument("--valid-until", metavar="DATE", type=day, help="the passport's last day")
    parser.add_argument("--home", metavar="XX", type=str.upper, default="", help="the state that they flee, if another")
    parser.add_argument("--legs", metavar="N", type=int, choices=range(1, 6), default=4, help="at most so many (4)")
    parser.add_argument("--all", action="store_true", help="print all best routes, not seven")
    parser.add_argument("--why", action="store_true", help="print what the law closes, and by which rule")
    agents.arguments(parser)


def run(options: argparse.Namespace) -> int:
    return answered(_found, options)


def answered(how: Callable[[argparse.Namespace], int], options: argparse.Namespace) -> int:
    """The exit code of what answers, once tables are there; what was asked wrongly is said."""
    if missing := unready():
        print(missing, file=sys.stderr)
        return BAD_INPUT
    from waystation.planning.errors import PlanningError

    try:
        return how(options)
    except PlanningError as error:
        print(f"{error}.", file=sys.stderr)
    except OSError as error:
        print(f"{error.filename}: {error.strerror}.", file=sys.stderr)
    return BAD_INPUT


def unready() -> str:
    """Gets the installation ready; what is missing before routes can be looked for, empty where nothing is."""
    from waystation.cli.checks import no_installation

    if missing := no_installation():
        return missing
    from waystation.cli.setup import ready

    ready()
    from waystation.store.travel import references

    kept = {table.key for table in references.every()}
    lacking = sorted({"entry-rules", "routes", "borders"} - kept)
    return f"Import first: {', '.join(lacking)} (`waystation import`)." if lacking else ""


def _found(options: argparse.Namespace) -> int:
    """Raises PlanningError."""
    from waystation.desk.routes import finding, networks, rules
    from waystation.planning.routes import Window, chosen, excluded, proposals

    today = datetime.datetime.now(datetime.UTC).date()
    known = finding.with_offers(rules.public(options.avoid), agents.offers(options), options.rate, today)
    if options.passport not in known.rules.entry.rules:
        print(f"{options.passport} is no passport of the table: everything would be a question.", file=sys.stderr)
        return BAD_INPUT
    net, who = networks.network(), [_traveller(options)]
    window = Window(options.start, options.goal, options.on, options.on, options.legs)
    found = proposals(net, who, window, known.rules, offers=known.offers.compared)
    for one in found if options.all else chosen(found):
        show(one, known, today)
    if not found:
        print("No lawful route is known.")
    if lacking := finding.not_compared(known, window):
        print(f"\n{lacking}")
    if options.why:
        print("\nClosed by law:")
        for one in excluded(net, who, window, known.rules)[:7]:
            show(one, known, today, "refused")
    print(f"\n{ages(today)}")
    return GOOD if found else NONE


def _traveller(options: argparse.Namespace) -> Any:
    from waystation.planning.passage import Traveller, Visa

    visas = tuple(
        Visa(country, since or options.on, until or options.on + WEEK, entries)
        for country, since, until, entries in options.visa
    )
    return Traveller(options.passport, visas=visas, valid_until=options.valid_until, home=options.home)


def show(one: Any, known: Any, today: datetime.date, answer: str = "ask") -> None:
    """One way on a line; below it what its flights cost where somebody offers them, and what is to be asked, or what is
    refused."""
    from waystation.desk.routes import offered

    way, fares = one.way, offered.fares(one, known.rates, today)
    estimated = "~" if any(fare.estimated for fare in fares) else " "
    print(f"risk {way.risk:>3} {estimated}{sum(fare.euros for fare in fares):>5} EUR  {way.minutes // 60:>3}:"
          f"{way.minutes % 60:02} h  {way.legs} {'leg' if way.legs == 1 else 'legs'}  {along(one.legs)}")  # fmt: skip
    for leg, fare in zip(one.legs, fares, strict=True):
        if not fare.estimated:
            print(f"      {leg.from_place} - {leg.to_place}: {in_words(fare)}")
    for verdict in (said.verdict for said in one.said if said.verdict.answer == answer):
        age = f" [{verdict.source}, {verdict.as_of}]" if verdict.source else ""
        print(f"      {answer}: {verdict.country} {verdict.kind}: {verdict.rule}{age}")


def in_words(fare: Any) -> str:
    """An offer in a line: price, flight, whose and how old, and the rate."""
    price = f"{fare.price} ({fare.converted})" if fare.converted else fare.price
    return "; ".join(filter(None, [price, fare.offer, fare.source, f"rate {fare.rate}" if fare.rate else ""]))


def along(legs: Any) -> str:
    if not legs:
        return "there already"
    names = [f"{legs[0].from_place} ({legs[0].from_country})"]
    for leg in legs:
        by = "-" if leg.transport == "air" else "="
        names.append(f"{by} {leg.to_place} ({leg.to_country}{', airside' if leg.airside else ''})")
    return " ".join(names)


def ages(today: datetime.date) -> str:
    """How old the tables are, and what their answers are not."""
    from waystation.store.travel import references

    old = [f"{k.key} {(today - datetime.date.fromisoformat(k.as_of)).days} days old" for k in references.every()]
    return (
        f"{'; '.join(old)}. - flight, = by land, ~ an estimate, as all fares and hours are that nobody offers; no "
        "route is known to be flown today. This is no legal advice: ask whoever decides at each border."
    )
