"""The imported public tables as planning reads them, read once for each version and process.

Airports come from the package ``airportsdata``, which is new every month, unless somebody imported others.
"""

import datetime
from collections.abc import Callable
from typing import Any

from waystation.planning.passage.rules import EntryTable
from waystation.planning.passage.tables import read_entry_rules
from waystation.planning.routes.places import Airport, Land, read_airports, read_borders, read_flights
from waystation.store.travel import references
from waystation.store.travel.references import Table

_read: dict[tuple[str, bool], tuple[int, Any]] = {}


def _once(key: str, reader: Callable[[Table], Any], otherwise: Any, before: bool = False) -> Any:
    kept = references.look(key, before)
    if kept is None:
        return otherwise
    at, found = _read.get((key, before), (0, None))
    if at != kept.at and (table := references.get(key, before)):
        at, found = table.at, reader(table)
        _read[key, before] = at, found
    return found


def entry_rules(before: bool = False) -> EntryTable:
    """The table of entry rules, or the one that it replaced; an empty one where there is none."""
    return _once("entry-rules", _entry_rules, EntryTable(), before)


def _entry_rules(table: Table) -> EntryTable:
    return read_entry_rules(table.content, table.source, datetime.date.fromisoformat(table.as_of))


def land() -> Land:
    return _once("borders", lambda table: read_borders(table.content), Land(frozenset()))


def flights() -> frozenset[tuple[str, str]]:
    return _once("routes", lambda table: read_flights(table.content), frozenset())


def airports() -> dict[str, Airport]:
    names = land().names
    return _once("airports", lambda table: read_airports(table.content, names), None) or packaged()


def packaged() -> dict[str, Airport]:
    """The airports of the package, by IATA's code."""
    import airportsdata

    if not _read.get(("packaged", False)):
        rows = airportsdata.load("IATA").values()
        found = {a["iata"]: Airport(a["iata"], a["name"], a["city"], a["country"], a["lat"], a["lon"], a["tz"])
                 for a in rows}  # fmt: skip
        _read["packaged", False] = 0, found
    return _read["packaged", False][1]
