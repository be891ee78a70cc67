"""Arrows run as the script does, and nobody hears "leftwards arrow": the style sheet draws, templates name them."""

import re
from pathlib import Path

import pytest
from django.template import engines
from django.utils import translation

SOURCE = Path(__file__).resolve().parents[2] / "src" / "waystation"
# Sideways arrows of any kind. Those up and down, and triangles of a summary, point the same way in every script.
SIDEWAYS = re.compile("[←→↔↩↪↼-⇄⇆⇇⇉⇋-⇐⇒⇔⇚-⇝⇠⇢⇤⇥⇦⇨➔-➾⟵-⟿⬅⮕‹›▶◀▸◂►◄]|&[lr]s?aquo;|&[lrh][aA]rr;|&#x?2190;|&#x?2192;")
PAGES = sorted(path for path in SOURCE.rglob("templates/**/*.html"))


def shown(template, **context):
    return engines["django"].from_string(template).render(context)


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_no_page_holds_an_arrow_that_cannot_turn(path):
    assert SIDEWAYS.findall(path.read_text("utf-8")) == []


def test_no_page_is_given_a_text_with_an_arrow():
    for room in ("desk", "door", "casework", "store"):
        for path in sorted((SOURCE / room).rglob("*.py")):
            strings = re.findall(r'"[^"\n]*"', path.read_text("utf-8"))
            if path.name != "mrz.py":  # which reads them
                assert SIDEWAYS.findall("".join(strings)) == [], path


def test_each_arrow_of_the_style_sheet_has_its_counterpart_and_is_silent():
    turned = {"←": "→", "→": "←", "⇢": "⇠"}
    style = (SOURCE / "desk/static/desk/style.css").read_text("utf-8")
    drawn = re.findall(r'^(\.[\w-]+::\w+) \{ content: "( ?)([←→⇢])( ?)"; content: "\2\3\4" / ""; \}$', style, re.M)
    assert {name for name, *_ in drawn} == {".back::before", ".next::after", ".to::before", ".by-land::before"}
    for name, before, arrow, after in drawn:
        other = f"{before}{turned[arrow]}{after}"
        assert f'[dir="rtl"] {name} {{ content: "{other}"; content: "{other}" / ""; }}' in style


def test_the_way_from_one_place_to_the_next_is_said_in_a_word():
    heard = re.sub("<[^>]+>", "", shown("{% way a b %}", a="Tbilisi", b="Istanbul"))
    assert heard == "Tbilisi then Istanbul"


def test_a_list_of_stops_is_shown_as_one_way_and_each_place_keeps_its_own_script():
    page = shown("{% way stops %}", stops=["Тбилиси", "إسطنبول", "<b>"])
    assert page.count("<bdi>") == 3 and page.count('class="to"') == 2 and "&lt;b&gt;" in page
    assert shown("{% way stops %}", stops=[]) == '<span class="way"></span>'
    with translation.override("ar"):
        assert "<bdi>إسطنبول</bdi>" in shown("{% way stops %}", stops=["إسطنبول"])
