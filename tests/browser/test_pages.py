"""Every page by axe-core: light and dark, phone and desktop; right to left; headers; a lost network."""

import json
import os
from pathlib import Path

import axe_playwright_python
import pytest
from browser_forms import fill_form
from visits import Visitors

import hostile_files as hostile

AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text("utf-8")
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
LOOKS = [(scheme, size) for scheme in ("light", "dark") for size in ((390, 844), (1366, 900))]


@pytest.fixture(scope="module")
def case(installation, without_script):
    mara = without_script("mara")
    mara.goto("/cases/new")
    fill_form(mara, alias="Neighbour", danger_now="yes", region="Грозный", code_word="stairs", duress_word="sky")
    mara.click("text=Open the case")
    number = mara.url.rsplit("/", 1)[1]
    ilya = without_script("ilya")
    ilya.goto(f"/cases/{number}/edit/needs/tasks/new")
    fill_form(ilya, what="Call", due="2020-01-01T10:00")
    ilya.click("main form[data-draft] button:has-text('Save')")
    return number


def paths(number, members):
    mara = members["mara"]["id"]
    yield "ilya", ["/today", "/road", "/cases", "/search", "/houses", "/houses/new", "/members",
                   "/log?check=1", "/settings", "/design",
                   f"/cases/{number}", f"/cases/{number}/edit/needs", f"/cases/{number}/edit/needs/persons/new",
                   f"/cases/{number}/history/needs", f"/cases/{number}/access/needs", f"/cases/{number}/access/consent",
                   "/houses/chart?days=14", "/houses/chart?days=180", "/houses/practice", f"/cases/{number}/place",
                   "/devices", "/devices/log-in", "/devices/log-in/passphrase", "/devices/log-in/codes",
                   "/nowhere"]  # fmt: skip
    yield "mara", ["/today", "/cases/new", f"/cases/{number}", "/inbox", "/inbox/new", "/inbox/practice",
                   "/inbox/published", "/duplicates", f"/cases/{number}/evidence/a"]  # fmt: skip
    yield "noor", [f"/cases/{number}", f"/cases/{number}/verification", f"/cases/{number}/evidence/a",
                   f"/cases/{number}/edit/verification/items/new", f"/cases/{number}/duplicates",
                   f"/cases/{number}/lines"]  # fmt: skip
    yield "dina", ["/tonight", "/houses/practice"]
    yield "pat", ["/members", "/members/invite", f"/members/{mara}/again", f"/members/{mara}/devices",
                  f"/devices/{mara}/lost"]  # fmt: skip


LOOKS_OF_ALL = [(code, *look) for code in ("en", "ar") for look in LOOKS]


def test_axe_finds_nothing_on_evidence_with_items_in_any_look(installation, browser, case):
    visit = Visitors(browser, installation, bypass_csp=True)
    noor = visit("noor")
    noor.goto(f"/cases/{case}/evidence/a")
    for name, content, said in (("yard.heic", hostile.heic(), "He agreed."), ("scan.pdf", hostile.pdf(), "He agreed.")):
        noor.set_input_files("#file", {"name": name, "mimeType": "application/octet-stream", "buffer": content})
        fill_form(noor, what=f"The yard {name}", received_from="the neighbour", agreed=said)
        noor.click("button:text-is('Keep it, sealed')")
    for code, scheme, (width, height) in LOOKS_OF_ALL:
        noor.emulate_media(color_scheme=scheme)
        noor.set_viewport_size({"width": width, "height": height})
        noor.goto(f"/cases/{case}/evidence/a")
        speak(noor, code)
        assert violations(noor) == [], (code, scheme, width)
        noor.locator("form:has(input[value=previews]) button").click()
        noor.wait_for_selector("img.preview")
        assert violations(noor) == [], (code, scheme, width, "with small pictures")
        assert noor.evaluate("document.documentElement.scrollWidth - innerWidth") <= 1, (code, width)
        if shots := os.environ.get("WAYSTATION_SHOTS"):
            noor.screenshot(path=f"{shots}/evidence-{code}-{scheme}-{width}.png", full_page=True)
    visit.close()


