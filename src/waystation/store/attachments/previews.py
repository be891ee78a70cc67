"""Previews of pictures: small, drawn anew, sealed under the file's own key, beside its chunks and deleted with them.

    keep(Blob, ref, cleaned.preview)     # by whoever opened and cleaned the file
    found(Blob, refs)                    # {file id: "data:image/jpeg;base64,…"}, of those that have one

``model`` is where the chunks lie: Blob for files of cases, the door's Chunk for those of letters. It is the chunk
before the first, so whatever deletes a file deletes it too, and a seized disk shows that somebody looked, not at what.
"""

from base64 import b64encode
from collections.abc import Iterable
from typing import Any

from waystation.circles import files
from waystation.circles.errors import Damaged
from waystation.circles.files import Ref

NUMBER = -1


def keep(model: Any, ref: Ref, small: bytes) -> None:
    """Keeps a preview; nothing where there is none."""
    if small:
        row = model(file=ref.id, n=NUMBER, sealed=files.seal_preview(ref.key, small))
        model.objects.bulk_create([row], ignore_conflicts=True)


def found(model: Any, refs: Iterable[Ref]) -> dict[bytes, str]:
    """Those that are there and open, as addresses of images, so that no second request names them."""
    by_id = {ref.id: ref for ref in refs}
    rows = model.objects.filter(file__in=list(by_id), n=NUMBER).values_list("file", "sealed")
    opened = {file: _opened(by_id[file], sealed) for file, sealed in rows}
    return {file: f"data:image/jpeg;base64,{b64encode(small).decode()}" for file, small in opened.items() if small}


def _opened(ref: Ref, sealed: bytes) -> bytes:
    try:
        return files.open_preview(ref.key, sealed)
    except Damaged:  # whoever writes to the database can spoil it; the file itself is judged by its own chunks
        return b""
