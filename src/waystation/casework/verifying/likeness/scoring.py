"""How alike two files are: evidence for and against in bits, summed, as the chance that they are one person's.

    asked = Asked.of(facts)                    # what is known of one person, blinded
    found = candidates(asked, shelf)           # the likeliest files, each with its score of 100 and its reasons

The sum is that of Fellegi and Sunter (A Theory for Record Linkage, JASA 64, 1969). A fact that agrees at some level
adds log2(m / u): m is how often two files of one person agree so (``marks.LEVELS``), u how often two people's do. u is
counted in the files themselves, so that a rare surname weighs more than a common one, and drawn towards a prior while
there are few. Where both files have a fact and nothing of it agrees, log2 of how often that happens to one person is
added, which is below nothing. From the sum log2 of the number of files is taken, for the more there are, the more are
alike by chance; what results is log2 of the odds.

Facts are not independent, so three rules besides. Words of one name come together (a people's given names with its
surnames): all but the weightiest count ``TOGETHER`` of theirs. Kin share a telephone and a surname: where a telephone
agrees and a word of the name does not, the words that agree add nothing. And of several names, telephones or addresses
of a file the one that agrees best counts.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from math import log2
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from waystation.casework.verifying.likeness.marks import (
    BORN_DAY,
    BORN_YEAR,
    GIVEN,
    LEVELS,
    ONLINE,
    PAPER,
    PHONE,
    WORDS_1,
    WORDS_2,
    WORDS_3,
)  # fmt: skip
from waystation.casework.verifying.likeness.shelves import Asked, Group, Shelf, Units
from waystation.casework.words import _

LIKELY = 0.20  # from here on a file is called a possible duplicate: precision and recall of docs/speed.md are of this
SHOWN = 0.05  # what is listed at all, lower down, for whoever looks on demand
AGAINST = {"name": _("Words of the name differ."), "born": _("The birth dates differ.")}
TOGETHER = 0.8
EXPECTED = 0.5  # files of the same person that a file has, before anything is known: a quarter to one in practice
OTHER_WORD = 0.07  # of one person's words that stand in both files, those that agree on no level
OTHER_DAY = 0.02  # of one person's birth dates, those of which not even the year or two parts agree
OTHER_YEAR = 0.10  # the same where one file has the year only
OTHER_REACH = {PHONE: 0.30, ONLINE: 0.35, PAPER: 0.10}  # of one person's numbers and addresses in both files
LEAST_FILES = 20  # a house with three files does not know the only Magomed there is
SMOOTH = 400  # files: as much as the prior of u weighs


@dataclass(frozen=True)
class Reason:
    """One thing that agrees (a level of ``LEVELS``) or that does not (a key of ``AGAINST``), and its weight in bits."""

    level: str
    bits: float

    @property
    def words(self) -> str:
        return LEVELS[self.level].words if self.level in LEVELS else AGAINST[self.level]


@dataclass
class Candidate:
    """A file that is like what was asked: ``chance`` between 0 and 1 that it is the same person's, and why."""

    unit: int
    chance: float
    reasons: list[Reason] = field(default_factory=list)

    @property
    def score(self) -> int:
        """Of 100; never 0 or 100, for no marks prove anything."""
        return min(99, max(1, round(100 * self.chance)))


Bits = NDArray[np.float32]
Hits = list[tuple[str, float, Units]]  # of one group: level, bits, which files


