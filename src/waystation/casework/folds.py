"""Folding: the statements of one compartment become its state.

A statement of kind ``set`` gives values to fields of the compartment itself or of one record in a list. Per field the
last value wins in causal order; values written without knowledge of each other all stand until somebody chooses.
Statements whose author's role does not write here change nothing and are listed, so that nobody is fooled; nor does
anything in a guarded compartment that was stated before the case was cleared (``clearance``).
"""

from collections.abc import Callable, Iterable
from typing import Any, Protocol

import msgspec

from waystation.casework.byhand import clearance, going
from waystation.casework.byhand.clearance import Guarded, Word, ever
from waystation.casework.byhand.going import Going
from waystation.casework.errors import CaseworkError, UnknownField
from waystation.casework.fields import About, Compartment, clean, field, record_type
from waystation.casework.words import _


class Set(msgspec.Struct, array_like=True, forbid_unknown_fields=True):
    """The body of a ``set`` statement: a list's name and a record's id (both empty for the compartment itself), the
    values by field, and, for an undo, the id of the statement that it takes back."""

    collection: str
    record: str
    values: dict[str, Any]
    undoes: bytes = b""


class Stated(Protocol):
    """What a fold needs of a statement (``circles.chain.Statement`` through ``store.sealed.readings``)."""

    id: bytes
    author: bytes
    seq: int
    minute: int
    kind: str
    body: bytes

    def knows(self, author: bytes, seq: int) -> bool: ...


class Value(msgspec.Struct, array_like=True):
    """One value of a field, and who gave it when. ``value`` None means emptied."""

    value: Any
    author: bytes
    seq: int
    minute: int
    statement: bytes


class Change(msgspec.Struct):
    """One line of a field's history. ``before`` holds the values that this one replaced."""

    collection: str
    record: str
    field: str
    before: tuple[Any, ...]
    after: Any
    author: bytes
    minute: int
    statement: bytes
    undoes: bytes


# In a guarded compartment. A halt and a landing come by drop, which knows nothing of what stands there: they count.
COUNTS_ONCE_CLEARED = ("set", "go")
Key = tuple[str, str, str]  # collection, record, field
# (author, minute, kind) -> the member in whose name this counts here; empty where their role may not state it. The kind
# of a statement about a list is followed by the list's name: "set incidents".
Judge = Callable[[bytes, int, str], bytes]


class State(msgspec.Struct):
    """A compartment as folded: for each field the value, or the several that stand side by side."""

    values: dict[str, list[Value]] = {}
    moves: list[tuple[str, bytes, int, str]] = []  # stage, author, minute, reason
    refused: list[bytes] = []
    latest: int = 0
    first: dict[str, int] = {}  # collection/record -> the minute in which the record began
    words: list[Word] = []  # what verifiers said about clearing the case
    goes: list[Going] = []  # who said go, who stopped it, who confirmed the arrival

    def get(self, field_name: str, record: str = "", collection: str = "") -> Any:
        """The value that wins: the last in causal order. None where nothing is known."""
        values = self.values.get(_key(collection, record, field_name))
        return values[-1].value if values else None

    def conflict(self, field_name: str, record: str = "", collection: str = "") -> list[Value]:
        """The values that stand side by side, empty unless there are at least two."""
        values = self.values.get(_key(collection, record, field_name), [])
        return values if len({msgspec.msgpack.encode(v.value) for v in values}) > 1 else []

    def conflicts(self) -> list[Key]:
        return [split(key) for key in self.values if self.conflict(split(key)[2], split(key)[1], split(key)[0])]

    def author(self, field_name: str, record: str = "", collection: str = "") -> bytes | None:
        """The card that stated the value that wins. None where nothing is known."""
        values = self.values.get(_key(collection, record, field_name))
        return values[-1].author if values else None

    def records(self, collection: str) -> list[str]:
        """The ids of the records in a list that were not removed, oldest first."""
        head = f"{collection}/"
        begun = sorted((minute, key[len(head) :]) for key, minute in self.first.items() if key.startswith(head))
        return [r for _minute, r in begun if not self.get(REMOVED, r, collection)]

    def row(self, collection: str, record: str) -> dict[str, Any]:
        """A record's values by field name."""
        out = {}
        for key, values in self.values.items():
            c, r, name = split(key)
            if (c, r) == (collection, record) and name != REMOVED:
                out[name] = values[-1].value
        return out

    def rows(self, collection: str) -> dict[str, dict[str, Any]]:
        """All records of a list with their values, oldest first, in one pass."""
        out: dict[str, dict[str, Any]] = {record: {} for record in self.records(collection)}
        for key, values in self.values.items():
            c, record, name = split(key)
            if c == collection and record in out and name != REMOVED:
                out[record][name] = values[-1].value
        return out


REMOVED = "removed"  # a record's own field: set to True it leaves the list, and its history stays
_REMOVED = About(_("Removed"), name=REMOVED, kind="bool")


