"""Files with the first letter, without script: sealed as they come, nobody's until it is sent, and then with it."""

import re

from test_files_at_the_door import content_of, letters, nothing_is_left, send_letter
from visitor import hidden

import hostile_files as hostile
from waystation.circles.files import SEALED
from waystation.circles.receipt import Receipt
from waystation.door import drafts, enclosing, files, mailboxes
from waystation.door.models import Chunk, Draft, File, Letter, Mailbox
from waystation.store.clock import minute

PHOTO, SCAN = hostile.jpeg(), hostile.pdf()


def sent(visitor, page):
    """Keeps the words, types them, sends; returns them."""
    words, page = visitor.words(page)
    assert "Your letter is here" in visitor.post("write", hidden(page) | {"typed": words})
    return words


def test_a_photograph_and_a_scan_arrive_with_the_first_letter_and_open_cleaned_in_the_inbox(alliance, pages, visitor):
    page = visitor.answer({"danger_now": "yes", "region": "Шали"})
    assert "8 / 8" in page and "Do you want to add pictures or files?" in page
    page = visitor.enclose(page, ("IMG_1.jpg", PHOTO), ("скан.pdf", SCAN))
    assert "Is it right like this?" in page and "IMG_1.jpg" in page and "скан.pdf" in page
    sent(visitor, page)
    [letter] = letters(alliance)
    assert letter.answers["region"] == "Шали" and [content_of(f) for f in letter.files] == [PHOTO, SCAN]
    mara = pages("mara")
    [box] = set(re.findall(r"/inbox/([0-9a-f]{32})", mara.get("/inbox")))
    page = mara.get(f"/inbox/{box}")
    assert "IMG_1.jpg" in page and "opens cleaned" in page
    file = re.search(rf"/inbox/{box}/file/([0-9a-f]{{32}})", page)[0]
    looked = mara.post(file, status=200)
    assert "data:image/jpeg;base64," in looked and hostile.CAMERA not in looked


def test_until_it_is_sent_nobody_has_them_and_nothing_here_opens_them(alliance, visitor):
    page = visitor.enclose(visitor.answer({"danger_now": "no"}), ("zqnamecanary.jpg", PHOTO))
    assert not Letter.objects.exists() and not Mailbox.objects.exists()
    [row] = File.objects.all()
    assert row.mailbox == b"" and row.letter == b""
    [attached] = enclosing.carried(hidden(page)["files"])
    held = b"".join(bytes(chunk.sealed) for chunk in Chunk.objects.all())
    assert len(held) == SEALED and attached.opens_with[0] not in held and b"zqnamecanary" not in held
    assert PHOTO[:40] not in held


def test_whoever_leaves_the_page_leaves_nothing_after_a_day(visitor):
    visitor.enclose(visitor.answer({"danger_now": "no"}), ("a.png", hostile.png()))
    mailboxes.lapse(minute())
    assert File.objects.count() == 1
    File.objects.update(made=minute() - 25 * 60)
    mailboxes.lapse(minute())
    assert nothing_is_left()


def test_while_the_disk_is_short_what_was_not_sent_goes_after_an_hour(visitor, monkeypatch):
    visitor.enclose(visitor.answer({"danger_now": "no"}), ("a.png", hostile.png()))
    sent_one = File(id=b"s" * 16, mailbox=b"m" * 16, letter=b"l" * 16, made=minute() - 600)
    sent_one.save(force_insert=True)
    File.objects.filter(letter=b"").update(made=minute() - 61)
    monkeypatch.setattr(files, "disk_has_room", lambda: False)
    files.lapse(minute())
    assert [row.id for row in File.objects.all()] == [b"s" * 16]


def test_files_are_added_one_after_another_and_taken_out_again(alliance, visitor):
    page = visitor.answer({"danger_now": "no"})
    page = visitor.enclose(page, ("first.png", hostile.png()), goto="7")
    page = visitor.enclose(page, ("second.jpg", PHOTO), goto="7")
    assert "first.png" in page and "second.jpg" in page and File.objects.count() == 2
    first = re.search(r'first\.png</bdi>.*?name="drop" value="([0-9a-f]{32})"', page)[1]
    page = visitor.enclose(page, drop=first)
    assert "8 / 8" in page and "first.png" not in page and File.objects.count() == Chunk.objects.count() == 1
    sent(visitor, page)
    assert [f.name for f in letters(alliance)[0].files] == ["second.jpg"]


def test_what_is_wrong_with_one_file_is_said_and_the_others_and_the_answers_stay(alliance, visitor):
    page = visitor.answer({"danger_now": "no", "region": "Шали"})
    page = visitor.enclose(page, ("x.exe", b"MZ" + bytes(100)), ("good.png", hostile.png()), status=400)
    assert "x.exe: This is no picture" in page and "good.png" in page and hidden(page)["region"] == "Шали"
    sent(visitor, page)
    assert [f.name for f in letters(alliance)[0].files] == ["good.png"]


def test_ten_files_travel_and_not_more_than_a_mailbox_holds(alliance, visitor, monkeypatch):
    page = visitor.answer({"danger_now": "no"})
    page = visitor.enclose(page, *[(f"{n}.png", hostile.png()) for n in range(9)], goto="7")
    page = visitor.enclose(page, ("ninth.png", hostile.png()), ("tenth.png", hostile.png()), status=400)
    assert "tenth.png: At most 10 files" in page and File.objects.count() == 10
    monkeypatch.setattr(files, "MAILBOX_CHUNKS", 11)
    drop = re.search(r'name="drop" value="([0-9a-f]{32})"', page)[1]
    page = visitor.enclose(visitor.enclose(page, drop=drop), ("long.mp4", hostile.video(150_000)), status=400)
    assert "long.mp4: Your mailbox is full" in page and File.objects.count() == 9


