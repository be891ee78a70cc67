"""The person's own copy: what is theirs of the parts that a member opens, as sections with lines.

    for section in of_person(states, "a"):
        print(section.title, section.lines)

Theirs is what they said of themselves, what was decided about them, and what was shared with whom. One table says which
fields that are, so that a field somebody adds later is left out until somebody has thought about it: it may tell of
another person, of whoever told us something, or of where a house is. Other members of the household have their own
copies; what is kept for one person (``story:b``) stands in nobody else's.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from waystation.casework.compartments import COMPARTMENTS
from waystation.casework.fields import About, Record, fields
from waystation.casework.folds import State

# By compartment: its own fields, and by list the fields of its records. A house is not named: others sleep there.
THEIRS: dict[str, dict[str, str]] = {
    "contact": {
        "": "alias language region country safe_hours timezone rule may_leave_message code_word received_at",
        "channels": "kind address safe",
    },
    "identity": {
        "": "legal_name latin_name born birth_place birth_country nationalities residence sex_marker marital_status "
            "home_address",
        "names": "name kind language", "scans": "what",
    },
    "story": {
        "": "summary statement language for_government grounds ground_words return_fear",
        "incidents": "kind since until place account", "earlier": "country on decision reason",
        "evidence": "what kind made_on received_at sha256 agreed",
    },
    "needs": {
        "": "languages eligibility eligibility_reason verification_result priority plan plan_agreed allergies diet "
            "step_free closure_reason closed_on retention delete_on",
        "persons": "letter age_band languages relation minor specific_needs outcome outcome_on",
        "services": "kind within given_at",
    },
    "shelter": {"": "alias", "stays": "since until left_at", "cards": "medicines allergies emergency"},
    "papers": {
        "": "outside_origin",
        "documents": "kind number issuer country asked_on issued valid_from expires use_by entries conditions"
                     " original_at",
        "exit_checks": "at answer valid_until detail",
        "applications": "pathway country reference lodged_on answer_by decision decided_on use_by conditions appeal_by",
        "packages": "to country sent_at fields",
    },
    "journey": {
        "": "landed_at", "travellers": "passport document use_by visas fit_to_fly",
        "legs": "number transport from_place to_place departs arrives carrier booking",
        "cards": "carries emergency",
    },
    "health": {
        "": "conditions injuries allergies safety_plan fit_to_fly", "medicines": "name dose runs_out",
        "screenings": "instrument on score", "referrals": "to on answer",
    },
    "settlement": {
        "": "country city address agency arrived_at housed_on identity_on health_cover_on bank_on language_booked_on "
            "support_until",
        "goals": "area what due met_on dropped", "services": "kind provider since until",
        "levels": "language skill level scale on",
    },
    "consent": {
        "": "keep_after",
        "permissions": "purpose recipients named country onward given_on until withdrawn_on",
        "limits": "what from_whom country reason", "disclosures": "at to what fields purpose recalled_on",
    },
}  # fmt: skip


@dataclass
class Section:
    """What one part, or one record of a list in it, says: an English title, and each field with its stored value."""

    compartment: str
    title: str
    collection: str = ""
    lines: list[tuple[About, Any]] = field(default_factory=list)


def of_person(states: Mapping[str, State], person: str) -> list[Section]:
    """The copy of one person, in the order of the compartments. ``states`` by part: ``needs``, ``story:a``."""
    found = []
    for key, state in states.items():
        compartment, _colon, whose = key.partition(":")
        if compartment in THEIRS and whose in ("", person):
            found += _sections(compartment, state, person)
    return [section for section in found if section.lines]


def _sections(compartment: str, state: State, person: str) -> list[Section]:
    kind, theirs = COMPARTMENTS[compartment], THEIRS[compartment]
    found = [Section(compartment, kind.label, "", _lines(kind.struct, state.row("", ""), theirs.get("", "")))]
    for about in fields(kind.struct).values():
        if about.record is not None and about.name in theirs:
            found += [
                Section(compartment, about.label, about.name, _lines(about.record, row, theirs[about.name]))
                for record, row in state.rows(about.name).items()
                if _is_theirs(about.name, record, row, person)
            ]
    return found


def _is_theirs(collection: str, record: str, row: dict[str, Any], person: str) -> bool:
    """Whether a record is about this person: it says so, or names several of whom they are one, or nobody, and so is
    the household's."""
    if collection == "persons":
        return record == person
    named = row.get("person") or row.get("persons") or ""
    return person in named if isinstance(named, list) else named in ("", person)


def _lines(struct: type[Record], row: dict[str, Any], names: str) -> list[tuple[About, Any]]:
    abouts = fields(struct)
    return [(abouts[n], row[n]) for n in names.split() if n in abouts and row.get(n) is not None]
