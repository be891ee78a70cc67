"""Beginning and writing cases and houses. What opens of them: ``casefiles``; who else opens them: ``granting``."""

import os
from collections.abc import Iterable, Sequence
from typing import Any

from django.db import IntegrityError

from waystation.casework.byhand import clearance
from waystation.casework.byhand.clearance import Guarded
from waystation.casework.byhand.going import Said
from waystation.casework.compartments import COMPARTMENTS
from waystation.casework.errors import NotYourRole
from waystation.casework.folds import Set, set_statement, undo
from waystation.casework.roles import BY_HAND, MATRIX, ROLES, Access, access, may_say, may_write
from waystation.casework.verifying.likeness.facts import compared, facts_in
from waystation.casework.words import _
from waystation.circles import circle as circles
from waystation.circles.envelope import pack
from waystation.circles.errors import CannotOpen
from waystation.circles.standing import READER, STEWARD, WRITER, Grant
from waystation.store.files import withholding
from waystation.store.files.casefiles import CaseFile, slot
from waystation.store.likeness import matching
from waystation.store.likeness.matching import FIRST_PERSON
from waystation.store.sealed import accesslog, belongings, drops, dues, envelopes, readings
from waystation.store.sealed.keys import Keys
from waystation.store.sealed.readings import Label, label_of, read_many

Body = Set | Said | tuple[str, str] | str  # what a statement says, by its kind

# -- founding ----------------------------------------------------------------------------------------------------------


def new_number() -> bytes:
    return os.urandom(16)


def found_part(keys: Keys, label: Label, stage: int = 0, more: Iterable[Grant] = ()) -> bytes:
    """Founds a compartment with the grants that the one table gives at this stage, and ``more``. Returns its circle's
    id.

    When somebody else founded it at the same moment, theirs counts and its id is returned.
    """
    grants = [*founding_grants(keys, label.compartment, stage), *more]
    circle = circles.found(keys.secret, pack(label), grants, keys.minute, keys.directory)
    place = slot(label.number, label.compartment, label.person)
    try:
        envelopes.found(circle.id, place, circle.envelopes.values())
    except IntegrityError:
        return envelopes.by_slot([place])[place][0]
    accesslog.log(keys.pseudonym, "found", [circle.id])
    return circle.id


def founding_grants(keys: Keys, compartment: str, stage: int) -> list[Grant]:
    """Grants to the organisation's teams, from the one table; and to the founder where their role has no team."""
    grants = []
    for role, right in MATRIX[compartment].items():
        team = keys.directory.team_of(role)
        if team is None or right.assigned or right.since > stage:
            continue
        if right.grants:
            grants.append(Grant(team, (STEWARD,)))
        elif right.reads:
            grants.append(Grant(team, (READER,)))
        elif right.writes or right.says:
            grants.append(Grant(team, (WRITER,)))
    if any(r.writes and not r.reads and not keys.directory.team_of(role) for role, r in _own(keys, compartment)):
        grants.append(Grant(keys.member, (WRITER,)))  # a host or escort: no team of theirs could be granted it
    return grants


def _own(keys: Keys, compartment: str) -> list[tuple[str, Access]]:
    return [(role, access(role, compartment)) for role in keys.roles if role in ROLES]


def new_case(keys: Keys, code: str, values: dict[str, dict[str, Any]]) -> bytes:
    """Opens a case: founds the compartments that ``values`` speak of (and always contact and needs), writes them, and
    returns the case's number. Values are by compartment and field."""
    number = new_number()
    for compartment in dict.fromkeys(("contact", "needs", *values)):
        person = FIRST_PERSON if COMPARTMENTS[compartment].per_person else ""
        label = Label("case", number, compartment, person, code)
        circle = found_part(keys, label)
        if values.get(compartment):
            state(keys, circle, compartment, "", "", values[compartment], of=label)
    return number


def new_house(keys: Keys, code: str, values: dict[str, Any]) -> bytes:
    """Founds a house's two compartments under its code name, states ``values`` of its capacity, returns its number."""
    number = new_number()
    for compartment in ("capacity", "address"):
        circle = found_part(keys, Label("house", number, compartment, "", code))
        if compartment == "capacity":
            state(keys, circle, compartment, "", "", values)
    return number


# -- writing -----------------------------------------------------------------------------------------------------------


