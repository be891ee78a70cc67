"""Reception: the hour of arrival, what follows from it, who helps, and the first facts of a new life.

The travel desk sees the form for the arrival and nothing else; settlement workers see the rest, on a phone at night.
"""

import datetime
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from waystation.casework.errors import BadValue, NotYourRole
from waystation.casework.fields import clean, fields
from waystation.casework.folds import State
from waystation.casework.landing import ties
from waystation.casework.landing.publicholidays import region_of
from waystation.casework.landing.reception import SCREEN_AFTER, Landing, jobs, out_of_hours
from waystation.casework.parts.settlement import Arrival, Helper, Layover, Settlement
from waystation.casework.roles import may_write
from waystation.desk.cases.opened import choices, now_of, opened_file, today_of, words
from waystation.desk.settlement.household import household, landing, newest, zone_of
from waystation.desk.web import zones
from waystation.desk.web.acts import acted
from waystation.desk.web.forms import Choices
from waystation.store.files.casefiles import CaseFile
from waystation.store.settling import landing as store

FIRST = ("housed_on", "identity_on", "health_cover_on", "bank_on", "language_booked_on")  # what S11 asks for


def reception(request: Any, number: str) -> HttpResponse:
    """The page; a POST does one of the acts below."""
    file = opened_file(request, number)
    if file.part("settlement").reading is None and not may_write(request.keys.roles, "settlement"):
        raise NotYourRole(_("Reception is prepared by those who settle people in, and told by the travel desk."))
    return acted(request, ACTS, _page, file)


def arrive(request: Any, file: CaseFile) -> None:
    """Writes where and when they land, the hour as the clock there says it. Raises BadValue."""
    post, row = request.POST, {}
    for name in ("country", "city", "terminal", "zone", "region"):
        row[name] = clean(fields(Arrival)[name], post.get(name, ""))
    if row["zone"] not in zones.names():
        raise BadValue(_("Choose the time zone of the place."))
    row["at"] = clean(fields(Arrival)["at"], _there(post.get("at", ""), row["zone"]))
    if not (row["at"] and row["country"] and row["city"]):
        raise BadValue(_("Reception must know country, city and hour."))
    region_of(row["country"], row["region"] or "")
    row["emergency"] = post.get("emergency") == "yes"
    store.state(file, "arrivals", store.ARRIVAL, **row)
    if post.get("layover", "").strip():
        stop = {"place": post["layover"], "arrives": _there(post.get("layover_at", ""), row["zone"])}
        store.state(file, "layovers", store.new(), **stop)


def _there(typed: str, zone: str) -> str:
    """A time as typed on the clock of a place; as it stands where it is none."""
    try:
        moment = datetime.datetime.fromisoformat(typed.strip())
    except ValueError:
        return typed
    return (moment if moment.tzinfo else moment.replace(tzinfo=zone_of(zone))).isoformat()


def tasks(request: Any, file: CaseFile) -> None:
    """Writes what follows from the arrival as tasks of whoever settles them in."""
    state = store.settlement(file)
    found = landing(file, state)
    if found is None:
        raise BadValue(_("Reception must know country, city and hour."))
    store.write_tasks(file, jobs(found), state.get("worker") or request.keys.member.hex())


def done(request: Any, file: CaseFile) -> None:
    store.task_done(file, request.POST.get("record", ""), now_of(request))


def fact(request: Any, file: CaseFile) -> None:
    """One of the first facts stands since today."""
    name = request.POST.get("name", "")
    if name not in FIRST:
        raise Http404
    store.state(file, "", "", **{name: today_of(request.keys).isoformat()})


def assign(request: Any, file: CaseFile) -> None:
    state = store.settlement(file)
    store.assign(file, request.POST.get("record", ""), household(file, state), today_of(request.keys))


def end(request: Any, file: CaseFile) -> None:
    """A helper helps no more."""
    record = request.POST.get("record", "")
    if record not in store.settlement(file).records("helpers"):
        raise Http404
    store.state(file, "helpers", record, assigned_on=None)


ACTS = {"arrive": arrive, "tasks": tasks, "done": done, "fact": fact, "assign": assign, "end": end}


