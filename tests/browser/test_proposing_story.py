"""Ways out proposed in Chromium without script: asked, looked at on a telephone and from right to left, chosen."""

import os
import subprocess
import sys
from pathlib import Path

import axe_playwright_python
import pytest
from browser_forms import a_cleared_case, fill_form
from visits import Visitors

import shared_data
from days import day

AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text("utf-8")
PHONE = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True}
TABLES = (("entry-rules", shared_data.NEW), ("borders", shared_data.BORDERS), ("routes", shared_data.ROUTES))


@pytest.fixture(scope="module")
def tables(installation):
    """The public tables, as an administrator imports them."""
    for kind, name in TABLES:
        command = [sys.executable, "-m", "waystation", "import", kind, str(shared_data.path(name)), "--as-of",
                   "2026-02-17", "--source", "as published"]  # fmt: skip
        done = subprocess.run(command, env=installation.env, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr


@pytest.fixture(scope="module")
def case(tables, without_script):
    """A cleared case of one person with a visa for Canada. Its address."""
    case, sam = a_cleared_case(without_script), without_script("sam")
    sam.goto("/cases")
    sam.goto(f"{case}/edit/journey/travellers/new")
    fill_form(sam, person="a", passport="RU", document="foreign_passport", use_by=day(2000), visas=["CA"],
              visas_from=day(0), visas_entries="single")  # fmt: skip
    sam.click("main form[data-draft] button:has-text('Save')")
    sam.goto(f"{case}/propose")
    return case


def ask(page):
    fill_form(page, start="TBS", goal="CA", first=day(9), last=day(20), stay_until=day(90))
    page.click("main button:text-is('Find ways')")


def looked_at(page, name):
    """No wider than the screen, and nothing that axe finds. WAYSTATION_SHOTS names a folder for pictures."""
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 1
    if folder := os.environ.get("WAYSTATION_SHOTS"):
        page.screenshot(path=f"{folder}/{name}.png", full_page=True)


def test_sam_chooses_one_of_several_lawful_ways_without_script(case, without_script):
    sam = without_script("sam")
    sam.goto(f"{case}/propose")
    ask(sam)
    looked_at(sam, "desk")
    assert 2 <= sam.locator("article").count() <= 7
    stops = sam.locator("article h3 .way").first.locator("bdi").all_inner_texts()
    assert stops[0] == "TBS (Georgia)" and stops[-1].endswith("(Canada)")
    sam.locator("summary:has-text('What the law closes')").click()
    assert sam.locator("details.card[open]").last.inner_text().count("refused") >= 1
    sam.locator("summary:has-text('Each leg and its rules')").first.click()
    sam.select_option("article select >> nth=0", day(11))
    sam.locator("button:has-text('Take this way as a draft')").first.click()
    assert sam.url.endswith(f"{case}/journey") and sam.locator("ol.legs > li").count() >= 1
    assert "Hours and price are estimates" in sam.inner_text("ol.legs")
    sam.goto(f"{case}/propose")
    sam.click("button:has-text('Take it back')")
    sam.locator("button:has-text('Take it back')").wait_for(state="detached")
    assert "chosen last" not in sam.inner_text("main"), sam.inner_text("main")[:600]
    sam.goto(f"{case}/journey")
    assert sam.locator("ol.legs h3").count() == 0


@pytest.mark.parametrize(("name", "options"), [
    ("phone", PHONE), ("dark", {"color_scheme": "dark"}), ("arabic", {"viewport": {"width": 420, "height": 800}}),
])  # fmt: skip
def test_it_fits_a_telephone_the_dark_and_a_script_from_right_to_left(
    installation, browser, case, without_script, name, options
):
    visit = Visitors(browser, installation, bypass_csp=True, **options)
    sam = visit("sam")
    sam.goto(f"{case}/propose")
    if name == "arabic":
        sam.click(".bar .end summary")
        sam.click("button[name=language][value=ar]")
        sam.goto(f"{case}/propose")
    fill_form(sam, start="TBS", goal="CA", first=day(9), last=day(20), stay_until=day(90))
    sam.locator("main form button").last.click()
    assert sam.evaluate("document.dir") == ("rtl" if name == "arabic" else "ltr")
    for details in sam.locator("main details").all():
        details.evaluate("d => d.open = true")
    sam.evaluate(AXE)
    found = sam.evaluate("axe.run({runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa']})")
    assert found["violations"] == [], [(v["id"], [n["html"] for n in v["nodes"]]) for v in found["violations"]]
    looked_at(sam, name)
    if name == "arabic":
        sam.click(".bar .end summary")
        sam.click("button[name=language][value=en]")
    visit.close()
