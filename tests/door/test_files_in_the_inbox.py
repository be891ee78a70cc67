"""Those who answer open what came, cleaned; the original with a reason; and answer with a file that was cleaned too."""

import io
import re
from base64 import b64decode

import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image
from visitor import DOOR, hidden

import hostile_files as hostile
from waystation.casework.hotline.attached import MOST_BYTES
from waystation.circles.files import Sealing
from waystation.circles.receipt import Receipt
from waystation.door import files, mailboxes
from waystation.door.models import Chunk, File, Letter
from waystation.store.models import Correspondence
from waystation.store.sealed import accesslog

CAMERA = hostile.CAMERA.encode()


def box_of(mara):
    return re.search(r"/inbox/([0-9a-f]{32})", mara.get("/inbox"))[1]


def file_of(page, name):
    """The address of a file in a conversation."""
    return re.search(
        rf'action="(/inbox/[0-9a-f]{{32}}/file/[0-9a-f]{{32}})">(?:(?!</form>).)*{re.escape(name)}', page, re.DOTALL
    )[1]


def given(mara, path, data=None, status=200):
    """What a browser is given to save."""
    response = mara.client.post(path, data or {})
    assert response.status_code == status and "attachment" in response["Content-Disposition"]
    assert "sandbox" in response["Content-Security-Policy"] and response["Cache-Control"] == "no-store"
    return response.content


@pytest.fixture
def sent(alliance, pages, visitor):
    """Sends files as a letter; returns Mara, her page of it, and the words."""

    def send(*attached):
        words = visitor.write()
        visitor.send(visitor.open(words), "look at this", *attached)
        mara = pages("mara")
        return mara, mara.get(f"/inbox/{box_of(mara)}"), words

    return send


def test_an_operator_sees_a_photograph_without_what_it_tells(sent):
    mara, page, _words = sent(("IMG_1.jpg", hostile.jpeg()))
    assert "IMG_1.jpg" in page and "opens cleaned" in page and "Picture" in page
    response = mara.client.post(file_of(page, "IMG_1.jpg"))
    shown = response.content.decode()
    assert (
        "img-src data:" in response["Content-Security-Policy"]
        and "default-src 'none'" in response["Content-Security-Policy"]
    )
    picture = b64decode(re.search(r'src="data:image/jpeg;base64,([^"]+)"', shown)[1])
    assert Image.open(io.BytesIO(picture)).size == (480, 640) and CAMERA not in picture and "cleaned" in shown
    assert any(line.act == "open file" for line in accesslog.lines())


def test_a_pdf_is_saved_without_its_scripts(sent):
    mara, page, _words = sent(("scan.pdf", hostile.pdf()))
    content = given(mara, file_of(page, "scan.pdf"))
    assert CAMERA not in content and len(pikepdf.open(io.BytesIO(content)).pages) == 2


def test_a_video_is_shown_as_not_cleaned_and_opens_for_a_reason_that_stays(sent):
    video = hostile.video()
    mara, page, _words = sent(("at the door.mp4", video))
    assert "not cleaned" in page
    path = file_of(page, "at the door.mp4")
    shown = mara.post(path, status=200)
    assert "Not cleaned: it may say where" in shown and "<img" not in shown
    assert "in a sentence" in mara.post(path + "/original", {"reason": "why"}, status=400)
    assert not any(line.act == "open original" for line in accesslog.lines())
    assert given(mara, path + "/original", {"reason": "She asks whether the car is the one of Tuesday"}) == video
    assert any(line.act == "open original" for line in accesslog.lines())
    page = mara.get(re.search(r"/inbox/[0-9a-f]{32}", path)[0])
    assert "The original was opened:" in page and "the car is the one of Tuesday" in page and "Mara" in page
    assert b"Tuesday" not in b"".join(bytes(row.sealed) for row in Correspondence.objects.all())


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("cut.jpg", hostile.jpeg()[:3000], "Damaged, cut off"),
        ("map.png", hostile.huge_png(), "Too large to be opened safely"),
        ("both.gif", hostile.polyglot(), "Damaged, cut off"),
        ("bomb.docx", hostile.zip_bomb(), "Not cleaned"),
        ("broken.pdf", b"%PDF-1.7\n" + b"junk" * 500, "Damaged, cut off"),
    ],
)  # fmt: skip
def test_a_hostile_file_is_refused_with_what_to_do_and_the_letter_stays_readable(sent, name, content, sentence):
    mara, page, _words = sent((name, content))
    shown = mara.post(file_of(page, name), status=200)
    assert sentence in shown and "<img" not in shown
    assert "look at this" in mara.get(f"/inbox/{box_of(mara)}")