def state(
    keys: Keys,
    circle: bytes,
    compartment: str,
    collection: str,
    record: str,
    values: dict[str, Any],
    seen: tuple[bytes, ...] | None = None,
    checked: Iterable[bytes] = (),
    of: Label | None = None,
) -> None:
    """States values of a compartment's own fields or of one record. Raises BadValue, UnknownField, NotYourRole,
    Sealed."""
    body = set_statement(COMPARTMENTS[compartment].struct, collection, record, values)
    put_all(keys, circle, compartment, [("set", body)], seen, checked, of)


def put(
    keys: Keys,
    circle: bytes,
    compartment: str,
    kind: str,
    body: Body,
    seen: tuple[bytes, ...] | None = None,
    checked: Iterable[bytes] = (),
) -> None:
    """Writes one statement: ``put_all`` with one."""
    put_all(keys, circle, compartment, [(kind, body)], seen, checked)


def put_all(
    keys: Keys,
    circle: bytes,
    compartment: str,
    items: Sequence[tuple[str, Body]],
    seen: tuple[bytes, ...] | None = None,
    checked: Iterable[bytes] = (),
    of: Label | None = None,
) -> None:
    """Writes statements among readers, or drops them where this member may write without reading.

    ``seen``: the heads on the page that was edited; those that are no longer known are left out. ``of``: what the
    circle is, which a reader finds in it; without it, what is dropped is not compared with other cases until a reader
    looks for duplicates. Raises NotYourRole, Sealed, CircleError, NotCleared,
    Withheld.
    """
    kinds_stated = {kind for kind, _body in items}
    by_hand = kinds_stated & BY_HAND
    lists = {body.collection for kind, body in items if kind == "set" and isinstance(body, Set)}
    if not all(may_write(keys.roles, compartment, name) for name in lists) or not all(
        may_say(keys.roles, compartment, kind) for kind in by_hand
    ):
        raise NotYourRole(_("Your role does not write here."))
    with envelopes.writing(circle):
        try:
            view = keys.view(circle, checked)
        except CannotOpen:
            drops.leave(keys, circle, items)
        else:
            known = None if seen is None else [h for h in seen if h in {s.id for s in view.statements}]
            if "set" in kinds_stated and issubclass(COMPARTMENTS[compartment].struct, Guarded):
                clearance.require(readings.state_of(keys.directory, view).words, now=False)
            of = label_of(view)
            if "set" in kinds_stated:
                withholding.heed_write(keys, slot(of.number, "consent"), compartment, items, view)
            if view.standing.is_reader(keys.card):
                envelopes.append(circle, view.write_all(keys.secret, items, known))
            else:
                drops.leave(keys, circle, items)
            if dues.touched(compartment, items):  # in one transaction: no check-in stands that nobody would miss
                read_many(keys, [circle], stated=True)
        belongings.stated(circle, compartment, items)
        if compartment == "consent":
            withholding.wrote(keys, circle, items)
        accesslog.log(keys.pseudonym, "write", [circle])
    if of is not None and compared(compartment):
        _remember(keys, circle, of, [body for kind, body in items if kind == "set" and isinstance(body, Set)])


def take_back(keys: Keys, circle: bytes, compartment: str, statement: bytes) -> None:
    """Puts back what one statement changed, by statements that say so; both stay in the history. Raises what
    ``put_all`` raises."""
    bodies = undo(readings.changes(keys, circle), statement)
    if bodies:
        put_all(keys, circle, compartment, [("set", body) for body in bodies])


def _remember(keys: Keys, circle: bytes, label: Label, bodies: list[Set]) -> None:
    """What duplicates are found by, of what was just written."""
    part = label.compartment
    facts: dict[tuple[str, str, str], tuple[str, str]] = {}
    for body in bodies:
        facts |= facts_in(part, body.collection, body.record, body.values)
    person = matching.person_of(part, label.person)
    matching.remember(keys, label.number, person, label.code, part, facts, circle=circle)


def ensure_part(file: CaseFile, compartment: str, person: str = "") -> bytes:
    """The circle of a compartment, founded now if nobody wrote to it before."""
    part = file.part(compartment, person)
    if part.circle is None:
        number = int(file.stage[1:] or 0) if file.stage else 0
        part.circle = found_part(
            file.keys, Label(file.subject, file.number, compartment, part.person, file.code), number
        )
    return part.circle
