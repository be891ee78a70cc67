"""Files in a real browser: with script and without, on a phone, over a network that breaks; what the disk holds."""

import hashlib
import json
import random
import re
import socket
from pathlib import Path

import pytest
from test_seized_disk import unpacked
from test_visits_at_the_door import door, mara, person, read, write  # noqa: F401

import hostile_files as hostile
from waystation.circles.files import CHUNK, Sealing

VECTORS = json.loads((Path(__file__).parent.parent / "vectors" / "files.json").read_text("utf-8"))
CANARY = b"zqfilecanary"
SEND = "main form[action$='letters/write'] button, #open .acts button:not(.quiet)"


def photograph(size=6 * CHUNK, seed=3):
    """Bytes that begin like a photograph and hold a canary in every kilobyte."""
    rest = random.Random(seed).randbytes(size)
    return b"\xff\xd8\xff" + b"".join(CANARY + rest[n : n + 1000] for n in range(0, size, 1000))


def choose(page, *files):
    page.set_input_files("#file", [{"name": n, "mimeType": "image/jpeg", "buffer": b} for n, b in files])


def send(page):
    page.locator(SEND).last.click() if page.context.script else page.click("form[action$='letters/write'] button")


def arrives(page, timeout=60_000):
    page.wait_for_selector("[role=status]:text-is('Sent.')", timeout=timeout)


def stored_files(mara):  # noqa: F811
    """What the operator sees of the files of the newest letter."""
    mara.goto("/inbox")
    mara.locator("main ul[data-keys] a strong").last.click()
    return mara.inner_text("main")


@pytest.mark.parametrize("script", [True, False])
def test_a_photograph_travels_from_a_phone_and_an_answer_with_a_file_comes_back(browser, door, mara, script):  # noqa: F811
    page = person(browser, door, java_script_enabled=script, accept_downloads=True)
    page.context.script = script
    words = write(page)
    read(page, words)
    photo = photograph()
    choose(page, ("me.jpg", photo))
    page.locator("main textarea:visible").fill("a photograph")
    send(page)
    arrives(page)
    if script:
        assert not any("zqfilecanary" in line for line in page.sent)
    assert "me.jpg" in stored_files(mara)
    answer = hostile.pdf()
    mara.set_input_files("#file", [{"name": "house rules.pdf", "mimeType": "application/pdf", "buffer": answer}])
    mara.fill("#text", f"Read this {script}")
    mara.click("form[action$=answer] button")
    mara.wait_for_selector(f"text=Read this {script}")
    read(page, words)
    page.wait_for_selector("text=house rules.pdf")
    with page.expect_download() as caught:
        page.get_by_role("button", name=re.compile("Save this file")).first.click()
    saved = Path(caught.value.path()).read_bytes()
    assert caught.value.suggested_filename == "house rules.pdf" and saved.startswith(b"%PDF-")
    assert hostile.CAMERA.encode() not in saved  # it was cleaned before it left
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 1
    page.context.close()


