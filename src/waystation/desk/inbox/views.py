"""The inbox, one conversation, and what an operator does with it: take it in hand, answer, open a case, conclude."""

from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from waystation.casework.codenames import new_code_name
from waystation.casework.errors import NotYourRole
from waystation.casework.hotline import reach
from waystation.casework.hotline import slips as slip_words
from waystation.casework.hotline.slips import Slip
from waystation.casework.vocabularies import vocabulary
from waystation.circles.errors import CircleError
from waystation.desk.inbox import attachments, codes, duty, lost, warnings
from waystation.desk.inbox.conversation import Conversation
from waystation.desk.inbox.conversations import case_of, every, one, require, under_duress
from waystation.desk.web import zones
from waystation.desk.web.ids import id_of
from waystation.desk.web.words import sentence
from waystation.door import notices
from waystation.store import node
from waystation.store.duty import hands, shifts
from waystation.store.files import cases
from waystation.store.hotline import correspondence, intake, slips
from waystation.store.hotline.correspondence import Outcome, Settled
from waystation.store.sealed import accesslog, drafts
from waystation.store.sealed.keys import Keys

DONE = 50  # conversations shown of those that are done


def publish(keys: Keys) -> None:
    """Tells the door to which key letters are sealed, and its cover."""
    with suppress(CircleError):  # a team's key waits to be renewed: the door goes on with the last one until then
        notices.publish_intake(*intake.renewed(keys))
    publish_cover()


def publish_cover() -> None:
    shown = node.settings()
    notices.publish_cover(notices.Cover(shown["cover_name"], shown["cover_line"], shown["accent"], shown["door_leave"]))


def inbox(request: Any) -> HttpResponse:
    """Everything that came, the most urgent first."""
    keys: Keys = request.keys
    require(keys)
    publish(keys)
    hands.let_go(keys)
    hands.let_go_conversations(keys)
    found = every(keys)
    slips.lapse(c.id for c in found if not c.open and not c.at_door)
    rows: list[dict[str, Any]] = [
        {"c": c, "who": _who(keys, c.holder), "mine": c.holder == keys.pseudonym,
         "safe": c.safe_in(keys.minute, zones.minute_of_day(keys.minute))}
        for c in found
    ]  # fmt: skip
    context = {
        "rows": [row for row in rows if row["c"].open],
        "done": [row for row in rows if not row["c"].open][:DONE],
        "paged": duty.paged(keys, found),
        "since": shifts.mine(keys),
        "on_duty": shifts.on_duty(keys),
    }
    return render(request, "desk/inbox.html", context)


def _who(keys: Keys, holder: bytes) -> str:
    names = (line.name for line in keys.directory.members.values() if keys.directory.pseudonym(line.id) == holder)
    return next(names, "") if holder else ""


def letter(request: Any, mailbox: str) -> HttpResponse:
    """One conversation."""
    keys: Keys = request.keys
    found = opened(request, mailbox)
    return page(request, found, drafts.look(keys, _place(found)))


def opened(request: Any, mailbox: str) -> Conversation:
    """The conversation of an address, for those who answer the door; that it was opened is logged."""
    keys: Keys = request.keys
    require(keys)
    hands.let_go_conversations(keys, [id_of(mailbox)])
    found = one(keys, id_of(mailbox))
    if not found.lines:
        raise Http404
    accesslog.log(keys.pseudonym, "open letters", [found.id])
    return found


def _place(found: Conversation) -> str:
    return "answer " + found.id.hex()


