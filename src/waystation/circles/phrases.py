"""Phrases of random words: passphrases, one-time secrets, words to compare by voice.

    phrase = new(6)                       # "acorn pouch tulip brick drone latch", 77 bits
    same = normal("  Acorn POUCH tulip brick drone latch ") == phrase
    read_aloud = check_words(card.id)     # four words that stand for an id

Lists have 7,776 words (12.9 bits a word) and belong to the package: ``words-en.txt`` is the EFF's long list
(J. Bonneau, 2016, CC BY 3.0).
"""

import hashlib
import secrets
from functools import cache
from importlib.resources import files


@cache
def words(language: str = "en") -> tuple[str, ...]:
    """A language's list, in its fixed order."""
    return tuple(files(__package__).joinpath(f"words-{language}.txt").read_text("utf-8").split())


def new(count: int) -> str:
    """Six for a passphrase behind Argon2id (77 bits). Ten for a one-time secret, which meets no Argon2id (129 bits)."""
    return " ".join(secrets.choice(words()) for _ in range(count))


def normal(phrase: str) -> str:
    """A phrase as typed, without the accidents of typing."""
    return " ".join(phrase.casefold().split())


def check_words(data: bytes, count: int = 4) -> str:
    """Words that two people read to each other to know that they see the same bytes. Four words: 51 bits, which nobody
    can search through while a voice waits for an answer."""
    number = int.from_bytes(hashlib.sha256(b"waystation/1/check" + data).digest(), "big")
    found = []
    for _ in range(count):
        number, index = divmod(number, len(words()))
        found.append(words()[index])
    return " ".join(found)