class _Evidence:
    """The evidence of every file on a shelf, as arrays of bits, and by group where it comes from."""

    def __init__(self, shelf: Shelf):
        self.shelf, self.size = shelf, len(shelf.has)
        self.groups: list[Hits] = []
        self.words = sum((self.have(bit).astype(np.int8) for bit in (WORDS_1, WORDS_2, WORDS_3)), self.zeros(np.int8))

    def zeros(self, kind: type[np.generic] = np.float32) -> Any:
        return np.zeros(self.size, kind)

    def have(self, bits: int) -> NDArray[np.bool_]:
        return self.shelf.has & np.uint16(bits) > 0

    def best(self, group: Group, where: NDArray[np.bool_] | None = None) -> Bits:
        """The weight of the best level on which each file agrees, 0 where on none. ``where``: only these files."""
        out, hits, given = self.zeros(), [], "familiar" in group
        for level, tokens in group.items():
            units = self.shelf.find(tokens)
            if len(units):
                bits = self.weight(level, len(units), given)
                units = units if where is None else units[where[units]]
                hits.append((level, bits, units))
                out[units] = np.maximum(out[units], bits)
        self.groups.append(hits)
        return cast(Bits, out)

    def weight(self, key: str, count: int, given: bool) -> float:
        level, files = LEVELS[key], max(LEAST_FILES, self.shelf.count)
        if level.over is not None:
            return log2(files) - log2(EXPECTED) + level.over - log2(count)
        prior = max(GIVEN, level.others) if given else level.others
        others = max(level.least, (count + SMOOTH * prior) / (files + SMOOTH))
        return max(0.1, log2(level.same / min(1.0, others)))

    def name(self, words: list[Group]) -> tuple[Bits, NDArray[np.int8]]:
        """(bits, how many words of both sides agree with none) for one name."""
        total, most, agreed = self.zeros(), self.zeros(), self.zeros(np.int8)
        for word in words:
            best = self.best(word)
            total += best
            np.maximum(most, best, out=most)
            agreed += best > 0
        differ = np.maximum(np.minimum(len(words), self.words) - agreed, 0)
        return TOGETHER * total + (1 - TOGETHER) * most, differ

    def reach(self, marked: list[tuple[int, Group]]) -> Bits:
        """The best of each kind, and what it says if none of a kind agrees that both files have."""
        out = self.zeros()
        for kind, other in OTHER_REACH.items():
            if rows := [self.best(group) for has, group in marked if has & kind]:
                best = np.maximum.reduce(rows)
                out += np.where(best > 0, best, np.where(self.have(kind), log2(other), 0)).astype(np.float32)
        return cast(Bits, out)

    def born(self, has: int, group: Group) -> Bits:
        days = self.have(BORN_DAY) & bool(has & BORN_DAY)
        best = self.best({level: tokens for level, tokens in group.items() if level != "year"})
        if "year" in group:  # its agreement says more where it is all that one of them has
            best = np.maximum(best, self.best({"year": group["year"]}, days))
            best = np.maximum(best, self.best({"only year": group["year"]}, ~days))
        differs = np.where(days, log2(OTHER_DAY), log2(OTHER_YEAR))
        return np.where(best > 0, best, np.where(self.have(BORN_DAY | BORN_YEAR), differs, 0)).astype(np.float32)

    def reasons(self, unit: int) -> Iterator[Reason]:
        """The best of each group that agrees."""
        for hits in self.groups:
            agree = [Reason(level, bits) for level, bits, units in hits if unit in units]
            if agree:
                yield max(agree, key=lambda reason: reason.bits)


def candidates(asked: Asked, shelf: Shelf, least: float = SHOWN, most: int = 20) -> list[Candidate]:
    """The files that are at least so likely to be the same person's, the likeliest first."""
    if not len(shelf.has):
        return []
    evidence = _Evidence(shelf)
    reach = evidence.reach(asked.marked)
    names = []
    for words in asked.names:
        bits, differ = evidence.name(words)
        bits = np.where((reach > 0) & (differ > 0), 0, bits) + differ * log2(OTHER_WORD)
        names.append(bits.astype(np.float32))
    name = np.maximum.reduce(names) if names else evidence.zeros()
    born = np.maximum.reduce([evidence.born(*b) for b in asked.born]) if asked.born else evidence.zeros()
    odds = name + reach + born - log2(max(LEAST_FILES, shelf.count)) + log2(EXPECTED)
    chance = 1 / (1 + np.exp2(-odds))
    chosen = np.flatnonzero(chance >= least)
    chosen = chosen[np.argsort(-chance[chosen], kind="stable")][:most]
    return [_candidate(int(u), float(chance[u]), evidence, float(name[u]), float(born[u])) for u in chosen]


def _candidate(unit: int, chance: float, evidence: _Evidence, name: float, born: float) -> Candidate:
    """With what agrees, the weightiest first and each level once, and then what does not."""
    best: dict[str, Reason] = {}
    for reason in sorted(evidence.reasons(unit), key=lambda reason: -reason.bits):
        best.setdefault(reason.level, reason)
    against = [Reason(what, bits) for what, bits in (("name", name), ("born", born)) if bits < 0]
    return Candidate(unit, chance, [*best.values(), *against])
