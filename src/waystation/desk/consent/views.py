"""Consent of the people of a case: asking in their language, giving, taking back, limits, and what left."""

import datetime
import os
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.translation import gettext as _

from waystation.casework.errors import BadValue, NotYourRole
from waystation.casework.fields import fields
from waystation.casework.folds import State
from waystation.casework.parts.consent import USUAL_DAYS, Disclosure, Limit, Permission
from waystation.casework.roles import access
from waystation.casework.sharing import limits
from waystation.casework.vocabularies import vocabulary
from waystation.desk.cases.opened import choices, now_of, opened_file, today_of, words
from waystation.desk.consent.ending import grants_under, take_back
from waystation.desk.consent.said import Said, said
from waystation.desk.web.acts import acted
from waystation.desk.web.forms import Choices
from waystation.store.files import cases
from waystation.store.files.casefiles import CaseFile
from waystation.store.visas.preparing import pathways

ASKED = ("person", "purpose", "country", "named", "until", "language", "onward")  # of a consent that is asked for


def consent(request: Any, number: str) -> HttpResponse:
    """The page; a POST does one of the acts below."""
    file = _opened(request, number)
    if request.method == "POST" and not _may_write(request):
        raise NotYourRole(_("Your role does not write here."))
    return acted(request, ACTS, _page, file)


def _opened(request: Any, number: str) -> CaseFile:
    file = opened_file(request, number)
    part = file.part("consent")
    if part.state is None and not (part.circle is None and _may_write(request)):
        raise NotYourRole(_("Consent is opened by those who ask for it and by those who share anything."))
    return file


def _may_write(request: Any) -> bool:
    return any(access(role, "consent").writes for role in request.keys.roles)


# -- acts --------------------------------------------------------------------------------------------------------------


def ask(request: Any, file: CaseFile) -> HttpResponse:
    """The text to read aloud, with the two answers. Raises CaseworkError."""
    row = _typed(request, file)
    purpose = str(row["purpose"])
    text = said(purpose, str(row.get("language") or "en"), _to(row), str(row["until"]))
    context = {"file": file, "number": file.number.hex(), "row": row, "said": text, "purpose": purpose,
               "who": dict(choices(file).persons).get(str(row["person"]), ""),
               "sources": vocabulary("consent_source"), "renews": request.POST.get("renews", "")}  # fmt: skip
    return render(request, "desk/consent_ask.html", context)


def give(request: Any, file: CaseFile) -> None:
    """Writes down that they agreed, after the text was read. Raises CaseworkError."""
    if request.POST.get("informed") != "1":
        raise BadValue(_("Read the text to them, with its last sentence, and tick that you did."))
    row = _typed(request, file) | {"informed": True, "given_on": today_of(request.keys).isoformat()}
    row |= {"source": request.POST.get("source", ""), "witness": request.keys.member.hex()}
    if row["purpose"] == "apply":
        limits.forbids_country(_state(file), [str(row["person"])], row.get("country"))
    _put(file, "permissions", os.urandom(6).hex(), row)


def decline(request: Any, file: CaseFile) -> None:
    """Notes on the consent that was to be renewed that they were asked again, and did not agree."""
    record = request.POST.get("renews", "")
    if record in _state(file).rows("permissions"):
        _put(file, "permissions", record, {"asked_on": today_of(request.keys).isoformat()})


def withdraw(request: Any, file: CaseFile) -> HttpResponse | None:
    """First what follows from it, then, pressed again, the doing. Raises CaseworkError."""
    record = request.POST.get("record", "")
    if "sure" in request.POST:
        take_back(file, record, set(request.POST.getlist("end")), today_of(request.keys))
        return None
    following, grants = grants_under(file, record, today_of(request.keys))
    options = choices(file)
    context = {
        "file": file, "number": file.number.hex(), "record": record, "following": following, "grants": grants,
        "permission": _words(Permission, following.row, options),
        "left": [_words(Disclosure, row, options) for row in following.left.values()],
    }  # fmt: skip
    return render(request, "desk/consent_withdraw.html", context)


