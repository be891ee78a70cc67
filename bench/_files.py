"""The files that a programme would have of invented people (``_people``).

    files = files_of(people, seed=1)        # File(person, facts): some people have two or three

Everybody has one; three of ten a second and one of twenty a third, each by another hand. A file holds the name always,
and else what ``KNOWN`` says. Each hand writes in a script and romanisation of its own and errs as ``ERRORS`` says, both
in ``_hands``. What is left out: adoption of another name, deliberate false names, and people of whom two files share no
fact at all.
"""

import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from _hands import FOREIGN_HANDS, SHARES, errs, spelt, typed, written
from _names import NICKNAMES, STEMS
from _people import Person, handle_of, phone_of, surname_of

# What a file holds of what there is: after intake, and of a first contact that nobody followed up yet.
KNOWN = {"given": 0.98, "born": 0.94, "phone": 0.88, "handle": 0.65, "email": 0.65, "document": 0.60}
FIRST = {"given": 0.90, "born": 0.55, "phone": 0.70, "handle": 0.55, "email": 0.40, "document": 0.15}


@dataclass
class File:
    """What one hand wrote of a person: (kind, text) as ``casework.likeness`` takes them."""

    person: int
    facts: list[tuple[str, str]] = field(default_factory=list)


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
        yield "reach", _dialled(rng, phone_of(rng, person.culture) if errs(rng, "other phone") else person.phone)
    if person.handle and rng.random() < known["handle"]:
        yield "reach", rng.choice(["", "@", "https://t.me/", "instagram.com/"]) + _near(rng, person)
    if person.email and rng.random() < known["email"]:
        yield "reach", person.email.upper() if rng.random() < 0.1 else person.email
    if person.document and rng.random() < known["document"]:
        yield "document", _document(rng, person.document)


def _name(rng: random.Random, person: Person, given_known: float) -> str:
    shares = SHARES if person.culture in STEMS else FOREIGN_HANDS
    hand = rng.choices(list(shares), list(shares.values()))[0]
    surname = surname_of(rng, person.culture) if errs(rng, "other surname") else person.surname
    given = NICKNAMES.get(person.given, person.given) if errs(rng, "nickname") else person.given
    words = [typed(rng, written(spelt(surname, hand), hand))]
    if rng.random() < given_known:
        first = written(spelt(given, hand), hand)
        words.append(first[0] + "." if errs(rng, "initial") else typed(rng, first))
        if person.patronymic and not errs(rng, "no patronymic"):
            words.append(written(person.patronymic, hand))
    if errs(rng, "order") and len(words) == 2:
        words.reverse()
    elif len(words) == 3 and rng.random() < 0.3:
        words = [*words[1:], words[0]]
    return " ".join(words)


def _born(rng: random.Random, born: tuple[int, int, int]) -> str:
    year, month, day = born
    if errs(rng, "year only"):
        return str(year)
    if day <= 12 and errs(rng, "swapped"):
        month, day = day, month
    elif errs(rng, "wrong part"):
        year, month, day = rng.choice([(year + rng.choice([-10, 10, -3, 3]), month, day),
                                       (year, rng.randint(1, 12), day), (year, month, rng.randint(1, 28))])  # fmt: skip
    elif errs(rng, "year beside"):
        year += rng.choice([-1, 1])
    return f"{year}-{month:02}-{day:02}"


def _dialled(rng: random.Random, number: str) -> str:
    if errs(rng, "wrong digit"):
        at = rng.randrange(4, len(number))
        number = number[:at] + rng.choice("0123456789") + number[at + 1 :]
    if number.startswith("7") and rng.random() < 0.35:
        return f"8 ({number[1:4]}) {number[4:7]}-{number[7:9]}-{number[9:]}"
    if number.startswith("336") and rng.random() < 0.4:
        return " ".join(["0" + number[2], *(number[n : n + 2] for n in range(3, 11, 2))])
    spaced = f"{number[:-7]} {number[-7:-4]} {number[-4:-2]}-{number[-2:]}"
    return rng.choice(["+" + number, "+" + spaced, "00" + number, number])


def _near(rng: random.Random, person: Person) -> str:
    if errs(rng, "other handle"):
        return handle_of(rng, person)
    return person.handle + str(rng.randint(1, 99)) if errs(rng, "near handle") else person.handle


def _document(rng: random.Random, number: str) -> str:
    if errs(rng, "misread"):
        at = rng.randrange(len(number))
        number = number[:at] + rng.choice("0123456789") + number[at + 1 :]
    return f"{number[:2]} {number[2:4]} {number[4:]}" if rng.random() < 0.4 else number


def bare(files: Iterable[File]) -> list[list[tuple[str, str]]]:
    return [file.facts for file in files]
