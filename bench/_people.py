"""Invented people, and the files that a programme would have of them: what duplicates are measured on.

    people = invent(10_000, seed=1)
    files = files_of(people, seed=1)        # File(person, facts): some people have two or three

**People.** Six naming cultures in the shares of ``CULTURES``. Given names are drawn by rank (Zipf with exponent 0.8),
half of the surnames too, the other half from a long tail of invented ones. One in seven belongs to a household of two
to four, which has one surname, and in four of ten cases one telephone. One in twelve has the first of January for a
birthday. 95 of 100 have a telephone, half a handle, a third an e-mail address, 45 of 100 a document.

**Files.** Everybody has one; three of ten a second and one of twenty a third, each by another hand. A file holds the
name always, and else what ``KNOWN`` says. Each hand writes in a script and romanisation of its own (``HANDS``), and
errs as ``ERRORS`` says; the letter tables here are the generator's own and know nothing of those that are measured.
What is left out: adoption of another name, deliberate false names, and people of whom two files share no fact at all.
"""

import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from _names import AFRICAN_TAIL, ENDS, FOREIGN, MEN, NICKNAMES, PERSIAN_ENDS, ROOTS, STEMS, TAIL, WOMEN

CULTURES = {"russian": 30, "chechen": 28, "central": 15, "arabic": 11, "persian": 7, "african": 9}
# What a file holds of what there is: after intake, and of a first contact that nobody followed up yet.
KNOWN = {"given": 0.98, "born": 0.94, "phone": 0.88, "handle": 0.65, "email": 0.65, "document": 0.60}
FIRST = {"given": 0.90, "born": 0.55, "phone": 0.70, "handle": 0.55, "email": 0.40, "document": 0.15}
ERRORS = {
    # of words of a name
    "typo": 0.05, "initial": 0.10, "nickname": 0.08, "order": 0.25, "no patronymic": 0.6, "other surname": 0.015,
    # of birth dates
    "swapped": 0.03, "wrong part": 0.04, "year only": 0.05, "year beside": 0.015,
    # of telephones, handles, documents
    "other phone": 0.20, "wrong digit": 0.02, "other handle": 0.10, "near handle": 0.12, "misread": 0.05,
}  # fmt: skip

_LETTERS = "абвгдеёжзийклмнопрстуфхцчшщъыьэюя"
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
_MAPS = {
    hand: {a: "" if b == "_" else b for a, b in zip(_LETTERS, row.split(), strict=True)} for hand, row in HANDS.items()
}


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


@dataclass
class File:
    """What one hand wrote of a person: (kind, text) as ``casework.likeness`` takes them."""

    person: int
    facts: list[tuple[str, str]] = field(default_factory=list)


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
    surname = _feminine(surname or _surname(rng, culture), woman)
    patronymic = _patronymic(father, woman) if culture in STEMS and rng.random() < 0.9 else ""
    born = int(rng.triangular(1955, 2009, 1998)), rng.randint(1, 12), rng.randint(1, 28)
    if rng.random() < 1 / 12:
        born = born[0], 1, 1
    person = Person(culture, surname, given, patronymic, born)
    if rng.random() < 0.95:
        person.phone = _phone(rng, culture)
    if rng.random() < 0.5:
        person.handle = _handle(rng, person, taken)
    if rng.random() < 0.33:
        person.email = f"{_handle(rng, person, taken)}@{rng.choice(['gmail.com', 'mail.example', 'post.example'])}"
    if rng.random() < 0.45:
        person.document = (
            "".join(rng.choices("0123456789", k=9)) if rng.random() < 0.7 else f"AB{rng.randrange(10**7):07}"
        )
    return person


def _ranked(rng: random.Random, names: list[str]) -> str:
    return rng.choices(names, [1 / (rank + 2) ** 0.8 for rank in range(len(names))])[0]


def _surname(rng: random.Random, culture: str) -> str:
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


def _phone(rng: random.Random, culture: str) -> str:
    code, length = PHONES[culture]
    return code + "".join(rng.choices("0123456789", k=length - len(code)))


def _handle(rng: random.Random, person: Person, taken: set[str] | None = None) -> str:
    """A handle; one that is not ``taken``, as nobody's is anybody else's."""
    handle = _wished(rng, person)
    while taken is not None and handle in taken:
        handle += str(rng.randint(0, 9))
    if taken is not None:
        taken.add(handle)
    return handle


def _wished(rng: random.Random, person: Person) -> str:
    base = _latin(_spelt(person.given, "second"))
    if rng.random() < 0.4:
        base = rng.choice(TAIL_LATIN) + rng.choice(TAIL_LATIN)
    end = rng.choice(["", str(rng.randint(1, 999)), str(person.born[0])[2:] + rng.choice("abcdef")])
    return base[:9].lower() + rng.choice(["", "_", "."]) + end


TAIL_LATIN = "wolf sky nord luna volk dark free star sun blue leo mer fox zar vesna dom".split()


def _latin(word: str) -> str:
    return _written(word, "plain").replace("-", "").replace("'", "")


# -- files -------------------------------------------------------------------------------------------------------------


def files_of(people: list[Person], seed: int, known: dict[str, float] = KNOWN) -> list[File]:
    """The files of these people in a random order."""
    rng = random.Random(f"files {seed}")
    files = []
    for n, person in enumerate(people):
        count = 1 + (rng.random() < 0.30) + (rng.random() < 0.05)
        files += [File(n, list(_facts(rng, person, known))) for _copy in range(count)]
    rng.shuffle(files)
    return files