def limit(request: Any, file: CaseFile) -> None:
    """Adds a wish to withhold something, with what the program enforces of it. Raises CaseworkError."""
    post = request.POST
    row = {n: post.get(n, "") for n in ("person", "what", "role", "reader", "recipient", "country", "reason")}
    row |= {"facts": post.getlist("facts"), "from_whom": post.get("from_whom", "")}
    if row["person"] not in file.persons or row["reader"] not in ("", *file.persons):
        raise Http404
    if not row["what"].strip():
        raise BadValue(_("Write what they want withheld, in their words."))
    if row["role"] and not row["facts"]:
        raise BadValue(_("Choose which facts the role must not learn."))
    row["from_whom"] = row["from_whom"].strip() or _from_whom(row, choices(file))
    _put(file, "limits", os.urandom(6).hex(), row)
    papers = file.states.get("papers")
    if papers is not None and row["country"] and limits.goes_to(papers, row["country"]):
        task = {"what": _("Take out of Papers what goes to a country that they excluded"),
                "owner": request.keys.member.hex()}  # fmt: skip
        _put(file, "tasks", os.urandom(6).hex(), task)


def lift(request: Any, file: CaseFile) -> None:
    """The person lifts a limit of theirs."""
    record = request.POST.get("record", "")
    if record not in _state(file).rows("limits"):
        raise Http404
    _put(file, "limits", record, {"ended_on": today_of(request.keys).isoformat()})


def recall(request: Any, file: CaseFile) -> None:
    """Something that left was asked back today, with what they answered."""
    record = request.POST.get("record", "")
    if record not in _state(file).rows("disclosures"):
        raise Http404
    answer = " ".join(request.POST.get("answer", "").split())[:200]
    _put(file, "disclosures", record, {"recalled_on": today_of(request.keys).isoformat(), "recall_answer": answer})


def disclose(request: Any, file: CaseFile) -> None:
    """Writes down what left otherwise than by a package: by voice, on paper. Raises CaseworkError."""
    post = request.POST
    row = {n: " ".join(post.get(n, "").split())[:200] for n in ("person", "to", "what", "purpose", "fields", "country")}
    if row["person"] not in file.persons or not row["to"] or not row["what"]:
        raise BadValue(_("Write about whom, to whom and what."))
    _put(file, "disclosures", os.urandom(6).hex(), row | {"at": now_of(request), "by": request.keys.member.hex()})


ACTS = {
    "ask": ask, "give": give, "decline": decline, "withdraw": withdraw, "limit": limit, "lift": lift,
    "recall": recall, "disclose": disclose,
}  # fmt: skip


def _typed(request: Any, file: CaseFile) -> dict[str, Any]:
    """The consent as asked for. Raises BadValue, Http404."""
    row: dict[str, Any] = {name: request.POST.get(name, "").strip() for name in ASKED}
    row["recipients"] = request.POST.getlist("recipients")
    if row["person"] not in file.persons:
        raise Http404
    if row["purpose"] not in vocabulary("consent_purpose"):
        raise BadValue(_("Choose to what they agree."))
    if row["purpose"] == "apply" and row["country"] not in vocabulary("country"):
        raise BadValue(_("Name the country: an agreement to apply is for one country."))
    row["until"] = row["until"] or _usual_end(request)
    if row["until"] <= today_of(request.keys).isoformat():
        raise BadValue(_("This end has passed already."))
    return row


def _usual_end(request: Any) -> str:
    return (today_of(request.keys) + datetime.timedelta(days=USUAL_DAYS)).isoformat()


def _to(row: dict[str, Any]) -> str:
    label = vocabulary("country").label
    return ", ".join(part for part in (row["named"], label(row["country"]) if row["country"] else "") if part)


