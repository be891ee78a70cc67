"""The menu: which pages a member sees, by what their roles do."""

from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from waystation.casework.roles import access
from waystation.store import cases, intake, matching


@dataclass(frozen=True)
class Item:
    url: str
    label: str
    here: bool


CASEWORK = {
    "hotline", "verifier", "coordinator", "host", "escort", "visa", "liaison", "travel", "counsellor", "settlement",
    "director", "auditor",
}  # fmt: skip


def menu(request: HttpRequest) -> list[Item]:
    roles = request.keys.roles  # type: ignore[attr-defined]
    entries = []
    if roles & CASEWORK:
        entries += [("today", _("Today")), ("road", _("Road")), ("cases", _("Cases")), ("search", _("Search"))]
    if intake.answers_the_door(request.keys):  # type: ignore[attr-defined]
        entries.append(("inbox", _("Inbox")))
    if matching.may_ask(request.keys):  # type: ignore[attr-defined]
        entries.append(("duplicates", _("Duplicates")))
    if any(access(role, "capacity").assigned for role in roles):
        entries.append(("tonight", _("Tonight")))
    if any(access(role, "capacity").reads for role in roles):
        entries.append(("houses", _("Houses")))
    if any(access(role, "plan").reads for role in roles):
        entries.append(("plan", _("Plan")))
    if any(access(role, kind.key).reads for role in roles for kind in cases.kinds("programme")):
        entries.append(("programme", _("Programme")))
    entries += [("members", _("Members")), ("log", _("Access log")), ("settings", _("Settings"))]
    found = []
    for name, label in entries:
        url = reverse(name)
        found.append(Item(url, label, request.path == url or request.path.startswith(url + "/")))
    return found