def test_a_letter_sent_twice_arrives_once_with_its_files(alliance, visitor):
    page = visitor.enclose(visitor.answer({"danger_now": "no"}), ("a.jpg", PHOTO))
    words, page = visitor.words(page)
    for _ in range(2):
        assert "Your letter is here" in visitor.post("write", hidden(page) | {"typed": words})
    [letter] = letters(alliance)
    assert content_of(letter.files[0]) == PHOTO and File.objects.count() == 1


def test_a_page_that_stood_open_for_days_says_that_its_files_are_gone_and_keeps_the_answers(alliance, visitor):
    page = visitor.enclose(visitor.answer({"danger_now": "no", "region": "Шали"}), ("a.jpg", PHOTO))
    words, page = visitor.words(page)
    File.objects.update(made=minute() - 25 * 60)
    mailboxes.lapse(minute())
    page = visitor.post("write", hidden(page) | {"typed": words}, status=400)
    assert "Files wait for a day" in page and "8 / 8" in page and not Letter.objects.exists()
    assert sent(visitor, page) == words
    [letter] = letters(alliance)
    assert letter.answers["region"] == "Шали" and letter.files == []


def test_files_wait_with_a_letter_that_is_saved_and_go_with_it(alliance, visitor):
    page = visitor.enclose(visitor.answer({"danger_now": "no", "region": "Шали"}), ("a.jpg", PHOTO), goto="7")
    page = visitor.enclose(page, save="1")
    words = re.search(r'<p class="words" lang="en">([^<]+)</p>', page)[1]
    page = visitor.post("write", hidden(visitor.post("write", hidden(page))) | {"typed": words})
    assert "Saved" in page and "Your files wait for a day" in page
    kept = Draft.objects.get().sealed
    assert b"a.jpg" not in kept and drafts.opened(Receipt.typed(words), kept)["files"]
    page = visitor.post("write/saved", {"receipt": words})
    page = visitor.post("write", hidden(page) | {"at": "6", "story": "the rest"})
    assert "a.jpg" in page
    assert sent(visitor, page) == words
    [letter] = letters(alliance)
    assert content_of(letter.files[0]) == PHOTO and not Draft.objects.exists()


def test_a_saved_letter_whose_files_lapsed_says_so_and_goes_on(alliance, visitor):
    page = visitor.enclose(visitor.answer({"danger_now": "no"}), ("a.jpg", PHOTO), save="1")
    words = re.search(r'<p class="words" lang="en">([^<]+)</p>', page)[1]
    visitor.post("write", hidden(visitor.post("write", hidden(page))) | {"typed": words})
    File.objects.update(made=minute() - 25 * 60)
    mailboxes.lapse(minute())
    page = visitor.post("write/saved", {"receipt": words}, status=400)
    assert "Files wait for a day" in page
    assert sent(visitor, page) == words


def test_nobody_names_or_removes_anothers_file(alliance, visitor):
    page = visitor.enclose(visitor.answer({"danger_now": "no"}), ("mine.jpg", PHOTO))
    [row] = File.objects.all()
    other = visitor.answer({"danger_now": "no"})
    visitor.enclose(other, drop=row.id.hex())
    assert Chunk.objects.exists()
    for forged in (
        "junk",
        "[1]",
        '[{"key":"AAAA"}]',
        '[{"key":"' + "A" * 43 + '=","size":5,"sha256":"' + "0" * 64 + '"}]',
    ):
        answer = visitor.post("write", hidden(other) | {"files": forged})
        assert "Is it right like this?" in answer
    words, last = visitor.words(answer)  # names a file that never came
    assert "Files wait for a day" in visitor.post("write", hidden(last) | {"typed": words}, status=400)
    sent(visitor, page)
    assert content_of(letters(alliance)[0].files[0]) == PHOTO


def test_a_form_that_was_cut_off_leaves_nothing_and_one_too_large_is_not_read(alliance, visitor):
    edge = "xxboundaryxx"
    parts = [f'--{edge}\r\nContent-Disposition: form-data; name="at"\r\n\r\n7\r\n',
             f'--{edge}\r\nContent-Disposition: form-data; name="file"; filename="a.jpg"\r\n\r\n']  # fmt: skip
    body = "".join(parts).encode() + PHOTO + bytes(200_000)
    page = visitor.ask("post", "write", body, content_type=f"multipart/form-data; boundary={edge}", status=400)
    assert "Not all of it arrived" in page and nothing_is_left()
    page = visitor.ask("post", "write", b"--x\r\n", content_type="multipart/form-data; boundary=x", status=413,
                       headers={"Content-Length": str(200 << 20)})  # fmt: skip
    assert "too large" in page


def test_a_browser_that_seals_names_its_files_in_the_first_letter(alliance, visitor):
    from test_files_at_the_door import CONTENT, browser_file

    receipt = Receipt.new()
    ref, _chunks = browser_file(receipt, CONTENT, upto=3)
    send_letter(visitor, receipt, [ref], status=409, path="write/send")
    assert not Letter.objects.exists()
    browser_file(receipt, CONTENT)
    send_letter(visitor, receipt, [ref], path="write/send")
    assert content_of(letters(alliance)[0].files[0]) == CONTENT
