"""Patterns that suggest an impostor: found in what was written, given as reasons to look, never as a refusal.

    for found in signs(text, known={"Daily, 1 April": "…"}, others=["…", "…"]):
        found.kind, found.reason          # "repeats_press", "Much of it stands in: Daily, 1 April."

Texts are compared by runs of four words, folded, so that a few changed words do not hide a copy. What people who lived
through one thing say in their own words shares hardly any run of four; a copied paragraph shares most. The patterns are
those reported of hotlines and evacuations (field reports of 2017 to 2021), and each has innocent reasons too.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from waystation.casework.words import _

RUN = 4  # words: three are common phrases ("they took my phone"), five miss a copy with every fifth word changed
ENOUGH = 8  # shared runs: about two sentences
SHARE = 0.25  # of the text's own runs
ONE_STORY = 0.3  # of the shorter text's runs, between two contacts

_HOUSE = (
    r"\b(where|which (street|city|town|house|flat|address)|what (street|city|address)|address)\b.{0,40}"
    r"\b(house|houses|flat|shelter|safehouse|safe house|hide|hiding|sleep|"
    r"keep (them|us|people|you|the others|boys|the boys))\b",
    r"\b(address|location) of (the|your) (house|flat|shelter|safehouse)\b",
    r"\b(где|адрес\w*|на какой улиц\w*|в каком (городе|доме|районе))\b.{0,40}"
    r"\b(дом|дома|доме|квартир\w*|шелтер\w*|убежищ\w*|приют\w*|прячете|скрываете|держите|живут|прячутся)\b",
    r"\b(wo|adresse)\b.{0,40}\b(haus|wohnung|versteck\w*|unterkunft)\b",
    r"\b(où|adresse)\b.{0,40}\b(maison|appartement|refuge|cach\w+)\b",
    r"(أين|عنوان|اين).{0,40}(البيت|المنزل|الملجأ|الشقة|منزل|بيت)",
    r"(کجا|آدرس|نشانی).{0,40}(خانه|پناهگاه|آپارتمان)",
)  # fmt: skip
_OTHERS = (
    r"\b(who else|how many (others|people|boys|men|guys)|names? of (the )?(others|people)|other (boys|people|men))\b",
    r"\b(кто ещё|кто еще|сколько (вас|там|их|ребят|людей|парней)|кому ещё|имена (других|ребят))\b",
    r"(من أيضا|كم شخص|أسماء الآخرين)",
    r"(چه کسانی|چند نفر)",
)
_FIND = {"asks_for_house": [re.compile(p, re.S) for p in _HOUSE], "asks_for_others": [re.compile(p) for p in _OTHERS]}
_REASONS = {
    "asks_for_house": _("They ask where a house is."),
    "asks_for_others": _("They ask who else is helped."),
}


@dataclass(frozen=True)
class Found:
    """One sign. ``reason``: an English sentence with ``values`` to put in. ``values`` never quote the letter."""

    kind: str
    reason: str
    values: tuple[tuple[str, str], ...] = ()


def folded(text: str) -> list[str]:
    """The words of a text, without case, accents on Latin letters, punctuation, or the difference of е and ё."""
    plain = unicodedata.normalize("NFKC", text).casefold().replace("ё", "е")
    return re.findall(r"\w+", plain)


def runs(text: str) -> frozenset[tuple[str, ...]]:
    words = folded(text)
    return frozenset(tuple(words[n : n + RUN]) for n in range(len(words) - RUN + 1))


def signs(text: str, known: Mapping[str, str], others: Iterable[str] = ()) -> list[Found]:
    """The signs in what one contact wrote. ``known``: published stories by title; ``others``: what other contacts
    wrote."""
    plain = " ".join(unicodedata.normalize("NFKC", text).casefold().split())
    found = [
        Found(kind, _REASONS[kind])
        for kind, patterns in _FIND.items()
        if any(pattern.search(plain) for pattern in patterns)
    ]
    own = runs(text)
    for title, story in known.items():
        if copies(own, runs(story)):
            found.append(Found("repeats_press", _("Much of it stands in: %(title)s"), (("title", title),)))
    alike = sum(_one_story(own, runs(other)) for other in others)
    if alike:
        found.append(Found("same_story", _("As many other contacts tell it nearly word for word: %(count)s"),
                           (("count", str(alike)),)))  # fmt: skip
    return found


def copies(own: frozenset[tuple[str, ...]], story: frozenset[tuple[str, ...]]) -> bool:
    """Whether so much of a text stands in a published story that it may be taken from it."""
    shared = len(own & story)
    return shared >= ENOUGH and shared >= SHARE * len(own)


def _one_story(own: frozenset[tuple[str, ...]], other: frozenset[tuple[str, ...]]) -> bool:
    shared = len(own & other)
    return shared >= ENOUGH and shared >= ONE_STORY * min(len(own), len(other))
