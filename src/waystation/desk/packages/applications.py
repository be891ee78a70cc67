"""Applications of one case: what each needs and misses, answers person by person, facts prepared for an authority."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from waystation.casework.errors import NotYourRole
from waystation.casework.fields import fields
from waystation.casework.folds import State
from waystation.casework.parts.papers import Application, Letter
from waystation.casework.roles import may_write
from waystation.casework.sharing import limits, packaging
from waystation.casework.sharing import recipients as keys_of
from waystation.casework.sharing.packaging import ITEMS
from waystation.casework.visas import applications as rules
from waystation.casework.vocabularies import vocabulary
from waystation.desk.cases.opened import choices, opened_file, today_of, words
from waystation.desk.web.acts import acted
from waystation.store.files import cases
from waystation.store.files.casefiles import CaseFile
from waystation.store.visas import preparing


def applications(request: Any, number: str) -> HttpResponse:
    """The page; a POST lodges, decides, appeals, or prepares facts."""
    file = opened_file(request, number)
    if file.part("papers").state is None and not may_write(request.keys.roles, "papers"):
        raise NotYourRole(_("Applications are opened by those who work with papers."))
    return acted(request, ACTS, _page, file)


def lodge(request: Any, file: CaseFile) -> None:
    record, row = _application(request, file)
    limits.forbids_country(file.states.get("consent") or State(), [str(row.get("person"))], row.get("country"))
    values = rules.lodging(_pathway(file, row), request.POST.get("on", ""))
    _state(file, record, values | {"reference": request.POST.get("reference", "")})


def decide(request: Any, file: CaseFile) -> None:
    record, row = _application(request, file)
    decision = request.POST.get("decision", "")
    values: dict[str, Any] = rules.deciding(_pathway(file, row), decision, request.POST.get("on", ""))
    typed = {n: request.POST.get(n, "") for n in ("conditions", "appeal_by")}
    typed["asked_for" if decision == "deferred" else "reason"] = request.POST.get("reason", "")
    _state(file, record, values | {n: text for n, text in typed.items() if text})


def appeal(request: Any, file: CaseFile) -> None:
    record, row = _application(request, file)
    _state(file, record, rules.appealing(row, request.POST.get("on", "")))


def prepare(request: Any, file: CaseFile) -> None:
    post, person = request.POST, request.POST.get("person", "")
    if person not in file.persons:
        raise Http404
    letter = dict(_letters(file)).get(person, "A")
    preparing.prepare(file, person, post.get("recipient", ""), post.getlist("what"), letter)


ACTS = {"lodge": lodge, "decide": decide, "appeal": appeal, "prepare": prepare}


def _application(request: Any, file: CaseFile) -> tuple[str, dict[str, Any]]:
    record, papers = request.POST.get("record", ""), file.part("papers").state
    row = papers.rows("applications").get(record) if papers else None
    if row is None:
        raise Http404
    return record, row


def _state(file: CaseFile, record: str, values: dict[str, Any]) -> None:
    part = file.part("papers")
    assert part.circle is not None
    cases.state(file.keys, part.circle, "papers", "applications", record, values)


def _pathway(file: CaseFile, row: dict[str, Any]) -> dict[str, Any]:
    """What the programme knows of an application's pathway; empty where it knows nothing."""
    wanted = row.get("pathway"), row.get("country")
    rows = preparing.pathways(file.keys).rows("pathways").values()
    return next((r for r in rows if (r.get("pathway"), r.get("country")) == wanted), {})


def _letters(file: CaseFile) -> list[tuple[str, str]]:
    needs = file.states.get("needs")
    return [
        (p, (needs.get("letter", p, "persons") if needs else None) or chr(ord("A") + n % 26))
        for n, p in enumerate(file.persons)
    ]


