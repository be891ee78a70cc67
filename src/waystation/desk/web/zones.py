"""The member's own time zone. Times are stored in UTC and shown, and typed, as the member's clock says them.

A callback at two in the afternoon is missed by an hour when two people mean different clocks, so each time on a page
stands beside the name of its zone.
"""

import datetime
import zoneinfo
from functools import cache
from typing import Any

from django.utils import timezone

from waystation.store.sealed import kept
from waystation.store.sealed.keys import Keys

SHELF = "zone"


@cache
def names() -> tuple[str, ...]:
    """The zones to choose from: UTC, and those named after a place."""
    places = (n for n in zoneinfo.available_timezones() if "/" in n and not n.startswith(("Etc/", "SystemV/", "US/")))
    return ("UTC", *sorted(places))


def own(keys: Keys) -> str:
    content = kept.look(keys.secret, SHELF)
    name = content.decode("ascii", "replace") if content else "UTC"
    return name if name in names() else "UTC"


def choose(keys: Keys, name: str) -> bool:
    """Keeps a member's zone for this device, sealed. False for a zone that does not exist."""
    if name not in names():
        return False
    kept.keep(keys.secret, SHELF, name.encode())
    return True


def activate(keys: Keys) -> None:
    """For the rest of this request, times are this member's."""
    timezone.activate(zoneinfo.ZoneInfo(own(keys)))


def shown(stored: str, form: str = "%Y-%m-%dT%H:%M") -> str:
    """A stored time as the member's clock says it; as it stands where it is not a time."""
    try:
        return timezone.localtime(datetime.datetime.fromisoformat(stored)).strftime(form)
    except (ValueError, OverflowError):
        return stored


def minute_of_day(minute: int) -> int:
    """The minute of the member's day at a minute since 1970."""
    here = timezone.localtime(datetime.datetime.fromtimestamp(minute * 60, datetime.UTC))
    return here.hour * 60 + here.minute


def typed(text: Any) -> Any:
    """A time as typed, with the member's offset added where none was typed; as it stands where it is not a time, and
    where the clocks were put forward over it, so that there was no such minute."""
    try:
        moment = datetime.datetime.fromisoformat(str(text).strip())
        if moment.tzinfo is not None:
            return text
        here = moment.replace(tzinfo=timezone.get_current_timezone())
        back = here.astimezone(datetime.UTC).astimezone(here.tzinfo)
    except (ValueError, OverflowError):
        return text
    return here.isoformat() if back.replace(tzinfo=None) == moment else f"{text} (?)"
