"""A ministry with a key, and people who agreed to it: what the stories about packages and consent begin with."""

import io
import json
import zipfile
from types import SimpleNamespace

import pyrage

from days import day
from waystation.casework.sharing import recipients
from waystation.casework.sharing.packaging import ITEMS
from waystation.store.files import casefiles, cases, granting, programme
from waystation.store.visas import preparing


def permission():
    return {"purpose": "apply", "country": "CA", "source": "individual", "informed": True, "given_on": day(),
            "until": day(60)}  # fmt: skip


FACTS = {
    "identity": {"legal_name": "Руслан Ковалёв", "latin_name": "KOVALYOV RUSLAN", "born": "1995-03-01",
                 "birth_place": "Shali", "birth_country": "RU", "nationalities": ["RU"]},
    "story": {"for_government": "He was taken from his work.\nThree weeks later he was let go for ransom.",
              "grounds": ["particular_social_group"], "return_fear": "His uncle."},
    "papers": {"method_stated": "Two independent sources, one in person.", "outside_origin": False},
}  # fmt: skip


def ministry(alliance, pages, name="Ministry of Arrivals", country="CA", record="r1"):
    """An authority whose key Claire and Tomas have compared aloud. Returns its record and its secret key."""
    secret = pyrage.x25519.Identity.generate()
    claire, tomas = alliance.claire, alliance.tomas
    number = programme.number(claire)
    pages("claire").edit(f"/programme/{number.hex()}/edit/pathways/recipients/new",
                         name=name, country=country, key=str(secret.to_public()))  # fmt: skip
    rows = preparing.pathways(tomas).rows("recipients")
    record = next(r for r, row in rows.items() if row["name"] == name)
    heard = recipients.fingerprint(str(secret.to_public()))
    for who in ("claire", "tomas"):
        pages(who).post(f"/packages/key/{record}", {"heard": heard.upper()})
    return SimpleNamespace(record=record, secret=secret, name=name, country=country)


def applicant(alliance, code="Quiet Heron", persons=("a",), consents=True, **consent):
    """A case at the stage of applications, of which identity, story, papers and consent are written."""
    number = alliance.case(code, identity={"legal_name": FACTS["identity"]["legal_name"]}, needs={})
    for n, person in enumerate(persons):
        row = {"letter": "ABC"[n], "age_band": "25_39", "languages": ["ru"]}
        alliance.write("ilya", number, "needs", "persons", person, **row)
    granting.move(casefiles.open_file(alliance.ilya, number), "S6", "Needed for the story")
    granting.hand_over(casefiles.open_file(alliance.noor, number), 6)
    for n, person in enumerate(persons):
        if consents:
            alliance.write("noor", number, "consent", "permissions", f"p{n}", person=person, **permission() | consent)
        write(alliance, "noor", number, "story", person, FACTS["story"])
        write(alliance, "tomas", number, "identity", person, FACTS["identity"])
        passport = {"person": person, "kind": "foreign_passport", "number": f"72 00000{n}", "country": "RU",
                    "expires": "2030-01-01", "original_at": "with his sister"}  # fmt: skip
        write(alliance, "tomas", number, "papers", "", passport, "documents", f"d{n}")
    alliance.write("tomas", number, "papers", **FACTS["papers"])
    return number


def write(alliance, who, number, compartment, person, values, collection="", record=""):
    keys = alliance.keys(who)
    file = casefiles.open_file(keys, number)
    circle = cases.ensure_part(file, compartment, person)
    cases.state(keys, circle, compartment, collection, record, values)


def prepared(alliance, number, to, items=tuple(ITEMS), person="a", letter="A"):
    """Tomas prepares facts for an authority."""
    return preparing.prepare(casefiles.open_file(alliance.tomas, number), person, to.record, items, letter)


def compose(page, to, who, what, status=200):
    """The preview of a package for these people and facts."""
    ids = [f"{number.hex()}:{person}" for number, person in who]
    return page.post(f"/packages/to/{to.record}", {"who": ids, "what": list(what)}, status=status)


def opened(secret, sealed):
    """What is in a package: its files by name, and the machine form."""
    with zipfile.ZipFile(io.BytesIO(pyrage.decrypt(sealed, [secret]))) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    return files, json.loads(files["package.json"])
