"""Practice: the triage screen with an invented contact. It saves nothing, and looks unlike the live one."""

import secrets
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from waystation.casework.hotline import slips as words
from waystation.casework.hotline.slips import OPENS
from waystation.desk.inbox.conversations import require
from waystation.desk.inbox.triage import Screen, grouped
from waystation.desk.web import forms

STORIES = (
    _("can write 10 min, brothers asleep. they found my phone. i am 19"),
    _("Hello. A friend gave me this number. Two of us, one is 16. We have no papers, they are with the father."),
    _("I read about you in the newspaper. I am like those boys. In which street do you keep them? I must go tonight."),
)


def practice(request: Any) -> HttpResponse:
    """GET shows an invented contact; POST says what a supervisor would."""
    require(request.keys)
    screen, choices = Screen(request.keys), forms.Choices()
    number = request.POST.get("story", "")
    at = int(number) if number in ("0", "1", "2") else secrets.randbelow(len(STORIES))
    remarks: list[str] = []
    if request.method == "POST":
        read, widgets, good = forms.read(request.POST, screen.abouts, choices)
        given = {k: v for k, v in read.items() if v is not None}
        remarks = _remarks(given, at) if good else [_("Some fields need another look. Nothing is lost.")]
    else:
        widgets = forms.widgets(screen.abouts, screen.values(), choices)
    context = {"groups": grouped(widgets), "widgets": widgets, "practice": True, "story": STORIES[at], "at": at,
               "remarks": remarks, "posted": request.method == "POST"}  # fmt: skip
    return render(request, "desk/triage.html", context)


def _remarks(given: dict[str, Any], at: int) -> list[str]:
    """What was missed, the gravest first; empty where nothing was."""
    found = []
    if missing := words.missing(given):
        found.append(_(missing))
    if "can_talk" not in given:
        found.append(_("You did not note whether they can talk now. It is the first question."))
    if at == 0 and given.get("danger_now") is not True:
        found.append(_("Brothers in the next room are danger now: a second operator should be paged."))
    if at == 1 and given.get("minors") is not True:
        found.append(_("One of them is under 18."))
    if at == 2 and given.get("result") in OPENS and not given.get("said"):
        found.append(_("They asked for a street. Write down their words, so that verification sees the warning sign."))
    for name, remark in (
        ("safe_hours", _("No safe hours: nobody will know when to write.")),
        ("code_word", _("No code word: they cannot tell you from somebody else.")),
        ("duress_word", _("No duress word: they cannot tell you that somebody listens.")),
    ):
        if given.get("result") in OPENS and not given.get(name):
            found.append(remark)
    return found