def _from_whom(row: dict[str, Any], options: Choices) -> str:
    """From whom, in words, of what was chosen."""
    who = [row["recipient"], dict(options.persons).get(row["reader"], "")]
    who += [vocabulary("member_role").label(row["role"]) if row["role"] else ""]
    who += [vocabulary("country").label(row["country"]) if row["country"] else ""]
    return ", ".join(w for w in who if w) or _("everybody")


def _put(file: CaseFile, collection: str, record: str, values: dict[str, Any]) -> None:
    circle = cases.ensure_part(file, "consent")
    cases.state(file.keys, circle, "consent", collection, record, values)


def _state(file: CaseFile) -> State:
    return file.part("consent").state or State()


# -- pages -------------------------------------------------------------------------------------------------------------


def _page(request: Any, file: CaseFile, error: str = "", status: int = 200) -> HttpResponse:
    context = {
        "file": file, "number": file.number.hex(), "error": error, "typed": request.POST,
        "may_write": _may_write(request), "people": [_person(file, p, request) for p in file.persons],
        "purposes": vocabulary("consent_purpose"), "countries": vocabulary("country"),
        "facts": vocabulary("withheld_fact"), "roles": vocabulary("member_role"),
        "reasons": vocabulary("withhold_reason"),
        "authorities": sorted({str(r.get("name")) for r in pathways(request.keys).rows("recipients").values()}),
        "until": _usual_end(request), "persons": choices(file).persons, "days": USUAL_DAYS,
        "languages": vocabulary("language"), "recipients": vocabulary("consent_recipient"),
    }  # fmt: skip
    return render(request, "desk/consent.html", context, status=status)


def _person(file: CaseFile, person: str, request: Any) -> dict[str, Any]:
    """Everything about one person's consent, in words."""
    state, options, today = _state(file), choices(file), today_of(request.keys).isoformat()
    mine = {r: row for r, row in state.rows("permissions").items() if row.get("person") == person}
    given: list[dict[str, Any]] = []
    ended: list[dict[str, Any]] = []
    for record, row in reversed(mine.items()):
        over = row.get("withdrawn_on") or str(row.get("until") or "") < today or not row.get("informed")
        (ended if over else given).append(_words(Permission, row, options) | {"id": record, "row": row})
    return {
        "id": person, "label": dict(options.persons)[person], "given": given, "ended": ended,
        "language": _language(file, person),
        "limits": [_words(Limit, row, options) | {"id": r, "row": row} for r, row in state.rows("limits").items()
                   if row.get("person") == person],
        "left": [_words(Disclosure, row, options) | {"id": r, "row": row}
                 for r, row in state.rows("disclosures").items() if row.get("person") == person],
    }  # fmt: skip


def _language(file: CaseFile, person: str) -> str:
    """The first language of a person, as Needs have it; English where that is sealed or empty."""
    if (needs := file.states.get("needs")) is None:
        return "en"
    return (needs.get("languages", person, "persons") or needs.get("languages") or ["en"])[0]


def _text(row: dict[str, Any], language: str) -> Said:
    to = _to({name: row.get(name) or "" for name in ("named", "country")})
    return said(str(row.get("purpose")), language, to, str(row.get("until")))


def _words(struct: Any, row: dict[str, Any], options: Choices) -> dict[str, Any]:
    return {name: words(about, row.get(name), options) for name, about in fields(struct).items()}


def copy(request: Any, number: str, person: str) -> HttpResponse:
    """What one person is told, to be read to them or printed: their consents, their limits, what left about them, in
    their language. Nothing of any other member of the household stands on it."""
    file = _opened(request, number)
    if person not in file.persons:
        raise Http404
    shown = _person(file, person, request)
    texts = [_text(one["row"], shown["language"]) for one in shown["given"]]
    language = texts[0].language if texts else said("apply", shown["language"], "", "").language
    with translation.override(language):
        shown = _person(file, person, request)
        return render(request, "desk/consent_copy.html", {"person": shown, "texts": texts, "number": number})
