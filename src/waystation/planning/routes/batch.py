"""The best ways of thousands of questions: what a whole programme could do, asked at once.

    asking = Batch(network, rules)
    for question, answer in zip(questions, asking.many(questions), strict=True):
        answer.vectors                      # (risk, euros, minutes, legs) of each best way, in order
        answer.ways()                       # the ways themselves, as ``ways`` of the one question finds them

Law is kept by passport (``laws``) and bounds by law and goal; of questions that differ in nothing that the law or an
offer sees, such as the days of a week, one is searched. The search is machine code (``compiled``, some seconds until
that is made), or, for whoever asks a few questions and wants to begin at once, the one of ``search``. Nothing is
checked again here: ``everybody`` does that for what is shown.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from waystation.planning.passage.journeys import Traveller
from waystation.planning.passage.rules import Rules
from waystation.planning.routes.bounds import Bounds, bounds
from waystation.planning.routes.joined import together
from waystation.planning.routes.lawful import Lawful, Risks
from waystation.planning.routes.laws import Laws
from waystation.planning.routes.network import TO_AIRPORT, Edges, Ints, Network, Prices
from waystation.planning.routes.route import Trip, country, place
from waystation.planning.routes.search import GROUND, HOW_NAMES, Step, Vector, Way, search

if TYPE_CHECKING:
    from waystation.planning.routes.compiled import Net, Room

LABELS = 1 << 14  # room to begin with: of 20,000 questions the largest made 11,000 labels; it is doubled where needed


@dataclass(frozen=True)
class Question:
    """Who goes, and from where to where on which day; ``others`` go with them, so that a border is as closed as it is
    to any. ``prices``: of offers that stand in the place of estimates (``holding.priced``)."""

    who: Traveller
    trip: Trip
    others: tuple[Traveller, ...] = ()
    prices: Prices = ()


@dataclass(frozen=True)
class Answer:
    """``costs``: a row for each best way, of risk, euros, minutes, legs. ``rows``: all their steps, one way after the
    other as ``compiled`` gives them, each up to its number in ``ends``; ways are made of them when somebody looks."""

    costs: Ints
    rows: Ints
    ends: Ints

    @property
    def vectors(self) -> list[Vector]:
        return [tuple(row) for row in self.costs.tolist()]

    @classmethod
    def of(cls, found: list[Way]) -> "Answer":
        """From ways as ``search`` gives them."""
        rows = [(HOW_NAMES.index(s.how), *s.start, *s.end, s.euros, s.minutes) for way in found for s in way.steps]
        return cls(
            np.array([way.vector for way in found], dtype=np.int64).reshape(-1, 4),
            np.array(rows, dtype=np.int64).reshape(-1, 7), np.cumsum([len(way.steps) for way in found], dtype=np.int64),
        )  # fmt: skip

    def ways(self) -> list[Way]:
        steps = [Step(HOW_NAMES[how], (a, b), (c, d), euros, minutes)
                 for how, a, b, c, d, euros, minutes in self.rows.tolist()]  # fmt: skip
        spans = pairwise([0, *self.ends.tolist()])
        return [Way(*cost, tuple(steps[a:b])) for cost, (a, b) in zip(self.vectors, spans, strict=True)]


def many(network: Network, questions: Iterable[Question], rules: Rules, risks: Risks | None = None) -> list[Answer]:
    """The answers in the order of the questions, by machine code. Raises UnknownPlace."""
    return Batch(network, rules, risks).many(questions)


class Batch:
    """What was worked out for one network and one set of rules, for as long as this object lives. ``compiled``: by
    machine code."""

    def __init__(self, network: Network, rules: Rules, risks: Risks | None = None, compiled: bool = True):
        self.network, self.compiled = network, compiled
        self.laws = Laws(network, rules, risks)
        self._joined: dict[tuple[int, ...], Lawful] = {}
        self._prints: dict[bytes, int] = {}
        self._number: dict[int, int] = {}
        self._plain = _Asking(network, compiled)

    def many(self, questions: Iterable[Question]) -> list[Answer]:
        """The answers in the order of the questions. Raises UnknownPlace."""
        asked = list(questions)
        starts = [place(self.network, question.trip.start) for question in asked]
        law_of = [self.law(q, country(self.network, start)) for q, start in zip(asked, starts, strict=True)]
        by_prices: dict[Prices, dict[tuple[int, str, int], list[int]]] = {}
        for n, question in enumerate(asked):  # by what decides the bounds
            key = self._alike(law_of[n]), question.trip.goal, question.trip.most_legs
            by_prices.setdefault(question.prices, {}).setdefault(key, []).append(n)
        found: dict[int, Answer] = {}
        for prices, groups in by_prices.items():
            asking = self._priced(prices)
            for group in groups.values():
                answers = asking.of_one_law(law_of[group[0]], asked[group[0]].trip, [starts[n] for n in group])
                found |= zip(group, answers, strict=True)
        return [found[n] for n in range(len(asked))]

    def law(self, question: Question, start: str) -> Lawful:
        """The law for everybody who goes; the same object for the same people, country and day."""
        each = [self.laws.of(one, start, question.trip.on) for one in (question.who, *question.others)]
        if len(each) == 1:
            return each[0]
        key = tuple(map(id, each))  # ``laws`` keeps each law's id its own
        if key not in self._joined:
            self._joined[key] = together(each)
        return self._joined[key]

    def _alike(self, law: Lawful) -> int:
        """A number that is the same for laws that differ in nothing."""
        if id(law) not in self._number:
            self._number[id(law)] = self._prints.setdefault(law.fingerprint, len(self._prints))
        return self._number[id(law)]

    def _priced(self, prices: Prices) -> "_Asking":
        if not prices:
            return self._plain
        asking = _Asking(self.network.priced(dict(prices)), self.compiled)
        if self.compiled:
            asking.room = self._plain.room  # the same places, and nothing stays in it
        return asking


@dataclass
class _Asking:
    """What the questions to one network have in common."""

    network: Network
    compiled: bool = True

    @cached_property
    def net(self) -> "Net":
        from waystation.planning.routes.compiled import Net

        n = self.network
        places, kinds = self.places, [_table(edges) for edges in (n.abroad, n.within, n.land)]
        counts = [len(airports) for airports in n.of_country]
        to = np.concatenate([*n.of_country, np.zeros(0, np.int64)]).astype(np.int64)
        kinds.append(
            (np.cumsum([0, *counts]), np.stack([to, *(np.full_like(to, cost) for cost in TO_AIRPORT)], axis=1))
        )
        before = np.cumsum([0, *(len(rows) for _first, rows in kinds)])
        first = [_padded(first, places + 1) + start for (first, _rows), start in zip(kinds, before[:-1], strict=True)]
        return Net(n.country_of, n.zone_of, np.stack(first), np.concatenate([rows for _first, rows in kinds]))

    @cached_property
    def places(self) -> int:
        return max(len(self.network.airports), len(self.network.countries))

    def of_one_law(self, law: Lawful, trip: Trip, starts: list[tuple[int, int]]) -> list[Answer]:
        """The answers from several starts to one goal: each start is searched once, while its bounds are at hand."""
        kind, goal = place(self.network, trip.goal)
        if not self.compiled:
            known = bounds(self.network, law, goal, kind == GROUND, trip.most_legs)
            by_start = {
                start: Answer.of(search(self.network, law, start, goal, kind == GROUND, trip.most_legs, known))
                for start in set(starts)
            }
            return [by_start[start] for start in starts]
        found = bounds(self.network, law, goal, kind == GROUND, trip.most_legs, _reduced)
        rest = self._stacked(found)
        as_law = np.stack((law.enter, law.transit, law.within, law.cross, law.uses))
        to = (goal, int(kind == GROUND), trip.most_legs)
        answers = {
            start: self._searched(np.array([*start, *to], dtype=np.int64), as_law, rest) for start in set(starts)
        }
        return [answers[start] for start in starts]

    def _searched(self, question: Ints, law: Ints, rest: Ints) -> Answer:
        from waystation.planning.routes import compiled

        while True:
            found = compiled.best_ways(self.room, question, self.net, law, rest)
            if not len(found) or found[0] >= 0:
                return Answer(self.room.labels[found, :4], *compiled.steps(self.room, found))
            self.room = compiled.room(2 * len(self.room.labels), self.places)

    @cached_property
    def room(self) -> "Room":
        from waystation.planning.routes.compiled import room

        return room(LABELS, self.places)

    def _stacked(self, found: Bounds) -> Ints:
        """As one array by place's kind (from arrived on), legs left, number and criterion."""
        stacked = np.zeros((3, len(found.arrived), self.places, 3), dtype=np.int64)
        for kind, levels in enumerate((found.arrived, found.landside, found.ground)):
            for legs, level in enumerate(levels):
                stacked[kind, legs, : level.shape[1]] = level.T
        return stacked


def _reduced(edges: Edges, weights: Ints, after: Ints, size: int) -> Ints:
    from waystation.planning.routes.compiled import least

    return least(edges.to, edges.starts, edges.source, weights, after, size)


def _table(edges: Edges) -> tuple[Ints, Ints]:
    return edges.first, np.stack((edges.to, edges.euros, edges.minutes), axis=1)


def _padded(first: Ints, size: int) -> Ints:
    """With no edges for numbers that are no place of this kind."""
    return np.concatenate((first, np.full(size - len(first), first[-1])))
