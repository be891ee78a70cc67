"""The plan by keyboard in Chromium: sliders send nothing by themselves, have names, and the result gets the focus."""

import pytest

SCENE = "waiting"


@pytest.fixture(scope="module")
def chosen(without_script):
    """Ilya has planned, and asked what fewer changes cost."""
    ilya = without_script("ilya")
    ilya.goto("/plan")
    ilya.select_option("#seconds", "5")
    ilya.click("button:text-is('Plan')")
    ilya.click("text=To the result")
    ilya.click("text=Show plans with fewer changes")
    ilya.click("text=To the result")
    return ilya


def focused(page):
    return page.evaluate("document.activeElement.id")


def test_whoever_follows_the_link_stands_at_the_result(chosen, with_script):
    page = with_script()("ilya")
    page.goto("/plan#result")
    assert focused(page) == "result"
    assert -1 < page.locator("#result").evaluate("e => e.getBoundingClientRect().top") < 200


def test_the_slider_of_fewer_changes_sends_nothing_before_the_button(chosen, with_script):
    page = with_script()("ilya")
    page.goto("/plan")
    slider = page.get_by_role("slider", name="Fewer changes, or less waiting")
    if slider.count() == 0:  # one plan alone is no choice
        pytest.skip("this scene's plans are all the same")
    slider.focus()
    page.evaluate("window.same = true")
    page.keyboard.press("Home")
    page.keyboard.press("ArrowRight")
    page.wait_for_timeout(300)
    assert page.evaluate("window.same && document.activeElement.type") == "range"
    assert "households change" in slider.get_attribute("aria-valuetext")
    page.click("text=Show this plan")
    assert focused(page) == "changes"


def test_the_roads_slider_has_a_name(chosen, with_script):
    page = with_script()("ilya")
    page.goto("/plan")
    assert page.get_by_role("slider", name="Week", exact=True).count() == 1
