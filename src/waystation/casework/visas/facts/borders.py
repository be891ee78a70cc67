"""Facts about borders to begin with, each with its source and the day of that source. Not legal advice.

They were entered by hand, most of them from memory of the text that they name: "check" in a source says so, and the
page shows it. Whoever works with them corrects them in their own list, which then stands in their place.

    for record in starters("transits"):      # values for a record of the list of that name in ``borders.Borders``
        ...
    for zone in zones():                     # no list of their own: what ships here is what holds
        zone.name, zone.countries
"""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

LISTS = ("transits", "hostile", "validity")


@dataclass(frozen=True)
class Zone:
    """Countries between which nobody checks passports. Visas name it by ``name``."""

    name: str
    label: str
    countries: tuple[str, ...]
    source: str
    as_of: str


@cache
def _facts() -> dict[str, Any]:
    return tomllib.loads((files(__package__) / "borders.toml").read_text("utf-8"))


@cache
def zones() -> tuple[Zone, ...]:
    """The zones that are known."""
    return tuple(
        Zone(z["name"], z["label"], tuple(z["countries"].split()), z["source"], z["as_of"]) for z in _facts()["zone"]
    )


def starters(collection: str) -> list[dict[str, Any]]:
    """The records to begin a list with, as a form would give them. A zone's name stands for its countries."""
    members = {zone.name: list(zone.countries) for zone in zones()}
    found = []
    for fact in _facts()[collection]:
        row = dict(fact)
        for name in ("countries", "passports"):
            if name in row:
                row[name] = members.get(row[name]) or row[name].split()
        found.append(row)
    return found
