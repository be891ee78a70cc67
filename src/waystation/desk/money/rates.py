"""Exchange rates: the one table by which prices are compared and sums added up, typed by hand with source and day."""

import datetime
import os
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from waystation.casework.errors import BadValue, NotYourRole
from waystation.casework.folds import State
from waystation.casework.rates import OLD, departs, typed
from waystation.casework.roles import access, may_write
from waystation.casework.vocabularies import vocabulary
from waystation.desk.cases.opened import today_of
from waystation.desk.web.acts import acted
from waystation.store.files import cases, programme
from waystation.store.files.casefiles import CaseFile
from waystation.store.sealed import accesslog
from waystation.store.sealed.keys import Keys

FIELDS = ("one", "into", "rate", "on", "source")


def rates(request: Any) -> HttpResponse:
    """The table, newest first, with the age of each rate; a POST adds one."""
    keys: Keys = request.keys
    if not any(access(role, "rates").reads for role in keys.roles):
        raise NotYourRole(_("Your role does not open exchange rates."))
    file = programme.opened(keys, "rates")
    accesslog.log(keys.pseudonym, "open", [p.circle for p in file.parts.values() if p.circle and p.reading])
    return acted(request, {"rate": add}, _page, file)


def add(request: Any, file: CaseFile) -> None:
    """Keeps a rate. Raises CaseworkError."""
    keep(request.keys, request.POST)


def keep(keys: Keys, post: Mapping[str, str]) -> None:
    """Writes a rate into the programme's table. Raises BadValue, NotYourRole."""
    if not may_write(keys.roles, "rates"):
        raise NotYourRole(_("Your role does not write here."))
    values = given(post, today_of(keys))
    times = _departs(keys, values)
    if times is not None and post.get("sure") != "1":
        raise BadValue(
            _("By the last rate this is off by a factor of %(times)s. Look at number and currencies, then tick below."),
            times=f"{times:.1f}",
        )
    circle = cases.ensure_part(programme.opened(keys, "rates"), "rates")
    cases.state(keys, circle, "rates", "rates", os.urandom(6).hex(), values)


def unsure(keys: Keys, post: Mapping[str, str]) -> bool:
    """Whether the form must ask if this rate is right."""
    try:
        return _departs(keys, given(post, today_of(keys))) is not None
    except BadValue:
        return False


def _departs(keys: Keys, values: Mapping[str, str]) -> Decimal | None:
    number = typed(values["rate"])
    return departs(programme.rates(keys), values["one"], values["into"], number) if number else None


def given(post: Mapping[str, str], today: datetime.date) -> dict[str, str]:
    """A rate as a form sends it. Raises BadValue."""
    values = {name: post.get(name, "").strip() for name in FIELDS}
    if not all(values.values()):
        raise BadValue(_("A rate needs both currencies, the number, its date and its source."))
    known = all(values[name] in vocabulary("currency") for name in ("one", "into"))
    if not known or typed(values["rate"]) is None or values["one"] == values["into"]:
        raise BadValue(_("This is not a rate between two currencies."))
    try:
        if datetime.date.fromisoformat(values["on"]) > today:
            raise BadValue(_("This day is still to come: a rate is of a day that was."))
    except ValueError as error:
        raise BadValue(_("Write days as year-month-day, like 2026-03-31.")) from error
    return values


def _page(request: Any, file: CaseFile, error: str = "", status: int = 200) -> HttpResponse:
    today = today_of(request.keys)
    context = {
        "file": file, "number": file.number.hex(), "error": error, "typed": request.POST if error else {},
        "unsure": bool(error) and unsure(request.keys, request.POST),
        "rates": listed(file.states.get("rates"), today), "may_write": may_write(request.keys.roles, "rates"),
        "currencies": vocabulary("currency"), "today": today.isoformat(),
    }  # fmt: skip
    return render(request, "desk/rates.html", context, status=status)


def listed(state: State | None, today: datetime.date) -> list[dict[str, Any]]:
    """The rates with their age in days; one that is no number says so, since nothing is compared by it."""
    found = []
    for record, row in (state.rows("rates") if state else {}).items():
        on = str(row.get("on") or "")[:10]
        age = (today - datetime.date.fromisoformat(on)).days if on else None
        found.append({
            "id": record, "row": row, "age": age, "old": age is None or age > OLD,
            "bad": typed(row.get("rate")) is None or not row.get("source"),
            "early": age is not None and age < 0,
        })  # fmt: skip
    return sorted(found, key=lambda one: str(one["row"].get("on") or ""), reverse=True)
