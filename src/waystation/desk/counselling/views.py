"""The counsellor's page about one person: screening, trend, sessions, safety plan, referral, and "call now"."""

import datetime
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from waystation.casework.errors import BadValue, CaseworkError, NotYourRole, UnknownField
from waystation.casework.fields import fields
from waystation.casework.folds import State
from waystation.casework.landing import screening
from waystation.casework.landing.reception import SCREEN_AFTER
from waystation.casework.landing.screening import BANDS, Instrument, Wording, instrument
from waystation.casework.parts import consent
from waystation.casework.parts.health import Referral, Session
from waystation.casework.vocabularies import vocabulary
from waystation.desk.cases.opened import choices, now_of, opened_file, today_of, words
from waystation.desk.counselling.plots import plot
from waystation.desk.web import zones
from waystation.desk.web.acts import acted
from waystation.desk.web.words import sentence
from waystation.store.files.casefiles import CaseFile, Part
from waystation.store.sealed import drafts
from waystation.store.sealed.drafts import Draft
from waystation.store.settling import counselling as store


def counselling(request: Any, number: str, person: str) -> HttpResponse:
    """The page; a POST does one of the acts below."""
    file = opened_file(request, number)
    part = _part(request, file, person)
    if request.POST.get("draft"):
        typed = {name: request.POST.get(name, "") for name in ("note", "next_at")}
        drafts.keep(request.keys, _place(file, person), Draft(typed, {}, (), request.keys.minute))
        return HttpResponse(status=204)
    return acted(request, ACTS, _page, file, part)


def questions(request: Any, number: str, person: str, key: str) -> HttpResponse:
    """One questionnaire, or the form for its score where its questions may not be shipped."""
    file = opened_file(request, number)
    _part(request, file, person)
    try:
        used = instrument(key)
    except UnknownField as error:
        raise Http404 from error
    if request.method != "POST" or "show" in request.POST:
        return _form(request, file, person, used)
    try:
        acute = _screen(request, file, person, used)
    except CaseworkError as error:
        return _form(request, file, person, used, sentence(error), 400)
    back = redirect("counselling", number, person)
    if acute:
        back["Location"] += "#now"
    return back


def _part(request: Any, file: CaseFile, person: str) -> Part:
    if f"health:{person}" not in file.parts:
        raise Http404
    part = file.part("health", person)
    if part.reading is None and not (part.circle is None and "counsellor" in request.keys.roles):
        raise NotYourRole(_("Counselling is opened by the counsellors, and by nobody else."))
    return part


def _place(file: CaseFile, person: str) -> str:
    return f"{file.number.hex()}/session/{person}"


def _screen(request: Any, file: CaseFile, person: str, used: Instrument) -> bool:
    """Keeps a screening. Returns whether somebody must be called. Raises CaseworkError."""
    post = request.POST
    if post.get("voluntary") != "yes":
        raise BadValue(_("Only if they chose to be screened: ask, and tick the box."))
    more: dict[str, Any] = {"language": post.get("language", "")}
    if used.items and not post.get("score", "").strip():
        answers = [_number(post.get(f"q{n}", "")) for n in range(len(used.items))]
        result = used.result(answers)
        more["answers"] = screening.written([a for a in answers if a is not None])
    else:
        level = _number(post.get("thermometer", "")) if used.thermometer is not None else None
        result = used.entered(post.get("score", ""), level, {"yes": True, "no": False}.get(post.get("acute", "")))
        more["thermometer"] = level
    store.screened(file, person, used, result, today_of(request.keys).isoformat(), **more)
    return result.acute


def _number(text: str) -> int | None:
    return int(text) if text.isdecimal() and len(text) < 4 else None


def session(request: Any, file: CaseFile, part: Part) -> None:
    """Writes a session, and when the next one is. Raises BadValue."""
    post, note = request.POST, request.POST.get("note", "").strip()
    if not note and not post.get("next_at"):
        raise BadValue(_("Write a note, or when you meet next."))
    row = {"at": now_of(request), "by": request.keys.member.hex(), "note": note}
    row["next_at"] = zones.typed(post["next_at"]) if post.get("next_at") else None
    store.write(file, part.person, ("sessions", store.new(), row))
    drafts.forget(request.keys, _place(file, part.person))


def safety(request: Any, file: CaseFile, part: Part) -> None:
    store.write(file, part.person, ("", "", {"safety_plan": request.POST.get("safety_plan", "")}))


def offer(request: Any, file: CaseFile, part: Part) -> None:
    """Sets the day on which a screening is offered."""
    store.write(file, part.person, ("", "", {"screen_on": request.POST.get("screen_on", "")}))


def interpreter(request: Any, file: CaseFile, part: Part) -> None:
    store.write(file, part.person, ("", "", {"interpreter_clear": request.POST.get("clear", "")}))


def now(request: Any, file: CaseFile, part: Part) -> None:
    """Calls those on call, whatever a questionnaire says."""
    store.call_now(file, part.person)


def over(request: Any, file: CaseFile, part: Part) -> None:
    store.over(file, part.person, now_of(request))


def refer(request: Any, file: CaseFile, part: Part) -> None:
    """Sends them on to other care; tells the settlement worker that they are in counselling if they agreed to that."""
    post = request.POST
    if post.get("consented") != "yes":
        raise BadValue(_("Refer somebody only if they agreed."))
    if not post.get("to", "").strip():
        raise BadValue(_("Write to whom."))
    today = today_of(request.keys).isoformat()
    row = {"to": post["to"], "on": today, "consented": True, "urgent": post.get("urgent") == "yes"}
    store.write(file, part.person, ("referrals", store.new(), row))
    if post.get("tell") == "yes":
        store.referred(file, part.person, today)


