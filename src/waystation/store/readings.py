"""Reading circles as folded state, many at once, with each signature checked once and each fold made once.

A reading is cached sealed under a key that exactly those have who open the same epochs of the circle, so that a member
admitted "from now on" shares no cache with one who sees the whole history.
"""

from collections.abc import Iterable

import msgspec

from waystation.casework.compartments import COMPARTMENTS
from waystation.casework.folded import folded_texts
from waystation.casework.folds import Change, State, fold, history
from waystation.casework.roles import may_write
from waystation.casework.stages import MOVERS
from waystation.circles.chain import Statement
from waystation.circles.circle import View
from waystation.circles.directory import Directory
from waystation.circles.envelope import unpack
from waystation.circles.errors import CannotOpen, CircleError, WrongKey
from waystation.circles.opening import Opened, open_envelopes
from waystation.circles.secret import Box, derive, name
from waystation.circles.standing import READER, STEWARD
from waystation.store import envelopes
from waystation.store.keys import Keys
from waystation.store.models import Circle, Envelope, Snapshot


class Label(msgspec.Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    """What a circle is, sealed in its founding: a compartment of the case (or house) with this number and code name.

    ``person`` is the record id of the person it is about where each person has a compartment of their own.
    """

    subject: str
    number: bytes
    compartment: str
    person: str
    code: str


class Standing(msgspec.Struct, frozen=True, array_like=True):
    """One live grant, for people: who, in which roles, until when (minute, 0: no end), under which id, and why."""

    holder: bytes
    roles: tuple[str, ...]
    until: int
    grant: bytes
    note: str


class Reading(msgspec.Struct, array_like=True):
    """A circle as one reach of keys sees it. ``flaws`` are names of what is wrong, ``heads`` what a writer knew."""

    circle: bytes
    size: int
    label: Label
    state: State
    heads: tuple[bytes, ...]
    grants: list[Standing]
    flaws: list[str]
    void: int
    checked: list[bytes]
    reach: bytes = b""
    key: bytes = b""
    text: str = ""  # all its texts folded, so that a search need only look for bytes


class _Stated:
    """A circle's statement in the form in which folds take it."""

    __slots__ = ("author", "body", "id", "kind", "minute", "seq", "statement")

    def __init__(self, statement: Statement):
        entry = statement.entry
        self.statement, self.id = statement, statement.id
        self.author, self.seq, self.minute, self.kind = entry.author, entry.seq, entry.minute, entry.kind
        self.body = bytes(entry.body)

    def knows(self, author: bytes, seq: int) -> bool:
        return self.statement.knows(author, seq)


def judge(directory: Directory, compartment: str):  # type: ignore[no-untyped-def]
    """Whether what an author states counts in a compartment: the one table decides, by their roles at that minute."""
    cache: dict[tuple[bytes, int], bool] = {}

    def may(author: bytes, minute: int, kind: str) -> bool:
        if kind == "stage":
            return bool(directory.roles(author, minute) & MOVERS)
        if (author, minute) not in cache:
            cache[author, minute] = may_write(directory.roles(author, minute), compartment)
        return cache[author, minute]

    return may


def read(keys: Keys, circle: bytes) -> Reading:
    """One circle. Raises CannotOpen."""
    return next(iter(read_many(keys, [circle]).values()), None) or _refuse()


def _refuse() -> Reading:
    raise CannotOpen("none of these keys opens this circle")


def read_many(keys: Keys, circles: Iterable[bytes]) -> dict[bytes, Reading]:
    """Those of these circles that open, by id."""
    ids = list(circles)
    sizes = dict(Circle.objects.filter(pk__in=ids).values_list("id", "size"))
    epochs: dict[bytes, list[bytes]] = {}
    for circle, sealed in Envelope.objects.filter(circle__in=ids, epoch=True).values_list("circle", "sealed"):
        epochs.setdefault(circle, []).append(sealed)
    snapshots = {(c, r): (n, s) for c, r, n, s in Snapshot.objects.filter(circle__in=ids).values_list(
        "circle", "reach", "size", "sealed")}  # fmt: skip
    secrets = keys.secrets
    found = {}
    for circle, sealed_epochs in epochs.items():
        try:
            opening = open_envelopes(circle, sealed_epochs, secrets)
        except CannotOpen:
            continue
        reach, key = reach_of(circle, opening.epochs.values())
        size, sealed = snapshots.get((circle, reach), (-1, b""))
        cached = _opened(circle, key, sealed) if sealed else None
        if cached is None or size != sizes.get(circle):
            try:
                cached = refold(keys, circle, frozenset(cached.checked) if cached else frozenset())
            except CircleError:
                continue
        cached.reach, cached.key = reach, key
        if stands(keys, cached):
            found[circle] = cached
    return found


def stands(keys: Keys, reading: Reading) -> bool:
    """Whether this member may still read, whatever keys they hold: a lease that ended ends reading here at once."""
    holders = keys.directory.holders(keys.card, keys.minute)
    return any(
        g.holder in holders and (READER in g.roles or STEWARD in g.roles) and (not g.until or keys.minute < g.until)
        for g in reading.grants
    )


def reach_of(circle: bytes, epochs: Iterable[Opened]) -> tuple[bytes, bytes]:
    """As ``View.reach``: the id and key of a cache shared by those who open the same epochs."""
    ordered = sorted(epochs, key=lambda o: o.rank)
    key = derive(b"".join(o.secret.seed for o in ordered), b"reach" + circle)
    return name(b"".join(o.envelope.id for o in ordered)), key


def refold(keys: Keys, circle: bytes, checked: frozenset[bytes] = frozenset()) -> Reading:
    """Opens and folds a circle anew and keeps the result sealed. Raises CannotOpen, Malformed."""
    every = envelopes.load(circle)
    view = View(circle, every, keys.secrets, keys.minute, keys.directory, checked)
    reading = _folded(keys.directory, view, len(every))
    reach, key = view.reach
    sealed = Box(key).seal(msgspec.msgpack.encode(reading), b"reading" + circle)
    row = Snapshot(circle=circle, reach=reach, size=len(every), sealed=sealed)
    Snapshot.objects.bulk_create(
        [row], update_conflicts=True, unique_fields=["circle", "reach"], update_fields=["size", "sealed"]
    )
    return reading


def label_of(view: View) -> Label:
    return unpack(view.standing.about, Label)


def _folded(directory: Directory, view: View, size: int) -> Reading:
    label = label_of(view)
    struct = COMPARTMENTS[label.compartment].struct
    state = fold(struct, map(_Stated, view.statements), judge(directory, label.compartment))
    grants = [Standing(i.grant.to, i.grant.roles, i.grant.until, i.id, i.grant.note) for i in view.standing.live]
    flaws = sorted({type(f).__name__ for f in view.flaws})
    checked = list(view.checked)
    text = folded_texts(values[-1].value for values in state.values.values() if values)
    return Reading(view.circle, size, label, state, view.heads, grants, flaws, len(view.void), checked, text=text)


def changes(keys: Keys, circle: bytes) -> list[Change]:
    """The history of every field of a circle. Raises CannotOpen."""
    view = keys.view(circle)
    label = label_of(view)
    struct = COMPARTMENTS[label.compartment].struct
    return history(struct, map(_Stated, view.statements), judge(keys.directory, label.compartment))


def _opened(circle: bytes, key: bytes, sealed: bytes) -> Reading | None:
    try:
        return msgspec.msgpack.decode(Box(key).open(sealed, b"reading" + circle), type=Reading)
    except (WrongKey, msgspec.DecodeError):
        return None
