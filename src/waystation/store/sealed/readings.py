"""Reading circles as folded state, many at once, with each signature checked once and each fold made once.

A reading is cached sealed under a key that exactly those have who open the same epochs of the circle, so that a member
admitted "from now on" shares no cache with one who sees the whole history.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import msgspec

from waystation.casework.clocks import ALARMING
from waystation.casework.compartments import COMPARTMENTS
from waystation.casework.folded import folded_texts
from waystation.casework.folds import Change, State, fold, history
from waystation.casework.roles import BY_HAND, may_say, may_write
from waystation.casework.stages import MOVERS
from waystation.circles.chain import Statement
from waystation.circles.directory import Directory
from waystation.circles.envelope import unpack
from waystation.circles.errors import CannotOpen, CircleError, Malformed, WrongKey
from waystation.circles.opening import open_envelopes
from waystation.circles.secret import Box, Secret
from waystation.circles.standing import READER, STEWARD
from waystation.circles.view import View, reach_of
from waystation.store.models import Circle, Envelope, Snapshot
from waystation.store.sealed import dues, ended, envelopes
from waystation.store.sealed.keys import Keys

URGENT = frozenset({"address"})  # compartments of which nothing is served to whoever lacks the newest key


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
    epochs: int = 0  # how many epochs opened
    until: int = 0  # the minute at which the reader's access ends; 0 for never


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
    """In whose name an author's statement counts in a compartment: the one table decides, by their roles at that
    minute."""
    cache: dict[tuple[bytes, int, str], bytes] = {}

    def judged(author: bytes, minute: int, kind: str) -> bytes:
        roles = directory.roles(author, minute)
        act, _sep, collection = kind.partition(" ")
        if act in BY_HAND:
            may = may_say(roles, compartment, act)
        else:
            may = bool(roles & MOVERS) if act == "stage" else may_write(roles, compartment, collection)
        return directory.member(author) if may else b""

    def judge_of(author: bytes, minute: int, kind: str) -> bytes:
        key = author, minute, kind
        if key not in cache:
            cache[key] = judged(*key)
        return cache[key]

    return judge_of


def read(keys: Keys, circle: bytes) -> Reading:
    """One circle. Raises CannotOpen."""
    return next(iter(read_many(keys, [circle]).values()), None) or _refuse()


def _refuse() -> Reading:
    raise CannotOpen("none of these keys opens this circle")


@dataclass(frozen=True)
class Holder:
    """As whom a circle is read: those to whom it is granted, and the secrets that open it, newest last.

    A team is a holder of its own, apart from what its members hold besides: what they share through it must show
    nothing that not all of them may see.
    """

    ids: frozenset[bytes]
    secrets: tuple[Secret, ...]

    @property
    def newest(self) -> Secret:
        return self.secrets[-1]


def whole(keys: Keys) -> Holder:
    """A member with everything that is granted to them and to their teams."""
    return Holder(keys.directory.holders(keys.card, keys.minute), tuple(keys.secrets.values()))


def read_many(
    keys: Keys, circles: Iterable[bytes], holder: Holder | None = None, stated: bool = False
) -> dict[bytes, Reading]:
    """Those of these circles that open to the holder (the member, if none is named), by id. What falls due in those
    that were folded anew is written down for the alarms; ``stated``: this member has just written there."""
    ids, holder = list(circles), holder or whole(keys)
    secrets = {secret.id: secret for secret in holder.secrets}
    sizes = dict(Circle.objects.filter(pk__in=ids).values_list("id", "size"))
    snapshots = _snapshots(ids)
    found, made = {}, []
    dues_of: dict[bytes, dues.Folded] = {}
    revoked = ended.among(keys.directory, ids, holder.ids)
    for circle, epochs in _epochs(ids).items():
        try:
            if circle in revoked and _lacks_newest(circle, epochs, secrets):
                continue
            kept = snapshots.get(circle)
            reading, size = _kept(circle, epochs, secrets, kept) if kept else (None, -1)
            if reading is None or size != sizes.get(circle):
                reading, row = _refolded(keys, circle, secrets, reading.checked if reading else ())
                made.append(row)
                if reading.label.compartment in ALARMING:
                    about = reading.label.number, reading.label.compartment
                    dues_of[circle] = dues.folded(*about, reading.state, row.size)
        except CircleError:
            continue
        until = stands_until(reading, holder.ids, keys.minute)
        if until is not None and not _left_behind(reading, epochs, secrets, holder.ids):
            reading.until = until
            found[circle] = reading
    # One commit for all, and always in one order: two who write the same rows must not wait for each other.
    Snapshot.objects.bulk_create(
        sorted(made, key=lambda row: row.circle),
        update_conflicts=True, unique_fields=["circle", "reach"], update_fields=["size", "sealed"],
    )  # fmt: skip
    dues.sync({c: folded for c, folded in dues_of.items() if c in found}, keys.pseudonym if stated else b"")
    return found


def _epochs(circles: list[bytes]) -> dict[bytes, list[bytes]]:
    found: dict[bytes, list[bytes]] = {}
    for circle, sealed in Envelope.objects.filter(circle__in=circles, epoch=True).values_list("circle", "sealed"):
        found.setdefault(circle, []).append(sealed)
    return found


def _snapshots(circles: list[bytes]) -> dict[bytes, dict[bytes, tuple[int, bytes]]]:
    """By circle and reach: the size when folded, and the sealed reading."""
    found: dict[bytes, dict[bytes, tuple[int, bytes]]] = {}
    rows = Snapshot.objects.filter(circle__in=circles).values_list("circle", "reach", "size", "sealed")
    for circle, reach, size, sealed in rows:
        found.setdefault(circle, {})[reach] = size, sealed
    return found


def _kept(
    circle: bytes, epochs: list[bytes], secrets: dict[bytes, Secret], kept: dict[bytes, tuple[int, bytes]]
) -> tuple[Reading | None, int]:
    """The cached reading of those who open the same epochs, and its size. Raises CannotOpen."""
    opened = open_envelopes(circle, epochs, secrets).epochs.values()
    reach, key = reach_of(circle, opened)
    size, sealed = kept.get(reach, (-1, b""))
    reading = _opened(circle, key, sealed) if sealed else None
    if reading:
        reading.reach, reading.key, reading.epochs = reach, key, len(opened)
    return reading, size


def stands_until(reading: Reading, holders: frozenset[bytes], minute: int) -> int | None:
    """Until which minute these holders may read (0: without end), whatever keys they have; None if they may not: a
    lease that ended ends reading here at once."""
    ends = [
        g.until
        for g in reading.grants
        if g.holder in holders and (READER in g.roles or STEWARD in g.roles) and (not g.until or minute < g.until)
    ]
    return None if not ends else 0 if 0 in ends else max(ends)


def _left_behind(
    reading: Reading, epochs: list[bytes], secrets: dict[bytes, Secret], holders: frozenset[bytes]
) -> bool:
    """Whether an urgent circle has a newer key that this holder was not given. They cannot see that they were revoked,
    which stands under that key, and could go on reading what an older one opens. A steward is never left behind: a
    reader's program could mint a key for nobody, to shut them out."""
    if reading.label.compartment not in URGENT:
        return False
    if any(g.holder in holders and STEWARD in g.roles for g in reading.grants):
        return False
    return _lacks_newest(reading.circle, epochs, secrets)


