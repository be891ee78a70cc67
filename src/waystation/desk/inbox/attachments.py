"""Files with an answer: cleaned, sealed for whoever has the receipt, and left at the door in chunks."""

from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from waystation.casework.hotline import filetypes, reach
from waystation.casework.hotline.attached import MOST_BYTES, MOST_FILES, Attached
from waystation.circles import letters as sealing
from waystation.circles.files import Sealing, file_id
from waystation.door import files, mailboxes
from waystation.store.attachments import cleaning
from waystation.store.attachments.cleaning import Cleaned

ACCEPTED = filetypes.ACCEPTED


def fault(request: Any) -> str:
    """What is wrong with the files of a form: a sentence with the file's name, empty where all can be sent. What was
    cleaned for the look is kept with the upload, so that it is not done twice."""
    if request.FILES and "whole" not in request.POST:  # that field comes last: without it, the end was lost
        return _("Not all of it arrived. Choose the file again and send it once more.")
    uploads = request.FILES.getlist("file")
    if len(uploads) > MOST_FILES:
        return _("At most {n} files travel with one letter.").format(n=MOST_FILES)
    for upload in uploads:
        if upload.size > MOST_BYTES:
            sentence = _("At most {n} MB of files travel with one answer.").format(n=MOST_BYTES >> 20)
            return f"{upload.name}: {sentence}"
        upload.cleaned = cleaning.clean(upload.read())
        if upload.cleaned.fault == cleaning.NOT_CLEANED:
            sentence = _("What it tells beside its content cannot be taken out here. Send it as a PDF or a picture.")
            return f"{upload.name}: {sentence}"
        if upload.cleaned.fault:
            return f"{upload.name}: {_(upload.cleaned.fault)}"
    return ""


def send(mailbox: bytes, key: bytes, text: str, uploads: list[UploadedFile]) -> None:
    """Leaves an answer with the cleaned copies of these files."""
    attached, named = [], {}
    for upload in uploads:
        cleaned: Cleaned = upload.cleaned
        seal = Sealing.new()
        chunks = seal.chunks([cleaned.content])
        files.leave(mailbox, file_id(seal.key), chunks)
        ref, kind = seal.ref, cleaned.kind or filetypes.BY_MIME["application/pdf"]
        attached.append(Attached.of(ref.key, ref.size, ref.digest, filetypes.named(upload.name or "", kind), kind.mime))
        named[ref.id] = ref.count
    mailboxes.answer(mailbox, sealing.seal_answer(key, reach.answer(text, attached)), named)
