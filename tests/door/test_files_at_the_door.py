"""Files with a letter: sealed as they come, whole or not at all; what is wrong with one is said, and nothing breaks."""

import hashlib
import random
import re

import pytest
from django.db import connections
from django.test import Client, override_settings
from visitor import DOOR

import hostile_files as hostile
from waystation.casework.hotline import reach
from waystation.casework.hotline.attached import MOST_BYTES, MOST_FILES
from waystation.circles import letters as sealing
from waystation.circles.errors import Damaged
from waystation.circles.files import CHUNK, SEALED, Ref, Sealing, opened
from waystation.circles.receipt import Receipt
from waystation.door import files, mailboxes, notices, uploads
from waystation.door.models import Chunk, File, Letter, Mailbox
from waystation.store.clock import minute
from waystation.store.hotline import intake


def letters(alliance):
    """The letters that came, opened by those who answer, oldest first."""
    secrets = intake.opened(alliance.keys("mara"))
    rows = Letter.objects.filter(answer=False).order_by("arrived")
    return [reach.read(sealing.open_letter(secrets, row.sealed)) for row in rows]


def content_of(attached):
    ref = Ref(*attached.opens_with)
    return b"".join(opened(ref, files.stored(ref.id)))


def nothing_is_left():
    return not File.objects.exists() and not Chunk.objects.exists()


def test_a_photograph_comes_with_a_letter_and_opens_for_those_who_answer(alliance, visitor):
    page = visitor.open(visitor.write())
    photo, scan = hostile.jpeg(), hostile.pdf()
    page = visitor.send(page, "Here is what they did", ("IMG_1.jpg", photo), ("скан.pdf", scan))
    assert "Sent." in page and 'role="alert"' not in page
    letter = letters(alliance)[-1]
    assert letter.text == "Here is what they did"
    assert [(f.name, f.type) for f in letter.files] == [("IMG_1.jpg", "image/jpeg"), ("скан.pdf", "application/pdf")]
    assert [content_of(f) for f in letter.files] == [photo, scan]
    assert letter.files[0].sha256 == hashlib.sha256(photo).hexdigest()


def test_a_file_alone_is_a_letter(alliance, visitor):
    page = visitor.send(visitor.open(visitor.write()), "", ("a.mp4", hostile.video()))
    assert "Sent." in page and len(letters(alliance)[-1].files) == 1


def test_the_door_holds_chunks_of_one_length_and_no_word_of_what_they_are(alliance, visitor):
    photo = hostile.jpeg() + random.Random(1).randbytes(200_000)
    visitor.send(visitor.open(visitor.write()), "", ("zqnamecanary.jpg", photo))
    sizes = {len(row.sealed) for row in Chunk.objects.all()}
    assert sizes == {SEALED} and Chunk.objects.count() == 200_000 // CHUNK + 1
    held = b"".join(bytes(row.sealed) for row in [*Chunk.objects.all(), *Letter.objects.all()])
    assert b"zqnamecanary" not in held and hostile.CAMERA.encode() not in held and photo[1000:1100] not in held


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("empty.jpg", b"", "is empty"),
        ("program.jpg", b"MZ" + bytes(100), "no picture, PDF"),
        ("page.pdf", b"<html><script>alert(1)</script>", "no picture, PDF"),
        ("bomb.zip", hostile.zip_bomb("bomb.bin"), "no picture, PDF"),
        ("long.mp4", hostile.video(MOST_BYTES + 1000), "too large"),
    ],
)  # fmt: skip
def test_a_file_that_cannot_be_taken_is_named_with_what_to_do_and_the_words_arrive(
    alliance, visitor, name, content, sentence
):
    page = visitor.open(visitor.write())
    page = visitor.send(page, "The words", (name, content), ("good.png", hostile.png()))
    assert f"{name}: This" in page and sentence in page and "Sent." in page
    letter = letters(alliance)[-1]
    assert letter.text == "The words" and [f.name for f in letter.files] == ["good.png"]
    assert File.objects.count() == 1 and Chunk.objects.count() == 1


