"""Tomas reads a passport into a case: typed, or from a photograph."""

import io
import shutil

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageDraw, ImageFont

from invented_papers import passport
from waystation.store.files import casefiles, cases


@pytest.fixture
def number(alliance):
    number = alliance.case()
    file = casefiles.open_file(alliance.noor, number)
    for compartment in ("identity", "papers", "needs"):
        cases.ensure_part(file, compartment)
    alliance.write("noor", number, "consent", "notes", "n", text="asked")
    return number


@pytest.fixture
def at_papers(alliance, number):
    """A case in which the visa desk opens Identity and Needs."""
    from waystation.store.files import granting

    noor = alliance.noor
    for key in ("identity", "needs"):
        part = casefiles.open_file(noor, number).part(key)
        granting.grant(noor, part, noor.directory.team_of("visa"), "steward")
    return f"/cases/{number.hex()}"


def test_good_lines_are_taken_into_papers_and_into_what_is_empty_in_identity(alliance, pages, at_papers, number):
    tomas = pages("tomas")
    checked = tomas.post(f"{at_papers}/lines", {"lines": passport(), "person": "a", "check": "1"}, status=200)
    assert "all check digits are right" in checked and "ANNA GEROEVA" in checked
    tomas.post(f"{at_papers}/lines", {"lines": passport(), "person": "a", "take": "1"})
    states = casefiles.open_file(alliance.tomas, number).states
    [document] = states["papers"].rows("documents").values()
    assert document["number"] == "750000001" and document["expires"] == "2031-04-12" and document["country"] == "RU"
    assert states["identity"].get("latin_name") == "ANNA GEROEVA" and states["identity"].get("born") == "1990-04-12"
    other = passport(surname="GEROEWA", number="750000002")
    told = tomas.post(f"{at_papers}/lines", {"lines": other, "person": "a", "take": "1"}, status=302)
    assert (
        told == ""
        and casefiles.open_file(alliance.tomas, number).states["identity"].get("latin_name") == "ANNA GEROEVA"
    )
    checked = tomas.post(f"{at_papers}/lines", {"lines": other, "person": "a", "check": "1"}, status=200)
    assert "The name is not the one in Identity." in checked


def test_wrong_lines_are_told_and_stay_in_the_box(pages, at_papers):
    tomas = pages("tomas")
    page = tomas.post(f"{at_papers}/lines", {"lines": "P<RUSGEROEVA", "check": "1"}, status=400)
    assert "here: 12" in page and "P&lt;RUSGEROEVA" in page
    wrong = passport().replace("900412", "900413")
    assert "check digit of the birth date" in tomas.post(f"{at_papers}/lines", {"lines": wrong}, status=200)


def test_the_hotline_reads_no_papers(pages, number):
    pages("mara").get(f"/cases/{number.hex()}/lines", status=404)


@pytest.mark.parametrize("hostile", [b"", b"GIF89a<script>", b"\x89PNG\r\n\x1a\n" + b"\0" * 100, b"%PDF-1.7"])
def test_what_is_no_picture_is_refused_with_what_to_do(pages, at_papers, hostile):
    picture = SimpleUploadedFile("passport.png", hostile or b" ", "image/png")
    page = pages("tomas").post(f"{at_papers}/lines", {"picture": picture}, status=400)
    assert "type the lines" in page or "Type the lines" in page


@pytest.mark.skipif(not shutil.which("tesseract"), reason="the system's Tesseract is not installed")
def test_a_photograph_is_read_and_the_check_digits_say_that_it_was_read_right(pages, at_papers):
    paper = Image.new("RGB", (1500, 900), "#e8e4da")
    draw, letters = ImageDraw.Draw(paper), _letters(40)
    draw.text((90, 120), "PASSPORT", font=letters, fill="#333")
    for n, line in enumerate(passport().splitlines()):
        for at, letter in enumerate(line):
            draw.text((70 + at * 31, 700 + n * 80), letter, font=letters, fill="black")
    written = io.BytesIO()
    paper.rotate(0.4, fillcolor="#e8e4da").save(written, "JPEG", quality=88)
    picture = SimpleUploadedFile("IMG_1.jpg", written.getvalue(), "image/jpeg")
    page = pages("tomas").post(f"{at_papers}/lines", {"picture": picture, "check": "1"}, status=200)
    assert "750000001" in page and "all check digits are right" in page


def _letters(size):
    for name in ("DejaVuSansMono.ttf", "LiberationMono-Regular.ttf"):
        try:
            return ImageFont.truetype(name, size)
        except OSError:
            continue
    return ImageFont.load_default(size)
