"""Where the next euro saves most waiting: one more of each thing, what it saves, between which proven numbers, and what
it costs by the programme's own files."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import msgspec
from django.shortcuts import render
from django.utils.translation import gettext as _

from waystation.desk.plan import solver
from waystation.desk.plan.streaming import failed, streamed
from waystation.desk.plan.supposing import chosen
from waystation.desk.plan.views import gathered_for, reader
from waystation.planning.problem import Problem
from waystation.store.plans.planned import Proposal
from waystation.store.sealed import kept

SHELF = "plan/buys/2"
SECONDS = (30, 15, 60, 120)
PER = 1000  # of the currency: what savings are told for


@dataclass
class Offer:
    """One more of a thing. ``saves``, ``least``, ``most`` in weeks of waiting, weighted as the plan weights them;
    ``price`` for all of its weeks together; ``per``: the same three for each PER of the currency. ``left`` and
    ``width``: the bar from least to most, of a hundred; ``mark``: where the saving found lies."""

    what: str
    about: str
    saves: float
    least: float
    most: float
    price: int = 0
    currency: str = ""
    per: tuple[float, float, float] = (0, 0, 0)
    left: float = 0
    width: float = 0
    mark: float = 0


def buys(request: Any) -> Any:
    keys = reader(request)
    gathered, proposal = gathered_for(keys)
    if request.method == "POST" and proposal:
        seconds = chosen(request.POST, "seconds", SECONDS)
        return streamed(request, _buying(keys, proposal, gathered.supply.costs, seconds), "buys")
    try:
        found = msgspec.msgpack.decode(kept.look(keys.secret, SHELF) or b"", type=dict[str, Any])
    except msgspec.DecodeError:
        found = None
    context: dict[str, Any] = {"found": found, "proposal": proposal, "seconds": SECONDS, "per": PER}
    if found:
        offers = [msgspec.convert(row, Offer) for row in found["offers"]]
        priced, free = ranked(offers)
        context |= {
            "older": not proposal or found["proposal"] != proposal.name, "priced": priced, "free": free,
            "pairs": list(_unsure(priced)),
        }  # fmt: skip
    return render(request, "desk/plan_buys.html", context)


def ranked(offers: list[Offer]) -> tuple[list[tuple[str, list[Offer]]], list[Offer]]:
    """Those whose price is known, best first, by currency; and the others. Currencies are not compared: no rate of
    exchange is known here."""
    by: dict[str, list[Offer]] = {}
    for offer in offers:
        if offer.price:
            by.setdefault(offer.currency, []).append(offer)
    for rows in by.values():
        rows.sort(key=lambda o: (-o.per[0], -o.per[2], o.what, o.about))
        _draw(rows, [o.per for o in rows])
    free = sorted((o for o in offers if not o.price), key=lambda o: (-o.saves, -o.most))
    _draw(free, [(o.saves, o.least, o.most) for o in free])
    return sorted(by.items(), key=lambda item: -len(item[1])), free


def _draw(rows: list[Offer], numbers: list[tuple[float, float, float]]) -> None:
    top = max((most for _saves, _least, most in numbers), default=0) or 1
    for offer, (saves, least, most) in zip(rows, numbers, strict=True):
        offer.left, offer.width = 100 * least / top, max(0.5, 100 * (most - least) / top)
        offer.mark = 100 * saves / top


def _unsure(priced: list[tuple[str, list[Offer]]]) -> Iterator[str]:
    """Currencies in which the first two cannot be told apart: the better one's least is below the other's most."""
    for currency, rows in priced:
        if len(rows) > 1 and rows[0].per[1] < rows[1].per[2]:
            yield currency


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
            yield f"{label(answer['what'])}: {answer['about']}", min(99, 50 + 50 * len(offers) // max(1, many))
    except solver.SolverFailed as error:
        yield failed(error), 100
    placed = {p.id for p in problem.programmes if p.id in proposal.routes and any(p.slots)}
    weeks = {p: _best_weeks(tenths, proposal) for p, tenths in worth.items() if p in placed}
    content = {"proposal": proposal.name, "offers": offers, "weeks": weeks, "seconds": seconds}
    kept.keep(keys.secret, SHELF, msgspec.msgpack.encode(content), kept.CACHE)
    yield _("Done."), 100


def offer_of(answer: dict[str, Any], problem: Problem, costs: dict[str, tuple[int, str]]) -> Offer:
    """An answer of ``planning.buys`` with its price: a place for each time that places are given, a bed and a seat for
    each week."""
    saves, least, most = (answer[name] / 10 for name in ("saves", "least", "most"))
    what, about = answer["what"], answer["about"]
    price, currency = costs.get(f"place {about}" if what == "place" else what, (0, ""))
    total = price * _times(what, about, problem)
    per = (PER * saves / total, PER * least / total, PER * most / total) if total else (0.0, 0.0, 0.0)
    return Offer(what, about, saves, least, most, total, currency, per)


def _times(what: str, about: str, problem: Problem) -> int:
    if what == "place":
        return sum(1 for p in problem.programmes if p.id == about for places in p.slots if places)
    if what == "bed":
        return sum(h.is_open(week) for h in problem.houses if h.id == about for week in range(problem.weeks))
    return problem.weeks


def label(what: str) -> str:
    return {
        "place": _("One more place each time"), "bed": _("One more bed"), "seat": _("One more escorted seat a week"),
    }[what]  # fmt: skip


def _best_weeks(tenths: list[int], proposal: Proposal, most: int = 5) -> list[tuple[str, float]]:
    """The weeks in which one more place is worth most."""
    order = sorted(range(len(tenths)), key=lambda w: (-tenths[w], w))[:most]
    return [(proposal.day_of(w).isoformat(), tenths[w] / 10) for w in order if tenths[w] > 0]