def test_only_a_wrong_file_sends_nothing_and_leaves_nothing(alliance, visitor):
    page = visitor.open(visitor.write())
    page = visitor.send(page, "", ("x.exe", b"MZ" + bytes(1000)), status=400)
    assert "x.exe: This is no picture" in page and len(letters(alliance)) == 1 and nothing_is_left()


def test_more_files_than_travel_with_one_letter(alliance, visitor):
    page = visitor.open(visitor.write())
    page = visitor.send(page, "many", *[(f"{n}.png", hostile.png()) for n in range(MOST_FILES + 2)])
    assert f"At most {MOST_FILES} files" in page and len(letters(alliance)[-1].files) == MOST_FILES
    assert File.objects.count() == MOST_FILES


def test_a_form_that_was_cut_off_leaves_nothing(alliance, visitor):
    page = visitor.open(visitor.write())
    receipt = re.search(r'name="receipt" value="([\d ]+)"', page)[1]
    edge = "xxboundaryxx"
    parts = [f'--{edge}\r\nContent-Disposition: form-data; name="receipt"\r\n\r\n{receipt}\r\n',
             f'--{edge}\r\nContent-Disposition: form-data; name="file"; filename="a.jpg"\r\n\r\n']  # fmt: skip
    body = "".join(parts).encode() + hostile.jpeg() + bytes(200_000)
    with override_settings(**DOOR):
        answer = Client().post("/en/letters/write", body, content_type=f"multipart/form-data; boundary={edge}")
    assert answer.status_code == 400 and "Not all of it arrived" in answer.content.decode()
    assert nothing_is_left() and len(letters(alliance)) == 1


def test_a_form_larger_than_a_mailbox_is_refused_before_it_is_read(visitor):
    with override_settings(**DOOR):
        answer = Client().post("/en/letters/write", b"--x\r\n", content_type="multipart/form-data; boundary=x",
                               headers={"Content-Length": str(uploads.MOST_BODY + 1)})  # fmt: skip
    assert answer.status_code == 413 and "too large" in answer.content.decode()


def test_a_full_mailbox_takes_words_and_says_that_files_do_not_fit(alliance, visitor, monkeypatch):
    monkeypatch.setattr(files, "MAILBOX_CHUNKS", 3)
    page = visitor.open(visitor.write())
    page = visitor.send(page, "first", ("a.png", hostile.png()), ("b.png", hostile.png()))
    assert "mailbox is full" not in page
    page = visitor.send(page, "second", ("c.mp4", hostile.video(150_000)))
    assert "Your mailbox is full" in page and "Sent." in page
    assert [(x.text, len(x.files)) for x in letters(alliance)[1:]] == [("first", 2), ("second", 0)]
    assert File.objects.count() == 2


def test_a_full_disk_takes_words_and_no_files(alliance, visitor, monkeypatch):
    monkeypatch.setattr(files, "disk_has_room", lambda: False)
    page = visitor.send(visitor.open(visitor.write()), "words", ("a.png", hostile.png()))
    assert "no room for files" in page and "Sent." in page and letters(alliance)[-1].text == "words"


@pytest.mark.skipif(connections["door"].vendor != "sqlite", reason="another database has a disk of its own")
def test_what_was_deleted_is_room_again_though_the_file_does_not_shrink(db, monkeypatch):
    from collections import namedtuple

    monkeypatch.setattr(files.shutil, "disk_usage", lambda _path: namedtuple("Usage", "free")(0))
    monkeypatch.setattr(files, "SPARE", 500_000)
    monkeypatch.setattr(files, "_looked", -60.0)
    assert not files.disk_has_room()
    files.keep(b"f" * 16, 0, [bytes(SEALED)] * 12)
    files.delete([b"f" * 16])
    monkeypatch.setattr(files, "_looked", -60.0)
    assert files.disk_has_room()


def test_a_form_sent_twice_arrives_once_and_another_with_the_same_words_arrives_too(alliance, visitor):
    page = visitor.open(visitor.write())
    again = visitor.send(page, "yes", ("a.png", hostile.png()))
    visitor.send(page, "yes", ("a.png", hostile.png()))  # the same form: pressed twice, or sent again by the browser
    assert len(letters(alliance)) == 2 and File.objects.count() == 1
    visitor.send(page, "yes, I mean it")  # the same form, gone back to and changed
    visitor.send(again, "yes")  # another form
    assert [x.text for x in letters(alliance)[1:]] == ["yes", "yes, I mean it", "yes"]


