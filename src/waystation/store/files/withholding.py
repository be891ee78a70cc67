"""What people withhold, heeded where it is written and where it is shared: in the store, so that no page can forget it.

Whoever opens the case's Consent heeds what stands there. For everybody else its marks count (``barring``), which are
brought in line whenever a wish is written.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from waystation.casework.folds import Set, State
from waystation.casework.sharing import limits
from waystation.circles.view import View
from waystation.store.files import barring
from waystation.store.sealed import envelopes, readings
from waystation.store.sealed.keys import Keys
from waystation.store.sealed.readings import Label, Reading, label_of, read_many

GOES_ABROAD = ("applications", "options", "packages")  # lists of papers whose lines name a country


def heed_write(keys: Keys, consent: bytes, compartment: str, items: Sequence[tuple[str, Any]], view: View) -> None:
    """Raises Withheld where a statement names a country that one of its people excluded. ``consent``: the slot of the
    case's Consent."""
    bodies = [b for _kind, b in items if isinstance(b, Set) and _abroad(compartment, b)]
    if not bodies:
        return
    state, number, before = _consent(keys, consent), label_of(view).number, readings.state_of(keys.directory, view)
    for body in bodies:
        row = before.row(body.collection, body.record) | body.values
        named = [str(row["person"])] if row.get("person") else [str(one) for one in row.get("persons") or ()]
        for country in [row.get("country")] if compartment == "papers" else _countries(keys, row):
            if state is not None:
                limits.forbids_country(state, named or _everybody(state), country)
            elif country and barring.excluded(keys, number, [country], named):
                raise limits.Withheld(limits.NEVER)


def wrote(keys: Keys, circle: bytes, items: Sequence[tuple[str, Any]]) -> None:
    """Brings the marks in line after something was written in a Consent, if that was a wish."""
    if any(isinstance(body, Set) and body.collection == "limits" for _kind, body in items):
        for reading in read_many(keys, [circle]).values():
            read(keys, [reading])


def read(keys: Keys, found: Iterable[Reading]) -> None:
    """Marks what stands in the Consents among what was just read: also wishes that are older than marks."""
    for reading in found:
        if reading.label.compartment == "consent" and reading.label.subject == "case":
            barring.mark(keys, reading.circle, reading.label.number, reading.state)


def _abroad(compartment: str, body: Set) -> bool:
    """Whether a statement may send somebody to a country: by naming it, or a pathway of the programme's list."""
    if compartment == "papers":
        return body.collection in GOES_ABROAD and bool(body.values.keys() & {"country", "person", "persons"})
    allowed = body.values.get("may") or body.values.get("wished") or body.collection == "slots"
    pinned = body.collection == "pins" and body.values.get("never") is not True
    return compartment == "plan" and bool(body.values.get("pathway")) and bool(allowed or pinned)


def _countries(keys: Keys, row: dict[str, Any]) -> list[str]:
    """The country of a pathway in the programme's list, where these keys open it."""
    from waystation.store.files import programme  # above this module: it opens files, and writing a file comes here

    state = programme.opened(keys, "pathways").states.get("pathways")
    found = state.rows("pathways").get(str(row.get("pathway"))) if state is not None else None
    return [str(found["country"])] if found and found.get("country") else []


def heed_grant(keys: Keys, consent: bytes, view: View, to: bytes) -> None:
    """Raises Withheld where a grant of this part to a member or team would tell their role what a person withholds."""
    label = label_of(view)
    if label.subject != "case" or label.compartment == "consent":
        return
    needs = readings.state_of(keys.directory, view) if label.compartment == "needs" else None
    forbids(keys, label, roles_of(keys, to), needs, _consent(keys, consent))


def forbids(keys: Keys, label: Label, roles: Iterable[str], needs: State | None, consent: State | None) -> None:
    """Raises Withheld where a part of a case would tell one of these roles what a person withholds from it: as Consent
    says, or as its marks do where these keys do not open it."""
    if consent is None:
        limits.forbids_facts(
            barring.facts(keys, label.number, label.compartment, label.person, roles), label.compartment, needs
        )
        return
    for role in roles:
        limits.forbids_role(consent, people(label, consent), role, label.compartment, needs)


def people(label: Label, consent: State) -> list[str]:
    """Whose wishes count for a part: its person's, or everybody's where all share it."""
    return [label.person] if label.person else _everybody(consent)


def roles_of(keys: Keys, holder: bytes) -> frozenset[str]:
    """The roles of a member, or the one of a team."""
    if holder in keys.directory.teams:
        return frozenset({keys.directory.teams[holder].role})
    return frozenset(r for m in keys.directory.current_members() if m.id == holder for r in m.roles)


def _everybody(consent: State) -> list[str]:
    return sorted({str(row.get("person")) for row in consent.rows("limits").values()})


def _consent(keys: Keys, slot: bytes) -> State | None:
    found = read_many(keys, [circle for circle, _size in envelopes.by_slot([slot]).values()])
    return next((reading.state for reading in found.values()), None)
