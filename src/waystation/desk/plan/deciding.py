"""Asking for slots, approving or refusing what others asked for, taking back; and writing down what was supposed."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from waystation.casework.errors import BadValue, CaseworkError
from waystation.desk.cases.opened import now_of
from waystation.desk.plan import excess, supposing, tried
from waystation.desk.plan.case import LEAST_REASON
from waystation.desk.plan.telling import lines
from waystation.desk.plan.views import plan, reader
from waystation.desk.web.words import sentence
from waystation.store.plans import asking, lasting, planned, problems


def act(request: Any) -> HttpResponse:
    reader(request)
    if request.method != "POST":
        return redirect("plan")
    try:
        said = _act(request)
    except excess.Objection as over:
        if "ask_all" in request.POST or "approve_all" in request.POST:
            over.act, over.chosen = f"{over.act}_all", []  # a form of 1,000 lines would be refused
        return plan(request, 400, over=over)
    except CaseworkError as error:
        return plan(request, 400, sentence(error))
    if said:
        return plan(request, error=said)
    asked = "ask" in request.POST or "ask_all" in request.POST
    return redirect(reverse("plan") + ("#waiting" if asked else ""))


def _act(request: Any) -> str:
    """What somebody else did with some of the lines before; mostly nothing. Raises CaseworkError, Objection."""
    keys, post, now = request.keys, request.POST, now_of(request)
    chosen, said = set(post.getlist("chosen")), ""
    if "ask" in post or "ask_all" in post:
        proposal = planned.look(keys)
        found = proposal and (proposal.what_if or proposal.proposed)
        if not proposal or not found:
            raise BadValue(_("Make a plan first."))
        gathered = problems.gather(keys, share=proposal.share)
        if "ask_all" in post:
            chosen = {line.id for line in lines(proposal, found, gathered) if line.changed and line.slot}
        ids = [id_ for id_ in found.plan if id_ in chosen]
        if "all_the_same" not in post:
            excess.asking(gathered, asking.slots(keys, gathered.overview)[0], proposal, found, ids)
        asking.ask(keys, proposal, found, ids, now)
    elif "refuse" in post:
        ticked, said = _ticked(keys, asking.waiting(keys), chosen)
        asking.decide(keys, ticked, False, now)
    elif "approve" in post or "approve_all" in post:
        said = _approve(request, chosen, now)
    elif "back" in post:
        ticked, said = _ticked(keys, asking.standing(keys), chosen)
        asking.take_back(keys, ticked, now)
    elif "write" in post:
        proposal = planned.look(keys)
        if proposal is None:
            raise BadValue(_("Make a plan first."))
        supposing.write(keys, proposal, post.get("reason", ""), LEAST_REASON)
    elif "forget" in post:
        planned.forget(keys)
        tried.clear(keys, "plan")
    return said


def _approve(request: Any, chosen: set[str], now: str) -> str:
    """As _act. Raises CaseworkError, Objection."""
    keys, post = request.keys, request.POST
    proposal = planned.look(keys)
    gathered = problems.gather(keys, share=proposal.share if proposal else lasting.USUAL)
    waiting, _standing = asking.slots(keys, gathered.overview)
    every, said = [x for x in waiting if not x.mine], ""
    if "approve_all" not in post:
        every, said = _ticked(keys, waiting, chosen)
    if "all_the_same" not in post and not any(x.mine for x in every):
        excess.approving(gathered, waiting, every)
    asking.decide(keys, every, True, now)
    return said


def _ticked(keys: Any, every: list[asking.Line], chosen: set[str]) -> tuple[list[asking.Line], str]:
    """The lines that are ticked, and what somebody else did with others of them in the meantime. Raises BadValue where
    none is left."""
    found = [x for x in every if x.key in chosen]
    gone = chosen - {x.key for x in found}
    said = " ".join(_gone(keys, *one) for one in asking.done(keys, gone).values()) if gone else ""
    if not found:
        raise BadValue(said or _("Choose at least one line."))
    return found, said


def _gone(keys: Any, code: str, act: str, member: str) -> str:
    told = {"case": code, "name": keys.directory.name_of(bytes.fromhex(member))}
    return {
        "approved": _("%(case)s: %(name)s approved it already."),
        "refused": _("%(case)s: %(name)s refused it already."),
        "undone": _("%(case)s: %(name)s took it back already."),
        "replaced": _("%(case)s: another slot stands in its place."),
    }[act] % told
