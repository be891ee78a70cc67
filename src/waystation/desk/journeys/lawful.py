"""The legal check of a case's journey: each border of each leg for each traveller, by the rules that these keys open.

    for answer in answers(keys, state, legs): print(answer.leg, answer.country, answer.answer, answer.source)

Whoever was asked and what they said stands beside an answer (``Ruling``); it changes nothing of the rule.
"""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from waystation.casework.folds import State
from waystation.casework.travel.legs import Leg
from waystation.desk.routes import rules
from waystation.desk.routes.ofcases import leg_of, traveller_of
from waystation.desk.routes.said import sentence
from waystation.planning import passage
from waystation.planning.passage import Verdict
from waystation.store.sealed.keys import Keys


@dataclass(frozen=True)
class Answer:
    """One verdict as the journey's page shows it. ``leg``: the leg's record; ``age``: days since the rule was read;
    ``ruled``: who was asked, and what they said, as rows."""

    leg: str
    kind: str
    country: str
    answer: str
    rule: str
    source: str
    as_of: datetime.date | None
    age: int | None
    persons: tuple[str, ...]
    ruled: tuple[dict[str, Any], ...] = field(default=(), compare=False)

    @property
    def settled(self) -> bool:
        """Whether the rule allows it, or somebody who was asked does."""
        return self.answer == "allowed" or any(r.get("allowed") is True and r.get("source") for r in self.ruled)


def answers(keys: Keys, state: State, legs: list[Leg], on: datetime.date) -> list[Answer] | None:
    """What the law says of this journey, leg by leg. None where it cannot be asked: without legs with times and
    countries, or without a traveller's passport."""
    travellers = {r: row for r, row in state.rows("travellers").items() if row.get("passport")}
    whole = all(leg.departs and leg.row.get("from_country") and leg.row.get("to_country") for leg in legs)
    if not legs or not whole or not travellers:
        return None
    known = rules.of(keys)
    found: dict[Any, Any] = {}
    for row in travellers.values():
        mine = [leg for leg in legs if not leg.persons or row.get("person") in leg.persons]
        for verdict in passage.check(traveller_of(row, state), _asked(mine), known):
            key = mine[verdict.leg].id, verdict.kind, verdict.country, verdict.answer, verdict.reason, verdict.facts
            found.setdefault(key, (verdict, []))[1].append(str(row.get("person") or ""))
    order = {leg.id: n for n, leg in enumerate(legs)}
    shown = [_answer(key[0], verdict, who, state, on) for key, (verdict, who) in found.items()]
    return sorted(shown, key=lambda a: (order[a.leg], a.kind, a.country))


def _asked(legs: list[Leg]) -> list[passage.Leg]:
    return [asked for leg in legs if (asked := leg_of(leg.row))]


def _answer(leg: str, verdict: Verdict, persons: Iterable[str], state: State, on: datetime.date) -> Answer:
    ruled = [
        row for row in state.rows("rulings").values()
        if (row.get("leg"), row.get("country"), row.get("kind")) == (leg, verdict.country, verdict.kind)
    ]  # fmt: skip
    return Answer(leg, verdict.kind, verdict.country, verdict.answer, sentence(verdict), verdict.source, verdict.as_of,
                  verdict.age_days(on), tuple(dict.fromkeys(persons)), tuple(ruled))  # fmt: skip
