"""Friday, 23:40, on a settlement worker's telephone; and a counsellor's laptop when somebody must be called."""

import pytest
from browser_forms import fill_form, move_on
from test_pages import violations
from visits import Visitors

from tokens import without_tokens

SCENE = "landing"
PHONE = {"viewport": {"width": 360, "height": 740}}


@pytest.fixture(scope="module")
def number(installation):
    return installation.scene["number"]


def narrow(page):
    return page.evaluate("document.documentElement.scrollWidth") <= 360


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
    assert "Acute risk, call now" in mara.inner_text("main") and "PHQ" not in without_tokens(mara.content())
    ada.fill("#note", "We called his friend together.")
    ada.locator("#draft-state", has_text="sealed").wait_for()
    ada.click("text=Keep the note")
    ada.locator("summary", has_text="Refer").click()
    fill_form(ada, to="Trauma clinic", consented="yes", tell="yes")
    ada.click("main button:text-is('Refer')")
    ben = without_script("ben")
    ben.goto(f"/cases/{number}/settling")
    assert "Referred to counselling" in ben.inner_text("main")
    for told in ("Trauma clinic", "PHQ", "Acute risk"):
        assert told not in without_tokens(ben.content())
    assert ben.goto(place).status == 403
    ada.goto(f"{place}/rhs_15")  # its licence forbids the questions: the score alone is entered
    assert ada.locator("input[type=radio]").count() == 0 and "does not let us ship" in ada.inner_text("main")
    ada.goto(place)
    ada.click("text=It is over")
    ada.locator("button", has_text="Call those on call now").wait_for()
    mara.goto("/today")
    assert "Acute risk, call now" not in mara.inner_text("main")
    visit.close()


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
    shown = ben.inner_text("main")
    assert "Friday 27 November, 23:40" in shown and narrow(ben)
    for job in ("interpreter who is not from the same community", "Hotel room for tonight", "First payment",
                "Apply for health cover"):  # fmt: skip
        assert job in shown
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
    confirmed_by_their_own_code(without_script, ben, number)
    ben.goto(f"/cases/{number}/reception")
    assert ben.locator("button", has_text="They landed: move to Reception").count()
    move_on(ben, f"/cases/{number}", "S10", "The flight was early.")
    the_partner_leaves(without_script, number)
    for page in ("settling", "services", "offers"):
        ben.goto(f"/cases/{number}/{page}")
        assert narrow(ben) and violations(ben) == [], page
    visit.close()


def confirmed_by_their_own_code(without_script, ben, number):
    """Sam made a code that the person keeps in mind; Ben, who opens the arrival and nothing of the way, types it in."""
    sam, ilya = without_script("sam"), without_script("ilya")
    sam.goto(f"/cases/{number}/journey")
    sam.click("summary:has-text('The arrival code')")
    sam.click("text=Make a code")
    words = sam.inner_text("p.words")
    move_on(sam, f"/cases/{number}", "S9", "The last seats before the exit check ends.")
    sam.goto(f"/cases/{number}/journey")
    sam.click("text=An emergency: go although something is not met")
    fill_form(sam, reason="The last seats before the exit check ends.")
    sam.click("text=Give the go all the same")
    ilya.goto(f"/cases/{number}")
    ilya.click("button:has-text('Hand over keys')")
    ilya.goto(f"/cases/{number}/journey")
    ilya.click("text=Approve this go")
    ben.goto("/leg")
    assert "YYZ" in ben.inner_text("main") and "SVO" not in without_tokens(ben.content()) and narrow(ben)
    ben.fill("input[name=code]", "some other words")
    ben.click("text=They gave their code")
    assert "not the code" in ben.inner_text("[role=alert]")
    ben.fill("input[name=code]", words)
    ben.click("text=They gave their code")
    sam.goto(f"/cases/{number}/journey")
    assert "confirmed it themself" in sam.inner_text("main")


def the_partner_leaves(without_script, number):
    """What the partner in the country of origin holds ends on arrival, part by part."""
    ilya = without_script("ilya")
    ilya.goto(f"/cases/{number}/leaving")
    assert "Hotline desk" in ilya.inner_text("main") and "you end it" in ilya.inner_text("main")
    ilya.click("text=End what I may end")
    assert "you end it" not in ilya.inner_text("main")