def _page(request: Any, file: CaseFile, error: str = "", status: int = 200) -> HttpResponse:
    part, options = file.part("settlement"), choices(file)
    state = part.state or State()
    context: dict[str, Any] = {
        "file": file, "number": file.number.hex(), "error": error, "open": part.reading is not None,
        "typed": _typed(request, state, bool(error)), "countries": options.of(fields(Arrival)["country"]),
        "zones": zones.names(), "blind": part.reading is None,
    }  # fmt: skip
    if part.reading is not None or (part.circle is None and "settlement" in request.keys.roles):
        context |= _known(request, file, state, options)
    return render(request, "desk/reception.html", context, status=status)


def _typed(request: Any, state: State, again: bool) -> dict[str, Any]:
    """What stands in the form: as it was typed where that was wrong, else as it was last written; the hour anew."""
    names = ("country", "city", "terminal", "zone", "region", "emergency", "at", "layover", "layover_at")
    if again and request.POST.get("act") == "arrive":
        return {name: request.POST.get(name, "") for name in names}
    row = newest(state)
    found = {name: row.get(name) or "" for name in names}
    return found | {"at": "", "zone": found["zone"] or zones.own(request.keys)}


def _known(request: Any, file: CaseFile, state: State, options: Choices) -> dict[str, Any]:
    found, row = landing(file, state), newest(state)
    planned = _jobs(found, state, request.keys.minute)
    settled = [(name, about.label, state.get(name)) for name in FIRST if (about := fields(Settlement)[name])]
    return {
        "open": True, "landing": found, "arrival": _words(Arrival, row, options), "row": row,
        "there": found.at.replace(tzinfo=None) if found else None,  # naive, lest it be turned to the reader's own clock
        "two": any(state.conflict(name, store.ARRIVAL, "arrivals") for name in fields(Arrival)),
        "late": found is not None and out_of_hours(found.at, found.shut), "closed": _closed(found, row),
        "jobs": planned, "finished": sum(bool(j["row"].get("done")) for j in planned),
        "unwritten": found is not None and _unwritten(found, state), "first": settled,
        "helpers": _helpers(file, state, options, request), "s9": file.stage == "S9",
        "layovers": [_words(Layover, stop, options) for stop in state.rows("layovers").values()],
        "away": state.get("away_country") or state.get("away_community") or state.get("away_languages"),
    }  # fmt: skip


def _closed(found: Landing | None, row: dict[str, Any]) -> dict[str, Any]:
    """The public holidays that offices keep while reception works, and how far they are known."""
    if found is None:
        return {}
    last = found.at.date() + datetime.timedelta(days=SCREEN_AFTER)
    days = [(day, name) for day, name in (found.closed or {}).items() if day <= last]
    return {"known": found.closed is not None, "days": days, "region": row.get("region") or ""}


def _words(struct: Any, row: dict[str, Any], options: Choices) -> dict[str, str]:
    return {name: words(about, row.get(name), options) for name, about in fields(struct).items()}


def _jobs(found: Landing | None, state: State, now: int) -> list[dict[str, Any]]:
    """What follows from the arrival, each with whether it is written and done, and how late it is."""
    held, out = state.rows("tasks"), []
    for job in jobs(found) if found else ():
        row = held.get(store.TASK + job.key, {})
        late = job.due.timestamp() // 60 - now
        level = "calm" if row.get("done") or late > 1440 else "due" if late >= 0 else "late"
        when = job.due.strftime("%Y-%m-%d %H:%M")
        out.append({"job": job, "record": store.TASK + job.key, "row": row, "level": level, "when": when})
    return out


def _unwritten(found: Landing, state: State) -> bool:
    held = state.rows("tasks")
    return any(store.TASK + job.key not in held for job in jobs(found))


def _helpers(file: CaseFile, state: State, options: Choices, request: Any) -> list[dict[str, Any]]:
    own, today = household(file, state), today_of(request.keys)
    found = []
    for record, row in state.rows("helpers").items():
        shared = ties.ties(row, own)
        found.append(
            {"record": record, "f": _words(Helper, row, options), "ties": shared,
             "why": ties.refusals(row, shared, today), "assigned": row.get("assigned_on")}
        )  # fmt: skip
    return found
