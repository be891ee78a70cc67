"""Cases and houses in the store: finding, founding, writing. Who else opens them is in ``granting``.

A case is known by a random 16-byte number, which stands sealed inside each of its compartments. Whoever holds one
compartment can compute where the others lie (``slot``) and open none of them by that.
"""

import os
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db import IntegrityError

from waystation.casework import clearance
from waystation.casework.clearance import Guarded
from waystation.casework.compartments import COMPARTMENTS, Kind
from waystation.casework.errors import NotYourRole
from waystation.casework.folds import Set, State, set_statement
from waystation.casework.going import Said
from waystation.casework.likeness.facts import compared, facts_in
from waystation.casework.roles import BY_HAND, MATRIX, may_say, may_write
from waystation.casework.stages import stage_of
from waystation.casework.words import _
from waystation.circles import circle as circles
from waystation.circles.envelope import pack
from waystation.circles.errors import CannotOpen
from waystation.circles.secret import name
from waystation.circles.standing import READER, STEWARD, WRITER, Grant
from waystation.store import accesslog, belongings, drops, dues, envelopes, matching, readings, withholding
from waystation.store.keys import Keys
from waystation.store.matching import FIRST_PERSON
from waystation.store.readings import Label, Reading, label_of, read_many


def slot(number: bytes, compartment: str, person: str = "") -> bytes:
    return name(b"waystation/1/slot" + number + compartment.encode() + b"/" + person.encode())


@dataclass
class Part:
    """One compartment of a case as this member finds it: not yet begun, sealed to them, or open."""

    kind: Kind
    person: str
    circle: bytes | None = None
    size: int = 0
    reading: Reading | None = None

    @property
    def key(self) -> str:
        return f"{self.kind.key}:{self.person}" if self.person else self.kind.key

    @property
    def state(self) -> State | None:
        return self.reading.state if self.reading else None


@dataclass
class CaseFile:
    """A case (or house) as one member's keys open it."""

    keys: Keys
    number: bytes
    code: str
    subject: str = "case"
    parts: dict[str, Part] = field(default_factory=dict)

    def part(self, compartment: str, person: str = "") -> Part:
        """Raises KeyError for a compartment that this case does not have."""
        kind = COMPARTMENTS[compartment]
        wanted = (person or FIRST_PERSON) if kind.per_person else ""
        return self.parts[f"{compartment}:{wanted}" if wanted else compartment]

    @property
    def states(self) -> dict[str, State]:
        """The open compartments' states; for those kept per person, the first person's."""
        found: dict[str, State] = {}
        for part in self.parts.values():
            if part.state is not None:
                found.setdefault(part.kind.key, part.state)
        return found

    @property
    def stage(self) -> str:
        """The stage, by those who open ``needs``; others see only that a case was begun."""
        return stage_of(self.states["needs"]) if "needs" in self.states else ""

    @property
    def persons(self) -> list[str]:
        needs = self.states.get("needs")
        return persons(needs) if needs else [FIRST_PERSON]


def persons(needs: State) -> list[str]:
    found = needs.records("persons")
    return [FIRST_PERSON, *(p for p in found if p != FIRST_PERSON)]


def kinds(subject: str) -> list[Kind]:
    return [kind for kind in COMPARTMENTS.values() if kind.subject == subject]


def open_file(keys: Keys, number: bytes, subject: str = "case", only: tuple[str, ...] = ()) -> CaseFile:
    """A case as these keys open it; ``only`` some compartments where the rest is not needed. The caller logs it.

    Raises CannotOpen when they open no compartment of it: then it does not exist for this member.
    """
    file = CaseFile(keys, number, "", subject)
    find_parts(file, only)
    open_parts = [p for p in file.parts.values() if p.reading]
    if not open_parts:
        raise CannotOpen("no compartment of this case opens with these keys")
    file.code = open_parts[0].reading.label.code  # type: ignore[union-attr]
    order = list(COMPARTMENTS)
    file.parts = dict(sorted(file.parts.items(), key=lambda item: order.index(item[1].kind.key)))
    return file


def find_parts(file: CaseFile, only: tuple[str, ...] = ()) -> None:
    """Looks up a file's compartments, or ``only`` some, and reads those that open."""
    wanted = [k for k in kinds(file.subject) if not only or k.key in only]
    _find(file, [Part(k, "") for k in wanted if not k.per_person])
    if single := [k for k in wanted if k.per_person]:
        _find(file, [Part(k, p) for k in single for p in file.persons])


def _find(file: CaseFile, parts: list[Part]) -> None:
    by_slot = {slot(file.number, p.kind.key, p.person): p for p in parts}
    for where, (circle, size) in envelopes.by_slot(by_slot).items():
        by_slot[where].circle, by_slot[where].size = circle, size
    readings = read_many(file.keys, [p.circle for p in parts if p.circle])
    for part in parts:
        part.reading = readings.get(part.circle) if part.circle else None
        file.parts[part.key] = part


def every_circle(file: CaseFile) -> list[bytes]:
    """The circles of all compartments of a case that exist, whether or not they open, and whichever were asked for."""
    people = file.persons
    places = [slot(file.number, k.key, p) for k in kinds(file.subject) for p in (people if k.per_person else [""])]
    return [circle for circle, _size in envelopes.by_slot(places).values()]


# -- founding ----------------------------------------------------------------------------------------------------------


def new_number() -> bytes:
    return os.urandom(16)


def found_part(keys: Keys, label: Label, stage: int = 0) -> bytes:
    """Founds a compartment with the grants that the one table gives at this stage. Returns its circle's id.

    When somebody else founded it at the same moment, theirs counts and its id is returned.
    """
    grants = founding_grants(keys, label.compartment, stage)
    circle = circles.found(keys.secret, pack(label), grants, keys.minute, keys.directory)
    place = slot(label.number, label.compartment, label.person)
    try:
        envelopes.found(circle.id, place, circle.envelopes.values())
    except IntegrityError:
        return envelopes.by_slot([place])[place][0]
    accesslog.log(keys.pseudonym, "found", [circle.id])
    return circle.id


def founding_grants(keys: Keys, compartment: str, stage: int) -> list[Grant]:
    """Grants to the organisation's teams, from the one table."""
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
    return grants


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
    body: Set | Said | tuple[str, str] | str,
    seen: tuple[bytes, ...] | None = None,
    checked: Iterable[bytes] = (),
) -> None:
    """Writes one statement: ``put_all`` with one."""
    put_all(keys, circle, compartment, [(kind, body)], seen, checked)


def put_all(
    keys: Keys,
    circle: bytes,
    compartment: str,
    items: list[tuple[str, Set | Said | tuple[str, str] | str]],
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
    if ("set" in kinds_stated and not may_write(keys.roles, compartment)) or not all(
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
        accesslog.log(keys.pseudonym, "write", [circle])
    if of is not None and compared(compartment):
        _remember(keys, circle, of, [body for kind, body in items if kind == "set" and isinstance(body, Set)])


def _remember(keys: Keys, circle: bytes, label: Label, bodies: list[Set]) -> None:
    """What duplicates are found by, of what was just written."""
    part, facts = label.compartment, {}
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


def part_of(circle: bytes, compartment: str) -> Part:
    """A part whose circle is known, without opening it."""
    return Part(COMPARTMENTS[compartment], "", circle)
