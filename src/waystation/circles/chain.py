"""The order of entries, and what is missing or doubled in it.

Every entry names its author's previous one by hash and the heads its author knew. From these come a causal order that
is the same wherever the entries arrive, a clock that tells for any two entries whether one was written in knowledge of
the other, and the detection of gaps (something named has not arrived) and forks (one author, one number, two entries).
"""

from bisect import bisect_left
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from waystation.circles.envelope import Entry
from waystation.circles.errors import CircleError, Fork, Gap

Clock = dict[bytes, int]  # author -> the last seq known


@dataclass(frozen=True)
class Statement:
    """An entry in its place: ``depth`` is the longest chain of knowledge before it, ``clock`` includes itself."""

    id: bytes
    entry: Entry
    signed: bytes
    digest: bytes
    depth: int
    clock: Clock

    def __repr__(self) -> str:
        return f"Statement({self.id.hex()})"  # never what it says: tracebacks and logs are not sealed

    def knows(self, author: bytes, seq: int) -> bool:
        """Whether this was written in knowledge of that author's entry number ``seq``."""
        return self.clock.get(author, 0) >= seq


def order(entries: Iterable[tuple[bytes, Entry, bytes, bytes]]) -> tuple[list[Statement], list[CircleError]]:
    """Statements by (depth, id), and the gaps and forks found. Takes (id, entry, signed, SHA-256) in any order."""
    found = {i: (entry, signed, digest) for i, entry, signed, digest in entries}
    by_digest = {digest: i for i, (_, _, digest) in found.items()}
    flaws = _forks(found)
    parents: dict[bytes, list[bytes]] = {}
    orphans = []  # whose author's entry before is not here
    for i, (entry, _, _) in found.items():
        named = [s for s in entry.seen if s in found]
        missing = len(entry.seen) - len(named)
        previous = by_digest.get(entry.prev)
        if previous is not None:
            named.append(previous)
            before = found[previous][0]
            follows = (before.author, before.seq + 1) == (entry.author, entry.seq)
        else:
            orphans.append(i)
            missing += bool(entry.prev)
            follows = bool(entry.prev) or entry.seq == 1
        if not follows:
            flaws.append(Gap("an author's number that does not follow the one before"))
        if missing:
            flaws.append(Gap(f"{missing} earlier entries named by an entry have not arrived"))
        parents[i] = named
    placed: dict[bytes, Statement] = {}
    for i in _parents_first(parents, _guessed(found, orphans)):
        entry, signed, digest = found[i]
        depth, clock = 0, Clock()
        for parent in parents[i]:
            above = placed[parent]
            depth = max(depth, above.depth + 1)
            for author, seq in above.clock.items():
                if clock.get(author, 0) < seq:
                    clock[author] = seq
        clock[entry.author] = max(clock.get(entry.author, 0), entry.seq)
        placed[i] = Statement(i, entry, signed, digest, depth, clock)
    return sorted(placed.values(), key=lambda s: (s.depth, s.id)), flaws


def heads(statements: Iterable[Statement]) -> tuple[bytes, ...]:
    """The ids of the statements that no other one names."""
    every = list(statements)
    named = {s for statement in every for s in statement.entry.seen}
    previous = {statement.entry.prev for statement in every}
    return tuple(sorted(s.id for s in every if s.id not in named and s.digest not in previous))


def _forks(found: dict[bytes, tuple[Entry, bytes, bytes]]) -> list[CircleError]:
    numbers: dict[tuple[bytes, int], int] = {}
    for entry, _, _ in found.values():
        numbers[entry.author, entry.seq] = numbers.get((entry.author, entry.seq), 0) + 1
    return [
        Fork(f"{count} different entries numbered {seq} by one author")
        for (_, seq), count in numbers.items()
        if count > 1
    ]


def _guessed(found: Mapping[bytes, tuple[Entry, bytes, bytes]], orphans: Iterable[bytes]) -> dict[bytes, bytes]:
    """For entries whose author's one before is not here: the author's nearest with a lower number."""
    numbers: dict[bytes, list[tuple[int, bytes]]] = {}
    for i, (entry, _, _) in found.items():
        numbers.setdefault(entry.author, []).append((entry.seq, i))
    for line in numbers.values():
        line.sort()
    guessed = {}
    for i in orphans:
        entry = found[i][0]
        at = bisect_left(numbers[entry.author], (entry.seq, b""))
        if at:
            guessed[i] = numbers[entry.author][at - 1][1]
    return guessed


def _parents_first(parents: dict[bytes, list[bytes]], guessed: Mapping[bytes, bytes]) -> list[bytes]:
    """Topological order; takes into ``parents`` those guessed. Hashes make a cycle of named parents impossible, but an
    author who numbers against what they name can make one with guesses: then the guesses that lie on it, or after it,
    are dropped, never an entry."""
    certain = {i: list(ps) for i, ps in parents.items()}
    for i, parent in guessed.items():
        parents[i].append(parent)
    out = _sorted(parents)
    if len(out) < len(parents):
        for i in parents.keys() - set(out):
            parents[i] = certain[i]
        out = _sorted(parents)
    return out


def _sorted(parents: Mapping[bytes, list[bytes]]) -> list[bytes]:
    """Parents before children, without what hangs on a cycle."""
    children: dict[bytes, list[bytes]] = {i: [] for i in parents}
    waiting = {i: len(ps) for i, ps in parents.items()}
    for i, ps in parents.items():
        for parent in ps:
            children[parent].append(i)
    ready = [i for i, count in waiting.items() if not count]
    out = []
    while ready:
        i = ready.pop()
        out.append(i)
        for child in children[i]:
            waiting[child] -= 1
            if not waiting[child]:
                ready.append(child)
    return out
