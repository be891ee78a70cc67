"""Asking for slots, approving or refusing what others asked for, taking back; and writing down what was supposed."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from waystation.casework.errors import BadValue, CaseworkError
from waystation.desk.cases.opened import now_of
from waystation.desk.plan import supposing, tried
from waystation.desk.plan.case import LEAST_REASON
from waystation.desk.plan.telling import lines
from waystation.desk.plan.views import plan, reader
from waystation.desk.web.words import sentence
from waystation.store.plans import planned, problems


def act(request: Any) -> HttpResponse:
    reader(request)
    if request.method != "POST":
        return redirect("plan")
    try:
        _act(request)
    except CaseworkError as error:
        return plan(request, 400, sentence(error))
    asked = "ask" in request.POST or "ask_all" in request.POST
    return redirect(reverse("plan") + ("#waiting" if asked else ""))


def _act(request: Any) -> None:
    """Raises CaseworkError."""
    keys, post, now = request.keys, request.POST, now_of(request)
    chosen = set(post.getlist("chosen"))
    if "ask" in post or "ask_all" in post:
        proposal = planned.look(keys)
        found = proposal and (proposal.what_if or proposal.proposed)
        if not proposal or not found:
            raise BadValue(_("Make a plan first."))
        if "ask_all" in post:
            gathered = problems.gather(keys, share=proposal.share)
            chosen = {line.id for line in lines(proposal, found, gathered) if line.changed and line.slot}
        planned.ask(keys, proposal, found, [id_ for id_ in found.plan if id_ in chosen], now)
    elif "approve" in post or "refuse" in post:
        planned.decide(keys, _ticked(planned.waiting(keys), chosen), "approve" in post, now)
    elif "approve_all" in post:
        every = [x for x in planned.waiting(keys) if not x.mine]
        planned.decide(keys, every, True, now)
    elif "back" in post:
        planned.take_back(keys, _ticked(planned.standing(keys), chosen), now)
    elif "write" in post:
        proposal = planned.look(keys)
        if proposal is None:
            raise BadValue(_("Make a plan first."))
        supposing.write(keys, proposal, post.get("reason", ""), LEAST_REASON)
    elif "forget" in post:
        planned.forget(keys)
        tried.clear(keys, "plan")


def _ticked(every: list[planned.Line], chosen: set[str]) -> list[planned.Line]:
    """Raises BadValue where nothing is ticked."""
    found = [x for x in every if f"{x.number}/{x.record}" in chosen]
    if not found:
        raise BadValue(_("Choose at least one line."))
    return found
