"""Verdicts of the legal check in the reader's language, with the age of the rule."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext

from waystation.casework.vocabularies import vocabulary
from waystation.casework.words import _
from waystation.planning.passage.verdicts import Verdict

ANSWERS = {"allowed": _("allowed"), "ask": _("unknown: ask"), "refused": _("refused")}
KINDS = {
    "exit": _("Leaving"), "entry": _("Entry"), "transit": _("Changing planes"),
    "hostile": _("Closed place"), "document": _("Passport"), "zone": _("Moving on inside"),
}  # fmt: skip
LEVELS = {"allowed": "calm", "ask": "due", "refused": "late"}  # the colours of chips
OLD = 365  # days after which a rule is shown as old: a year changed 7 % of the entry rules


@dataclass(frozen=True)
class Said:
    """One verdict as shown. ``age``: in days, None where the rule has no date; ``old``: worth asking again."""

    country: str
    kind: str
    answer: str
    level: str
    rule: str
    source: str
    as_of: datetime.date | None
    age: int | None
    leg: int

    @property
    def old(self) -> bool:
        return self.age is not None and self.age > OLD


def said(verdicts: Iterable[Verdict], today: datetime.date) -> list[Said]:
    return [
        Said(country(v.country), gettext(KINDS[v.kind]), gettext(ANSWERS[v.answer]), LEVELS[v.answer], sentence(v),
             v.source, v.as_of, v.age_days(today), v.leg + 1)
        for v in verdicts
    ]  # fmt: skip


def sentence(verdict: Verdict) -> str:
    """The verdict's rule in the reader's language."""
    facts = {name: country(word) if name in ("visa", "other") else word for name, word in verdict.facts}
    return gettext(verdict.reason).format(**facts)


def country(code: str) -> str:
    return gettext(vocabulary("country").label(code)) if code else ""
