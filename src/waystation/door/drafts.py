"""A letter that is to be gone on with later: the answers so far, sealed under a key of the receipt.

    keep(receipt.address, seal(receipt, answers))    # sealed in the browser, or here in memory
    opened(receipt, look(receipt.address))           # {} where there is none, or it does not open

The door opens none of it, tells nobody whether there is one, and deletes it when the letter was sent, or after a week.
Files that were added stand among the answers under ``enclosing.DRAFT``; they themselves lie here for a day.
"""

from collections.abc import Mapping

import msgspec

from waystation.circles import letters as sealing
from waystation.circles.errors import CircleError, Malformed
from waystation.circles.receipt import Receipt
from waystation.circles.secret import name
from waystation.door import rows
from waystation.door.models import Draft
from waystation.store.clock import minute

LAPSE = 7 * 1440  # minutes: whoever comes back later answers again; what somebody half wrote must not lie here long


def seal(receipt: Receipt, answers: Mapping[str, str]) -> bytes:
    return sealing.seal_draft(receipt.draft_key, msgspec.json.encode({k: v for k, v in answers.items() if v}))


def opened(receipt: Receipt, sealed: bytes) -> dict[str, str]:
    try:
        return msgspec.json.decode(sealing.open_draft(receipt.draft_key, sealed), type=dict[str, str])
    except (CircleError, msgspec.DecodeError):
        return {}


def _id(address: bytes) -> bytes:
    return name(b"waystation/1/draft" + address)


def keep(address: bytes, sealed: bytes) -> None:
    """Keeps the newest draft of a receipt. Raises Malformed."""
    if not 0 < len(sealed) <= sealing.MOST:
        raise Malformed("a draft of impossible length")
    Draft.objects.update_or_create(id=_id(address), defaults={"sealed": sealed, "at": minute()})


def look(address: bytes) -> bytes:
    """The draft; empty where there is none."""
    return Draft.objects.filter(pk=_id(address)).values_list("sealed", flat=True).first() or b""


def forget(address: bytes) -> None:
    rows.drop_draft(_id(address))


def lapse(now: int) -> None:
    Draft.objects.filter(at__lt=now - LAPSE).delete()
