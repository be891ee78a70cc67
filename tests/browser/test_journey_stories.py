"""The way out in Chromium: an escort with a small telephone, with script and without, with network and without."""

import datetime
import re
from pathlib import Path

import axe_playwright_python
import pytest
from browser_forms import a_cleared_case, fill_form
from visits import Visitors

AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text("utf-8")
SOON = 45_000  # ms: a press is tried again every five seconds, and the machine may be busy
NAME = "INVENTED PERSON"
PHONE = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True}


def soon(hours):
    return (datetime.datetime.now(datetime.UTC) + datetime.timedelta(hours=hours)).strftime("%Y-%m-%dT%H:%M")


def save(page):
    page.click("main form[data-draft] button:has-text('Save')")
    assert "/edit/" not in page.url, page.inner_text("main")[:600]


def planned(visit, ids):
    """A case with two legs, both Yusuf's, the card sealed and a go by two. Returns its address."""
    case, ilya, sam = a_cleared_case(visit), visit("ilya"), visit("sam")
    sam.goto("/cases")
    ways = (("SVO", "IST", "RU", "TR", 2, 6, "XX 101"), ("IST", "YYZ", "TR", "CA", 9, 19, "XX 102"))
    for n, (frm, to, out, into, starts, ends, carrier) in enumerate(ways):
        sam.goto(f"{case}/edit/journey/legs/new")
        fill_form(sam, number=str(n + 1), transport="air", from_place=frm, to_place=to, from_country=out,
                  to_country=into, departs=soon(starts), arrives=soon(ends), carrier=carrier,
                  meeting_point="The bench by the kiosk", phrase="Is the kiosk open?")  # fmt: skip
        save(sam)
    sam.goto(f"{case}/edit/journey")
    fill_form(sam, lawyer=ids["claire"], alias="Neighbour", stop_number="+00 000 0000", reception=ids["ben"])
    save(sam)
    for n in range(2):
        sam.goto(f"{case}/journey")
        sam.locator("ol.legs select[name=escort]").nth(n).select_option(ids["yusuf"])
        sam.locator("button:has-text('Open this leg to the escort')").first.click()
    sam.click("summary:has-text('The card for lawyer and duty desk')")
    fill_form(sam, **{"name-a": NAME})
    sam.click("text=Seal the card")
    gives(sam, ilya, case)
    return case


def gives(sam, ilya, case):
    sam.goto(f"{case}/journey")
    sam.click("text=An emergency: go although something is not met")
    fill_form(sam, reason="The last seats before the exit check ends.")
    sam.click("text=Give the go all the same")
    ilya.goto(f"{case}/journey")
    ilya.click("text=Approve this go")


@pytest.fixture(scope="module")
def case(installation, without_script):
    return planned(without_script, {name: member["id"] for name, member in installation.members.items()})


def first(page):
    return page.locator("[data-legs] > section").first


def fits(page):
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 1
    assert not re.search("Waystation|North Shore|Lighthouse|refug|rescue", page.content())


AT_REST = """async () => {
  const seen = [sessionStorage, localStorage].map(s => JSON.stringify(Object.entries(s)));
  const got = request => new Promise(yes => { request.onsuccess = () => yes(request.result); });
  const bytes = (k, v) => v instanceof Uint8Array ? String.fromCharCode(...v) : v;
  for (const { name } of await indexedDB.databases()) {
    const base = await got(indexedDB.open(name));
    for (const store of base.objectStoreNames)
      seen.push(JSON.stringify(await got(base.transaction(store).objectStore(store).getAll()), bytes));
    base.close();
  }
  for (const name of await caches.keys()) {
    const shelf = await caches.open(name);
    for (const file of await shelf.keys()) seen.push(await (await shelf.match(file)).text());
  }
  return seen.join('\\n');
}"""
LEFT = """async () => [(await caches.keys()).length, (await indexedDB.databases()).length,
  (await navigator.serviceWorker.getRegistrations()).length]"""
TELLING = re.compile("[Ww]aystation|escort|under_way|passed_|[Mm]et them|turned_back|kiosk|Neighbour|00 0000")


def pressed_in(sam, case):
    """How often each press of the first leg stands with the travel desk."""
    sam.goto(f"{case}/journey")
    said = sam.inner_text("ol.legs > li:first-child")
    return {
        what: len(re.findall(r"\d\d:\d\d " + what, said)) for what in ("Met them", "Under way", "Through the control")
    }


def test_a_press_without_network_is_kept_sealed_and_sent_once_with_its_own_time(
    installation, browser, case, without_script
):
    visit = Visitors(browser, installation, **PHONE)
    yusuf, sam = visit("yusuf"), without_script("sam")
    yusuf.set_default_timeout(SOON)
    yusuf.goto("/leg")
    fits(yusuf)
    assert yusuf.title() == "Notes" and yusuf.locator("nav").count() == 0
    first(yusuf).get_by_role("button", name="Met them").click()
    yusuf.wait_for_selector("button:has-text('Met them ✓')")
    context = visit.contexts["yusuf"]
    context.set_offline(True)
    first(yusuf).get_by_role("button", name="Under way").click()
    yusuf.wait_for_selector("text=also if this page is lost")
    kept = yusuf.evaluate(AT_REST)
    assert len(kept) > 2000 and not TELLING.search(kept)
    context.set_offline(False)
    yusuf.wait_for_selector("button:has-text('Under way ✓')")
    assert not re.search(r"[^\[\]{}\s]", yusuf.evaluate(AT_REST)), "what was sent is gone from the telephone"
    assert pressed_in(sam, case) == {"Met them": 1, "Under way": 1, "Through the control": 0}
    visit.close()