def test_a_file_that_was_damaged_at_the_door_says_so_and_the_letter_stays_readable(sent):
    mara, page, _words = sent(("a.jpg", hostile.jpeg()))
    Chunk.objects.update(sealed=bytes(65564))
    shown = mara.post(file_of(page, "a.jpg"), status=409)
    assert "This file does not open" in shown and "look at this" in shown
    Chunk.objects.all().delete()
    mara.post(file_of(page, "a.jpg") + "/original", {"reason": "long enough a reason"}, status=409)


def test_only_those_who_answer_the_door_open_files(sent, pages):
    _mara, page, _words = sent(("a.jpg", hostile.jpeg()))
    for name in ("noor", "otto", "ruth"):
        pages(name).post(file_of(page, "a.jpg"), status=403)
        pages(name).post(file_of(page, "a.jpg") + "/original", {"reason": "long enough a reason"}, status=403)


def test_a_file_of_no_letter_is_not_there(sent):
    mara, page, _words = sent(("a.jpg", hostile.jpeg()))
    mara.post(file_of(page, "a.jpg")[:-32] + "0" * 32, status=404)


def test_a_strangers_references_in_a_letter_do_not_stop_the_inbox(alliance, pages, visitor):
    import json

    from waystation.circles import letters as sealing
    from waystation.door import notices

    told = notices.intake()
    for n, file in enumerate(({"key": 5}, {"key": "?", "size": -1}, {"name": "<b>" * 50, "size": 10**30}, None, "x")):
        plain = json.dumps({"text": f"letter {n}", "files": [file]}).encode()
        mailboxes.put(bytes([n]) * 16, sealing.seal(told.card, told.epoch, plain))
    mara = pages("mara")
    found = set(re.findall(r"/inbox/([0-9a-f]{32})", mara.get("/inbox")))
    assert len(found) == 5
    for box in found:
        page = mara.get(f"/inbox/{box}")
        assert "<b>" not in page and "letter " in page


# -- an answer with a file ---------------------------------------------------------------------------------------------


def answer(mara, box, *attached, text="", status=302):
    uploads = [SimpleUploadedFile(name, content, "application/octet-stream") for name, content in attached]
    return mara.post(f"/inbox/{box}/answer", {"text": text, "file": uploads, "whole": "1"}, status=status)


def test_an_answer_with_a_file_is_cleaned_sealed_and_read_with_the_eight_words(sent, visitor):
    mara, _page, words = sent(("a.jpg", hostile.jpeg()))
    answer(mara, box_of(mara), ("house rules.pdf", hostile.pdf()), ("map.jpg", hostile.jpeg()), text="Read these")
    assert "house rules.pdf" in mara.get(f"/inbox/{box_of(mara)}")
    page = visitor.open(words)
    assert "Read these" in page and "house rules.pdf" in page and "stays on this device" in page
    form = page[page.index('action="/en/letters/file"') - 20 :]
    saved = visitor.post("letters/file", hidden(form))
    content = saved.getvalue()
    assert content.startswith(b"%PDF-") and CAMERA not in content and int(saved["Content-Length"]) == len(content)
    assert saved["Content-Disposition"] == "attachment; filename*=UTF-8''house%20rules.pdf"
    assert saved["Content-Type"] == "application/octet-stream" and saved["X-Content-Type-Options"] == "nosniff"


def test_a_browser_that_opens_answers_itself_gets_sealed_chunks(sent, visitor):
    mara, _page, words = sent()
    answer(mara, box_of(mara), ("map.jpg", hostile.jpeg()))
    file, receipt = File.objects.get(answer=True), Receipt.typed(words)
    data = {"address": receipt.address.hex(), "file": file.id.hex()}
    assert visitor.post("letters/file", data).getvalue() == b"".join(files.stored(file.id))
    visitor.post("letters/file", data | {"address": Receipt.new().address.hex()}, status=404)
    visitor.post("letters/file", {"receipt": Receipt.new().words("en"), "file": file.id.hex()}, status=404)
    visitor.post("letters/file", data | {"file": "zz"}, status=400)


