"""The host's page for a phone: who sleeps here tonight, what they need, who comes when, and one button."""

import datetime
import os
from dataclasses import dataclass, field
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from waystation.casework.beds import passages
from waystation.casework.beds.occupancy import Day, House, Lodging, within
from waystation.casework.errors import CaseworkError, NotYourRole
from waystation.casework.fields import About, Record, clean, fields
from waystation.casework.parts.money import Payment
from waystation.casework.parts.needs import Needs
from waystation.casework.parts.needs import Person as Member
from waystation.casework.parts.shelter import Card, Shelter, Worry
from waystation.casework.roles import access, sees_all
from waystation.casework.vocabularies import vocabulary
from waystation.desk.cases.opened import opened_file, today_of, words
from waystation.desk.cases.overview import overview, show
from waystation.desk.web import forms
from waystation.desk.web.words import sentence
from waystation.store.beds import lodgings
from waystation.store.beds.burned import moment
from waystation.store.beds.lodgings import Seen
from waystation.store.files import casefiles, cases
from waystation.store.sealed import accesslog

AHEAD = datetime.timedelta(7)  # how far ahead arrivals are told: a host buys food and changes sheets, no more
HOURS = (1, 2, 3, 4, 6, 8)  # until somebody who goes out must be back
SPENT = ("amount", "currency", "purpose")
NEEDS = ("languages", "allergies", "diet", "step_free")
PERSON = ("age_band", "languages", "specific_needs")
DOOR = ("may_come", "never_in")
CARD = ("medicines", "allergies", "emergency")
WORRIES = ("relative_seen", "guest_phone_breach", "medical", "stranger_asking")  # less than an alarm of the house
Facts = list[tuple[str, str]]  # label and text


@dataclass
class Guests:
    """One household as its host sees it. ``people``: id, letter, facts; ``cards``: whose, and what is on it; ``out``:
    record, who, the minute by which they must be back."""

    stay: Lodging
    people: list[tuple[str, str, Facts]] = field(default_factory=list)
    needs: Facts = field(default_factory=list)
    door: Facts = field(default_factory=list)
    cards: list[tuple[str, Facts]] = field(default_factory=list)
    out: list[tuple[str, str, int]] = field(default_factory=list)


@dataclass
class Home:
    """One house of this host. ``coming``: what to call them, the minute at which they come or 0, the day, how many;
    ``leaving``: after an alarm, the minute and who."""

    house: House
    tonight: list[Guests]
    coming: list[tuple[str, int, Day, int]]
    leaving: list[tuple[int, str]]


def tonight(request: Any) -> HttpResponse:
    """The page; a POST writes down an outing, a return, or money that was spent."""
    keys = request.keys
    if not any(access(role, "capacity").assigned for role in keys.roles):
        raise NotYourRole(_("This page is for those who host."))
    error, widgets = "", _spent_form()
    if request.method == "POST":
        try:
            error, widgets = _act(request)
        except CaseworkError as wrong:
            error = sentence(wrong)
        if not error:
            return redirect("tonight")
    today, found = today_of(keys), overview(keys, "")
    seen = lodgings.look(keys, today, apart=True, found=found)
    accesslog.log(keys.pseudonym, "open", _circles(seen))
    own = [h for h in seen.houses if h.host == keys.member.hex() or not sees_all(keys.roles, "shelter")]
    context = {
        "homes": [_home(seen, house, today) for house in own], "hours": HOURS, "error": error,
        "widgets": widgets, "now": keys.minute,
        "worries": [(key, _(vocabulary("move_trigger").label(key))) for key in WORRIES],
    }  # fmt: skip
    response = show(request, "desk/tonight.html", context, found)
    response.status_code = 400 if error else 200
    return response


def _circles(seen: Seen) -> list[bytes]:
    lines = (line for row in seen.rows.rows for line in row.lines)
    return [line.circle for line in lines if line.compartment in ("capacity", "shelter", "needs")]


def _home(seen: Seen, house: House, today: Day) -> Home:
    here = [n for n in within(house, seen.nights, today, today + AHEAD, today) if n.left is None]
    coming = [(n.alias or n.code, _hour(seen, n, house), n.since, n.guests) for n in here if not n.came]
    tonight = [_guests(seen, n) for n in here if n.sleeps(today, today)]
    lines = [line.partition(" ") for text in house.told for line in text.splitlines()]
    leaving = [(_minute(at), who) for at, _space, who in lines if at[:4].isdigit()]
    return Home(house, tonight, sorted(coming, key=lambda c: (c[2], c[1])), sorted(leaving))


def _hour(seen: Seen, stay: Lodging, house: House) -> int:
    """The minute at which a pick-up brings them, 0 where none is written down: all that a host learns of the leg."""
    rows = seen.shelters[stay.number].rows("pickups").values()
    due = [row["at"] for row in rows if (row.get("to_house") or "").casefold() == house.key and row.get("at")
           and row.get("status") in ("planned", "go", "under_way")]  # fmt: skip
    return _minute(min(due)) if due else 0