def test_everything_means_the_files_too(alliance, visitor):
    words = visitor.write()
    visitor.send(visitor.open(words), "x", ("a.png", hostile.png()))
    assert Chunk.objects.exists()
    mailboxes.forget(Receipt.typed(words).address)
    assert nothing_is_left()


def test_files_lapse_with_their_mailbox_and_those_that_no_letter_names_after_a_day(alliance, visitor):
    words = visitor.write()
    visitor.send(visitor.open(words), "x", ("a.png", hostile.png()))
    orphan, *_rest = browser_file(Receipt.typed(words), b"\xff\xd8\xff" + bytes(100))
    assert File.objects.count() == 2
    File.objects.update(made=minute() - 25 * 60)
    mailboxes.lapse(minute())
    assert not File.objects.filter(pk=orphan.id).exists() and File.objects.count() == 1 and Chunk.objects.count() == 1
    Mailbox.objects.update(made=minute() - 31 * 1440, opened=minute() - 31 * 1440)
    mailboxes.lapse(minute())
    assert nothing_is_left()


# -- a browser that seals: chunk by chunk ------------------------------------------------------------------------------


def browser_file(receipt, content, upto=None, send=True):
    """A file as a browser seals it; some or all of its chunks sent."""
    sealing = Sealing(receipt.file_key(hashlib.sha256(content).digest()))
    chunks = list(sealing.chunks([content]))
    ref = sealing.ref
    if send:
        for n, chunk in enumerate(chunks[:upto]):
            assert put_chunks(receipt, ref.id, n, chunk) == 204
    return ref, chunks


def put_chunks(receipt, file, first, body, code="en"):
    head = file + receipt.address + first.to_bytes(4, "big")
    with override_settings(**DOOR):
        answer = Client().post(f"/{code}/letters/chunks", head + body, content_type="application/octet-stream")
    return answer.status_code


def arrived(visitor, receipt, file):
    answer = visitor.post("letters/arrived", {"address": receipt.address.hex(), "file": file.hex()})
    assert len(answer.content) == 4096
    return answer.json()["have"]


def send_letter(visitor, receipt, refs, status=204, text="sealed in the browser", path="letters/write"):
    told = notices.intake()
    attached = [reach.Attached.of(ref.key, ref.size, ref.digest, "a.jpg", "image/jpeg") for ref in refs]
    sealed = sealing.seal(told.card, told.epoch, reach.further_letter("en", text, attached))
    from base64 import b64encode

    data = {"address": receipt.address.hex(), "sealed": b64encode(sealed).decode(),
            "files": " ".join(f"{ref.id.hex()}:{ref.count}" for ref in refs)}  # fmt: skip
    visitor.post(path, data, status=status)
    return data


CONTENT = b"\xff\xd8\xff" + random.Random(7).randbytes(5 * CHUNK)


def test_a_browser_that_lost_the_network_goes_on_where_it_was(alliance, visitor):
    receipt = Receipt.new()
    ref, chunks = browser_file(receipt, CONTENT, upto=3)
    assert arrived(visitor, receipt, ref.id) == [0, 1, 2]
    send_letter(visitor, receipt, [ref], status=409)  # not whole yet: nothing is sent
    assert not Letter.objects.exists()
    assert put_chunks(receipt, ref.id, 3, b"".join(chunks[3:])) == 204
    send_letter(visitor, receipt, [ref])
    assert content_of(letters(alliance)[0].files[0]) == CONTENT


def test_after_a_reload_the_same_words_and_the_same_file_go_on_with_the_same_chunks(alliance, visitor):
    receipt = Receipt.new()
    ref, _chunks = browser_file(receipt, CONTENT, upto=4)
    again, chunks = browser_file(receipt, CONTENT, send=False)  # sealed anew: other nonces, the same key
    assert again.id == ref.id and arrived(visitor, receipt, again.id) == [0, 1, 2, 3]
    for n in (4, 5):
        put_chunks(receipt, again.id, n, chunks[n])
    send_letter(visitor, receipt, [again])
    assert content_of(letters(alliance)[0].files[0]) == CONTENT


