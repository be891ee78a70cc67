"""The road of a plan in Chromium: played, stepped and read week by week, with motion and without, and as a table."""

import re

import pytest
from test_narrow_pages import TOO_WIDE
from test_pages import LOOKS, violations

SCENE = "waiting"
STATIONS = range(5)
PEOPLE = 15


@pytest.fixture(scope="module")
def planned(without_script):
    """Ilya has planned, without any script."""
    ilya = without_script("ilya")
    ilya.goto("/plan")
    ilya.select_option("#seconds", "5")
    ilya.click("button:text-is('Plan')")
    ilya.click("text=To the result")
    return ilya


def looking(with_script, path="/plan", **options):
    page = with_script(**options)("ilya")
    page.goto(path)
    return page


def table(page, key, week):
    cells = page.locator(f"[data-of={key}] tbody tr >> nth={week} >> td").all_text_contents()
    return [int(cell) for cell in cells]


def dots(page, key):
    """How many dots stand at each station, by where they are drawn on the screen once they have come to rest."""
    return page.evaluate(
        """async key => {
            const road = document.querySelector(`[data-of=${key}]`), svg = road.querySelector('.dots');
            await Promise.all(svg.getAnimations({ subtree: true }).map(moving => moving.finished));
            const box = svg.getBoundingClientRect(), found = [0, 0, 0, 0, 0];
            for (const dot of svg.querySelectorAll('circle')) {
                const at = dot.getBoundingClientRect(), x = at.left + at.width / 2 - box.left;
                found[Math.floor((document.dir === 'rtl' ? box.width - x : x) / (box.width / 5))] += 1;
            }
            return found;
        }""",
        key,
    )


def sentence(page, key):
    said = page.inner_text(f"[data-of={key}] [data-said]")
    return [int(n) for n in re.findall(r"\d+", said.split(":", 1)[1])]


def shown(page):
    return int(page.get_attribute("[data-road]", "data-week"))


def agrees(page, week, *keys):
    """Dots, sentence and stops say what the table says."""
    for key in keys:
        told = table(page, key, week)
        assert sum(told) == PEOPLE
        stops = page.locator(f"[data-of={key}] .stop").all_text_contents()
        assert dots(page, key) == sentence(page, key) == [int(stop) for stop in stops] == told, (key, week)


def test_playing_moves_the_people_along_the_road_and_says_where_they_stand(planned, with_script):
    page = looking(with_script)
    agrees(page, 0, "now", "proposed")
    assert "One dot is one person." in page.inner_text("#road")
    page.click("[data-play]")
    assert page.inner_text("[data-play]") == "Pause"
    page.wait_for_selector("[data-road][data-week='3']")
    page.click("[data-play]")
    week = shown(page)
    agrees(page, week, "now", "proposed")
    assert table(page, "proposed", week)[4] > table(page, "now", week)[4] == 0
    page.wait_for_timeout(1500)
    assert shown(page) == week and page.inner_text("[data-play]") == "Play"


def test_the_slider_goes_through_the_weeks_by_keyboard(planned, with_script):
    page = looking(with_script)
    page.focus("#road input[type=range]")
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    agrees(page, 3, "proposed")
    assert page.get_attribute("#road input[type=range]", "aria-valuetext").startswith("3 · ")
    page.keyboard.press("End")
    agrees(page, 25, "now", "proposed")
    page.check("text=Proposed >> input")
    assert page.is_hidden("[data-of=now]") and page.is_visible("[data-of=proposed]")
    page.keyboard.press("Tab")
    page.check("#road >> text=Side by side >> input")
    page.focus("#road input[type=range]")
    page.keyboard.press("Home")
    agrees(page, 0, "now", "proposed")


def test_who_wants_no_motion_steps_instead(planned, with_script):
    page = looking(with_script, reduced_motion="reduce")
    assert page.inner_text("[data-play]") == "One week on"
    page.click("[data-play]")
    page.click("[data-play]")
    assert shown(page) == 2
    assert page.locator(".dots").first.evaluate("s => s.getAnimations({subtree: true}).length") == 0
    agrees(page, 2, "proposed")
    page.emulate_media(reduced_motion="no-preference")
    page.click("[data-play]:text-is('Play')")
    page.wait_for_selector("[data-road][data-week='3']")
    page.emulate_media(reduced_motion="reduce")
    page.wait_for_selector("[data-play]:text-is('One week on')")
    week = shown(page)
    page.wait_for_timeout(1500)
    assert shown(page) == week


def test_without_script_the_table_and_the_bands_say_it(planned):
    planned.goto("/plan")
    assert planned.is_hidden("[data-play]") and planned.locator("#road .dots circle").count() == 0
    planned.locator("[data-of=proposed] summary").click()
    assert sum(table(planned, "proposed", 5)) == PEOPLE
    assert sentence(planned, "proposed") == table(planned, "proposed", 0)
    assert planned.locator("[data-of=proposed] .bands polygon").count() == len(STATIONS)


def test_nobody_is_named_in_the_picture(planned):
    planned.goto("/plan")
    assert "Amber Fox" in planned.content() and "Amber" not in planned.locator("#road").evaluate("e => e.outerHTML")


@pytest.mark.parametrize("locale", ["en", "ar"])
def test_it_fits_a_telephone_and_runs_from_right_to_left_where_the_script_does(planned, with_script, locale):
    phone = {"width": 390, "height": 800}
    page = looking(with_script, locale=locale, viewport=phone, bypass_csp=True)
    page.focus("#road input[type=range]")
    for _ in range(4):
        page.keyboard.press("ArrowRight" if locale == "en" else "ArrowLeft")
    assert shown(page) == 4
    agrees(page, 4, "now", "proposed")
    assert page.evaluate(TOO_WIDE) == []


@pytest.mark.parametrize(("scheme", "size"), LOOKS)
def test_axe_finds_nothing_on_a_plan_in_any_look(planned, with_script, scheme, size):
    viewport = {"width": size[0], "height": size[1]}
    page = looking(with_script, color_scheme=scheme, viewport=viewport, bypass_csp=True)
    page.locator("#road summary").first.click()
    assert violations(page) == []
