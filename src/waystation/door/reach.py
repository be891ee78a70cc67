"""Reach out: one question a page, a summary, a receipt typed back once, and the letter is sealed and sent.

With JavaScript the browser asks the same questions from the page's template, makes the receipt and seals the letter
itself; only the mailbox's address and the sealed letter come here (``send``). Without it, each answer travels along in
the form from page to page; this process keeps nothing, seals in memory at the end, and the pages say so. "Save and go
on later" gives the receipt early and keeps the answers sealed under it (``drafts.py``).
"""

import binascii
from base64 import b64decode, b64encode

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from waystation.casework import reach as casework
from waystation.casework.errors import BadValue
from waystation.casework.reach import QUESTIONS
from waystation.circles import letters as sealing
from waystation.circles.errors import Malformed
from waystation.circles.receipt import LANGUAGES, BadReceipt, Receipt
from waystation.door import drafts, flood, mailboxes, notices, padding
from waystation.door.letters import address_of, wait
from waystation.door.views import problem

SUMMARY, RECEIPT, AGAIN = len(QUESTIONS), len(QUESTIONS) + 1, len(QUESTIONS) + 2


def write(request: HttpRequest, code: str) -> HttpResponse:
    try:
        intake = notices.intake()
    except notices.Closed:
        return problem(request, 503, _("Nobody can be written to here at the moment. Try again in an hour."))
    answers, step, error = _answered(request)
    receipt, saving = _receipt_of(request), "save" in request.POST
    if error or (step <= SUMMARY and not saving):
        return _page(request, answers, step, error, intake, receipt)
    if step <= SUMMARY and receipt:  # gone on with a saved letter, whose words were typed then
        return _saved(request, answers, receipt)
    if step <= RECEIPT or receipt is None:
        return _page(request, answers, RECEIPT, "", intake, receipt or Receipt.new())
    if wrong := _typed_wrongly(request, receipt):
        return _page(request, answers, AGAIN, wrong if "typed" in request.POST else "", intake, receipt)
    if saving:
        return _saved(request, answers, receipt)
    if left := flood.remaining(request.POST.get("ticket", ""), receipt.address):
        return _page(request, answers, AGAIN, wait(left), intake, receipt)
    plain = casework.first_letter(code, answers, receipt.answer_key)
    letter = sealing.name_of_form(receipt.answer_key, b"", plain)
    mailboxes.put(receipt.address, sealing.seal(intake.card, intake.epoch, plain), letter=letter)
    drafts.forget(receipt.address)
    return render(request, "door/sent.html", {})


def _saved(request: HttpRequest, answers: dict[str, str], receipt: Receipt) -> HttpResponse:
    """Keeps what was answered so far, sealed under the receipt."""
    drafts.keep(receipt.address, drafts.seal(receipt, answers))
    return render(request, "door/saved.html", {"kept": True})


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
        step = next((n for n, question in enumerate(QUESTIONS) if not answers.get(question.key)), SUMMARY)
        response = _page(request, answers, step, "", notices.intake(), receipt)
    response.mailbox = True
    return response


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
    """Takes a letter that the browser sealed: the mailbox's address, 16 bytes in hexadecimal, and the letter in base64.
    Answers 204; 400 with nothing kept; 429 where it must be worked for (``flood``)."""
    try:
        address, sealed = address_of(request), b64decode(request.POST.get("sealed", ""), validate=True)
        if flood.required(sealed, request.POST.get("proof", "")):
            return HttpResponse(status=429)
        mailboxes.put(address, sealed)
        drafts.forget(address)
    except (ValueError, binascii.Error, Malformed):
        return HttpResponse(status=400)
    except notices.Closed:
        return HttpResponse(status=503)
    return HttpResponse(status=204)


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


def _page(
    request: HttpRequest,
    answers: dict[str, str],
    step: int,
    error: str,
    intake: notices.Intake,
    receipt: Receipt | None,
) -> HttpResponse:
    language = request.code if request.code in LANGUAGES else "en"
    shown = [(n, question, answers.get(question.key, "")) for n, question in enumerate(QUESTIONS)]
    context = {
        "step": step,
        "steps": SUMMARY,
        "at": step,
        "questions": shown,
        "question": shown[step] if step < SUMMARY else None,
        "summary": step == SUMMARY,
        "showing": step == RECEIPT,
        "again": step == AGAIN,
        "kept": [(q.key, answer) for n, q, answer in shown if answer and n != step],
        "error": error,
        "receipt": receipt,
        "saving": "save" in request.POST,
        "ticket": request.POST.get("ticket") or (flood.ticket(receipt.address) if receipt else ""),
        "words": receipt.words(language) if receipt else "",
        "word_language": language,
        "intake": intake,
        "x25519": intake.card.data[:32].hex(),
        "epoch": intake.epoch.hex(),
    }
    return render(request, "door/write.html", context, status=400 if error else 200)
