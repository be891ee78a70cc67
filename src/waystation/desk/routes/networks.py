"""The network of the imported tables, built once for each version of them and process (a fifth of a second)."""

from typing import Any

from waystation.desk.routes import assembling, tables
from waystation.planning.passage.rules import EntryTable, Rules
from waystation.planning.routes.network import Network
from waystation.store.travel import references

_built: dict[str, tuple[Any, Network]] = {}


def network() -> Network:
    """Empty where no flights were imported."""
    versions = tuple(kept.version for kept in references.every())
    held = _built.get("network")
    if held is None or held[0] != versions:
        zones = Rules(EntryTable(), zones=assembling.zones())
        held = versions, Network.of(tables.airports(), tables.flights(), tables.land().borders, {}, zones)
        _built["network"] = held
    return held[1]
