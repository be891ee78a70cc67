"""My mailbox: what lies there for whoever has the receipt, another letter, everything deleted.

With JavaScript the words stay in the browser: it sends the mailbox's address, gets sealed answers and opens them.
Without, the words are sent, the server opens the answers in memory and forgets them with the page. An address that does
not exist answers like one that does.
"""

import binascii
import os
from base64 import b64decode, b64encode
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from waystation.casework.hotline import filetypes
from waystation.casework.hotline import reach as casework
from waystation.casework.hotline.attached import MOST_FILES, Attached
from waystation.circles import letters as sealing
from waystation.circles.errors import CircleError, Malformed
from waystation.circles.receipt import LANGUAGES, BadReceipt, Receipt
from waystation.door import enclosing, files, flood, mailboxes, notices, padding, uploads
from waystation.door.mailboxes import Visit
from waystation.door.uploads import Sealer
from waystation.door.views import problem
from waystation.store.clock import minute


def mailbox(request: HttpRequest, code: str) -> HttpResponse:
    """The form for the receipt; what lies in the mailbox once it was given."""
    if request.method != "POST":
        return _form(request, "")
    if "address" in request.POST:
        return _sealed(request)
    try:
        receipt = Receipt.typed(request.POST.get("receipt", ""))
    except BadReceipt as error:
        return _form(request, wrong(error), typed=request.POST.get("receipt", ""), status=400)
    return opened(request, receipt, mailboxes.visit(receipt.address), "")


def wrong(error: BadReceipt) -> str:
    if error.unknown:
        return _("Look at word %(n)s again: it is not one of the list.") % {"n": error.unknown[0]}
    return _("A receipt has eight words, or 31 digits. Look again, and type all of it.")


@require_POST
def further(request: HttpRequest, code: str) -> HttpResponse:
    """Another letter from the same mailbox, with files."""
    if int(request.META.get("CONTENT_LENGTH") or 0) > uploads.MOST_BODY:
        return problem(request, 413, uploads.too_large())
    sealer = Sealer.listening(request)
    return sealed_letter(request) if "sealed" in request.POST else _typed_letter(request, code, sealer)


def sealed_letter(request: HttpRequest) -> HttpResponse:
    """Takes a letter that the browser sealed: the mailbox's address, 16 bytes in hexadecimal; the letter in base64; for
    each file its id in hexadecimal and its number of chunks. 204: it is here; 400: it is none, and nothing was kept;
    409: chunks are missing, and the browser asks which; 429: it must be worked for (``flood``)."""
    try:
        pairs = [file.split(":") for file in request.POST.get("files", "").split()[:MOST_FILES]]
        attached = {bytes.fromhex(id): int(count) for id, count in pairs}
        sealed = b64decode(request.POST["sealed"], validate=True)
        if flood.required(sealed, request.POST.get("proof", "")):
            return HttpResponse(status=429)
        mailboxes.put(address_of(request), sealed, attached)
    except files.Missing:
        return HttpResponse(status=409)
    except notices.Closed:
        return HttpResponse(status=503)
    except (ValueError, binascii.Error, Malformed):
        return HttpResponse(status=400)
    return HttpResponse(status=204)


def _typed_letter(request: HttpRequest, code: str, sealer: Sealer) -> HttpResponse:
    """Takes a letter as it was typed, with files that were sealed while they came. What is wrong with one file does not
    keep the others, or the words, from being sent."""
    text = request.POST.get("text", "").replace("\r\n", "\n").strip()
    if sealer.cut_off:
        return not_whole(request, sealer)
    try:
        receipt = Receipt.typed(request.POST.get("receipt", ""))
    except BadReceipt as error:
        sealer.undo()
        return _form(request, wrong(error), status=400)
    attached, sentence = _owned(receipt, sealer)
    if len(text) > casework.TEXT_LIMIT:
        sentence = _("This is too long. Send it in two letters.")
    elif not text and not attached:
        sentence = sentence or _("Write something first.")
    elif left := flood.remaining(request.POST.get("ticket", ""), receipt.address):
        sentence = wait(left)
    else:
        _put(receipt, code, text, attached, request.POST.get("once", ""))
        return opened(request, receipt, mailboxes.visit(receipt.address), sentence, sent=True)
    sealer.undo()
    return opened(request, receipt, mailboxes.visit(receipt.address), sentence, text, status=400)


def not_whole(request: HttpRequest, sealer: Sealer) -> HttpResponse:
    sealer.undo()
    return problem(request, 400, _("Not all of it arrived. Go back and send it again: nothing was kept of it."))


def wait(seconds: int) -> str:
    """What somebody without script is told while many write."""
    sentence = _("Very many are writing at the moment. Nothing is lost: wait {n} seconds and press the button again.")
    return sentence.format(n=seconds)


