"""Scenario 7 in Chromium, with the real alarm process beside the server: silence, a change of shift, a duress word."""

import datetime
import os
import re
import signal
from pathlib import Path

import axe_playwright_python
from browser_forms import fill_form
from visits import Visitors

AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text("utf-8")
SOON = 60_000  # ms: the process ticks each second, and an open page looks each twenty


def ago(minutes):
    return (datetime.datetime.now(datetime.UTC) - datetime.timedelta(minutes=minutes)).strftime("%Y-%m-%dT%H:%M")


def alarm_process(installation):
    """The pid of the process that raises alarms, a child of the server."""
    for entry in Path("/proc").iterdir():
        try:
            words = (entry / "cmdline").read_bytes().split(b"\0")
            parent = int(re.search(r"PPid:\s+(\d+)", (entry / "status").read_text())[1])
        except (OSError, TypeError, ValueError):
            continue
        if parent == installation.process.pid and b"alarms" in words:
            return int(entry.name)
    return None


def test_scenario_7_with_the_real_process(installation, without_script, with_script):
    mara = without_script("mara")
    mara.goto("/cases/new")
    fill_form(mara, alias="Сосед", danger_now="no", region="Грозный", code_word="the tap drips", duress_word="blue sky")
    mara.click("text=Open the case")
    number = mara.url.rsplit("/", 1)[1]
    code = mara.inner_text("h1")
    mara.goto("/inbox")
    mara.click("text=Begin my shift")
    ladder = ((15, "mara", "Text once"), (30, "ilya", "Call the friend"), (60, "ilya", "Call the lawyer"))
    for after, who, what in ladder:
        mara.goto(f"/cases/{number}/checkins")
        mara.click("#ladder ~ a, section[aria-labelledby=ladder] a:has-text('Add')")
        fill_form(mara, after=str(after), who=installation.members[who]["id"], what=what)
        mara.click("main form[data-draft] button:has-text('Save')")

    ilya = with_script()("ilya")
    ilya.goto("/alarms")
    assert "Nothing rings" in ilya.inner_text("main")
    if (pid := alarm_process(installation)) is not None:
        os.kill(pid, signal.SIGKILL)  # it comes back by itself

    mara.goto(f"/cases/{number}/checkins")
    fill_form(mara, first=ago(30), last=ago(30), every="12", grace="15")
    mara.click("button:text-is('Agree')")
    ilya.locator(".alarm-card.free", has_text=code).wait_for(timeout=SOON)  # without a reload
    assert "Call the lawyer" in ilya.inner_text(".alarm-card")

    mara.goto("/inbox")
    mara.click("text=End my shift")
    assert "Your shift cannot end yet" in mara.inner_text("main") and code in mara.inner_text("main")
    mara.goto("/alarms")
    mara.click("button:has-text('Take it')")
    mara.locator(".ladder li.next input[name=note]").fill("Texted, not read")
    mara.locator(".ladder li.next button").click()
    assert "Call the friend" in mara.inner_text(".ladder li.next")
    mara.click("summary:has-text('Hand over')")
    fill_form(mara, to=installation.members["ilya"]["id"])
    mara.locator("input[id^=n-]").fill("The friend is at work until eight")
    mara.click("button:text-is('Hand over')")
    mara.goto("/inbox")
    mara.click("text=End my shift")
    assert "Begin my shift" in mara.inner_text("main")

    mara.goto(f"/cases/{number}/checkins")
    mara.fill("textarea[name=said]", "all fine, *blue* sky")
    mara.click("text=They answered")
    seen = mara.inner_text("body")
    assert "Answer as always" in seen and "uress" not in seen and "Alarms 1" not in seen
    ilya.locator(".alarm-card.free", has_text="Duress word").wait_for(timeout=SOON)
    assert "No reply may betray it" in ilya.inner_text("main")
    sam = without_script("sam")
    sam.goto("/alarms")
    assert "sealed to you" in sam.inner_text("main") and code not in sam.inner_text("body")


def test_axe_finds_nothing_where_it_rings(installation, browser):
    visit = Visitors(browser, installation, bypass_csp=True)
    mara = visit("mara")
    mara.goto("/alarms")
    case = mara.locator(".alarm-card h2 a").first.get_attribute("href").split("#")[0]
    for scheme, width in (("light", 1280), ("dark", 360)):
        mara.emulate_media(color_scheme=scheme)
        mara.set_viewport_size({"width": width, "height": 800})
        for path in ("/alarms", f"{case}/checkins", f"{case}/practice", "/alarms/everybody"):
            mara.goto(path)
            mara.evaluate(AXE)
            found = mara.evaluate("() => axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa']})")
            assert [(v["id"], v["nodes"][0]["html"][:160]) for v in found["violations"]] == [], (path, scheme)
            assert mara.evaluate("document.documentElement.scrollWidth") <= width, path
    visit.close()
