"""Applications: how far each is, what each government said of whom, and where a household was answered differently.

    for answer in answers(papers, ["a", "b"]):      # one for each country and pathway
        answer.split                                 # a yes for one and a no for another
    lodging(row, pathway, "2026-03-01")              # the day by which they answer, from the pathway's own clock

Values of a decision and what each means: UNHCR Resettlement Handbook 4.10. A request for more information is no denial,
and a refusal to consider is one.
"""

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from waystation.casework.errors import BadValue
from waystation.casework.folds import State
from waystation.casework.words import _

YES, NO = ("accepted",), ("denied",)


@dataclass
class Answer:
    """What one country said, person by person; ``without``: the persons for whom nothing was lodged there."""

    country: str
    pathway: str
    of: dict[str, str] = field(default_factory=dict)  # person -> decision, empty while there is none
    without: list[str] = field(default_factory=list)

    @property
    def split(self) -> bool:
        """Whether some may go and others may not: by an answer, or because nobody applied for them."""
        decided = {d for d in self.of.values() if d}
        yes = bool(decided & set(YES))
        return "split" in decided or (yes and (bool(decided & set(NO)) or bool(self.without)))


def answers(papers: State, people: Iterable[str]) -> list[Answer]:
    """The answers of each country by each pathway. An appeal that was decided counts in place of the first decision."""
    found: dict[tuple[str, str], Answer] = {}
    for row in papers.rows("applications").values():
        country, pathway, person = (str(row.get(n) or "") for n in ("country", "pathway", "person"))
        answer = found.setdefault((country, pathway), Answer(country, pathway))
        answer.of[person] = outcome(row)
    for answer in found.values():
        answer.without = [p for p in people if p not in answer.of]
    return list(found.values())


def outcome(row: Mapping[str, Any]) -> str:
    """The decision that stands in an application."""
    return str(row.get("appeal_decision") or row.get("decision") or "")


def lodging(pathway: Mapping[str, Any], on: str) -> dict[str, str]:
    """What follows from lodging on a day: when they must answer, where the pathway has a clock. Raises BadValue."""
    days, day = pathway.get("answer_days"), _day(on)
    values = {"lodged_on": day.isoformat(), "state": "lodged"}
    return values | ({"answer_by": (day + datetime.timedelta(days=int(days))).isoformat()} if days else {})


def deciding(pathway: Mapping[str, Any], decision: str, on: str) -> dict[str, str]:
    """What follows from a decision: an accepted one is used within the pathway's days. Raises BadValue."""
    day, days = _day(on), pathway.get("use_by_days")
    state = "more_asked" if decision == "deferred" else "decided"
    values = {"decision": decision, "decided_on": day.isoformat(), "state": state}
    used = decision in YES and days
    return values | ({"use_by": (day + datetime.timedelta(days=int(days or 0))).isoformat()} if used else {})


def appealing(row: Mapping[str, Any], on: str) -> dict[str, str]:
    """Raises BadValue where there is nothing to appeal against, or it is too late."""
    day = _day(on)
    if row.get("decision") not in ("denied", "split"):
        raise BadValue(_("Only a refusal can be appealed."))
    if row.get("appeal_by") and day.isoformat() > str(row["appeal_by"]):
        raise BadValue(_("The last day to appeal has passed. Ask a lawyer whether a late appeal is heard."))
    return {"appealed_on": day.isoformat(), "state": "appeal"}


def _day(text: str) -> datetime.date:
    try:
        return datetime.date.fromisoformat(text.strip())
    except ValueError as error:
        raise BadValue(_("This is not a date. Write it as year-month-day, like 2026-03-31.")) from error