def _page(request: Any, file: CaseFile, error: str = "", status: int = 200) -> HttpResponse:
    papers = file.part("papers").state or State()
    consent, options, people = file.states.get("consent"), choices(file), file.persons
    excluded = limits.never(consent, people) if consent else set()
    known = {person: preparing.facts(file, person) for person in people}
    rows = {r: row for r, row in papers.rows("applications").items()}
    shown = [
        _application_shown(file, r, row, known.get(str(row.get("person")), {}), options) for r, row in rows.items()
    ]
    letters = [{n: words(a, row.get(n), options) for n, a in fields(Letter).items()} | {"id": r}
               for r, row in papers.rows("letters").items()]  # fmt: skip
    context = {
        "file": file, "number": file.number.hex(), "error": error, "typed": request.POST,
        "applications": shown, "letters": letters, "may_write": may_write(request.keys.roles, "papers", "applications"),
        "answers": [_answer_shown(a, dict(options.persons)) for a in rules.answers(papers, people)],
        "decisions": vocabulary("decision"), "today": today_of(request.keys).isoformat(),
        "never": sorted(vocabulary("country").label(c) for c in excluded), "excluded": excluded,
        "prepare": _preparing(request, file, papers, known), "labels": dict(options.persons),
    }  # fmt: skip
    return render(request, "desk/applications.html", context, status=status)


def _application_shown(
    file: CaseFile, record: str, row: dict[str, Any], known: dict[str, Any], options: Any
) -> dict[str, Any]:
    """One application: its fields in words, and each fact that its pathway needs with whether it is there."""
    said = {n: words(a, row.get(n), options) for n, a in fields(Application).items()}
    sealed = {part for part in ("identity", "story", "needs") if part not in file.states}
    wanted = []
    for key in packaging.needed(row.get("pathway")):
        item = ITEMS[key]
        state = "there" if key in known else "sealed" if item.compartment in sealed else "missing"
        wanted.append({"label": item.label, "state": state, "part": item.compartment})
    missing = sum(w["state"] == "missing" for w in wanted)
    return {"id": record, "f": said, "row": row, "needed": wanted, "missing": missing, "outcome": rules.outcome(row)}


def _answer_shown(answer: rules.Answer, names: dict[str, str]) -> dict[str, Any]:
    label = vocabulary("decision").label
    return {
        "country": vocabulary("country").label(answer.country), "pathway": vocabulary("pathway").label(answer.pathway),
        "split": answer.split, "without": [names.get(p, p) for p in answer.without],
        "of": [(names.get(p, p), d, label(d) if d else "") for p, d in answer.of.items()],
    }  # fmt: skip


def _preparing(request: Any, file: CaseFile, papers: State, known: dict[str, dict[str, Any]]) -> list[dict[str, Any]]:
    """For each person and each authority in use: what may be prepared, what stands against it, what is prepared."""
    if not may_write(request.keys.roles, "papers"):
        return []
    consent, on, state = file.states.get("consent"), today_of(request.keys), preparing.pathways(request.keys)
    found = []
    for person in file.persons:
        for record, row in state.rows("recipients").items():
            if row.get("retired"):
                continue
            kept = packaging.withheld(consent, person, row.get("name") or "") if consent else set()
            ready = packaging.prepared(papers, person, record)
            items = [{"item": item, "kept": key in kept, "ready": key in ready} for key, item in ITEMS.items()
                     if key in known[person]]  # fmt: skip
            found.append({
                "person": person, "record": record, "row": row, "why_not": packaging.against(consent, person, row, on),
                "items": items, "ready": len(ready), "usable": keys_of.usable(state, record),
                "needed": set(packaging.needed(_asked(papers, person, row))),
            })  # fmt: skip
    return found


def _asked(papers: State, person: str, recipient: dict[str, Any]) -> str:
    """The kind of pathway that a person applies by in a recipient's country."""
    rows = papers.rows("applications").values()
    mine = [r for r in rows if (r.get("person"), r.get("country")) == (person, recipient.get("country"))]
    return str(mine[-1].get("pathway") or "") if mine else ""
