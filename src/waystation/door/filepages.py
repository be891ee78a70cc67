"""Files at the door's pages: chunks come in, one request after another; a file that we left is fetched.

A browser that seals sends ``file id (16) ‖ mailbox's address (16) ‖ number of the first chunk (4) ‖ chunks`` as bytes,
and asks which have arrived when it goes on after a lost network. One without script sends a form (``letters.further``).
"""

from collections.abc import Iterator
from urllib.parse import quote

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from waystation.casework.hotline.attached import Attached
from waystation.circles import files as sealing
from waystation.circles.errors import Malformed
from waystation.circles.receipt import BadReceipt, Receipt
from waystation.door import files, mailboxes, padding
from waystation.door.letters import address_of, read
from waystation.door.views import problem

HEAD = 36  # bytes before the chunks


@require_POST
def chunks(request: HttpRequest, code: str) -> HttpResponse:
    """Takes chunks. 204: they are here; 400: they are none; 413: no room."""
    body = request.body
    file, address, first = body[:16], body[16:32], int.from_bytes(body[32:HEAD], "big")
    try:
        files.take(mailboxes.mailbox_of(address), file, first, body[HEAD:])
    except Malformed:
        return HttpResponse(status=400)
    except files.Full:
        return HttpResponse(status=413)
    return HttpResponse(status=204)


@require_POST
def arrived(request: HttpRequest, code: str) -> HttpResponse:
    """Which chunks of a file have arrived: JSON, padded, and the same for a file that never came."""
    try:
        file = bytes.fromhex(request.POST.get("file", ""))
        here = files.have(mailboxes.mailbox_of(address_of(request)), file)
    except ValueError:
        return HttpResponse(status=400)
    response = JsonResponse({"have": here})
    response.content += b" " * (-len(response.content) % padding.STEP)
    return response


@require_POST
def fetch(request: HttpRequest, code: str) -> HttpResponseBase:
    """A file that we left: its sealed chunks for a browser that opens them, the file itself for one that cannot."""
    try:
        file = bytes.fromhex(request.POST.get("file", ""))
        receipt = None if "address" in request.POST else Receipt.typed(request.POST.get("receipt", ""))
        address = receipt.address if receipt else address_of(request)
    except (ValueError, BadReceipt):
        return HttpResponse(status=400)
    if not files.answers(mailboxes.mailbox_of(address), file):
        raise Http404
    if receipt is None:
        return StreamingHttpResponse(files.stored(file), content_type="application/octet-stream")
    attached, ref = _named(receipt, file)
    if ref is None:
        return problem(request, 409, _("This file was altered and does not open. Write to us that it did not."))
    return download(attached, sealing.opened(ref, files.stored(file)))


def _named(receipt: Receipt, file: bytes) -> tuple[Attached, sealing.Ref | None]:
    """The file as an answer in this mailbox names it."""
    for _at, sealed in mailboxes.look(receipt.address):
        for attached in read(receipt, sealed).files:
            if (opens := attached.opens_with) and sealing.file_id(opens[0]) == file:
                return attached, sealing.Ref(*opens)
    return Attached(), None


def download(attached: Attached, pieces: Iterator[bytes]) -> StreamingHttpResponse:
    """A file to keep, never one that the browser shows: whatever it holds, it does nothing here. Its length is said
    first, so that a browser notices where it was cut off because a chunk did not open."""
    response = StreamingHttpResponse(pieces, content_type="application/octet-stream")
    response["Content-Length"] = str(attached.size)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(attached.name)}"
    return response