def test_a_replayed_chunk_changes_nothing(alliance, visitor):
    receipt = Receipt.new()
    ref, chunks = browser_file(receipt, CONTENT)
    assert put_chunks(receipt, ref.id, 2, chunks[2]) == 204
    assert put_chunks(receipt, ref.id, 2, bytes(SEALED)) == 204  # something else in its place: the first one stays
    send_letter(visitor, receipt, [ref])
    assert put_chunks(receipt, ref.id, 2, bytes(SEALED)) == 204
    assert content_of(letters(alliance)[0].files[0]) == CONTENT


def test_a_chunk_of_another_file_makes_a_file_that_does_not_open_and_breaks_nothing(alliance, visitor):
    receipt = Receipt.new()
    ref, chunks = browser_file(receipt, CONTENT, upto=2)
    _other, others = browser_file(receipt, CONTENT[::-1], send=False)
    put_chunks(receipt, ref.id, 2, others[2] + b"".join(chunks[3:]))
    send_letter(visitor, receipt, [ref])
    with pytest.raises(Damaged):
        content_of(letters(alliance)[0].files[0])


@pytest.mark.parametrize(
    ("first", "body"),
    [
        (0, b""), (0, bytes(SEALED - 1)), (0, bytes(SEALED + 1)), (0, bytes(SEALED * (files.BATCH + 1))),
        (files.MOST_CHUNKS, bytes(SEALED)), (2**32 - 1, bytes(SEALED)),
    ],
)  # fmt: skip
def test_bytes_that_are_no_chunks_are_refused_and_nothing_is_kept(visitor, first, body):
    assert put_chunks(Receipt.new(), b"f" * 16, first, body) == 400
    assert nothing_is_left()


def test_a_request_with_nothing_in_it_is_refused(visitor):
    with override_settings(**DOOR):
        for body in (b"", b"short", bytes(36)):
            assert Client().post("/en/letters/chunks", body, content_type="application/octet-stream").status_code == 400
    visitor.post("letters/arrived", {"address": "zz", "file": ""}, status=400)


def test_nobody_puts_chunks_into_anothers_file_or_asks_for_it(alliance, visitor):
    mine, other = Receipt.new(), Receipt.new()
    ref, chunks = browser_file(mine, CONTENT, upto=2)
    assert put_chunks(other, ref.id, 2, chunks[2]) == 400 and arrived(visitor, other, ref.id) == []
    browser_file(mine, CONTENT)
    send_letter(visitor, other, [ref], status=409)


def test_what_was_sent_answers_like_what_never_came(alliance, visitor):
    receipt = Receipt.new()
    ref, chunks = browser_file(receipt, CONTENT)
    send_letter(visitor, receipt, [ref])
    never, _chunks = browser_file(receipt, CONTENT[:-1], send=False)
    assert arrived(visitor, receipt, ref.id) == arrived(visitor, receipt, never.id) == []
    assert put_chunks(receipt, ref.id, 0, chunks[0]) == 204
    assert arrived(visitor, receipt, ref.id) == []


def test_a_file_that_is_sent_again_with_another_letter_is_kept_once(alliance, visitor):
    receipt = Receipt.new()
    ref, _chunks = browser_file(receipt, CONTENT)
    data = send_letter(visitor, receipt, [ref])
    browser_file(receipt, CONTENT)
    send_letter(visitor, receipt, [ref], text="once more")
    visitor.post("letters/write", data, status=204)  # the very same letter: a lost answer
    assert [x.text for x in letters(alliance)] == ["sealed in the browser", "once more"]
    assert File.objects.count() == 1 and content_of(letters(alliance)[1].files[0]) == CONTENT


def test_a_browsers_chunks_stop_where_the_mailbox_is_full(visitor, monkeypatch):
    monkeypatch.setattr(files, "MAILBOX_CHUNKS", 4)
    receipt = Receipt.new()
    ref, chunks = browser_file(receipt, CONTENT, upto=4)
    assert put_chunks(receipt, ref.id, 4, chunks[4]) == 413 and Chunk.objects.count() == 4
