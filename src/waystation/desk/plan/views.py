"""The plan for everybody: now, proposed and what if side by side, with the parts of it that fill pages of their own."""

from collections import Counter
from collections.abc import Callable, Iterable
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from waystation.casework.errors import NotYourRole
from waystation.casework.roles import access, may_write
from waystation.desk.plan import gantt, legalways, pictures, road, supposing, telling, tried
from waystation.desk.plan.excess import Objection
from waystation.planning.problem import House
from waystation.store.plans import asking, lasting, planned, problems, settings
from waystation.store.plans.overrides import overrides
from waystation.store.plans.parting import GRANTED
from waystation.store.plans.planned import Proposal
from waystation.store.plans.settings import Settings
from waystation.store.plans.supply import Gap
from waystation.store.plans.waiters import Gathered
from waystation.store.sealed import accesslog

SECONDS = (5, 15, 60)  # to choose from: small programmes are proven in five, 1,000 people come within 1 % in a minute
CHANGES = (0, 5, 20, 100, 1000)  # what each changed slot costs: from "as if nobody had been told" to "leave them"
USUAL_CHANGE = 20  # chosen beforehand
HERE, HOUSES, TOLD = 24, 12, 200  # households and houses that fit on the plan's own page; sentences of change
PAGE = 50  # households a page beyond that
FEW = 8  # gaps of one kind that are named one by one


def plan(
    request: Any, status: int = 200, error: str = "", over: Objection | None = None, wrong: str = ""
) -> HttpResponse:
    """How it stands, what is missing, what was planned last, and what waits for somebody's word. ``over``: what there
    is not room for; ``wrong``: the id of the field of which ``error`` speaks."""
    keys = reader(request)
    gathered, proposal = gathered_for(keys)
    waiting, standing = asking.slots(keys, gathered.overview)
    last, writes = tried.look(keys, "plan"), may_write(keys.roles, "plan")
    waiters = sum(1 for h in gathered.problem.households if _waits(h, gathered))
    something = waiters or (writes and (gathered.problem.households or gathered.gaps or gathered.routes))
    typed = request.POST or (last.typed if last else QueryDict())
    context: dict[str, Any] = _choices(gathered) | _settings(keys) | {
        "gathered": gathered, "error": error, "wrong": wrong, "tried": last, "typed": typed, "may_write": writes,
        "typed_ways": typed.getlist("ways"),
        "proposal": proposal, "gaps": _gaps(gathered), "overrides": overrides(gathered),
        "waiters": waiters, "nobody": not something,
        "waiting": waiting[:HERE], "waiting_all": len(waiting), "for_me": sum(not x.mine for x in waiting),
        "standing": standing[:HERE], "standing_all": len(standing), "names": _names(gathered),
        "members": {m.id.hex(): m.name for m in keys.directory.current_members()},
        "share": proposal.share if proposal else lasting.USUAL, "lasts": _lasts(gathered),
        "ways": legalways.flagged(keys, gathered.overview, proposal, (waiting, standing)),
        "over": over,
    }  # fmt: skip
    if proposal:
        context |= _shown(proposal, gathered, waiting)
    return render(request, "desk/plan.html", context, status=status)


def _shown(proposal: Proposal, gathered: Gathered, waiting: list[asking.Line]) -> dict[str, Any]:
    shown = proposal.what_if or proposal.proposed or proposal.now
    lines, told = telling.lines(proposal, shown, gathered), list(telling.sentences(proposal, shown))
    rows = gantt.rows(shown, proposal)
    asked_for = asking.asked_for(waiting, proposal, shown)
    fits, plans = len(lines) <= HERE, pictures.drawn(proposal)
    return {
        "plans": plans, "moving": road.drawn(proposal, plans), "shown": shown, "lines": lines if fits else [],
        "many": len(lines),
        "changing": sum(1 for line in lines if line.changed and line.slot and line.id not in asked_for),
        "asked_for": asked_for, "beds": rows if len(rows) <= HOUSES else [],
        "houses": len(rows), "told": told[:TOLD], "told_all": len(told), "stale": _stale(gathered, proposal),
        "curve": pictures.curve(proposal), "can_write": supposing.can_write(proposal),
        "wishes": Counter(line.wish for line in lines if line.wish), "settling": any(line.settles for line in lines),
        "page_of": _pages(lines) if not fits else [],
    }  # fmt: skip


