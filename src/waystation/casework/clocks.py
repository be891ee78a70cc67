"""Clocks: everything in a case that falls due, from the states of its compartments.

    for due in dues("papers", state):
        print(due.what, due.level(now))

Minutes count from 1970 in UTC. A date falls due in the last minute of its day, because a paper holds through it: of
the issuer's day where the record names a country (``midnights``), and of UTC's otherwise.
``level`` says how to show it: ``calm``, ``due`` within its notice (a day, or weeks for papers), ``late`` once past, and
``alarm`` where silence itself is the message: a check-in or a return from an outing when its grace is over. What rings
when nobody looks at a page (``store/duty/ringing.py``) goes by the same minute, ``alarm_from``.
"""

import datetime
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from waystation.casework.beds import passages
from waystation.casework.folds import State
from waystation.casework.midnights import last_minute
from waystation.casework.words import _

DAY = 1440
GRACE = 15  # minutes of silence before the alarm where the record sets none: the first rung of the usual ladder
PAPER_NOTICE = 30 * DAY  # a new passport or visa takes weeks; the first of the alerts at 30, 14, 7 and 2 days
ALERTS = (30, 14, 7, 2)  # days before a paper lapses: time for a new one, a slot, a courier, a different plan
CONSENT_NOTICE = 14 * DAY  # time to reach somebody in their safe hours and ask again
WRONG = _("Something is wrong")  # in a house: every coordinator's page says so at once
DURESS = _("Duress")
HELD = _("Held on the way")
ACUTE = _("Acute risk, call now")
COMPARE = _("Compare Papers with the journey's days")  # by who writes Papers; others who open Plan hear when it is late
WITHIN = {"1_hour": 60, "3_hours": 180, "1_day": DAY, "3_days": 3 * DAY}

Row = dict[str, Any]


def alarm_from(due: int, grace: int = GRACE) -> int:
    """The first minute of alarm: the one in which the grace is over, and never before that in which it is late."""
    return due + max(1, grace)


def level(due: int, now: int, alarm: bool = False, grace: int = GRACE, notice: int = DAY) -> str:
    """``calm``, ``due``, ``late`` or ``alarm``, for something that falls due at a minute."""
    if now > due:
        return "alarm" if alarm and now >= alarm_from(due, grace) else "late"
    return "due" if due - now <= notice else "calm"


def alert(due: int, now: int, notice: int = PAPER_NOTICE) -> int | None:
    """The last of the alerts at 30, 14, 7 and 2 days that has been reached; None before the first, once past, and for
    what is shown later than the alert (``notice``)."""
    left = due - now
    return min((a for a in ALERTS if 0 <= left <= a * DAY and a * DAY <= notice), default=None)


@dataclass(frozen=True)
class Due:
    """Something that falls due at minute ``at``: an English label (``what``), where it stands, whose it is. ``alarm``:
    its passing by more than ``grace`` minutes is an alarm. ``notice``: minutes ahead at which it is shown as due."""

    at: int
    what: str
    compartment: str
    collection: str
    record: str
    field: str
    owner: str = ""
    alarm: bool = False
    grace: int = GRACE
    notice: int = DAY

    @property
    def alarm_from(self) -> int:
        return alarm_from(self.at, self.grace)

    def level(self, now: int) -> str:
        return level(self.at, now, self.alarm, self.grace, self.notice)


@dataclass(frozen=True)
class Clock:
    """A field that sets a due time. ``over`` says of a record (or, with no collection, of the compartment) that it no
    longer runs. ``newest``: of records alike in these fields only the one that is last by ``order`` counts, so that a
    renewed consent silences the one before it. ``renewed``: the same, but only a record that has a date in ``order``
    silences, and only those with an earlier one: two passports without a day of issue both count. ``country``: the
    field that names the issuer, whose midnight ends the day."""

    compartment: str
    collection: str
    field: str
    what: str
    over: Callable[[State, Row], bool]
    notice: int = DAY
    alarm: bool = False
    owner: str = "owner"
    newest: tuple[str, ...] = ()
    order: str = ""
    at_once: bool = False  # an alarm from its very minute on
    renewed: tuple[str, ...] = ()
    country: str = ""


def _given(*names: str) -> Callable[[State, Row], bool]:
    return lambda _state, row: any(row.get(n) not in (None, False) for n in names)


def _unless(name: str, *open_values: str | None) -> Callable[[State, Row], bool]:
    return lambda _state, row: row.get(name) not in open_values


def _landed(state: State, _row: Row) -> bool:
    return state.get("landed_at") is not None


def _never(_state: State, _row: Row) -> bool:
    return False


_heard = _unless("status", None, "missed_1", "missed_2", "duress", "unreachable", "lost_contact")
_P, _C = PAPER_NOTICE, CONSENT_NOTICE
ALIKE = ("person", "kind", "country")  # a later document that agrees in these renews an earlier one


def _on_a_sheet(*open_while: str) -> Callable[[State, Row], bool]:
    """A leg that has a sheet is timed there, where its escort says how far they are."""
    over = _unless("status", None, *open_while)
    return lambda state, row: bool(row.get("sheet")) or over(state, row)


