"""Reach out: one question a page, a summary, a receipt typed back once, and the letter is sealed and sent.

With JavaScript the browser asks the same questions from the page's template, makes the receipt and seals the letter
and its files itself; only the mailbox's address, sealed chunks and the sealed letter come here (``send``). Without it,
each answer travels along in the form from page to page; this process keeps nothing but sealed files of nobody yet
(``enclosing.py``), seals in memory at the end, and the pages say so. "Save and go on later" gives the receipt early and
keeps the answers sealed under it (``drafts.py``).
"""

import binascii
from base64 import b64decode, b64encode
from dataclasses import dataclass, field, replace

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from waystation.casework.errors import BadValue
from waystation.casework.hotline import reach as casework
from waystation.casework.hotline.attached import Attached
from waystation.casework.hotline.reach import QUESTIONS
from waystation.circles import letters as sealing
from waystation.circles.errors import Malformed
from waystation.circles.receipt import LANGUAGES, BadReceipt, Receipt
from waystation.door import drafts, enclosing, files, flood, mailboxes, notices, padding, uploads
from waystation.door.letters import address_of, not_whole, sealed_letter, wait
from waystation.door.uploads import Sealer
from waystation.door.views import problem

FILES = len(QUESTIONS)  # the step after the last question
SUMMARY, RECEIPT, AGAIN = FILES + 1, FILES + 2, FILES + 3


@dataclass(frozen=True)
class Form:
    """What a browser without script said so far. ``step``: the page to show; ``error``: what is wrong there."""

    answers: dict[str, str]
    step: int
    error: str = ""
    files: list[Attached] = field(default_factory=list)
    receipt: Receipt | None = None
    saving: bool = False


def write(request: HttpRequest, code: str) -> HttpResponse:
    if int(request.META.get("CONTENT_LENGTH") or 0) > uploads.MOST_BODY:
        return problem(request, 413, uploads.too_large())
    try:
        intake = notices.intake()
    except notices.Closed:
        return problem(request, 503, _("Nobody can be written to here at the moment. Try again in an hour."))
    sealer = Sealer.listening(request)
    if sealer.cut_off:
        return not_whole(request, sealer)
    form = _read(request, sealer)
    return _page(request, form, intake) if form.error else _onward(request, code, form, intake)


def _onward(request: HttpRequest, code: str, form: Form, intake: notices.Intake) -> HttpResponse:
    """The next page, or what the last one asks for: the letter sent, or kept for later."""
    receipt = form.receipt
    if form.step <= SUMMARY and not form.saving:
        return _page(request, form, intake)
    if form.step <= SUMMARY and receipt:  # gone on with a saved letter, whose words were typed then
        return _saved(request, form, receipt, intake)
    if form.step <= RECEIPT or receipt is None:
        return _page(request, replace(form, step=RECEIPT, receipt=receipt or Receipt.new()), intake)
    if wrong := _typed_wrongly(request, receipt):
        return _page(request, replace(form, step=AGAIN, error=wrong if "typed" in request.POST else ""), intake)
    return (_saved if form.saving else _sent)(request, form, receipt, intake)


def _sent(request: HttpRequest, form: Form, receipt: Receipt, intake: notices.Intake) -> HttpResponse:
    """Seals the letter and sends it with its files."""
    if left := flood.remaining(request.POST.get("ticket", ""), receipt.address):
        return _page(request, replace(form, step=AGAIN, error=wait(left)), intake)
    plain = casework.first_letter(request.code, form.answers, receipt.answer_key, form.files)
    letter = sealing.name_of_form(receipt.answer_key, b"", plain)
    try:
        named = enclosing.owned(receipt, form.files)
        mailboxes.put(receipt.address, sealing.seal(intake.card, intake.epoch, plain), named, letter)
    except (files.Full, files.Missing) as error:
        return _page(request, _files_wrong(form, error), intake)
    drafts.forget(receipt.address)
    return render(request, "door/sent.html", {})


def _saved(request: HttpRequest, form: Form, receipt: Receipt, intake: notices.Intake) -> HttpResponse:
    """Keeps what was answered so far, sealed under the receipt; files wait with it, a day only."""
    try:
        enclosing.owned(receipt, form.files)
    except (files.Full, files.Missing) as error:
        return _page(request, _files_wrong(form, error), intake)
    drafts.keep(receipt.address, drafts.seal(receipt, form.answers | {enclosing.DRAFT: enclosing.as_text(form.files)}))
    return render(request, "door/saved.html", {"kept": True, "files": form.files})


def _files_wrong(form: Form, error: Exception) -> Form:
    """Back to the files: with those that are still here, and what to do."""
    here = enclosing.here(form.files)
    return replace(form, step=FILES, files=here, error=uploads.full() if isinstance(error, files.Full) else _lapsed())


def _lapsed() -> str:
    return _("Files wait for a day, and some of yours are not here any more. Choose them again.")


