"""Files of cases: sealed chunks, which the store cannot open. What opens them stands in a statement of the case.

attached = keep(pieces, "IMG_1.jpg", "image/jpeg")
content = whole(attached)                           # raises Damaged
"""

from collections.abc import Iterable

from django.db import transaction

from waystation.casework.errors import BadValue
from waystation.casework.hotline.attached import MOST_BYTES, Attached
from waystation.casework.words import _
from waystation.circles.errors import Damaged, Malformed
from waystation.circles.files import Ref, Sealing, opened
from waystation.store.models import Blob


def keep(pieces: Iterable[bytes], name: str, mime: str) -> Attached:
    """Seals a file and stores it, all or nothing. Raises BadValue for one that is empty or too large."""
    seal = Sealing.new()
    with transaction.atomic():
        for n, chunk in enumerate(seal.chunks(pieces)):
            if seal.size > MOST_BYTES:
                raise BadValue(_("This file is too large: at most %(limit)s MB."), limit=MOST_BYTES >> 20)
            Blob.objects.create(file=_id(seal), n=n, sealed=chunk)
        try:
            ref = seal.ref
        except Malformed as error:
            raise BadValue(_("This file is empty. Choose it again.")) from error
    return Attached.of(ref.key, ref.size, ref.digest, name, mime)


def _id(seal: Sealing) -> bytes:
    return Ref(seal.key, 1, bytes(32)).id


def whole(attached: Attached) -> bytes:
    """The content, at most 25 MB, in memory. Raises Damaged."""
    if attached.opens_with is None:
        raise Damaged("a reference that opens nothing")
    ref = Ref(*attached.opens_with)
    chunks = Blob.objects.filter(file=ref.id, n__gte=0).order_by("n").values_list("sealed", flat=True)
    return b"".join(opened(ref, chunks))


def shred(attached: Attached) -> int:
    """Deletes a file's chunks. Returns how many there were."""
    return Blob.objects.filter(file=Ref(*attached.opens_with).id).delete()[0] if attached.opens_with else 0
