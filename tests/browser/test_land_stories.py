"""Friday, 23:40, on a settlement worker's telephone; and a counsellor's laptop when somebody must be called."""

import pytest
from browser_forms import fill_form
from test_pages import violations
from visits import Visitors

PHONE = {"viewport": {"width": 360, "height": 740}}


def move(page, number, stage, reason="It cannot wait."):
    page.goto(f"/cases/{number}")
    way = page.locator("details", has=page.locator(f'button[name="to"][value="{stage}"]'))
    if not way.evaluate("d => d.open"):
        way.locator("summary").click()
    way.locator("button").click()
    if page.locator("#reason").count():
        page.locator("details summary", has_text="It cannot wait").click()
        page.fill("#reason", reason)
        page.click("text=Move all the same")


@pytest.fixture(scope="module")
def number(without_script):
    """A case that flies tonight, without one script anywhere."""
    mara, ilya = without_script("mara"), without_script("ilya")
    mara.goto("/cases/new")
    fill_form(mara, alias="Neighbour", danger_now="yes", region="Грозный", code_word="stairs", duress_word="sky")
    mara.click("text=Open the case")
    number = mara.url.rsplit("/", 1)[1]
    for stage in ("S1", "S2", "S3", "S4", "S5", "S6"):
        move(without_script("noor" if stage in ("S2", "S3") else "ilya"), number, stage)
    for who, stage in (("tomas", "S7"), ("tomas", "S8"), ("sam", "S9")):
        ilya.goto(f"/cases/{number}")
        if ilya.locator("button:has-text('Hand over keys')").count():
            ilya.click("button:has-text('Hand over keys')")
        move(without_script(who), number, stage)
    ilya.goto(f"/cases/{number}")
    if ilya.locator("button:has-text('Hand over keys')").count():
        ilya.click("button:has-text('Hand over keys')")
    return number


def narrow(page):
    return page.evaluate("document.documentElement.scrollWidth") <= 360


def test_friday_at_2340_on_a_telephone(installation, browser, without_script, number):
    sam = without_script("sam")
    sam.goto(f"/cases/{number}/reception")
    fill_form(sam, country="CA", city="Toronto", at="2026-11-27T23:40", zone="America/Toronto", emergency="yes",
              layover="Frankfurt", layover_at="2026-11-27T09:00")  # fmt: skip
    sam.click("button:has-text('Tell reception')")
    assert "Toronto" not in sam.inner_text("main").split("Country, city, hour")[0]
    visit = Visitors(browser, installation, bypass_csp=True, **PHONE)
    ben = visit("ben")
    ben.goto(f"/cases/{number}/reception")
    assert "Friday 27 November, 23:40" in ben.inner_text("main") and narrow(ben)
    ben.click("button:has-text('Make these my tasks')")
    ben.locator("li", has_text="Hotel room").locator("button").click()
    assert ben.locator("li", has_text="Hotel room").count() and ben.locator("summary", has_text="Done (1)").count()
    ben.click("text=Add a helper")
    fill_form(ben, who="Z.", kind="interpreter", community="Chechen", clear="yes", checked_on="2026-11-20")
    ben.click("main form[data-draft] button:has-text('Save')")
    ben.wait_for_url(lambda url: "/edit/" not in url)
    ben.goto(f"/cases/{number}/edit/settlement")
    fill_form(ben, away_community="chechen")
    ben.click("main form[data-draft] button:has-text('Save')")
    ben.wait_for_url(lambda url: "/edit/" not in url)
    ben.goto(f"/cases/{number}/reception")
    ben.click("button:has-text('Let them help')")
    assert "An interpreter hears everything" in ben.inner_text("[role=alert]")
    assert narrow(ben) and violations(ben) == []
    ben.goto(f"/cases/{number}/reception")
    ben.click("text=They landed: move to Reception")
    if ben.locator("#reason").count():
        ben.locator("details summary", has_text="It cannot wait").click()
        ben.fill("#reason", "He confirmed by code word.")
        ben.click("text=Move all the same")
    ben.goto(f"/cases/{number}")
    assert "S10" in ben.inner_text("header .chip >> nth=0")
    for page in ("settling", "services", "offers"):
        ben.goto(f"/cases/{number}/{page}")
        assert narrow(ben) and violations(ben) == [], page
    visit.close()


def test_item_nine_on_a_laptop_calls_those_on_duty(installation, browser, without_script, number):
    visit = Visitors(browser, installation, bypass_csp=True, viewport={"width": 1366, "height": 768})
    ada, mara = visit("ada"), without_script("mara")
    place = f"/cases/{number}/counselling/a"
    ada.goto(place)
    ada.click("text=PHQ-9")
    assert violations(ada) == []
    for n, points in enumerate("112010101"):
        ada.check(f'input[name="q{n}"][value="{points}"]')
    ada.check("[name=voluntary]")
    ada.click("text=Keep, sealed")
    ada.locator("#now .chip.alarm").wait_for()
    assert ada.locator("svg.trend circle").count() == 1
    assert violations(ada) == []
    ada.emulate_media(color_scheme="dark", reduced_motion="reduce")  # a colour under way is not what is read
    assert violations(ada) == []
    mara.goto("/today")
    assert "Acute risk, call now" in mara.inner_text("main") and "PHQ" not in mara.content()
    ada.fill("#note", "We called his friend together.")
    ada.locator("#draft-state", has_text="sealed").wait_for()
    ada.click("text=Keep the note")
    ada.click("text=It is over")
    ada.locator("button", has_text="Call those on call now").wait_for()
    mara.goto("/today")
    assert "Acute risk, call now" not in mara.inner_text("main")
    visit.close()
