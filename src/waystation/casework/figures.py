"""A programme's figures, folded from its cases, each with its definition and a date.

On the same days of 2017 one programme was reported with 31 granted, 22 arrived, 31 arrived, 35 left: counts mean
nothing without a definition and a date. For members only; what may be published is decided elsewhere.
"""

import datetime
import itertools
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from waystation.casework.beds import passages
from waystation.casework.folds import State
from waystation.casework.stages import BY_KEY, stage_of
from waystation.casework.words import _

DEFINITIONS = {
    "contacts": _("Cases that were opened, whatever became of them"),
    "moved": _("Persons whom a house of the programme ever received"),
    "granted": _("Persons with a granted application"),
    "departed": _("Persons who left the country on it"),
    "arrived": _("Persons who landed and confirmed it"),
    "about_to_leave": _("Persons granted and not yet departed"),
    "sheltered": _("Persons in a safehouse now"),
    "lost_contact": _("Cases of which nothing is heard"),
    "duplicates": _("Cases closed as somebody already known"),
    "impostors": _("Cases closed because the account was false"),
    "refused": _("Persons whose application was denied"),
    "split_decisions": _("Households with different decisions"),
    "minors": _("Persons under 18 in open cases"),
    "border_stops": _("Cases that came back from a journey"),
    "closed": _("Closed cases"),
}

GRANTED = ("granted", "departed", "arrived", "settled")
DEPARTED = ("departed", "arrived", "settled")
ARRIVED = ("arrived", "settled")


def figures(cases: Iterable[Mapping[str, State]]) -> dict[str, Any]:
    """Counts over cases given as states by compartment (``needs``, and ``shelter`` where there is one)."""
    counts: Counter[str] = Counter(dict.fromkeys(DEFINITIONS, 0))
    stages: Counter[str] = Counter()
    for states in cases:
        needs = states.get("needs")
        if needs is None:
            continue
        stage = stage_of(needs)
        stages[stage] += 1
        counts["contacts"] += 1
        _count_persons(counts, needs, closed=stage == "S12")
        if "shelter" in states:
            _count_stays(counts, states["shelter"])
        counts["closed"] += stage == "S12"
        counts["lost_contact"] += needs.get("status") == "lost_contact"
        counts["duplicates"] += needs.get("closure_reason") == "duplicate"
        counts["impostors"] += needs.get("closure_reason") == "fraud"
        counts["border_stops"] += _came_back(needs)
    by_stage = {key: stages[key] for key in BY_KEY if stages[key]}
    as_of = datetime.datetime.now(datetime.UTC).date().isoformat()
    return {"as_of": as_of, **counts, "stages": by_stage, "definitions": DEFINITIONS}


def _count_persons(counts: Counter[str], needs: State, closed: bool) -> None:
    rows = list(needs.rows("persons").values())
    outcomes = [row.get("outcome") for row in rows]
    counts["granted"] += sum(o in GRANTED for o in outcomes)
    counts["departed"] += sum(o in DEPARTED for o in outcomes)
    counts["arrived"] += sum(o in ARRIVED for o in outcomes)
    counts["about_to_leave"] += sum(o == "granted" for o in outcomes)
    counts["refused"] += sum(o == "refused" for o in outcomes) if len(rows) == 1 else 0
    counts["split_decisions"] += len(rows) > 1 and "refused" in outcomes and any(o in GRANTED for o in outcomes)
    counts["minors"] += sum(row.get("minor") is True for row in rows) if not closed else 0


def _count_stays(counts: Counter[str], shelter: State) -> None:
    stays = [row for row in passages.stays(shelter).values() if row.get("received_at")]
    everyone = {person for stay in stays for person in stay.get("persons") or [""]}
    now = {person for stay in stays if not stay.get("left_at") for person in stay.get("persons") or [""]}
    counts["moved"] += len(everyone)
    counts["sheltered"] += len(now)


def _came_back(needs: State) -> bool:
    moves = [move[0] for move in needs.moves]
    return any(pair == ("S9", "S5") for pair in itertools.pairwise(moves))
