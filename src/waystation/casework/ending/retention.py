"""Retention: until when each part of a closed case is kept, and why.

    until("shelter", closed_on, {"shelter": 60}, consent, ["a"])     # Until(on=date(2026, 3, 2), why=…)

Days count from closure: those that the installation set, or else the compartment's own. What each person agreed to
moves the day: a consent to keep records carries their parts on to its end, a consent to preserve evidence carries the
story that holds it, and a "no" to keeping anything ends all but the accounts and the proof of what was agreed within
two weeks. Nothing is kept longer on anybody else's word.
"""

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from waystation.casework.compartments import compartment as kind_of
from waystation.casework.folds import State
from waystation.casework.parts.consent import in_force
from waystation.casework.words import _

LEGAL = ("money", "consent")  # accounts, and proof of what was agreed and of what left: no request shortens them
AFTER_REFUSAL = 14  # days: for handing over the person's copy, and for noticing a closure by mistake
EVIDENCE = "story"  # the compartment in which evidence lies


@dataclass(frozen=True)
class Until:
    """The last day on which a part is kept, None where there is no limit, and why (an English sentence)."""

    on: datetime.date | None
    why: str


def until(
    part: str, closed_on: datetime.date, days: Mapping[str, int], consent: State | None = None,
    people: Iterable[str] = (), evidence: bool = False,
) -> Until:  # fmt: skip
    """Until when a part of a case is kept. ``people``: whose it is, all of whom must have agreed for it to be kept
    longer. ``evidence``: whether files of evidence lie in it. Raises UnknownField."""
    kind = kind_of(part)
    own = days.get(part, kind.retention_days)
    if own is None:
        return Until(None, kind.retention_reason)
    plain = Until(closed_on + datetime.timedelta(days=own), kind.retention_reason)
    assert plain.on is not None
    if consent is None or part in LEGAL:
        return plain
    longer = [(_agreed(consent, "retain_after_closure", people, closed_on), _("The persons agreed to that."))]
    if evidence and part == EVIDENCE:
        longer.append((_agreed(consent, "evidence_preserve", people, closed_on), _("Evidence is kept with consent.")))
    if consent.get("keep_after") is False and not any(day for day, _why in longer):
        soon = closed_on + datetime.timedelta(days=AFTER_REFUSAL)
        return Until(min(plain.on, soon), _("They do not want records to be kept."))
    return max([plain, *(Until(day, why) for day, why in longer if day)], key=lambda u: u.on or closed_on)


def on_request(part: str, asked_on: datetime.date, days: Mapping[str, int], keeps_evidence: bool = False,
               consent: State | None = None, people: Iterable[str] = ()) -> Until:  # fmt: skip
    """Until when a part is kept after the person asked for deletion: not a day longer, but for accounts and proof of
    consent, and for evidence that they want to be kept (then their story is, until that consent ends)."""
    if part in LEGAL:
        return until(part, asked_on, days)
    wanted = keeps_evidence and part == EVIDENCE
    if wanted and (end := _agreed(consent, "evidence_preserve", people, asked_on)):
        return Until(end, _("Evidence is kept with consent."))
    return Until(asked_on, _("The person asked for it."))


def _agreed(consent: State | None, purpose: str, people: Iterable[str], on: datetime.date) -> datetime.date | None:
    """The last day on which consents of all these people to a purpose are in force; None where one gave none."""
    ends = []
    for person in people:
        records = in_force(consent, purpose, on, person=person) if consent is not None else []
        if not records or consent is None:
            return None
        last = max(str(consent.get("until", record, "permissions")) for record in records)
        ends.append(datetime.date.fromisoformat(last))
    return min(ends, default=None)
