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


CHOICE = """<form method="post" action="/plan/choose" data-curve><svg><circle/><circle/></svg><fieldset>
<legend>Fewer changes, or less waiting</legend><label><input type="radio" name="point" value="0" checked> 9 households
change</label><label><input type="radio" name="point" value="1"> 2 households change</label></fieldset></form>"""


def test_the_slider_of_fewer_changes_sends_nothing_by_itself(chosen, with_script):
    """A choice of two plans, as the page draws one, with the page's own script."""
    page = with_script()("ilya")
    page.goto("/plan")
    script = page.locator("script[src*='desk/plan.']").first.get_attribute("src")
    page.evaluate("form => { document.querySelector('main').innerHTML = form; window.same = true }", CHOICE)
    page.add_script_tag(url=f"{script}?again")
    slider = page.get_by_role("slider", name="Fewer changes, or less waiting")
    slider.focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_timeout(500)
    assert page.evaluate("window.same && document.activeElement.type") == "range"
    assert slider.get_attribute("aria-valuetext") == "2 households change"
    assert page.is_checked("[value='1']")


def test_whoever_chose_another_plan_stands_at_the_choice(chosen, with_script):
    page = with_script()("ilya")
    page.goto("/plan#changes")
    assert focused(page) == "changes"


def test_the_roads_slider_has_a_name(chosen, with_script):
    page = with_script()("ilya")
    page.goto("/plan")
    assert page.get_by_role("slider", name="Week", exact=True).count() == 1
