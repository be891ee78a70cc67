"""Papers of a case on one page: what fails first, where originals are, exit checks, the order of papers, pathways."""

import datetime
import os
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from waystation.casework.clocks import counted
from waystation.casework.errors import BadValue, NotYourRole
from waystation.casework.fields import fields
from waystation.casework.folds import State
from waystation.casework.parts.papers import Document, ExitCheck, HandOver
from waystation.casework.roles import access, may_write
from waystation.casework.visas import custody, departing, eligibility, exitchecks, failing
from waystation.casework.vocabularies import vocabulary
from waystation.desk.cases.opened import choices, now_of, opened_file, today_of, words
from waystation.desk.journeys import days
from waystation.desk.papers import planning, timeline
from waystation.desk.web.acts import acted
from waystation.desk.web.forms import Choices
from waystation.store.files import cases, programme
from waystation.store.files.casefiles import CaseFile
from waystation.store.sealed import accesslog
from waystation.store.sealed.keys import Keys

LIKELY = 5  # pathways shown at once; the rest behind a press
GOOD_FOR = 14  # days that a check is taken as good where nobody says: the lag of the slowest register


def papers(request: Any, number: str) -> HttpResponse:
    """The page; a POST does one of the acts below."""
    file = opened_file(request, number, only=("papers", "needs", "consent", "plan", "journey"))
    if not any(access(role, "papers").reads for role in request.keys.roles):
        raise NotYourRole(_("Papers are opened by those who get them."))
    if request.method == "POST" and not may_write(request.keys.roles, "papers"):
        raise NotYourRole(_("Your role does not write here."))
    return acted(request, ACTS, _page, file)


# -- acts --------------------------------------------------------------------------------------------------------------


def hand_over(request: Any, file: CaseFile) -> str:
    """A line of custody, signed by this member. Raises BadValue."""
    post, state = request.POST, _state(file)
    row = custody.hand_over(state, post.get("document", ""), post, request.keys.member.hex(), now_of(request))
    _write(file, "custody", os.urandom(6).hex(), row)
    accesslog.log(request.keys.pseudonym, "paper handed over", [file.part("papers").circle or b""])
    return "documents"


def check(request: Any, file: CaseFile) -> str:
    """An exit check made now. Raises BadValue."""
    post, today = request.POST, today_of(request.keys)
    until = post.get("valid_until") or (today + datetime.timedelta(days=GOOD_FOR)).isoformat()
    if not post.get("answer") or not post.get("source"):
        raise BadValue(_("Say who was asked and what they answered."))
    row = {"person": _person(request, file), "at": now_of(request), "source": post["source"], "answer": post["answer"],
           "valid_until": until, "detail": post.get("detail", "")}  # fmt: skip
    _write(file, "exit_checks", os.urandom(6).hex(), row)
    return "exits"


def told(request: Any, file: CaseFile) -> str:
    """The person was told of a check, just now, by this member."""
    record = request.POST.get("record", "")
    if record not in _state(file).records("exit_checks"):
        raise Http404
    _write(file, "exit_checks", record,
           {"told": True, "told_at": now_of(request), "told_by": request.keys.member.hex()})  # fmt: skip
    return "exits"


def agreed_words(request: Any, file: CaseFile) -> str:
    """The words in which the person wants to be told."""
    _write(file, "", "", {"exit_words": request.POST.get("exit_words", "")})
    return "exits"


ACTS = {
    "hand_over": hand_over, "check": check, "told": told, "words": agreed_words,
    "want": lambda r, f: planning.want(r.POST, f, _person(r, f)), "drop": lambda r, f: planning.drop(r.POST, f),
    "departure": lambda r, f: planning.departure(r.POST, f),
}  # fmt: skip


def _write(file: CaseFile, collection: str, record: str, values: dict[str, Any]) -> None:
    cases.state(file.keys, cases.ensure_part(file, "papers"), "papers", collection, record, values)


def _person(request: Any, file: CaseFile) -> str:
    person = request.POST.get("person") or file.persons[0]
    if person not in file.persons:
        raise BadValue(_("Choose one of the list."))
    return str(person)


def _state(file: CaseFile) -> State:
    return file.part("papers").state or State()


# -- the page ----------------------------------------------------------------------------------------------------------


def pathways_of(keys: Keys) -> dict[str, dict[str, Any]]:
    """The programme's pathways by record, as far as these keys open them."""
    state = programme.opened(keys, "pathways").part("pathways").state
    return state.rows("pathways") if state else {}


