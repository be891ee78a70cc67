"""The law for several who go together: a border is as closed as it is to any of them, and as risky as to the one for
whom it is riskiest."""

from collections.abc import Sequence

import numpy as np

from waystation.planning.routes.lawful import Lawful
from waystation.planning.routes.network import Ints

LAST_BIT = 62  # of a label's visas that are used up; whatever comes after shares it, which can only forbid too much


def together(laws: Sequence[Lawful]) -> Lawful:
    """What all of them may do. Their visas of few entries are told apart by bits of their own."""
    uses, bits = np.zeros_like(laws[0].uses), 0
    for law in laws:
        highest = int(law.uses.max(initial=0)).bit_length()
        if bits + highest > LAST_BIT:
            uses |= np.where(law.uses > 0, np.int64(1) << LAST_BIT, 0)
        else:
            uses |= law.uses << bits
            bits += highest

    def worst(name: str) -> Ints:
        found: Ints = np.max([getattr(law, name) for law in laws], axis=0)
        return found

    return Lawful(worst("enter"), worst("transit"), worst("within"), worst("cross"), uses)
