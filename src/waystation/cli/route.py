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
from waystation.cli.days import WEEK, day

HELP = "find lawful routes for a passport, by risk, money, time and legs"
GOOD, NONE, BAD_INPUT = 0, 1, 2


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("start", metavar="FROM", help="an airport's code (TBS) or a country's (GE)")
    parser.add_argument("goal", metavar="TO", help="likewise")
    parser.add_argument("--passport", metavar="XX", required=True, help="the passport's country")
    parser.add_argument(
        "--visa", metavar="YY[:FROM:UNTIL[:ENTRIES]]", action="append", default=[],
        help="a visa in hand, for a country or SCHENGEN; without days it counts as good. ENTRIES: how often it still "
        "lets in, 1 or more, or any; without it that is not known, and it counts once. Several together",
    )  # fmt: skip
    parser.add_argument("--on", metavar="DATE", type=day, required=True, help="the day of departure")
    parser.add_argument("--valid-until", metavar="DATE", type=day, help="the passport's last day")
    parser.add_argument("--home", metavar="XX", default="", help="the state that they flee, if another")
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
    from waystation.desk.routes import codes, finding, networks, rules
    from waystation.desk.routes.said import risk_means
    from waystation.planning.routes import Window, chosen, excluded, proposals
    from waystation.planning.routes.askable import over

    today = datetime.datetime.now(datetime.UTC).date()
    with agents.option("--on"):
        past = over(options.on, today)
    if past:
        print(f"--on: {options.on} is over.", file=sys.stderr)
    typed = codes.known()
    who, (start, goal), avoid = [_traveller(options, typed)], _ends(options, typed), agents.avoided(options, typed)
    known = finding.with_offers(rules.public(avoid), agents.offers(options), options.rate, today)
    if who[0].passport not in known.rules.entry.rules:
        print(f"{who[0].passport} is no passport of the table: everything would be a question.", file=sys.stderr)
        return BAD_INPUT
    net, window = networks.network(), Window(start, goal, options.on, options.on, options.legs)
    found = proposals(net, who, window, known.rules, offers=known.offers.compared)
    if any(not one.legs for one in found):
        print("They are there already.")
        return GOOD
    for one in found if options.all else chosen(found):
        show(one, known, today)
    if not found:
        print("No lawful route is known.")
    if lacking := finding.not_compared(known, window):
        print(f"\n{lacking}")
    if options.why:
        print("\nClosed by law:")
        shut = excluded(net, who, window, known.rules)[:7]
        for one in shut:
            show(one, known, today)
        if not shut:
            print("None of the ways that the map alone would offer as the best.")
    print(f"\n{risk_means()}\n{ages(today)}")
    return GOOD if found else NONE


def _ends(options: argparse.Namespace, codes: Any) -> tuple[str, str]:
    """From where and where to. Raises BadCode."""
    with agents.option("FROM"):
        start = codes.place(options.start)
    with agents.option("TO"):
        return start, codes.place(options.goal)


def _traveller(options: argparse.Namespace, codes: Any) -> Any:
    """Raises BadCode."""
    from waystation.planning.passage import Traveller

    with agents.option("--passport"):
        passport = codes.country(options.passport)
    with agents.option("--home"):
        home = codes.country(options.home) if options.home else ""
    with agents.option("--visa"):
        visas = tuple(codes.visa(typed, options.on, options.on + WEEK) for typed in options.visa)
    return Traveller(passport, visas=visas, valid_until=options.valid_until, home=home)


def show(one: Any, known: Any, today: datetime.date) -> None:
    """One way on a line; below it each leg with its price and hours, and the rules by which it
    is lawful; of a way that is refused, the rules that refuse."""
    from waystation.desk.routes import offered

    way, fares = one.way, offered.fares(one, known.rates, today)
    estimated = "~" if any(fare.estimated for fare in fares) else " "
    risk = "refused " if one.refusals else f"risk {one.risk:>3}"
    print(f"{risk} {estimated}{sum(fare.euros for fare in fares):>5} EUR  {one.minutes // 60:>3}:"
          f"{one.minutes % 60:02} h  {way.legs} {'leg' if way.legs == 1 else 'legs'}  {along(one.legs)}")  # fmt: skip
    for k, (leg, fare) in enumerate(zip(one.legs, fares, strict=True)):
        lasts, wait = (f"{minutes // 60}:{minutes % 60:02} h" for minutes in one.lasts(k))
        print(f"      {leg.from_place} - {leg.to_place}: {in_words(fare)}; {lasts}, after a wait of {wait}")
        for verdict in (said.verdict for said in one.refusals or one.said if said.verdict.leg == k):
            age = f" [{verdict.source}, {verdict.as_of}]" if verdict.source else ""
            print(f"        {verdict.answer}: {verdict.country} {verdict.kind}: {verdict.rule}{age}")


def in_words(fare: Any) -> str:
    """A fare in a line: of an offer price, flight, whose and how old, and the rate."""
    if fare.estimated:
        return f"~ {fare.euros} EUR"
    price = f"{fare.price} ({fare.converted})" if fare.converted else fare.price
    return "; ".join(filter(None, [price, fare.offer, fare.source, f"rate {fare.rate}" if fare.rate else ""]))


def along(legs: Any) -> str:
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
