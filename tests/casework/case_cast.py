"""The cast of the casework stories, and a compartment told statement by statement."""

import hashlib
from dataclasses import dataclass, field
from typing import Any

import msgspec

from waystation.casework.byhand.clearance import VERIFIED, Guarded
from waystation.casework.compartments import COMPARTMENTS
from waystation.casework.folds import Change, Set, State, fold, history, set_statement

MARA, ILYA, NOOR, LENA, TOMAS = b"Mara", b"Ilya", b"Noor", b"Lena", b"Tomas"
RUTH, SAM, ADA, BEN = b"Ruth", b"Sam", b"Ada", b"Ben"


@dataclass(frozen=True)
class Said:
    """One statement, with the clock of what its author knew."""

    id: bytes
    author: bytes
    seq: int
    minute: int
    kind: str
    body: bytes
    clock: dict[bytes, int] = field(hash=False)
    depth: int = 0

    def knows(self, author: bytes, seq: int) -> bool:
        return self.clock.get(author, 0) >= seq


class Story:
    """A compartment and all that was said in it. Each author knows all that was said before, unless ``knowing`` says
    which statements they knew."""

    def __init__(self, compartment: str, judge=lambda author, minute, kind: author, cleared: bool = True):
        self.struct = COMPARTMENTS[compartment].struct
        self.judge = judge
        self.said: list[Said] = []
        self.minute = 0
        if cleared and issubclass(self.struct, Guarded):
            for verifier in (NOOR, LENA):
                self.clears(verifier, VERIFIED)

    def raw(self, author: bytes, kind: str, body: bytes, knowing: list[Said] | None = None) -> Said:
        known = list(self.said if knowing is None else knowing)
        known += [s for s in self.said if s.author == author]
        clock: dict[bytes, int] = {}
        for earlier in known:
            for who, seq in earlier.clock.items():
                clock[who] = max(clock.get(who, 0), seq)
        seq = clock.get(author, 0) + 1
        clock[author] = seq
        number = hashlib.sha256(f"{len(self.said)} {author!r}".encode()).digest()[:8]
        depth = max((s.depth + 1 for s in known), default=0)
        said = Said(number, author, seq, self.minute, kind, body, clock, depth)
        self.said.append(said)
        return said

    def put(self, author: bytes, body: Set, knowing: list[Said] | None = None) -> Said:
        return self.raw(author, "set", msgspec.msgpack.encode(body), knowing)

    def says(self, author: bytes, knowing: list[Said] | None = None, **values: Any) -> Said:
        return self.put(author, set_statement(self.struct, "", "", values), knowing)

    def lists(
        self, author: bytes, collection: str, record: str, knowing: list[Said] | None = None, **values: Any
    ) -> Said:
        return self.put(author, set_statement(self.struct, collection, record, values), knowing)

    def moves(self, author: bytes, stage: str, reason: str = "", knowing: list[Said] | None = None) -> Said:
        return self.raw(author, "stage", msgspec.msgpack.encode((stage, reason)), knowing)

    def clears(self, author: bytes, word: str) -> Said:
        return self.raw(author, "clear", msgspec.msgpack.encode(word))

    @property
    def ordered(self) -> list[Said]:
        return sorted(self.said, key=lambda s: (s.depth, s.id))

    @property
    def state(self) -> State:
        return fold(self.struct, self.ordered, self.judge)

    @property
    def changes(self) -> list[Change]:
        return history(self.struct, self.ordered, self.judge)
