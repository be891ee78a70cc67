"""What is typed about consent and packages in the story of the seized disk, up to a package that really leaves."""

import pyrage
from browser_forms import fill_form

from waystation.casework.sharing.recipients import fingerprint

SAVE = "main form[data-draft] button:has-text('Save')"


def wishes(visit, canaries) -> None:
    """Noor asks for a consent, writes down a wish, and what left by voice."""
    noor = visit("noor")
    noor.goto(f"{canaries.case}/consent")
    fill_form(noor, purpose="apply", named="")
    noor.select_option("#country", "CA")
    noor.click("text=Show what to say")
    noor.check("input[name=informed]")
    noor.click("text=They agree")
    noor.fill("#what", canaries.new())
    noor.fill("#l-whom", canaries.new())
    noor.click("text=Withhold it")
    assert canaries.words[-1] in noor.inner_text("main")
    noor.click("summary:has-text('Something left by voice')")
    noor.fill("#o-to", canaries.new())
    noor.fill("#o-what", canaries.new())
    noor.select_option("#o-purpose", "apply")
    noor.click("text=Write it down")
    assert canaries.words[-1] in noor.inner_text("main")


def a_package(visit, canaries) -> None:
    """Claire and Tomas compare a key, Tomas prepares a name and a statement, Claire sends them and has the receipt."""
    claire, tomas = visit("claire"), visit("tomas")
    key = str(pyrage.x25519.Identity.generate().to_public())
    name = canaries.new()
    claire.goto("/packages")
    claire.click("text=Add an authority")
    fill_form(claire, name=name, country="CA", key=key)
    claire.click(SAVE)
    for page in (claire, tomas):
        page.goto("/packages")
        page.locator("section", has_text=name).locator("a:has-text('Key and fingerprint')").click()
        for heard in (canaries.new(), fingerprint(key)):
            page.fill("#heard", heard)
            page.click("text=I heard this")
    tomas.goto(f"{canaries.case}/applications")
    tomas.click(f"summary:has-text('{name}')")
    tomas.click("details[open] button:has-text('Prepare these')")
    claire.goto("/packages")
    claire.locator("section", has_text=name).locator("a:has-text('Make a package')").click()
    claire.check("input[name=who]")
    claire.click("text=Show exactly what would leave")
    assert "1 person" in claire.inner_text("main")
    canaries.shown += claire.content()
    with claire.expect_download():
        claire.click("text=Seal it and save the file")
    claire.goto("/packages")
    claire.click("text=Enter the receipt")
    claire.fill("input[name=receipt]", canaries.new())
    claire.click("main button:has-text('Save')")
    assert canaries.words[-1] in claire.inner_text("main")
