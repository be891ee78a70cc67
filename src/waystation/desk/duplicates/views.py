"""The pages of duplicates: a case's, and a form for what was just heard. What is typed goes by POST and is not kept."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from waystation.casework.errors import NotYourRole
from waystation.casework.fields import fields
from waystation.casework.parts.contact import Contact
from waystation.casework.roles import may_write
from waystation.casework.verifying.merging import RULE
from waystation.desk.cases.opened import choices, opened_file, words
from waystation.desk.duplicates.found import shown
from waystation.desk.web.ids import id_of
from waystation.store.files import casefiles
from waystation.store.files.casefiles import CaseFile
from waystation.store.likeness import matching
from waystation.store.sealed import accesslog
from waystation.store.sealed.keys import Keys
from waystation.store.verifying import duplicates, merging
from waystation.store.verifying.merging import Merged

CATCH_UP = 1.0  # seconds that a page spends on cases from before there was a comparison
ASKED = ("name", "reach", "born", "document")


def _require(keys: Keys) -> None:
    """Raises NotYourRole."""
    if not matching.may_ask(keys):
        raise NotYourRole(_("Duplicates are looked for by the hotline desk, the verifiers and the visa officers."))


def ask(request: Any) -> HttpResponse:
    """Whether somebody is with us already, by what was just heard of them."""
    keys: Keys = request.keys
    _require(keys)
    left = duplicates.catch_up(keys, CATCH_UP)
    typed = {kind: request.POST.get(kind, "").strip()[:200] for kind in ASKED}
    found = None
    if request.method == "POST":
        _log(keys)
        found = shown(keys, duplicates.typed(keys, typed.items()))
    return render(request, "desk/duplicates.html", {"found": found, "typed": typed, "left": left})


def _log(keys: Keys) -> None:
    """A line in the access log: whoever may ask could try names, and others shall see how often they do."""
    if circle := matching.circle_id():
        accesslog.log(keys.pseudonym, "look for duplicates", [circle])


def of_case(request: Any, number: str) -> HttpResponse:
    """What may be the same person's, what was decided, and which safe-contact rule shall stand."""
    keys: Keys = request.keys
    _require(keys)
    file = opened_file(request, number)
    left = duplicates.catch_up(keys, CATCH_UP)
    _log(keys)
    made = [_decision(keys, merged) for merged in merging.every(keys) if merged.of(file.number)]
    context = {
        "file": file,
        "number": number,
        "found": shown(keys, duplicates.of_case(keys, file.number), file.number),
        "made": made,
        "left": left,
        "judge": merging.may_judge(keys),
    }
    return render(request, "desk/case_duplicates.html", context)


def _decision(keys: Keys, merged: Merged) -> dict[str, Any]:
    """A decision as shown; with both safe-contact rules for whoever is to settle them."""
    settles = merged.waits and may_write(keys.roles, "contact")
    rules = [_rule(keys, case[0]) for case in (merged.older, merged.younger)] if settles and not merged.undone else []
    return {"m": merged, "settles": settles, "rules": rules}


def _rule(keys: Keys, number: bytes) -> dict[str, Any]:
    file = casefiles.open_file(keys, number, only=("contact",))
    accesslog.log(keys.pseudonym, "open", [p.circle for p in file.parts.values() if p.circle and p.reading])
    contact, options = file.states["contact"], choices(file)
    abouts = [fields(Contact)[name] for name in RULE]
    said = [(a.label, words(a, contact.get(a.name), options)) for a in abouts if contact.get(a.name) is not None]
    return {"number": number.hex(), "code": file.code, "said": said}


# -- acts --------------------------------------------------------------------------------------------------------------


def _two(request: Any, number: str) -> tuple[CaseFile, CaseFile, int]:
    """The older of the two cases, the younger, and how alike they are. Raises CannotOpen, NotYourRole, Http404."""
    keys: Keys = request.keys
    if not merging.may_judge(keys):
        raise NotYourRole(_("Cases are merged by a verifier."))
    here, other = id_of(number), id_of(request.POST.get("other", ""))
    likes = {like.number: like for like in duplicates.of_case(keys, here)}
    if here == other or other not in likes:
        raise Http404
    older, younger = (opened_file(request, n.hex()) for n in merging.older_first(here, other))
    return older, younger, likes[other].score


@require_POST
def merge(request: Any, number: str) -> HttpResponse:
    """First asks, with what will happen; then merges."""
    older, younger, score = _two(request, number)
    rule = request.POST.get("rule")
    if rule is None:
        context = {"number": number, "older": older, "younger": younger, "score": score, "other": request.POST["other"]}
        return render(request, "desk/merge.html", context)
    chosen = next((file.number for file in (older, younger) if file.number.hex() == rule), b"")
    merged = merging.merge(request.keys, older, younger, score, chosen)
    if chosen and may_write(request.keys.roles, "contact"):
        merging.settle(request.keys, merged, chosen)
    return redirect("case_duplicates", number=number)


@require_POST
def keep_apart(request: Any, number: str) -> HttpResponse:
    older, younger, score = _two(request, number)
    merging.keep_apart(request.keys, older, younger, score)
    return redirect("case_duplicates", number=number)


def _decided(request: Any, number: str) -> Merged:
    """Raises Http404."""
    wanted, here = id_of(request.POST.get("decision", "")), id_of(number)
    for merged in merging.every(request.keys):
        if merged.id == wanted and merged.of(here):
            return merged
    raise Http404


@require_POST
def settle(request: Any, number: str) -> HttpResponse:
    """Lets one safe-contact rule stand, or puts both back after a merge was undone."""
    merged = _decided(request, number)
    if merged.undone:
        merging.put_back(request.keys, merged)
    else:
        merging.settle(request.keys, merged, id_of(request.POST.get("rule", "")))
    return redirect("case_duplicates", number=number)


@require_POST
def undo(request: Any, number: str) -> HttpResponse:
    merging.undo(request.keys, _decided(request, number))
    return redirect("case_duplicates", number=number)