def speak(page, code):
    """Takes this language, if the page is in another."""
    if page.locator("html").get_attribute("lang") != code:
        path = page.url
        page.click(".bar .end summary")
        page.click(f"button[name=language][value={code}]")
        page.goto(path)


def violations(page):
    page.evaluate(AXE)
    found = page.evaluate("rules => axe.run(document, rules)", RULES)["violations"]
    return [(v["id"], v["nodes"][0]["html"][:160], v["nodes"][0].get("failureSummary", "")[:300]) for v in found]


def test_axe_finds_nothing_on_any_page(installation, browser, case):
    for who, list_of_paths in paths(case, installation.members):
        visit = Visitors(browser, installation, bypass_csp=True)
        page = visit(who)
        for scheme, (width, height) in LOOKS:
            page.emulate_media(color_scheme=scheme)
            page.set_viewport_size({"width": width, "height": height})
            for path in list_of_paths:
                page.goto(path)
                assert violations(page) == [], (who, path, scheme, width)
                wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
                assert wide <= 1, (path, width, "the page is wider than the screen by", wide)
        visit.close()


def test_axe_finds_nothing_before_log_in(installation, browser):
    context = browser.new_context(base_url=installation.url, bypass_csp=True)
    page = context.new_page()
    for path in ("/enter", "/enrol", "/today"):
        page.goto(path)
        assert violations(page) == [], path
    context.close()


def test_arabic_runs_from_right_to_left_and_russian_is_russian(installation, with_script):
    ilya = with_script()("ilya")
    ilya.goto("/road")
    ilya.click(".bar .end summary")
    ilya.click("button[name=language][value=ar]")
    assert ilya.locator("html").get_attribute("dir") == "rtl"
    first, last = (ilya.locator(".bar nav > ul > li > a").nth(n).bounding_box()["x"] for n in (0, -1))
    assert first > last
    ilya.click(".bar .end summary")
    ilya.click("button[name=language][value=ru]")
    ilya.goto("/road")
    assert ilya.locator("h1").inner_text() == "Дорога"


def test_every_answer_forbids_everything_from_elsewhere(installation, with_script, case):
    ilya = with_script()("ilya")
    asked = []
    ilya.on("request", lambda request: asked.append(request.url))
    for path in ("/today", f"/cases/{case}", "/static/desk/style.css"):
        headers = ilya.goto(path).headers
        assert headers["content-security-policy"].startswith("default-src 'none'")
        assert "unsafe" not in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["cache-control"] == "no-store" or "static" in path
    assert all(url.startswith(installation.url) for url in asked)


def test_a_lost_network_keeps_what_was_typed_and_sends_it_when_it_is_back(installation, with_script, case):
    visit = with_script()
    ilya = visit("ilya")
    ilya.goto(f"/cases/{case}/edit/needs")
    visit.contexts["ilya"].set_offline(True)
    fill_form(ilya, diet="typed without a network")
    ilya.click("main form[data-draft] button:has-text('Save')")
    ilya.wait_for_selector("#offline:not([hidden])")
    assert ilya.input_value("[name=diet]") == "typed without a network"
    visit.contexts["ilya"].set_offline(False)
    ilya.wait_for_url(lambda url: "/edit/" not in url)
    assert "typed without a network" in ilya.inner_text("main")


def test_the_list_follows_what_is_typed(installation, with_script, case):
    ilya = with_script()("ilya")
    ilya.goto("/cases")
    assert ilya.locator("#rows tbody tr").count() >= 1
    ilya.fill("[name=typed]", "zzzz")
    ilya.wait_for_selector("#rows .note")
    assert "zzzz" not in ilya.url
    assert "zzzz" not in json.dumps(ilya.title())


def test_nothing_on_the_pages_says_what_the_programme_is(installation, with_script, case):
    ilya = with_script()("ilya")
    for path in ("/today", "/road", f"/cases/{case}"):
        ilya.goto(path)
        assert "waystation" not in ilya.content().casefold()
        assert ilya.title().endswith("Northlight Travel Notes")
