"""Devices: which cards speak for which member, and what falls when one of them is lost.

Judged once all entries are known, so that the order in which they arrived never matters.
"""

from collections.abc import Iterable

from waystation.circles.acts import Loss
from waystation.circles.book import Cards

Vouching = tuple[bytes, bytes, bytes]  # the entry's name, the voucher, the new card


def tie(vouchings: Iterable[Vouching], own: Cards) -> dict[bytes, bytes]:
    """Makes every vouched card speak for its member; of several vouchers the one whose entry has the lowest name.

    Returns the voucher of each card.
    """
    vouched: dict[bytes, bytes] = {}
    for _, voucher, card in sorted(vouchings):
        vouched.setdefault(card, voucher)
    for card in vouched:
        path = {card}
        member = card
        while member in vouched and vouched[member] not in path:
            member = vouched[member]
            path.add(member)
        own.speak_for(card, member)
    return vouched


def take(loss: Loss, minute: int, vouched: dict[bytes, bytes], own: Cards) -> None:
    """Takes away a lost card, and those it vouched for that the loss does not keep."""
    fallen = {loss.card}
    waiting = [loss.card]
    while waiting:
        voucher = waiting.pop()
        next_ones = [c for c, v in vouched.items() if v == voucher and c not in loss.keep and c not in fallen]
        fallen |= set(next_ones)
        waiting += next_ones
    for card in fallen:
        own.lose(card, minute)
