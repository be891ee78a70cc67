"""Files of a form, in memory only. Django's own handlers write what is large to a temporary file, unsealed."""

import io
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler

from waystation.casework.hotline.attached import MOST_BYTES


class InMemory(FileUploadHandler):
    """Keeps at most MOST_BYTES of one form. A file beyond it comes with its size and without its content, so that a
    page can say that it was too large: look at ``size`` first."""

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self._kept = 0

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self._content = io.BytesIO()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        if self._kept + len(raw_data) <= MOST_BYTES and self._content.tell() == start:
            self._kept += len(raw_data)
            self._content.write(raw_data)

    def file_complete(self, file_size: int) -> UploadedFile:
        whole = self._content.tell() == file_size
        self._content.seek(0)
        content = self._content if whole else io.BytesIO()
        size = file_size if whole else max(file_size, MOST_BYTES + 1)
        return UploadedFile(content, self.file_name, self.content_type, size, self.charset, self.content_type_extra)
