"""What each role looks at most, on a telephone of 360 pixels, from left to right and from right to left: nothing is
wider than the screen, and axe finds nothing."""

import os

import pytest
from test_pages import violations
from visits import Installation, Visitors

from waystation.desk.web.middleware import COOKIE

PHONE = {"width": 360, "height": 740}
FIRST_CASE = "#rows a >> nth=0"  # the address does not say which page it is: follow this link
MAIN = {
    "mara": ("/inbox", "/alarms"),
    "noor": ("/cases?stage=S2", FIRST_CASE, "main a[href$='/verification']"),
    "ilya": ("/today", "/houses/chart"),
    "dina": ("/tonight",),
    "yusuf": ("/leg",),
    "tomas": ("/timeline", "/pathways"),
    "claire": ("/packages",),
    "sam": ("/journeys", "/borders"),
    "ada": ("/cases", FIRST_CASE),
    "ben": ("/cases?stage=S10", FIRST_CASE, "main a[href$='/reception']"),
    "ruth": ("/money", "/plan"),
    "otto": ("/log",),
    "pat": ("/members",),
}
TOO_WIDE = """() => {
    const wide = document.documentElement.scrollWidth - innerWidth;
    const outside = [...document.querySelectorAll('main *, .bar *')].filter(e => {
        const box = e.getBoundingClientRect();
        return box.width && (box.right > innerWidth + 1 || box.left < -1) && !e.closest('.unseen, .scroll');
    });
    return wide <= 1 ? [] : [wide, ...outside.slice(0, 3).map(e => e.outerHTML.slice(0, 120))];
}"""


@pytest.fixture(scope="module")
def filled(tmp_path_factory):
    made = Installation(tmp_path_factory.mktemp("few"), fill="fill_few.py")
    for name, cookie in made.members.items():
        made.cookies[name] = [{"name": COOKIE, "value": cookie, "url": made.url}]
    yield made
    made.stop()


@pytest.mark.parametrize("language", ["en", "ar"])
def test_what_each_role_looks_at_most_fits_a_telephone(browser, filled, language):
    visit = Visitors(browser, filled, locale=language, viewport=PHONE, bypass_csp=True)
    for who, steps in MAIN.items():
        page = visit(who)
        for step in steps:
            if step.startswith("/"):
                page.goto(step)
            else:
                page.goto(filled.url + page.locator(step).first.get_attribute("href"))
            assert page.locator("html").get_attribute("dir") == ("rtl" if language == "ar" else "ltr")
            assert page.evaluate(TOO_WIDE) == [], (who, page.url, "is wider than the screen")
            assert violations(page) == [], (who, page.url)
    visit.close()


@pytest.mark.parametrize(("language", "back", "on"), [("en", "←", "→"), ("ar", "→", "←")])
@pytest.mark.parametrize("width", [1280, 390])
def test_links_back_and_ways_point_where_the_script_runs(browser, filled, language, back, on, width):
    visit = Visitors(browser, filled, locale=language, viewport={"width": width, "height": 800}, bypass_csp=True)
    sam = visit("sam")
    sam.goto("/journeys")
    shot(sam, f"journeys-{language}-{width}")
    assert drawn(sam, ".way .to", "::before").startswith(f'"{on}"')
    places = sam.locator(".way:has(.to)").first.locator("bdi")
    first, second = (places.nth(n).bounding_box() for n in (0, 1))
    if first["y"] == second["y"]:
        assert (first["x"] < second["x"]) == (on == "→"), "the arrow points from the second place to the first"
    sam.goto(filled.url + sam.locator("table a").first.get_attribute("href"))
    shot(sam, f"journey-{language}-{width}")
    assert drawn(sam, "main a.back", "::before").startswith(f'"{back} "')
    names = [node["name"]["value"] for node in spoken(sam) if node["role"]["value"] == "link"]
    assert names and not [name for name in names if set("←→") & set(name)]
    visit.close()


def drawn(page, selector, part):
    return page.locator(selector).first.evaluate("(e, part) => getComputedStyle(e, part).content", part)


def spoken(page):
    """What the browser hands to a screen reader."""
    session = page.context.new_cdp_session(page)
    return [n for n in session.send("Accessibility.getFullAXTree")["nodes"] if not n["ignored"] and "name" in n]


def shot(page, name):
    if folder := os.environ.get("WAYSTATION_SHOTS"):
        page.screenshot(path=f"{folder}/{name}.png", full_page=True)
