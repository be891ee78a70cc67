"""Scenarios 4 and 10 in Chromium: what people agree to and withhold, each held to by the program; and a liaison at her
desk who sends nine of thirty-one in one sealed file that only the ministry opens."""

import io
import json
import zipfile
from pathlib import Path

import pyrage
import pytest
from browser_forms import fill_form
from test_pages import LOOKS, violations
from visits import Visitors

from days import day
from waystation.casework.sharing.recipients import fingerprint

SCENE = "applicants"
PHONE = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True}
TO = "Ministry of Arrivals"
FIELDS = (
    "identity.legal_name", "identity.latin_name", "identity.born", "identity.birth_place", "identity.birth_country",
    "identity.nationalities", "needs.relation", "needs.minor", "story.grounds", "story.for_government",
    "story.return_fear", "papers.documents", "papers.outside_origin", "papers.method_stated",
)  # fmt: skip
NAME = "KOVALYOV RUSLAN"
SAVE = "main form[data-draft] button:has-text('Save')"


@pytest.fixture(scope="module")
def ministry(installation, without_script):
    """A key whose fingerprint Claire and Tomas heard by telephone."""
    secret = pyrage.x25519.Identity.from_str(installation.scene["secret"])
    claire, tomas = without_script("claire"), without_script("tomas")
    for page in (claire, tomas):
        page.goto("/packages")
        page.click("text=Key and fingerprint")
        page.fill("#heard", fingerprint(str(secret.to_public())))
        page.click("text=I heard this")
    assert "key compared by two" in tomas.inner_text("main")
    return secret


def asked(page, place, person, **more):
    """Read aloud on the page of consents, up to the answer."""
    page.goto(f"{place}/consent")
    fill_form(page, purpose="apply", language="en")
    page.locator("section", has=page.locator("#purpose")).locator("select[name=person]").select_option(person)
    page.select_option("#country", more.get("country", "CA"))
    page.click("text=Show what to say")
    assert "Help does not depend on it" in page.inner_text(".says")
    page.check("input[name=informed]")
    page.click("text=They agree")


def withheld(page, place, what, **chosen):
    page.goto(f"{place}/consent")
    page.fill("#what", what)
    for fact in chosen.pop("facts", ()):
        page.check(f"input[name=facts][value={fact}]")
    for name, value in chosen.items():
        page.select_option(f"#l-{name}", value)
    page.click("text=Withhold it")


def test_scenario_4_yes_to_one_country_never_the_other_and_neither_host_nor_cousin_learns_why(
    installation, browser, without_script
):
    """Noor writes down what one of two cousins says; then everybody whom it binds tries."""
    place = f"/cases/{installation.scene['cousins']}"
    noor, tomas, ilya = without_script("noor"), without_script("tomas"), without_script("ilya")
    asked(noor, place, "a")
    mine = noor.locator("section", has=noor.locator("#p-a"))
    assert "Canada" in mine.inner_text() and f"until {day(60)}" in mine.inner_text()
    withheld(noor, place, "My uncle works there", country="TR")
    withheld(noor, place, "Why I left", facts=["why"], role="host")
    withheld(noor, place, "What I told you", facts=["statement"], reader="b")
    asked(noor, place, "a", country="TR")
    assert "never this country" in noor.inner_text("[role=alert]")

    tomas.goto(f"{place}/edit/papers/applications/new")
    fill_form(tomas, person="a", pathway="visa_free", country="TR")
    tomas.click(SAVE)
    assert "never this country" in tomas.inner_text("main") and "/edit/" in tomas.url
    fill_form(tomas, country="CA", pathway="ca_gar")
    tomas.click(SAVE)
    assert "/edit/" not in tomas.url

    ilya.goto(f"{place}/access/needs")
    fill_form(ilya, to=installation.members["dina"]["id"], until=f"{day(9)}T10:00", note="She hosts them from tonight")
    ilya.check("input[name=consent]")
    ilya.click("main button:has-text('Grant')")
    assert "withholds this from that role" in ilya.inner_text("main")
    visit = Visitors(browser, installation, **PHONE)
    dina = visit("dina")
    assert dina.goto(place).status == 404
    visit.close()

    for person in ("a", "b"):
        noor.goto(f"{place}/consent/{person}")  # as it is read to each of them, or printed
        assert ("What I told you" in noor.content()) == (person == "a")
        assert "He was taken" not in noor.content()

    noor.goto(f"{place}/consent")
    noor.click("summary:has-text('Something left by voice')")
    noor.fill("#o-to", "The consul in Vilnius")
    noor.fill("#o-what", "Name and birth date")
    noor.select_option("#o-purpose", "apply")
    noor.click("text=Write it down")
    noor.locator("button:has-text('They take it back')").first.click()
    assert "The consul in Vilnius" in noor.inner_text("main") and "Name and birth date" in noor.inner_text("main")
    noor.click("button.danger")
    assert f"ask back by {day(3)}" in " ".join(noor.inner_text("main").split())


