"""Evidence of one person: received with consent, opened with a trace, submitted by two."""

from contextlib import suppress
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from waystation.casework.errors import BadValue, NotYourRole
from waystation.casework.fields import fields
from waystation.casework.folds import State
from waystation.casework.hotline import filetypes
from waystation.casework.hotline.attached import MOST_BYTES, MOST_FILES
from waystation.casework.parts import evidence as rules
from waystation.casework.parts.evidence import Custody, Evidence
from waystation.casework.roles import may_write
from waystation.circles.errors import Damaged
from waystation.circles.files import Ref
from waystation.desk.cases.opened import choices, now_of, opened_file, today_of, words
from waystation.desk.web.acts import acted
from waystation.desk.web.downloads import picture_of, saved, shown
from waystation.store.attachments import blobs, cleaning
from waystation.store.attachments import evidence as store
from waystation.store.attachments import previews as store_previews
from waystation.store.files.casefiles import CaseFile, Part
from waystation.store.models import Blob
from waystation.store.sealed import accesslog

DESCRIBED = ("what", "kind", "made_on")  # asked for when an item is received; the rest is edited afterwards


def evidence(request: Any, number: str, person: str) -> HttpResponse:
    """The items of one person; a POST does one of the acts below."""
    file = opened_file(request, number)
    part = _part(file, person)
    if part.reading is None and not may_write(request.keys.roles, "story"):
        raise NotYourRole(_("Evidence is kept by those who write the story."))
    return acted(request, ACTS, _page, file, part)


def _part(file: CaseFile, person: str) -> Part:
    if f"story:{person}" not in file.parts:
        raise Http404
    return file.part("story", person)


def receive(request: Any, file: CaseFile, part: Part) -> None:
    """Keeps a file as it came. Raises CaseworkError."""
    post, upload = request.POST, request.FILES.get("file")
    if upload is None:
        raise BadValue(_("Choose a file."))
    if upload.size > MOST_BYTES:
        raise BadValue(_("This file is too large: at most %(limit)s MB."), limit=MOST_BYTES >> 20)
    if not post.get("what", "").strip():
        raise BadValue(_("Write what it is."))
    said = " ".join(post.get("agreed", "").split())[:200]
    values = {name: post.get(name, "") for name in DESCRIBED} | {"received_from": post.get("received_from", "")}
    values["agreed"] = rules.keeps(file.states.get("consent"), part.person, today_of(request.keys), said)
    pieces = upload.chunks()
    kind = filetypes.sniffed(upload.read(filetypes.HEAD))
    upload.seek(0)
    mime = kind.mime if kind else "application/octet-stream"
    store.receive(file, part.person, pieces, upload.name or "file", mime, values, now_of(request))


def look(request: Any, file: CaseFile, part: Part) -> HttpResponse:
    """The cleaned copy of an item, in a page of its own or to be saved. Raises Damaged."""
    record, row = _item(request, part)
    content = _content(row)
    _note(request, file, part, "looked", record)
    cleaned = cleaning.clean(content)
    if (kept := rules.attached(row)) and kept.opens_with:
        store_previews.keep(Blob, Ref(*kept.opens_with), cleaned.preview)
    if cleaned.content and not cleaned.is_image and cleaned.kind:
        return saved(cleaned.content, f"{record}.{cleaned.kind.extension}")
    context = {
        "file": file, "number": file.number.hex(), "person": part.person, "what": row.get("what"), "item": record,
        "picture": picture_of(cleaned),
        "fault": cleaned.fault, "may_write": may_write(request.keys.roles, "story"),
    }  # fmt: skip
    return shown(render(request, "desk/evidence_item.html", context))


def previews(request: Any, file: CaseFile, part: Part) -> HttpResponse:
    """All items with small pictures of those that are pictures. To see one is to look at it: each gets its line."""
    refs = {record: ref for record, row in _state(part).rows("evidence").items() if (ref := _picture(row))}
    here = store_previews.found(Blob, refs.values())
    for record in [r for r, ref in refs.items() if ref.id not in here][:MOST_FILES]:
        with suppress(Damaged):  # the others are shown; whoever opens this one is told
            cleaned = cleaning.clean(_content(_state(part).row("evidence", record)))
            store_previews.keep(Blob, refs[record], cleaned.preview)
    here = store_previews.found(Blob, refs.values())
    for record in (r for r, ref in refs.items() if ref.id in here):
        _note(request, file, part, "looked", record)
    again = opened_file(request, file.number.hex())  # with the lines that were just added
    small = {record: here[ref.id] for record, ref in refs.items() if ref.id in here}
    return shown(_page(request, again, _part(again, part.person), previews=small))


def _picture(row: dict[str, Any]) -> Ref | None:
    """What opens the file of an item that is said to be a picture."""
    kept = rules.attached(row)
    kind = filetypes.BY_MIME.get(kept.type) if kept else None
    return Ref(*kept.opens_with) if kept and kept.opens_with and kind and kind.group == filetypes.IMAGE else None


def original(request: Any, file: CaseFile, part: Part) -> HttpResponse:
    """The file as it came, for a reason that stays in its custody. Raises CaseworkError, Damaged."""
    record, row = _item(request, part)
    if not may_write(request.keys.roles, "story"):
        raise NotYourRole(_("The original is opened by those who keep its custody."))
    reason = _reason(request)
    content, kept = _content(row), rules.attached(row)
    store.note(file, part.person, "original", record, now_of(request), reason=reason)
    return saved(content, kept.name if kept else record)


