"""Everybody's way at once: is there any lawful way for each household of a programme in its week, and which is best?

    asking = Everybody(network, rules, offers)
    for household, outlook in zip(households, asking.outlooks(households), strict=True):
        outlook.answer              # "allowed", "ask", or "refused": there is none
        outlook.best, outlook.shut  # the best way, walked again by the legal check; else what the map alone would offer

The best is that of least risk, then money, time and legs, on the earliest day; it is the first of what ``proposals``
finds for the same household, which asks one by one. Where a household has no way, ``shut`` says by which rules.
"""

import datetime
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from waystation.planning.passage.journeys import Traveller
from waystation.planning.passage.rules import Rules
from waystation.planning.passage.verdicts import RANK, Answer, worst
from waystation.planning.routes.batch import Batch, Question
from waystation.planning.routes.holding import priced
from waystation.planning.routes.lawful import Risks
from waystation.planning.routes.network import Network, Prices
from waystation.planning.routes.offers import Offer
from waystation.planning.routes.proposal import Proposal, Said, walked
from waystation.planning.routes.route import Trip, UnknownPlace, place
from waystation.planning.routes.search import Way
from waystation.planning.routes.together import BadWindow, Window, excluded, fitting

# Questions below which plain search is done before machine code is made: of 300 a household each, at 20 ms, the code
# took about as long (``bench/routes.py`` prints both).
FEW = 300
# Households between two looks at how far it is: with machine code the more are asked at once, the more bounds they
# share; without it each takes long enough to be told of.
AT_ONCE, AT_ONCE_PLAIN = 1000, 16


@dataclass(frozen=True)
class Household:
    """Who goes together, from where to where, on one of which days."""

    who: tuple[Traveller, ...]
    window: Window


@dataclass(frozen=True)
class Outlook:
    """``best``: as it is on its earliest day; None where there is no lawful way, or ``unknown`` names what is wrong
    with the question. ``shut``: the fastest way of the map that the law closes. ``ways``: how many best ones."""

    best: Proposal | None
    ways: int = 0
    shut: Proposal | None = None
    unknown: str = ""

    @property
    def answer(self) -> Answer:
        """``refused`` where there is no way or they would not be let out; ``ask`` where anything is to be asked first,
        as of a land border of which no table says whether it is open."""
        if self.best is None:
            return "ask" if self.unknown else "refused"
        said = worst(one.verdict for one in self.best.said) if self.best.said else "allowed"
        return "ask" if said == "allowed" and self.best.way.risk else said

    @property
    def why(self) -> list[Said]:
        """What is no plain yes, or, without a way, what closes the map's own."""
        if self.best is not None:
            return self.best.asked
        return self.shut.refusals if self.shut else []


def worse(before: Outlook, after: Outlook) -> bool:
    """Whether an answer became worse, as by a newer table."""
    return RANK[after.answer] > RANK[before.answer]