def _pressed(*done: str) -> Callable[[State, Row], bool]:
    """Whether a leg's sheet says one of these, or that the leg came to nothing."""
    ended = {*done, "turned_back", "held", "nobody_came"}
    return lambda state, _row: any(row.get("state") in ended for row in state.rows("presses").values())


def _looked_at(what: str) -> Callable[[State, Row], bool]:
    """Whether a warning of a leg's sheet was looked at, or is another."""
    return lambda _state, row: row.get("what") != what or bool(row.get("looked_at"))


CLOCKS: tuple[Clock, ...] = (
    Clock("", "tasks", "due", _("Task"), _given("done", "done_at")),
    Clock("contact", "callbacks", "at", _("Call back"), _given("done")),
    Clock("contact", "check_ins", "due", _("Check-in"), _heard, alarm=True),
    Clock("contact", "acute", "at", ACUTE, _given("ended_at"), alarm=True),
    Clock("needs", "", "reassess_on", _("Assess risk again"), _given("closure_reason")),
    Clock("needs", "", "review_on", _("Look at the plan again"), _given("closure_reason")),
    Clock("needs", "openings", "decided_at", _("Tell the person that their file was opened"),
          lambda _state, row: bool(row.get("told_on") or not row.get("approved_by")), owner="by"),
    Clock("needs", "", "delete_on", _("Delete records"), _never, _C),
    Clock("shelter", "stays", "review_on", _("Review the stay"), _given("left_at")),
    Clock("shelter", "stays", "until", _("Stay ends"), _given("left_at"), 7 * DAY),
    Clock("shelter", "stays", "max_stay_on", _("Longest stay reached"), _given("left_at"), 7 * DAY),
    Clock("shelter", "pickups", "at", _("Pick-up"), _unless("status", None, "planned", "go"), owner="escort"),
    Clock("shelter", "outings", "back_by", _("Back from outside"), _given("back_at"), alarm=True),
    Clock("shelter", "worries", "at", _("A worry of the host"), _given("all_clear_at"), owner="by"),
    Clock("papers", "documents", "expires", _("Document expires"), _never, _P, renewed=ALIKE, order="issued",
          country="country"),
    Clock("papers", "documents", "use_by", _("Last day to use a document"), _never, _P, renewed=ALIKE, order="issued",
          country="country"),
    Clock("papers", "documents", "expected_on", _("Document expected"), _given("issued"), owner="fetched_by"),
    Clock(
        "papers", "exit_checks", "valid_until", _("Exit check goes stale"), _never, 2 * DAY,
        newest=("person",), order="at",
    ),
    Clock("papers", "applications", "answer_by", _("Answer due"), _given("decided_on", "decision")),
    Clock("papers", "applications", "consent_until", _("Consent behind an application ends"), _given("decision"), _C),
    Clock("papers", "applications", "use_by", _("Last day to use a grant"), _unless("decision", None, "accepted"), _P,
          country="country"),
    Clock("papers", "applications", "appeal_by", _("Last day to appeal"), _unless("decision", "denied", "split"), _C),
    Clock("papers", "letters", "answer_by", _("Answer a letter"), _given("answered_on"), 7 * DAY),
    Clock("journey", "", "ready_until", _("Papers good until"), _landed, _P),
    Clock("journey", "", "exit_check_until", _("Exit check goes stale"), _landed, 2 * DAY),
    Clock("journey", "travellers", "use_by", _("Last day to travel on these papers"), _landed, _P),
    Clock("journey", "legs", "departs", _("Departure"), _on_a_sheet("planned", "go"), owner="escort"),
    Clock("journey", "legs", "arrives", _("Arrival"), _on_a_sheet("planned", "go", "under_way"), owner="escort"),
    Clock("leg", "", "departs", _("Departure"), _pressed("under_way", "passed_control", "arrived")),
    Clock("leg", "", "arrives", _("Arrival"), _pressed("arrived", "confirmed")),
    Clock("leg", "warnings", "at", _("Somebody was held on this route"), _looked_at("route")),
    Clock("leg", "warnings", "at", _("Cancel what was booked for this leg"), _looked_at("cancelled")),
    Clock("held", "stops", "at", HELD, _given("owner", "over_at"), alarm=True),
    Clock("journey", "check_ins", "due", _("Check-in"), _heard, alarm=True),
    Clock("plan", "journey_days", "compare_by", COMPARE, _given("compared_by")),
    Clock("health", "medicines", "runs_out", _("Medicine runs out"), _never, 7 * DAY),
    Clock("health", "", "screen_on", _("Offer a screening"), lambda state, _row: bool(state.records("screenings"))),
    Clock("health", "sessions", "next_at", _("Session"), _never, owner="by", newest=("by",), order="at"),
    Clock("settlement", "goals", "due", _("Goal"), _given("met_on", "dropped"), 7 * DAY),
    Clock("settlement", "appointments", "at", _("Appointment"), _given("kept"), 2 * DAY),
    Clock("settlement", "", "support_until", _("Support ends"), _given("handed_over"), _P),
    Clock(
        "consent", "permissions", "until", _("Consent ends"), _given("withdrawn_on"), _C, owner="witness",
        newest=("person", "purpose", "country", "named"), order="given_on",
    ),
    Clock("consent", "disclosures", "recall_by", _("Ask back what left"), _given("recalled_on"), 2 * DAY, owner="by"),
    Clock("capacity", "", "review_on", _("Look at the house again"), _unless("status", *(None, "planned", "active",
          "full", "quiet", "suspected")), 7 * DAY, owner="host"),
    Clock("capacity", "", "until_day", _("House closes"), _unless("status", None, "active", "full", "quiet"), _C),
    Clock("capacity", "", "host_rests_from", _("Host rests"), _given("host_rests_until"), 7 * DAY, owner="host"),
    Clock("capacity", "incidents", "at", WRONG, _given("all_clear_at"), alarm=True, owner="by", at_once=True),
    Clock("address", "", "lease_until", _("Lease ends"), _never, _P),
)  # fmt: skip