def _minute(at: str) -> int:
    try:
        return int(datetime.datetime.fromisoformat(at).timestamp() // 60)
    except ValueError:
        return 0


def _guests(seen: Seen, stay: Lodging) -> Guests:
    shelter, needs = seen.shelters[stay.number], seen.needs.get(stay.number)
    found = Guests(stay, door=_facts(Shelter, shelter.row("", ""), DOOR))
    people = needs.rows("persons") if needs else {}
    letters = {record: row.get("letter") or record.upper() for record, row in people.items()} or {"a": "A"}
    found.people = [(r, letter, _facts(Member, people.get(r, {}), PERSON)) for r, letter in letters.items()]
    if needs:
        found.needs = _facts(Needs, needs.row("", ""), NEEDS)
    for row in shelter.rows("cards").values():
        found.cards.append((letters.get(row.get("person", ""), ""), _facts(Card, row, CARD)))
    for record, row in shelter.rows("outings").items():
        if row.get("back_by") and not row.get("back_at"):
            found.out.append((record, letters.get(row.get("person", ""), ""), _minute(row["back_by"])))
    return found


def _facts(struct: type[Record], row: dict[str, Any], names: tuple[str, ...]) -> Facts:
    abouts: dict[str, About] = fields(struct)
    return [(abouts[n].label, words(abouts[n], row[n], forms.Choices())) for n in names if row.get(n) is not None]


# -- what a host writes ------------------------------------------------------------------------------------------------


def _spent_form() -> list[forms.Widget]:
    return forms.widgets([fields(Payment)[name] for name in SPENT], {"purpose": "food"}, forms.Choices())


def _act(request: Any) -> tuple[str, list[forms.Widget]]:
    """Does what was posted. Returns what is wrong, empty when it was done, and the money form. Raises CaseworkError,
    CannotOpen, Http404."""
    post, keys, form = request.POST, request.keys, _spent_form()
    file = opened_file(request, post.get("case", ""), only=("needs", "shelter", "money"))
    if post.get("act") == "spent":
        return _spend(request, file)
    shelter = file.part("shelter")
    if shelter.circle is None:
        raise Http404
    if post.get("act") == "out":
        hours = int(post["hours"]) if post.get("hours") in {str(h) for h in HOURS} else 0
        if not hours or post.get("person") not in file.persons:
            return _("Say who goes out, and for how long at most."), form
        values = {"person": post["person"], "out_at": moment(keys.minute), "back_by": moment(keys.minute + 60 * hours)}
        cases.state(keys, shelter.circle, "shelter", "outings", os.urandom(6).hex(), values)
    elif post.get("act") == "worry":
        trigger, seen = post.get("trigger", ""), clean(fields(Worry)["seen"], post.get("seen", ""))
        if trigger not in WORRIES or not seen:
            return _("Say what it is, and what was seen."), form
        values = {"at": moment(keys.minute), "trigger": trigger, "seen": seen, "by": keys.member.hex()}
        cases.state(keys, shelter.circle, "shelter", "worries", os.urandom(6).hex(), values)
    elif post.get("act") in ("came", "left") and shelter.state and post.get("record") in shelter.state.records("stays"):
        return _pass(request, shelter, post["record"], f"{post['act']}_at"), form
    elif post.get("act") == "back" and shelter.state and post.get("record") in shelter.state.records("outings"):
        cases.state(keys, shelter.circle, "shelter", "outings", post["record"], {"back_at": moment(keys.minute)})
    else:
        raise Http404
    return "", form


def _pass(request: Any, shelter: casefiles.Part, record: str, word: str) -> str:
    """A household came into this house, or left it, at an hour. Raises BadValue."""
    keys = request.keys
    now = timezone.localtime(datetime.datetime.fromtimestamp(keys.minute * 60, datetime.UTC))
    assert shelter.state is not None and shelter.circle is not None
    stay = passages.stays(shelter.state)[record]
    if word == "left_at" and not stay.get("received_at"):
        return _("They have not come yet. Write first when they came.")
    at = passages.hour_before(request.POST.get("hour", ""), now).astimezone(datetime.UTC)
    values = {word: at.isoformat(timespec="minutes"), "by": keys.member.hex()}
    cases.state(keys, shelter.circle, "shelter", "passages", record, values)
    return ""


def _spend(request: Any, file: casefiles.CaseFile) -> tuple[str, list[forms.Widget]]:
    """Money that was spent, dropped into Money: the host opens nothing of it."""
    read, widgets, good = forms.read(request.POST, [fields(Payment)[name] for name in SPENT], forms.Choices())
    if not good or not all(read.values()):
        return _("Write the amount in whole units, and choose currency and purpose."), widgets
    keys = request.keys
    asked = {"on": today_of(keys).isoformat(), "status": "asked", "asked_by": keys.member.hex()}
    circle = cases.ensure_part(file, "money")
    cases.state(keys, circle, "money", "payments", os.urandom(6).hex(), read | asked)
    return "", widgets
