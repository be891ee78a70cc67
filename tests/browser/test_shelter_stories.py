"""Scenarios 5 and 6 in Chromium: the coordinator at a desk with JavaScript, the host on a small phone without it."""

import pytest
from browser_forms import fill_form
from visits import Visitors

from days import day

PHONE = {"viewport": {"width": 360, "height": 740}, "java_script_enabled": False}
REASONS = "Two who do not know each other tell the same."


def save(page, path, **values):
    page.goto(path)
    fill_form(page, **values)
    page.click("main form[data-draft] button:has-text('Save')")
    assert "/edit/" not in page.url, page.inner_text("main")[:600]


def opens(page, number, part, member, **values):
    """The coordinator lets a host open a part of her house."""
    page.goto(f"/houses/{number}/access/{part}")
    fill_form(page, to=member, until=f"{day(90)}T12:00", **values)
    page.click("main form button:has-text('Grant')")


@pytest.fixture(scope="module")
def story(installation, browser, without_script):
    """Three houses, and a case that two verifiers cleared; all through the pages."""
    ids = {name: member["id"] for name, member in installation.members.items()}
    mara, noor, lena, ilya = (without_script(name) for name in ("mara", "noor", "lena", "ilya"))
    mara.goto("/cases/new")
    fill_form(mara, alias="Neighbour", danger_now="no", region="Грозный", code_word="stairs", duress_word="blue sky")
    mara.click("text=Open the case")
    number = mara.url.rsplit("/", 1)[1]
    for source in ("interviews", "partner"):
        save(noor, f"/cases/{number}/edit/verification/items/new", method="central", independent="yes", source=source,
             finding="supports")  # fmt: skip
    noor.goto(f"/cases/{number}/verification")
    fill_form(noor, choice="verified", reasons=REASONS)
    noor.click("main button:text-is('Decide')")
    noor.wait_for_selector("text=Somebody else must approve")
    lena.goto(f"/cases/{number}/verification")
    lena.click("text=Approve this decision")
    save(noor, f"/cases/{number}/edit/consent/permissions/new", person="a", purpose="consent_for_services",
         source="individual", given_on=day(), until=day(180), informed="yes")  # fmt: skip
    save(ilya, f"/cases/{number}/edit/needs/persons/a", letter="A", age_band="25_39", languages=["ru"])
    save(ilya, f"/cases/{number}/edit/needs", allergies="cats")
    save(ilya, f"/cases/{number}/edit/shelter", alias="Guest Heron")
    houses = {}
    for code, animals in (("Birch", "none"), ("Alder", "none"), ("Linden", "two cats")):
        ilya.goto("/houses/new")
        fill_form(ilya, code_name=code, status="active", languages=["ru"], review_on=day(30))
        ilya.click("text=Open the house")
        houses[code] = ilya.url.rsplit("/", 1)[1]
        save(
            ilya, f"/houses/{houses[code]}/edit/capacity", animals=animals, host=ids["dina"] if code == "Birch" else ""
        )
        save(ilya, f"/houses/{houses[code]}/edit/capacity/beds/new", name="1", sleeps="1")
        save(ilya, f"/houses/{houses[code]}/edit/address", street=f"{code} Street 5")
    for part in ("capacity", "address"):
        opens(ilya, houses["Birch"], part, ids["dina"])
    desk = Visitors(browser, installation, viewport={"width": 1366, "height": 900})
    yield desk, number, houses
    desk.close()


def test_scenario_5_a_bed_is_found_and_the_stay_moved_by_keyboard(story):
    desk, number, _houses = story
    ilya = desk("ilya")
    ilya.goto(f"/cases/{number}/place")
    against = ilya.locator("tr", has_text="Linden").inner_text()
    assert "animals to which one of them is allergic" in against
    ilya.locator("section.card", has_text="Birch").locator("button").click()
    ilya.wait_for_selector("#would")
    assert "nothing speaks against it" in ilya.inner_text("main")
    ilya.click("text=Save this stay")
    ilya.wait_for_url("**/houses/chart")
    bar = ilya.locator("td.stay a")
    before = bar.get_attribute("data-since")
    bar.focus()
    for key in ("ArrowRight", "ArrowRight", "Shift+ArrowRight", "ArrowLeft"):
        ilya.keyboard.press(key)
    assert day(8) in ilya.locator("[data-said]").text_content() and before == day()
    ilya.keyboard.press("Escape")
    assert ilya.locator(".ghost").count() == 0
    ilya.keyboard.press("ArrowUp")  # from Birch to the house above it
    ilya.keyboard.press("Enter")
    ilya.wait_for_selector("#would")
    assert "A second house must be ready" in ilya.inner_text("main")
    ilya.goto("/houses/chart")
    box, target = bar.bounding_box(), ilya.locator("tr[data-house=Birch]").bounding_box()
    ilya.mouse.move(box["x"] + 20, box["y"] + 8)
    ilya.mouse.down()
    ilya.mouse.move(box["x"] + 60, target["y"] + 10, steps=4)
    ilya.mouse.move(box["x"] + 60, target["y"] + 12)
    ilya.mouse.up()
    ilya.wait_for_selector("#would")
    assert day() not in ilya.locator("#would").locator("..").locator("..").locator("p.soft").last.inner_text()
    ilya.click("text=Leave it as it was")
    assert ilya.locator("td.stay a").get_attribute("data-since") == day()


def test_scenario_6_two_taps_on_a_phone_and_one_at_the_desk(story, with_script):
    desk, _number, houses = story
    dina, ilya = with_script(**PHONE)("dina"), desk("ilya")
    dina.goto("/tonight")
    assert "Guest Heron" in dina.inner_text("main") and "cats" in dina.inner_text("main")
    assert dina.evaluate("document.documentElement.scrollWidth") <= 360
    dina.click("text=Something is wrong")  # one
    dina.click("button:has-text('A stranger asking')")  # two
    assert "Your alarm stands" in dina.inner_text("main")
    ilya.goto("/today")
    ilya.click("text=Burn it: empty the house now")
    ilya.wait_for_selector("#legs")
    legs = ilya.inner_text("main")
    assert "Alder" in legs and "Dina" in legs and "to confirm" in legs
    dina.goto(f"/houses/{houses['Birch']}")
    assert "Birch Street 5" not in dina.content()
    dina.goto("/tonight")
    assert "Who leaves when" in dina.inner_text("main") and "Alder" not in dina.content()
    ilya.click("button:has-text('Confirm')")
    ilya.click("button:has-text('They have left')")
    ilya.click("button:has-text('They have arrived')")
    ilya.click("text=All clear: the house rests")
    ilya.goto("/houses/chart?days=14")
    moved = ilya.locator("tr[data-house=Alder] td.stay a")
    assert moved.get_attribute("data-since") == day() and "something is wrong" not in ilya.inner_text("main")
    dina.goto(f"/houses/{houses['Birch']}")
    dina.locator("summary:has-text('Show')").first.click()
    assert "Birch Street 5" in dina.content()
