"""Hear from everybody: a mass alarm in two steps, and its all-clear in one."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from waystation.casework.errors import CaseworkError, NotYourRole
from waystation.casework.roles import may_write
from waystation.desk.web.ids import id_of
from waystation.desk.web.words import sentence
from waystation.store.duty import everybody as store
from waystation.store.sealed import accesslog
from waystation.store.sealed.keys import Keys

LEAST, MOST, USUAL = 5, 24 * 60, 60  # minutes in which they must be heard from


def require(keys: Keys) -> None:
    """Raises NotYourRole."""
    if not may_write(keys.roles, "contact"):
        raise NotYourRole(_("Check-ins are agreed by those who write Contact."))


def everybody(request: Any) -> HttpResponse:
    """Step one asks whom and how soon; step two shows how many that is, and wants the number typed."""
    keys, post = request.keys, request.POST
    require(keys)
    context: dict[str, Any] = {"region": post.get("region", "").strip(), "minutes": post.get("minutes", USUAL)}
    if request.method != "POST":
        return render(request, "desk/everybody.html", context)
    try:
        minutes = int(post.get("minutes", ""))
    except ValueError:
        minutes = 0
    if not LEAST <= minutes <= MOST:
        return _again(request, context, _("Between five minutes and a day."))
    try:
        found = store.reachable(keys, context["region"])
    except CaseworkError as error:
        return _again(request, context, sentence(error))
    if not found:
        return _again(request, context, _("There is nobody there whom you reach."))
    context["found"] = [reading.label.code for reading in found]
    if "count" not in post:
        return render(request, "desk/everybody.html", context)
    if post["count"].strip() != str(len(found)):
        return _again(request, context, _("Type the number of people asked, to say that you mean all of them."))
    token = store.ask(keys, found, minutes)
    accesslog.log(keys.pseudonym, "mass alarm")
    return redirect("everybody_followed", token=token.hex())


def _again(request: Any, context: dict[str, Any], error: str) -> HttpResponse:
    return render(request, "desk/everybody.html", context | {"error": error}, status=400)


def follow(request: Any, token: str) -> HttpResponse:
    """Who was heard and who was not; POST is the all-clear."""
    keys: Keys = request.keys
    require(keys)
    if request.method == "POST":
        store.all_clear(keys, id_of(token))
        accesslog.log(keys.pseudonym, "all clear")
        return redirect("alarms")
    asked = store.everyone(keys, id_of(token))
    if not asked:
        raise Http404
    return render(request, "desk/everybody_followed.html", {"asked": asked, "silent": sum(not a.heard for a in asked)})
