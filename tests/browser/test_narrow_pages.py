"""What each role looks at most, on a telephone of 360 pixels, from left to right and from right to left: nothing is
wider than the screen, and axe finds nothing."""

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
