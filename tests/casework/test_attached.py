"""What a letter tells of a file: names that can be shown, types that the bytes say, references that open something."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from waystation.casework.hotline import filetypes, reach
from waystation.casework.hotline.attached import MOST_BYTES, MOST_FILES, NAME_LIMIT, Attached, clean_name, usable

GOOD = Attached.of(b"k" * 32, 1000, b"d" * 32, "scan.pdf", "application/pdf")


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("IMG_20260113.jpg", "IMG_20260113.jpg"),
        ("/storage/emulated/0/DCIM/я и мама.jpg", "я и мама.jpg"),
        ("C:\\Users\\x\\scan.pdf", "scan.pdf"),
        ("\u202egpj.exe", "gpj.exe"),
        ("a\0b\r\nc\x1b[31m.png", "abc[31m.png"),
        ("../../etc/passwd", "passwd"),
        ("...", ""),
    ],
)
def test_a_name_is_shown_without_folders_and_tricks(name, shown):
    assert clean_name(name) == shown


@given(st.text(max_size=400))
def test_any_name_can_be_shown_and_is_short(name):
    shown = clean_name(name)
    assert len(shown) <= NAME_LIMIT and shown.isprintable() and "/" not in shown and clean_name(shown) == shown


def test_a_long_name_keeps_its_extension():
    assert clean_name("x" * 300 + ".jpeg").endswith("x.jpeg")


def test_a_type_is_what_the_first_bytes_say():
    heads = {
        b"\xff\xd8\xff\xe1..Exif": "image/jpeg", b"%PDF-1.7": "application/pdf", b"RIFF0000WEBPVP8 ": "image/webp",
        b"RIFF0000WAVEfmt ": "audio/wav", b"\0\0\0\x20ftypheic": "image/heic", b"\0\0\0\x20ftypisom": "video/mp4",
        b"\0\0\0\x14ftypqt  ": "video/quicktime", b"OggS\0": "audio/ogg",
    }  # fmt: skip
    for head, mime in heads.items():
        assert filetypes.sniffed(head).mime == mime


@pytest.mark.parametrize(
    "head",
    [b"", b"MZ\x90", b"<html><script>", b"PK\x03\x04" + bytes(26) + b"bomb.bin", b"#!/bin/sh", b"RIFF", b"\x7fELF"],
)
def test_programs_pages_and_archives_are_no_files_that_are_taken(head):
    assert filetypes.sniffed(head) is None


def test_a_document_is_known_by_the_first_entry_of_its_archive():
    head = b"PK\x03\x04" + bytes(26) + b"[Content_Types].xml"
    assert filetypes.sniffed(head).group == filetypes.OFFICE


@pytest.mark.parametrize("kind", filetypes.TYPES, ids=lambda k: k.mime)
def test_every_type_can_be_told_from_its_first_bytes_and_is_named_for_people(kind):
    assert kind.group in filetypes.GROUPS and f".{kind.extension}" in filetypes.ACCEPTED
    for runs in kind.heads:
        assert max(at + len(run) for at, run in runs) <= filetypes.HEAD


def test_a_file_is_named_by_what_it_is():
    jpeg, docx = filetypes.BY_MIME["image/jpeg"], filetypes.sniffed(b"PK\x03\x04" + bytes(26) + b"_rels/.rels")
    assert filetypes.named("me.jpeg", jpeg) == "me.jpeg"
    assert filetypes.named("invoice.exe", jpeg) == "invoice.jpg"
    assert filetypes.named("", jpeg) == "image.jpg"
    assert filetypes.named("Budget.XLSX", docx) == "Budget.xlsx"


def test_references_of_a_stranger_that_open_nothing_are_left_out():
    wrong = [
        Attached(), Attached("?", "a", "b", 5, "00"), Attached(GOOD.key, "a", "b", 0, GOOD.sha256),
        Attached(GOOD.key, "a", "b", MOST_BYTES + 1, GOOD.sha256), Attached(GOOD.key, "a", "b", -1, GOOD.sha256),
        Attached(GOOD.key, "a", "b", 5, "zz" * 32),
    ]  # fmt: skip
    assert usable([*wrong, GOOD]) == [GOOD]
    assert len(usable([GOOD] * 50)) == MOST_FILES


def test_a_letter_with_files_is_read_as_it_was_written():
    letter = reach.read(reach.further_letter("ru", "скан", [GOOD]))
    assert (
        letter.text == "скан" and letter.files == [GOOD] and letter.files[0].opens_with == (b"k" * 32, 1000, b"d" * 32)
    )
    assert reach.read(json.dumps({"text": "x", "files": "none"}).encode()).files == []


def test_an_answer_of_before_there_were_files_is_text():
    assert reach.read_answer("Мы здесь.".encode()).text == "Мы здесь."
    answer = reach.read_answer(reach.answer('{"text": "typed"}', [GOOD]))
    assert answer.text == '{"text": "typed"}' and answer.files == [GOOD]


def test_nothing_of_a_file_stands_in_a_traceback():
    assert GOOD.key not in repr(GOOD) and "scan" not in repr(GOOD)