# The lists of each compartment in which a change may set or silence an alarm.
ALARMING: dict[str, frozenset[str]] = {
    kind: frozenset(c.collection for c in CLOCKS if c.alarm and c.compartment == kind)
    for kind in sorted({c.compartment for c in CLOCKS if c.alarm})
}


def dues(compartment: str, state: State) -> list[Due]:
    """What falls due in one compartment, the earliest first. Records that were removed set nothing."""
    found = [
        due for clock in CLOCKS if clock.compartment in ("", compartment) for due in _run(clock, compartment, state)
    ]
    if compartment == "needs":
        found += _services(state)
    return sorted(found, key=lambda d: (d.at, d.what, d.record))


def earliest(found: Iterable[Due]) -> Due | None:
    """The first to fall due: which paper fails first, which check-in comes next."""
    return min(found, key=lambda d: d.at, default=None)


def _run(clock: Clock, compartment: str, state: State) -> list[Due]:
    out = []
    for record, row in _counted(clock, state).items():
        at = minute(row.get(clock.field), row.get(clock.country) or "" if clock.country else "")
        if at is None or clock.over(state, row) or row.get("drill") is True:
            continue  # a drill has a page of its own: what is rehearsed never stands in a list beside what is real
        what, grace = clock.what, row.get("grace")
        grace = GRACE if grace is None else int(grace)
        if clock.at_once:
            at, grace = at - 1, 0
        if row.get("status") == "duress":  # an answer that calls for help is an alarm in the minute in which it came
            what, at, grace = DURESS, (minute(row.get("answered_at")) or at) - 1, 0
        owner = row.get(clock.owner) or ""
        out.append(
            Due(at, what, compartment, clock.collection, record, clock.field, owner, clock.alarm, grace, clock.notice)
        )  # fmt: skip
    return out


def _counted(clock: Clock, state: State) -> dict[str, Row]:
    if not clock.collection:
        return {"": state.row("", "")}
    rows = passages.stays(state) if clock.collection == "stays" else state.rows(clock.collection)
    if clock.renewed:
        return _not_renewed(rows, clock.renewed, clock.order)
    if not clock.newest:
        return rows
    last: dict[tuple[Any, ...], tuple[str, str]] = {}
    for record, row in rows.items():
        alike, place = tuple(row.get(n) for n in clock.newest), (str(row.get(clock.order) or ""), record)
        last[alike] = max(last.get(alike, ("", "")), place)
    return {record: rows[record] for _order, record in last.values()}


def _not_renewed(rows: dict[str, Row], alike: tuple[str, ...], order: str) -> dict[str, Row]:
    """The rows without those that a later one, alike in these fields, took the place of."""
    last: dict[tuple[Any, ...], str] = {}
    for row in rows.values():
        key = tuple(row.get(n) for n in alike)
        last[key] = max(last.get(key, ""), str(row.get(order) or ""))
    return {
        record: row
        for record, row in rows.items()
        if not row.get(order) or str(row[order]) >= last[tuple(row.get(n) for n in alike)]
    }


def counted(rows: dict[str, Row]) -> dict[str, Row]:
    """The documents that count: not those that were renewed."""
    return _not_renewed(rows, ALIKE, "issued")


def _services(state: State) -> list[Due]:
    """Services are due within a time from when they were asked for (Primero service timeframes)."""
    out = []
    for record, row in state.rows("services").items():
        if row.get("within") in WITHIN and not row.get("given_at"):
            at = state.first[f"services/{record}"] + WITHIN[row["within"]]
            out.append(Due(at, _("Service"), "needs", "services", record, "within", row.get("owner") or ""))
    return out


def minute(value: Any, country: str = "") -> int | None:
    """A stored date or time as a minute since 1970; for a date the last minute of its day, at the issuer where a
    country is given. None where it is neither."""
    if not isinstance(value, str) or not value:
        return None
    if len(value) == len("2026-03-31"):
        return last_minute(value, country)
    return int(datetime.datetime.fromisoformat(value).timestamp() // 60)