def _page(request: Any, file: CaseFile, error: str = "", status: int = 200) -> HttpResponse:
    keys, state, options = request.keys, _state(file), choices(file)
    ways, today = pathways_of(keys), today_of(keys)
    context: dict[str, Any] = {
        "file": file, "number": file.number.hex(), "error": error, "typed": request.POST, "today": today.isoformat(),
        "may_write": may_write(keys.roles, "papers"), "persons": options.persons, "anchor": True,
        "begun": file.part("papers").reading is not None,
        "fails": _fails(file, state, ways, options), "documents": _documents(state, options, keys.minute),
        "places": options.of(fields(HandOver)["place"]), "state": state,
        "kinds": options.of(fields(Document)["kind"]), "countries": options.of(fields(Document)["country"]),
        "sources": options.of(fields(ExitCheck)["source"]), "answers": options.of(fields(ExitCheck)["answer"]),
        "good_until": (today + datetime.timedelta(days=GOOD_FOR)).isoformat(),
        "calendars": _calendars(file, state, options, today), "checks": _checks(state, options, today),
        "verdicts": _verdicts(file, state, ways, today),
    }  # fmt: skip
    context |= planning.shown(file, state, options, today) | timeline.picture(request, _papers_only(file))
    context |= days.shown(file, "papers", ways)
    return render(request, "desk/papers.html", context, status=status)


def _papers_only(file: CaseFile) -> CaseFile:
    parts = {key: part for key, part in file.parts.items() if part.kind.key == "papers"}
    return CaseFile(file.keys, file.number, file.code, file.subject, parts)


def _fails(file: CaseFile, state: State, ways: dict[str, Any], options: Choices) -> list[dict[str, Any]]:
    """For each person the first paper to fail: one date, one reason."""
    now, names = file.keys.minute, dict(options.persons)
    found = failing.failing(state, file.persons, ways, file.states.get("consent"))
    return [
        {"who": names.get(f.person, ""), "one": f, "level": f.level(now), "alert": f.alert(now),
         "before": f.day < departing.leaves(state, f.person)}
        for f in found
    ]  # fmt: skip


def _documents(state: State, options: Choices, now: int) -> list[dict[str, Any]]:
    abouts, lines = fields(Document), fields(HandOver)
    counts, ends, not_yet = counted(state.rows("documents")), _ends(state), dict(failing.not_yet(state))
    found = []
    for record, row in state.rows("documents").items():
        overs = custody.hand_overs(state, record)
        found.append({
            "id": record, "f": {n: words(a, row.get(n), options) for n, a in abouts.items()},
            "label": failing.document_label(row), "renewed": record not in counts,
            "level": ends[record].level(now) if record in ends else "", "end": ends.get(record),
            "not_yet": not_yet.get(record, ""),
            "custody": [{n: words(a, line.get(n), options) for n, a in lines.items()} for line in overs],
        })  # fmt: skip
    return found


def _ends(state: State) -> dict[str, failing.Failing]:
    """What lapses first of each document."""
    found: dict[str, failing.Failing] = {}
    for one in failing.lapsing(state):
        if one.collection == "documents":
            found.setdefault(one.record, one)
    return found


def _calendars(file: CaseFile, state: State, options: Choices, today: datetime.date) -> list[Any]:
    """Each person's four checks before departure, where a departure is planned."""
    names, rows = dict(options.persons), state.rows("exit_checks")
    return [
        (names[person], exitchecks.calendar(
            {r: row for r, row in rows.items() if row.get("person") == person},
            datetime.date.fromisoformat(leaves), today,
        ))
        for person in file.persons
        if (leaves := departing.leaves(state, person))
    ]  # fmt: skip


def _checks(state: State, options: Choices, today: datetime.date) -> list[dict[str, Any]]:
    newest, abouts = failing.newest_checks(state), fields(ExitCheck)
    return [
        {"id": record, "f": {n: words(a, row.get(n), options) for n, a in abouts.items()}, "row": row,
         "newest": record in newest, "stale": exitchecks.stale(row, today),
         "lapses": exitchecks.stale(row, _leaves(state, row, today))}
        for record, row in sorted(state.rows("exit_checks").items(), key=lambda x: str(x[1].get("at")), reverse=True)
    ]  # fmt: skip


def _leaves(state: State, row: dict[str, Any], today: datetime.date) -> datetime.date:
    """The day on which the person of this line leaves, not before today."""
    planned = departing.leaves(state, row.get("person") or "")
    return max(today, datetime.date.fromisoformat(planned)) if planned else today


def _verdicts(file: CaseFile, state: State, ways: dict[str, Any], today: datetime.date) -> dict[str, Any]:
    """Which of the programme's pathways are open to this household: those that were ranked, then the likeliest."""
    known = eligibility.facts(state, file.persons, file.states.get("consent"))
    ranks = {(o.get("pathway"), o.get("country") or ""): o.get("rank") for o in state.rows("options").values()}
    every = [
        {"id": record, "way": (way := ways[record]), "verdict": verdict,
         "country": vocabulary("country").label(way.get("country") or ""),
         "rank": ranks.get((way.get("pathway"), way.get("country") or "")) or ranks.get((way.get("pathway"), ""))}
        for record, verdict in eligibility.ranked(known, ways, today)
    ]  # fmt: skip
    every.sort(key=lambda v: v["rank"] or len(every) + 1)
    maybe = [v for v in every if v["verdict"].answer != "no"]
    return {"likely": maybe[:LIKELY], "more": maybe[LIKELY:], "no": [v for v in every if v["verdict"].answer == "no"]}