def _lacks_newest(circle: bytes, epochs: list[bytes], secrets: dict[bytes, Secret]) -> bool:
    """Whether a circle has a newer key than those that these secrets open. Raises CannotOpen where they open none."""
    newest = max((e.n for e in map(envelopes.epoch, epochs) if e), default=0)
    opened = open_envelopes(circle, epochs, secrets).epochs.values()
    return newest > max((o.envelope.n for o in opened), default=0)


def _refolded(
    keys: Keys, circle: bytes, secrets: dict[bytes, Secret], checked: Iterable[bytes]
) -> tuple[Reading, Snapshot]:
    """A circle opened and folded anew, and the row that keeps it sealed. Raises CannotOpen, Malformed."""
    every = envelopes.load(circle)
    view = View(circle, every, secrets, keys.minute, keys.directory, checked)
    reading = _folded(keys.directory, view, len(every))
    sealed = Box(view.reach[1]).seal(msgspec.msgpack.encode(reading), b"reading" + circle)
    row = Snapshot(circle=circle, reach=view.reach[0], size=len(every), sealed=sealed)
    (reading.reach, reading.key), reading.epochs = view.reach, len(view.epochs)
    return reading, row


def label_of(view: View) -> Label:
    """What a circle says that it is. Raises Malformed, so that no stranger's circle makes everybody's list fail."""
    label: Label = unpack(view.standing.about, Label)
    if label.compartment not in COMPARTMENTS or len(label.number) != 16:
        raise Malformed("a circle for something that this program does not know")
    return label


def state_of(directory: Directory, view: View) -> State:
    """What stands in a circle. Raises Malformed."""
    kind = COMPARTMENTS[label_of(view).compartment]
    return fold(kind.struct, map(_Stated, view.statements), judge(directory, kind.key))


def _folded(directory: Directory, view: View, size: int) -> Reading:
    label, state = label_of(view), state_of(directory, view)
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
