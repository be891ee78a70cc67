"""The door in its eight languages: what nobody has translated yet is English, legible, and never nothing."""

import re

import pytest
from visitor import Visitor, hidden

from waystation.door.languages import CODES, COMPLETE, RTL

SAYING = re.compile(r"<(button|legend|label|h1|h2|summary|title)\b[^>]*>(.*?)</\1>", re.DOTALL)


def every_page(code):
    """The pages of a whole visit, without script."""
    one = Visitor(code)
    yield from (one.get(path) for path in ("", "about", "write", "letters", "write/saved"))
    page = one.answer({"danger_now": "yes", "language": "ar", "company": "alone"})
    yield page
    page = one.enclose(page)
    yield page
    for _ in range(2):
        page = one.post("write", hidden(page))
        yield page
    words = one.write()
    yield one.last.content.decode()
    yield one.open(words)


@pytest.mark.parametrize("code", CODES)
def test_every_button_heading_and_label_says_something_in_every_language(alliance, visitor, code):
    for page in every_page(code):
        assert f'<html lang="{code}" dir="{"rtl" if code in RTL else "ltr"}"' in page
        for tag, inside in SAYING.findall(page):
            assert re.sub(r"<input[^>]*>|<[^>]+>|\s", "", inside), (code, tag)
        page = re.sub(r"<template.*?</template>", "", page, flags=re.DOTALL)  # the script fills in the numbers there
        assert "{n}" not in page and "%(" not in page


@pytest.mark.parametrize("code", [code for code in CODES if code not in COMPLETE])
def test_a_language_that_is_begun_speaks_for_itself_where_it_can_and_shows_the_same_pages(alliance, visitor, code):
    pages, english = list(every_page(code)), list(every_page("en"))
    assert len(pages) == len(english)
    told = {inside for page in english for _tag, inside in SAYING.findall(page)}
    mixed = {inside for page in pages for _tag, inside in SAYING.findall(page)}
    assert len(mixed - told) > 5
