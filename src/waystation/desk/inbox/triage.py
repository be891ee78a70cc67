"""Triage on one screen: a call, text or referral that just came, or a letter from the inbox, settled in one act."""

import os
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from waystation.casework.codenames import new_code_name
from waystation.casework.errors import CaseworkError
from waystation.casework.fields import About, fields
from waystation.casework.hotline import codewords
from waystation.casework.hotline import slips as words
from waystation.casework.hotline.reach import Letter, contact_values
from waystation.casework.hotline.slips import CONCLUDES, OPENS, Slip, Triage
from waystation.casework.parts.contact import Contact
from waystation.desk.cases.opened import now_of
from waystation.desk.cases.overview import overview
from waystation.desk.inbox import warnings
from waystation.desk.inbox.conversation import Conversation
from waystation.desk.inbox.conversations import one, require
from waystation.desk.web import forms
from waystation.desk.web.ids import id_of
from waystation.desk.web.words import sentence
from waystation.store.files import casefiles, cases
from waystation.store.hotline import correspondence, intake, slips
from waystation.store.hotline.correspondence import Outcome, Settled
from waystation.store.sealed import accesslog, drafts
from waystation.store.sealed.keys import Keys

FIRST = ("can_talk", "danger_now", "danger", "region", "alone", "minors", "who_knows", "can_leave", "has_papers",
         "hurt", "trusted", "language")  # fmt: skip
AGREED = ("alias", "safe_hours", "rule", "may_leave_message", "code_word", "duress_word")
COME, SETTLED = ("channel", "who", "said"), ("callback", "result", "offered", "duplicate_of")


@dataclass
class Screen:
    """The fields of the screen in its three groups. ``known``: the conversation that is triaged, None for a call that
    just comes in. ``call``: by what such a call is known again when its form comes twice."""

    keys: Keys
    known: Conversation | None = None
    call: bytes = b""

    @property
    def place(self) -> str:
        return f"triage {self.known.id.hex()}" if self.known else "triage"

    @property
    def abouts(self) -> list[About]:
        contact, triage = fields(Contact), fields(Triage)
        come = [triage[name] for name in COME] if not (self.known and self.known.at_door) else []
        agreed = [contact[name] for name in (*FIRST, *AGREED)]
        return [*come, *agreed, *(triage[name] for name in SETTLED)]

    def values(self) -> dict[str, Any]:
        """What is known before anybody typed: the letter's answers, what an earlier triage found, proposed words."""
        found: dict[str, Any] = {}
        if self.known:
            found = contact_values(self.known.first) | self.known.found
            found |= {"channel": self.known.channel, "who": self.known.who} if not self.known.at_door else {}
        language = str(found.get("language") or get_language() or "en")
        found.setdefault("code_word", codewords.propose(language))
        found.setdefault("duress_word", codewords.propose(language, (found["code_word"],)))
        return found


def triage(request: Any, mailbox: str = "") -> HttpResponse:
    """The screen; a POST keeps a draft, or settles."""
    keys: Keys = request.keys
    require(keys)
    post, choices = request.POST, forms.Choices()
    call = id_of(post["call"]) if post.get("call") else slips.new_thread()
    screen = Screen(keys, one(keys, id_of(mailbox)) if mailbox else None, call)
    if request.method != "POST":
        draft = drafts.look(keys, screen.place)
        values = screen.values() | (draft.typed if draft else {})
        return _page(request, screen, forms.widgets(screen.abouts, values, choices), draft=draft)
    read, widgets, good = forms.read(post, screen.abouts, choices)
    given = {k: v for k, v in read.items() if v is not None}
    if post.get("draft"):
        drafts.keep(keys, screen.place, drafts.Draft(given, {}, (), keys.minute))
        return HttpResponse(status=204)
    if "forget" in post:
        drafts.forget(keys, screen.place)
        return redirect(request.path)
    lacks = words.missing(given)
    error = _("Some fields need another look. Nothing is lost.") if not good else _(lacks) if lacks else ""
    if not error:
        try:
            done = settle(request, screen, given)
            drafts.forget(keys, screen.place)
            return done
        except Settled as settled:
            return _belongs_already(request, screen, widgets, settled)
        except CaseworkError as refused:
            error = sentence(refused)
    return _page(request, screen, widgets, error, 400)


def _belongs_already(request: Any, screen: Screen, widgets: list[forms.Widget], settled: Settled) -> HttpResponse:
    """A case was opened from this already: by a first press, or by a page that was left open. A call may be another
    one, written over a form that the browser went back to: so pressing again, having read it, settles that."""
    error = sentence(settled)
    if screen.known is None:
        screen.call = slips.new_thread()
        error = _("A case was opened from this call already. If somebody else calls, settle again: nothing is lost.")
    return _page(request, screen, widgets, error, 409, case=settled.number)


