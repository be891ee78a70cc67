"""Code words and duress words: harmless things that anybody could say, proposed at random and recognised when said.

    propose("en")                                   # "the kettle is still warm"
    says("all fine, *blue* sky", "blue sky")        # True

They are spoken aloud, perhaps with somebody listening, so they are small talk and no secret of many bits; what protects
them is that nobody else knows that they mean anything.
"""

import re
import secrets

from waystation.casework.folded import folded

_WORDS = {
    "en": ("the bus,the soup,the tap,the lift,the kettle,the cat,the oven,the bread,the radio,the balcony",
           "is late again,is still warm,drips at night,smells of paint,was blue once,wants mending,has its moods"),
    "ru": ("автобус,борщ,кран,лифт,чайник,кот,хлеб,балкон,холодильник,зонт",
           "опять не такой,как у тёти,с прошлой зимы,почти новый,ещё тёплый,с характером,как на даче"),
}  # fmt: skip
SHORTEST, ENDING = 4, 2  # letters: shorter words must be the same; of longer ones the last two may be another form's
MISSED = 4  # of so many words one may be left out or changed, as people do who are afraid; of three or fewer, none


def propose(language: str = "en", taken: tuple[str, ...] = ()) -> str:
    """One such phrase in Russian, or else in English, that shares its thing with none of those ``taken``."""
    things, ways = (words.split(",") for words in _WORDS.get(language, _WORDS["en"]))
    free = [t for t in things if not any(t in phrase for phrase in taken)]
    return f"{secrets.choice(free or things)} {secrets.choice(ways)}"


def says(text: str, phrase: str) -> bool:
    """Whether a phrase was said in a text: its words in their order and near each other, in whatever case, ending and
    punctuation. To hear a duress word that was not meant costs a call, to miss one a person: so it is generous."""
    wanted, heard = _tokens(phrase), _tokens(text)
    need = len(wanted) - len(wanted) // MISSED
    span = len(wanted) + 2  # words that may stand between
    return bool(wanted) and any(_in_order(wanted, heard[n : n + span]) >= need for n in range(len(heard)))


def _tokens(text: str) -> list[str]:
    """Words without case and signs; "ё" is "е", which ``folded`` sees to."""
    return re.findall(r"[^\W_]+", folded(text))


def _in_order(wanted: list[str], heard: list[str]) -> int:
    """How many of the wanted words stand in order among those heard (the longest common subsequence)."""
    best = [0] * (len(heard) + 1)
    for word in wanted:
        row = [0]
        for n, other in enumerate(heard):
            row.append(best[n] + 1 if _alike(word, other) else max(row[n], best[n + 1]))
        best = row
    return best[-1]


def _alike(one: str, other: str) -> bool:
    """The same word, or two forms of one: "небо" and "неба", "тёплый" and "тёплая"."""
    longest = max(len(one), len(other))
    stem = max(SHORTEST - 1, longest - ENDING)
    return one == other or (min(len(one), len(other)) >= SHORTEST and one[:stem] == other[:stem])
