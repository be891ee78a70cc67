"""The menu: which pages a member sees, by what their roles do, in one line.

A short menu stands as it is. A longer one is folded group by group until it fits: the group's first page stays a link,
and the others open beside it."""

from collections.abc import Collection
from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from waystation.casework.roles import access, may_write, works_in
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


@dataclass(frozen=True)
class Entry:
    """What stands in the line: ``head``, a link, and ``items`` that open beside it. Without a head they open under
    the word "More"."""

    head: Item | None
    items: tuple[Item, ...] = ()

    @property
    def here(self) -> str:
        """The label of the page that is shown, where it is one of those that open."""
        return next((item.label for item in self.items if item.here), "")


CASEWORK = {
    "hotline", "verifier", "coordinator", "host", "escort", "visa", "liaison", "travel", "counsellor", "settlement",
    "director", "auditor",
}  # fmt: skip


# Folded in this order, until the line is short enough. A role's own page heads its group.
MORE = ("accounts", "members", "log", "settings")
GROUPS = (MORE, ("plan", "journeys", "packages", "pathways", "programme", "borders"),
          ("cases", "road", "timeline", "search", "duplicates"))  # fmt: skip
HEADS = {"travel": "journeys", "liaison": "packages", "visa": "pathways"}
OFTEN = {"auditor": {"accounts", "log"}}  # what a role needs at hand
LONGEST = 7  # entries in one line of a laptop of 1280 pixels, in Russian, whose words are the longest


# Pages on which somebody is worked with, perhaps on the telephone, perhaps with company: there no number jumps up in
# the menu because of what was just typed.
QUIET = ("/cases/", "/inbox/")


def menu(request: HttpRequest, ringing: int = 0) -> list[Entry]:
    """``ringing``: alarms that nobody has in hand."""
    items = {}
    for name, label in pages(request):
        url = reverse(name)
        count = ringing if name == "alarms" and not request.path.startswith(QUIET) else 0
        items[name] = Item(url, label, request.path == url or request.path.startswith(url + "/"), count)
    return folded(items, request.keys.roles)


def folded(items: dict[str, Item], roles: Collection[str]) -> list[Entry]:
    """The line, with as few groups folded as make it short enough."""
    line = {name: Entry(item) for name, item in items.items()}
    often = set().union(*(OFTEN.get(role, ()) for role in roles))
    for group in GROUPS:
        names = [name for name in group if name in line and name not in often]
        if len(line) > LONGEST and len(names) > 1:
            own = next((HEADS[role] for role in sorted(roles) if HEADS.get(role) in names), names[0])
            line = _fold(line, names, "" if group is MORE else own)
    return list(line.values())


def _fold(line: dict[str, Entry], names: list[str], head: str) -> dict[str, Entry]:
    """With these in one entry, where its head stands; at the end where it has none."""
    others = tuple(item for name in names if name != head and (item := line[name].head))
    entry = Entry(line[head].head if head else None, others)
    kept = {name: entry if name == head else old for name, old in line.items() if name == head or name not in names}
    return kept if head else kept | {"more": entry}


def pages(request: HttpRequest) -> list[tuple[str, str]]:
    """The pages that a member sees, by name and label."""
    roles, entries = request.keys.roles, []
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
    if works_in(roles, "papers"):
        entries.append(("packages", _("Packages")))
    entries += [("members", _("Members")), ("log", _("Access log")), ("settings", _("Settings"))]
    return entries
