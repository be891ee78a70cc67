"""What every template knows: the cover, the member, and which pages their roles use."""

from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import get_language_info

from waystation.desk.web.menu import menu
from waystation.store import node
from waystation.store.clock import micros
from waystation.store.duty import alarms
from waystation.store.duty.ringing import health


def page(request: HttpRequest) -> dict[str, Any]:
    keys = getattr(request, "keys", None)
    settings = node.settings()
    duty = keys is not None and alarms.on_duty(keys)
    ringing = alarms.count() if duty else alarms.Count()
    return {
        "cover": settings["cover_name"],
        "accent": settings["accent"],
        "me": keys,
        "my_name": keys.directory.name_of(keys.card) if keys else "",
        "menu": menu(request, ringing.unowned) if keys else [],
        "ringing": ringing,
        "health": health(micros()) if duty else None,
        "zone": timezone.get_current_timezone_name(),
        "idle_minutes": settings["idle_minutes"],
        "offered_languages": [get_language_info(code) for code in settings["languages"]],
        "demonstration": settings["demonstration"],
    }
