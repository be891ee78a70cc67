"""Seized disk: a unique word typed into every text field through the browser, then every byte on the disk looked at."""

import base64
import bz2
import gzip
import lzma
import re
import sqlite3
import zlib

import pytest
from canaries import STEMS, Canaries, text_boxes
from typist import drafts, type_everything
from visits import Visitors

from waystation.casework.compartments import COMPARTMENTS


@pytest.fixture(scope="module")
def typed(installation, browser):
    """All fields of all compartments typed into, and all other boxes; forms sent with errors, drafts left lying."""
    canaries = Canaries()
    for story, with_script in ((type_everything, False), (drafts, True)):
        # A small window: less to paint, and some 90 forms to go.
        window = {"width": 320, "height": 320}
        visit = Visitors(browser, installation, java_script_enabled=with_script, viewport=window)
        story(visit, canaries)
        visit.close()
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
    assert len(typed.words) > len(typed.boxes) > 150
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


def test_no_passphrase_and_no_second_factor_lies_on_the_disk(installation, typed):
    secrets = [member[kind] for member in installation.members.values() for kind in ("passphrase", "totp")]
    for path in every_file(installation):
        for content in unpacked(path.read_bytes()):
            for secret in (*secrets, *typed.secrets):
                assert secret.encode() not in content, f"a secret lies in {path.name}"


def test_what_was_typed_is_shown_to_those_who_may_read_it(typed):
    """The disk is silent because it is sealed, not because nothing was kept."""
    assert [box for box, word in typed.boxes.items() if word not in typed.shown] == []


def test_what_was_typed_breaks_no_page(typed):
    assert {place: status for place, status in typed.statuses.items() if status != 200} == {}


def test_every_text_field_of_every_compartment_was_typed_into(typed):
    assert typed.parts == set(COMPARTMENTS)
    assert set(typed.boxes) == set().union(*map(text_boxes, COMPARTMENTS.values()))
