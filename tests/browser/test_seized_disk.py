"""Seized disk: a unique word typed into every text field through the browser, then every byte on the disk looked at."""

import base64
import bz2
import gzip
import lzma
import re
import sqlite3
import zlib

import pytest
from browser_forms import fill_form
from visits import Visitors

from waystation.casework.compartments import COMPARTMENTS
from waystation.casework.fields import fields

WRITER = {
    "contact": "mara", "identity:a": "mara", "story:a": "noor", "verification": "noor", "needs": "ilya",
    "shelter": "ilya", "papers": "tomas", "journey": "sam", "health:a": "ada", "settlement": "ben", "money": "ilya",
    "consent": "noor",
}  # fmt: skip


STEMS = ("кенарщъжюк", "zqcanaryqxkj")  # occur in no language, so that finding one is finding what was typed


class Canaries:
    """Unique words in the forms in which people type, each remembered."""

    def __init__(self):
        self.words: list[str] = []
        self.parts: set[str] = set()  # compartments that were really typed into

    def new(self) -> str:
        n = len(self.words)
        # Latin and Cyrillic by turns, so that both encodings are looked for.
        word = f"{STEMS[n % 2]}{n:04d}"
        self.words.append(word)
        return word


def type_everywhere(page, canaries):
    """Fills every text box of the form on the page."""
    boxes = page.locator("main form[data-draft] input[type=text]:not([inputmode]), main form[data-draft] textarea")
    names = [box.get_attribute("name") for box in boxes.all()]
    fill_form(page, **{name: canaries.new() for name in names})
    return names


@pytest.fixture(scope="module")
def typed(installation, browser):
    """All fields of all compartments typed into, drafts left lying, searches made, a form sent with errors."""
    visit = Visitors(browser, installation, java_script_enabled=False)
    canaries = Canaries()
    mara = visit("mara")
    mara.goto("/cases/new")
    type_everywhere(mara, canaries)
    mara.click("text=Open the case")
    number = mara.url.rsplit("/", 1)[1]
    for who, stage in (("ilya", "S1"), ("noor", "S2"), ("noor", "S3")):
        noor = visit(who)
        noor.goto(f"/cases/{number}")
        way = noor.locator("details", has=noor.locator(f'button[name="to"][value="{stage}"]'))
        if not way.evaluate("d => d.open"):
            way.locator("summary").click()
        way.locator("button").click()
        noor.locator("details summary", has_text="It cannot wait").click()
        noor.fill("#reason", canaries.new())
        noor.click("text=Move all the same")
    for part, who in WRITER.items():
        page = visit(who)
        kind = COMPARTMENTS[part.split(":")[0]]
        lists = ["", *(a.name for a in fields(kind.struct).values() if a.kind == "records")]
        if page.goto(f"/cases/{number}").status != 200:
            continue  # travel, counselling and settlement come later on the road; their forms are the same code
        for collection in lists:
            page.goto(f"/cases/{number}/edit/{part}" + (f"/{collection}/new" if collection else ""))
            if type_everywhere(page, canaries):
                canaries.parts.add(kind.key)
                page.click("main form[data-draft] button:has-text('Save')")
                assert "/edit/" not in page.url, (part, collection, page.inner_text("main")[:500])
    noor.goto("/search")
    noor.fill("#typed", canaries.words[1])
    noor.press("#typed", "Enter")
    noor.goto("/cases")
    noor.fill("[name=typed]", canaries.new())
    noor.click("main form button:has-text('Show')")
    noor.goto(f"/cases/{number}/edit/needs")
    fill_form(noor, diet=canaries.new() + "x" * 300)
    noor.click("main form[data-draft] button:has-text('Save')")
    assert "too long" in noor.inner_text("main")
    pat = visit("pat")
    pat.goto("/members/invite")
    pat.fill("#name", canaries.new())
    pat.click("text=Make ten words")
    visit.close()
    with_script = Visitors(browser, installation)
    ilya = with_script("ilya")
    ilya.goto(f"/cases/{number}/edit/needs")
    fill_form(ilya, diet=canaries.new())
    ilya.locator("#draft-state", has_text="sealed").wait_for()
    with_script.close()
    return canaries


def forms_of(word):
    """A word as it may lie on a disk."""
    yield from (word.encode(), word.encode("utf-16-le"), word.encode("utf-16-be"), word.encode("utf-32-le"))
    yield word.encode("cp1251", "ignore")
    yield word.encode("unicode_escape")
    quoted = "".join(f"%{b:02X}" for b in word.encode())
    yield quoted.encode()
    for shift in range(3):  # base64 of the word at any offset of a longer text
        yield base64.b64encode(b"\0" * shift + word.encode())[(4 if shift else 0) : -4]


def unpacked(data):
    """The bytes of a file, and of every compressed stream that begins anywhere in it."""
    yield data
    starts = {b"\x1f\x8b\x08": gzip, b"x\x9c": zlib, b"x\xda": zlib, b"BZh": bz2, b"\xfd7zXZ": lzma}
    for magic, module in starts.items():
        for found in re.finditer(re.escape(magic), data):
            try:
                if module is zlib:
                    yield zlib.decompressobj().decompress(data[found.start() :], 1 << 22)
                else:
                    yield module.decompress(data[found.start() :])
            except Exception:
                continue


def every_file(installation):
    found = [p for p in installation.home.rglob("*") if p.is_file() and not p.is_symlink()]
    assert any(p.name == "node.sqlite3" for p in found)
    return found


def test_no_word_that_was_typed_lies_anywhere_on_the_disk(installation, typed):
    assert len(typed.words) > 80
    needles = [form for stem in STEMS for form in forms_of(stem) if len(form) >= 8]
    for path in every_file(installation):
        for content in unpacked(path.read_bytes()):
            for needle in needles:
                assert needle not in content, f"something that was typed lies in {path.name} as {needle[:12]!r}"


def test_the_search_for_words_would_find_them(installation, tmp_path, typed):
    """The scan is not blind: a word written in each form is found."""
    needles = [form for form in forms_of(STEMS[0]) if len(form) >= 8]
    database = sqlite3.connect(tmp_path / "x.sqlite3")
    database.execute("create table t (b blob)")
    database.execute("insert into t values (?)", [typed.words[0]])
    database.commit()
    database.close()
    assert any(n in (tmp_path / "x.sqlite3").read_bytes() for n in needles)
    packed = gzip.compress(b"before " + typed.words[0].encode() + b" after")
    assert any(needles[0] in content for content in unpacked(b"junk" + packed))
    wrapped = base64.b64encode(b"ab" + typed.words[0].encode() + b"cdefgh")
    assert any(n in wrapped for n in needles)


def test_no_members_name_and_no_members_id_lies_in_the_database(installation, typed):
    names = [b"Mara", b"Ilya", b"Noor", b"Tomas", b"Lighthouse", b"North Shore", b"Verification", b"Quiet"]
    database = installation.home / "node" / "node.sqlite3"
    content = database.read_bytes() + b"".join(p.read_bytes() for p in database.parent.glob("node.sqlite3-*"))
    for name in names:
        assert name not in content
    for member in installation.members.values():
        assert bytes.fromhex(member["id"]) not in content


def test_every_compartment_was_typed_into_but_those_that_come_later_on_the_road(typed):
    every = {key for key, kind in COMPARTMENTS.items() if kind.subject == "case"}
    assert typed.parts == every - {"journey", "health", "settlement"}
