"""My mailbox: what lies there for whoever has the receipt, another letter, everything deleted.

With JavaScript the words stay in the browser: it sends the mailbox's address, gets sealed answers and opens them.
Without, the words are sent, the server opens the answers in memory and forgets them with the page. An address that does
not exist answers like one that does.
"""

import binascii
from base64 import b64decode, b64encode
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from waystation.casework import reach as casework
from waystation.circles import letters as sealing
from waystation.circles.errors import CircleError, Malformed
from waystation.circles.receipt import LANGUAGES, BadReceipt, Receipt
from waystation.door import mailboxes, notices, padding
from waystation.door.mailboxes import Visit
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
    return _opened(request, receipt, mailboxes.visit(receipt.address), "")


def wrong(error: BadReceipt) -> str:
    if error.unknown:
        return _("Look at word %(n)s again: it is not one of the list.") % {"n": error.unknown[0]}
    return _("A receipt has eight words, or 31 digits. Look again, and type all of it.")


@require_POST
def further(request: HttpRequest, code: str) -> HttpResponse:
    """Another letter from the same mailbox."""
    if "sealed" in request.POST:
        try:
            mailboxes.put(_address(request), b64decode(request.POST["sealed"], validate=True))
        except (ValueError, binascii.Error, Malformed):
            return HttpResponse(status=400)
        return HttpResponse(status=204)
    try:
        receipt = Receipt.typed(request.POST.get("receipt", ""))
    except BadReceipt as error:
        return _form(request, wrong(error), status=400)
    text = request.POST.get("text", "").replace("\r\n", "\n").strip()
    if not text or len(text) > casework.TEXT_LIMIT:
        sentence = _("Write something first.") if not text else _("This is too long. Send it in two letters.")
        return _opened(request, receipt, mailboxes.visit(receipt.address), sentence, text, status=400)
    intake = notices.intake()
    plain = casework.further_letter(code, text)
    mailboxes.put(receipt.address, sealing.seal(intake.card, intake.epoch, plain))
    return _opened(request, receipt, mailboxes.visit(receipt.address), "", sent=True)


@require_POST
def forget(request: HttpRequest, code: str) -> HttpResponse:
    """Deletes everything in a mailbox now. It is asked once, on the page."""
    if "address" in request.POST:
        try:
            mailboxes.forget(_address(request))
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


def _address(request: HttpRequest) -> bytes:
    """Raises ValueError."""
    address = bytes.fromhex(request.POST.get("address", ""))
    if len(address) != 16:
        raise ValueError("an address of impossible length")
    return address


def _sealed(request: HttpRequest) -> HttpResponse:
    """The mailbox as a browser opens it itself: JSON, padded like a page."""
    try:
        visit = mailboxes.visit(_address(request))
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
    context = {"error": error, "typed": typed} | _intake(request)
    return _as_mailbox(render(request, "door/letters.html", context, status=status))


def _intake(request: HttpRequest) -> dict[str, Any]:
    """What the browser needs to seal another letter; empty while the door is closed."""
    language = request.code if request.code in LANGUAGES else "en"  # type: ignore[attr-defined]
    try:
        intake = notices.intake()
    except notices.Closed:
        return {"word_language": language}
    return {"x25519": intake.card.data[:32].hex(), "epoch": intake.epoch.hex(), "word_language": language}


def _opened(
    request: HttpRequest, receipt: Receipt, visit: Visit, error: str, text: str = "", sent: bool = False,
    status: int = 200,
) -> HttpResponse:  # fmt: skip
    language = request.code if request.code in LANGUAGES else "en"  # type: ignore[attr-defined]
    lines = [(at, _read(receipt, sealed)) for at, sealed in visit.answers]
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
    }
    return _as_mailbox(render(request, "door/opened.html", context, status=status))


def _read(receipt: Receipt, sealed: bytes) -> str:
    try:
        return sealing.open_answer(receipt.answer_key, sealed).decode("utf-8", "replace")
    except CircleError:
        return _("This answer was altered and does not open. Write to us that it did not.")


def _ago(at: int) -> str:
    """How long ago, without a clock's time: the server does not know the reader's zone."""
    gap = max(0, minute() - at)
    if gap < 60:
        return _("{n} min ago").format(n=gap)
    return _("{n} h ago").format(n=gap // 60) if gap < 48 * 60 else _("{n} days ago").format(n=gap // 1440)


def _as_mailbox(response: HttpResponse) -> HttpResponse:
    response.mailbox = True  # type: ignore[attr-defined]
    return response