class Everybody:
    """What the households of one programme have in common. ``offers`` are those that hold, whose price is compared
    (``Holding.compared``); seats are counted here. ``many``: how many will be asked for, if somebody knows."""

    def __init__(
        self, network: Network, rules: Rules, offers: Sequence[Offer] = (), risks: Risks | None = None,
        many: int = FEW,
    ):  # fmt: skip
        self.network, self.rules, self.offers = network, rules, offers
        self.batch = Batch(network, rules, risks, compiled=many >= FEW and _makes_machine_code())
        self._starts: dict[str, frozenset[str]] = {}
        self._shut: dict[tuple[tuple[Traveller, ...], Window], Proposal | None] = {}

    def outlooks(self, households: Iterable[Household]) -> Iterator[Outlook]:
        """One for each, in their order, so many at a time."""
        waiting: list[Household] = []
        most = AT_ONCE if self.batch.compiled else AT_ONCE_PLAIN
        for household in households:
            waiting.append(household)
            if len(waiting) == most:
                yield from self._asked(waiting)
                waiting = []
        yield from self._asked(waiting)

    def _asked(self, households: list[Household]) -> Iterator[Outlook]:
        wrong = [self._wrong(household) for household in households]
        asked = iter(self._found([h for h, why in zip(households, wrong, strict=True) if not why]))
        for household, why in zip(households, wrong, strict=True):
            yield Outlook(None, unknown=why) if why else self._outlook(household, next(asked))

    def every_way(self, households: Sequence[Household]) -> Iterator[list[Way]]:
        """All best ways of each, of all its days, unchecked: for a benchmark. Raises UnknownPlace, BadWindow."""
        for found in self._found(households):
            yield [way for way, _day in found]

    def _found(self, households: Sequence[Household]) -> Iterator[list[tuple[Way, datetime.date]]]:
        asked = [list(self._questions(household)) for household in households]
        answers = iter(self.batch.many(question for questions in asked for question in questions))
        for questions in asked:
            yield [(way, q.trip.on) for q in questions for way in self._fitting(q, next(answers).ways())]

    def _fitting(self, question: Question, found: list[Way]) -> list[Way]:
        """Those of which every offer can be taken; as ``fitting``, which begins with what the batch has found."""
        if not question.prices:
            return found
        begun = {question.prices: found}

        def again(left: Prices) -> list[Way]:
            return begun[left] if left in begun else self.batch.many([replace(question, prices=left)])[0].ways()

        who = (question.who, *question.others)
        offers = self._seated(len(who))
        return fitting(self.network, again, question.prices, who, question.trip.on, self.rules, offers)

    def _wrong(self, household: Household) -> str:
        """What is wrong with the question, if anything."""
        try:
            if not household.who:
                raise BadWindow("nobody travels")
            for name in (household.window.start, household.window.goal):
                place(self.network, name)
            household.window.days  # noqa: B018
        except (UnknownPlace, BadWindow) as error:
            return str(error)
        return ""

    def _questions(self, household: Household) -> Iterator[Question]:
        """One for each day."""
        first, *others = household.who
        window = household.window
        for day in window.days:
            trip = Trip(window.start, window.goal, day, window.most_legs)
            yield Question(first, trip, tuple(others), self._prices(household, day))

    def _prices(self, household: Household, day: datetime.date) -> Prices:
        if not self.offers:
            return ()
        start = household.window.start
        if start not in self._starts:
            here = (airport.code for airport in self.network.airports if start in (airport.code, airport.country))
            self._starts[start] = frozenset(here)
        return tuple(sorted(priced(self._seated(len(household.who)), day, self._starts[start]).items()))

    def _seated(self, people: int) -> list[Offer]:
        return [o for o in self.offers if not o.seats or o.seats >= people]

    def _outlook(self, household: Household, found: list[tuple[Way, datetime.date]]) -> Outlook:
        """Raises BrokenRoute."""
        if not found:
            return Outlook(None, shut=self._closed(household))
        return Outlook(self._best(household, found), len({(one.vector, one.steps) for one, _day in found}))

    def _best(self, household: Household, found: list[tuple[Way, datetime.date]]) -> Proposal:
        """Walks what may be the best, in the order of what each comes to at least, until none that is left may be."""
        best: Proposal | None = None
        offers = self._seated(len(household.who))
        least = (lambda way: (way.risk, 0, 0, 0)) if offers else (lambda way: way.vector)
        for way, day in sorted(found, key=lambda one: (least(one[0]), one[1], one[0].steps)):
            if best is not None and (False, *least(way)) > best.order:
                break
            one = walked(self.network, way, day, household.who, self.rules, offers, self.batch.laws.risks)
            if best is None or (one.order, day) < (best.order, best.days[0]):
                best = one
        assert best is not None
        return best

    def _closed(self, household: Household) -> Proposal | None:
        key = household.who, household.window
        if key not in self._shut:
            every = excluded(self.network, household.who, household.window, self.rules)
            self._shut[key] = every[0] if every else None
        return self._shut[key]


def _makes_machine_code() -> bool:
    from waystation.planning.machinecode import MAKES  # here, since it takes numba half a second to begin

    return MAKES