def gathered_for(keys: Any) -> tuple[Gathered, Proposal | None]:
    """What is known now, with the processing times of the plan made last; and that plan."""
    proposal = planned.look(keys)
    share, reserve = (proposal.share, proposal.reserve) if proposal else (lasting.USUAL, 0)
    gathered = problems.gather(keys, share=share, reserve=reserve)
    accesslog.log(keys.pseudonym, "plan", [c for w in gathered.waiters.values() for c in w.circles.values()])
    return gathered, proposal


def reader(request: Any) -> Any:
    if not any(access(role, "plan").reads for role in request.keys.roles):
        raise NotYourRole(_("Your role does not plan."))
    return request.keys


def _choices(gathered: Gathered) -> dict[str, Any]:
    """What the forms offer."""
    households, asked = gathered.problem.households, {e for h in gathered.problem.households for e in h.eligible}
    routes = [p.id for p in gathered.problem.programmes if p.id in gathered.routes and (any(p.slots) or p.id in asked)]
    return {
        "seconds": SECONDS, "weights": (1, 2, 4, 8, 16), "shares": lasting.SHARES,
        "routes": sorted(routes), "house_names": [h.id for h in gathered.problem.houses],
        "planned": [h.id for h in households if _waits(h, gathered)],
        "granted": [h.id for h in households if h.eligible and h.eligible[0].startswith(GRANTED)],
        "apart": sorted(w.id for w in gathered.waiters.values() if w.parts), "later": range(1, supposing.LATEST + 1),
    }  # fmt: skip


def firmness(chosen: Settings) -> list[tuple[int, str]]:
    """How firmly slots can be kept, in words; and the price that was taken over from what may come."""
    words = (_("not at all"), _("a little"), _("somewhat"), _("firmly"), _("nearly always"))
    named = dict(zip(CHANGES, words, strict=True))
    return [(price, named.get(price, _("as the simulation says"))) for price in sorted(prices(chosen))]


def prices(chosen: Settings) -> tuple[int, ...]:
    """What a changed slot may count."""
    taken = () if chosen.change is None or chosen.change in CHANGES else (chosen.change,)
    return (*CHANGES, *taken)


def _settings(keys: Any) -> dict[str, Any]:
    """With what the form begins: as chosen for a plan, or taken over, last. A point chosen from few changes says
    nothing of the next plan."""
    chosen = settings.look(keys)
    change = chosen.change if chosen.change is not None else USUAL_CHANGE
    return {"changes": firmness(chosen), "change": change, "reserve": chosen.reserve}


def _waits(household: Any, gathered: Gathered) -> bool:
    return any(e in gathered.routes for e in household.eligible)


def _lasts(gathered: Gathered) -> list[dict[str, Any]]:
    supply, slots = gathered.supply, {p.id: p.slots for p in gathered.problem.programmes}
    return [
        {
            "name": name,
            "lasts": lasts,
            "funded": supply.funded.get(name),
            "given": supply.given.get(name),
            "places": sum(slots[name]),
        }
        for name, lasts in supply.lasts.items()
        if any(slots[name])
    ]


def _gaps(gathered: Gathered) -> list[tuple[str, list[Gap], int]]:
    """By what is not known: the first few of whom it is said, and how many more."""
    by_text: dict[str, list[Gap]] = {}
    for gap in gathered.gaps:
        by_text.setdefault(gap.text, []).append(gap)
    return [(text, gaps[:FEW], len(gaps) - FEW) for text, gaps in by_text.items()]


def _names(gathered: Gathered) -> dict[str, str]:
    return gathered.supply.unavailable | {record: id_ for id_, record in gathered.routes.items()}


def _stale(gathered: Gathered, proposal: Proposal) -> bool:
    """Whether anything that the plan rests on has changed since it was made."""
    return proposal.monday != gathered.monday or proposal.now.problem != gathered.problem


