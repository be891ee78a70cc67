"""Files on their way to a member: a cleaned picture in its page, anything else to be saved and never shown here."""

from base64 import b64encode
from urllib.parse import quote

from django.http import HttpResponse

from waystation.store.attachments.cleaning import Cleaned

POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src data:; connect-src 'self'; form-action 'self'; "
    "frame-ancestors 'none'; base-uri 'none'"
)


def picture_of(cleaned: Cleaned) -> str:
    """A cleaned picture as the address of an image, so that no second request names it; empty for anything else."""
    if not cleaned.is_image or cleaned.kind is None:
        return ""
    return f"data:{cleaned.kind.mime};base64,{b64encode(cleaned.content).decode()}"


def shown(page: HttpResponse) -> HttpResponse:
    """A page that holds such a picture and may load nothing else."""
    page["Content-Security-Policy"] = POLICY
    return page


def saved(content: bytes, name: str) -> HttpResponse:
    """A file to keep. Whatever it holds, the browser neither shows nor runs it here."""
    response = HttpResponse(content, content_type="application/octet-stream")
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name or 'file')}"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
