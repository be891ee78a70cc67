"""A package drawn as a PDF: a cover that counts, then a page or more for each person.

Noto Sans (SIL Open Font License) draws Latin, Cyrillic and Greek as text that can be searched and copied. Lines in a
script written from the right are drawn as pictures, because joining Arabic letters in a PDF needs a shaping engine,
which Pillow brings along; their text stands in the machine form. Nothing touches the disk, and the same sheets and time
give the same bytes.
"""

import datetime
import logging
import unicodedata
from collections.abc import Iterable
from functools import cache
from importlib.resources import files

import fontpkg_noto_sans
import fontpkg_noto_sans_arabic
from fontTools.ttLib import TTFont
from fpdf import FPDF
from PIL import Image, ImageDraw, ImageFont

from waystation.casework.sharing.sheets import Line, Sheet, counted

SMALL, TEXT, LARGE = 8, 10.5, 15  # points
SCALE = 3  # pixels a point of a drawn line: 216 dots an inch, sharp in print
WIDTH = 180  # mm between the margins of A4
MISSING = "·"  # in both fonts

# fpdf2 writes letters that its font lacks, which are a person's, into the log of the process.
logging.getLogger("fpdf").setLevel(logging.CRITICAL)
logging.getLogger("fontTools").setLevel(logging.CRITICAL)


@cache
def font(arabic: bool = False) -> str:
    package = fontpkg_noto_sans_arabic if arabic else fontpkg_noto_sans
    name = "NotoSansArabic[wdth,wght].ttf" if arabic else "NotoSans[wdth,wght].ttf"
    return str(files(package) / "files" / name)


class _Pages(FPDF):
    """A4 with a foot that says which page of how many, so that a lost one is missed."""

    def __init__(self, foot: str, made: datetime.datetime):
        super().__init__(format="A4")
        self.foot = foot
        self.add_font("text", "", font())
        self.set_margins(15, 15, 15)
        self.set_auto_page_break(True, 18)
        self.set_creation_date(made)
        self.set_producer("")

    def footer(self) -> None:
        self.set_y(-12)
        self.set_font("text", size=SMALL)
        self.cell(0, 5, f"{self.foot}   {self.page_no()}/{{nb}}")

    def says(self, text: str, size: float = TEXT, grey: int = 0) -> None:
        self.set_font("text", size=size)
        self.set_text_color(grey)
        for paragraph in _drawable(text).split("\n"):
            if _from_the_right(paragraph):
                for picture, height in _drawn(paragraph, size):
                    self.image(picture, w=WIDTH, h=height)
            else:
                self.multi_cell(WIDTH, size * 0.5, paragraph or " ", align="L", new_x="LMARGIN", new_y="NEXT")
        self.set_text_color(0)
        if _drawable(text) != text:
            self.says("Some letters above cannot be drawn here. They stand in package.json.", SMALL, 90)

    def rule(self) -> None:
        self.ln(1)
        self.line(15, self.get_y(), 15 + WIDTH, self.get_y())
        self.ln(2)


def draw(sheets: Iterable[Sheet], to: str, made: datetime.datetime, number: str) -> bytes:
    """The whole document. ``to``: whom it is for; ``number``: of the package."""
    every = list(sheets)
    pages = _Pages(f"For {to} only. Package {number}.", made)
    _cover(pages, every, to, made, number)
    for one in every:
        _person(pages, one)
    return bytes(pages.output())


def paper(
    title: str, sections: Iterable[tuple[str, list[tuple[str, str]]]], foot: str, made: datetime.datetime
) -> bytes:
    """Headings with labelled lines, such as a person's own copy, on as many pages as it takes."""
    pages = _Pages(foot, made)
    pages.add_page()
    pages.says(title, LARGE)
    for heading, lines in sections:
        pages.ln(2)
        pages.says(heading, TEXT + 1)
        pages.rule()
        for label, text in lines:
            pages.says(label, SMALL, 90)
            pages.says(text)
            pages.ln(1)
    return bytes(pages.output())


def _cover(pages: _Pages, sheets: list[Sheet], to: str, made: datetime.datetime, number: str) -> None:
    people, fields, facts = counted(sheets)
    pages.add_page()
    pages.says(f"For {to}", LARGE)
    pages.says(f"Package {number}, made {made:%Y-%m-%d %H:%M} UTC", SMALL, 90)
    pages.rule()
    pages.says(f"{people} people, {fields} fields, {facts} facts")
    for one in sheets:
        pages.says(f"{one.letter}    {len(one.lines)} facts")
    pages.rule()
    pages.says(
        "Each person agreed that these facts go to you, for their application and for nothing else. Do not pass them "
        "on. Letters mean nothing outside this package. Please confirm receipt with the fingerprint of the file."
    )


def _person(pages: _Pages, one: Sheet) -> None:
    pages.add_page()
    pages.says(f"Person {one.letter}", LARGE)
    pages.rule()
    _lines(pages, [line for line in one.lines if not line.confidential])
    if apart := [line for line in one.lines if line.confidential]:
        pages.rule()
        pages.says("Confidential from the other members of the household", TEXT + 1)
        pages.ln(2)
        _lines(pages, apart)


def _lines(pages: _Pages, lines: list[Line]) -> None:
    for line in lines:
        pages.says(line.label, SMALL, 90)
        pages.says(line.text)
        pages.ln(2)


def _from_the_right(text: str) -> bool:
    return any(unicodedata.bidirectional(c) in ("R", "AL") for c in text)


def _drawable(text: str) -> str:
    """The text with a mark for each letter that is missing from the font that draws its line."""
    lines = []
    for line in text.split("\n"):
        known = _letters(_from_the_right(line))
        lines.append("".join(c if ord(c) in known or c.isspace() else MISSING for c in line))
    return "\n".join(lines)


@cache
def _letters(arabic: bool) -> frozenset[int]:
    return frozenset(TTFont(font(arabic), lazy=True).getBestCmap())


def _drawn(text: str, size: float) -> Iterable[tuple[Image.Image, float]]:
    """A paragraph as pictures, one a line, each with its height in mm."""
    face = ImageFont.truetype(font(arabic=True), int(size * SCALE), layout_engine=ImageFont.Layout.RAQM)
    wide, high = int(WIDTH / 25.4 * 72 * SCALE), int(size * SCALE * 2)
    for row in _broken(text, face, wide):
        picture = Image.new("L", (wide, high), 255)
        ImageDraw.Draw(picture).text((wide, 0), row, fill=0, font=face, direction="rtl", anchor="ra")
        yield picture, high / wide * WIDTH


def _broken(text: str, face: ImageFont.FreeTypeFont, wide: int) -> Iterable[str]:
    row = ""
    for word in text.split():
        longer = f"{row} {word}".strip()
        if row and face.getlength(longer, direction="rtl") > wide:
            yield row
            longer = word
        row = longer
    yield row
