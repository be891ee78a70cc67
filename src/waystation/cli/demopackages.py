"""The demonstration's packages: an authority with a compared key, facts prepared for it, wishes to withhold, one
package on its way."""

from pathlib import Path
from typing import Any

import pyrage

from waystation.casework.sharing import recipients
from waystation.casework.sharing.packaging import ITEMS
from waystation.cli.demofiller import Filler, statement
from waystation.store.files import casefiles, cases, programme
from waystation.store.likeness.matching import FIRST_PERSON
from waystation.store.sealed import envelopes
from waystation.store.sealed.keys import Keys
from waystation.store.sealed.readings import Label
from waystation.store.visas import packages, preparing

KEY = "ministry-key.txt"  # the invented authority's secret key, so that whoever looks can open what was sent to it
RECIPIENT, NAME = "r1", "Invented Ministry of Arrivals"
PARTS = ("identity", "story", "papers", "consent")
METHOD = "Two sources that do not know each other, one of them in person."
WISHES: dict[int, dict[str, Any]] = {
    3: {"what": "What I told you", "from_whom": NAME, "facts": ["statement"], "recipient": NAME},
    4: {"what": "My uncle works there", "from_whom": "Türkiye", "country": "TR"},
}
STATEMENT = "Taken from work by men who gave no name, held for three weeks, let go for ransom. An invented account."
HERE = ("identity.latin_name", "identity.born", "identity.nationalities", "story.for_government", "story.grounds",
        "papers.documents", "papers.method_stated")  # fmt: skip


def write(home: Path, filling: Filler, applying: list[bytes]) -> None:
    """Writes them for the cases that are ``applying``; the secret key into a file of the demonstration's folder."""
    secret = pyrage.x25519.Identity.generate()
    path = home / KEY
    path.touch(mode=0o600)
    path.write_text(f"{secret}\n")
    _authorities(filling, str(secret.to_public()))
    for n, number in enumerate(applying):
        _facts(filling, number, n)
    _send(filling, applying[:2])


def _authorities(filling: Filler, key: str) -> None:
    claire, heard = filling.at("claire", 9), recipients.fingerprint(key)
    there = Label("programme", programme.number(claire), "pathways", "", programme.CODE)
    circle = cases.found_part(claire, there)
    first = {
        "name": NAME, "country": "CA", "key": key, "handed": "By the mission's courier, on Tuesdays",
        "first_by": filling.id("claire"), "first_saw": heard,
    }  # fmt: skip
    rows = [first, {"name": "Invented Embassy", "country": "DE"}]
    named = [statement("pathways", "recipients", f"r{n + 1}", row) for n, row in enumerate(rows)]
    cases.put_all(claire, circle, "pathways", named)
    second = {"second_by": filling.id("tomas"), "second_saw": heard}
    cases.put_all(filling.at("tomas", 8), circle, "pathways", [statement("pathways", "recipients", RECIPIENT, second)])


def _facts(filling: Filler, number: bytes, n: int) -> None:
    """What is added to one case, and what a visa officer prepares of it; one case withholds a statement, one excludes a
    country."""
    tomas, noor = filling.at("tomas", 7), filling.at("noor", 7.5)
    slots = {casefiles.slot(number, key, FIRST_PERSON if key in ("identity", "story") else ""): key for key in PARTS}
    circles = {slots[where]: circle for where, (circle, _size) in envelopes.by_slot(slots).items()}
    said: dict[str, tuple[Keys, list[tuple[str, str, dict[str, Any]]]]] = {
        "identity": (tomas, [("", "", {"born": f"19{80 + n}-0{1 + n}-1{n}", "nationalities": ["RU"]})]),
        "story": (noor, [("", "", {"for_government": STATEMENT, "grounds": ["particular_social_group"]})]),
        "papers": (tomas, [("", "", {"method_stated": METHOD}), ("documents", "d1", {"number": f"72 {1200000 + n}"})]),
        "consent": (noor, [("limits", "l1", {"person": FIRST_PERSON} | WISHES[n])] if n in WISHES else []),
    }
    for key, (who, rows) in said.items():
        if rows:
            cases.put_all(who, circles[key], key, [statement(key, *row) for row in rows])
    kept = {"story.for_government"} if WISHES.get(n, {}).get("recipient") else set()
    file = casefiles.open_file(tomas, number)
    preparing.prepare(file, FIRST_PERSON, RECIPIENT, [k for k in HERE if k not in kept])


def _send(filling: Filler, chosen: list[bytes]) -> None:
    claire = filling.at("claire", 6)
    found = preparing.candidates(claire, RECIPIENT, chosen)
    selection = {one.id: [key for key in ITEMS if key in one.values] for one in found}
    packages.send(claire, packages.build(claire, RECIPIENT, selection, filling.time(6), "demo1"))
