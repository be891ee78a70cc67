"""Offers of travel agents on the page Borders: a table taken over line by line, and what still holds.

They stand in the compartment Borders, sealed: nobody is named in them, but which flights somebody asked an agent for,
and for which day, tells which way is thought of.
"""

import datetime
import hashlib
import zoneinfo
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext

from waystation.casework.errors import BadValue
from waystation.casework.folds import REMOVED, Set, State, set_statement
from waystation.casework.parts.borders import Borders
from waystation.casework.travel.legs import moment
from waystation.casework.vocabularies import vocabulary
from waystation.casework.words import _
from waystation.desk.routes import tables
from waystation.desk.web.words import amiss, spoken
from waystation.planning.errors import BadFile
from waystation.planning.routes.offers import MOST_BYTES, Offer, read_offers
from waystation.store.files import cases
from waystation.store.files.casefiles import CaseFile

LIST = "fares"
WRONG_SHOWN = 50


@dataclass(frozen=True)
class Taken:
    """How many lines were taken over, and the wrong ones: their number, and what is wrong in the reader's language."""

    count: int
    wrong: list[tuple[int, str]]


def take(file: CaseFile, upload: Any, agent: str, today: datetime.date) -> Taken:
    """Takes the good lines of a table over; one about the same flight replaces the earlier. Lines that name no agent
    and no day are of this one, and of today. Raises BadValue, Sealed."""
    if upload is None:
        raise BadValue(_("Choose a file."))
    if upload.size > MOST_BYTES:
        raise BadValue(_("This file is too large: at most %(limit)s MB."), limit=MOST_BYTES >> 20)
    try:
        read = read_offers(upload.read(), {code: a.zone for code, a in tables.airports().items()})
    except BadFile as error:
        raise BadValue(_("This table cannot be read. %(why)s"), why=amiss(error)) from error
    every = [replace(o, source=o.source or agent.strip()[:80], as_of=o.as_of or today) for o in read.offers]
    known = [offer for offer in every if offer.currency in vocabulary("currency")]
    wrong = [(w.line, spoken(w.said)) for w in read.wrong]
    items: list[Any] = [("set", set_statement(Borders, LIST, _record(offer), _row(offer))) for offer in known]
    if items:
        cases.put_all(file.keys, cases.ensure_part(file, "borders"), "borders", items)
    if len(known) < len(read.offers):
        wrong.append((0, gettext("Lines in a currency that is not on the list were left out.")))
    return Taken(len(known), wrong[:WRONG_SHOWN])


def _record(offer: Offer) -> str:
    """The same for the same flight, so that a newer offer takes its place."""
    what = f"{offer.start}{offer.end}{offer.carrier.casefold()}{offer.departs.astimezone(datetime.UTC).isoformat()}"
    return hashlib.sha256(what.encode()).hexdigest()[:12]


def _row(offer: Offer) -> dict[str, Any]:
    return {
        "from_place": offer.start, "to_place": offer.end, "carrier": offer.carrier, "price": offer.price,
        "departs": offer.departs.isoformat(timespec="minutes"), "arrives": offer.arrives.isoformat(timespec="minutes"),
        "currency": offer.currency, "seats": offer.seats or None, "until": offer.until.isoformat(),
        "agent": offer.source, "as_of": offer.as_of.isoformat() if offer.as_of else None, REMOVED: False,
    }  # fmt: skip


def clear(file: CaseFile, today: datetime.date) -> None:
    """Takes out the offers that hold no longer. Raises Sealed."""
    state = file.states.get("borders")
    over = [record for record, row in (state.rows(LIST) if state else {}).items() if str(row.get("until")) < str(today)]
    if over:
        items: list[Any] = [("set", Set(LIST, record, {REMOVED: True})) for record in over]
        cases.put_all(file.keys, cases.ensure_part(file, "borders"), "borders", items)


def offers(state: State | None) -> list[Offer]:
    """All offers, at the clocks of their airports; a line that lacks something, written by hand, is none yet."""
    airports = tables.airports()
    found = []
    for row in (state.rows(LIST) if state else {}).values():
        departs, arrives = (_local(row, name, end, airports) for name, end in (("departs", "from"), ("arrives", "to")))
        if departs and arrives and departs < arrives and row.get("price") and row.get("until"):
            found.append(Offer(
                str(row.get("from_place")).upper(), str(row.get("to_place")).upper(), departs, arrives, row["price"],
                row.get("currency") or "", datetime.date.fromisoformat(str(row["until"])), row.get("carrier") or "",
                row.get("seats") or 0, row.get("agent") or "",
                datetime.date.fromisoformat(str(row["as_of"])) if row.get("as_of") else None,
            ))  # fmt: skip
    return found


def _local(row: dict[str, Any], name: str, end: str, airports: Any) -> datetime.datetime | None:
    at, airport = moment(row.get(name)), airports.get(str(row.get(f"{end}_place") or "").upper())
    return at.astimezone(zoneinfo.ZoneInfo(airport.zone)) if at and airport and airport.zone else at
