"""The verification file on one page: means, accounts side by side, warning signs; deciding, approving, appeals."""

from dataclasses import dataclass, field
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from waystation.casework.errors import CaseworkError, NotYourRole
from waystation.casework.fields import fields
from waystation.casework.folds import State
from waystation.casework.parts.story import Sign
from waystation.casework.parts.verification import ENOUGH_MEANS, independent_means, side_by_side
from waystation.casework.roles import may_clear
from waystation.casework.verifying import deciding
from waystation.casework.verifying.deciding import CHOICES
from waystation.casework.vocabularies import vocabulary
from waystation.desk.cases.opened import choices, now_of, opened_file, words
from waystation.desk.web.forms import Choices
from waystation.desk.web.words import sentence
from waystation.store.files.casefiles import CaseFile
from waystation.store.sealed import drafts
from waystation.store.sealed.drafts import Draft
from waystation.store.verifying import clearing


@dataclass
class Shown:
    """A record in words: label and text by field name."""

    id: str
    fields: dict[str, str] = field(default_factory=dict)


def file(request: Any, number: str) -> HttpResponse:
    """The page; a POST decides, approves, or writes down and hears an appeal."""
    opened = opened_file(request, number)
    if opened.part("verification").reading is None and not may_clear(request.keys.roles, clearing.GUARDED[0]):
        raise NotYourRole(_("Verification is opened by those who verify."))
    if request.method != "POST":
        return _page(request, opened)
    if request.POST.get("draft"):
        return _keep(request, opened)
    try:
        _act(request, opened)
    except CaseworkError as error:
        return _page(request, opened, sentence(error), 400)
    drafts.forget(request.keys, _place(opened))
    return redirect(request.path)


def _act(request: Any, opened: CaseFile) -> None:
    """Raises CaseworkError with what to do, Sealed, Http404."""
    post, reasons = request.POST, " ".join(request.POST.get("reasons", "").split())
    match post.get("act"):
        case "decide":
            clearing.decide(opened, post.get("choice", ""), reasons)
        case "approve":
            clearing.approve(opened)
        case "appeal":
            clearing.appeal(opened, post.get("grounds", ""), now_of(request)[:10])
        case "hear":
            clearing.hear(opened, post.get("record", ""), post.get("outcome", ""), reasons)
        case _:
            raise Http404


def _place(opened: CaseFile) -> str:
    return f"{opened.number.hex()}/deciding"


def _keep(request: Any, opened: CaseFile) -> HttpResponse:
    typed = {name: request.POST.get(name, "") for name in ("choice", "reasons", "grounds")}
    drafts.keep(request.keys, _place(opened), Draft(typed, {}, (), request.keys.minute))
    return HttpResponse(status=204)


def _page(request: Any, opened: CaseFile, error: str = "", status: int = 200) -> HttpResponse:
    keys, options = request.keys, choices(opened)
    state = opened.part("verification").state or State()
    draft = drafts.look(keys, _place(opened))
    typed = request.POST if request.method == "POST" else draft.typed if draft else {}
    context: dict[str, Any] = {
        "file": opened,
        "number": opened.number.hex(),
        "error": error,
        "typed": typed,
        "state": state,
        "signs": _signs(opened, options),
        "enough": ENOUGH_MEANS,
        "means": independent_means(state),
        "items": _rows(opened, "items", options),
        "sides": _sides(opened, state, options),
        "appeals": _rows(opened, "appeals", options),
        "outcomes": vocabulary("appeal_outcome"),
        "choices": [(key, _label(key)) for key in CHOICES],
    }
    context |= _decision(state, keys.member.hex(), options)
    return render(request, "desk/verification.html", context, status=status)


def _sides(opened: CaseFile, state: State, options: Choices) -> list[Any]:
    """Each fact with its label, the person, and what was said in words."""
    return [
        (side, _label_of("verification_fact", side.fact), dict(options.persons).get(side.person, ""),
         [_shown(opened, "claims", record, row, options) for record, row in side.claims])
        for side in side_by_side(state)
    ]  # fmt: skip


def _decision(state: State, member: str, options: Choices) -> dict[str, Any]:
    """What was decided, by whom, and this member's part in it."""
    standing, names = deciding.standing(state), dict(options.members)
    two = state.get("decided_by") or "", state.get("approved_by") or ""
    return {
        "standing": _label(standing) if standing else "", "decided": deciding.decision(state),
        "approved": deciding.two_people(state), "decider": names.get(two[0], ""), "approver": names.get(two[1], ""),
        "mine": two[0] == member, "part_in": member in two,
    }  # fmt: skip


def _label(choice: str) -> str:
    return _("Protect while we verify") if choice == "provisional" else _label_of("verification_status", choice)


def _label_of(name: str, key: str) -> str:
    return _(vocabulary(name).label(key))


def _rows(opened: CaseFile, collection: str, options: Choices) -> list[Shown]:
    state = opened.part("verification").state
    return [_shown(opened, collection, r, row, options) for r, row in state.rows(collection).items()] if state else []


def _shown(opened: CaseFile, collection: str, record: str, row: dict[str, Any], options: Choices) -> Shown:
    struct = fields(opened.part("verification").kind.struct)[collection].record
    assert struct is not None
    return Shown(record, {n: words(a, row.get(n), options) for n, a in fields(struct).items()})


def _signs(opened: CaseFile, options: Choices) -> list[tuple[str, Shown]]:
    """Warning signs of each person's story that these keys open: the part's key and the sign."""
    found = []
    for part in opened.parts.values():
        if part.kind.key == "story" and part.state is not None:
            for record, row in part.state.rows("signs").items():
                values = {n: words(a, row.get(n), options) for n, a in fields(Sign).items()}
                found.append((part.key, Shown(record, values)))
    return found
