"""The page of borders: which tables and rules there are and how old, a question to them, what a new table breaks."""

import datetime
import os
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext

from waystation.casework.errors import BadValue, NotYourRole
from waystation.casework.folds import State, set_statement
from waystation.casework.parts.borders import Borders
from waystation.casework.rates import Rated
from waystation.casework.roles import access, may_write
from waystation.casework.visas.facts import borders as facts
from waystation.casework.vocabularies import vocabulary
from waystation.casework.words import _
from waystation.desk.borders import asking
from waystation.desk.cases.opened import today_of
from waystation.desk.journeys.places import local
from waystation.desk.plan import legalways
from waystation.desk.routes import fares, finding, ofcases, tables
from waystation.desk.routes.content import content
from waystation.desk.routes.said import OLD, country, said
from waystation.desk.web.words import sentence
from waystation.planning.passage.changes import changes
from waystation.store.files import cases, programme
from waystation.store.files.casefiles import CaseFile
from waystation.store.plans.departures import may_ask
from waystation.store.sealed import accesslog
from waystation.store.sealed.keys import Keys
from waystation.store.travel import references

TABLES = {
    "entry-rules": _("Entry rules of passports"), "borders": _("Land borders"),
    "routes": _("Flights between airports"), "airports": _("Airports"),
}  # fmt: skip


def borders(request: Any) -> HttpResponse:
    """GET shows the page; a POST asks the tables, takes over the first lists, or compares journeys."""
    keys: Keys = request.keys
    if not any(access(role, "borders").reads for role in keys.roles):
        raise NotYourRole(gettext("Your role does not open the rules of borders."))
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
        "changed": _changed(), "may_compare": _may_compare(keys),
        "fares": _fares(state, programme.rates(keys), today), "typed": {},
        "countries": [(word.key, gettext(word.label)) for word in vocabulary("country")],
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
        found.append({
            "key": key, "label": label, "table": table, "content": content(table.counted) if table else "",
            "age": age, "old": age is not None and age > OLD,
        })  # fmt: skip
    return found


def _changed() -> dict[str, Any] | None:
    """How many entry rules differ from the table that was replaced last."""
    before = references.look("entry-rules", before=True)
    if before is None:
        return None
    count = sum(1 for _change in changes(tables.entry_rules(before=True), tables.entry_rules()))
    return {"before": before, "count": count}


def _fares(state: State | None, rates: list[Rated], today: datetime.date) -> list[dict[str, Any]]:
    """Offers of travel agents by departure, those that hold no longer last; ``unrated``: compared with nothing."""
    rows = _rows(state, fares.LIST)
    worth = finding.euros(rates, [str(row.get("currency") or "") for row in rows.values()])
    shown = [
        {"id": record, "row": row, "over": str(row.get("until") or "") < str(today),
         "departs": local(row, "departs", "from"), "arrives": local(row, "arrives", "to"),
         "unrated": row.get("currency") not in worth, "age": _age(row, today)}
        for record, row in rows.items()
    ]  # fmt: skip
    return sorted(shown, key=lambda one: (one["over"], str(one["row"].get("departs"))))


def _rows(state: State | None, collection: str) -> dict[str, dict[str, Any]]:
    return state.rows(collection) if state else {}


def _lists(state: State | None, today: datetime.date) -> dict[str, list[dict[str, Any]]]:
    return {name: [_shown(record, row, today) for record, row in _rows(state, name).items()] for name in facts.LISTS}


def _shown(record: str, row: dict[str, Any], today: datetime.date) -> dict[str, Any]:
    age = _age(row, today)
    return {
        "id": record, "row": row, "age": age, "old": age is not None and age > OLD,
        "countries": _named(row.get("countries") or [row.get("country") or ""]),
        "passports": _named(row.get("passports") or []),
    }  # fmt: skip


def _age(row: dict[str, Any], today: datetime.date) -> int | None:
    return (today - datetime.date.fromisoformat(row["as_of"])).days if row.get("as_of") else None


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
    """What the rules say about one passport and one border."""
    given = asking.typed(request.POST)
    try:
        return _page(request, file, typed=given, answers=asking.one_border(request.keys, given))
    except BadValue as error:
        return _page(request, file, 400, typed=given, error=sentence(error))


def find(request: Any, file: CaseFile) -> HttpResponse:
    """Lawful ways from a place to another."""
    given = asking.typed(request.POST)
    try:
        answer = asking.find(request.keys, given)
    except BadValue as error:
        return _page(request, file, 400, typed=given, error=sentence(error))
    return _page(request, file, typed=given, asked_ways=True, answer=answer)


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
    """Which journeys and planned departures under these keys the new table breaks."""
    keys: Keys = request.keys
    if not _may_compare(keys):
        raise NotYourRole(gettext("Journeys and plans are compared by those who open them."))
    found, circles = ofcases.compared(keys)
    accesslog.log(keys.pseudonym, "compare journeys", circles)
    today = today_of(keys)
    broken = [(number, code, said((b.after for b in worse), today)) for number, code, worse in found.cases]
    worse, of = legalways.worsened(keys, ofcases.MOST) if may_ask(keys) else ([], 0)
    return _page(request, file, compared=found, broken=broken, departures=worse, departures_of=of)


def _may_compare(keys: Keys) -> bool:
    return may_ask(keys) or any(access(role, "journey").reads for role in keys.roles)


def take(request: Any, file: CaseFile) -> HttpResponse:
    """Takes a travel agent's table of offers over."""
    _may_write(request)
    try:
        taken = fares.take(file, request.FILES.get("file"), request.POST.get("agent", ""), today_of(request.keys))
    except BadValue as error:
        return _page(request, file, 400, error=sentence(error))
    return _page(request, programme.opened(request.keys, "borders"), taken=taken)


def clear(request: Any, file: CaseFile) -> HttpResponse:
    """Takes out offers that hold no longer."""
    _may_write(request)
    fares.clear(file, today_of(request.keys))
    return redirect("borders")


def _may_write(request: Any) -> None:
    if not may_write(request.keys.roles, "borders"):
        raise NotYourRole(gettext("Your role does not write here."))


ACTS = {"ask": ask, "find": find, "begin": begin, "compare": compare, "take": take, "clear": clear}
