"""Drops: what a member states where they may write without reading, sealed to the epoch's public card.

A member's pen (the number and name of their last statement there) is theirs alone to know, since they cannot read it in
the circle: it is kept sealed under their own secret.
"""

from collections.abc import Sequence
from typing import Any

import msgspec

from waystation.circles import circle as circles
from waystation.circles.envelope import pack
from waystation.circles.secret import Card
from waystation.circles.view import Pen
from waystation.store.sealed import envelopes, kept
from waystation.store.sealed.keys import Keys


class Sealed(Exception):
    """This member's keys do not open the compartment, or their role does not write in it."""


def leave(keys: Keys, circle: bytes, items: Sequence[tuple[str, Any]]) -> None:
    """Drops statements into a circle. Raises Sealed where it takes none."""
    card = envelopes.newest_epoch_card(circle)
    if not card:
        raise Sealed("this compartment takes nothing from those who cannot open it")
    shelf = "pen " + circle.hex()
    pen = Pen(*msgspec.msgpack.decode(kept.look(keys.secret, shelf) or pack([0, b""]), type=tuple[int, bytes]))
    dropped = []
    for kind, body in items:
        envelope, pen = circles.drop(keys.secret, circle, Card(card), pen, kind, body, keys.minute)
        dropped.append(envelope)
    envelopes.append(circle, dropped)
    kept.keep(keys.secret, shelf, pack([pen.seq, pen.last]))
