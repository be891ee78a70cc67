"""Offers of travel agents and exchange rates, as commands about routes take them: from a file and from options.

Nobody's sealed list is opened: what agents offered to the programme, and its own table of rates, the pages use.
"""

import argparse
import datetime
import re
import sys
from pathlib import Path
from typing import Any

from waystation.cli.days import day
from waystation.planning.errors import BadFile


def arguments(parser: argparse.ArgumentParser) -> None:
    """What both commands about routes take beside what they are asked."""
    parser.add_argument(
        "--avoid", metavar="XX", type=str.upper, action="append", default=[], help="a country not to touch"
    )
    parser.add_argument(
        "--offers", metavar="FILE", type=Path, help="a travel agent's table (CSV); on their days they replace estimates"
    )
    parser.add_argument(
        "--rate", metavar="GEL:EUR:0.3412:DATE[:SOURCE]", type=_rate, action="append", default=[],
        help="one unit of the first currency costs so much in the second. Several together",
    )  # fmt: skip


def _rate(typed: str) -> Any:
    from waystation.casework import rates

    found = re.fullmatch(r"([A-Z]{3}):([A-Z]{3}):([^:]+):([^:]+)(?::(.*))?", typed, re.IGNORECASE | re.ASCII)
    one, into, number, on, source = found.groups() if found else ("", "", "", "", None)
    rate = rates.typed(number)
    if rate is None or one.upper() == into.upper():
        raise argparse.ArgumentTypeError("as GEL:EUR:0.3412:2026-11-20 or GEL:EUR:0.3412:2026-11-20:a bank")
    return rates.Rated(one.upper(), into.upper(), rate, day(on).isoformat(), source or "given by hand")


def offers(options: argparse.Namespace) -> list[Any]:
    """The offers of the file, of its name and its own day where its lines say nothing else. Wrong lines are said and
    left out. Raises BadFile."""
    if options.offers is None:
        return []
    from waystation.desk.routes import finding, tables
    from waystation.planning.routes.offers import read_offers

    path: Path = options.offers
    try:
        content, written = path.read_bytes(), path.stat().st_mtime
    except OSError as error:
        raise BadFile(str(path), error.strerror or "it cannot be read") from None
    read = read_offers(content, {code: airport.zone for code, airport in tables.airports().items()})
    for wrong in read.wrong:
        print(f"{path}, line {wrong.line}: {wrong.why} Left out.", file=sys.stderr)
    written_on = datetime.datetime.fromtimestamp(written, datetime.UTC).date()
    return finding.sourced(read.offers, path.name, written_on)
