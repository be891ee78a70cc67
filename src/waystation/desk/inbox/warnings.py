"""Warning signs on a conversation: found in what was written, or noticed by an operator, and carried into the story."""

import os
from collections.abc import Iterable
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from waystation.casework.errors import CaseworkError
from waystation.casework.hotline import patterns
from waystation.casework.hotline.patterns import Found
from waystation.casework.vocabularies import vocabulary
from waystation.desk.cases.opened import now_of
from waystation.desk.inbox.conversation import Conversation
from waystation.desk.inbox.conversations import every, one, require
from waystation.desk.web.ids import id_of
from waystation.desk.web.words import sentence
from waystation.store.files import casefiles, cases
from waystation.store.hotline import press
from waystation.store.sealed.keys import Keys


def of(keys: Keys, conversation: Conversation) -> list[Found]:
    """What is found in a conversation, beside the published stories and all other conversations."""
    others = [c.words for c in every(keys) if c.id != conversation.id]
    known = {story.title: story.text for story in press.told(keys)}
    return patterns.signs(conversation.words, known, others)


def reason(found: Found) -> str:
    """Its reason in the reader's language."""
    return _(found.reason) % dict(found.values) if found.values else _(found.reason)


def carry(request: Any, number: bytes, signs: Iterable[tuple[str, str]]) -> None:
    """Writes signs, (kind, reason), into the first person's story, where those who verify look into them."""
    keys = request.keys
    file = casefiles.open_file(keys, number)
    for kind, why in signs:
        circle = cases.ensure_part(file, "story")
        row = {"kind": kind, "reason": why, "seen_at": now_of(request), "by": keys.member.hex()}
        cases.state(keys, circle, "story", "signs", os.urandom(6).hex(), row)


@require_POST
def notice(request: Any, mailbox: str) -> HttpResponse:
    """An operator noticed something: it goes into the story of the conversation's case."""
    require(request.keys)
    found = one(request.keys, id_of(mailbox))
    kind, why = request.POST.get("kind", ""), " ".join(request.POST.get("reason", "").split())[:500]
    if kind not in vocabulary("warning_sign") or not found.outcome.number:
        raise Http404
    carry(request, found.outcome.number, [(kind, why or _(vocabulary("warning_sign").label(kind)))])
    return redirect("letter", mailbox=mailbox)


def stories(request: Any) -> HttpResponse:
    """The published stories, one to add, each to take out."""
    keys, post, error = request.keys, request.POST, ""
    require(keys)
    if request.method == "POST":
        if "forget" in post:
            press.forget(keys, id_of(post["forget"]))
            return redirect("press")
        try:
            press.tell(keys, post.get("title", ""), post.get("text", ""))
            return redirect("press")
        except CaseworkError as refused:
            error = sentence(refused)
    context = {"stories": press.told(keys), "error": error, "typed": post}
    return render(request, "desk/press.html", context, status=400 if error else 200)
