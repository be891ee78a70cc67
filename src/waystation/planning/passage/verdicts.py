"""An answer about one border: what it is, by which rule, and how old that rule is."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

Kind = Literal["exit", "entry", "transit", "hostile", "document", "zone"]
Answer = Literal["allowed", "refused", "ask"]
RANK: dict[str, int] = {"allowed": 0, "ask": 1, "refused": 2}


@dataclass(frozen=True, slots=True)
class Verdict:
    """``leg``: which one, from 0. ``answer``: ``ask`` means that no rule is known. ``reason`` is an English sentence
    with places for ``facts`` (pairs of name and word; countries by code, days as ISO dates), so that a page can say it
    in another language; ``rule`` is the sentence in English. ``source`` and ``as_of`` are the rule's. ``needs``: what
    would turn a refusal: ``visa``, ``e-visa``, ``eta``, ``transit visa``, ``passport``."""

    leg: int
    kind: Kind
    country: str
    answer: Answer
    reason: str
    facts: tuple[tuple[str, str], ...] = ()
    source: str = ""
    as_of: datetime.date | None = None
    needs: str = ""

    @property
    def rule(self) -> str:
        return self.reason.format(**dict(self.facts))

    def age_days(self, on: datetime.date) -> int | None:
        """Days since the rule was read; None where it has no date, such as a visa in the passport."""
        return None if self.as_of is None else (on - self.as_of).days


def worst(verdicts: Iterable[Verdict]) -> Answer:
    """The answer for all of them together: one refusal refuses all. Nothing checked is nothing known."""
    return max((v.answer for v in verdicts), key=RANK.__getitem__, default="ask")