def test_an_upload_goes_on_where_the_connection_was_killed(browser, door, mara):  # noqa: F811
    page = person(browser, door)
    page.context.script = True
    words = write(page)
    read(page, words)
    tries, arrived = [], []

    def breaks(route):  # every third request is cut, and one network is gone for a while
        tries.append(len(tries))
        if len(tries) % 3 == 0:
            return route.abort("connectionreset")
        arrived.append((len(route.request.post_data_buffer) - 36) // (CHUNK + 28))
        return route.continue_()

    page.route("**/letters/chunks", breaks)
    photo = photograph(30 * CHUNK)
    choose(page, ("long.jpg", photo))
    send(page)
    page.wait_for_selector("text=No network. It goes on by itself.")
    arrives(page, 60_000)
    assert len(tries) > len(arrived) and sum(arrived) == 32  # 31 chunks, rounded: none was sent twice
    assert "long.jpg" in stored_files(mara)
    page.context.close()


def test_after_a_reload_the_same_file_goes_on(browser, door, mara):  # noqa: F811
    page = person(browser, door)
    page.context.script = True
    words = write(page)
    read(page, words)
    taken = []
    page.route("**/letters/chunks", lambda route: route.continue_() if not taken.append(1) and len(taken) <= 2
               else route.abort("connectionreset"))  # fmt: skip
    choose(page, ("again.jpg", photograph(12 * CHUNK, seed=5)))
    send(page)
    page.wait_for_selector("text=No network")
    page.unroute("**/letters/chunks")
    read(page, words)  # the telephone was off meanwhile
    sizes = []
    page.route("**/letters/chunks", lambda r: r.continue_() if not sizes.append(len(r.request.post_data_buffer)) else 0)
    choose(page, ("again.jpg", photograph(12 * CHUNK, seed=5)))
    send(page)
    arrives(page)
    assert sum((size - 36) // (CHUNK + 28) for size in sizes) == 14 - 3  # 13 chunks, rounded, less the three that came
    page.context.close()


def test_a_wrong_file_is_named_before_anything_is_sent(browser, door, mara):  # noqa: F811
    page = person(browser, door)
    page.context.script = True
    read(page, write(page))
    choose(page, ("program.jpg", b"MZ" + bytes(1000)), ("empty.jpg", b""), ("good.jpg", photograph(100)))
    page.wait_for_selector("[role=status].error")
    said = page.locator("[role=status].error").inner_text()
    assert "program.jpg: This is no picture" in said and "empty.jpg: This file is empty" in said
    assert page.locator(".files li").count() == 1
    page.get_by_role("button", name="Remove good.jpg").click()
    assert page.locator(".files li").count() == 0
    page.context.close()


def test_the_browser_seals_files_as_the_vectors_say(browser, door, mara):  # noqa: F811
    page = person(browser, door)
    page.goto("/en/letters")
    load = "const f = await import('/static/door/files.js'), seal = await import('/static/door/seal.js');"
    for v in VECTORS:
        content = b"".join(hashlib.sha256(n.to_bytes(8, "big")).digest() for n in range(v["size"] // 32 + 1))[
            : v["size"]
        ]
        chunks = page.evaluate(
            "async ([key, content]) => { "
            + load
            + "const file = new Blob([seal.unbase64(content)]), raw = seal.unhex(key);"
            "const aes = await crypto.subtle.importKey('raw', raw, 'AES-GCM', false, ['encrypt']), out = [];"
            "for (let n = 0; n < f.count(file.size); n++) out.push(seal.base64(await f.sealChunk(aes, file, n)));"
            "return [seal.hex(await f.fileId(raw)), out] }",
            [v["key"], __import__("base64").b64encode(content).decode()],
        )
        from waystation.circles.files import Ref, opened

        assert chunks[0] == v["id"] and len(chunks[1]) == v["count"]
        ref = Ref(bytes.fromhex(v["key"]), v["size"], bytes.fromhex(v["sha256"]))
        sealed = [__import__("base64").b64decode(chunk) for chunk in chunks[1]]
        assert b"".join(opened(ref, sealed)) == content
        back = page.evaluate(
            "async ([key, size, sealed]) => { " + load + "const blob = await f.openChunks(seal.unhex(key), size,"
            "seal.join(...sealed.map(seal.unbase64))); return seal.hex(new Uint8Array(await crypto.subtle.digest("
            "'SHA-256', await blob.arrayBuffer()))) }",
            [v["key"], v["size"], chunks[1]],
        )
        assert back == v["sha256"]
    page.context.close()


def half_a_form(door, words):  # noqa: F811
    """A form with a file, sent as far as the middle of the file; the socket stays open."""
    host, port = door.removeprefix("http://").split(":")
    edge = b"--edge\r\nContent-Disposition: form-data; "
    body = edge + b'name="receipt"\r\n\r\n' + words.encode() + b"\r\n" + edge + b'name="file"; filename="a.jpg"\r\n\r\n'
    head = f"POST /en/letters/write HTTP/1.1\r\nHost: {host}:{port}\r\nContent-Length: 9000000\r\n"
    head += "Content-Type: multipart/form-data; boundary=edge\r\n\r\n"
    stalled = socket.create_connection((host, int(port)))
    stalled.sendall(head.encode() + body + photograph(20 * CHUNK, seed=11))
    return stalled


def test_slow_uploads_hold_up_nobody_else_and_leave_nothing_open_while_they_last(installation, browser, door, mara):  # noqa: F811
    page = person(browser, door, java_script_enabled=False)
    page.context.script = False
    words = write(page)
    stalled = [half_a_form(door, words) for _ in range(8)]  # more than the door has processes
    read(page, words)
    assert "zqfilecanary" not in page.content()
    for path in installation.home.rglob("*"):
        if path.is_file() and not path.is_symlink():
            for content in unpacked(path.read_bytes()):
                assert CANARY not in content, path.name
    for connection in stalled:
        connection.close()
    read(page, words)
    assert "Letters that you sent" in page.content()
    page.context.close()


def test_nothing_of_a_file_lies_on_the_disk_during_or_after_an_upload(installation, browser, door, mara):  # noqa: F811
    page = person(browser, door, java_script_enabled=False)
    page.context.script = False
    read(page, write(page, files=[("zqnamecanary.jpg", photograph(9 * CHUNK, seed=8))]))
    choose(page, ("zqnamecanary.jpg", photograph(40 * CHUNK, seed=9)))
    send(page)
    arrives(page)
    assert "zqnamecanary.jpg" in stored_files(mara)
    needles = [form for stem in ("zqfilecanary", "zqnamecanary") for form in (stem.encode(), stem.encode("utf-16-le"))]
    seen = 0
    for path in installation.home.rglob("*"):
        if path.is_file() and not path.is_symlink():
            seen += path.name.startswith("door.sqlite3")
            for content in unpacked(path.read_bytes()):
                for needle in needles:
                    assert needle not in content, path.name
    assert seen >= 1
    page.context.close()


@pytest.mark.parametrize("code", ["en", "ar"])
@pytest.mark.parametrize("script", [True, False])
def test_a_photograph_comes_with_the_first_letter_from_a_phone(browser, door, mara, script, code):  # noqa: F811
    page = person(browser, door, java_script_enabled=script)
    page.context.script = script
    write(page, code, [("first.jpg", photograph(seed=11)), ("second.jpg", photograph(20 * CHUNK, seed=12))])
    if script:
        assert not any("zqfilecanary" in line for line in page.sent)
    said = stored_files(mara)
    assert "first.jpg" in said and "second.jpg" in said
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 1
    assert page.context.cookies() == []
    page.context.close()


def test_a_first_letter_with_files_survives_a_network_that_breaks(browser, door, mara):  # noqa: F811
    page = person(browser, door)
    page.context.script = True
    lost = iter([True, False, True, True] + [False] * 99)
    page.route("**/letters/chunks", lambda route: route.abort() if next(lost) else route.continue_())
    write(page, files=[("broken.jpg", photograph(30 * CHUNK, seed=13))])
    assert "broken.jpg" in stored_files(mara)
    page.context.close()


@pytest.mark.parametrize("script", [True, False])
def test_files_wait_with_a_letter_that_is_saved(browser, door, mara, script):  # noqa: F811
    page = person(browser, door, java_script_enabled=script)
    page.context.script = script

    def go(name):
        page.get_by_role("button", name=name, exact=True).click()

    page.goto("/en/write")
    if script:
        page.wait_for_selector("#sealed:not([hidden])")
    page.locator("#write form input[type=radio]").first.check()
    for n in range(7):
        go("Go on")
        page.wait_for_selector(f"text={n + 2} / 8")
    choose(page, ("waits.jpg", photograph(seed=14)))
    go("Save and go on later")
    words = page.locator("p.words").first.inner_text()
    go("I have them")
    page.locator("#write form textarea").fill(words)
    go("Save and go on later")
    page.wait_for_selector("text=Your files wait for a day")
    page.context.close()
    page = person(browser, door, java_script_enabled=not script)  # on another device, which seals or does not
    page.goto("/en/write")
    page.get_by_role("link" if script else "button", name="Go on with a saved letter").click()
    page.locator("main form textarea").fill(words)
    go("Go on")
    for n in range(7):
        page.wait_for_selector(f"text={n + 2} / 8")
        go("Go on")
    page.wait_for_selector("dl")
    assert "waits.jpg" in page.inner_text("dl")
    go("Go on")
    go("I have them")
    page.locator("#write form textarea").fill(words)
    go("Send the letter")
    page.wait_for_selector("text=Your letter is here")
    assert "waits.jpg" in stored_files(mara)
    page.context.close()


def test_a_key_that_is_used_again_never_repeats_a_nonce():
    one, two = (list(Sealing(bytes(32)).chunks([b"x" * CHUNK])) for _ in range(2))
    assert not {chunk[:12] for chunk in one} & {chunk[:12] for chunk in two}


@pytest.mark.parametrize("script", [True, False])
def test_half_a_letter_is_saved_and_gone_on_with_on_another_device(browser, door, mara, script):  # noqa: F811
    page = person(browser, door, java_script_enabled=script)
    page.context.script = script

    def go(name, exact=True):
        page.get_by_role("button", name=name, exact=exact).click()

    page.goto("/en/write")
    if script:
        page.wait_for_selector("#sealed:not([hidden])")
    page.locator("#write form input[type=radio]").first.check()
    go("Go on")
    page.wait_for_selector("text=2 / 8")
    go("Go on")
    page.wait_for_selector("text=3 / 8")
    page.fill("#write form input[type=text]", "zqdraftcanary")
    go("Save and go on later")
    words = page.locator("p.words").first.inner_text()
    go("I have them")
    page.locator("#write form textarea").fill(words)
    go("Save and go on later")
    page.wait_for_selector("text=Nobody has read it yet")
    assert any("zqdraftcanary" in line for line in page.sent) != script
    page.context.close()
    page = person(browser, door, java_script_enabled=script)
    page.context.script = script
    page.goto("/en/write")
    page.get_by_role("button" if script else "link", name="Go on with a saved letter").click()
    page.locator("main form textarea").fill(words)
    go("Go on")
    page.wait_for_selector("text=2 / 8")
    go("Go on")
    page.wait_for_selector("text=3 / 8")
    assert page.input_value("#write form input[type=text]") == "zqdraftcanary"
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 1
    assert page.context.cookies() == []
    page.context.close()


def test_while_very_many_write_the_browser_works_for_its_letter(browser, door, mara):  # noqa: F811
    """Comes last: for a minute this door is busy."""
    page = person(browser, door)
    page.context.script = True
    page.goto("/en/write")
    page.wait_for_selector("#sealed:not([hidden])")
    page.evaluate(
        "async () => { const seal = await import('/static/door/seal.js'); "
        "const { card, epoch } = document.getElementById('write').dataset; for (let n = 0; n < 31; n++) { "
        "const sealed = await seal.sealLetter(seal.unhex(card), seal.unhex(epoch), { text: 'flood ' + n }); "
        "await seal.sendSealed('/en/write/send', sealed, { address: String(n).padStart(32, '0') }, () => {}) } }"
    )
    page.wait_for_timeout(5100)  # for so long a process goes by what it saw
    answered = []
    page.on("response", lambda r: answered.append(r.status) if r.url.endswith("/write/send") else None)
    write(page)
    assert answered == [429, 204]
    page.context.close()
