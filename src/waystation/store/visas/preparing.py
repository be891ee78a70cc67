"""Preparing a package: facts put into papers for a recipient by somebody who opens them, and everybody for whom that
was done, of all cases.

prepare(file, "a", "r1", ["identity.latin_name", "identity.born"])    # Tomas, who opens identity and story
candidates(keys, "r1")                                                # Claire, who opens papers and consent
"""

import datetime
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from waystation.casework.compartments import COMPARTMENTS
from waystation.casework.errors import BadValue, CriteriaUnmet
from waystation.casework.folds import REMOVED, Set, State, set_statement
from waystation.casework.sharing import packaging
from waystation.casework.sharing.limits import Withheld, hidden_from
from waystation.casework.sharing.packaging import ITEMS
from waystation.casework.words import _
from waystation.store.files import cases, programme
from waystation.store.files.casefiles import CaseFile, Part, slot
from waystation.store.lists import index
from waystation.store.sealed import accesslog, envelopes
from waystation.store.sealed.keys import Keys
from waystation.store.sealed.readings import read_many

PART = "pathways"
OPENED = ("papers", "consent")  # what whoever sends opens of a case


@dataclass
class Candidate:
    """One person for whom something is prepared. ``why_not``: what stands against sending any of it; ``values``: what
    may go, by item; ``kept``: what they withhold from this recipient; ``records``: the prepared lines; ``sending``:
    the package for which a colleague was asked to agree, if one was."""

    file: CaseFile
    person: str
    values: dict[str, Any]
    kept: set[str]
    why_not: str
    records: list[str]
    apart: bool
    letter: str
    sending: str

    @property
    def id(self) -> str:
        return f"{self.file.number.hex()}:{self.person}"


def pathways(keys: Keys) -> State:
    """What stands in the programme's pathways: recipients and sendings. Empty where nobody wrote there."""
    return programme.opened(keys, PART).part(PART).state or State()


def today(keys: Keys) -> datetime.date:
    return datetime.datetime.fromtimestamp(keys.minute * 60, datetime.UTC).date()


# -- preparing ---------------------------------------------------------------------------------------------------------


def facts(file: CaseFile, person: str) -> dict[str, Any]:
    """What these keys open about a person, by item."""
    identity, story = file.parts.get(f"identity:{person}"), file.parts.get(f"story:{person}")
    return packaging.gathered(person, file.states, identity.state if identity else None, story.state if story else None)


def prepare(file: CaseFile, person: str, recipient: str, items: Iterable[str], letter: str = "") -> int:
    """Puts facts of a person into papers for a recipient, in place of what was prepared before. Returns how many.
    Raises Withheld, CriteriaUnmet, BadValue."""
    row = pathways(file.keys).row("recipients", recipient)
    chosen = [key for key in ITEMS if key in set(items)]
    if not row or not chosen:
        raise BadValue(_("Choose an authority and at least one fact."))
    allowed(file.states.get("consent"), person, row, chosen, today(file.keys))
    known, papers = facts(file, person), file.part("papers")
    before = packaging.prepared(papers.state or State(), person, recipient)
    stated = {"person": person, "recipient": recipient, "by": file.keys.member.hex(),
              "on": today(file.keys).isoformat(), "letter": letter}  # fmt: skip
    put = [
        stated_set(
            "papers", "prepared", os.urandom(6).hex(), stated | {"item": key, "value": packaging.stored(known[key])}
        )
        for key in chosen
        if key in known
    ]
    circle = cases.ensure_part(file, "papers")
    cases.put_all(file.keys, circle, "papers", [*removals(r for r, _row in before.values()), *put])
    return len(put)


def allowed(
    consent: State | None, person: str, recipient: Mapping[str, Any], items: Iterable[str], on: datetime.date
) -> None:
    """Raises CriteriaUnmet where the person did not agree, Withheld where they hold one of these items back."""
    if why := packaging.against(consent, person, recipient, on):
        raise CriteriaUnmet(why)
    assert consent is not None
    if packaging.withheld(consent, person, recipient.get("name") or "") & set(items):
        raise Withheld(_("They withhold one of these facts from this authority. Only they can lift that."))


def stated_set(compartment: str, collection: str, record: str, values: dict[str, Any]) -> tuple[str, Set]:
    return "set", set_statement(COMPARTMENTS[compartment].struct, collection, record, values)


def removals(records: Iterable[str]) -> list[tuple[str, Set]]:
    return [("set", Set("prepared", record, {REMOVED: True})) for record in records]


# -- choosing ----------------------------------------------------------------------------------------------------------


def candidates(keys: Keys, recipient: str, numbers: Iterable[bytes] = ()) -> list[Candidate]:
    """Everybody for whom something is prepared for a recipient, of all cases or of these, by code name."""
    row = pathways(keys).row("recipients", recipient)
    wanted = list(numbers) or waiting(keys, recipient)
    found = []
    for file in open_many(keys, wanted):
        papers = file.part("papers").state
        people = {r.get("person") for r in papers.rows("prepared").values()} if papers else set()
        for person in sorted(str(p) for p in people if p):
            found.append(_candidate(file, person, recipient, row))
    return [one for one in found if one.records]


def waiting(keys: Keys, recipient: str) -> list[bytes]:
    """The cases in whose papers something is prepared for a recipient, from the index alone."""
    return [line.number for line in index.lines(keys, ("papers",)) if recipient in line.summary.waiting]


def open_many(keys: Keys, numbers: Iterable[bytes]) -> list[CaseFile]:
    """Papers and consent of several cases in three queries, with one line in the access log; by code name."""
    slots = {slot(number, part, ""): (number, part) for number in numbers for part in OPENED}
    circles = {circle: slots[where] for where, (circle, _size) in envelopes.by_slot(slots).items()}
    found: dict[bytes, CaseFile] = {}
    readings = read_many(keys, circles)
    for circle, reading in readings.items():
        number, part = circles[circle]
        file = found.setdefault(number, CaseFile(keys, number, reading.label.code))
        file.parts[part] = Part(COMPARTMENTS[part], "", circle, reading=reading)
    accesslog.log(keys.pseudonym, "open", list(readings))
    return sorted((f for f in found.values() if "papers" in f.parts), key=lambda f: (f.code, f.number))


def _candidate(file: CaseFile, person: str, recipient: str, row: Mapping[str, Any]) -> Candidate:
    papers, consent = file.states["papers"], file.states.get("consent")
    lines = packaging.prepared(papers, person, recipient)
    kept = packaging.withheld(consent, person, row.get("name") or "") if consent is not None else set()
    values = {k: packaging.restored(ITEMS[k], r.get("value")) for k, (_id, r) in lines.items() if k not in kept}
    why = packaging.against(consent, person, row, today(file.keys))
    apart = bool(hidden_from(consent, None, person))
    some = next((r for _id, r in lines.values()), {})
    return Candidate(
        file, person, values, kept, why, [r for r, _row in lines.values()], apart,
        str(some.get("letter") or "A"), str(some.get("sending") or ""),
    )  # fmt: skip
