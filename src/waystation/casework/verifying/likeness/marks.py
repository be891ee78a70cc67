"""What is compared of one fact: marks, each a short text that two facts share if they are alike in one respect.

    marked("name", "Р. Ковалёв")     # two groups, one for each word: Mark("word", "word kovalev"), Mark("sound", …) …

A group is one thing that agrees or not, such as one word of a name; its marks stand on several levels (``LEVELS``),
from exact to rough. Some marks are only kept and others only asked for: the date with day and month swapped is asked
for and not kept, or two swapped dates would be alike twice. Only a keyed hash of a mark is ever stored
(``blinded``), which says nothing without the key.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Literal

import msgspec

from waystation.casework.verifying.likeness import births, names, reaches
from waystation.casework.words import _

Use = Literal["both", "kept", "asked"]
KINDS = ("name", "born", "reach", "document")  # what a field may say that it is: ``About.match``


@dataclass(frozen=True)
class Level:
    """How far two facts agree. ``same``: m, how often two files of one person that both have such a fact agree just so
    far. ``others``: u, how often two people's do, before any are counted, and ``least`` it is never taken to be rarer.
    ``over``, for numbers and addresses, of which the count of files says nothing: log2 of the odds that two who share
    one are one person. ``words``: the reason, for people."""

    key: str
    kind: str
    words: str
    same: float = 0.0
    others: float = 0.0
    least: float = 0.0
    over: float | None = None


# m was counted in 10,000 invented people of another seed than those that are measured (bench/duplicates.py), and moved
# towards what the generator leaves out: more nicknames, rarer scripts. u is a prior; the files themselves are counted.
# Two who share a telephone are one person in three cases of five, the rest being kin and helpers.
LEVELS: dict[str, Level] = {
    level.key: level
    for level in (
        Level("word", "name", _("A word of the name is the same."), 0.68, 0.004),
        Level("sound", "name", _("A word of the name sounds the same."), 0.11, 0.006),
        Level("familiar", "name", _("A word of the name is a familiar form of the same."), 0.04, 0.02),
        Level("typo", "name", _("A word of the name differs by a letter."), 0.05, 0.006),
        Level("rough", "name", _("A word of the name is near, as between languages."), 0.03, 0.012),
        Level("initial", "name", _("A first letter fits."), 0.90, 0.12, least=0.12),
        Level("day", "born", _("The birth date is the same."), 0.86, 0.0001),
        Level("swapped", "born", _("The birth date is the same with day and month swapped."), 0.03, 0.0001),
        Level("part", "born", _("Two parts of the birth date are the same."), 0.07, 0.004),
        Level("year", "born", _("The year of birth is the same."), 0.06, 0.025),
        Level("beside", "born", _("The years of birth are one apart."), 0.02, 0.05),
        Level("only year", "born", _("The year of birth is the same; the day is not known."), 0.90, 0.025),
        Level("number", "phone", _("A telephone number is the same."), over=0.6),
        Level("tail", "phone", _("A telephone number ends the same."), over=-0.5),
        Level("address", "online", _("A handle or address is the same."), over=3.0),
        Level("local", "online", _("A handle has the same letters."), 0.05, 0.003),
        Level("paper", "document", _("A document's number is the same."), over=7.0),
        Level("misread", "document", _("A document's number is the same but for letters that look alike."), over=4.0),
    )
}
GIVEN = 0.02  # u of a word that is known as a given name: one man in fifty is called like another
WHOLE = ("word", "sound", "familiar", "typo", "rough")  # the levels of a word that is not abbreviated
CODES = {key: code for code, key in enumerate(LEVELS)}
USES: tuple[Use, ...] = ("both", "kept", "asked")


@dataclass(frozen=True)
class Mark:
    level: str
    text: str
    use: Use = "both"


Group = list[Mark]
# What a file has, so that a difference can be told from what is not known.
WORDS_1, WORDS_2, WORDS_3, BORN_DAY, BORN_YEAR, PHONE, ONLINE, PAPER = (1 << n for n in range(8))
REACHED = {"phone": PHONE, "email": ONLINE, "handle": ONLINE}


class Blinded(msgspec.Struct, array_like=True):
    """One fact as it is kept: what it has (``has``), and for each group by level and use its marks' hashes, eight bytes
    each, end to end."""

    has: int = 0
    groups: list[dict[int, bytes]] = []


def marked(kind: str, text: str) -> tuple[int, list[Group]]:
    """(what the fact has, its groups of marks). Nothing at all where the text says nothing that can be compared."""
    if kind == "name":
        groups = [_word(word) for word in names.words(text)]
        return sum((WORDS_1, WORDS_2, WORDS_3)[: len(groups)]), groups
    if kind == "born":
        found = births.asked(text)
        return (BORN_DAY if "day" in found else BORN_YEAR if found else 0), [_born(found)] if found else []
    if kind == "reach":
        how, marks = reaches.reach(text)
        return REACHED.get(how, 0), [_reach(how, marks)] if how else []
    paper = reaches.document(text)
    group = [*_all("paper", "paper", paper.get("number", ())), *_all("misread", "misread", paper.get("misread", ()))]
    return (PAPER, [group]) if group else (0, [])


def _all(level: str, head: str, texts: Iterable[str], use: Use = "both") -> Group:
    return [Mark(level, f"{head} {text}", use) for text in sorted(texts)]


def _word(word: names.Word) -> Group:
    if word.initial:
        return [*_all("initial", "initial", word.initial), *_all("initial", "first", word.initial, "asked")]
    marks = [
        m for level in ("word", "sound", "familiar", "typo", "rough") for m in _all(level, level, getattr(word, level))
    ]
    return [*marks, *_all("initial", "first", word.first, "kept"), *_all("initial", "initial", word.first, "asked")]


def _born(found: dict[str, set[str]]) -> Group:
    kept = [mark for level in ("day", "part", "year") for mark in _all(level, level, found.get(level, ()))]
    return [
        *kept,
        *_all("swapped", "day", found.get("swapped", ()), "asked"),
        *_all("beside", "year", found.get("beside", ()), "asked"),
    ]


def _reach(kind: str, found: dict[str, set[str]]) -> Group:
    if kind == "phone":
        return [*_all("number", "number", found["number"]), *_all("tail", "tail", found["tail"])]
    return [*_all("address", kind, found["address"]), *_all("local", "local", found["name"])]


def blinded(kind: str, text: str, blind: Callable[[str], bytes]) -> Blinded:
    """A fact as it is kept. ``blind`` gives eight bytes for a mark's text."""
    has, groups = marked(kind, text)
    out = []
    for group in groups:
        kept: dict[int, bytes] = {}
        for mark in group:
            code = CODES[mark.level] * len(USES) + USES.index(mark.use)
            kept[code] = kept.get(code, b"") + blind(mark.text)
        out.append(kept)
    return Blinded(has, out)