def only(claire, items):
    """Ticks these facts and no others."""
    for box in claire.locator("input[name=what]").all():
        box.set_checked(box.get_attribute("value") in items)


def test_scenario_10_a_liaison_sends_nine_of_thirty_one(installation, browser, without_script, ministry):
    tomas, claire, noor = without_script("tomas"), without_script("claire"), without_script("noor")
    places = [f"/cases/{number}" for number in installation.scene["numbers"]]
    tomas.goto(f"{places[8]}/applications")
    tomas.click(f"details summary:has-text('{TO}')")
    for box in tomas.locator("details[open] input[type=checkbox]:visible").all():
        box.check()
    tomas.click("text=Prepare these")
    claire.goto("/packages")
    assert "31 cases prepared" in claire.inner_text("main") and NAME not in claire.content()
    claire.click("text=Make a package")
    rows = claire.locator("ul.choose").first.locator("li")
    assert rows.count() == 31 and claire.locator("input[name=who]").count() == 30
    ended, holds = rows.filter(has_text="Amber Fox 30"), rows.filter(has_text="Amber Fox 29")
    assert "No consent in force" in ended.inner_text() and "withheld by them" in holds.inner_text()
    holds.locator("input").check()
    only(claire, ["story.for_government"])
    claire.click("text=Show exactly what would leave")
    assert "withhold" in claire.inner_text("[role=alert]")  # it cannot be added
    claire.locator("ul.choose").first.locator("li").filter(has_text="Amber Fox 29").locator("input").uncheck()
    for n in range(9):
        claire.locator(f"label:has(strong:text-is('Amber Fox {n}')) input").check()
    only(claire, FIELDS)
    claire.click("text=Show exactly what would leave")
    shown = claire.inner_text("main")
    assert "9 people, 14 fields, 0 hidden" in shown and shown.count(NAME) == 9
    with claire.expect_download() as download:
        claire.click("text=Seal it and save the file")
    sealed = Path(download.value.path()).read_bytes()
    with pytest.raises(pyrage.DecryptError):
        pyrage.decrypt(sealed, [pyrage.x25519.Identity.generate()])
    with zipfile.ZipFile(io.BytesIO(pyrage.decrypt(sealed, [ministry]))) as archive:
        machine = json.loads(archive.read("package.json"))
        assert archive.read("package.pdf").startswith(b"%PDF")
    assert (machine["people"], machine["fields"]) == (9, 14)
    claire.goto("/packages")
    assert "22 cases prepared" in claire.inner_text("main") and "no receipt yet" in claire.inner_text("main")
    claire.click("text=Enter the receipt")
    claire.fill("input[name=receipt]", "By telephone")
    claire.click("main button:has-text('Save')")
    assert f"received {day()}" in claire.inner_text("main")
    for place, sent in ((places[0], True), (places[8], True), (places[9], False)):
        noor.goto(f"{place}/consent/a")
        assert (TO in noor.inner_text("main") and "(14)" in noor.inner_text("main")) == sent
    noor.goto(f"{places[0]}/consent")
    noor.locator("button:has-text('They take it back')").first.click()
    assert TO in noor.inner_text("main") and "14 fields" in noor.inner_text("main")
    noor.click("button.danger")
    assert "ask back by" in noor.inner_text("main") and "taken back" in noor.content()
    for who, paths in (
        ("claire", ["/packages", "/packages/to/r1"]),
        ("tomas", [f"{places[1]}/applications", f"{places[0]}/consent", f"{places[0]}/consent/a"]),
    ):
        looks(installation, browser, who, paths)


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