def same(files: list[File]) -> set[tuple[int, int]]:
    """The pairs of files of one person, by their places, the smaller first."""
    places: dict[int, list[int]] = {}
    for place, file in enumerate(files):
        places.setdefault(file.person, []).append(place)
    return {(a, b) for group in places.values() for n, a in enumerate(group) for b in group[n + 1 :]}


def _facts(rng: random.Random, person: Person, known: dict[str, float]) -> Iterator[tuple[str, str]]:
    yield "name", _name(rng, person, known["given"])
    if rng.random() < known["born"]:
        yield "born", _born(rng, person.born)
    if person.phone and rng.random() < known["phone"]:
        yield "reach", _dialled(rng, _phone(rng, person.culture) if _errs(rng, "other phone") else person.phone)
    if person.handle and rng.random() < known["handle"]:
        yield "reach", rng.choice(["", "@", "https://t.me/", "instagram.com/"]) + _near(rng, person)
    if person.email and rng.random() < known["email"]:
        yield "reach", person.email.upper() if rng.random() < 0.1 else person.email
    if person.document and rng.random() < known["document"]:
        yield "document", _document(rng, person.document)


def _errs(rng: random.Random, how: str) -> bool:
    return rng.random() < ERRORS[how]


def _name(rng: random.Random, person: Person, given_known: float) -> str:
    shares = SHARES if person.culture in STEMS else FOREIGN_HANDS
    hand = rng.choices(list(shares), list(shares.values()))[0]
    surname = _surname(rng, person.culture) if _errs(rng, "other surname") else person.surname
    given = NICKNAMES.get(person.given, person.given) if _errs(rng, "nickname") else person.given
    words = [_typed(rng, _written(_spelt(surname, hand), hand))]
    if rng.random() < given_known:
        written = _written(_spelt(given, hand), hand)
        words.append(written[0] + "." if _errs(rng, "initial") else _typed(rng, written))
        if person.patronymic and not _errs(rng, "no patronymic"):
            words.append(_written(person.patronymic, hand))
    if _errs(rng, "order") and len(words) == 2:
        words.reverse()
    elif len(words) == 3 and rng.random() < 0.3:
        words = [*words[1:], words[0]]
    return " ".join(words)


def _spelt(word: str, hand: str) -> str:
    spellings = word.split("|")
    return spellings[{"own": 0, "first": min(1, len(spellings) - 1), "second": len(spellings) - 1}.get(hand, 0)]


def _written(word: str, hand: str) -> str:
    if hand not in _MAPS or not any("а" <= letter <= "ё" for letter in word.lower()):
        return word
    return "".join(_MAPS[hand].get(letter, letter) for letter in word.lower()).title()


def _typed(rng: random.Random, word: str) -> str:
    if len(word) < 4 or not _errs(rng, "typo"):
        return word
    at, letter = rng.randrange(1, len(word)), rng.choice(word)
    return rng.choice([word[:at] + word[at + 1 :], word[:at] + letter + word[at:], word[:at] + letter + word[at + 1 :],
                       word[: at - 1] + word[at] + word[at - 1] + word[at + 1 :]])  # fmt: skip


def _born(rng: random.Random, born: tuple[int, int, int]) -> str:
    year, month, day = born
    if _errs(rng, "year only"):
        return str(year)
    if day <= 12 and _errs(rng, "swapped"):
        month, day = day, month
    elif _errs(rng, "wrong part"):
        year, month, day = rng.choice([(year + rng.choice([-10, 10, -3, 3]), month, day),
                                       (year, rng.randint(1, 12), day), (year, month, rng.randint(1, 28))])  # fmt: skip
    elif _errs(rng, "year beside"):
        year += rng.choice([-1, 1])
    return f"{year}-{month:02}-{day:02}"


def _dialled(rng: random.Random, number: str) -> str:
    if _errs(rng, "wrong digit"):
        at = rng.randrange(4, len(number))
        number = number[:at] + rng.choice("0123456789") + number[at + 1 :]
    if number.startswith("7") and rng.random() < 0.35:
        return f"8 ({number[1:4]}) {number[4:7]}-{number[7:9]}-{number[9:]}"
    if number.startswith("336") and rng.random() < 0.4:
        return " ".join(["0" + number[2], *(number[n : n + 2] for n in range(3, 11, 2))])
    spaced = f"{number[:-7]} {number[-7:-4]} {number[-4:-2]}-{number[-2:]}"
    return rng.choice(["+" + number, "+" + spaced, "00" + number, number])


def _near(rng: random.Random, person: Person) -> str:
    if _errs(rng, "other handle"):
        return _handle(rng, person)
    return person.handle + str(rng.randint(1, 99)) if _errs(rng, "near handle") else person.handle


def _document(rng: random.Random, number: str) -> str:
    if _errs(rng, "misread"):
        at = rng.randrange(len(number))
        number = number[:at] + rng.choice("0123456789") + number[at + 1 :]
    return f"{number[:2]} {number[2:4]} {number[4:]}" if rng.random() < 0.4 else number


def bare(files: Iterable[File]) -> list[list[tuple[str, str]]]:
    return [file.facts for file in files]
