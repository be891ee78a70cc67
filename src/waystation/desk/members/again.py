"""Enrolling a member again who lost their way in: two stewards, each with their own word."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from waystation.casework.errors import NotYourRole
from waystation.desk.members.views import require_governor
from waystation.desk.members.words import shown_words
from waystation.desk.web.ids import id_of
from waystation.store.members import again
from waystation.store.sealed import accesslog
from waystation.store.sealed.keys import Keys


def begin(request: Any, member: str) -> HttpResponse:
    """Asks why, then shows ten words for the member."""
    keys: Keys = request.keys
    require_governor(keys)
    old = id_of(member)
    if old not in keys.directory.members or old == keys.member:
        raise Http404
    name, error = keys.directory.name_of(old), ""
    if request.method == "POST":
        reason = " ".join(request.POST.get("reason", "").split())[:200]
        if len(reason) >= 5:
            words = again.invite(keys, old, reason)
            accesslog.log(keys.pseudonym, "invite")
            return shown_words(request, words, name, "members")
        error = _("Write what happened, in a few words: the second steward reads it.")
    return render(request, "desk/again.html", {"name": name, "error": error}, status=400 if error else 200)


def agree(request: Any, member: str) -> HttpResponse:
    """The second steward's page: the four words to compare by voice, then the new card in the place of the old."""
    keys: Keys = request.keys
    require_governor(keys)
    line = next((a for a in again.pending(keys) if a.new == id_of(member)), None)
    if line is None:
        raise Http404
    if request.method == "POST":
        try:
            again.agree(keys, line.old, line.new)
        except again.NotYours as error:
            raise NotYourRole(_("The second word must be another steward's than the first.")) from error
        return redirect("members")
    context = {
        "name": keys.directory.name_of(line.old),
        "first": keys.directory.name_of(line.by[0]),
        "mine": keys.member in line.by,
        "reason": line.reason,
        "check": again.check_words(line.card),
    }
    return render(request, "desk/agree.html", context)
