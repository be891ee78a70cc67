#!/usr/bin/env python3
"""Writes `casework/midnightzones.py`: for each country the time zones in which its day can end first.

    .venv/bin/python tools/midnights.py            write it
    .venv/bin/python tools/midnights.py --check    say whether it is as the installed tzdata has it; 1 if not

From the tz database's zone.tab (which zones a country has) only those are kept that at some moment from 2020 to 2040
have the greatest offset of that country: no other can be the first in which its day ends.
"""

import datetime
import sys
from importlib.resources import files
from pathlib import Path
from zoneinfo import ZoneInfo

import tzdata

from waystation.casework.vocabularies import vocabulary

TARGET = Path(__file__).resolve().parent.parent / "src" / "waystation" / "casework" / "midnightzones.py"
DAYS = [datetime.datetime(2020, 1, 1, tzinfo=datetime.UTC) + datetime.timedelta(days=n) for n in range(21 * 365)]
MISSING = {"XK": ["Europe/Belgrade"]}  # no code of ISO 3166, so not in zone.tab; its clocks go with Belgrade's


def zones() -> dict[str, list[str]]:
    """All zones of each country, from zone.tab."""
    table = (files("tzdata") / "zoneinfo" / "zone.tab").read_text("utf-8")
    found: dict[str, list[str]] = {k: list(v) for k, v in MISSING.items()}
    for line in table.splitlines():
        if line and not line.startswith("#"):
            country, _where, zone = line.split("\t")[:3]
            found.setdefault(country, []).append(zone)
    return found


def first(names: list[str]) -> list[str]:
    """Of a country's zones those that are ever the furthest east, one of each that always agree."""
    offsets = {name: tuple(day.astimezone(ZoneInfo(name)).utcoffset() for day in DAYS) for name in names}
    greatest = [max(column) for column in zip(*offsets.values(), strict=True)]
    kept: dict[tuple[bool, ...], str] = {}
    for name in sorted(offsets):
        leads = tuple(a == b for a, b in zip(offsets[name], greatest, strict=True))
        if any(leads):
            kept.setdefault(leads, name)
    always = [name for leads, name in kept.items() if all(leads)]
    return always[:1] or sorted(kept.values())


def page() -> str:
    known = {word.key for word in vocabulary("country")}
    rows = {country: first(names) for country, names in sorted(zones().items()) if country in known}
    lines = "\n".join(f'    "{country}": {tuple(names)!r},'.replace("'", '"') for country, names in rows.items())
    return (
        '"""For each country the time zones in which its day can end first. Written by tools/midnights.py.\n\n'
        f"Source: the tz database's zone.tab, tzdata {tzdata.IANA_VERSION} (public domain); as of that release.\n"
        '"""\n\n'
        f"ZONES: dict[str, tuple[str, ...]] = {{\n{lines}\n}}\n"
    )


def main() -> int:
    if "--check" in sys.argv:
        same = TARGET.exists() and TARGET.read_text("utf-8") == page()
        print("as it is" if same else "not as the installed tzdata has it")
        return 0 if same else 1
    TARGET.write_text(page(), "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
