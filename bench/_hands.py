"""How hands write a name: scripts and romanisations of its own, slips of the pen. For ``_people`` and ``_files``.

    written(spelt("Юсуф", "icao"), "icao")      # Iusuf
    typed(rng, "Iusuf")                         # now and then a letter too few, too many or astray

The letter tables are the generator's own and know nothing of those that are measured.
"""

import random

ERRORS = {
    # of words of a name
    "typo": 0.05, "initial": 0.10, "nickname": 0.08, "order": 0.25, "no patronymic": 0.6, "other surname": 0.015,
    # of birth dates
    "swapped": 0.03, "wrong part": 0.04, "year only": 0.05, "year beside": 0.015,
    # of telephones, handles, documents
    "other phone": 0.20, "wrong digit": 0.02, "other handle": 0.10, "near handle": 0.12, "misread": 0.05,
}  # fmt: skip

LETTERS = "абвгдеёжзийклмнопрстуфхцчшщъыьэюя"
HANDS = {
    # How a Cyrillic name comes to paper; the share of hands that write so stands in SHARES.
    "icao": "a b v g d e e zh z i i k l m n o p r s t u f kh ts ch sh shch ie y _ e iu ia",
    "bgn": "a b v g d e yo zh z i y k l m n o p r s t u f kh ts ch sh shch _ y _ e yu ya",
    "plain": "a b v g d e o j z i i k l m n o p r s t u f h c ch sh sh _ i _ e u a",
    "german": "a b w g d e jo sch s i j k l m n o p r s t u f ch z tsch sch schtsch _ y _ e ju ja",
    "french": "a b v g d e io j z i i k l m n o p r s t ou f kh ts tch ch chtch _ y _ e iou ia",
    "arabic": "ا ب ف غ د ي و ج ز ي ي ك ل م ن و ب ر س ت و ف خ تس تش ش ش _ ي _ ي يو يا",
}
SHARES = {"cyrillic": 38, "icao": 24, "bgn": 18, "plain": 10, "german": 4, "french": 4, "arabic": 2}
FOREIGN_HANDS = {"own": 30, "first": 40, "second": 30}
MAPS = {
    hand: {a: "" if b == "_" else b for a, b in zip(LETTERS, row.split(), strict=True)} for hand, row in HANDS.items()
}


def spelt(word: str, hand: str) -> str:
    spellings = word.split("|")
    return spellings[{"own": 0, "first": min(1, len(spellings) - 1), "second": len(spellings) - 1}.get(hand, 0)]


def written(word: str, hand: str) -> str:
    if hand not in MAPS or not any("а" <= letter <= "ё" for letter in word.lower()):
        return word
    return "".join(MAPS[hand].get(letter, letter) for letter in word.lower()).title()


def typed(rng: random.Random, word: str) -> str:
    if len(word) < 4 or not errs(rng, "typo"):
        return word
    at, letter = rng.randrange(1, len(word)), rng.choice(word)
    return rng.choice([word[:at] + word[at + 1 :], word[:at] + letter + word[at:], word[:at] + letter + word[at + 1 :],
                       word[: at - 1] + word[at] + word[at - 1] + word[at + 1 :]])  # fmt: skip


def errs(rng: random.Random, how: str) -> bool:
    """Whether a hand errs in one of the ways of ``ERRORS`` this time."""
    return rng.random() < ERRORS[how]
