"""The menu: which pages a member sees, by what their roles do."""

from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from waystation.casework.roles import access, may_write
from waystation.desk.packages import rights
from waystation.store.duty import alarms
from waystation.store.files import casefiles
from waystation.store.hotline import intake
from waystation.store.likeness import matching


@dataclass(frozen=True)
class Item:
    url: str
    label: str
    here: bool
    count: int = 0  # of what waits there and is in nobody's hand
    rare: bool = False  # stands under "More", where the menu would be longer than one line


CASEWORK = {
    "hotline", "verifier", "coordinator", "host", "escort", "visa", "liaison", "travel", "counsellor", "settlement",
    "director", "auditor",
}  # fmt: skip


RARE = {"duplicates", "accounts", "pathways", "programme", "borders", "members", "log", "settings"}
OFTEN = {"auditor": {"accounts", "log"}}  # what is no rare page for a role
LONGEST = 7  # entries that stand in one line of a laptop of 1280 pixels, with three languages beside them


# Pages on which somebody is worked with, perhaps on the telephone, perhaps with company: there no number jumps up in
# the menu because of what was just typed.
QUIET = ("/cases/", "/inbox/")


def menu(request: HttpRequest, ringing: int = 0) -> list[Item]:
    """``ringing``: alarms that nobody has in hand."""
    roles = request.keys.roles
    entries = []
    if roles & CASEWORK:
        entries += [("today", _("Today"))]
        if any(access(role, "needs").reads for role in roles):  # stages stand there
            entries += [("road", _("Road"))]
        entries += [("cases", _("Cases")), ("timeline", _("Timeline")), ("search", _("Search"))]
    if alarms.on_duty(request.keys):
        entries.append(("alarms", _("Alarms")))
    if intake.answers_the_door(request.keys):
        entries.append(("inbox", _("Inbox")))
    if matching.may_ask(request.keys):
        entries.append(("duplicates", _("Duplicates")))
    if any(access(role, "capacity").assigned for role in roles):
        entries.append(("tonight", _("Tonight")))
    if any(access(role, "money").reads for role in roles):
        entries.append(("accounts", _("Accounts")))
    if any(access(role, "capacity").reads for role in roles):
        entries.append(("houses", _("Houses")))
    if may_write(roles, "pathways"):  # others find them under Programme
        entries.append(("pathways", _("Pathways")))
    if any(access(role, "plan").reads for role in roles):
        entries.append(("plan", _("Plan")))
    if any(access(role, kind.key).reads for role in roles for kind in casefiles.kinds("programme")):
        entries.append(("programme", _("Programme")))
    if any(access(role, "journey").reads for role in roles):
        entries.append(("journeys", _("Journeys")))
    if any(access(role, "leg").assigned for role in roles):
        entries.append(("leg", _("My leg")))
    if any(access(role, "borders").reads for role in roles):
        entries.append(("borders", _("Borders")))
    if rights.may(roles):
        entries.append(("packages", _("Packages")))
    entries += [("members", _("Members")), ("log", _("Access log")), ("settings", _("Settings"))]
    found, long = [], len(entries) > LONGEST
    rare = RARE.difference(*(OFTEN.get(role, ()) for role in roles))
    for name, label in entries:
        url = reverse(name)
        count = ringing if name == "alarms" and not request.path.startswith(QUIET) else 0
        here = request.path == url or request.path.startswith(url + "/")
        found.append(Item(url, label, here, count, long and name in rare))
    return sorted(found, key=lambda item: item.rare)
