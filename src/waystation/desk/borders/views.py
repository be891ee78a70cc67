"""The page of borders: which tables and rules there are and how old, a question to them, what a new table breaks."""

import datetime
import os
from itertools import pairwise
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from waystation.casework import facts
from waystation.casework.borders import Borders
from waystation.casework.errors import BadValue, NotYourRole
from waystation.casework.folds import State, set_statement
from waystation.casework.roles import access, may_write
from waystation.casework.vocabularies import vocabulary
from waystation.casework.words import _ as marked
from waystation.desk.borders import rules, tables, ways
from waystation.desk.borders.said import OLD, Said, country, said
from waystation.desk.cases.opened import today_of
from waystation.desk.web.words import sentence
from waystation.planning import passage
from waystation.planning.passage import Leg, Traveller, Visa
from waystation.planning.passage.changes import changes
from waystation.store import accesslog, cases, programme, references
from waystation.store.cases import CaseFile
from waystation.store.keys import Keys

TABLES = {
    "entry-rules": marked("Entry rules of passports"), "borders": marked("Land borders"),
    "routes": marked("Flights between airports"), "airports": marked("Airports"),
}  # fmt: skip
ELSEWHERE = "ZZ"  # where somebody comes from who only asks about a border; no country has this code


def borders(request: Any) -> HttpResponse:
    """GET shows the page; a POST asks the tables, takes over the first lists, or compares journeys."""
    keys: Keys = request.keys
    if not any(access(role, "borders").reads for role in keys.roles):
        raise NotYourRole(_("Your role does not open the rules of borders."))
    file = programme.opened(keys, "borders")
    accesslog.log(keys.pseudonym, "open", [p.circle for p in file.parts.values() if p.circle and p.reading])
    if request.method != "POST":
        return _page(request, file)
    act = ACTS.get(request.POST.get("act", ""))
    if act is None:
        raise Http404
    return act(request, file)


def _page(request: Any, file: CaseFile, status: int = 200, **more: Any) -> HttpResponse:
    keys: Keys = request.keys
    state = file.states.get("borders")
    today = today_of(keys)
    writes = may_write(keys.roles, "borders")
    context = {
        "file": file, "number": file.number.hex(), "tables": _tables(today), "today": today,
        "lists": _lists(state, today), "zones": facts.zones(), "writes": writes,
        "may_begin": writes and any(not _rows(state, name) for name in facts.LISTS),
        "changed": _changed(), "may_compare": any(access(role, "journey").reads for role in keys.roles),
        "countries": [(word.key, _(word.label)) for word in vocabulary("country")], "typed": {},
    }  # fmt: skip
    return render(request, "desk/borders.html", context | more, status=status)


# -- what is there -----------------------------------------------------------------------------------------------------


def _tables(today: datetime.date) -> list[dict[str, Any]]:
    """Each kind of table with its age; the package's airports where nobody imported others."""
    kept = {table.key: table for table in references.every()}
    found = []
    for key, label in TABLES.items():
        table = kept.get(key)
        age = (today - datetime.date.fromisoformat(table.as_of)).days if table else None
        found.append({"key": key, "label": label, "table": table, "age": age, "old": age is not None and age > OLD})
    return found


def _changed() -> dict[str, Any] | None:
    """How many entry rules differ from the table that was replaced last."""
    before = references.look("entry-rules", before=True)
    if before is None:
        return None
    count = sum(1 for _change in changes(tables.entry_rules(before=True), tables.entry_rules()))
    return {"before": before, "count": count}


def _rows(state: State | None, collection: str) -> dict[str, dict[str, Any]]:
    return state.rows(collection) if state else {}


def _lists(state: State | None, today: datetime.date) -> dict[str, list[dict[str, Any]]]:
    return {name: [_shown(record, row, today) for record, row in _rows(state, name).items()] for name in facts.LISTS}


def _shown(record: str, row: dict[str, Any], today: datetime.date) -> dict[str, Any]:
    as_of = row.get("as_of")
    age = (today - datetime.date.fromisoformat(as_of)).days if as_of else None
    return {
        "id": record, "row": row, "age": age, "old": age is not None and age > OLD,
        "countries": _named(row.get("countries") or [row.get("country") or ""]),
        "passports": _named(row.get("passports") or []),
    }  # fmt: skip


def _named(codes: list[str]) -> str:
    """Countries by name; a whole zone by its own."""
    left, names = set(codes), []
    for zone in facts.zones():
        if set(zone.countries) <= left:
            left -= set(zone.countries)
            names.append(zone.label)
    return ", ".join([*names, *sorted(country(code) for code in left if code)])


# -- acts --------------------------------------------------------------------------------------------------------------


def ask(request: Any, file: CaseFile) -> HttpResponse:
    """What the rules say about one passport and one border, by POST: a question tells who is asked about."""
    post = request.POST
    typed = {name: post.get(name, "") for name in ("passport", "to", "via", "on", "valid_until")}
    typed["visas"] = post.getlist("visas")
    try:
        answers = _answers(request.keys, typed)
    except BadValue as error:
        return _page(request, file, 400, typed=typed, error=sentence(error))
    return _page(request, file, typed=typed, answers=answers)


def _answers(keys: Keys, typed: dict[str, Any]) -> list[Said]:
    """Raises BadValue."""
    on = _day(typed["on"])
    if not (typed["passport"] and typed["to"] and on):
        raise BadValue(_("Choose a passport, a country and a day."))
    noon = datetime.datetime.combine(on, datetime.time(12), datetime.UTC)
    visas = tuple(Visa(code, on, on, days=None) for code in typed["visas"])
    who = Traveller(typed["passport"], visas=visas, valid_until=_day(typed["valid_until"]))
    stops = [ELSEWHERE, *filter(None, [typed["via"]]), typed["to"]]
    legs = [
        Leg("air", start, end, start, end, noon + datetime.timedelta(hours=4 * n),
            noon + datetime.timedelta(hours=4 * n + 2), airside=n == 0 and len(stops) > 2)
        for n, (start, end) in enumerate(pairwise(stops))
    ]  # fmt: skip
    verdicts = passage.check(who, legs, rules.of(keys))
    return said((v for v in verdicts if v.kind != "exit"), today_of(keys))


def _day(text: str) -> datetime.date | None:
    """Raises BadValue."""
    try:
        return datetime.date.fromisoformat(text) if text else None
    except ValueError as error:
        raise BadValue(_("Write days as year-month-day, like 2026-03-31.")) from error


def begin(request: Any, file: CaseFile) -> HttpResponse:
    """Takes over the facts that ship with the program into the lists that are empty."""
    state = file.states.get("borders")
    items: list[Any] = [
        ("set", set_statement(Borders, name, os.urandom(6).hex(), row))
        for name in facts.LISTS
        if not _rows(state, name)
        for row in facts.starters(name)
    ]
    if items:
        cases.put_all(request.keys, cases.ensure_part(file, "borders"), "borders", items)
    return redirect("borders")


def compare(request: Any, file: CaseFile) -> HttpResponse:
    """Which journeys under these keys the new table breaks."""
    keys: Keys = request.keys
    if not any(access(role, "journey").reads for role in keys.roles):
        raise NotYourRole(_("Journeys are compared by those who open them."))
    found, circles = ways.compared(keys)
    accesslog.log(keys.pseudonym, "compare journeys", circles)
    today = today_of(keys)
    broken = [(number, code, said((b.after for b in worse), today)) for number, code, worse in found.cases]
    return _page(request, file, compared=found, broken=broken)


ACTS = {"ask": ask, "begin": begin, "compare": compare}