def _page(
    request: Any, screen: Screen, widgets: list[forms.Widget], error: str = "", status: int = 200, draft: Any = None,
    case: bytes = b"",
) -> HttpResponse:  # fmt: skip
    context = {"groups": grouped(widgets), "widgets": widgets, "error": error, "draft": draft, "c": screen.known,
               "call": screen.call, "belongs": case}  # fmt: skip
    return render(request, "desk/triage.html", context, status=status)


def grouped(widgets: list[forms.Widget]) -> list[list[forms.Widget]]:
    """The widgets of the screen in its four cards."""
    by_name = {w.about.name: w for w in widgets}
    return [[by_name[n] for n in names if n in by_name] for names in (COME, FIRST, AGREED, SETTLED)]


def settle(request: Any, screen: Screen, given: dict[str, Any]) -> HttpResponse:
    """Does what the triage says: opens a case, concludes, or keeps it in the inbox until the time agreed.

    Raises CaseworkError with what to do, where the conversation is in another's hand or a code name is not known;
    Settled where it belongs to a case already.
    """
    keys, result = screen.keys, given["result"]
    own = {name: given[name] for name in (*FIRST, *AGREED) if name in given}
    said = _said(keys, given, own)
    thread = _thread(screen, said)
    number, code = _belongs(keys, given["duplicate_of"]) if result == "duplicate" else (b"", "")
    if not correspondence.claim(keys, thread):
        raise CaseworkError(_("Somebody else has it in hand. What you wrote is still here."))
    if screen.known is None or result == "callback":
        slips.put(*intake.renewed(keys), thread, said, _key(screen, said))
        accesslog.log(keys.pseudonym, "slip", [thread])
    if result in OPENS:
        return _open(request, thread, given, own | {"triage": result})
    if result in CONCLUDES:
        note = given["offered"]
        correspondence.conclude(keys, intake.opened(keys), thread, Outcome(number, code, result, note))
        correspondence.release(keys, thread)
    return redirect("inbox")


def _thread(screen: Screen, said: bytes) -> bytes:
    """The conversation. A form that comes twice is one, and a call from which a case was opened is refused; what was
    changed since the first time is another call, since the browser may have gone back for another person."""
    keys, thread = screen.keys, screen.known.id if screen.known else slips.thread_of(b"call " + screen.call)
    if outcome := correspondence.outcomes(intake.opened(keys), [thread]).get(thread):
        correspondence.require_open(outcome)
    if screen.known or slips.lies(_key(screen, said)) or not slips.of(thread):
        return thread
    return slips.new_thread()


def _key(screen: Screen, said: bytes) -> bytes:
    return b"call " + screen.call + said


def _said(keys: Keys, given: dict[str, Any], own: dict[str, Any]) -> bytes:
    """A slip of what was said and found."""
    danger = {True: "yes", False: "no"}.get(own.get("danger_now", ""), "unsure")
    answers = {"danger_now": danger, "region": own.get("region", ""), "safe": own.get("safe_hours", ""),
               "language": own.get("language", "")}  # fmt: skip
    letter = Letter(own.get("language", ""), {k: v for k, v in answers.items() if v}, given.get("said", ""))
    slip = Slip(letter, given.get("channel", ""), given.get("who", ""), keys.member.hex(), False, own,
                given.get("callback", ""))  # fmt: skip
    return words.encode(slip)


def _open(request: Any, thread: bytes, given: dict[str, Any], contact: dict[str, Any]) -> HttpResponse:
    keys, code, secrets = request.keys, new_code_name(), intake.opened(request.keys)
    signs = [(f.kind, warnings.reason(f)) for f in warnings.of(keys, one(keys, thread))]
    with correspondence.settling(secrets, thread):
        number = cases.new_case(keys, code, {"contact": contact | {"received_at": now_of(request)}})
        _tell(request, number, given)
        warnings.carry(request, number, signs)
        correspondence.conclude(keys, secrets, thread, Outcome(number, code, given["result"]))
    return redirect("case", number=number.hex())


def _tell(request: Any, number: bytes, given: dict[str, Any]) -> None:
    """Writes what was said, and the time agreed, into the contact of the new case."""
    keys = request.keys
    circle = casefiles.open_file(keys, number, only=("contact",)).part("contact").circle
    assert circle is not None
    member = keys.member.hex()
    if given.get("said") or given.get("channel"):
        said = {"at": now_of(request), "channel": given.get("channel"), "by": member, "said": given.get("said")}
        cases.state(keys, circle, "contact", "conversations", os.urandom(6).hex(), said)
    if given.get("callback"):
        slot = {"at": given["callback"], "channel": given.get("channel"), "owner": member}
        cases.state(keys, circle, "contact", "callbacks", os.urandom(6).hex(), slot)


def _belongs(keys: Keys, code: str) -> tuple[bytes, str]:
    """The number of the case with this code name, among those that this member opens."""
    wanted = " ".join(code.split()).casefold()
    for row in overview(keys, "").rows:
        if row.code.casefold() == wanted and row.subject == "case":
            return bytes.fromhex(row.url), row.code
    raise CaseworkError(_("You open no case with this code name. Look for it under Search."))