def test_what_the_person_sent_is_not_given_back_to_whoever_has_their_words(sent, visitor):
    _mara, _page, words = sent(("a.jpg", hostile.jpeg()))
    file = File.objects.get()
    visitor.post("letters/file", {"receipt": words, "file": file.id.hex()}, status=404)
    visitor.post("letters/file", {"address": Receipt.typed(words).address.hex(), "file": file.id.hex()}, status=404)
    assert "a.jpg" not in visitor.open(words)


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("a.mp4", hostile.video(), "cannot be taken out here"),
        ("a.exe", b"MZ" + bytes(100), "None of the kinds"),
        ("a.jpg", hostile.jpeg()[:500], "Damaged"),
        ("big.pdf", b"%PDF-" + bytes(MOST_BYTES), "At most 25 MB"),
    ],
)  # fmt: skip
def test_a_file_that_cannot_be_cleaned_does_not_leave_and_the_words_stay(sent, name, content, sentence):
    mara, _page, _words = sent()
    page = answer(mara, box_of(mara), (name, content), text="These words", status=400)
    assert f"{name}: " in page and sentence in page and "These words" in page
    assert not File.objects.filter(answer=True).exists() and not Letter.objects.filter(answer=True).exists()


def test_an_answer_that_was_cut_off_is_not_sent(sent):
    mara, _page, _words = sent()
    half = {"text": "half", "file": SimpleUploadedFile("a.jpg", hostile.jpeg())}
    page = mara.post(f"/inbox/{box_of(mara)}/answer", half, status=400)
    assert "Not all of it arrived" in page and not Letter.objects.filter(answer=True).exists()


def test_an_answer_to_a_mailbox_that_was_deleted_leaves_no_file(sent):
    mara, _page, words = sent()
    box = box_of(mara)
    seal = Sealing.new()
    files.leave(bytes.fromhex(box), b"i" * 16, seal.chunks([b"%PDF-"]))
    mailboxes.forget(Receipt.typed(words).address)
    mailboxes.answer(bytes.fromhex(box), b"sealed", {b"i" * 16: 1})
    assert not File.objects.exists() and not Chunk.objects.exists()


def test_a_file_that_was_altered_at_the_door_is_cut_off_before_it_ends(sent, visitor):
    from django.test import Client, override_settings

    from waystation.circles.errors import Damaged

    mara, _page, words = sent()
    answer(mara, box_of(mara), ("map.jpg", hostile.jpeg()))
    file = File.objects.get(answer=True)
    Chunk.objects.filter(file=file.id).update(sealed=bytes(65564))
    with override_settings(**DOOR):
        response = Client().post("/en/letters/file", {"receipt": words, "file": file.id.hex()})
        with pytest.raises(Damaged):
            response.getvalue()


def test_small_pictures_are_shown_to_whoever_asks_and_made_once(sent):
    mara, page, _words = sent(("a.jpg", hostile.jpeg()), ("b.heic", hostile.heic()), ("c.pdf", hostile.pdf()))
    assert 'class="preview"' not in page and "Show small pictures" in page
    where = f"/inbox/{box_of(mara)}/previews"
    for _ in range(2):
        page = mara.post(where, status=200)
        assert page.count('class="preview" src="data:image/jpeg;base64,') == 2 and hostile.CAMERA not in page
        assert Chunk.objects.filter(n=-1).count() == 2
    assert 'class="preview"' not in mara.get(f"/inbox/{box_of(mara)}")
    assert mara.post(file_of(page, "a.jpg"), status=200).count("data:image/jpeg") == 1  # whole as before


def test_a_heic_from_an_iphone_opens_as_a_jpeg(sent):
    mara, page, _words = sent(("IMG_0042.HEIC", hostile.heic()))
    assert "opens cleaned" in page
    looked = mara.post(file_of(page, "IMG_0042"), status=200)
    assert "data:image/jpeg;base64," in looked and hostile.CAMERA not in looked and "not cleaned" not in looked


def test_previews_go_with_everything_when_the_mailbox_is_deleted(sent):
    mara, _page, words = sent(("a.jpg", hostile.jpeg()))
    mara.post(f"/inbox/{box_of(mara)}/previews", status=200)
    mailboxes.forget(Receipt.typed(words).address)
    assert not Chunk.objects.exists()
