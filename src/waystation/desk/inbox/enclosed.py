"""A file of a conversation, opened: the cleaned copy; or, with a reason that stays, the file as it came.

Everything happens in memory. A picture stands in a page of its own that may load nothing; other files are given to be
saved, and are never shown by the browser under this address.
"""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from waystation.casework.hotline import filetypes
from waystation.casework.hotline.attached import MOST_FILES
from waystation.circles import files as sealing
from waystation.circles.errors import Damaged
from waystation.desk.inbox.conversation import Conversation, Enclosed
from waystation.desk.inbox.views import opened, page
from waystation.desk.web.downloads import picture_of, saved, shown
from waystation.desk.web.ids import id_of
from waystation.door import files
from waystation.door.models import Chunk
from waystation.store.attachments import cleaning
from waystation.store.attachments import previews as store
from waystation.store.attachments.cleaning import Cleaned
from waystation.store.hotline import correspondence, intake
from waystation.store.sealed import accesslog

LEAST_REASON = 10  # characters: a sentence, not a full stop


@require_POST
def look(request: Any, mailbox: str, file: str) -> HttpResponse:
    """The cleaned copy, or why there is none."""
    found, enclosed = _enclosed(request, mailbox, file)
    content = _content(enclosed)
    if content is None:
        return page(request, found, error=_broken(), status=409)
    accesslog.log(request.keys.pseudonym, "open file", [found.id])
    cleaned = cleaning.clean(content)
    store.keep(Chunk, enclosed.ref, cleaned.preview)
    if cleaned.content and not cleaned.is_image:
        return saved(cleaned.content, _name(enclosed, cleaned))
    return _page(request, found, enclosed, cleaned)


@require_POST
def original(request: Any, mailbox: str, file: str) -> HttpResponse:
    """The file as it came, for a reason that stays in the conversation and in the access log."""
    found, enclosed = _enclosed(request, mailbox, file)
    reason = " ".join(request.POST.get("reason", "").split())[:300]
    content = _content(enclosed)
    if content is None:
        return page(request, found, error=_broken(), status=409)
    if len(reason) < LEAST_REASON:
        cleaned = cleaning.clean(content)
        return _page(request, found, enclosed, cleaned, _("Write why the original is needed, in a sentence."), 400)
    accesslog.log(request.keys.pseudonym, "open original", [found.id])
    correspondence.opened_original(request.keys, intake.opened(request.keys), found.id, enclosed.id, reason)
    return saved(content, enclosed.attached.name)


def previews(request: Any, mailbox: str) -> HttpResponse:
    """The conversation with small pictures of its files. Nobody sees them who did not ask: they may be hard to look at.
    They are made at most once, MOST_FILES of them at a time."""
    if request.method != "POST":  # the page's address typed again, or after a change of language
        return redirect("letter", mailbox=mailbox)
    found = opened(request, mailbox)
    refs = {file.id: file.ref for file in found.pictures}
    made = store.found(Chunk, refs.values())
    for enclosed in [file for file in found.pictures if file.id not in made][:MOST_FILES]:
        if content := _content(enclosed):
            store.keep(Chunk, enclosed.ref, cleaning.clean(content).preview)
    accesslog.log(request.keys.pseudonym, "preview files", [found.id])
    return shown(page(request, found, previews=store.found(Chunk, refs.values())))


def _enclosed(request: Any, mailbox: str, file: str) -> tuple[Conversation, Enclosed]:
    found = opened(request, mailbox)
    enclosed = found.file(id_of(file))
    if enclosed is None:
        raise Http404
    return found, enclosed


def _content(enclosed: Enclosed) -> bytes | None:
    """The whole file, at most 25 MB, in memory; None where its chunks are not those that were sealed."""
    try:
        return b"".join(sealing.opened(enclosed.ref, files.stored(enclosed.id)))
    except Damaged:
        return None


def _broken() -> str:
    return _("This file does not open: it was altered, or is not all here. Ask for it again.")


def _name(enclosed: Enclosed, cleaned: Cleaned) -> str:
    return filetypes.named(enclosed.attached.name, cleaned.kind) if cleaned.kind else enclosed.attached.name


def _page(
    request: Any, found: Conversation, enclosed: Enclosed, cleaned: Cleaned, error: str = "", status: int = 200
) -> HttpResponse:
    context = {
        "mailbox": found.id.hex(),
        "file": enclosed,
        "name": _name(enclosed, cleaned),
        "kind": filetypes.GROUPS[cleaned.kind.group] if cleaned.kind else "",
        "picture": picture_of(cleaned),
        "fault": cleaned.fault,
        "error": error,
        "reason": request.POST.get("reason", ""),
    }
    return shown(render(request, "desk/enclosed.html", context, status=status))
