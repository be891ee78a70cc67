"""Sentences for people: in English, with the parts that they are made of, so that a page says them in other languages.

    full = say(_("{about}, {week}: room for {room}"), about="Birch", week=3, room=6)
    str(full)                               # "Birch, week 3: room for 6"

Weeks and quarters are counted from 0 and called so here; a page, which knows on which day the first one begins, calls
them by their days.
"""

from typing import TypeAlias

from msgspec import Struct

WEEKS = ("week", "since", "leaves")  # parts that are a week: "week 3"; ``until`` follows upon ``since``: "week 3 to 9"

Fact: TypeAlias = "str | int | tuple[str, ...] | Sentence"


def _(text: str) -> str:
    """Marks a text for translators. It stays English here; whoever shows it translates it."""
    return text


class Sentence(Struct, frozen=True):
    """``text`` has places for ``facts``, pairs of name and what is meant: ``week``, ``since``, ``until``, ``leaves``,
    ``quarter`` are numbers counted from 0, ``needs`` are kinds of house, and a sentence may stand in another one."""

    text: str
    facts: tuple[tuple[str, Fact], ...] = ()

    def __str__(self) -> str:
        return self.text.format(**{name: _english(name, fact) for name, fact in self.facts})


def say(text: str, **facts: Fact) -> Sentence:
    return Sentence(text, tuple(facts.items()))


def _english(name: str, fact: Fact) -> object:
    if name in WEEKS:
        return f"week {fact}"
    if name == "quarter":
        return f"quarter {fact}"
    return ", ".join(fact) if isinstance(fact, tuple) else fact


class Rule(Struct, frozen=True):
    """A rule that somebody is told of: its name in ``evaluate.RULES``, or ``wish``; the household, programme, house or
    place that it is about, where the sentence does not name it; and what it says."""

    rule: str
    about: str
    said: Sentence

    @property
    def text(self) -> str:
        return str(self.said)

    def __str__(self) -> str:
        return ": ".join(part for part in (self.rule, self.about, self.text) if part)
