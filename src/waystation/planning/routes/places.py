"""Airports, the flights between them and the land borders, and reading them from public tables.

``read_airports`` and ``read_flights`` take the data of OpenFlights as published (airports.dat, routes.dat),
``read_borders`` the land borders of mledoze's countries as a table. Airline routes there are of 2014: they say that a
connection may exist, not that it does.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from waystation.planning.errors import BadFile
from waystation.planning.tables import Row, rows

AIRPORTS = (
    "id", "name", "city", "country", "IATA", "ICAO", "latitude", "longitude", "altitude", "timezone", "DST", "tz",
    "type", "source",
)  # fmt: skip
FLIGHTS = (
    "airline", "airline id", "from", "from id", "to", "to id", "codeshare", "stops", "equipment",
)  # fmt: skip
BORDERS = (
    "iso2", "iso3", "name", "region", "subregion", "landlocked", "lat", "lon", "languages_iso639_3",
    "land_borders_iso2",
)  # fmt: skip
NULL = "N"  # what the reader makes of OpenFlights' \N
# What OpenFlights calls countries whose name the table of borders writes otherwise; without a code where the name
# stands for no country of today.
NAMES = {
    "Burma": "MM", "Congo (Brazzaville)": "CG", "Congo (Kinshasa)": "CD", "Cote d'Ivoire": "CI", "Czech Republic": "CZ",
    "East Timor": "TL", "Johnston Atoll": "UM", "Macedonia": "MK", "Midway Islands": "UM", "Netherlands Antilles": "",
    "Reunion": "RE", "Saint Helena": "SH", "Sao Tome and Principe": "ST", "Svalbard": "SJ", "Swaziland": "SZ",
    "Turkey": "TR", "Virgin Islands": "VI", "Wake Island": "UM", "West Bank": "PS",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Airport:
    """``code``: IATA's three letters. ``zone``: its time zone's name, or nothing."""

    code: str
    name: str
    city: str
    country: str
    latitude: float
    longitude: float
    zone: str = ""


@dataclass(frozen=True)
class Land:
    """``borders``: pairs of countries that share one on land, both ways round. ``one_sided``: pairs of which only one
    says so, which are left out. ``names``: countries by their English name."""

    borders: frozenset[tuple[str, str]]
    one_sided: tuple[tuple[str, str], ...] = ()
    names: Mapping[str, str] = field(default_factory=dict)


def read_airports(data: bytes, names: Mapping[str, str]) -> dict[str, Airport]:
    """Airports by code, of those that have one. ``names`` are countries by name (``Land.names``). Raises BadFile."""
    found: dict[str, Airport] = {}
    for row in rows(data, AIRPORTS, header=False, escape="\\"):
        if row["IATA"] in (NULL, ""):
            continue
        code, country = row.code("IATA", 3), _country(row, names)
        if code in found:
            raise row.wrong("IATA", "stands twice")
        if country:
            where = (row.number("latitude", -90, 90), row.number("longitude", -180, 180))
            zone = "" if row["tz"] == NULL else row["tz"]
            found[code] = Airport(code, row["name"], row["city"], country, *where, zone)
    return found


def _country(row: Row, names: Mapping[str, str]) -> str:
    name = row["country"]
    if name in NAMES:
        return NAMES[name]
    if name not in names:
        raise row.wrong("country", "is no country of the table of borders")
    return names[name]


def read_flights(data: bytes) -> frozenset[tuple[str, str]]:
    """Pairs of airports with a flight that does not stop on the way. Raises BadFile."""
    found = set()
    for row in rows(data, FLIGHTS, header=False, escape="\\"):
        pair = (row.code("from", 3), row.code("to", 3))
        if not row["stops"].isdecimal():
            raise row.wrong("stops", "is no number")
        if row["stops"] == "0" and pair[0] != pair[1]:
            found.add(pair)
    return frozenset(found)


def read_borders(data: bytes) -> Land:
    """Land borders. A crossing may be closed all the same: the table does not say. Raises BadFile."""
    named: dict[str, set[str]] = {}
    names, lines = {}, {}
    for row in rows(data, BORDERS):
        country = row.code("iso2")
        if country in named:
            raise row.wrong("iso2", "stands twice")
        names[row["name"]], lines[country] = country, row
        named[country] = set(row["land_borders_iso2"].split())
    for country, others in named.items():
        if strange := sorted(others - named.keys()):
            raise BadFile(f"line {lines[country].line}, column land_borders_iso2", f"{strange[0]!r} has no line")
    pairs = {(one, other) for one, others in named.items() for other in others}
    sided = tuple(sorted(pair for pair in pairs if pair[::-1] not in pairs))
    return Land(frozenset(pairs.difference(sided)), sided, names)
