"""Where the next euro saves most waiting: one more of each thing, what it saves, between which proven numbers, and what
it costs by the programme's own files."""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import msgspec
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from waystation.casework.rates import Rated, Used, rate
from waystation.desk.cases.opened import today_of
from waystation.desk.money.rated import in_words
from waystation.desk.plan import solver, together, tried
from waystation.desk.plan.ruled import Ruled
from waystation.desk.plan.streaming import failed, streamed
from waystation.desk.plan.supposing import chosen
from waystation.desk.plan.views import gathered_for, reader
from waystation.planning.problem import Problem
from waystation.store.files import programme
from waystation.store.plans.planned import Proposal
from waystation.store.sealed import kept

SHELF = "plan/buys/2"
SECONDS = (30, 15, 60, 120)
PER = 1000  # of the currency: what savings are told for


@dataclass
class Offer:
    """One more of a thing. ``saves``, ``least``, ``most`` in weeks of waiting, weighted as the plan weights them;
    ``price`` for all of its weeks together, and ``converted`` what it is in the currency that all are compared in;
    ``per``: the same three for each PER of that. ``left`` and ``width``: the bar from least to most, of a hundred;
    ``mark``: where the saving found lies. ``rate``: by which it was converted."""

    what: str
    about: str
    saves: float
    least: float
    most: float
    price: int = 0
    currency: str = ""
    per: tuple[float, float, float] = (0, 0, 0)
    converted: int = 0
    rate: str = ""
    left: float = 0
    width: float = 0
    mark: float = 0


def buys(request: Any) -> Any:
    keys = reader(request)
    gathered, proposal = gathered_for(keys)
    if request.method == "POST" and proposal:
        seconds = chosen(request.POST, "seconds", SECONDS)
        if "together" in request.POST:
            return _together(request, keys, proposal, seconds)
        return streamed(request, _buying(keys, proposal, gathered.supply.costs, seconds), "buys")
    return _page(request, proposal)


def _page(request: Any, proposal: Proposal | None, error: str = "", status: int = 200) -> HttpResponse:
    keys = request.keys
    found = kept.look_as(keys.secret, SHELF, dict[str, Any])
    context: dict[str, Any] = {"found": found, "proposal": proposal, "seconds": SECONDS, "per": PER, "error": error}
    context["tried"] = tried.look(keys, "buys")
    if found:
        ranking = ranked(
            [msgspec.convert(row, Offer) for row in found["offers"]], programme.rates(keys), today_of(keys)
        )
        package = together.look(keys)
        things = [(f"{o['what']}:{o['about']}", called(o["what"], o["about"])) for o in found["offers"]]
        context |= {
            "older": not proposal or found["proposal"] != proposal.name, "ranking": ranking, "things": things,
            "package": package if package and package.proposal == found["proposal"] else None,
            "bought": [called(*thing) for thing in package.things] if package else [],
        }  # fmt: skip
    return render(request, "desk/plan_buys.html", context, status=status)


def _together(request: Any, keys: Any, proposal: Proposal, seconds: int) -> Any:
    """Plans with all that was ticked; what each saves alone was worked out before, for this very plan."""
    found = kept.look_as(keys.secret, SHELF, dict[str, Any])
    if not found or found["proposal"] != proposal.name:
        return _page(request, proposal, _("Work out what each thing saves first: the plan is another one now."), 400)
    alone = {(o["what"], o["about"]): o["saves"] for o in found["offers"]}
    things = [thing for thing in alone if ":".join(thing) in request.POST.getlist("thing")]
    if len(things) < 2:
        return _page(request, proposal, _("Tick at least two things."), 400)
    apart = sum(alone[thing] for thing in things)
    return streamed(request, together.planned(keys, proposal, things, apart, seconds), "buys")


@dataclass(frozen=True)
class Ranking:
    """What could be bought, best first, in one ``currency``; what cannot be compared with it, because nobody gave a
    rate for ``unrated``; and what has no price. ``unsure``: the first two cannot be told apart."""

    currency: str
    priced: list[Offer]
    apart: list[Offer]
    free: list[Offer]
    unrated: list[str]

    @property
    def unsure(self) -> bool:
        return len(self.priced) > 1 and self.priced[0].per[1] < self.priced[1].per[2]


