"""What a page says of a house that is not safe: its alarm, who leaves when, who could have known, what it touches.

A live one is read from what these keys open; practice has an invented one of the same shape, so that both have the
same pages.
"""

import datetime
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from waystation.casework.beds.burning import Knower, touched
from waystation.casework.beds.occupancy import LOOKED_BACK, House, Lodging
from waystation.casework.beds.placement import guest_of, places
from waystation.desk.cases.opened import today_of
from waystation.store.beds import burned
from waystation.store.beds.lodgings import Seen
from waystation.store.files.casefiles import CaseFile

OPEN_LEGS = ("planned", "go", "under_way", "arrived")
TOUCHES = {"papers": _("applications"), "journey": _("a journey")}


@dataclass(frozen=True)
class Incident:
    """One alarm without an all-clear."""

    record: str
    at: str
    trigger: str
    by: str
    detail: str = ""


@dataclass
class LegRow:
    """One leg away from the house. ``options``: houses that can take them now, the listed second house first."""

    number: str
    record: str
    code: str
    alias: str
    at: str
    to: str
    status: str
    phrase: str = ""
    meeting_point: str = ""
    escort: str = ""
    second: str = ""
    guests: int = 1
    options: list[str] = field(default_factory=list)


@dataclass
class Situation:
    """``waiting``: who sleeps there and has no leg. ``guests``: who slept there in the last 90 days, and so knows the
    door; ``flagged``: code name, number, stage and what of it may be touched; ``practice``: nothing of it is real."""

    code: str
    status: str
    incidents: list[Incident]
    legs: list[LegRow] = field(default_factory=list)
    waiting: list[str] = field(default_factory=list)
    knowers: list[Knower] = field(default_factory=list)
    outsiders: list[tuple[str, str]] = field(default_factory=list)
    guests: list[str] = field(default_factory=list)
    escorts: list[str] = field(default_factory=list)
    flagged: list[tuple[str, str, str, str]] = field(default_factory=list)
    host: str = ""
    practice: bool = False


def live(house: CaseFile, seen: Seen) -> Situation:
    """What stands now. ``house`` with Capacity and Address open."""
    keys, own = house.keys, next(h for h in seen.houses if h.number == house.number)
    rows = house.states["capacity"].rows("incidents")
    names = {m.id.hex(): m.name for m in keys.directory.current_members()}
    incidents = [
        Incident(r, rows[r].get("at", ""), rows[r].get("trigger", ""), names.get(rows[r].get("by", ""), ""),
                 rows[r].get("detail") or "")
        for r in own.wrong
    ]  # fmt: skip
    found = Situation(own.code, own.status, incidents, host=names.get(own.host, ""))
    today = today_of(keys)
    since = today - datetime.timedelta(LOOKED_BACK)
    here = [n for n in seen.nights if n.house == own.key and n.ends(today) > since and n.since <= today]
    found.guests = sorted({n.code for n in here})
    if own.status == "burned":
        found.legs = _legs(seen, own, min((i.at for i in incidents), default="9"), names, today)
    gone = {leg.number for leg in found.legs}
    stay_on = [n for n in here if n.left is None and n.sleeps(today, today)]
    found.waiting = sorted(n.code for n in stay_on if n.number.hex() not in gone)
    found.knowers = burned.knew(house)
    address = house.states.get("address")
    found.outsiders = (
        [(r.get("who") or "", r.get("why") or "") for r in address.rows("outsiders").values()] if address else []
    )
    found.escorts = _escorts(seen, own, names, since.isoformat())
    touched_here = {n.number: n for n in stay_on} | {n.number: n for n in here if n.number.hex() in gone}
    found.flagged = [
        _flag(n, seen.stages.get(n.number, "")) for n in touched_here.values() if touched(seen.stages.get(n.number, ""))
    ]
    return found


def _flag(stay: Lodging, stage: str) -> tuple[str, str, str, str]:
    return stay.code, stay.number.hex(), stage, TOUCHES[touched(stage)]


def _legs(seen: Seen, own: House, since: str, names: dict[str, str], today: datetime.date) -> list[LegRow]:
    """The legs away from this house since the alarm, in the order in which they leave."""
    found = []
    for number, shelter in seen.shelters.items():
        stays = [n for n in seen.nights if n.number == number and n.house == own.key]
        for record, row in shelter.rows("pickups").items():
            if row.get("from_house") != own.code or row.get("status") not in OPEN_LEGS or (row.get("at") or "") < since:
                continue
            last = max(stays, key=lambda n: n.since, default=None)
            leg = LegRow(
                number.hex(), record, seen.codes[number], shelter.get("alias") or "", row["at"],
                row.get("to_house") or "", row["status"], row.get("phrase") or "", row.get("meeting_point") or "",
                names.get(row.get("escort") or "", ""), last.second if last else "", last.guests if last else 1,
            )  # fmt: skip
            if leg.status == "planned":
                leg.options = _options(seen, own, number, today)
            found.append(leg)
    return sorted(found, key=lambda leg: (leg.at, leg.code))


def _options(seen: Seen, own: House, number: bytes, today: datetime.date) -> list[str]:
    """The houses that fit now, and after them every other that is not closed: in a hurry a person may know better."""
    if (needs := seen.needs.get(number)) is None:
        return []
    guest = guest_of(number, seen.codes[number], needs, seen.shelters[number])
    others = [h for h in seen.houses if h.number != own.number and h.status not in ("burned", "retired")]
    found: list[Any] = places(guest, others, seen.nights, today, today + burned.AHEAD, today)
    return [p.house.code for p in found]


def _escorts(seen: Seen, own: House, names: dict[str, str], since: str) -> list[str]:
    """Who brought somebody to the house or fetched them: they know at least the street corner."""
    rows = [row for shelter in seen.shelters.values() for row in shelter.rows("pickups").values()]
    drove = {
        row.get("escort") for row in rows
        if (row.get("at") or "") >= since and own.key in ((row.get("to_house") or "").casefold(),
                                                          (row.get("from_house") or "").casefold())
    }  # fmt: skip
    return sorted(names.get(e, "") for e in drove if e and e in names)
