"""Code words and duress words: harmless things that anybody could say, proposed at random.

They are spoken aloud, perhaps with somebody listening, so they are small talk and no secret of many bits; what protects
them is that nobody else knows that they mean anything.
"""

import secrets

_WORDS = {
    "en": ("the bus,the soup,the tap,the lift,the kettle,the cat,the oven,the bread,the radio,the balcony",
           "is late again,is still warm,drips at night,smells of paint,was blue once,wants mending,has its moods"),
    "ru": ("автобус,борщ,кран,лифт,чайник,кот,хлеб,балкон,холодильник,зонт",
           "опять не такой,как у тёти,с прошлой зимы,почти новый,ещё тёплый,с характером,как на даче"),
}  # fmt: skip


def propose(language: str = "en", taken: tuple[str, ...] = ()) -> str:
    """One such phrase in Russian, or else in English, that shares its thing with none of those ``taken``."""
    things, ways = (words.split(",") for words in _WORDS.get(language, _WORDS["en"]))
    free = [t for t in things if not any(t in phrase for phrase in taken)]
    return f"{secrets.choice(free or things)} {secrets.choice(ways)}"
