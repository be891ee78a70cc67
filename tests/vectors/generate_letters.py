#!/usr/bin/env python3
"""Made ``letters.json`` once. It stays as it is: another run seals with other random bytes.

.venv/bin/python tests/vectors/generate_letters.py > tests/vectors/letters.json
"""

import hashlib
import json

from waystation.circles import letters
from waystation.circles.receipt import LIMIT, Receipt
from waystation.circles.secret import Secret


def drawn(purpose: str) -> bytes:
    return hashlib.sha256(b"letters vector " + purpose.encode()).digest()


def receipts():
    random = (int.from_bytes(drawn(purpose), "big") % LIMIT for purpose in ("a", "b"))
    for number in (0, 1, LIMIT - 1, *random):
        r = Receipt(number)
        yield {"number": str(number), "words_en": r.words("en"), "words_ru": r.words("ru"), "digits": r.digits,
               "address": r.address.hex(), "answer_key": r.answer_key.hex(),
               "visits_en": [r.visit_words(n, "en") for n in range(3)],
               "visits_ru": [r.visit_words(1, "ru")]}  # fmt: skip


def sealed():
    epoch = Secret(drawn("epoch"), signs=False)
    for plain in (b"", b"can write 10 min", "Брат спит рядом. 10 минут.".encode(), b"x" * 2047, b"y" * 2048):
        inner = letters.seal(epoch.card, epoch.id, plain)
        yield {"epoch_seed": epoch.seed.hex(), "epoch": epoch.id.hex(), "card": epoch.card.data.hex(),
               "plain": plain.hex(), "sealed": inner.hex(),
               "at_rest": letters.reseal(epoch.card, epoch.id, inner).hex()}  # fmt: skip


def answers():
    for plain in (b"We are here.", "Мы здесь. Безопасно ли ещё это время?".encode()):
        key = drawn("key")
        yield {"key": key.hex(), "plain": plain.hex(), "sealed": letters.seal_answer(key, plain).hex()}


print(json.dumps({"receipts": [*receipts()], "letters": [*sealed()], "answers": [*answers()]}, indent=1,
                 ensure_ascii=False))  # fmt: skip
