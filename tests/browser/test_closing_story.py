"""The end of a case in a browser: money in two hands, closure in two hands, the copy, and deletion with a receipt."""

import json
import subprocess
import sys

import pytest
from browser_forms import fill_form


@pytest.fixture
def mara(without_script):
    return without_script("mara")


def a_case(mara):
    mara.goto("/cases/new")
    fill_form(mara, alias="Сосед", danger_now="no", region="Грозный", code_word="stairs", duress_word="blue sky")
    mara.click("text=Open the case")
    return "/cases/" + mara.url.rsplit("/", 1)[1]


def saved(page, button):
    with page.expect_download() as waiting:
        page.click(button)
    return waiting.value.path()


def test_the_end_of_a_case_without_javascript(installation, without_script, mara, tmp_path):
    case = a_case(mara)
    ilya, ruth, noor, otto = (without_script(name) for name in ("ilya", "ruth", "noor", "otto"))
    ilya.goto(f"{case}/edit/consent/permissions/new")
    fill_form(ilya, person="a", purpose="consent_for_services", source="individual", given_on="2026-01-01",
              until="2040-01-01", informed="yes")  # fmt: skip
    ilya.click("main form[data-draft] button:has-text('Save')")

    ilya.goto(f"{case}/money")
    fill_form(ilya, amount="1250.50", currency="EUR", purpose="travel_abroad")
    ilya.locator("section", has_text="Ask for a payment").locator("button:text-is('Save')").click()
    reference = ilya.locator("[role=status] .mono").inner_text()
    ruth.goto(f"{case}/money")
    assert "a second member decides" in ruth.inner_text("main")
    ruth.click("button:has-text('Approve')")
    ilya.goto(f"{case}/money")
    assert reference in ilya.inner_text("main") and "1250" not in ilya.inner_text("main")
    fill_form(ilya, record=reference)
    ilya.locator("section", has_text="is paid").locator("button:text-is('It is paid')").click()
    otto.goto("/money")
    assert "1250.50" in otto.inner_text("main") and "Грозный" not in otto.inner_text("main")

    ilya.goto(f"{case}/closing")
    fill_form(ilya, reason="relocated_settled")
    ilya.click("main button:text-is('Propose')")
    assert "Somebody else must approve this" in ilya.inner_text("main")
    ruth.goto(f"{case}/closing")
    ruth.click("text=Approve and close")
    assert "approved by Ruth" in " ".join(ruth.inner_text("main").split())
    receipt = saved(ruth, "text=Save the receipt so far")
    assert len(json.loads(receipt.read_text("utf-8"))["hands"]) == 2

    noor.goto(f"{case}/closing")
    copied = saved(noor, "button:has-text('For a program')")
    assert json.loads(copied.read_text("utf-8"))["not_included"]
    noor.click("text=They ask for deletion")
    fill_form(noor, words="Please delete everything that you have of me.")
    noor.click("text=Write it down; a colleague decides")
    ilya.goto(f"{case}/closing")
    proof = saved(ilya, "text=Delete for good")
    (tmp_path / "receipt.json").write_bytes(proof.read_bytes())
    checked = subprocess.run(
        [sys.executable, "-m", "waystation", "receipt", str(tmp_path / "receipt.json")],
        env=installation.env, capture_output=True, text=True,
    )  # fmt: skip
    assert checked.returncode == 0, checked.stdout + checked.stderr
    assert "Nothing that is certified as deleted is in the database." in checked.stdout
    assert mara.goto(case).status == 404
    otto.goto("/money")
    assert "1250.50" in otto.inner_text("main")  # accounts stay for their time, without a name
