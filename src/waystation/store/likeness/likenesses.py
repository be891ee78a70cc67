"""The search for duplicates: which people's rows share marks with one, found without reading all of them.

    found = candidates(keys, facts)                 # blinded facts, typed or remembered
    found[0].code, found[0].score, found[0].reasons

A *shelf* of the rows is kept sealed under the matching circle's newest key: marks in ascending order in ``BUCKETS`` by
their first bits, so that a search opens only the buckets of its own marks. What changed since stands in rows that are
opened one by one; when these are more than ``TAIL`` they are put on the shelf. Losing the shelf loses only time.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import msgspec
import numpy as np
from django.db import transaction
from numpy.typing import NDArray

from waystation.casework.verifying.likeness.marks import Blinded
from waystation.casework.verifying.likeness.scoring import SHOWN, Reason
from waystation.casework.verifying.likeness.scoring import candidates as likeliest
from waystation.casework.verifying.likeness.shelves import Asked, Postings, Tokens, Units, has_of, kept_bytes
from waystation.circles.envelope import pad, unpad
from waystation.circles.secret import Secret
from waystation.store.likeness.matching import Matcher, Seen, opened
from waystation.store.models import Likeness
from waystation.store.sealed import kept
from waystation.store.sealed.keys import Keys

BUCKETS = 512  # of 100,000 people each holds 7,000 marks in 90 KB; a search opens sixty of them
TAIL = 48  # rows opened one by one, 30 µs each; filing them rewrites most buckets: half a second of 100,000 people
OVERLAP = 5_000_000  # µs: a transaction may commit this long after it took its time
CHUNK = 256  # people whose numbers and code names lie together; a search opens one for each candidate
HEAD = "likeness/1"


class Head(msgspec.Struct, array_like=True):
    """What is on the shelf: rows changed up to ``at`` (µs); their ids and what each has, end to end; ``recent``: what
    changed within OVERLAP before ``at``, and when."""

    at: int = 0
    ids: bytes = b""
    has: bytes = b""
    recent: dict[bytes, int] = {}

    @property
    def count(self) -> int:
        return len(self.ids) // 16


class Who(msgspec.Struct, array_like=True, gc=False):
    number: bytes
    person: str
    code: str


@dataclass(frozen=True)
class Like:
    """A case that may be the same person's. Known by its code name; ``number`` leads on only those with a key of it."""

    number: bytes
    person: str
    code: str
    chance: float
    score: int
    reasons: list[Reason]


_head, _who = msgspec.msgpack.Decoder(Head), msgspec.msgpack.Decoder(list[Who])


def candidates(
    keys: Keys, facts: Iterable[Blinded], apart_from: bytes = b"", least: float = SHOWN, most: int = 10,
    matcher: Matcher | None = None,
) -> list[Like]:  # fmt: skip
    """The cases likest to these facts, the likest first; none for whoever has no key. ``apart_from``: the number of the
    case that is asked about."""
    matcher, asked = matcher or opened(keys), Asked.of(facts)
    if matcher is None or not len(asked.tokens):
        return []
    shelf = Shelf(matcher, asked)
    found: dict[bytes, Like] = {}
    for candidate in likeliest(asked, shelf, least, most + 10):
        who = shelf.who(candidate.unit)
        if who and who.number != apart_from and who.number not in found:
            like = Like(who.number, who.person, who.code, candidate.chance, candidate.score, candidate.reasons)
            found[who.number] = like
    return list(found.values())[:most]


Fresh = dict[bytes, tuple[int, bytes]]  # row -> when it changed, and what it holds


