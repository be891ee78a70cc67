"""Fills a fresh installation with N invented cases, quickly: envelopes are made in all cores and stored in bulk."""

import datetime
import multiprocessing
import os
import random
from collections.abc import Iterator
from typing import Any

from django.db import connection, transaction

from waystation.casework.codenames import new_code_name
from waystation.casework.compartments import COMPARTMENTS
from waystation.casework.folds import set_statement
from waystation.circles import circle as circles
from waystation.circles.envelope import Epoch, pack, parse
from waystation.circles.secret import name
from waystation.circles.view import View
from waystation.cli.demofill import Filling
from waystation.store.clock import micros
from waystation.store.files import casefiles, cases
from waystation.store.likeness.matching import FIRST_PERSON
from waystation.store.models import Circle, Envelope
from waystation.store.sealed.keys import Keys
from waystation.store.sealed.readings import Label

WORDS = (
    "Сегодня говорили о дороге до границы и о документах которые ещё не готовы; просит звонить только вечером после "
    "восьми потому что днём рядом чужие люди, сестра знает немного, соседи ничего. Вещи собраны, лекарства на месяц "
    "есть, деньги на билет получены, адрес встречи передан устно и повторён обратно без ошибки."
).split()
RARE = "василёк"  # stands in one note of every thousandth case
NOWHERE = "аргонавт"
NOTES = 10  # a case
FULL = ("contact", "identity", "story", "verification", "needs", "shelter", "papers", "consent")  # eight
FOUNDERS = {
    "contact": "mara", "identity": "noor", "story": "noor", "verification": "noor", "needs": "ilya",
    "shelter": "ilya", "papers": "tomas", "consent": "noor",
}  # fmt: skip
SAMPLE = 100  # cases that have all eight compartments

Item = tuple[str, Any]
Made = tuple[bytes, bytes, list[bytes]]  # circle, slot, envelopes
_members: dict[str, Keys] = {}


def note(rng: random.Random, size: int = 500) -> str:
    text = ""
    while len(text) < size:
        text += rng.choice(WORDS) + " "
    return text.strip()


def bodies(compartment: str, rng: random.Random, n: int, notes: int) -> list[Item]:
    """What is stated in a compartment of case number ``n``."""
    day = (datetime.date.today() + datetime.timedelta(days=rng.randrange(-5, 120))).isoformat()
    own: dict[str, dict[str, Any]] = {
        "contact": {"alias": f"Alias {n}", "language": "ru", "danger_now": False, "safe_hours": "20:00 to 22:00",
                    "region": "an invented region", "rule": note(rng, 120), "code_word": "lamp",
                    "duress_word": "umbrella"},
        "identity": {"legal_name": "Invented Name", "born": "1990-01-02", "nationalities": ["RU"]},
        "story": {},
        "verification": {"status": "open", "doubts": note(rng, 200)},
        "needs": {"languages": ["ru"], "priority": rng.choice(["emergency", "urgent", "normal"]), "status": "open",
                  "plan": note(rng, 300), "review_on": day},
        "shelter": {}, "papers": {}, "consent": {},
    }  # fmt: skip
    struct = COMPARTMENTS[compartment].struct
    items: list[Item] = []
    if own[compartment]:
        try:
            items.append(("set", set_statement(struct, "", "", own[compartment])))
        except Exception:  # a vocabulary without one of these words: the rest says enough
            own[compartment] = {k: v for k, v in own[compartment].items() if k not in ("status", "nationalities")}
            items.append(("set", set_statement(struct, "", "", own[compartment])))
    if compartment == "needs":
        items.append(("set", set_statement(struct, "persons", FIRST_PERSON, {"letter": "A", "languages": ["ru"]})))
        if stage := n % 12:
            items.append(("stage", (f"S{stage}", "")))
    count = notes if compartment == "needs" else 0 if own[compartment] else 1
    for k in range(count):
        text = note(rng) + (f" {RARE}" if n % 1000 == 7 and k == 3 else "")
        items.append(("set", set_statement(struct, "notes", f"{n:x}{k:x}n", {"text": text})))
    return items


def part(number: bytes, code: str, compartment: str, n: int, rng: random.Random, notes: int) -> Made:
    keys = _members[FOUNDERS[compartment]]
    person = FIRST_PERSON if COMPARTMENTS[compartment].per_person else ""
    label = Label("case", number, compartment, person, code)
    grants = cases.founding_grants(keys, compartment, n % 12)
    circle = circles.found(keys.secret, pack(label), grants, keys.minute, keys.directory)
    view = View(circle.id, circle.envelopes.values(), keys.secrets, keys.minute, keys.directory)
    envelopes = [*circle.envelopes.values(), *view.write_all(keys.secret, bodies(compartment, rng, n, notes))]
    return circle.id, casefiles.slot(number, compartment, person), envelopes


def make(job: tuple[int, int, int, int]) -> list[Made]:
    """Envelopes of the cases from one number to another; those below ``full`` have eight compartments."""
    begin, end, full, notes = job
    made = []
    for n in range(begin, end):
        rng = random.Random(n)  # the same words in every run
        number, code = os.urandom(16), f"{new_code_name()} {n}"
        for compartment in FULL if n < full else ("contact", "needs"):
            made.append(part(number, code, compartment, n, rng, notes))
    return made


def fill(filling: Filling, size: int, full: int = SAMPLE, notes: int = NOTES) -> None:
    """Makes and stores ``size`` cases, of which the first ``full`` have eight compartments."""
    for member in set(FOUNDERS.values()):
        _members[member] = filling.at(member, 10)
    connection.close()  # the workers must not share it
    jobs = [(at, min(at + 100, size), full, notes) for at in range(0, size, 100)]
    with multiprocessing.get_context("fork").Pool(os.cpu_count()) as pool:
        for made in pool.imap_unordered(make, jobs):
            store(made)


def store(made: list[Made]) -> None:
    now = micros()
    with transaction.atomic():
        Circle.objects.bulk_create([Circle(id=c, slot=s, size=len(e), changed=now) for c, s, e in made])
        Envelope.objects.bulk_create(rows(made, now), batch_size=1000)


def rows(made: list[Made], now: int) -> Iterator[Envelope]:
    for circle, _slot, envelopes in made:
        for e in envelopes:
            yield Envelope(circle=circle, name=name(e), epoch=isinstance(parse(e), Epoch), arrived=now, sealed=e)
