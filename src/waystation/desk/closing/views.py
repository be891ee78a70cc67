"""The end of a case on one page: proposing and approving its closure, what becomes of each part, deletion by two."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from waystation.casework import deletion
from waystation.casework.deletion import REQUEST, RETENTION
from waystation.casework.ending import closing as rules
from waystation.casework.errors import BadValue, NotYourRole
from waystation.casework.roles import may_write
from waystation.casework.vocabularies import vocabulary
from waystation.desk.cases.opened import choices, opened_file, today_of
from waystation.desk.closing import copies
from waystation.desk.web.acts import acted
from waystation.desk.web.downloads import saved
from waystation.door import mailboxes
from waystation.store.deleting import shredding
from waystation.store.ending import closing as store
from waystation.store.files import casefiles
from waystation.store.files.casefiles import CaseFile
from waystation.store.sealed import accesslog


def closing(request: Any, number: str) -> HttpResponse:
    """The page; a POST does one of the acts below."""
    file = opened_file(request, number)
    if "needs" not in file.states:
        raise NotYourRole(_("Closing is for those who open Needs."))
    store.catch_up(file)
    return acted(request, ACTS, _page, file)


def propose(request: Any, file: CaseFile) -> None:
    """Raises CaseworkError."""
    reason = request.POST.get("reason", "")
    if reason not in vocabulary("closure_reason"):
        raise BadValue(_("Choose a reason."))
    outcomes = {person: request.POST.get(f"outcome-{person}", "") for person in file.persons}
    store.propose(file, reason, outcomes)


def approve(request: Any, file: CaseFile) -> None:
    store.approve(file)


def ask(request: Any, file: CaseFile) -> None:
    store.ask(file, request.POST.get("words", ""), "evidence" in request.POST)


def refuse(request: Any, file: CaseFile) -> None:
    store.refuse(file, request.POST.get("record", ""))


def delete(request: Any, file: CaseFile) -> HttpResponse:
    """Deletes, and gives the receipt out once: what it says in words stands nowhere else afterwards."""
    made = store.delete(file, request.POST.get("record", ""), mailboxes.delete)
    shredding.compact()
    return saved(made, f"{file.code} receipt.json")


def receipt(request: Any, file: CaseFile) -> HttpResponse:
    return saved(store.receipt(file, request.POST.get("record", "")), f"{file.code} receipt.json")


def copy(request: Any, file: CaseFile) -> HttpResponse:
    """The person's own copy of what this member opens, made in memory and logged."""
    person, form = request.POST.get("person", ""), request.POST.get("form", "")
    if person not in file.persons or form not in copies.FORMS:
        raise Http404
    if not may_write(request.keys.roles, "needs") and not may_write(request.keys.roles, "settlement"):
        raise NotYourRole(_("The copy is handed over by those who work on the case."))
    circles = [part.circle for part in file.parts.values() if part.circle and part.reading]
    accesslog.log(request.keys.pseudonym, "copy for the person", circles)
    content, name = copies.FORMS[form](file, person)
    return saved(content, name)


ACTS = {"propose": propose, "approve": approve, "ask": ask, "refuse": refuse, "delete": delete, "receipt": receipt,
        "copy": copy}  # fmt: skip


def _page(request: Any, file: CaseFile, error: str = "", status: int = 200) -> HttpResponse:
    needs, keys = file.states["needs"], request.keys
    options, me = choices(file), keys.member.hex()
    names = dict(options.members)
    made = rules.proposal(needs)
    days = shredding.waiting(casefiles.every_circle(file))
    context = {
        "file": file, "number": file.number.hex(), "error": error, "typed": request.POST, "needs": needs,
        "proposal": made, "by": names.get(made.value, "") if made else "",
        "mine": made is not None and made.value == me,
        "closed": rules.two_hands(needs), "approver": names.get(needs.get("closure_approved_by") or "", ""),
        "reasons": vocabulary("closure_reason"), "outcomes": vocabulary("outcome"),
        "persons": [(p, label, needs.get("outcome", p, "persons")) for p, label in options.persons],
        "may_write": may_write(keys.roles, "needs"), "knows": _knows(file),
        "may_copy": may_write(keys.roles, "needs") or may_write(keys.roles, "settlement"),
        "parts": _parts(file, days), "open": rules.still_open(file.states),
        "asked": _asked(file, names, me), "kept": _signed(file), "today": today_of(keys).isoformat(),
        "at_once": store.planned(file, REQUEST) if _knows(file) else [],
        "left_out": [part for part in file.parts.values() if part.circle and part.reading is None],
        "forms": copies.LABELS,
    }  # fmt: skip
    return render(request, "desk/closing.html", context, status=status)


def _knows(file: CaseFile) -> bool:
    """Whether this member sees what the persons agreed to about keeping records."""
    consent = file.part("consent")
    return consent.circle is None or consent.state is not None


def _parts(file: CaseFile, days: dict[bytes, int]) -> list[tuple[Any, Any, int]]:
    """Each part, until when it would be kept if the case was closed today, and the minute at which it goes."""
    return [(part, kept, days.get(part.circle or b"", 0)) for part, kept in store.planned(file, RETENTION)]


def _asked(file: CaseFile, names: dict[str, str], me: str) -> list[dict[str, Any]]:
    rows = deletion.asked(file.states["needs"], REQUEST)
    return [{"id": r, "row": row, "who": names.get(row.get("asked_by") or "", ""), "mine": row.get("asked_by") == me}
            for r, row in rows.items()]  # fmt: skip


def _signed(file: CaseFile) -> list[tuple[str, dict[str, Any]]]:
    """The orders under which two stand, the newest last."""
    return list(deletion.approved(file.states["needs"]).items())
