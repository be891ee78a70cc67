"""What lists and the road show of all cases, from the member's index: one row a case, and how to sort them."""

from collections.abc import Iterable
from functools import cache
from itertools import islice
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from waystation.casework.roles import MATRIX, access
from waystation.casework.stages import STAGES
from waystation.store.lists import index
from waystation.store.lists.rows import Overview, Row
from waystation.store.sealed.keys import Keys

RANK = {"alarm": 0, "late": 1, "due": 2, "calm": 3}
PRIORITY = {"emergency": 0, "urgent": 1, "normal": 2, "": 3}
NUMBERS = {stage.key: stage.number for stage in STAGES}
BUDGET = 2.0  # seconds that a page spends on files not read yet: a wait that people bear, far under a worker's timeout
AGAIN = "3"  # seconds until such a page comes back by itself


def overview(keys: Keys, subject: str = "case") -> Overview:
    """All cases (or houses; everything with ``subject`` empty) of which these keys open something, as far as read."""
    return index.overview(keys, subject, BUDGET)


def show(request: HttpRequest, template: str, context: dict[str, Any], found: Overview) -> HttpResponse:
    """A page of what is read so far. While files are unread it says so, and the browser asks for it again; not after a
    form was sent, which it could not send again."""
    again = bool(found.unread) and request.method == "GET"
    response = render(request, template, context | {"unread": found, "read": found.of - found.unread, "again": again})
    if again:
        response["Refresh"] = AGAIN
    return response


def waiting_for_keys(keys: Keys, rows: Iterable[Row], most: int) -> list[Row]:
    """Cases of which some team should open a part by now, and this member could hand it the key; the first few."""
    mine = keys.roles
    due = {
        compartment: [
            (right.since, role)
            for role, right in cells.items()
            if right.reads and not right.assigned and keys.directory.team_of(role)
        ]
        for compartment, cells in MATRIX.items()
        if any(access(own, compartment).grants for own in mine)
    }

    @cache  # few cases differ in both
    def waits(stage: str, teams: str) -> bool:
        parts = (part.split(":") for part in teams.split())
        return any(
            since <= NUMBERS.get(stage, -1) and role not in roles.split(",")
            for compartment, roles in parts
            for since, role in due.get(compartment, ())
        )

    return list(islice((row for row in rows if waits(row.stage, row.teams)), most))


SORTS = {
    "due": lambda row: (RANK[row.level], row.late_from, row.code),
    "code": lambda row: row.code.casefold(),
    "stage": lambda row: (NUMBERS.get(row.stage, -1), row.code),
    "priority": lambda row: (PRIORITY.get(row.priority, 3), row.code),
    "latest": lambda row: (-row.latest, row.code),
}