def test_a_press_without_network_outlives_its_tab_and_its_session(installation, browser, case, without_script):
    visit, sam = Visitors(browser, installation, **PHONE), without_script("sam")
    yusuf = visit("yusuf")
    context = visit.contexts["yusuf"]
    yusuf.set_default_timeout(SOON)
    yusuf.goto("/leg")
    context.set_offline(True)
    first(yusuf).get_by_role("button", name="Through the control").click()
    yusuf.wait_for_selector("text=also if this page is lost")
    yusuf.close()  # the telephone threw the tab away
    key = [c for c in context.cookies() if c["name"] == "key"]
    context.clear_cookies(name="key")  # and the session had ended before the network came back
    context.set_offline(False)
    later = context.new_page()
    later.set_default_timeout(SOON)
    later.goto("/leg")
    assert later.title().startswith("Log in")
    context.add_cookies(key)
    later.goto("/leg")
    later.wait_for_selector("button:has-text('Through the control ✓')")
    assert pressed_in(sam, case)["Through the control"] == 1
    visit.close()


def test_loading_the_page_without_network_shows_numbers_and_what_they_take_is_sent(
    installation, browser, case, without_script
):
    visit, sam = Visitors(browser, installation, **PHONE), without_script("sam")
    yusuf = visit("yusuf")
    context = visit.contexts["yusuf"]
    yusuf.set_default_timeout(SOON)
    yusuf.goto("/leg")
    yusuf.click("#along")
    yusuf.wait_for_selector("#along[aria-pressed=true]")
    yusuf.evaluate("navigator.serviceWorker.ready")
    before = pressed_in(sam, case)["Met them"]
    context.set_offline(True)
    yusuf.reload()
    fits(yusuf)
    shown = yusuf.inner_text("main")
    assert [b.strip() for b in re.findall(r"(?m)^\s*\d\s*$", shown)] == ["1", "2", "3", "4", "5", "0"]
    assert not TELLING.search(yusuf.content()) and not TELLING.search(yusuf.evaluate(AT_REST))
    yusuf.click("button[data-n='1']")
    yusuf.wait_for_selector("#count:text-is('1')")
    context.set_offline(False)  # the page looks for the network by itself, and the leg comes back with it
    yusuf.wait_for_selector("button:has-text('Met them ✓')")
    yusuf.wait_for_function("document.getElementById('waiting').hidden")
    assert pressed_in(sam, case)["Met them"] == before + 1
    yusuf.click("text=Log out")
    yusuf.wait_for_url("**/enter")
    assert yusuf.evaluate(LEFT) == [0, 0, 0]
    visit.close()
    del installation.cookies["yusuf"]


def test_held_by_two_taps_without_script(installation, browser, case, without_script):
    visit = Visitors(browser, installation, java_script_enabled=False, **PHONE)
    yusuf, mara, sam, claire = visit("yusuf"), without_script("mara"), without_script("sam"), without_script("claire")
    mara.goto(f"{case}/held")
    assert NAME not in mara.content()
    yusuf.goto("/leg")
    fits(yusuf)
    yusuf.locator("details.hold summary").first.click()
    yusuf.locator("button:has-text('Yes: they are being held')").first.click()
    assert "It is known that they are held" in yusuf.inner_text("main") and NAME not in yusuf.content()
    assert "Stop. Do not go on." in yusuf.content()
    mara.goto(f"{case}/held")
    assert NAME in mara.inner_text("main") and "XX 101, SVO – IST" in mara.inner_text("main")
    mara.click("text=I have it in hand")
    claire.goto(f"{case}/held")
    assert NAME in claire.inner_text("main") and "Mara" in claire.inner_text("main")
    sam.goto(f"{case}/journey")
    assert sam.locator("ol.legs > li").nth(1).locator(".chip").first.inner_text().endswith("No go")
    visit.close()


@pytest.mark.parametrize("path", ["/leg", "/journeys", "{case}/journey", "{case}/held", "{case}/leaving"])
def test_the_pages_of_the_way_out_keep_the_rules_of_accessibility(installation, browser, case, path):
    for options in ({"color_scheme": "dark"}, PHONE):
        visit = Visitors(browser, installation, **options)
        page = visit("yusuf" if path == "/leg" else "sam")
        page.goto(path.format(case=case))
        page.evaluate(AXE)
        found = page.evaluate("axe.run({runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa']})")
        assert [(v["id"], v["nodes"][0]["html"][:200]) for v in found["violations"]] == []
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 1
        visit.close()