class Shelf:
    """The shelf and the rows that are not on it yet, as ``likeness.scoring`` looks through them."""

    def __init__(self, matcher: Matcher, asked: Asked):
        self.owner = _owner(matcher)
        self.head, fresh = _news(self.owner)
        if len(fresh) > TAIL or any(not sealed for _at, sealed in fresh.values()):  # what was deleted goes at once
            self.head, fresh = file(matcher), {}
        filed = np.frombuffer(self.head.has, np.uint16)
        self.live = np.ones(len(filed), bool)
        self.live[list(_places(self.head, fresh).values())] = False  # what changed counts as it is now
        self.tail = [seen for row, (_at, sealed) in fresh.items() if (seen := matcher.seen(row, sealed))]
        has = np.array([has_of(seen.facts.values()) for seen in self.tail], np.uint16)
        self.has = np.concatenate([np.where(self.live, filed, 0).astype(np.uint16), has])
        self.count = int(np.count_nonzero(self.has))
        self._fresh = _postings([(n, seen) for n, seen in enumerate(self.tail, len(filed))])
        wanted = np.unique(_buckets(asked.tokens)).tolist() if self.head.count else []
        self._filed = _looked(self.owner, wanted)

    def find(self, tokens: Tokens) -> Units:
        found = [self._fresh.find(tokens)]
        buckets = _buckets(tokens)
        for bucket in np.unique(buckets).tolist():
            if bucket in self._filed:
                units = self._filed[bucket].find(tokens[buckets == bucket])
                found.append(units[self.live[units]])
        full = [units for units in found if len(units)]
        return full[0] if len(full) == 1 else np.unique(np.concatenate(found))

    def who(self, unit: int) -> Who | None:
        """Whose row it is; None where the shelf is damaged."""
        if unit >= self.head.count:
            seen = self.tail[unit - self.head.count]
            return Who(seen.number, seen.person, seen.code)
        chunk = _whose(self.owner, unit // CHUNK)
        return chunk[unit % CHUNK] if unit % CHUNK < len(chunk) else None


# -- filing ------------------------------------------------------------------------------------------------------------


def file(matcher: Matcher) -> Head:
    """Puts what changed on the shelf."""
    owner = _owner(matcher)
    with transaction.atomic():
        kept.keep(owner, HEAD + " busy", b"", kept.CACHE)  # of two who file at once the second waits, and finds it done
        head, fresh = _news(owner)
        opened_rows = {row: seen for row, (_at, sealed) in fresh.items() if (seen := matcher.seen(row, sealed))}
        places = _places(head, opened_rows)
        new = [row for row in opened_rows if row not in places]
        places |= {row: head.count + n for n, row in enumerate(new)}
        filed = [(places[row], seen) for row, seen in opened_rows.items()]
        gone = list(_places(head, [row for row, (_at, sealed) in fresh.items() if not sealed]).values())
        kept.keep_all(owner, _shelved(owner, head, filed, gone) | _named(owner, head, filed, gone), kept.CACHE)
        head = _after(head, fresh, new, filed, gone)
        kept.keep(owner, HEAD, msgspec.msgpack.encode(head), kept.CACHE)
    return head


def _after(head: Head, fresh: Fresh, new: list[bytes], filed: list[tuple[int, Seen]], removed: list[int]) -> Head:
    at = max((at for at, _sealed in fresh.values()), default=head.at)
    has = np.concatenate([np.frombuffer(head.has, np.uint16), np.zeros(len(new), np.uint16)])
    has[removed] = 0
    for place, seen in filed:
        has[place] = has_of(seen.facts.values())
    times = head.recent | {row: changed for row, (changed, _sealed) in fresh.items()}
    recent = {row: changed for row, changed in times.items() if changed > at - OVERLAP}
    return Head(at, head.ids + b"".join(new), has.tobytes(), recent)


def _shelved(owner: Secret, head: Head, filed: list[tuple[int, Seen]], removed: list[int]) -> dict[str, bytes]:
    """The buckets that change, with these people's marks in place of those that stood there before."""
    size = max((place + 1 for place, _seen in filed), default=0)
    gone = np.zeros(max(head.count, size), bool)
    gone[[*removed, *(place for place, _seen in filed)]] = True
    fresh = _postings(filed)
    cuts = np.searchsorted(_buckets(fresh.tokens), np.arange(BUCKETS + 1))
    old = _looked(owner, list(range(BUCKETS))) if head.count else {}
    out = {}
    for bucket in range(BUCKETS):
        cut, held = slice(cuts[bucket], cuts[bucket + 1]), old.get(bucket)
        stays = ~gone[held.units] if held else None
        if held is not None and stays is not None:
            if cut.start == cut.stop and stays.all():
                continue
            tokens = np.concatenate([held.tokens[stays], fresh.tokens[cut]])
            units = np.concatenate([held.units[stays], fresh.units[cut]])
        else:
            tokens, units = fresh.tokens[cut], fresh.units[cut]
        out[_bucket(bucket)] = _packed(Postings.sorted(tokens, units))
    return out


def _named(owner: Secret, head: Head, filed: list[tuple[int, Seen]], removed: list[int]) -> dict[str, bytes]:
    """The lists of numbers and code names that change."""
    chunks: dict[int, list[Who]] = {}
    named = {place: Who(b"", "", "") for place in removed}
    named |= {place: Who(seen.number, seen.person, seen.code) for place, seen in filed}
    for place, who in sorted(named.items()):
        n = place // CHUNK
        if n not in chunks:
            chunks[n] = _whose(owner, n) if n * CHUNK < head.count else []
        chunks[n][place % CHUNK : place % CHUNK + 1] = [who]
    return {_chunk(n): msgspec.msgpack.encode(chunk) for n, chunk in chunks.items()}


def _postings(filed: list[tuple[int, Seen]]) -> Postings:
    marks = [kept_bytes(seen.facts.values()) for _place, seen in filed]
    places = np.array([place for place, _seen in filed], np.uint32)
    units = np.repeat(places, [len(m) // 8 for m in marks]) if marks else places
    return Postings.sorted(np.frombuffer(b"".join(marks), np.uint64), units)


def _packed(postings: Postings) -> bytes:
    """Padded, so that the size of a bucket does not tell how common one mark is."""
    return pad(len(postings.tokens).to_bytes(4, "big") + postings.tokens.tobytes() + postings.units.tobytes())


def _looked(owner: Secret, buckets: list[int]) -> dict[int, Postings]:
    names = {_bucket(bucket): bucket for bucket in buckets}
    found = {}
    for shelf, content in kept.look_all(owner, list(names)).items():
        plain = unpad(content)
        count = int.from_bytes(plain[:4], "big")
        tokens = np.frombuffer(plain, np.uint64, count, 4)
        found[names[shelf]] = Postings(tokens, np.frombuffer(plain, np.uint32, count, 4 + 8 * count))
    return found


def _whose(owner: Secret, n: int) -> list[Who]:
    try:
        return _who.decode(kept.look(owner, _chunk(n)) or b"")
    except msgspec.DecodeError:
        return []


def _bucket(bucket: int) -> str:
    return f"{HEAD} marks {bucket}"


def _chunk(n: int) -> str:
    return f"{HEAD} people {n}"


def _buckets(tokens: Tokens) -> NDArray[np.int64]:
    return (tokens >> np.uint64(64 - BUCKETS.bit_length() + 1)).astype(np.int64)


def _news(owner: Secret) -> tuple[Head, Fresh]:
    """What is on the shelf, and the rows that changed since."""
    try:
        head = _head.decode(kept.look(owner, HEAD) or b"")
    except msgspec.DecodeError:
        head = Head()  # nothing yet, or by an older program: everything is filed anew
    times = Likeness.objects.filter(at__gt=head.at - OVERLAP).values_list("id", "at")
    news = [row for row, at in times if head.recent.get(row) != at]
    fresh: Fresh = {}
    for start in range(0, len(news), 500):  # under SQLite's limit of bound values
        rows = Likeness.objects.filter(pk__in=news[start : start + 500], at__gt=0).values_list("id", "at", "sealed")
        fresh |= {row: (at, sealed) for row, at, sealed in rows}
    emptied = [row for row, (_at, sealed) in fresh.items() if not sealed]  # deleted: they count while on the shelf
    on_shelf = _places(head, emptied)
    return head, {row: found for row, found in fresh.items() if found[1] or row in on_shelf}


def _places(head: Head, rows: Iterable[bytes]) -> dict[bytes, int]:
    """Where on the shelf these rows stand, of those that do."""
    if not head.count:
        return {}
    first, second = np.frombuffer(head.ids, np.uint64).reshape(-1, 2).T
    found = {}
    for row in rows:
        one, other = np.frombuffer(row, np.uint64)
        if len(place := np.flatnonzero((first == one) & (second == other))):
            found[row] = int(place[0])
    return found


def _owner(matcher: Matcher) -> Secret:
    """Under whose secret the shelf lies: the newest epoch's. After a change of the holders it is carried over, so that
    whoever is out finds nothing newer and the others need not build it anew."""
    newest, *older = reversed(matcher.epochs.values())
    if kept.look(newest, HEAD) is None:
        for owner in older:
            if (content := kept.look(owner, HEAD)) is not None:
                _carry(owner, newest, content)
                break
    return newest


def _carry(owner: Secret, newest: Secret, content: bytes) -> None:
    try:
        chunks = -(-_head.decode(content).count // CHUNK)
    except msgspec.DecodeError:
        return
    shelves = [HEAD, *(_bucket(b) for b in range(BUCKETS)), *(_chunk(n) for n in range(chunks))]
    with transaction.atomic():
        kept.keep_all(newest, kept.look_all(owner, shelves), kept.CACHE)
        for shelf in shelves:
            kept.clear(owner, shelf)
