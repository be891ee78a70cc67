"""Uploads of browsers without script: each file is sealed while it arrives, a chunk at a time, and never lies anywhere.

    sealer = Sealer.listening(request)     # before anything asks for request.POST
    sealer.uploads                         # what was uploaded, or what is wrong with it
    sealer.undo()                          # where the letter is not sent

Django's own handlers keep a whole file in memory or write it to a temporary file. This one holds one chunk.
"""

import json
from dataclasses import dataclass
from typing import Any

from django.core.files.uploadhandler import FileUploadHandler, SkipFile
from django.http import HttpRequest
from django.utils.translation import gettext as _

from waystation.casework.hotline import filetypes
from waystation.casework.hotline.attached import MOST_BYTES, MOST_FILES, MOST_IN_MAILBOX, Attached, clean_name
from waystation.circles.files import CHUNK, Sealing, chunk_count, file_id
from waystation.door import files
from waystation.door.models import File
from waystation.store.clock import minute

MOST_BODY = MOST_IN_MAILBOX + (1 << 20)  # bytes of a whole form; a larger one is refused before it is read


@dataclass
class Upload:
    """A file of the form: what opens it, or the sentence that says why it was not taken."""

    name: str
    attached: Attached | None = None
    error: str = ""


class Sealer(FileUploadHandler):
    """Seals the files of one form into the door's database, as files of nobody yet."""

    chunk_size = CHUNK

    def __init__(self, request: HttpRequest):
        super().__init__(request)
        self.uploads: list[Upload] = []
        self.ids: list[bytes] = []

    @classmethod
    def listening(cls, request: HttpRequest) -> "Sealer":
        sealer = cls(request)
        request.upload_handlers = [sealer]
        return sealer

    @property
    def chunks(self) -> int:
        """How many chunks were stored."""
        return sum(chunk_count(upload.attached.size) for upload in self.uploads if upload.attached)

    @property
    def error(self) -> str:
        """What is wrong with the first file that was not taken, with its name."""
        return next((f"{u.name}: {u.error}" for u in self.uploads if u.error), "")

    @property
    def cut_off(self) -> bool:
        """Whether the end of a form with files was lost on the way: its last field is missing."""
        request = self.request
        assert request is not None
        return request.content_type == "multipart/form-data" and "whole" not in request.POST

    def undo(self) -> None:
        """Deletes what was stored of this form."""
        files.delete(self.ids)

    # -- what Django calls -----------------------------------------------------------------------------------------

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self._sealing, self._number = Sealing.new(), 0
        self._id = file_id(self._sealing.key)
        self._upload = Upload(clean_name(self.file_name or ""))
        self.uploads.append(self._upload)
        if len(self.uploads) > MOST_FILES:
            self._refuse(too_many())

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        if start == 0:
            self._begin(raw_data[: filetypes.HEAD])
        if start + len(raw_data) > MOST_BYTES:
            self._refuse(too_large())
        for chunk in self._sealing.add(raw_data):
            self._store(chunk)

    def file_complete(self, file_size: int) -> None:
        if not file_size:
            return self._drop(empty())
        for chunk in self._sealing.end():
            self._store(chunk)
        ref, name = self._sealing.ref, filetypes.named(self._upload.name, self._kind)
        self._upload.attached = Attached.of(ref.key, ref.size, ref.digest, name, self._kind.mime)
        return None

    def upload_interrupted(self) -> None:
        if not self._upload.error:
            self._drop(cut_off())

    # --------------------------------------------------------------------------------------------------------------

    def _begin(self, head: bytes) -> None:
        kind = filetypes.sniffed(head)
        if kind is None:
            self._refuse(not_taken())
        elif not files.disk_has_room():
            self._refuse(no_room())
        else:
            self._kind = kind
            File.objects.create(id=self._id, made=minute())
            self.ids.append(self._id)

    def _store(self, chunk: bytes) -> None:
        files.keep(self._id, self._number, [chunk])
        self._number += 1

    def _refuse(self, sentence: str) -> None:
        self._drop(sentence)
        raise SkipFile

    def _drop(self, sentence: str) -> None:
        self._upload.error = sentence
        files.delete([self._id])


def for_script() -> dict[str, Any]:
    """What a browser that seals files itself needs of the same rules: limits, first bytes, sentences."""
    sentences = {"empty": empty(), "large": too_large(), "many": too_many(), "type": not_taken(), "full": full()}
    return {
        "accept": filetypes.ACCEPTED,
        "heads": json.dumps(filetypes.HEADS, separators=(",", ":")),
        "most": MOST_BYTES,
        "most_files": MOST_FILES,
        "hint": hint(),
        "file_sentences": list(sentences.items()),
    }


def hint() -> str:
    text = _("Pictures, PDF, sound, video, documents; at most {n} MB each. Leave this page open until they are sent.")
    return text.format(n=MOST_BYTES >> 20)


# -- what is said where a file is not taken: each tells what to do ----------------------------------------------------


def too_large() -> str:
    return _("This file is too large: at most {n} MB. Send a shorter recording, or a smaller picture.").format(
        n=MOST_BYTES >> 20
    )


def too_many() -> str:
    return _("At most {n} files travel with one letter. Send the others with another.").format(n=MOST_FILES)


def not_taken() -> str:
    return _("This is no picture, PDF, sound, video or document that we can take. Send a photo of it instead.")


def empty() -> str:
    return _("This file is empty. Look whether it opens on your device, and choose it again.")


def cut_off() -> str:
    return _("This file did not arrive whole. Send it again.")


def no_room() -> str:
    return _("There is no room for files at the moment. Write without it, and try again in some hours.")


def full() -> str:
    return _("Your mailbox is full: {n} MB of files. Write without this one, and tell us that you have more.").format(
        n=MOST_IN_MAILBOX >> 20
    )
