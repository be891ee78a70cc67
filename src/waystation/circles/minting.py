"""Minting an epoch: a fresh secret sealed to exactly the live readers, with the membership restated inside the seal.

History: an epoch hands on the secrets of earlier ones (``back``), but only as far as *every* live reader may see. What
some may see and others not travels inside the wraps of those who may. So one reader admitted "from now on" never gains
the past through a later epoch, and one admitted with history still does.
"""

from collections.abc import Mapping

import msgspec

from waystation.circles.envelope import VERSION, Entry, Epoch, pack, pad, place, sign
from waystation.circles.opening import Minting, Opened, control_digest, tag
from waystation.circles.secret import Secret
from waystation.circles.standing import Standing


def mint(me: Secret, standing: Standing, epochs: Mapping[bytes, Opened]) -> tuple[bytes, Secret]:
    """A new epoch for the live readers of ``standing``, and its secret. ``epochs`` are the earlier ones we can open."""
    new = Secret.new(signs=False)
    n = 1 + max((opened.envelope.n for opened in epochs.values()), default=0)
    circle = standing.circle
    floor = max(standing.readers.values(), default=0)
    shared = _tips([o for o in epochs.values() if o.envelope.n >= floor])
    wraps = {}
    for holder, since in standing.readers.items():
        older = _tips([o for o in epochs.values() if since <= o.envelope.n < floor])
        for card in standing.book.cards(holder):
            missing = {
                o.envelope.id: o.secret.seed for o in older if tag(card.id, o.envelope.id) not in o.envelope.wraps
            }
            wraps[tag(card.id, new.id)] = card.seal(pack([new.seed, missing]), place(circle, new.id, b"wrap"))
    control = sorted(standing.control.values())
    body = Minting(new.id, n, control_digest(control))
    minting = sign(me, Entry(me.id, circle, 0, b"", (), standing.minute, "epoch", msgspec.Raw(pack(body))))
    epoch = Epoch(
        VERSION,
        "epoch",
        new.id,
        n,
        new.card.data if standing.has_droppers else b"",
        dict(sorted(wraps.items())),
        {o.envelope.id: new.box.seal(o.secret.seed, place(circle, o.envelope.id, b"back")) for o in shared},
        new.box.seal(pad(pack([control, minting])), place(circle, new.id, b"control")),
    )
    return pack(epoch), new


def _tips(epochs: list[Opened]) -> list[Opened]:
    """Those that no other of them hands on already."""
    handed_on = {earlier for opened in epochs for earlier in opened.envelope.back}
    return [opened for opened in epochs if opened.envelope.id not in handed_on]
