"""The best ways of thousands of questions: what a whole programme could do, asked at once.

    for question, answer in zip(questions, many(network, questions, rules), strict=True):
        answer.vectors                      # (risk, euros, minutes, legs) of each best way, in order
        answer.ways()                       # the ways themselves, as ``ways`` of the one question finds them

Law is kept by passport (``laws``), bounds by law and goal, and the search is machine code (``compiled``, some seconds
until that is made). Whoever asks a few questions asks ``route``: it begins at once. Nothing is checked again here:
``guarded`` does that for what is shown.
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
from waystation.planning.routes.lawful import Lawful, Risks
from waystation.planning.routes.laws import Laws
from waystation.planning.routes.network import TO_AIRPORT, Edges, Ints, Network
from waystation.planning.routes.route import Trip, country, place
from waystation.planning.routes.search import GROUND, Step, Vector, Way

if TYPE_CHECKING:
    from waystation.planning.routes.compiled import Net, Room

LABELS = 1 << 14  # room to begin with: of 20,000 questions the largest made 11,000 labels; it is doubled where needed


@dataclass(frozen=True)
class Question:
    """Who goes, and from where to where on which day."""

    who: Traveller
    trip: Trip


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

    def ways(self) -> list[Way]:
        from waystation.planning.routes.compiled import HOW_NAMES

        steps = [Step(HOW_NAMES[how], (a, b), (c, d), euros, minutes)
                 for how, a, b, c, d, euros, minutes in self.rows.tolist()]  # fmt: skip
        spans = pairwise([0, *self.ends.tolist()])
        return [Way(*cost, tuple(steps[a:b])) for cost, (a, b) in zip(self.vectors, spans, strict=True)]


def many(network: Network, questions: Iterable[Question], rules: Rules, risks: Risks | None = None) -> list[Answer]:
    """The answers in the order of the questions. Raises UnknownPlace."""
    asking, laws, asked = _Asking(network), Laws(network, rules, risks), list(questions)
    starts = [place(network, question.trip.start) for question in asked]
    law_of = [laws.of(q.who, country(network, start), q.trip.on) for q, start in zip(asked, starts, strict=True)]
    groups: dict[
        tuple[int, str, int], list[int]
    ] = {}  # by what decides the bounds; ``laws`` keeps each law's id its own
    for n, question in enumerate(asked):
        groups.setdefault((id(law_of[n]), question.trip.goal, question.trip.most_legs), []).append(n)
    found: dict[int, Answer] = {}
    for group in groups.values():
        answers = asking.of_one_law(law_of[group[0]], asked[group[0]].trip, [starts[n] for n in group])
        found |= zip(group, answers, strict=True)
    return [found[n] for n in range(len(asked))]


@dataclass
class _Asking:
    """What the questions of one batch have in common."""

    network: Network

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