def page(
    request: Any, found: Conversation, draft: Any = None, error: str = "", status: int = 200,
    previews: dict[bytes, str] | None = None,
) -> HttpResponse:  # fmt: skip
    """One conversation as a page. ``previews``: small pictures of its files, by id, for whoever asked to see them."""
    keys: Keys = request.keys
    file = case_of(keys, found)
    contact = file.states.get("contact") if file else None
    context = {
        "c": found,
        "previews": previews or {},
        "mailbox": found.id.hex(),
        "who": _who(keys, found.holder),
        "mine": found.holder == keys.pseudonym,
        "second": _who(keys, found.second),
        "case": file,
        "code_word": contact.get("code_word") if contact else None,
        "duress": under_duress(file, found.lines),
        "safe": contact.get("safe_hours") if contact else found.answer_of("safe"),
        "colleagues": _colleagues(keys),
        "outcomes": [(v.key, v.label) for v in vocabulary("triage_outcome")],
        "text": draft.typed.get("text", "") if draft else request.POST.get("text", ""),
        "may_open": "hotline" in keys.roles,
        "error": error,
        "typed": (typed := _typed(request.POST if error else {})),
        "kept": _kept(typed, found, keys),
        "signs": [(f.kind, warnings.reason(f)) for f in warnings.of(keys, found)],
        "accept": attachments.ACCEPTED,
    }
    context["gave_code"] = codes.gave_code(keys, found)
    return render(request, "desk/letter.html", context | lost.on_the_page(keys, found), status=status)


def _typed(post: Mapping[str, str]) -> dict[str, str]:
    """What was typed into one of the page's forms that was refused; ``note`` and ``hand`` are two forms' notes."""
    found = {name: post.get(name, "") for name in ("text", "triage", "note", "to")}
    return found | ({"note": "", "hand": found["note"]} if "to" in post else {"hand": ""})


def _kept(typed: dict[str, str], found: Conversation, keys: Keys) -> str:
    """Of that, what stands in no form of the page any more, since the conversation is in another's hand or belongs to
    a case: it must not be lost."""
    mine, free = found.holder == keys.pseudonym, not found.holder
    gone = {"text": not (mine or free), "note": not (mine or free) or bool(found.outcome.number), "hand": not mine}
    return "\n".join(typed[name] for name, lost in gone.items() if lost and typed[name])


def _colleagues(keys: Keys) -> list[tuple[str, str]]:
    """Who else answers the door: (name, id)."""
    others = hands.who_answer(keys, intake.READERS) - {keys.member}
    return sorted((keys.directory.name_of(member), member.hex()) for member in others)


@require_POST
def claim(request: Any, mailbox: str) -> HttpResponse:
    """Takes a conversation in hand, lets it go, or hands it to a colleague with a note."""
    keys: Keys = request.keys
    found = opened(request, mailbox)
    post = request.POST
    if "release" in post:
        correspondence.release(keys, found.id)
    elif "to" in post:
        if refused := _hand(request, found):
            return refused
    elif not correspondence.claim(keys, found.id):
        return page(request, found, error=_("Somebody else has just taken it in hand."), status=409)
    return redirect("letter", mailbox=mailbox)


def _hand(request: Any, found: Conversation) -> HttpResponse | None:
    """Hands a conversation over; returns the page that says why not."""
    keys: Keys = request.keys
    to, note = request.POST["to"], " ".join(request.POST.get("note", "").split())[:300]
    if to not in {id for _name, id in _colleagues(keys)}:
        return page(request, found, error=_("Choose a colleague on duty."), status=400)
    if not note:
        return page(request, found, error=_("Write a note for whoever takes over."), status=400)
    if not correspondence.hand_over(keys, intake.opened(keys), found.id, id_of(to), note):
        error = _("You do not have it in hand. What you wrote is still here.")
        return page(request, found, error=error, status=409)
    return None


