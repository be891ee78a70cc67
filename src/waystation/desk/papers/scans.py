"""Scans of one person's papers: cleaned on arrival, sealed, opened in the page.

Only the cleaned copy is kept: whoever needs the camera's data of a passport's picture to prove something keeps the
picture as evidence. What cannot be cleaned is refused, with what to do instead.
"""

import os
from typing import Any

import msgspec
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from waystation.casework.errors import BadValue, NotYourRole
from waystation.casework.fields import fields
from waystation.casework.folds import REMOVED, Set
from waystation.casework.hotline import filetypes
from waystation.casework.hotline.attached import MOST_BYTES
from waystation.casework.parts import evidence
from waystation.casework.parts.identity import Scan
from waystation.casework.roles import may_write
from waystation.desk.cases.opened import choices, opened_file, words
from waystation.desk.web.acts import acted
from waystation.desk.web.downloads import picture_of, saved, shown
from waystation.store.attachments import blobs, cleaning
from waystation.store.files import cases
from waystation.store.files.casefiles import CaseFile, Part
from waystation.store.sealed import accesslog


def scans(request: Any, number: str, person: str) -> HttpResponse:
    """The scans of one person; a POST keeps one, opens one, or deletes one."""
    file = opened_file(request, number)
    if f"identity:{person}" not in file.parts:
        raise Http404
    part = file.part("identity", person)
    if part.reading is None and not may_write(request.keys.roles, "identity"):
        raise NotYourRole(_("Scans are kept by those who write Identity."))
    return acted(request, ACTS, _page, file, part)


def keep(request: Any, file: CaseFile, part: Part) -> None:
    """Cleans a picture or document and keeps it sealed. Raises BadValue, NotYourRole."""
    upload, what = request.FILES.get("file"), request.POST.get("what", "")
    if upload is None:
        raise BadValue(_("Choose a file."))
    if upload.size > MOST_BYTES:
        raise BadValue(_("This file is too large: at most %(limit)s MB."), limit=MOST_BYTES >> 20)
    if not may_write(request.keys.roles, "identity"):
        raise NotYourRole(_("Scans are kept by those who write Identity."))
    cleaned = cleaning.clean(upload.read())
    if not cleaned.content or cleaned.kind is None:
        raise BadValue(cleaned.fault or _("This is no picture or document that can be cleaned. Photograph it again."))
    name = f"scan.{cleaned.kind.extension}"
    attached = blobs.keep([cleaned.content], name, cleaned.kind.mime)
    row = {"what": what, "sha256": attached.sha256, "stripped": True,
           "file": msgspec.json.encode(attached).decode()}  # fmt: skip
    circle = cases.ensure_part(file, "identity", part.person)
    cases.state(file.keys, circle, "identity", "scans", os.urandom(6).hex(), row)


def look(request: Any, file: CaseFile, part: Part) -> HttpResponse:
    """One scan in a page of its own, or to be saved. Raises Damaged."""
    _record, row = _scan(request, part)
    attached = evidence.attached(row)
    if attached is None:
        raise BadValue(_("This scan has no file."))
    accesslog.log(request.keys.pseudonym, "scan", [part.circle or b""])
    content = blobs.whole(attached)
    cleaned = cleaning.clean(content)  # again: an older program, or a hostile one, may have kept what is not clean
    if not cleaned.is_image and cleaned.content and cleaned.kind:
        return saved(cleaned.content, f"{file.code}.{cleaned.kind.extension}")
    context = {
        "file": file, "number": file.number.hex(), "person": part.person, "picture": picture_of(cleaned),
        "fault": cleaned.fault, "what": words(fields(Scan)["what"], row.get("what"), choices(file)),
    }  # fmt: skip
    return shown(render(request, "desk/scan.html", context))


def delete(request: Any, file: CaseFile, part: Part) -> None:
    """Deletes a scan's content for good, and takes its line out of the list. Raises NotYourRole."""
    record, row = _scan(request, part)
    if not may_write(request.keys.roles, "identity") or part.circle is None:
        raise NotYourRole(_("Scans are kept by those who write Identity."))
    cases.put(file.keys, part.circle, "identity", "set", Set("scans", record, {REMOVED: True, "file": None}))
    if attached := evidence.attached(row):
        blobs.shred(attached)


ACTS = {"keep": keep, "look": look, "delete": delete}


def _scan(request: Any, part: Part) -> tuple[str, dict[str, Any]]:
    record = request.POST.get("record", "")
    row = part.state.rows("scans").get(record) if part.state else None
    if row is None:
        raise Http404
    return record, row


def _page(request: Any, file: CaseFile, part: Part, error: str = "", status: int = 200) -> HttpResponse:
    options, about = choices(file), fields(Scan)["what"]
    rows = part.state.rows("scans") if part.state else {}
    context = {
        "file": file, "number": file.number.hex(), "person": part.person, "error": error, "typed": request.POST,
        "scans": [(record, words(about, row.get("what"), options), evidence.attached(row), row.get("stripped"))
                  for record, row in rows.items()],
        "kinds": options.of(about), "limit": MOST_BYTES >> 20, "accept": filetypes.ACCEPTED,
        "may_write": may_write(request.keys.roles, "identity"), "open": part.state is not None,
    }  # fmt: skip
    return render(request, "desk/scans.html", context, status=status)
