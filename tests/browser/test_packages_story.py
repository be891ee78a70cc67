"""A liaison at her desk: two people's facts, prepared by a visa officer, leave in one sealed file that only the
ministry opens. Then one of them takes the consent back."""

import datetime
import io
import json
import zipfile
from pathlib import Path

import pyrage
import pytest
from browser_forms import fill_form
from test_pages import LOOKS, violations
from visits import Visitors

from waystation.casework.recipients import fingerprint

NAMES = ("KOVALYOV RUSLAN", "MAGOMEDOV ISA")
SAVE = "main form[data-draft] button:has-text('Save')"


def write(page, place, part, collection="", **values):
    page.goto(f"{place}/edit/{part}" + (f"/{collection}/new" if collection else ""))
    fill_form(page, **values)
    page.click(SAVE)
    assert "/edit/" not in page.url, page.inner_text("main")[:500]


def move(page, place, stage):
    page.goto(place)
    way = page.locator("details", has=page.locator(f'button[name="to"][value="{stage}"]'))
    if not way.evaluate("d => d.open"):
        way.locator("summary").click()
    way.locator("button").click()
    there = page.locator("header .chip", has_text=f"{stage} ").first
    page.locator("#reason").or_(there).first.wait_for(state="attached")
    if page.locator("#reason").count():
        page.locator("details summary", has_text="It cannot wait").click()
        page.fill("#reason", "For the story of packages")
        page.click("text=Move all the same")
    there.wait_for()


def agreed(page, place):
    """Read aloud and agreed to, on the page of consents."""
    page.goto(f"{place}/consent")
    fill_form(page, purpose="apply", language="en")
    page.select_option("#country", "CA")
    page.click("text=Show what to say")
    assert "Help does not depend on it" in page.inner_text(".says")
    page.check("input[name=informed]")
    page.click("text=They agree")
    page.locator("h3", has_text="Agreed").first.wait_for()


def a_case(visit, name):
    """From the first call to the stage of applications, as far as a package needs it."""
    mara, ilya, noor, tomas = visit("mara"), visit("ilya"), visit("noor"), visit("tomas")
    mara.goto("/cases/new")
    fill_form(mara, alias="Neighbour")
    mara.click("text=Open the case")
    place = "/cases/" + mara.url.rsplit("/", 1)[1]
    write(mara, place, "identity:a", legal_name=name)
    write(noor, place, "story:a", for_government="He was taken from work.", grounds=["particular_social_group"])
    agreed(noor, place)
    for who, stage in ((ilya, "S1"), (noor, "S2"), (noor, "S3"), (ilya, "S6")):
        move(who, place, stage)
    noor.goto(place)
    if noor.locator("text=Hand over keys").count():
        noor.click("text=Hand over keys")
    write(tomas, place, "identity:a", latin_name=name, born="1995-03-01")
    write(tomas, place, "papers", method_stated="Two sources that do not know each other.")
    return place


@pytest.fixture(scope="module")
def ministry(without_script):
    """A key whose fingerprint Claire and Tomas heard by telephone."""
    secret = pyrage.x25519.Identity.generate()
    claire, tomas = without_script("claire"), without_script("tomas")
    claire.goto("/packages")
    claire.click("text=Add an authority")
    fill_form(claire, name="Ministry of Arrivals", country="CA", key=str(secret.to_public()))
    claire.click(SAVE)
    for page in (claire, tomas):
        page.goto("/packages")
        page.click("text=Key and fingerprint")
        page.fill("#heard", fingerprint(str(secret.to_public())))
        page.click("text=I heard this")
    assert "key compared by two" in tomas.inner_text("main")
    return secret


def test_a_liaison_sends_two_people_and_one_takes_it_back(installation, browser, without_script, ministry):
    tomas, claire = without_script("tomas"), without_script("claire")
    places = [a_case(without_script, name) for name in NAMES]
    for place in places:
        tomas.goto(f"{place}/applications")
        tomas.click("details summary:has-text('Ministry of Arrivals')")
        tomas.click("text=Prepare these")
        assert "5 prepared" in tomas.inner_text("main")
    claire.goto("/packages")
    assert "2 cases prepared" in claire.inner_text("main") and NAMES[0] not in claire.content()
    claire.click("text=Make a package")
    for box in claire.locator("input[name=who]").all():
        box.check()
    claire.click("text=Show exactly what would leave")
    shown = claire.inner_text("main")
    assert "2 people, 5 fields, 0 hidden" in shown and all(name in shown for name in NAMES)
    with claire.expect_download() as download:
        claire.click("text=Seal it and save the file")
    sealed = Path(download.value.path()).read_bytes()
    with zipfile.ZipFile(io.BytesIO(pyrage.decrypt(sealed, [ministry]))) as archive:
        machine = json.loads(archive.read("package.json"))
        assert archive.read("package.pdf").startswith(b"%PDF")
    assert {p["facts"][0]["value"] for p in machine["persons"]} == set(NAMES)
    claire.goto("/packages")
    claire.click("text=Enter the receipt")
    claire.fill("input[name=receipt]", "By telephone")
    claire.click("main button:has-text('Save')")
    assert "received" in claire.inner_text("main")
    taken_back(without_script("noor"), places[0])
    for who, paths in (
        ("claire", ["/packages"]),
        ("tomas", [f"{places[1]}/applications", f"{places[0]}/consent", f"{places[0]}/consent/a"]),
    ):
        looks(installation, browser, who, paths)


def taken_back(noor, place):
    noor.goto(f"{place}/consent")
    assert "Ministry of Arrivals" in noor.inner_text("main") and "5 fields" in noor.inner_text("main")
    noor.locator("button:has-text('They take it back')").first.click()
    assert "5 fields" in noor.inner_text("main")
    noor.click("button.danger")
    assert "ask back by" in noor.inner_text("main") and "taken back" in noor.content()
    today = datetime.datetime.now(datetime.UTC).date().isoformat()
    assert today in noor.content()


def looks(installation, browser, who, paths):
    """Axe finds nothing, and nothing is wider than a telephone."""
    visit = Visitors(browser, installation, bypass_csp=True)
    page = visit(who)
    for scheme, (width, height) in LOOKS:
        page.emulate_media(color_scheme=scheme)
        page.set_viewport_size({"width": width, "height": height})
        for path in paths:
            page.goto(path)
            assert violations(page) == [], (who, path, scheme, width)
            wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
            assert wide <= 1, (path, width, "the page is wider than the screen by", wide)
    visit.close()
