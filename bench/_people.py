"""Invented people, of whom ``_files`` makes the files that a programme would have: what duplicates are measured on.

    people = invent(10_000, seed=1)

Six naming cultures in the shares of ``CULTURES``. Given names are drawn by rank (Zipf with exponent 0.8), half of the
surnames too, the other half from a long tail of invented ones. One in seven belongs to a household of two to four,
which has one surname, and in four of ten cases one telephone. One in twelve has the first of January for a birthday.
95 of 100 have a telephone, half a handle, a third an e-mail address, 45 of 100 a document.
"""

import random
from dataclasses import dataclass

from _hands import spelt, written
from _names import AFRICAN_TAIL, ENDS, FOREIGN, MEN, PERSIAN_ENDS, ROOTS, STEMS, TAIL, WOMEN

CULTURES = {"russian": 30, "chechen": 28, "central": 15, "arabic": 11, "persian": 7, "african": 9}


@dataclass
class Person:
    """Somebody invented. Names are words; a foreign one holds its spellings, parted by ``|``."""

    culture: str
    surname: str
    given: str
    patronymic: str
    born: tuple[int, int, int]
    phone: str = ""
    handle: str = ""
    email: str = ""
    document: str = ""
    latin_name: str = ""


def invent(count: int, seed: int) -> list[Person]:
    rng = random.Random(f"people {seed}")
    people: list[Person] = []
    taken: set[str] = set()
    while len(people) < count:
        first = _person(rng, taken)
        people.append(first)
        if rng.random() < 0.055:  # a household: one in seven people, for it has three on the average
            phone = first.phone if rng.random() < 0.4 else ""
            for _kin in range(rng.randint(1, 3)):
                kin = _person(rng, taken, first.culture, first.surname)
                kin.phone = phone or kin.phone
                if kin.given != first.given:
                    people.append(kin)
    return people[:count]


def _person(rng: random.Random, taken: set[str], culture: str = "", surname: str = "") -> Person:
    culture = culture or rng.choices(list(CULTURES), list(CULTURES.values()))[0]
    woman = rng.random() < 0.35
    given = _ranked(rng, (WOMEN if woman else MEN)[culture].split())
    father = _ranked(rng, MEN[culture].split())
    surname = _feminine(surname or surname_of(rng, culture), woman)
    patronymic = _patronymic(father, woman) if culture in STEMS and rng.random() < 0.9 else ""
    born = int(rng.triangular(1955, 2009, 1998)), rng.randint(1, 12), rng.randint(1, 28)
    if rng.random() < 1 / 12:
        born = born[0], 1, 1
    person = Person(culture, surname, given, patronymic, born)
    if rng.random() < 0.95:
        person.phone = phone_of(rng, culture)
    if rng.random() < 0.5:
        person.handle = handle_of(rng, person, taken)
    if rng.random() < 0.33:
        person.email = f"{handle_of(rng, person, taken)}@{rng.choice(['gmail.com', 'mail.example', 'post.example'])}"
    if rng.random() < 0.45:
        person.document = (
            "".join(rng.choices("0123456789", k=9)) if rng.random() < 0.7 else f"AB{rng.randrange(10**7):07}"
        )
    return person


def _ranked(rng: random.Random, names: list[str]) -> str:
    return rng.choices(names, [1 / (rank + 2) ** 0.8 for rank in range(len(names))])[0]


def surname_of(rng: random.Random, culture: str) -> str:
    if culture in FOREIGN:
        return _ranked(rng, FOREIGN[culture].split()) if rng.random() < 0.5 else _foreign_tail(rng, culture)
    stem = _ranked(rng, STEMS[culture].split())
    if rng.random() < 0.5:
        stem = (rng.choice(TAIL[0]) + rng.choice(TAIL[1]) + rng.choice(["", "", *TAIL[1]])).title()
    end = rng.choice(ENDS[culture])
    return stem + ("в" if stem[-1] in "аеёиоу" and end in ("ов", "ев") else end)


def _foreign_tail(rng: random.Random, culture: str) -> str:
    """A rare surname with its spellings: three consonants in an Arabic pattern, a Persian ending, African syllables."""
    if culture == "african":
        name = "".join(rng.choice(part) for part in AFRICAN_TAIL)
        return f"{name}|{name.replace('ou', 'u').replace('dj', 'j')}".title()
    roots = [rng.choice(ROOTS) for _consonant in range(3)]
    script = "".join(root[0] for root in roots)
    a, b, c = (root[1] for root in roots)
    if culture == "arabic":
        return f"{script[:2]}ي{script[2]}|{a}a{b}i{c}|{a}a{b}ee{c}".title()
    ending = rng.choice(PERSIAN_ENDS)
    return f"{script[0]}ا{script[1:]}{ending[0]}|{a}a{b}{c}{ending[1]}|{a}aa{b}{c}{ending[2]}".title()


def _feminine(surname: str, woman: bool) -> str:
    """The form for a woman, or back to that for a man."""
    bare = surname[:-1] if surname.endswith(("ова", "ева", "ёва", "ина")) else surname
    return bare + "а" if woman and bare.endswith(("ов", "ев", "ёв", "ин")) else bare


def _patronymic(father: str, woman: bool) -> str:
    if father[-1] in "йь":
        return father[:-1] + ("евна" if woman else "евич")
    return (father.rstrip("аяо")) + ("овна" if woman else "ович")


PHONES = {  # how numbers begin, and how many digits they have
    "russian": ("79", 11), "chechen": ("7928", 11), "central": ("99890", 12), "arabic": ("96477", 13),
    "persian": ("98912", 12), "african": ("336", 11),
}  # fmt: skip


def phone_of(rng: random.Random, culture: str) -> str:
    code, length = PHONES[culture]
    return code + "".join(rng.choices("0123456789", k=length - len(code)))


def handle_of(rng: random.Random, person: Person, taken: set[str] | None = None) -> str:
    """A handle; one that is not ``taken``, as nobody's is anybody else's."""
    handle = _wished(rng, person)
    while taken is not None and handle in taken:
        handle += str(rng.randint(0, 9))
    if taken is not None:
        taken.add(handle)
    return handle


def _wished(rng: random.Random, person: Person) -> str:
    base = _latin(spelt(person.given, "second"))
    if rng.random() < 0.4:
        base = rng.choice(TAIL_LATIN) + rng.choice(TAIL_LATIN)
    end = rng.choice(["", str(rng.randint(1, 999)), str(person.born[0])[2:] + rng.choice("abcdef")])
    return base[:9].lower() + rng.choice(["", "_", "."]) + end


TAIL_LATIN = "wolf sky nord luna volk dark free star sun blue leo mer fox zar vesna dom".split()


def _latin(word: str) -> str:
    return written(word, "plain").replace("-", "").replace("'", "")
