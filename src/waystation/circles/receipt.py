"""The receipt: what a person in danger keeps, and all that opens their mailbox. Eight words, or the same as 31 digits.

    receipt = Receipt.new()
    receipt.words("ru")          # "жираф карта …": eight of 7,776 words
    receipt.digits               # "0381 9923 …", which passes for a reference number
    Receipt.typed("Жираф карта …") == receipt == Receipt.typed(receipt.digits)

It is a number below 10^31 (103 bits), so that words of any language and digits say the same. The keys come from it by
HKDF and no stretching: nobody tries 2^103, and an anonymous page must not run a memory-hard hash for whoever knocks.
"""

import hashlib
import re
import secrets
from dataclasses import dataclass
from functools import cache, cached_property

from waystation.circles import phrases
from waystation.circles.errors import CircleError
from waystation.circles.secret import Box, derive

LIMIT = 10**31
WORDS, DIGITS = 8, 31
LANGUAGES = ("en", "ru")  # that have a list of words
SIZE = 13  # bytes of the number, big-endian


class BadReceipt(CircleError):
    """What was typed is no receipt. ``unknown`` are the places (from 1) of words that stand in no list; empty where the
    number of words or digits is wrong."""

    def __init__(self, unknown: tuple[int, ...] = ()):
        super().__init__("not a receipt")
        self.unknown = unknown


@cache
def _places(language: str) -> dict[str, int]:
    return {word: n for n, word in enumerate(phrases.words(language))}


@dataclass(frozen=True)
class Receipt:
    """A receipt, as the number that it is."""

    number: int

    @classmethod
    def new(cls) -> "Receipt":
        return cls(secrets.randbelow(LIMIT))

    @classmethod
    def typed(cls, text: str) -> "Receipt":
        """The receipt in words of any language with a list, or in digits; the accidents of typing don't matter, and ё
        may be written for е. Raises BadReceipt."""
        digits = re.sub(r"[\s.\-–—]", "", text)
        if digits.isdecimal():  # of any script: Arabic and Persian keyboards have digits of their own
            if len(digits) != DIGITS:
                raise BadReceipt
            return cls(int(digits))
        found = re.findall(r"[^\W\d_]+(?:-[^\W\d_]+)*", text.casefold().replace("ё", "е"))
        language = max(LANGUAGES, key=lambda code: sum(word in _places(code) for word in found))
        places = [_places(language).get(word) for word in found]
        if unknown := tuple(n for n, place in enumerate(places, 1) if place is None):
            raise BadReceipt(unknown)
        number = 0
        for place in places:
            number = number * len(phrases.words(language)) + (place or 0)
        if len(found) != WORDS or number >= LIMIT:
            raise BadReceipt
        return cls(number)

    def words(self, language: str) -> str:
        """Eight words, the most significant first."""
        listed, number, found = phrases.words(language), self.number, []
        for _ in range(WORDS):
            number, place = divmod(number, len(listed))
            found.append(listed[place])
        return " ".join(reversed(found))

    @property
    def digits(self) -> str:
        text = f"{self.number:0{DIGITS}d}"
        return " ".join(text[i : i + 4] for i in range(0, DIGITS, 4))

    @cached_property
    def _secret(self) -> bytes:
        return self.number.to_bytes(SIZE, "big")

    @property
    def address(self) -> bytes:
        """The mailbox's address: whoever has it may ask for what lies there, and open none of it."""
        return derive(self._secret, b"receipt/address", 16)

    @property
    def answer_key(self) -> bytes:
        """The key under which answers are sealed. It travels inside the first letter, so that it is known to those who
        answer and to nobody else; a symmetric key, which stays shut to quantum computers too."""
        return derive(self._secret, b"receipt/answers")

    @property
    def draft_key(self) -> bytes:
        """The key of a letter that is to be gone on with later. It leaves the person's device never: not even those who
        answer open what was not sent."""
        return derive(self._secret, b"receipt/draft")

    def file_key(self, digest: bytes) -> bytes:
        """The key under which a browser seals one file: from the receipt and the SHA-256 of the content, so that
        whoever types the words again and takes the same file goes on where the network was lost."""
        return derive(self._secret, b"receipt/file/" + digest.hex().encode())

    @property
    def box(self) -> Box:
        return Box(self.answer_key)

    def visit_words(self, visit: int, language: str) -> str:
        """Two words for a visit's number: shown at each visit for the next, so that a visit by somebody else is
        noticed. They follow from receipt and number, and so are stored nowhere."""
        data = derive(self._secret, b"receipt/visit/" + str(visit).encode(), 8)
        listed, number = phrases.words(language), int.from_bytes(hashlib.sha256(data).digest()[:8], "big")
        return " ".join((listed[number % len(listed)], listed[number // len(listed) % len(listed)]))

    def __repr__(self) -> str:
        return "Receipt(…)"  # never in a traceback
