"""The menu of every role stands in one line of a laptop, in each language; opens by keyboard and without script."""

import pytest
from test_narrow_pages import MAIN, TOO_WIDE, filled  # noqa: F401 - a fixture
from test_pages import violations
from visits import Visitors

LAPTOP = {"width": 1280, "height": 800}
LINES = """() => new Set([...document.querySelectorAll('.bar > *, .bar nav > ul > li')]
    .map(e => Math.round((e.getBoundingClientRect().top + e.getBoundingClientRect().bottom) / 20))).size"""


@pytest.mark.parametrize("language", ["en", "ru", "ar"])
def test_every_roles_menu_is_one_line_of_a_laptop(browser, filled, language):  # noqa: F811
    visit = Visitors(browser, filled, locale=language, viewport=LAPTOP, bypass_csp=True)
    for who in MAIN:
        page = visit(who)
        page.goto("/settings")
        assert page.locator(".bar").bounding_box()["height"] < 75, (who, language)
        assert page.evaluate(LINES) == 1, (who, language)
        assert page.evaluate(TOO_WIDE) == []
    visit.close()


def test_a_group_opens_without_script_and_leads_on(browser, filled):  # noqa: F811
    visit = Visitors(browser, filled, viewport=LAPTOP, java_script_enabled=False)
    ilya = visit("ilya")
    ilya.goto("/today")
    assert ilya.is_hidden(".bar >> text=Timeline")
    ilya.locator(".bar .pair summary").first.click()
    ilya.click(".bar >> text=Timeline")
    assert ilya.url.endswith("/timeline")
    assert ilya.locator(".bar details[data-here] summary").count() == 1
    visit.close()


@pytest.mark.parametrize("width", [1280, 360])
def test_a_group_opens_and_closes_by_keyboard_and_only_one_is_open(browser, filled, width):  # noqa: F811
    visit = Visitors(browser, filled, viewport={"width": width, "height": 800}, bypass_csp=True)
    ilya = visit("ilya")
    ilya.goto("/plan")
    ilya.focus(".bar nav details >> nth=0 >> summary")
    ilya.keyboard.press("Enter")
    assert ilya.is_visible(".bar >> text=Timeline") and ilya.evaluate(TOO_WIDE) == []
    assert violations(ilya) == []
    ilya.locator(".bar nav summary").last.click()
    assert ilya.is_hidden(".bar >> text=Timeline") and ilya.is_visible(".bar >> text=Settings")
    assert ilya.evaluate(TOO_WIDE) == []
    ilya.keyboard.press("Escape")
    assert ilya.is_hidden(".bar >> text=Settings")
    assert ilya.evaluate("document.activeElement.matches('summary')")
    visit.close()