def saved(request: HttpRequest, code: str) -> HttpResponse:
    """Goes on with a letter that was saved: for a browser that seals, the sealed answers; for others, the questions
    from the first that is not answered."""
    if request.method != "POST":
        return render(request, "door/saved.html", {})
    if "address" in request.POST:
        return _draft(request)
    receipt = _receipt_of(request)
    answers = drafts.opened(receipt, drafts.look(receipt.address)) if receipt else {}
    if receipt is None or not answers:
        error = _("Nothing is saved under these words. Look at them again; after a week it is deleted.")
        response = render(request, "door/saved.html", {"error": error}, status=400)
    else:
        response = _page(request, _gone_on(request, answers, receipt), notices.intake())
    response.mailbox = True
    return response


def _gone_on(request: HttpRequest, answers: dict[str, str], receipt: Receipt) -> Form:
    """A saved letter, at its first question without an answer; or at its files, where some of them lapsed."""
    kept = enclosing.carried(answers.pop(enclosing.DRAFT, ""))
    step = next((n for n, question in enumerate(QUESTIONS) if not answers.get(question.key)), SUMMARY)
    form = Form(answers, step, files=kept, receipt=receipt)
    return form if len(enclosing.here(kept)) == len(kept) else _files_wrong(form, files.Missing())


def _draft(request: HttpRequest) -> HttpResponse:
    try:
        response = JsonResponse({"draft": b64encode(drafts.look(address_of(request))).decode()})
    except ValueError:
        return HttpResponse(status=400)
    response.content += b" " * (-len(response.content) % padding.MAILBOX_STEP)
    return response


@require_POST
def save(request: HttpRequest, code: str) -> HttpResponse:
    """Keeps answers that the browser sealed under the receipt. 204, 400, 429 as ``send``."""
    try:
        address, sealed = address_of(request), b64decode(request.POST.get("sealed", ""), validate=True)
        if flood.required(sealed, request.POST.get("proof", "")):
            return HttpResponse(status=429)
        drafts.keep(address, sealed)
    except (ValueError, binascii.Error, Malformed):
        return HttpResponse(status=400)
    return HttpResponse(status=204)


@require_POST
def send(request: HttpRequest, code: str) -> HttpResponse:
    """Takes a first letter that the browser sealed, as ``letters.sealed_letter`` says."""
    response = sealed_letter(request)
    if response.status_code == 204:
        drafts.forget(address_of(request))
    return response


def _read(request: HttpRequest, sealer: Sealer) -> Form:
    """What a form says so far: answers, files, and which step comes next."""
    answers, step, error = _answered(request)
    post = request.POST
    found, wrong = enclosing.added(enclosing.carried(post.get("files", "")), sealer)
    if "drop" in post:
        found, step = enclosing.without(found, post["drop"]), FILES
    if wrong and not error:
        step, error = FILES, wrong
    return Form(answers, step, error, found, _receipt_of(request), "save" in post)


def _answered(request: HttpRequest) -> tuple[dict[str, str], int, str]:
    """The answers so far, the step to show, and what is wrong with the one just given."""
    if request.method != "POST":
        return {}, 0, ""
    post = request.POST
    at = _number(post.get("at"), 0)
    goto = _number(post.get("goto"), at + 1)
    answers: dict[str, str] = {}
    reached = -1 if "save" in post else at  # what is saved for later need not be answered yet
    for n, question in enumerate(QUESTIONS):
        given = post.get(question.key, "")
        try:
            answers[question.key] = casework.clean(question, given) if n <= reached or given else ""
        except BadValue as error:
            answers[question.key] = given[: casework.TEXT_LIMIT]
            return answers, n, _(error.message) % error.values
    return answers, goto, ""


def _number(text: str | None, default: int) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and int(text) <= AGAIN else default


def _receipt_of(request: HttpRequest) -> Receipt | None:
    try:
        return Receipt.typed(request.POST.get("receipt", ""))
    except BadReceipt:
        return None


def _typed_wrongly(request: HttpRequest, receipt: Receipt) -> str:
    try:
        if Receipt.typed(request.POST.get("typed", "")) == receipt:
            return ""
    except BadReceipt as error:
        if error.unknown:
            return _("Look at word %(n)s again: it is not one of the list.") % {"n": error.unknown[0]}
    return _("That is not what was shown. Go back, look at the words once more, and write them down.")


def _page(request: HttpRequest, form: Form, intake: notices.Intake) -> HttpResponse:
    language = request.code if request.code in LANGUAGES else "en"
    shown = [(n, question, form.answers.get(question.key, "")) for n, question in enumerate(QUESTIONS)]
    step, receipt = form.step, form.receipt
    context = {
        "step": step,
        "steps": SUMMARY,
        "questions": shown,
        "question": shown[step] if step < FILES else None,
        "filing": step == FILES,
        "summary": step == SUMMARY,
        "showing": step == RECEIPT,
        "files_step": FILES,
        "kept": [(q.key, answer) for n, q, answer in shown if answer and n != step],
        "files": form.files,
        "files_text": enclosing.as_text(form.files),
        "error": form.error,
        "receipt": receipt,
        "saving": form.saving,
        "ticket": request.POST.get("ticket") or (flood.ticket(receipt.address) if receipt else ""),
        "words": receipt.words(language) if receipt else "",
        "word_language": language,
        "x25519": intake.card.data[:32].hex(),
        "epoch": intake.epoch.hex(),
    }
    if step in (0, FILES):
        context |= uploads.for_script()
    return render(request, "door/write.html", context, status=400 if form.error else 200)