# -- what fills pages of its own ---------------------------------------------------------------------------------------


def _pages(lines: list[telling.Line]) -> list[tuple[str, int, int]]:
    """By pathway (by its place in the order of names): households with a slot in it, and how many of these change."""
    every, changing = Counter(x.pathway for x in lines), Counter(x.pathway for x in lines if x.changed)
    return [(name, every[name], changing[name]) for name in sorted(every) if name]


def households(request: Any) -> HttpResponse:
    """The households of a plan, by pages: those that change, by pathway, by house, without a slot. Pathways and houses
    are named by numbers in the address, which says nothing to whoever sees it."""
    keys = reader(request)
    gathered, proposal = gathered_for(keys)
    if proposal is None:
        return redirect("plan")
    shown = proposal.what_if or proposal.proposed or proposal.now
    lines = telling.lines(proposal, shown, gathered)
    sorts, pathways, houses = _sorts(), _by_pathway(lines), _by_house(shown.problem.houses)
    offered = {value: label for value, label, _holds in (*sorts, *pathways, *houses)}
    chosen = request.GET.get("show", "")
    chosen = chosen if chosen in offered else "all"
    holds = next(holds for value, _label, holds in (*sorts, *pathways, *houses) if value == chosen)
    settling = any(line.settles for line in lines)
    page = Paginator([line for line in lines if holds(line)], PAGE).get_page(request.GET.get("page"))
    context = {
        "proposal": proposal, "page": page, "lines": page.object_list, "sorts": sorts, "pathways": pathways,
        "houses": houses, "may_write": may_write(keys.roles, "plan"), "stale": _stale(gathered, proposal),
        "asked_for": asking.asked_for(asking.slots(keys, gathered.overview)[0], proposal, shown),
        "settling": settling, "askable": any(line.slot and line.number for line in page.object_list),
        "chosen": chosen, "named": offered[chosen],
    }  # fmt: skip
    return render(request, "desk/plan_households.html", context)


Sort = tuple[str, str, Callable[[telling.Line], bool]]  # as the address has it, its name, who belongs to it


def _sorts() -> list[Sort]:
    return [
        ("all", _("All"), lambda line: True),
        ("changed", _("Those that change"), lambda line: line.changed),
        ("none", _("Without a slot"), lambda line: not line.slot),
        ("wish", _("Wish not met"), lambda line: line.wish not in ("", "met")),
    ]


def _by_pathway(lines: list[telling.Line]) -> list[Sort]:
    names = sorted({line.pathway for line in lines if line.pathway})
    return [(f"pathway-{n}", name, lambda line, name=name: line.pathway == name) for n, name in enumerate(names)]  # type: ignore[misc]


def _by_house(houses: Iterable[House]) -> list[Sort]:
    names = sorted(h.id for h in houses)
    return [(f"house-{n}", name, lambda line, name=name: name in line.houses) for n, name in enumerate(names)]  # type: ignore[misc]


def beds(request: Any) -> HttpResponse:
    """The beds of a plan, house by house, by pages."""
    keys = reader(request)
    proposal = planned.look(keys)
    if proposal is None:
        return redirect("plan")
    shown = proposal.what_if or proposal.proposed or proposal.now
    accesslog.log(keys.pseudonym, "plan", [])
    page = Paginator(gantt.rows(shown, proposal), HOUSES).get_page(request.GET.get("page"))
    return render(request, "desk/plan_beds.html", {"proposal": proposal, "page": page, "beds": page.object_list})


def decided(request: Any) -> HttpResponse:
    """All slots that stand, by the week in which they leave, by pages: each can be taken back."""
    keys = reader(request)
    gathered, _proposal = gathered_for(keys)
    page = Paginator(asking.slots(keys, gathered.overview)[1], PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page, "standing": page.object_list, "names": _names(gathered),
        "members": {m.id.hex(): m.name for m in keys.directory.current_members()},
        "may_write": may_write(keys.roles, "plan"),
    }  # fmt: skip
    return render(request, "desk/plan_decided.html", context)
