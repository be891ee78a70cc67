"""Birth dates that may be wrong in the usual ways: day and month swapped, one part misheard, only the year known."""

import re
from collections.abc import Iterator

DATE = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
YEAR = re.compile(r"\d{4}")
UNKNOWN_DAY = "01-01"  # how offices write a birthday that nobody knows; so only its year counts


def marks(born: str) -> dict[str, set[str]]:
    """Of a date (``1995-03-31``) or year (``1995``) what is compared, by level; empty for anything else.

    ``day``: the whole date. ``part``: two of its three parts. ``year``: the year alone.
    """
    found = DATE.fullmatch(born.strip())
    if not found:
        return {"year": {born.strip()}} if YEAR.fullmatch(born.strip()) else {}
    year, month, day = found.groups()
    if f"{month}-{day}" == UNKNOWN_DAY:
        return {"year": {year}}
    return {"day": {f"{year}{month}{day}"}, "part": set(_parts(year, month, day)), "year": {year}}


def asked(born: str) -> dict[str, set[str]]:
    """As ``marks``, with what the same birth may look like in another file: ``swapped``, and the years ``beside``."""
    found = marks(born)
    for day in found.get("day", ()):
        year, month, date = day[:4], day[4:6], day[6:]
        if month != date and int(date) <= 12:
            found["swapped"] = {f"{year}{date}{month}"}
    for year in list(found.get("year", ())):
        found["beside"] = {str(int(year) - 1), str(int(year) + 1)}
    return found


def _parts(year: str, month: str, day: str) -> Iterator[str]:
    yield f"{year}{month}??"
    yield f"{year}??{day}"
    yield f"????{month}{day}"
