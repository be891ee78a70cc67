"""A mass alarm: everybody whom the hotline can reach is to be heard from within some minutes.

    found = reachable(keys, "Grozny")             # the cases, before anything is done
    token = ask(keys, found, minutes=60)          # in each a check-in, due then, without grace
    everyone(keys, token)                         # who was heard, who was not
    all_clear(keys, token)                        # takes away what is still open, in one step

The check-ins of one mass alarm bear one random id, by which it is found again; nothing else knows that it was one.
"""

import datetime
import os
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from waystation.casework.compartments import COMPARTMENTS
from waystation.casework.errors import BadValue
from waystation.casework.folded import folded
from waystation.casework.folds import REMOVED, Set, set_statement
from waystation.casework.hotline.checkins import was_heard
from waystation.casework.words import _
from waystation.store.files import cases
from waystation.store.lists import index
from waystation.store.sealed.keys import Keys
from waystation.store.sealed.readings import Reading, read_many

MOST = 300  # cases at once: six seconds of writing; of more, one region after the other
BATCH = 400  # circles read at once
OVER = ("S12",)  # closed
LIST = "check_ins"


@dataclass(frozen=True)
class Asked:
    """One case in a mass alarm."""

    circle: bytes
    number: bytes
    code: str
    row: dict[str, Any]

    @property
    def heard(self) -> bool:
        return was_heard(self.row)


def _contacts(keys: Keys) -> Iterator[Reading]:
    """The open cases' contact parts, as these keys open them."""
    rows = [row for row in index.overview(keys, "case").rows if row.stage not in OVER]
    ids = [line.circle for row in rows for line in row.lines if line.compartment == "contact"]
    for start in range(0, len(ids), BATCH):
        yield from read_many(keys, ids[start : start + BATCH]).values()


def reachable(keys: Keys, region: str = "") -> list[Reading]:
    """The cases that would be asked: all, or those whose region holds these letters. Raises BadValue where they are
    too many for one step."""
    wanted = folded(region.strip())
    found = [r for r in _contacts(keys) if not wanted or wanted in folded(r.state.get("region") or "")]
    if len(found) > MOST:
        raise BadValue(
            _("That is %(count)s cases; name a region: at most %(most)s at once."), count=len(found), most=MOST
        )
    return sorted(found, key=lambda r: r.label.code)


def ask(keys: Keys, found: list[Reading], minutes: int) -> bytes:
    """Sets the check-ins. Returns the id that they bear."""
    token = os.urandom(16)
    due = datetime.datetime.fromtimestamp((keys.minute + minutes) * 60, datetime.UTC).isoformat()
    body = set_statement(COMPARTMENTS["contact"].struct, LIST, token.hex(), {"due": due, "grace": 0})
    for reading in found:
        cases.put_all(keys, reading.circle, "contact", [("set", body)], checked=reading.checked)
    return token


def everyone(keys: Keys, token: bytes) -> list[Asked]:
    """Those asked, the silent first. One whose check-in was taken off is no longer among them."""
    record = token.hex()
    found = [
        Asked(r.circle, r.label.number, r.label.code, r.state.row(LIST, record))
        for r in _contacts(keys)
        if f"{LIST}/{record}" in r.state.first and not r.state.get(REMOVED, record, LIST)
    ]
    return sorted(found, key=lambda a: (a.heard, a.code))


def all_clear(keys: Keys, token: bytes) -> int:
    """Takes off every check-in of a mass alarm that nobody answered; their alarms end with it. Returns how many."""
    silent = [asked for asked in everyone(keys, token) if not asked.heard]
    for asked in silent:
        cases.put(keys, asked.circle, "contact", "set", Set(LIST, token.hex(), {REMOVED: True}))
    return len(silent)