def _owned(receipt: Receipt, sealer: Sealer) -> tuple[list[Attached], str]:
    """The files that were taken, now of this mailbox, and what is wrong with the others."""
    try:
        files.own(mailboxes.mailbox_of(receipt.address), sealer.ids)
    except files.Full:
        sealer.undo()
        return [], uploads.full()
    return [upload.attached for upload in sealer.uploads if upload.attached], sealer.error


def _put(receipt: Receipt, code: str, text: str, attached: list[Attached], once: str) -> None:
    intake = notices.intake()
    sealed = sealing.seal(intake.card, intake.epoch, casework.further_letter(code, text, attached))
    content = "\n".join([text, *(file.sha256 for file in attached)])
    letter = sealing.name_of_form(receipt.answer_key, once.encode(), content.encode())
    mailboxes.put(receipt.address, sealed, enclosing.named(attached), letter if once else b"")


@require_POST
def forget(request: HttpRequest, code: str) -> HttpResponse:
    """Deletes everything in a mailbox now. It is asked once, on the page."""
    if "address" in request.POST:
        try:
            mailboxes.forget(address_of(request))
        except ValueError:
            return HttpResponse(status=400)
        return HttpResponse(status=204)
    try:
        receipt = Receipt.typed(request.POST.get("receipt", ""))
    except BadReceipt as error:
        return _form(request, wrong(error), status=400)
    if "sure" not in request.POST:
        return render(request, "door/forget.html", {"receipt": receipt.digits})
    mailboxes.forget(receipt.address)
    return redirect("cover", code=code)


def address_of(request: HttpRequest) -> bytes:
    """The mailbox's address that a browser sends. Raises ValueError."""
    address = bytes.fromhex(request.POST.get("address", ""))
    if len(address) != 16:
        raise ValueError("an address of impossible length")
    return address


def _sealed(request: HttpRequest) -> HttpResponse:
    """The mailbox as a browser opens it itself: JSON, padded like a page."""
    try:
        visit = mailboxes.visit(address_of(request))
    except ValueError:
        return HttpResponse(status=400)
    content: dict[str, Any] = {
        "visit": visit.number,
        "before": visit.before,
        "now": minute(),
        "written": visit.written,
        "answers": [[at, b64encode(sealed).decode()] for at, sealed in visit.answers],
    }
    response = JsonResponse(content)
    response.content += b" " * (-len(response.content) % padding.MAILBOX_STEP)
    return response


def _form(request: HttpRequest, error: str, typed: str = "", status: int = 200) -> HttpResponse:
    context = {"error": error, "typed": typed} | _intake(request) | uploads.for_script()
    return _as_mailbox(render(request, "door/letters.html", context, status=status))


def _intake(request: HttpRequest) -> dict[str, Any]:
    """What the browser needs to seal another letter; empty while the door is closed."""
    language = request.code if request.code in LANGUAGES else "en"
    try:
        intake = notices.intake()
    except notices.Closed:
        return {"word_language": language}
    return {"x25519": intake.card.data[:32].hex(), "epoch": intake.epoch.hex(), "word_language": language}


def opened(
    request: HttpRequest, receipt: Receipt, visit: Visit, error: str, text: str = "", sent: bool = False,
    status: int = 200,
) -> HttpResponse:  # fmt: skip
    language = request.code if request.code in LANGUAGES else "en"
    lines = [(at, read(receipt, sealed)) for at, sealed in visit.answers]
    context = {
        "receipt": receipt.digits,
        "visit": visit,
        "written": [_ago(at) for at in visit.written],
        "answers": [(_ago(at), line) for at, line in reversed(lines)],
        "before": _ago(visit.before) if visit.before else "",
        "phrase_before": receipt.visit_words(visit.number - 1, language) if visit.number else "",
        "phrase": receipt.visit_words(visit.number, language),
        "error": error,
        "text": text,
        "sent": sent,
        "once": os.urandom(16).hex(),
        "ticket": request.POST.get("ticket") or flood.ticket(receipt.address),
        "accept": filetypes.ACCEPTED,
        "hint": uploads.hint(),
    }
    return _as_mailbox(render(request, "door/opened.html", context, status=status))


def read(receipt: Receipt, sealed: bytes) -> casework.Letter:
    """An answer with its files, opened in memory."""
    try:
        return casework.read_answer(sealing.open_answer(receipt.answer_key, sealed))
    except CircleError:
        return casework.Letter(text=_("This answer was altered and does not open. Write to us that it did not."))


def _ago(at: int) -> str:
    """How long ago, without a clock's time: the server does not know the reader's zone."""
    gap = max(0, minute() - at)
    if gap < 60:
        return _("{n} min ago").format(n=gap)
    return _("{n} h ago").format(n=gap // 60) if gap < 48 * 60 else _("{n} days ago").format(n=gap // 1440)


def _as_mailbox(response: HttpResponse) -> HttpResponse:
    response.mailbox = True
    return response
