"""On what each person of a case can travel, as far as a member's keys open it: from Journey, and from Papers.

    for one in candidates(file): one.person, one.label, one.traveller

Papers says more (a visa's own days and entries); the travel desk, which does not open it, has what was copied into
Journey. A person with two passports stands twice: somebody chooses on which they go.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from waystation.casework.clocks import counted
from waystation.casework.folds import State
from waystation.casework.visas.failing import newest_checks
from waystation.casework.vocabularies import vocabulary
from waystation.desk.routes.ofcases import ENTRIES, day, traveller_of
from waystation.desk.routes.said import country
from waystation.planning.passage import Traveller, Visa
from waystation.planning.passage.journeys import SCHENGEN
from waystation.store.files.casefiles import CaseFile

# What one crosses a border on, and what lets one in beside it.
DOCUMENTS = ("foreign_passport", "convention_travel_document", "icrc_etd", "imm_5485", "imm_5565")
VISAS = ("national_d_visa", "schengen_c_visa", "ltv_visa", "transit_visa", "trp", "imm_5292")


@dataclass(frozen=True)
class Candidate:
    """One person on one document. ``key``: where that is written, ``papers`` or ``journey`` and the record."""

    key: str
    person: str
    label: str
    traveller: Traveller


def candidates(file: CaseFile) -> list[Candidate]:
    """Those of Papers first: they say more."""
    return candidates_of(file.states, file.persons)


def candidates_of(states: Mapping[str, State], persons: list[str]) -> list[Candidate]:
    """The same of parts that were opened without the case's file."""
    found: list[Candidate] = []
    if "papers" in states:
        found += _of_papers(states["papers"], persons)
    if "journey" in states:
        found += _of_journey(states["journey"])
    return found


def _of_journey(state: State) -> Iterator[Candidate]:
    for record, row in state.rows("travellers").items():
        if row.get("passport"):
            who = traveller_of(row, state)
            yield Candidate(f"journey:{record}", str(row.get("person") or ""), _label(who, _("Journey")), who)


def _of_papers(state: State, persons: list[str]) -> Iterator[Candidate]:
    rows = counted(state.rows("documents"))
    checks = {row.get("person"): row for row in newest_checks(state).values()}
    for record, row in rows.items():
        person = row.get("person") or ""
        if row.get("kind") not in DOCUMENTS or not row.get("country") or not _in_hand(row) or person not in persons:
            continue
        visas = tuple(_visa(v) for v in rows.values() if _lets_in(v) and v.get("person") in (person, "", None))
        check = checks.get(person) or {}
        who = Traveller(
            row["country"], row["kind"], visas, _until(row),
            exit_check=check.get("answer") or "", exit_check_until=day(check.get("valid_until")),
        )  # fmt: skip
        yield Candidate(f"papers:{record}", person, _label(who, _("Papers")), who)


def _in_hand(row: dict[str, Any]) -> bool:
    """Whether it was issued: what is only asked for opens no border."""
    return bool(row.get("issued") or row.get("valid_from") or (row.get("expires") and not row.get("asked_on")))


def _lets_in(row: dict[str, Any]) -> bool:
    return row.get("kind") in VISAS and bool(row.get("country")) and _in_hand(row)


def _visa(row: dict[str, Any]) -> Visa:
    """A paper as the legal check takes it. Without a first day whether it lets in is a question: a visa's issue is
    often earlier than that day."""
    zone = row["kind"] == "schengen_c_visa"
    return Visa(
        SCHENGEN if zone else row["country"], day(row.get("valid_from")), _until(row),
        ENTRIES.get(row.get("entries") or ""), transit_only=row["kind"] == "transit_visa",
    )  # fmt: skip


def _until(row: dict[str, Any]) -> Any:
    """The last day to use it: the earlier of both."""
    return min((d for d in (day(row.get("use_by")), day(row.get("expires"))) if d), default=None)


def _label(who: Traveller, where: str) -> str:
    words = [f"{_(vocabulary('document_type').label(who.document))}: {country(who.passport)}"]
    if who.valid_until:
        words.append(_("until {day}").format(day=who.valid_until))
    if who.visas:
        names = [v.country.title() if v.country == SCHENGEN else country(v.country) for v in who.visas]
        words.append(_("visas: {countries}").format(countries=", ".join(names)))
    return f"{', '.join(words)} ({where})"
