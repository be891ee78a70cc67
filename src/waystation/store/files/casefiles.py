"""A case or house as one member's keys open it: finding its compartments.

A case is known by a random 16-byte number, which stands sealed inside each of its compartments. Whoever holds one
compartment can compute where the others lie (``slot``) and open none of them by that.
"""

from dataclasses import dataclass, field

from waystation.casework.compartments import COMPARTMENTS, Kind
from waystation.casework.folds import State
from waystation.casework.stages import stage_of
from waystation.circles.errors import CannotOpen
from waystation.circles.secret import name
from waystation.store.likeness.matching import FIRST_PERSON
from waystation.store.sealed import envelopes
from waystation.store.sealed.keys import Keys
from waystation.store.sealed.readings import Reading, read_many


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


def part_of(circle: bytes, compartment: str) -> Part:
    """A part whose circle is known, without opening it."""
    return Part(COMPARTMENTS[compartment], "", circle)
