"""The alarms page: take one in hand, hand it over with a note, climb the ladder, end it with what became of it."""

from typing import Any

from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from waystation.casework.errors import NotYourRole
from waystation.casework.roles import may_write
from waystation.casework.vocabularies import vocabulary
from waystation.desk.alarms.found import Shown, shown
from waystation.desk.cases.opened import now_of
from waystation.desk.web.ids import id_of
from waystation.store.clock import micros
from waystation.store.duty import alarms, hands, ringing, shifts
from waystation.store.files import cases
from waystation.store.models import Alarm
from waystation.store.sealed import accesslog
from waystation.store.sealed.keys import Keys

NOTE = 300  # characters
# What an outcome means for the check-in that was silent; an outing ends with whoever is not lost.
STATUS = {
    "safe": "confirmed_safe", "help_there": "confirmed_safe", "false_alarm": "confirmed_safe",
    "lost_contact": "lost_contact",
}  # fmt: skip


def require(keys: Keys) -> None:
    """Raises NotYourRole."""
    if not alarms.on_duty(keys):
        raise NotYourRole(_("Alarms are answered by the hotline desk, the coordinators and the travel desk."))


def page(request: Any, error: str = "", status: int = 200) -> HttpResponse:
    """All alarms that ring, the most urgent first, and what ended within a day."""
    keys: Keys = request.keys
    require(keys)
    hands.let_go(keys)
    context = {
        "rings": (rings := sorted(shown(keys, alarms.standing()), key=_urgency)),
        "free": sum(one.free for one in rings),
        "ended": shown(keys, alarms.lately(keys.minute)),
        "health": ringing.health(micros()),
        "colleagues": colleagues(keys),
        "outcomes": [(word.key, _(word.label)) for word in vocabulary("alarm_outcome")],
        "on_duty": shifts.on_duty(keys),
        "error": error,
    }
    if "X-Watch" not in request.headers:  # an open page that looks for news by itself opens nothing more
        accesslog.log(keys.pseudonym, "open", [one.alarm.circle for one in rings if one.reading])
    return render(request, "desk/alarms.html", context, status=status)


def _urgency(one: Shown) -> tuple[bool, bool, int]:
    """In nobody's hand first, then calls for help, then the newest: what happens is a matter of minutes."""
    return not one.free, not one.duress, -one.alarm.at


def colleagues(keys: Keys) -> list[tuple[str, str]]:
    """Who else answers alarms: (name, id)."""
    others = hands.who_answer(keys, alarms.DUTY) - {keys.member}
    return sorted((keys.directory.name_of(member), member.hex()) for member in others)


@require_POST
def act(request: Any, alarm: str) -> HttpResponse:
    """One act on one alarm."""
    keys: Keys = request.keys
    require(keys)
    hands.let_go(keys)
    row = Alarm.objects.filter(pk=id_of(alarm)).first()
    if row is None:
        raise Http404
    [one] = shown(keys, [row])
    does = ACTS.get(request.POST.get("act", ""))
    if does is None:
        raise Http404
    try:
        if error := does(request, one):
            return page(request, error, 400)
    except alarms.Taken:
        return page(request, _("Somebody else has it in hand, or it has ended."), 409)
    return redirect("alarms")


def _take(request: Any, one: Shown) -> str:
    alarms.take(request.keys, one.alarm.id)
    return ""


def _hand(request: Any, one: Shown) -> str:
    to, note = request.POST.get("to", ""), _note(request)
    if to not in {id for _name, id in colleagues(request.keys)}:
        return _("Choose a colleague on duty.")
    if not note:
        return _("Write a note for whoever takes over.")
    alarms.hand_over(request.keys, one.alarm, one.reading, id_of(to), note)
    return ""


def _climb(request: Any, one: Shown) -> str:
    step = request.POST.get("step", "")
    if step not in {rung.id for rung in one.rungs}:
        raise Http404
    alarms.climb(request.keys, one.alarm, one.reading, step, _note(request))
    return ""


def _end(request: Any, one: Shown) -> str:
    outcome, note = request.POST.get("outcome", ""), _note(request)
    if outcome not in vocabulary("alarm_outcome"):
        return _("Say what became of it.")
    if not note and (outcome != "safe" or one.duress):  # who is forced to speak says that all is well
        return _("Write how you know.")
    with transaction.atomic():
        alarms.end(request.keys, one.alarm, one.reading, outcome, note)
        _into_the_file(request, one, outcome)
    return ""


def _into_the_file(request: Any, one: Shown, outcome: str) -> None:
    """States what became of it where this member writes; otherwise whoever does so reads it among the alarms."""
    if not (one.writes and one.due and one.reading):
        return
    now, keys = now_of(request), request.keys
    place = one.alarm.circle, one.part
    if one.due.collection == "outings":
        values = {} if outcome == "lost_contact" else {"back_at": now}
    elif one.due.collection == "acute":
        values = {} if outcome == "lost_contact" else {"reached_at": now, "ended_at": now}
    else:
        values = {"status": STATUS[outcome], "answered_at": now, "heard_by": keys.member.hex(), "outcome": outcome}
    if values:
        cases.state(keys, *place, one.due.collection, one.due.record, values)
    if one.part == "contact" and outcome != "lost_contact" and may_write(keys.roles, "contact"):
        cases.state(keys, *place, "", "", {"last_heard": now})


def _note(request: Any) -> str:
    return " ".join(request.POST.get("note", "").split())[:NOTE]


ACTS = {"take": _take, "hand": _hand, "step": _climb, "end": _end}
