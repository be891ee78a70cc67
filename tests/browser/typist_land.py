"""What is typed on the pages after arrival: words of no language, in every box that no form of a part has."""

import json

from browser_forms import fill_form


def type_after_arrival(visit, canaries) -> None:
    """Reception, plan, directory and counselling, one form each, without JavaScript."""
    word, case = canaries.new, canaries.case
    ben, ada = visit("ben"), visit("ada")
    ben.goto(f"{case}/reception")
    fill_form(ben, country="CA", city=word(), terminal=word(), at="2026-11-27T23:40", zone="America/Toronto",
              layover=word(), layover_at="2026-11-27T09:00")  # fmt: skip
    ben.click("button:has-text('Tell reception')")
    ben.goto(f"{case}/settling")
    ben.fill("#accepted_by", word())  # of the hand-over that the forms of Settlement began
    ben.click("text=They accepted today")
    ben.locator("summary", has_text="Hand the plan over").click()
    fill_form(ben, to=word(), note=f"{word()} {word()}")
    ben.click("main button:text-is('Hand over')")
    ben.goto("/services")
    service = {"id": word(), "name": word(), "status": "active", word(): {"x": word()}, "languages": word()}
    for content in (service, service | {"languages": []}):  # the first is refused
        file = {"name": f"{word()}.json", "mimeType": "application/json", "buffer": json.dumps(content).encode()}
        ben.set_input_files("#file", file)
        ben.click("main button:text-is('Take over')")
    assert service["name"] in ben.inner_text("main")
    fill_form(ben, place=word(), typed=word())
    ben.click("main button:text-is('Look')")
    ada.goto(f"{case}/counselling/a")
    for box, button in (("safety_plan", "Keep the safety plan"), ("note", "Keep the note")):
        ada.fill(f"#{box}", f"{word()} {word()}")
        ada.click(f"main button:text-is('{button}')")
        assert canaries.words[-1] in ada.content()
    ada.locator("summary", has_text="Refer").click()
    fill_form(ada, to=word(), consented="yes", tell="yes")
    ada.click("main button:text-is('Refer')")
    ada.goto(f"{case}/counselling/a/rhs_15")
    fill_form(ada, score=word(), voluntary="yes")
    ada.click("text=Keep, sealed")
    assert "must be a number" in ada.inner_text("main")
