"""``waystation import``: takes a public table as it was published, after reading all of it.

A file with a mistake changes nothing: the former table stays in use. The mistake is named by line and column.
"""

import argparse
import datetime
import sys
from collections.abc import Callable
from pathlib import Path

from waystation.store.travel.counting import Counted

HELP = "take in a public table: entry rules of passports, airports, flights, land borders"
GOOD, BAD_INPUT = 0, 2


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("kind", metavar="KIND", nargs="?", choices=READERS, help=f"what it is: {', '.join(READERS)}")
    parser.add_argument("file", metavar="FILE", type=Path, nargs="?", help="the table as published")
    parser.add_argument("--as-of", type=_day, metavar="DATE", help="the day as of which it is true, as 2026-02-17")
    parser.add_argument("--source", metavar="TEXT", help="who published it, and under which licence")
    parser.add_argument("--list", action="store_true", help="print which tables are in use, and their age")


def _day(typed: str) -> datetime.date:
    try:
        day = datetime.date.fromisoformat(typed)
    except ValueError:
        raise argparse.ArgumentTypeError("a day, as 2026-02-17") from None
    if day > datetime.datetime.now(datetime.UTC).date():
        raise argparse.ArgumentTypeError("a day that has come already")
    return day


def run(options: argparse.Namespace) -> int:
    from waystation.cli.checks import no_installation

    if missing := no_installation():
        print(missing, file=sys.stderr)
        return BAD_INPUT
    from waystation.cli.setup import ready

    ready()
    if options.list:
        return listed(datetime.datetime.now(datetime.UTC).date())
    if not (options.kind and options.file and options.as_of and (options.source or "").strip()):
        print("Say KIND, FILE, --as-of and --source; or --list.", file=sys.stderr)
        return BAD_INPUT
    return take(options.kind, options.file, options.as_of, " ".join(options.source.split())[:300])


def take(kind: str, file: Path, as_of: datetime.date, source: str) -> int:
    from waystation.desk.routes.content import content as in_words
    from waystation.planning.errors import BadFile
    from waystation.store.travel import references

    try:
        content = file.read_bytes()
        found = READERS[kind](content, source, as_of)
    except BadFile as error:
        print(f"{file}: {error}. The former table stays in use.", file=sys.stderr)
        return BAD_INPUT
    except OSError as error:
        print(f"{error.filename}: {error.strerror}", file=sys.stderr)
        return BAD_INPUT
    references.put(kind, content, source, as_of.isoformat(), found)
    print(f"{kind}: {in_words(found)}.")
    if kind == "entry-rules":
        _changed(source)
    return GOOD


def _changed(source: str) -> None:
    """How many rules differ from the table before."""
    from waystation.desk.routes import tables
    from waystation.planning.passage.changes import changes

    before, after = tables.entry_rules(before=True), tables.entry_rules()
    if before.as_of:
        count = sum(1 for _change in changes(before, after))
        print(f"{count:,} rules differ from the table of {before.as_of}. The page Borders says which journeys break.")


def listed(today: datetime.date) -> int:
    from waystation.desk.routes.content import content as in_words
    from waystation.store.travel import references

    for kept in references.every():
        age = (today - datetime.date.fromisoformat(kept.as_of)).days
        print(f"{kept.key:<12} {kept.as_of}  {age:>5} days old  {in_words(kept.counted)}; {kept.source}")
    missing = READERS.keys() - {kept.key for kept in references.every()}
    if missing:
        print(f"none yet: {', '.join(sorted(missing))}")
    return GOOD


# -- readers: they raise BadFile, and say what they found --------------------------------------------------------------


def _entry_rules(content: bytes, source: str, as_of: datetime.date) -> Counted:
    from waystation.planning.passage.tables import read_entry_rules

    table = read_entry_rules(content, source, as_of)
    return Counted(rules=len(table), passports=len(table.rules))


def _airports(content: bytes, source: str, as_of: datetime.date) -> Counted:
    from waystation.desk.routes import tables
    from waystation.planning.errors import BadFile
    from waystation.planning.routes.places import read_airports

    names = tables.land().names
    if not names:
        raise BadFile("", "this table names countries in words: import the borders first")
    return Counted(airports=len(read_airports(content, names)))


def _routes(content: bytes, source: str, as_of: datetime.date) -> Counted:
    from waystation.planning.routes.places import read_flights

    return Counted(pairs=len(read_flights(content)))


def _borders(content: bytes, source: str, as_of: datetime.date) -> Counted:
    from waystation.planning.routes.places import read_borders

    land = read_borders(content)
    return Counted(borders=len(land.borders) // 2, countries=len(land.names), one_sided=land.one_sided)


READERS: dict[str, Callable[[bytes, str, datetime.date], Counted]] = {
    "entry-rules": _entry_rules, "airports": _airports, "routes": _routes, "borders": _borders,
}  # fmt: skip
