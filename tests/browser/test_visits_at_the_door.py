"""The door in a real browser: with script and without, on a phone, in three languages; what its disk holds after."""

import json
import os
import re
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.utils import translation
from test_pages import speak, violations
from test_seized_disk import unpacked
from visits import Visitors

import hostile_files as hostile
from waystation.circles import letters as sealing
from waystation.circles.secret import Secret

VECTORS = json.loads((Path(__file__).parent.parent / "vectors" / "letters.json").read_text("utf-8"))
PHONE = {"viewport": {"width": 360, "height": 740}}
STORY = "zqdoorcanary they came to my house кенардверь"
BUTTONS = ("Go on", "I have them", "Send the letter", "Your letter is here")


@pytest.fixture(scope="module")
def door(installation):
    """The door's own process beside the node's, opened by Mara's first look at the inbox."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    log = (installation.home / "door.log").open("wb")
    command = [sys.executable, "-m", "waystation", "door", "--bind", f"127.0.0.1:{port}", "--workers", "2"]
    process = subprocess.Popen(command, env=installation.env, stdout=log, stderr=log)
    for _ in range(100):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                break
        time.sleep(0.1)
    yield f"http://localhost:{port}"
    process.terminate()
    process.wait(20)
    log.close()


@pytest.fixture(scope="module")
def mara(installation, browser, door):
    visitors = Visitors(browser, installation)
    page = visitors("mara")
    page.goto("/inbox")
    yield page
    visitors.close()


def person(browser, door, **options):
    context = browser.new_context(base_url=door, **PHONE, **options)
    page = context.new_page()
    page.set_default_timeout(15_000)
    page.sent = []
    page.on("request", lambda request: page.sent.append(request.url + "\n" + (request.post_data or "")))
    return page


def write(page, code="en", files=()):
    """Answers every question, adds files, keeps the words, sends the letter; returns the words."""
    with translation.override(code):
        on, have, send, done = map(translation.gettext, BUTTONS)
    page.goto(f"/{code}/write")
    if page.context.script:
        page.wait_for_selector("#sealed:not([hidden])")
    for n in range(8):
        page.wait_for_selector(f"text={n + 1} / 8")
        if page.locator("#write form input[type=radio]").count():
            page.locator("#write form input[type=radio]").first.check()
        elif n < 7:
            page.locator("#write form textarea, #write form input[type=text]").fill(STORY)
        elif files:
            page.set_input_files("#file", [{"name": m, "mimeType": "image/jpeg", "buffer": b} for m, b in files])
        page.get_by_role("button", name=on, exact=True).click()
    page.wait_for_selector("dl")
    assert all(name in page.inner_text("dl") for name, _bytes in files)
    assert STORY in page.inner_text("dl")
    page.get_by_role("button", name=on, exact=True).click()
    words = page.locator("p.words").first.inner_text()
    assert len(words.split()) == 8
    page.get_by_role("button", name=have, exact=True).click()
    page.locator("#write form textarea").fill("not these words at all")
    page.get_by_role("button", name=send, exact=True).click()
    page.wait_for_selector(".error:not([hidden])")
    page.locator("#write form textarea").fill(words.upper())
    page.get_by_role("button", name=send, exact=True).click()
    page.wait_for_selector(f"text={done}")
    return words


def read(page, words, code="en"):
    page.goto(f"/{code}/letters")
    if page.context.script:
        page.wait_for_selector("#sealed:not([hidden])")
    page.fill("#receipt", words)
    page.locator("main form button").first.click()
    page.wait_for_selector(".note strong")


def answer_newest(mara, text):
    mara.goto("/inbox")
    mara.locator("main ul[data-keys] a strong").last.click()  # of equal danger, who waits longest stands first
    assert STORY in mara.inner_text("main")
    mara.fill("#text", text)
    mara.click("form[action$=answer] button")
    mara.wait_for_selector(f"text={text}")


@pytest.mark.parametrize("code", ["en", "ru", "ar"])
@pytest.mark.parametrize("script", [True, False])
def test_the_whole_visit_on_a_phone(browser, door, mara, code, script):
    page = person(browser, door, java_script_enabled=script)
    page.context.script = script
    words = write(page, code)
    sent = "\n".join(page.sent)
    if script:  # neither the words nor what was typed left the browser unsealed
        assert "zqdoorcanary" not in sent and not any(word in sent for word in words.split() if len(word) > 5)
    else:
        assert "zqdoorcanary" in sent
    assert all(url.startswith(door) for url in (line.split("\n")[0] for line in page.sent))
    text = f"We are here {code} {script}"
    answer_newest(mara, text)
    read(page, words, code)
    page.wait_for_selector(f"text={text}")
    page.locator("main textarea:visible").fill("Thank you, I read it")
    page.locator("main form[action$='letters/write'] button, #open .acts button:not(.quiet)").first.click()
    page.wait_for_selector("[role=status]:not(:empty)")
    mara.reload()
    assert "Thank you, I read it" in mara.inner_text("main")
    assert page.context.cookies() == []
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 1
    page.context.close()


def test_the_browser_seals_and_opens_as_the_vectors_say(browser, door, mara):
    page = person(browser, door)
    page.goto("/en/write")
    load = "const seal = await import('/static/door/seal.js'); "
    for v in VECTORS["receipts"]:
        found = page.evaluate(
            "async ([n, list]) => { " + load + "const r = BigInt(n), words = await seal.wordList(list);"
            "return [await seal.address(r), seal.hex(await seal.answerKey(r)), seal.inWords(r, words),"
            "seal.inDigits(r),"
            "await seal.visitWords(r, 1, words), String(seal.typed(seal.inWords(r, words), [words]).number),"
            "String(seal.typed(seal.inDigits(r).replace(/[0-9]/g, d => '۰۱۲۳۴۵۶۷۸۹'[d]), [words]).number)] }",
            [v["number"], "en"],
        )
        assert found == [v["address"], v["answer_key"], v["words_en"], v["digits"], v["visits_en"][1], v["number"],
                         v["number"]]  # fmt: skip
        russian = page.evaluate(
            "async n => { " + load + "return seal.inWords(BigInt(n), await seal.wordList('ru')) }", v["number"]
        )
        assert russian == v["words_ru"]
    for v in VECTORS["answers"]:
        opened = page.evaluate(
            "async ([k, s]) => { " + load + "return seal.openAnswer(seal.unhex(k), seal.unhex(s)) }",
            [v["key"], v["sealed"]],
        )
        assert opened == bytes.fromhex(v["plain"]).decode()
    epoch = Secret(bytes.fromhex(VECTORS["letters"][0]["epoch_seed"]), signs=False)
    for text in ("", "short", "Брат спит рядом " * 300):
        sealed = page.evaluate(
            "async ([c, e, t]) => { "
            + load
            + "return seal.hex(await seal.sealLetter(seal.unhex(c), seal.unhex(e), { text: t })) }",
            [epoch.card.data[:32].hex(), epoch.id.hex(), text],
        )
        at_rest = sealing.reseal(epoch.card, epoch.id, bytes.fromhex(sealed))
        assert json.loads(sealing.open_letter({epoch.id: epoch}, at_rest)) == {"text": text}
    page.context.close()


def test_a_lost_network_loses_nothing(browser, door, mara):
    page = person(browser, door)
    page.context.script = True
    page.goto("/en/write")
    page.wait_for_selector("#sealed:not([hidden])")
    page.locator("#write form input[type=radio]").first.check()
    for _ in range(8):
        page.get_by_role("button", name="Go on", exact=True).click()
    page.get_by_role("button", name="Go on", exact=True).click()
    words = page.locator("p.words").first.inner_text()
    page.get_by_role("button", name="I have them", exact=True).click()
    page.context.set_offline(True)
    page.locator("#write form textarea").fill(words)
    page.get_by_role("button", name="Send the letter", exact=True).click()
    page.wait_for_selector("text=It was not sent")
    assert page.locator("#write form textarea").input_value() == words
    page.context.set_offline(False)
    page.get_by_role("button", name="Send the letter", exact=True).click()
    page.wait_for_selector("text=Your letter is here")
    page.context.close()


@pytest.mark.parametrize("code", ["ar", "fa"])
def test_right_to_left_is_right_to_left_and_an_english_sentence_in_it_keeps_its_own_direction(
    browser, door, mara, code
):
    page = person(browser, door, java_script_enabled=False)
    page.goto(f"/{code}/")
    cover, leave = page.locator("header .cover").bounding_box(), page.locator("#leave").bounding_box()
    assert cover["x"] + cover["width"] > leave["x"] + leave["width"]  # the name stands right, the way out left
    first, last = (page.locator("nav a").nth(n).bounding_box() for n in (0, 1))
    assert first["x"] > last["x"]
    for selector in (".lead", ".button", "main p >> nth=-1"):
        assert page.locator(selector).first.evaluate("node => getComputedStyle(node).unicodeBidi") == "plaintext"
    page.locator("main p").last.evaluate("node => { node.textContent = 'You need no account.' }")
    ends = page.locator("main p").last.evaluate(
        "node => { const range = document.createRange(), text = node.firstChild; const left = at => { "
        "range.setStart(text, at); range.setEnd(text, at + 1); return range.getBoundingClientRect().left }; "
        "return [left(0), left(text.length - 1)] }"
    )
    assert ends[1] > ends[0]  # the full stop stands behind the sentence, not before it
    page.context.close()


def test_quick_exit_replaces_the_page_and_is_reached_by_keyboard(browser, door, mara):
    page = person(browser, door)
    page.route("https://www.wikipedia.org/**", lambda route: route.fulfill(body="<title>Elsewhere</title>"))
    page.goto("/en/")
    page.goto("/en/write")
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    page.wait_for_url("https://www.wikipedia.org/")
    page.go_back()
    assert page.url.endswith("/en/")  # the page that was left is not there any more
    page.context.close()


def test_everything_is_deleted_in_the_browser_too(browser, door, mara):
    page = person(browser, door)
    page.context.script = True
    words = write(page)
    read(page, words)
    page.click("text=Delete everything now")
    page.wait_for_selector("text=Press again")
    page.click("text=Delete everything now")
    page.wait_for_selector("text=Everything was deleted")
    read(page, words)
    assert "was not opened before" in page.inner_text("#open")
    page.context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_at_the_door(browser, door, mara, scheme):
    context = browser.new_context(base_url=door, bypass_csp=True, color_scheme=scheme, **PHONE)
    page = context.new_page()
    for code in ("en", "ar"):
        for path in ("", "about", "write", "letters", "nowhere"):
            page.goto(f"/{code}/{path}")
            assert violations(page) == [], (code, path)
            assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 1, path
    context.close()


def test_axe_finds_nothing_in_the_inbox_and_on_a_letter_with_files_in_any_look(installation, browser, door, mara):
    page = person(browser, door, java_script_enabled=False)
    page.context.script = False
    write(page, files=[("IMG_0042.heic", hostile.heic()), ("long-name-without-a-space-in-it.pdf", hostile.pdf())])
    page.context.close()
    visit = Visitors(browser, installation, bypass_csp=True)
    desk = visit("mara")
    looks = [(c, s, w) for c in ("en", "ar") for s in ("light", "dark") for w in (390, 1366)]
    for code, scheme, width in looks:
        desk.emulate_media(color_scheme=scheme)
        desk.set_viewport_size({"width": width, "height": 844})
        desk.goto("/inbox")
        speak(desk, code)
        assert violations(desk) == [], (code, scheme, width)
        desk.locator("main ul[data-keys] a strong").last.click()
        assert violations(desk) == [], (code, scheme, width)
        desk.locator("form[action$=previews] button").click()
        desk.wait_for_selector("img.preview")
        assert violations(desk) == [], (code, scheme, width)
        assert desk.evaluate("document.documentElement.scrollWidth - innerWidth") <= 1, (code, width)
        if shots := os.environ.get("WAYSTATION_SHOTS"):
            desk.screenshot(path=f"{shots}/letter-{code}-{scheme}-{width}.png", full_page=True)
    speak(desk, "en")
    visit.close()


def test_nothing_that_was_written_lies_on_the_doors_disk(installation, browser, door, mara):
    page = person(browser, door, java_script_enabled=False)
    page.context.script = False
    words = write(page)
    read(page, words)
    needles = [form for stem in ("zqdoorcanary", "кенардверь") for form in
               (stem.encode(), stem.encode("utf-16-le"), stem.encode("cp1251", "ignore")) if len(form) > 8]  # fmt: skip
    needles += [words.encode(), " ".join(reversed(words.split())).encode()]
    seen = 0
    for path in installation.home.rglob("*"):
        if path.is_file() and not path.is_symlink():
            seen += path.name.startswith("door.sqlite3")
            for content in unpacked(path.read_bytes()):
                for needle in needles:
                    assert needle not in content, path.name
    assert seen >= 1 and os.path.getsize(installation.home / "door.log") < 500
    assert re.search(rb"Serving on", (installation.home / "door.log").read_bytes())
    page.context.close()
