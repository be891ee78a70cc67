"""They wrote their arrival code in their mailbox: the hotline desk writes down that they confirmed it themself."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from waystation.desk.inbox.codes import gave_code
from waystation.desk.inbox.views import opened
from waystation.store.travel import arrivals


@require_POST
def arrived(request: Any, mailbox: str) -> HttpResponse:
    found = opened(request, mailbox)
    if not gave_code(request.keys, found):
        raise Http404
    arrivals.confirm(request.keys, found.outcome.number)
    return redirect("letter", mailbox=mailbox)
