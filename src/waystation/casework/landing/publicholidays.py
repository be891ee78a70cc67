"""Public holidays of the place where people land: on which days its offices and most shops are shut.

    found = calendar("CA", region_of("CA", "Ontario"), {2026})
    found[datetime.date(2026, 12, 25)]      # "Christmas Day"
    calendar("XK", "", {2026})              # None: not known, and the page says so

Days are those of the library ``holidays`` (MIT), which computes them from each country's law; dates that hang on a
sighting of the moon are estimates, and their names say so. Names are in English where the library has them. A region
is its ISO 3166-2 code without the country's.
"""

import datetime
from collections.abc import Iterable, Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import Any

from waystation.casework.errors import BadValue
from waystation.casework.words import _

ENGLISH = "en_US"
SHOWN = 40  # regions named in a refusal: those of most countries; the longest list has over a hundred


def _kind(country: str) -> Any:
    """The library's calendar of a country; None where it has none. It is loaded here, since loading takes a quarter of
    a second that only reception needs."""
    import holidays

    try:
        return type(holidays.country_holidays(country))
    except NotImplementedError:
        return None


def region_of(country: str, typed: str) -> str:
    """A region by its code or name, as the library has it; empty for nothing typed, or where a country has none. Raises
    BadValue, naming the regions, for one that is not known."""
    kind, wanted = _kind(country), " ".join(typed.split()).casefold()
    if not wanted or kind is None or not kind.subdivisions:
        return ""
    aliases = kind.get_subdivision_aliases()
    known = {word.casefold(): code for code, names in aliases.items() for word in (code, *names)}
    if wanted not in known:
        names = sorted(next(iter(names), code) for code, names in aliases.items())[:SHOWN]
        raise BadValue(_("No holidays are known of such a region. Choose one of these, or leave it empty: %(regions)s"),
                       regions=", ".join(names))  # fmt: skip
    return known[wanted]


@lru_cache(256)
def _year(country: str, region: str, year: int) -> Mapping[datetime.date, str] | None:
    import holidays

    if (kind := _kind(country)) is None:
        return None
    language = ENGLISH if ENGLISH in kind.supported_languages else None
    found = holidays.country_holidays(country, subdiv=region or None, years=year, language=language)
    return MappingProxyType(dict(found)) if found else None


def calendar(country: str, region: str, years: Iterable[int]) -> Mapping[datetime.date, str] | None:
    """The holidays of these years with their names; None where those of one are not known. Without a region, those
    that the whole country has."""
    found = [_year(country, region, year) for year in years]
    if any(one is None for one in found):
        return None
    return {day: name for one in found if one for day, name in sorted(one.items())}
