"""Files as they are compared: the hashes by which each is found, and what one file is asked about.

    shelf = Memory.of([facts_of_one_file, facts_of_another, …])
    shelf.find(tokens)                     # the places of the files that have any of these hashes

A shelf may lie anywhere (``store/likeness/likenesses.py`` keeps one sealed); ``Memory`` is one that ends with
the program.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from waystation.casework.verifying.likeness.marks import BORN_DAY, BORN_YEAR, CODES, USES, WORDS_1, Blinded

_LEVEL_OF = {code: key for key, code in CODES.items()}

Tokens = NDArray[np.uint64]
Units = NDArray[np.uint32]
Group = dict[str, Tokens]  # level -> hashes


class Shelf(Protocol):
    """Files as they are kept: ``has`` of each (``marks``), how many count, and which have a mark."""

    has: NDArray[np.uint16]
    count: int

    def find(self, tokens: Tokens) -> Units: ...


@dataclass
class Asked:
    """What one file is asked about, by kind. A name is a list of words; each word a group."""

    names: list[list[Group]] = field(default_factory=list)
    born: list[tuple[int, Group]] = field(default_factory=list)
    marked: list[tuple[int, Group]] = field(default_factory=list)  # telephones, addresses, documents

    @classmethod
    def of(cls, facts: Iterable[Blinded]) -> "Asked":
        asked = cls()
        for fact in facts:
            groups = [_group(kept, "kept") for kept in fact.groups]
            if not groups:
                continue
            if fact.has & WORDS_1:
                asked.names.append(groups)
            elif fact.has & (BORN_DAY | BORN_YEAR):
                asked.born.append((fact.has, groups[0]))
            else:
                asked.marked.append((fact.has, groups[0]))
        return asked

    @property
    def tokens(self) -> Tokens:
        groups = [*(g for name in self.names for g in name), *(g for _has, g in (*self.born, *self.marked))]
        every = [tokens for group in groups for tokens in group.values()]
        return np.unique(np.concatenate(every)) if every else np.zeros(0, np.uint64)


def _group(kept: dict[int, bytes], without: str) -> Group:
    out: dict[str, list[bytes]] = {}
    for code, hashes in kept.items():
        if USES[code % len(USES)] != without:
            out.setdefault(_LEVEL_OF[code // len(USES)], []).append(hashes)
    return {level: np.frombuffer(b"".join(hashes), np.uint64) for level, hashes in out.items()}


def kept_bytes(facts: Iterable[Blinded]) -> bytes:
    """Every hash by which a file is found, end to end; some may stand there twice."""
    return b"".join(
        hashes
        for fact in facts
        for group in fact.groups
        for code, hashes in group.items()
        if USES[code % len(USES)] != "asked"
    )


def kept_tokens(facts: Iterable[Blinded]) -> Tokens:
    """Every hash by which a file is found, each once."""
    return np.unique(np.frombuffer(kept_bytes(facts), np.uint64))


@dataclass
class Postings:
    """Marks in ascending order, and beside each the file that has it."""

    tokens: Tokens
    units: Units

    @classmethod
    def of(cls, pairs: Iterable[tuple[int, Tokens]]) -> "Postings":
        every = list(pairs)
        tokens = np.concatenate([t for _u, t in every]) if every else np.zeros(0, np.uint64)
        return cls.sorted(tokens, np.repeat(np.array([u for u, _t in every], np.uint32), [len(t) for _u, t in every]))

    @classmethod
    def sorted(cls, tokens: Tokens, units: Units) -> "Postings":
        """In order, and no pair twice."""
        order = np.lexsort((units, tokens))
        tokens, units = tokens[order], units[order]
        again = (tokens[1:] == tokens[:-1]) & (units[1:] == units[:-1])
        first = np.concatenate([np.ones(min(1, len(tokens)), bool), ~again])
        return cls(tokens[first], units[first])

    def find(self, tokens: Tokens) -> Units:
        """The files that have any of these marks, each once."""
        begin = np.searchsorted(self.tokens, tokens, "left")
        end = np.searchsorted(self.tokens, tokens, "right")
        found = [self.units[b:e] for b, e in zip(begin, end, strict=True) if e > b]
        if len(found) == 1:
            return found[0]
        return np.unique(np.concatenate(found)) if found else np.zeros(0, np.uint32)


@dataclass
class Memory:
    """A shelf in memory."""

    has: NDArray[np.uint16]
    postings: Postings

    @classmethod
    def of(cls, files: list[list[Blinded]]) -> "Memory":
        has = np.array([has_of(facts) for facts in files], np.uint16)
        return cls(has, Postings.of((n, kept_tokens(facts)) for n, facts in enumerate(files)))

    @property
    def count(self) -> int:
        return len(self.has)

    def find(self, tokens: Tokens) -> Units:
        return self.postings.find(tokens)


def has_of(facts: Iterable[Blinded]) -> int:
    """What a file has, of all its facts."""
    out = 0
    for fact in facts:
        out |= fact.has
    return out
