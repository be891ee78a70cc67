"""Names of any script in plain Latin letters, so that spellings of one name come near each other.

    latin("Ковалёв") == latin("Kovalyov") == "kovalev"

The letters are not a romanisation that anybody prints. Russian, Ukrainian, Chechen and the Cyrillic of Central Asia are
written letter by letter; Arabic and Persian by their consonants, for short vowels are not written; every other script
by anyascii. Then the habits of the usual romanisations are levelled (ICAO Doc 9303 of Russian passports, BGN/PCGN, ISO
9, and the French, German, English and Turkic ways of newspapers), because nobody knows in which a name was typed.

Letters that mean two things stay open until ``names.forms``: ``J`` a Latin j, ``W`` and ``Y`` an Arabic waw and ya.
"""

import re
import unicodedata

from anyascii import anyascii

# What follows stands for sounds; ``kh`` and ``ya`` and the like are levelled with the Latin names below.
CYRILLIC = dict(
    zip(
        "абвгдеёжзийклмнопрстуфхцчшщъыьэюяіїєґқғҳҷӣӯўәөүұңһџјљњћђ",
        "a b v g d e e zh z i i k l m n o p r s t u f h ts ch sh sh * i * e yu ya i i e g k g h dj i u u a o u u n h "
        "dj i l n ch dj".split(),
        strict=True,
    )
) | {"ӏ": ""}  # palochka: a sound of Chechen that no romanisation writes
CYRILLIC = {letter: sound.replace("*", "") for letter, sound in CYRILLIC.items()}
# ح خ ه all sound like a Slavic х or г; ع ء are not written in Latin; ث ذ ظ ض are s and z to a Persian.
ARABIC = dict(
    zip(
        "ابپتثجچحخدذرزژسشصضطظعغفقكکگلمنهويیىئؤآأإةءےۀڤ",
        "a b p t s dj ch h h d z r z zh s sh s z t z * g f k k k g l m n h W Y Y a Y W a a a a * Y a v".split(),
        strict=True,
    )
)
ARABIC = {letter: sound.replace("*", "") for letter, sound in ARABIC.items()}
CHECHEN = str.maketrans({"1": "ӏ", "|": "ӏ", "i": "ӏ", "l": "ӏ"})  # what is typed where a keyboard has no palochka

LEVELLED = (
    # Of two spellings of one sound one is chosen. Longer ones first, for "tsch" begins with "ts".
    ("schtsch", "S"), ("stsch", "S"), ("shch", "S"), ("dsch", "D"), ("tsch", "C"), ("tsh", "C"), ("sch", "S"),
    ("tch", "C"), ("dzh", "D"), ("cz", "C"), ("zh", "Z"), ("dj", "D"), ("sh", "S"), ("ch", "C"), ("kh", "h"),
    ("gh", "g"), ("ph", "f"), ("th", "t"), ("ts", "c"), ("tz", "c"), ("ck", "k"), ("qu", "k"), ("q", "k"), ("x", "h"),
    ("gue", "ge"), ("gui", "gi"), ("ou", "u"), ("oo", "u"), ("ee", "i"), ("w", "v"), ("j", "J"),
    # ё is typed yo, jo, io or e; я ya, ia; ю yu, iu; й y, i, j or not at all.
    ("yo", "e"), ("io", "e"), ("ye", "e"), ("ie", "e"), ("ya", "a"), ("ia", "a"), ("yu", "u"), ("iu", "u"),
    ("yi", "i"), ("iy", "i"), ("ey", "e"), ("ei", "e"), ("ay", "a"), ("ai", "a"), ("y", "i"),
)  # fmt: skip


def latin(text: str) -> str:
    """One word in levelled Latin letters, lower case; capitals are sounds (S sh, C ch, Z zh, D dj) and open letters."""
    plain = _sounds(text)
    return _levelled(plain)


def _sounds(text: str) -> str:
    folded = unicodedata.normalize("NFC", text).casefold()
    if any("Ѐ" <= letter <= "ӿ" for letter in folded):
        folded = folded.translate(CHECHEN)
        return "".join(CYRILLIC.get(letter, anyascii(letter).lower()) for letter in folded)
    if any("؀" <= letter <= "ۿ" for letter in folded):
        return "".join(ARABIC.get(letter, "") for letter in unicodedata.normalize("NFC", folded))
    return _hard(anyascii(_marked(folded)).lower())


def _marked(text: str) -> str:
    """Letters whose mark is a sound of its own, before anyascii drops it."""
    for letter, sound in (("š", "sh"), ("ş", "sh"), ("č", "ch"), ("ç", "ch"), ("ž", "zh"), ("ğ", "g"), ("ı", "i")):
        text = text.replace(letter, sound)
    return text


def _hard(text: str) -> str:
    """A Latin c as it is spoken. ``ch``, ``ck`` and the like keep theirs."""
    return re.sub(r"c(?=[aou]|[bdfgjlmnpqrstvwxyz]|$)", "k", text)


def _levelled(text: str) -> str:
    text = re.sub(r"[^a-zWY]", "", text)
    for spelt, chosen in LEVELLED:
        text = text.replace(spelt, chosen)
    return re.sub(r"(.)\1+", r"\1", text)
