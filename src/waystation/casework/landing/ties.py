"""Ties: whether an interpreter, sponsor or flat-mate may help, or comes too near the community that threatens.

    found = ties(helper, household)
    if refusals(helper, found): ...      # why they may not be assigned, in sentences

Refugees were outed by interpreters and by diaspora. So nobody is assigned before somebody asked and wrote down the day,
and an interpreter, who hears everything, is never from that community. Others may be in spite of a tie if it is written
why. A tie says nothing about the helper as a person.
"""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from waystation.casework.words import _

HOLDS = 365  # days after which somebody is asked again: people's ties change, and nobody tells


@dataclass(frozen=True)
class Household:
    """What to compare with: where people come from, and what they keep away from."""

    origins: frozenset[str] = frozenset()
    community: str = ""
    country: str = ""
    languages: frozenset[str] = frozenset()  # spoken by few outside that community


@dataclass(frozen=True)
class Tie:
    """Something that a helper shares with that community. ``near``: the community itself, or its country."""

    kind: str
    sentence: str
    near: bool


def ties(helper: Mapping[str, Any], household: Household) -> list[Tie]:
    """What a helper (a row of ``Settlement.helpers``) shares with the community that threatens."""
    found = []
    if household.community and _same(helper.get("community"), household.community):
        found.append(Tie("community", _("They belong to the community that threatens."), True))
    if household.country and helper.get("origin") == household.country:
        found.append(Tie("country", _("They come from the country to keep away from."), True))
    elif helper.get("origin") and helper.get("origin") in household.origins:
        found.append(Tie("origin", _("They come from the same country as the household."), False))
    if household.languages & set(helper.get("languages") or ()):
        found.append(Tie("language", _("They speak a language that few outside that community speak."), False))
    return found


def _same(one: Any, other: str) -> bool:
    """Whether two names of communities mean the same, as people type them: one stands in the other."""
    a, b = (" ".join(str(text or "").casefold().split()) for text in (one, other))
    return bool(a and b) and (a in b or b in a)


def refusals(helper: Mapping[str, Any], found: list[Tie], on: datetime.date) -> list[str]:
    """Why this helper may not be assigned on a day; empty if they may."""
    why = []
    if helper.get("clear") is None:
        why.append(_("Nobody asked them about ties yet: ask, and write the answer down."))
    elif helper.get("clear") is False:
        why.append(_("They have a tie to the community that threatens."))
    asked = helper.get("checked_on")
    if helper.get("clear") and not asked:
        why.append(_("The answer has no date: write down when they were asked."))
    elif asked and datetime.date.fromisoformat(asked) + datetime.timedelta(days=HOLDS) < on:
        why.append(_("They were asked more than a year ago: ask again."))
    if helper.get("kind") == "interpreter" and not (helper.get("community") or helper.get("origin")):
        why.append(_("Where an interpreter comes from must be known."))
    near = any(tie.near for tie in found)
    if near and helper.get("kind") == "interpreter":
        why.append(_("An interpreter hears everything: take somebody from elsewhere, or a telephone service."))
    elif found and helper.get("kind") != "interpreter" and not helper.get("despite"):
        why.append(_("Write why they may help in spite of the tie, or take somebody else."))
    elif found and not near and not helper.get("despite"):
        why.append(_("Write why they may interpret in spite of the tie, or take somebody else."))
    return why
