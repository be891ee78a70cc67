"""Reach out: one question a page, a summary, a receipt typed back once, and the letter is sealed and sent.

With JavaScript the browser asks the same questions from the page's template, makes the receipt and seals the letter
itself; only the mailbox's address and the sealed letter come here (``send``). Without it, each answer travels along in
the form from page to page; this process keeps nothing, seals in memory at the end, and the pages say so.
"""

import binascii
from base64 import b64decode
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from waystation.casework import reach as casework
from waystation.casework.errors import BadValue
from waystation.casework.reach import QUESTIONS
from waystation.circles import letters as sealing
from waystation.circles.errors import Malformed
from waystation.circles.receipt import LANGUAGES, BadReceipt, Receipt
from waystation.door import mailboxes, notices
from waystation.door.views import problem

SUMMARY, RECEIPT, AGAIN = len(QUESTIONS), len(QUESTIONS) + 1, len(QUESTIONS) + 2


def write(request: HttpRequest, code: str) -> HttpResponse:
    try:
        intake = notices.intake()
    except notices.Closed:
        return problem(request, 503, _("Nobody can be written to here at the moment. Try again in an hour."))
    answers, step, error = _answered(request)
    if error or step <= SUMMARY:
        return _page(request, answers, step, error, intake)
    if step == RECEIPT:
        return _page(request, answers, step, "", intake, receipt=_receipt_of(request) or Receipt.new())
    receipt = _receipt_of(request)
    if receipt is None:
        return _page(request, answers, RECEIPT, "", intake, receipt=Receipt.new())
    if wrong := _typed_wrongly(request, receipt):
        return _page(request, answers, AGAIN, wrong if "typed" in request.POST else "", intake, receipt=receipt)
    plain = casework.first_letter(code, answers, receipt.answer_key)
    mailboxes.put(receipt.address, sealing.seal(intake.card, intake.epoch, plain))
    return render(request, "door/sent.html", {})


@require_POST
def send(request: HttpRequest, code: str) -> HttpResponse:
    """Takes a letter that the browser sealed: the mailbox's address, 16 bytes in hexadecimal, and the letter in base64.
    Answers 204, or 400 with nothing kept."""
    try:
        address = bytes.fromhex(request.POST.get("address", ""))
        sealed = b64decode(request.POST.get("sealed", ""), validate=True)
        if len(address) != 16:
            raise Malformed("an address of impossible length")
        mailboxes.put(address, sealed)
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
    for n, question in enumerate(QUESTIONS):
        given = post.get(question.key, "")
        try:
            answers[question.key] = casework.clean(question, given) if n <= at or given else ""
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
    request: HttpRequest, answers: dict[str, str], step: int, error: str, intake: notices.Intake, receipt: Any = None
) -> HttpResponse:
    language = request.code if request.code in LANGUAGES else "en"  # type: ignore[attr-defined]
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
        "words": receipt.words(language) if receipt else "",
        "word_language": language,
        "intake": intake,
        "x25519": intake.card.data[:32].hex(),
        "epoch": intake.epoch.hex(),
    }
    return render(request, "door/write.html", context, status=400 if error else 200)
