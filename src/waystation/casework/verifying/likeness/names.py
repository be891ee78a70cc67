"""Names compared word by word, each word on several levels from its exact spelling to its sound and its first letter.

    marks("Ковалёв Р.")      # {"word": {"kovalev"}, "sound": {"kVlV"}, …} for the one word, an initial for the other

Nobody is asked which word is the surname: order changes from form to form, a friend knows one name only, and a common
given name weighs less than a rare surname because it is common (``scoring``).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files

from waystation.casework.verifying.likeness.scripts import latin

MOST_WORDS = 5  # the longest names of one person in passports; more is a sentence
LEAST_TYPO = 5  # letters: in a shorter word one wrong letter makes another name
# Parts that come and go between papers: the article, "son of", "servant of", "of".
PARTICLES = frozenset(
    "al el ul il as ar bin ibn ben bint ould uld de di da van von der ogli oglu uli uulu kizi kzi gizi zade abd abdul "
    "abdel abdu".split()
)
ENDINGS = (
    # A woman's form of a family's name and a man's are one; so are a son's and a daughter's patronymic ("#").
    (re.compile(r"(?:(?:[oeiu]?[vf]+)(?:i[CcS]|na)|iC|iCna|ini[cSC]na)$"), "#"),
    (re.compile(r"(?:of|ow)$"), "ov"), (re.compile(r"ef$"), "ev"),
    (re.compile(r"(?:ova)$"), "ov"), (re.compile(r"(?:eva)$"), "ev"),
    (re.compile(r"(?<=\w{4})ina$"), "in"),
    (re.compile(r"(?<=\w{2})(?:skaa|skai|ska|skoi|ski|cki|ckaa)$"), "ski"),
)  # fmt: skip
VOWELS = "aeiou"
FINE = str.maketrans("fv", "VV", VOWELS)
COARSE = str.maketrans("bpvfVgkhdtszcSCZD", "BBVVVKKKTTsssXXXX", VOWELS)
FIRST = str.maketrans("bpvfgkhdtszcSCZDaeiou", "BBVVKKKTTsssXXXXAAIOO")
DOUBLED = re.compile(r"(.)\1+")


@dataclass
class Word:
    """One word of a name as compared. ``initial`` alone is filled where only a first letter was given; of a whole word
    ``first`` is its first letter. ``word`` to ``familiar``: the comparable forms on each level."""

    initial: set[str] = field(default_factory=set)
    first: set[str] = field(default_factory=set)
    word: set[str] = field(default_factory=set)
    sound: set[str] = field(default_factory=set)
    typo: set[str] = field(default_factory=set)
    rough: set[str] = field(default_factory=set)
    familiar: set[str] = field(default_factory=set)


def words(name: str) -> list[Word]:
    """The words of a name, initials included, in the order in which they stand."""
    found = [_word(part, dotted) for part, dotted in _parts(name)]
    return [word for word in found if word.initial or word.word][:MOST_WORDS]


def _parts(name: str) -> list[tuple[str, bool]]:
    """(word in levelled Latin, whether it is abbreviated), without particles unless there is nothing else."""
    parts = []
    for raw in re.findall(r"[^\W\d_][\w'’ʼ`|]*\.?", name):
        plain = latin(_without_article(raw.rstrip(".")))
        if plain:
            parts.append((plain, len(plain) == 1 or (raw.endswith(".") and len(raw) <= 3)))
    kept = [part for part in parts if part[0].replace("W", "v").replace("Y", "i") not in PARTICLES]
    return kept or parts


def _without_article(raw: str) -> str:
    return raw[2:] if raw.startswith("ال") and len(raw) > 4 else raw


def _word(plain: str, abbreviated: bool) -> Word:
    every = forms(plain)
    letters = {form[0].translate(FIRST) for form in every}
    if abbreviated:
        return Word(initial=letters)
    word = Word(first=letters, word=set(every), sound={_sound(f) for f in every}, rough={_rough(f) for f in every})
    word.typo = {typo for form in every[:2] for typo in _typos(form)}
    word.familiar = {root for form in every for root in _roots().get(form, ())}
    return word


def forms(plain: str) -> list[str]:
    """What a levelled word may be: a j is й or дж, a waw after the first letter в or у. The likeliest first."""
    found: dict[str, None] = {}
    for iota in (True, False) if "J" in plain else (True,):
        for vowel in (False, True) if "W" in plain[1:] else (False,):
            form = _opened(plain, iota, vowel)
            if form:
                found.setdefault(form)
                if form.startswith("abd") and len(form) > 6:  # Abdurrahman, Abdul Rahman
                    found.setdefault(re.sub(r"^abd[aeu]?l?", "", form))
    return list(found)


def _opened(plain: str, iota: bool, vowel: bool) -> str:
    text = plain[:1].replace("W", "v") + plain[1:].replace("W", "u" if vowel else "v")
    text = text.replace("J", "i" if iota else "D").replace("Y", "i")
    for spelt, chosen in (("iu", "u"), ("ia", "a"), ("ie", "e"), ("io", "e"), ("ei", "e"), ("ai", "a"), ("oi", "oi")):
        text = text.replace(spelt, chosen)
    text = DOUBLED.sub(r"\1", text)
    for ending, same in ENDINGS:
        text, changed = ending.subn(same, text)
        if changed:
            break
    return text


def _sound(form: str) -> str:
    """The consonants, with whether a vowel comes first; a last h is not heard."""
    head = "A" if form[0] in VOWELS else ""
    return head + DOUBLED.sub(r"\1", re.sub(r"h$", "", form).translate(FINE))


def _rough(form: str) -> str:
    """The consonants without voice or place, as they change between languages: Гусейнов, Huseynov, Hossein. Where that
    leaves one, what follows the first vowel, since "Ali" and "Lee" are not one name."""
    bare = DOUBLED.sub(r"\1", re.sub(r"h$", "", form).translate(COARSE))
    return bare if len(bare) > 1 else "short " + re.sub(r"^[aeiou]", "", form)


def _typos(form: str) -> Iterator[str]:
    """The word with any one letter left out: two words share one if they differ by a letter put in, left out or
    changed, or by two that changed places."""
    if len(form) < LEAST_TYPO:
        return
    yield form
    for at in range(len(form.rstrip("#"))):  # a father's name is not his son's for want of a letter
        yield form[:at] + form[at + 1 :]


@cache
def _roots() -> dict[str, tuple[str, ...]]:
    """Of each familiar or foreign form of a given name (``familiar.txt``), the names that it may stand for."""
    found: dict[str, set[str]] = {}
    for line in files(__package__).joinpath("familiar.txt").read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            root, _sep, others = line.partition(":")
            for name in (root, *others.split()):
                for form in forms(latin(name)):
                    found.setdefault(form, set()).add(forms(latin(root))[0])
    return {form: tuple(sorted(roots)) for form, roots in found.items()}
