"""Files of a first letter from a browser without script: sealed as they came, named by the form from page to page.

    files = carried(request.POST.get("files", ""))     # what earlier pages took
    files, error = added(files, sealer)                # and what came with this one
    as_text(files)                                     # for the next page's hidden field
    owned(receipt, files)                              # the mailbox's, just before a letter or a draft names them

Before that they are nobody's: sealed chunks that are deleted after a day. What opens them stands in the page alone,
where the answers stand too, so the door that holds them opens none, and whoever leaves the page leaves nothing that
opens. To name a file in the field is to have its key: nobody removes or sends another's.
"""

import msgspec

from waystation.casework.hotline.attached import MOST_FILES, Attached, usable
from waystation.circles.files import Ref
from waystation.circles.receipt import Receipt
from waystation.door import files as store
from waystation.door import mailboxes, uploads
from waystation.door.uploads import Sealer

DRAFT = "files"  # where a draft's answers keep them


def carried(text: str) -> list[Attached]:
    """The files that a form names; none where the field holds something else."""
    try:
        return usable(msgspec.json.decode(text or "[]", type=list[Attached]))
    except msgspec.DecodeError:
        return []


def as_text(files: list[Attached]) -> str:
    return msgspec.json.encode(files).decode() if files else ""


def named(files: list[Attached]) -> dict[bytes, int]:
    """The files of a letter as the door knows them: how many chunks each has, by id."""
    refs = [Ref(*opens) for file in files if (opens := file.opens_with)]
    return {ref.id: ref.count for ref in refs}


def added(files: list[Attached], sealer: Sealer) -> tuple[list[Attached], str]:
    """With what came now, as far as it fits, and what is wrong with the first that was not taken."""
    kept, error = list(files), sealer.error
    for attached in (upload.attached for upload in sealer.uploads if upload.attached):
        wrong = _fault(kept, attached)
        if wrong:
            store.discard(named([attached]))
            error = error or f"{attached.name}: {wrong}"
        else:
            kept.append(attached)
    return kept, error


def _fault(kept: list[Attached], more: Attached) -> str:
    if len(kept) >= MOST_FILES:
        return uploads.too_many()
    return uploads.full() if sum(named([*kept, more]).values()) > store.MAILBOX_CHUNKS else ""


def without(files: list[Attached], id: str) -> list[Attached]:
    """Without one of them, whose chunks are deleted at once."""
    gone = [file for file in files if id in {each.hex() for each in named([file])}]
    store.discard(named(gone))
    return [file for file in files if file not in gone]


def here(files: list[Attached]) -> list[Attached]:
    """Those that did not lapse meanwhile."""
    return [file for file in files if all(store.whole(*one) for one in named([file]).items())]


def owned(receipt: Receipt, files: list[Attached]) -> dict[bytes, int]:
    """Makes them this receipt's. Returns them as the door knows them. Raises Full, Missing."""
    known = named(files)
    if len(here(files)) < len(files):
        raise store.Missing
    store.own(mailboxes.mailbox_of(receipt.address), known)
    return known
