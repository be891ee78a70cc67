"""A lost receipt: somebody writes anew and says that they are the person of a case. One member asks, another agrees."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from waystation.casework.errors import NotYourRole
from waystation.desk.inbox.lost import contact_of
from waystation.desk.inbox.views import opened, page
from waystation.desk.web.ids import id_of
from waystation.desk.web.words import sentence
from waystation.door import mailboxes
from waystation.store.hotline import binding, correspondence, intake
from waystation.store.hotline.correspondence import Asked, Settled
from waystation.store.sealed.keys import Keys

LEAST_REASON = 10  # characters: how one knows that it is them, in a sentence


@require_POST
def ask(request: Any, mailbox: str) -> HttpResponse:
    """Asks for the mailbox to be bound to the case that was chosen, with how one knows that it is them."""
    keys: Keys = request.keys
    found, secrets = opened(request, mailbox), intake.opened(request.keys)
    reason = " ".join(request.POST.get("reason", "").split())[:300]
    old = id_of(request.POST.get("old", "") or "0" * 32)
    outcome = correspondence.outcomes(secrets, [old]).get(old)
    if found.outcome.number or outcome is None or not outcome.number or outcome.moved:
        return page(request, found, error=_("Choose the case whose receipt was lost."), status=400)
    _require_contact(keys, outcome.number)
    if len(reason) < LEAST_REASON:
        return page(request, found, error=_("Write how you know that it is them, in a sentence."), status=400)
    if not correspondence.claim(keys, found.id):
        return page(request, found, error=_("Somebody else has it in hand."), status=409)
    binding.ask(keys, secrets, found.id, Asked(outcome.number, outcome.code, old, reason))
    return redirect("letter", mailbox=mailbox)


@require_POST
def decide(request: Any, mailbox: str) -> HttpResponse:
    """Agrees or refuses what another member asked for."""
    keys: Keys = request.keys
    found, secrets = opened(request, mailbox), intake.opened(request.keys)
    asked = found.outcome.asked
    if asked is None or found.outcome.number:
        raise Http404
    by = binding.asked_rightly(keys, found.id, asked)
    if "refuse" in request.POST or by is None:
        binding.refuse(keys, secrets, found.id)
        return redirect("letter", mailbox=mailbox)
    if by == keys.member:
        raise NotYourRole(_("Somebody else must decide this."))
    _require_contact(keys, asked.number)
    try:
        binding.agree(keys, secrets, found.id, asked)
    except Settled as settled:  # somebody opened a case from it at this moment
        return page(request, found, error=sentence(settled), status=409)
    mailboxes.close(asked.old)
    return redirect("letter", mailbox=mailbox)


def _require_contact(keys: Keys, number: bytes) -> None:
    """Only those who open the case's contact can tell whether it is the person. Raises NotYourRole."""
    if contact_of(keys, number) is None:
        raise NotYourRole(_("This is decided by those who open the contact of that case."))