def ranked(offers: list[Offer], rates: list[Rated], today: datetime.date) -> Ranking:
    """Compared in the currency in which most prices stand, by the programme's rates and by nothing else."""
    every = [offer.currency for offer in offers if offer.price]
    into = max(sorted(set(every)), key=every.count, default="")
    worth = {currency: rate(rates, currency, into) for currency in set(every)}
    priced, apart = list[Offer](), list[Offer]()
    for offer in offers:
        used = worth.get(offer.currency) if offer.price else None
        if used is not None:
            _convert(offer, used, today)
        if offer.price:
            (apart if used is None else priced).append(offer)
    priced.sort(key=lambda o: (-o.per[0], -o.per[2], o.what, o.about))
    _draw(priced, [o.per for o in priced])
    apart.sort(key=lambda o: (o.currency, -o.saves, -o.most))
    free = sorted((o for o in offers if not o.price), key=lambda o: (-o.saves, -o.most))
    for some in (apart, free):
        _draw(some, [(o.saves, o.least, o.most) for o in some])
    return Ranking(into, priced, apart, free, sorted(c or "?" for c, used in worth.items() if used is None))


def _convert(offer: Offer, used: Used, today: datetime.date) -> None:
    exact = float(offer.price * used.factor)
    offer.converted = round(exact) if used.by else 0
    offer.per = (PER * offer.saves / exact, PER * offer.least / exact, PER * offer.most / exact)
    offer.rate = in_words(used, today)


def _draw(rows: list[Offer], numbers: list[tuple[float, float, float]]) -> None:
    top = max((most for _saves, _least, most in numbers), default=0) or 1
    for offer, (saves, least, most) in zip(rows, numbers, strict=True):
        offer.left, offer.width = 100 * least / top, max(0.5, 100 * (most - least) / top)
        offer.mark = 100 * saves / top


def _buying(
    keys: Any, proposal: Proposal, costs: dict[str, tuple[int, str]], seconds: int
) -> Iterator[tuple[str, int]]:
    problem, offers, worth = proposal.now.problem, [], {}
    many = len(problem.programmes) + len(problem.houses) + bool(problem.escorts)
    yield _("Planning as it is, then once more for each thing that could be bought."), 0
    try:
        for answer in solver.ask("buys", problem, seconds):
            if "worth" in answer:
                worth = answer["worth"]
                continue
            offers.append(offer_of(answer, problem, costs))
            yield called(answer["what"], answer["about"]), min(99, 50 + 50 * len(offers) // max(1, many))
    except solver.SolverFailed as error:
        said = failed(error, Ruled(proposal.day_of))
        tried.keep(keys, "buys", said)
        yield said, 100
        return
    placed = {p.id for p in problem.programmes if p.id in proposal.routes and any(p.slots)}
    weeks = {p: _best_weeks(tenths, proposal) for p, tenths in worth.items() if p in placed}
    content = {"proposal": proposal.name, "offers": offers, "weeks": weeks, "seconds": seconds}
    kept.keep(keys.secret, SHELF, msgspec.msgpack.encode(content), kept.CACHE)
    tried.clear(keys, "buys")
    yield _("Done."), 100


def offer_of(answer: dict[str, Any], problem: Problem, costs: dict[str, tuple[int, str]]) -> Offer:
    """An answer of ``planning.questions.buys`` with its price: a place for each time that places are given, money for
    one person in each month that has a budget, a bed and a seat for each week."""
    saves, least, most = (answer[name] / 10 for name in ("saves", "least", "most"))
    what, about = answer["what"], answer["about"]
    price, currency = costs.get(f"place {about}" if what in ("place", "budget") else what, (0, ""))
    return Offer(what, about, saves, least, most, price * _times(what, about, problem), currency)


def _times(what: str, about: str, problem: Problem) -> int:
    if what == "place":
        return sum(1 for p in problem.programmes if p.id == about for places in p.slots if places)
    if what == "budget":
        return sum(len(p.budgets) for p in problem.programmes if p.id == about)
    if what == "bed":
        return sum(h.is_open(week) for h in problem.houses if h.id == about for week in range(problem.weeks))
    return problem.weeks


def called(what: str, about: str) -> str:
    """One more of which; of seats there is one sort."""
    return label(what) if what == "seat" else f"{label(what)}: {about}"


def label(what: str) -> str:
    return {
        "place": _("One more place each time"), "budget": _("Money for one more person a month"),
        "bed": _("One more bed"), "seat": _("One more escorted seat a week"),
    }[what]  # fmt: skip


def _best_weeks(tenths: list[int], proposal: Proposal, most: int = 5) -> list[tuple[str, float]]:
    """The weeks in which one more place is worth most."""
    order = sorted(range(len(tenths)), key=lambda w: (-tenths[w], w))[:most]
    return [(proposal.day_of(w).isoformat(), tenths[w] / 10) for w in order if tenths[w] > 0]
