"""Where a place is and whose clock hangs there: by its airport's code, or as somebody wrote it on the leg.

place("SVO")                    # Place(lat=55.97, lon=37.41, zone="Europe/Moscow")
there(row, "to")                # of a leg's row: what stands on it first, then the airport's
local(row, "departs", "from")   # "2030-05-02 09:00 Moscow, UTC+3"
"""

import datetime
import re
import time
import zoneinfo
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from waystation.casework.travel.legs import moment
from waystation.desk.routes import tables
from waystation.desk.web import zones
from waystation.planning.routes.places import Airport

RECENT = 5.0  # seconds in which an airports' table that somebody imports may still be the one before
_asked: tuple[float, dict[str, Airport]] = (float("-inf"), {})
COORDINATES = re.compile(r"\s*([+-]?\d{1,2}(?:\.\d+)?)\s*[,; ]\s*([+-]?\d{1,3}(?:\.\d+)?)\s*")


@dataclass(frozen=True)
class Place:
    """Degrees north and east, None where nobody knows; the zone's name, empty where nobody knows."""

    lat: float | None = None
    lon: float | None = None
    zone: str = ""

    @property
    def drawn(self) -> bool:
        return self.lat is not None and self.lon is not None


def place(name: str) -> Place:
    """An airport by its code of three letters. Places that are none are not known."""
    found = _airports().get(name.strip().upper()) if len(name.strip()) == 3 else None
    return Place(found.latitude, found.longitude, found.zone) if found else Place()


def _airports() -> dict[str, Airport]:
    """The airports, asked for anew after some seconds only: a page of 600 journeys asks 5,000 times, and whether the
    table changed is two questions to the database each time."""
    global _asked
    if time.monotonic() - _asked[0] > RECENT:
        _asked = time.monotonic(), tables.airports()
    return _asked[1]


def there(row: Mapping[str, Any], end: str) -> Place:
    """The start (``from``) or end (``to``) of a leg: what was written on it goes before what the code says."""
    known = place(str(row.get(f"{end}_place") or ""))
    zone = str(row.get(f"{end}_zone") or "").strip()
    typed = COORDINATES.fullmatch(str(row.get(f"{end}_at") or ""))
    lat, lon = (float(typed[1]), float(typed[2])) if typed else (known.lat, known.lon)
    if lat is not None and lon is not None and not (-90 <= lat <= 90 and -180 <= lon <= 180):
        lat = lon = None
    return Place(lat, lon, zone if zone in zones.names() else known.zone)


def local(row: Mapping[str, Any], name: str, end: str) -> str:
    """A leg's time by the clock of the place where it counts, with the place's zone; in UTC where that is not known."""
    at = moment(row.get(name))
    if at is None:
        return ""
    zone = there(row, end).zone
    here = at.astimezone(zoneinfo.ZoneInfo(zone) if zone else datetime.UTC)
    return f"{here:%Y-%m-%d %H:%M} {_called(zone, here)}"


def _called(zone: str, here: datetime.datetime) -> str:
    if not zone or zone == "UTC":
        return "UTC"
    offset = here.utcoffset() or datetime.timedelta()
    hours, minutes = divmod(abs(int(offset.total_seconds())) // 60, 60)
    sign = "-" if offset < datetime.timedelta() else "+"
    city = zone.rsplit("/", 1)[1].replace("_", " ")
    return f"{city}, UTC{sign}{hours}" + (f":{minutes:02}" if minutes else "")