def _key(collection: str, record: str, field_name: str) -> str:
    return f"{collection}/{record}/{field_name}"


def split(key: str) -> Key:
    collection, record, name = key.split("/", 2)
    return collection, record, name


def fold(struct: type[Compartment], statements: Iterable[Stated], judge: Judge) -> State:
    """The state after ``statements``, which must be in causal order (``circles.chain.order``)."""
    return _fold(struct, statements, judge, None)


def history(struct: type[Compartment], statements: Iterable[Stated], judge: Judge) -> list[Change]:
    """Every change of every field, oldest first."""
    changes: list[Change] = []
    _fold(struct, statements, judge, changes)
    return changes


def _fold(struct: type[Compartment], statements: Iterable[Stated], judge: Judge, changes: list[Change] | None) -> State:
    state = State(values={}, moves=[], refused=[], first={}, words=[], goes=[])
    guarded = issubclass(struct, Guarded)
    halts: list[tuple[bytes, int, str]] = []
    for statement in statements:
        try:
            body = msgspec.msgpack.decode(statement.body, type=Set) if statement.kind == "set" else None
            kind = f"set {body.collection}" if body and body.collection else statement.kind
            member = judge(statement.author, statement.minute, kind)
            if not member or (guarded and statement.kind in COUNTS_ONCE_CLEARED and not ever(state.words)):
                state.refused.append(statement.id)
                continue
            if body:
                _apply(struct, state, statement, body, changes)
            elif statement.kind == "stage":
                stage, reason = msgspec.msgpack.decode(statement.body, type=tuple[str, str])
                state.moves.append((stage, statement.author, statement.minute, reason))
            elif statement.kind == "clear":
                state.words.append(Word(clearance.read(statement.body), member, statement.minute))
            elif statement.kind in going.WORDS:
                _going(state, statement, member, halts)
        except (CaseworkError, msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            # The last two: bytes that are no text, or nested thousands deep, written to make every reader's page fail.
            # A newer program, or a hostile member, may state what this one does not know: shown as refused, never lost.
            state.refused.append(statement.id)
            continue
        state.latest = max(state.latest, statement.minute)
    return state


def _going(state: State, statement: Stated, member: bytes, halts: list[tuple[bytes, int, str]]) -> None:
    """Takes one word of going. A dropped halt stands before everything, so that all are known when a go is read."""
    knew = [halt for author, seq, halt in halts if statement.knows(author, seq)]
    said = going.read(statement.kind, statement.body, member, statement.minute, statement.id, knew)
    state.goes.append(said)
    if statement.kind == "halt":
        halts.append((statement.author, statement.seq, said.id))


def _apply(struct: type[Compartment], state: State, statement: Stated, body: Set, changes: list[Change] | None) -> None:
    cleaned = _cleaned(struct, body.collection, body.record, body.values)
    if body.collection and cleaned:
        place = f"{body.collection}/{body.record}"
        state.first[place] = min(state.first.get(place, statement.minute), statement.minute)
    for name, value in cleaned.items():
        key = _key(body.collection, body.record, name)
        earlier = state.values.get(key, [])
        standing = [v for v in earlier if not statement.knows(v.author, v.seq)]
        if changes is not None:
            before = tuple(v.value for v in earlier if statement.knows(v.author, v.seq))
            change = Change(
                body.collection, body.record, name, before, value, statement.author, statement.minute, statement.id,
                body.undoes,
            )  # fmt: skip
            changes.append(change)
        state.values[key] = [
            *standing, Value(value, statement.author, statement.seq, statement.minute, statement.id)
        ]  # fmt: skip


def set_statement(struct: type[Compartment], collection: str, record: str, values: dict[str, Any]) -> Set:
    """The body of a statement that sets these values, cleaned. Raises BadValue or UnknownField."""
    return Set(collection, record, _cleaned(struct, collection, record, values))


def _cleaned(struct: type[Compartment], collection: str, record: str, values: dict[str, Any]) -> dict[str, Any]:
    target = record_type(struct, collection)
    if bool(collection) != bool(record) or "/" in record:  # "/" parts keys: such an id could pose as another's field
        raise UnknownField(_("There is no such line in this list."))
    return {n: clean(_REMOVED if n == REMOVED and collection else field(target, n), v) for n, v in values.items()}


def undo(changes: Iterable[Change], statement: bytes) -> list[Set]:
    """The statements that put back what one statement changed; a record that it alone made is removed. Empty where it
    changed nothing."""
    every = list(changes)
    shared = {(c.collection, c.record) for c in every if c.statement != statement}
    rows: dict[tuple[str, str], Set] = {}
    for change in (c for c in every if c.statement == statement):
        body = rows.setdefault(
            (change.collection, change.record), Set(change.collection, change.record, {}, undoes=statement)
        )
        if change.collection and (change.collection, change.record) not in shared:
            body.values[REMOVED] = True
        else:
            body.values[change.field] = change.before[-1] if change.before else None
    return list(rows.values())
