"""Settings, and the page that shows every component."""

import re
from typing import Any

from django.conf import settings as django_settings
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language_info
from django.utils.translation import gettext as _

from waystation.casework.compartments import COMPARTMENTS
from waystation.casework.errors import BadValue, NotYourRole
from waystation.casework.vocabularies import vocabulary
from waystation.desk.inbox.views import publish_cover
from waystation.desk.web import zones
from waystation.store import node
from waystation.store.sealed import accesslog
from waystation.store.sealed.keys import Keys

ACCENTS = ("teal", "blue", "violet", "green", "grey")
TYPED = ("cover_name", "cover_line", "door_leave")  # what a refused form shows again


def settings(request: Any) -> HttpResponse:
    keys: Keys = request.keys
    governor = keys.directory.is_governor(keys.member, keys.minute)
    error, status = "", 200
    if "zone" in request.POST:
        if zones.choose(keys, request.POST["zone"]):
            return redirect("settings")
        raise BadValue(_("Choose one of the list."))
    if request.method == "POST":
        if not governor:
            raise NotYourRole(_("Settings are changed by stewards and administrators."))
        error = _save(request.POST)
        if not error:
            accesslog.log(keys.pseudonym, "settings")
            return redirect("settings")
        status = 400
    shown = node.settings() | ({k: request.POST[k] for k in TYPED if k in request.POST} if error else {})
    context = {
        "settings": shown,
        "accents": ACCENTS,
        "all_languages": [get_language_info(code) for code, _name in django_settings.LANGUAGES],
        "kinds": [(k, shown["retention_days"].get(k.key, k.retention_days)) for k in COMPARTMENTS.values()],
        "limits": ", ".join(f"{c} {limit}" for c, limit in sorted(shown["payment_limits"].items())),
        "currencies": vocabulary("currency"),
        "governor": governor,
        "error": error,
        "zones": zones.names(),
    }
    return render(request, "desk/settings.html", context, status=status)


def _limits(typed: str) -> dict[str, int] | None:
    """Whole units by currency, from a text like "CAD 500, EUR 500"; None where it is none."""
    found = {}
    for part in filter(None, (part.strip() for part in typed.split(","))):
        match = re.fullmatch(r"([A-Z]{3})\s+([0-9]{1,9})", part.upper())
        if match is None or match[1] not in vocabulary("currency"):
            return None
        found[match[1]] = int(match[2])
    return found


def _save(post: Any) -> str:
    """Keeps the settings of the form. Returns what is wrong, empty when all were kept."""
    cover = " ".join(post.get("cover_name", "").split())
    if not 2 <= len(cover) <= 60:
        return _("The cover name needs 2 to 60 characters.")
    languages = [code for code, _name in django_settings.LANGUAGES if code in post.getlist("languages")]
    if not languages:
        return _("Choose at least one language.")
    days: dict[str, int] = {}
    for kind in COMPARTMENTS.values():
        typed = post.get(f"retention-{kind.key}", "").strip()
        if typed and not re.fullmatch(r"[0-9]{1,5}", typed):
            return _("Retention is a whole number of days.")
        if typed:
            days[kind.key] = int(typed)
    leave = post.get("door_leave", node.setting("door_leave")).strip()
    if not re.fullmatch(r"https://[^\s\"'<>]{4,200}", leave):
        return _("Quick exit needs an address that begins with https://.")
    idle = post.get("idle_minutes", "").strip()
    if not re.fullmatch(r"[0-9]{1,3}", idle) or not 1 <= int(idle) <= 120:
        return _("A session may idle for 1 to 120 minutes.")
    limits = _limits(post.get("payment_limits", ""))
    if limits is None:
        return _("Write limits like CAD 500, EUR 500: a currency and whole units.")
    if "payment_limits" in post:
        node.change("payment_limits", limits)
    if post.get("accounts_currency", "") in ("", *(word.key for word in vocabulary("currency"))):
        node.change("accounts_currency", post.get("accounts_currency", node.setting("accounts_currency")))
    node.change("cover_name", cover)
    node.change("cover_line", " ".join(post.get("cover_line", "").split())[:120])
    node.change("languages", languages)
    node.change("retention_days", days)
    node.change("idle_minutes", int(idle))
    node.change("door_leave", leave)
    if post.get("accent") in ACCENTS:
        node.change("accent", post["accent"])
    publish_cover()
    return ""


def design(request: Any) -> HttpResponse:
    """Every component of the design language, for those who build pages."""
    return render(request, "desk/design.html", {"levels": ("calm", "due", "late", "alarm")})
