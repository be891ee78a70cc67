"""Offers of help from the community, matched to what a household still needs, with reasons; and taking one up."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from waystation.casework.errors import CaseworkError, NotYourRole
from waystation.casework.fields import fields
from waystation.casework.folds import State
from waystation.casework.landing import goals
from waystation.casework.landing.offermatch import Need, matched
from waystation.casework.parts.offers import Offer
from waystation.casework.roles import may_write
from waystation.casework.vocabularies import vocabulary
from waystation.desk.cases.opened import choices, opened_file, today_of, words
from waystation.desk.settlement.directory import opened_offers
from waystation.desk.settlement.household import has_minors, languages, newest
from waystation.desk.web.words import sentence
from waystation.store.files.casefiles import CaseFile
from waystation.store.settling import landing as store

SHOWN = 60


def offers(request: Any, number: str) -> HttpResponse:
    """The page; a POST looks for another kind of help, or takes an offer up."""
    file = opened_file(request, number)
    if not may_write(request.keys.roles, "offers"):
        raise NotYourRole(_("Offers of help are matched by those who settle people in."))
    held = opened_offers(request)
    if request.POST.get("act") != "take":
        return _page(request, file, held)
    found = {m.record: m for m in matched(_rows(held), _need(request, file))}.get(request.POST.get("record", ""))
    if found is None:
        raise Http404
    try:
        store.take_offer(file, held, found, len(file.persons), today_of(request.keys).isoformat())
    except CaseworkError as error:
        return _page(request, file, held, sentence(error), 400)
    return redirect("settling", number=number)


def _rows(held: CaseFile) -> dict[str, dict[str, Any]]:
    state = held.part("offers").state or State()
    return state.rows("offers")


def _need(request: Any, file: CaseFile) -> Need:
    """What is looked for: what the plan still wants, or the kind that was chosen."""
    state, needs = store.settlement(file), file.states.get("needs") or State()
    kind, row = request.POST.get("kind", ""), newest(state)
    kinds = {kind} if kind in vocabulary("settlement_service") else set(goals.wanted(state))
    return Need(
        kinds=frozenset(() if kind == "any" else kinds), on=today_of(request.keys),
        languages=frozenset(languages(needs)), country=state.get("country") or row.get("country") or "",
        city=state.get("city") or row.get("city") or "", people=len(file.persons), minors=has_minors(needs),
    )  # fmt: skip


def _page(request: Any, file: CaseFile, held: CaseFile, error: str = "", status: int = 200) -> HttpResponse:
    options, need = choices(file), _need(request, file)
    every = _rows(held)
    found = matched(every, need)[:SHOWN]
    shown = [(m, {n: words(a, m.offer.get(n), options) for n, a in fields(Offer).items()}) for m in found]
    context = {
        "file": file, "number": file.number.hex(), "programme": held.number.hex(), "error": error, "need": need,
        "may": [(m, f) for m, f in shown if not m.refused], "not_yet": [(m, f) for m, f in shown if m.refused],
        "wanted": [vocabulary("settlement_service").label(kind) for kind in sorted(need.kinds)],
        "kinds": options.of(fields(Offer)["kind"]), "kind": request.POST.get("kind", ""), "total": len(every),
    }  # fmt: skip
    return render(request, "desk/offers.html", context, status=status)