ACTS = {
    "session": session, "safety": safety, "offer": offer, "interpreter": interpreter, "now": now, "over": over,
    "refer": refer,
}  # fmt: skip


def _page(request: Any, file: CaseFile, part: Part, error: str = "", status: int = 200) -> HttpResponse:
    state, options, today = part.state or State(), choices(file), today_of(request.keys)
    draft = drafts.look(request.keys, _place(file, part.person))
    typed = request.POST if error else draft.typed if draft else {}
    consents = file.states.get("consent")
    agreed = consent.in_force(consents, "counselling", today, person=part.person) if consents else []
    context = {
        "file": file, "number": file.number.hex(), "person": part.person, "error": error, "typed": typed,
        "label": dict(options.persons).get(part.person, ""), "state": state, "many": len(file.persons) > 1,
        "acute": state.get("acute_risk") is True, "clear": state.get("interpreter_clear"),
        "agreed": bool(agreed), "trends": _trends(state, options), "used": [instrument(k) for k in screening.KEYS],
        "sessions": [_words(Session, r, options) for r in reversed(state.rows("sessions").values())],
        "referrals": [_words(Referral, r, options) for r in reversed(state.rows("referrals").values())],
        "safety_plan": typed.get("safety_plan", state.get("safety_plan") or ""), "screen_on": state.get("screen_on"), 
        "suggested": _suggested(file, state, today),
    }  # fmt: skip
    return render(request, "desk/counselling.html", context, status=status)


def _words(struct: Any, row: dict[str, Any], options: Any) -> dict[str, str]:
    return {name: words(about, row.get(name), options) for name, about in fields(struct).items()}


def _suggested(file: CaseFile, state: State, today: datetime.date) -> str:
    """The day to offer a screening: about thirty days after they came to reception; today where that has passed."""
    needs = file.states.get("needs")
    landed = next((m[2] for m in reversed(needs.moves) if m[0] == "S10"), None) if needs else None
    if landed is None or state.get("screen_on") or state.records("screenings"):
        return ""
    day = datetime.datetime.fromtimestamp(landed * 60, datetime.UTC).date() + datetime.timedelta(days=SCREEN_AFTER)
    return max(day, today).isoformat()


def _trends(state: State, options: Any) -> list[dict[str, Any]]:
    """Each questionnaire that was used: its drawing, and its results, the last first, with their answers."""
    rows: dict[str, list[dict[str, Any]]] = {}
    for row in state.rows("screenings").values():
        if row.get("on") and row.get("score") is not None and row.get("instrument") in screening.KEYS:
            rows.setdefault(row["instrument"], []).append(row)
    found = []
    for key in (k for k in screening.KEYS if k in rows):
        used, results = instrument(key), sorted(rows[key], key=lambda row: row["on"])
        drawing = plot(used, [(r["on"], min(max(r["score"], used.least), used.most), bool(r.get("acute")))
                              for r in results])  # fmt: skip
        lines = [
            {"on": r["on"], "score": used.said(r["score"]), "acute": r.get("acute"),
             "thermometer": r.get("thermometer"), "band": BANDS.get(used.band(r["score"], r.get("thermometer")), ""),
             "answers": _answers(used, r)}
            for r in reversed(results)
        ]  # fmt: skip
        found.append({"used": used, "plot": drawing, "lines": lines})
    return found


def _answers(used: Instrument, row: dict[str, Any]) -> list[tuple[str, str]]:
    given = screening.read(row.get("answers") or "")
    if len(given) != len(used.items):
        return []
    read = used.wordings.get(row.get("language") or "", used)
    return [(item, read.options[a]) for item, a in zip(read.items, given, strict=True) if a < len(read.options)]


def _wording(request: Any, file: CaseFile, person: str, used: Instrument) -> Wording | None:
    """In which words it is read: as chosen, else in the first language of the person that it has, else in English."""
    needs = file.states.get("needs") or State()
    theirs = needs.get("languages", person, "persons") or needs.get("languages") or []
    wanted = [request.POST.get("show") or request.POST.get("language") or "", *theirs, screening.ENGLISH]
    return next((used.wordings[one] for one in wanted if one in used.wordings), None)


def _form(
    request: Any, file: CaseFile, person: str, used: Instrument, error: str = "", status: int = 200
) -> HttpResponse:
    post, read = request.POST, _wording(request, file, person, used)
    asked = [
        (f"q{n}", item, [(str(p), text, post.get(f"q{n}") == str(p)) for p, text in enumerate(read.options)],
         bool(error) and not post.get("score") and not post.get(f"q{n}"))
        for n, item in enumerate(read.items)
    ] if read else []  # fmt: skip
    context = {
        "file": file, "number": file.number.hex(), "person": person, "used": used, "asked": asked, "error": error,
        "read": read, "others": [w.language for w in used.wordings.values() if w is not read],
        "acute_item": None if used.acute is None else used.acute + 1, "languages": vocabulary("language"),
        "typed": post, "least": used.said(used.least), "most": used.said(used.most),
        "bands": [(used.said(least), BANDS[band]) for least, band in used.bands],
    }  # fmt: skip
    return render(request, "desk/screening.html", context, status=status)
