"""What a hotline volunteer types while somebody is on the line: words of no language, in every box of triage."""

from browser_forms import fill_form
from canaries import type_boxes


def type_triage(visit, canaries) -> None:
    """A call that is to be gone on with, settled as a case; another that led to none; answers and notes between."""
    mara = visit("mara")
    mara.goto("/inbox/new")
    typed = type_boxes(mara, canaries, "form.triage")  # with an error: nothing was chosen
    mara.click("button:text-is('Settle')")
    assert typed["said"] in mara.content() and "Choose what happens now" in mara.inner_text("main")
    typed = type_boxes(mara, canaries, "form.triage")
    fill_form(mara, channel="phone", danger_now="yes", result="callback", callback="2030-01-01T14:00")
    mara.click("button:text-is('Settle')")
    mara.locator("main ul[data-keys] li", has_text=typed["region"]).first.locator("a strong").click()
    letter = mara.url
    assert typed["said"] in mara.inner_text("main")
    answer = canaries.new()
    mara.fill("#text", answer)
    mara.click("button:text-is('Write it down')")
    assert answer in mara.inner_text("main")
    mara.goto(letter + "/triage")
    typed = type_boxes(mara, canaries, "form.triage")
    fill_form(mara, channel="phone", result="emergency")
    mara.click("button:text-is('Settle')")
    assert "/cases/" in mara.url
    mara.goto(mara.url + "/edit/contact")
    assert typed["code_word"] in mara.content() and typed["danger"] in mara.content()
    mara.goto("/inbox/new")
    typed = type_boxes(mara, canaries, "form.triage")
    fill_form(mara, channel="sms", result="redirect")
    mara.click("button:text-is('Settle')")
    assert mara.url.endswith("/inbox")
    mara.goto("/inbox/new")
    type_boxes(mara, canaries, "form.triage")
    fill_form(mara, channel="sms", result="duplicate")  # of a case that there is not
    mara.click("button:text-is('Settle')")
    assert "You open no case with this code name" in mara.inner_text("main")