def ask(request: Any, file: CaseFile, part: Part) -> None:
    """Asks to submit all items to a body. Raises CaseworkError."""
    body = " ".join(request.POST.get("body", "").split())[:200]
    rules.may_submit(file.states.get("consent"), part.person, body, today_of(request.keys))
    store.note(file, part.person, "asked", "", now_of(request), to=body, reason=_reason(request))


def decide(request: Any, file: CaseFile, part: Part) -> None:
    """Agrees to, or refuses, what somebody else asked for. Raises CaseworkError."""
    record = request.POST.get("record", "")
    row = rules.decides(_state(part), record, request.keys.member.hex())
    answer = "refused" if "refuse" in request.POST else "agreed"
    if answer == "agreed":
        rules.may_submit(file.states.get("consent"), part.person, row.get("to") or "", today_of(request.keys))
    store.note(file, part.person, answer, "", now_of(request), to=row.get("to") or "", answers=record)


def export(request: Any, file: CaseFile, part: Part) -> HttpResponse:
    """The package, once, by whoever asked for it. Raises CaseworkError, Damaged."""
    record = request.POST.get("record", "")
    row = rules.agreed(_state(part), request.keys.member.hex(), request.keys.minute).get(record)
    if row is None:
        raise BadValue(_("Nobody else agreed to this in the last day."))
    body = row.get("to") or ""
    rules.may_submit(file.states.get("consent"), part.person, body, today_of(request.keys))
    opened = store.contents(file, part.person)  # before anything says that it left
    store.note(file, part.person, "exported", "", now_of(request), to=body, reason=row.get("reason") or "",
               answers=record)  # fmt: skip
    again = opened_file(request, file.number.hex())  # with the line that was just added
    return saved(store.package(again, part.person, opened, body, now_of(request)), f"{again.code}.zip")


def delete(request: Any, file: CaseFile, part: Part) -> None:
    """Deletes the files whose consent has ended. Raises CaseworkError."""
    if not may_write(request.keys.roles, "story"):
        raise NotYourRole(_("Evidence is kept by those who write the story."))
    items = rules.overstays(_state(part), file.states.get("consent"), part.person, today_of(request.keys))
    if not items:
        raise BadValue(_("The person agrees that these are kept, or this is not known here."))
    store.delete(file, part.person, items, now_of(request))


ACTS = {
    "delete": delete,
    "receive": receive,
    "look": look,
    "previews": previews,
    "original": original,
    "ask": ask,
    "decide": decide,
    "export": export,
}


def _state(part: Part) -> State:
    if part.state is None:
        raise NotYourRole(_("Evidence is opened by those who open the story."))
    return part.state


def _item(request: Any, part: Part) -> tuple[str, dict[str, Any]]:
    record = request.POST.get("item", "")
    row = _state(part).rows("evidence").get(record)
    if row is None:
        raise Http404
    return record, row


def _content(row: dict[str, Any]) -> bytes:
    attached = rules.attached(row)
    if attached is None:
        raise BadValue(_("This item has no file."))
    return blobs.whole(attached)


def _note(request: Any, file: CaseFile, part: Part, act: str, record: str) -> None:
    """A line of custody where this member writes one; where they only read, a line in the access log."""
    if may_write(request.keys.roles, "story"):
        store.note(file, part.person, act, record, now_of(request))
    elif part.circle:
        accesslog.log(request.keys.pseudonym, f"evidence {act}", [part.circle])


def _reason(request: Any) -> str:
    reason = " ".join(request.POST.get("reason", "").split())[:200]
    if len(reason) < rules.LEAST_REASON:
        raise BadValue(_("Write why, in a sentence."))
    return reason


def _page(
    request: Any, file: CaseFile, part: Part, error: str = "", status: int = 200, previews: dict[str, str] | None = None
) -> HttpResponse:
    options, state, member = choices(file), part.state, request.keys.member.hex()
    names = dict(options.members)
    items = []
    for record, row in (state.rows("evidence") if state else {}).items():
        shown = {n: words(a, row.get(n), options) for n, a in fields(Evidence).items() if not a.inner}
        attached = rules.attached(row)
        custody = [{n: words(a, line.get(n), options) for n, a in fields(Custody).items()}
                   for line in rules.of_item(state, record)] if state else []  # fmt: skip
        items.append({"id": record, "f": shown, "file": attached, "custody": custody,
                      "small": (previews or {}).get(record), "picture": _picture(row) is not None})  # fmt: skip
    context = {
        "file": file, "number": file.number.hex(), "person": part.person, "items": items, "error": error,
        "pictures": any(item["picture"] for item in items) and not previews,
        "open": state is not None, "may_write": may_write(request.keys.roles, "story"),
        "typed": request.POST, "kinds": options.of(fields(Evidence)["kind"]), "limit": MOST_BYTES >> 20,
        "consent_known": "consent" in file.states, "accept": filetypes.ACCEPTED,
        "over": rules.overstays(state, file.states.get("consent"), part.person, today_of(request.keys))
                if state else [],
        "asked": [{"id": r, "who": names.get(row.get("by") or "", ""), "mine": row.get("by") == member, "row": row}
                  for r, row in (rules.asked(state) if state else {}).items()],
        "agreed": rules.agreed(state, member, request.keys.minute) if state else {},
    }  # fmt: skip
    return render(request, "desk/evidence.html", context, status=status)