@require_POST
def answer(request: Any, mailbox: str) -> HttpResponse:
    """Seals an answer for whoever has the receipt. Only whoever has the conversation in hand answers."""
    keys: Keys = request.keys
    found = opened(request, mailbox)
    text = request.POST.get("text", "").replace("\r\n", "\n").strip()
    if request.POST.get("draft"):
        drafts.keep(keys, _place(found), drafts.Draft({"text": text}, {}, (), keys.minute))
        return HttpResponse(status=204)
    if found.outcome.moved:
        error = _("This receipt was reported lost. Whoever has it would read the answer; write to the new mailbox.")
        return page(request, found, error=error, status=409)
    if not correspondence.claim(keys, found.id):
        return page(request, found, error=_("Somebody else has it in hand. What you wrote is still here."), status=409)
    if not found.at_door and text:
        return _written_down(request, found, text)
    key = found.first.answer_key
    if key is None:
        error = _("The first letter of this mailbox did not bring the key for an answer. It cannot be answered here.")
        return page(request, found, error=error, status=409)
    uploads = request.FILES.getlist("file")
    error = attachments.fault(request) or _fault(text, bool(uploads))
    if error:
        return page(request, found, error=error, status=400)
    attachments.send(found.id, key, text, uploads)
    drafts.forget(keys, _place(found))
    accesslog.log(keys.pseudonym, "answer", [found.id])
    return redirect("letter", mailbox=mailbox)


def _written_down(request: Any, found: Conversation, text: str) -> HttpResponse:
    """Keeps what we answered by telephone, text or mail beside what they said."""
    keys: Keys = request.keys
    slip = Slip(reach.Letter(text=text[: reach.TEXT_LIMIT]), found.channel, by=keys.member.hex(), ours=True)
    slips.put(*intake.renewed(keys), found.id, slip_words.encode(slip), ours=True)
    drafts.forget(keys, _place(found))
    accesslog.log(keys.pseudonym, "slip", [found.id])
    return redirect("letter", mailbox=found.id.hex())


def _fault(text: str, with_file: bool) -> str:
    if len(text) > reach.TEXT_LIMIT:
        return _("This is too long. Send it in two.")
    return "" if text or with_file else _("Write something first.")


@require_POST
def open_case(request: Any, mailbox: str) -> HttpResponse:
    """Opens a case with what the person answered, so that nothing is asked twice."""
    keys: Keys = request.keys
    found = opened(request, mailbox)
    if "hotline" not in keys.roles:
        raise NotYourRole(_("New cases are opened by the hotline desk."))
    if found.outcome.number:
        return redirect("case", number=found.outcome.number.hex())
    if not correspondence.claim(keys, found.id):
        return page(request, found, error=_("Somebody else has it in hand."), status=409)
    code, secrets = new_code_name(), intake.opened(keys)
    values = reach.contact_values(found.first) | {"alias": code.split()[-1]}
    signs = [(f.kind, warnings.reason(f)) for f in warnings.of(keys, found)]
    try:
        with correspondence.settling(secrets, found.id):
            number = cases.new_case(keys, code, {"contact": values})
            warnings.carry(request, number, signs)
            correspondence.conclude(keys, secrets, found.id, Outcome(number, code, "intake"))
    except Settled as settled:  # another press was quicker
        return redirect("case", number=settled.number.hex())
    return redirect("edit", kind="cases", number=number.hex(), part="contact")


@require_POST
def conclude(request: Any, mailbox: str) -> HttpResponse:
    """Closes a conversation that led to no case, with what was done."""
    keys: Keys = request.keys
    found = opened(request, mailbox)
    triage, note = request.POST.get("triage", ""), " ".join(request.POST.get("note", "").split())[:500]
    if triage not in vocabulary("triage_outcome") or not note:
        return page(request, found, error=_("Choose what became of it, and write what was offered."), status=400)
    try:
        correspondence.require_open(found.outcome)
        if not correspondence.claim(keys, found.id):
            return page(request, found, error=_("Somebody else has it in hand."), status=409)
        correspondence.conclude(keys, intake.opened(keys), found.id, Outcome(b"", "", triage, note))
    except Settled as settled:
        return page(request, found, error=sentence(settled), status=409)
    correspondence.release(keys, found.id)
    return redirect("inbox")
