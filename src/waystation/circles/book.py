"""Who stands behind an id: the cards of members, the devices that speak for them, the current keys of teams.

A circle names those it is granted to by 16-byte ids (*holders*) and asks a book for the rest. A member's id is that of
their first card; a team's is that of its circle. The organisation's book is its directory (``directory.py``); a circle
that carries its own cards, as the directory itself does, needs no other.
"""

from collections.abc import Iterable
from typing import Protocol

from waystation.circles.secret import Card

ALWAYS = 1 << 62  # a minute after every real one


class Book(Protocol):
    """What a circle must know of the world."""

    def card(self, author: bytes) -> Card | None:
        """The card with this id, to check signatures with, whether or not its holder is still trusted."""

    def member(self, card: bytes) -> bytes:
        """The member for whom a card ever spoke, lost and dismissed ones included; a stranger's card is its own."""

    def cards(self, holder: bytes) -> tuple[Card, ...]:
        """The cards to seal to so that this holder, and nobody else, opens. Empty: not trusted now, or not known."""

    def trusted_until(self, author: bytes) -> int:
        """The minute from which this card speaks for nobody; ALWAYS where none is known."""

    def holders(self, author: bytes, minute: int) -> frozenset[bytes]:
        """The ids that this card spoke for at that minute: its member, and the teams the member was in."""

    def spoke(self, author: bytes, minute: int) -> frozenset[bytes]:
        """As ``holders``, for what was written: the minute in which its member was dismissed included, since in it they
        may have written first."""


class Cards:
    """The plainest book: every card speaks for itself, and devices for the member whose card vouched for them."""

    def __init__(self, cards: Iterable[Card] = ()):
        self._cards = {card.id: card for card in cards}
        self._member: dict[bytes, bytes] = {}
        self._lost: dict[bytes, int] = {}

    def add(self, card: Card) -> None:
        self._cards[card.id] = card

    def speak_for(self, card: bytes, member: bytes) -> None:
        """Makes a card a device of ``member``."""
        if card != member:
            self._member[card] = member

    def lose(self, card: bytes, minute: int = 0) -> None:
        """From ``minute`` on the card speaks for nobody; of several losses the earliest counts."""
        self._lost[card] = min(minute, self._lost.get(card, minute))

    def every(self) -> tuple[Card, ...]:
        return tuple(self._cards.values())

    @property
    def lost(self) -> dict[bytes, int]:
        """Lost cards, each with the minute from which it speaks for nobody."""
        return dict(self._lost)

    def member(self, card: bytes) -> bytes:
        """The member for whom a card speaks."""
        return self._member.get(card, card)

    def card(self, author: bytes) -> Card | None:
        return self._cards.get(author)

    def cards(self, holder: bytes) -> tuple[Card, ...]:
        ids = [holder, *sorted(card for card, member in self._member.items() if member == holder)]
        return tuple(self._cards[i] for i in ids if i in self._cards and i not in self._lost)

    def spoke(self, author: bytes, minute: int) -> frozenset[bytes]:
        return self.holders(author, minute)

    def trusted_until(self, author: bytes) -> int:
        return self._lost.get(author, ALWAYS)

    def holders(self, author: bytes, minute: int) -> frozenset[bytes]:
        if author not in self._cards or minute >= self._lost.get(author, minute + 1):
            return frozenset()
        return frozenset({self.member(author)})
