"""Passkeys in a real browser with a virtual authenticator: enrolled with, logged in with, added, removed, replayed."""

import re

import pyotp
import pytest
from visits import Visitors


@pytest.fixture
def named(installation):
    """The same server under a name, as passkeys need one."""
    return f"http://localhost:{installation.port}"


def with_authenticator(context):
    page = context.new_page()
    page.set_default_timeout(15_000)
    session = context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
               "isUserVerified": True, "automaticPresenceSimulation": True}  # fmt: skip
    session.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    return page


def words_on(page, n=0):
    return page.locator("p.words").nth(n).inner_text()


def enrolled_with_a_passkey(installation, browser, named, called):
    """Pat invites; somebody scans the words, enrols with a passkey alone, and is admitted. Returns page, passphrase."""
    visit = Visitors(browser, installation)
    pat = visit("pat")
    pat.goto("/members/invite")
    pat.fill("#name", called)
    pat.click("text=Make ten words")
    words = words_on(pat)
    context = browser.new_context(base_url=named)
    page = with_authenticator(context)
    page.goto("/enrol#" + words.replace(" ", "."))
    page.wait_for_function("document.querySelector('#words').value.length > 20")
    assert page.input_value("#words") == words and "#" not in page.url
    page.click("text=Go on")
    passphrase = words_on(page)
    page.fill("#name", called)
    page.fill("#passphrase", passphrase)
    page.click("text=Finish with a passkey instead of a code")
    page.wait_for_selector("text=A colleague must now admit you")
    pat.goto("/members")
    pat.locator("li", has_text=called).get_by_role("button", name="Admit").click()
    visit.close()
    return page, passphrase


def log_in(page, called, passphrase):
    page.goto("/enter")
    page.fill("#name", called)
    page.fill("#passphrase", passphrase)
    page.click("text=Log in with a passkey")


def test_a_newcomer_enrols_and_logs_in_with_a_passkey_and_no_code(installation, browser, named):
    page, passphrase = enrolled_with_a_passkey(installation, browser, named, "zarema")
    log_in(page, "zarema", "six words that are not right")
    page.wait_for_selector("text=Name or passphrase are wrong")
    log_in(page, "zarema", passphrase)
    page.wait_for_url(lambda url: "/enter" not in url)
    assert "zarema" in page.inner_text("header")


def test_an_answer_of_a_passkey_is_good_once(installation, browser, named):
    page, passphrase = enrolled_with_a_passkey(installation, browser, named, "rukiya")
    sent = []
    page.on("request", lambda request: sent.append(request.post_data or ""))
    log_in(page, "rukiya", passphrase)
    page.wait_for_url(lambda url: "/enter" not in url)
    body = next(text for text in sent if "passkey=%7B" in text)
    answer = page.context.request.post(
        named + "/enter",
        data=body,
        headers={"Content-Type": "application/x-www-form-urlencoded", "Origin": named},
    )
    assert answer.status == 403 and "answered too late" in answer.text()


def test_a_passkey_is_added_beside_codes_used_and_removed(installation, browser, named):
    context = browser.new_context(base_url=named)
    page = with_authenticator(context)
    member = installation.members["otto"]
    page.goto("/enter")
    page.fill("#name", "otto")
    page.fill("#passphrase", member["passphrase"])
    page.fill("#code", pyotp.TOTP(member["totp"]).now())
    page.click("main form button:has-text('Log in')")
    page.wait_for_url(lambda url: "/enter" not in url)
    page.goto("/devices/log-in")
    page.fill("#passphrase", member["passphrase"])
    page.click("text=Add a passkey")
    page.wait_for_selector("text=An app with codes")
    assert page.locator("li", has_text="A passkey").count() == 1
    page.click("text=Log out")
    log_in(page, "otto", member["passphrase"])
    page.wait_for_url(lambda url: "/enter" not in url)
    page.goto("/devices/log-in")
    page.fill("#passphrase", member["passphrase"])
    page.click("text=Show the second factors")
    page.fill("#passphrase", member["passphrase"])
    page.get_by_role("button", name=re.compile("Remove")).click()
    page.wait_for_selector("text=An app with codes")
    assert page.locator("li", has_text="A passkey").count() == 0
    page.click("text=Log out")
    log_in(page, "otto", member["passphrase"])
    page.wait_for_selector("text=does not belong to this log-in")


def test_without_a_name_and_without_script_codes_are_asked_for_and_no_passkey(installation, browser):
    for options in ({}, {"java_script_enabled": False}):
        context = browser.new_context(base_url=installation.url, **options)
        page = context.new_page()
        page.goto("/enter")
        assert page.locator("#code").is_visible() and not page.locator("text=Log in with a passkey").is_visible()
        context.close()
