"""Days and visas as people type them behind a command."""

import argparse
import datetime

WEEK = datetime.timedelta(days=7)  # a visa without days counts as good that long from the day of departure
Typed = tuple[str, datetime.date | None, datetime.date | None, int | None]


def day(typed: str) -> datetime.date:
    try:
        return datetime.date.fromisoformat(typed)
    except ValueError:
        raise argparse.ArgumentTypeError("a day, as 2026-12-10") from None


def visa(typed: str) -> Typed:
    """A country or SCHENGEN, its first and last day, and how often it lets in."""
    country, *rest = typed.upper().split(":")
    if len(rest) not in (0, 2, 3) or (rest[2:] and not rest[2].isdecimal()):
        raise argparse.ArgumentTypeError("as CA, CA:2026-12-01:2027-03-01 or CA:2026-12-01:2027-03-01:1")
    since, until = (day(rest[0]), day(rest[1])) if rest else (None, None)
    return country, since, until, int(rest[2]) if rest[2:] else None
