"""When too many write, each spends something and nobody is shut out; what was half written waits for its words."""

import hashlib
import re
from base64 import b64decode, b64encode

import pytest
from django.conf import settings
from visitor import hidden

from waystation.casework.hotline import reach
from waystation.circles import letters as sealing
from waystation.circles.receipt import Receipt
from waystation.circles.secret import name
from waystation.door import drafts, flood, mailboxes, notices
from waystation.door.models import Draft, Letter, Mailbox
from waystation.store.clock import micros, minute
from waystation.store.hotline import intake


@pytest.fixture
def crowd(visitor):
    """So many letters within the last minute that each next one must be worked or waited for."""
    for n in range(settings.DOOR_CALM + 1):
        Letter.objects.create(id=bytes([n]) * 16, mailbox=b"m" * 16, answer=False, arrived=micros(), sealed=b"x")
    flood.forget()
    yield visitor
    flood.forget()


@pytest.fixture(autouse=True)
def _calm():
    flood.forget()
    yield
    flood.forget()


def sealed_letter(text="sealed in the browser"):
    told = notices.intake()
    return sealing.seal(told.card, told.epoch, reach.further_letter("en", text))


def post(visitor, sealed, path="write/send", receipt=None, status=204, **more):
    address = (receipt or Receipt.new()).address.hex()
    visitor.post(path, {"address": address, "sealed": b64encode(sealed).decode()} | more, status=status)


def work(sealed):
    for n in range(1 << 24):
        proof = n.to_bytes(8, "big")
        if flood.worked(sealed, proof):
            return proof.hex()
    raise AssertionError


def theirs():
    return Letter.objects.exclude(mailbox=b"m" * 16)


# -- flood -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["write/send", "letters/write"])
def test_while_many_write_a_browser_works_for_its_letter(crowd, path):
    sealed = sealed_letter()
    post(crowd, sealed, path, status=429)
    post(crowd, sealed, path, status=429, proof="zz")
    assert not theirs().exists()
    post(crowd, sealed, path, proof=work(sealed))
    assert theirs().count() == 1


def test_a_proof_is_good_for_one_letter_which_may_be_sent_again(crowd):
    one, other, receipt = sealed_letter("one"), sealed_letter("other"), Receipt.new()
    proof = work(one)
    post(crowd, one, receipt=receipt, proof=proof)
    post(crowd, other, status=429, proof=proof)
    post(crowd, one, receipt=receipt)  # a lost answer: it is here already
    assert theirs().count() == 1


def test_a_proof_takes_as_much_work_as_is_said():
    tried = sum(flood.worked(b"letter", n.to_bytes(8, "big")) for n in range(4 << flood.BITS))
    assert 0 < tried < 20
    digest = hashlib.sha256(flood.WORK + name(b"letter") + bytes(8)).digest()
    assert flood.worked(b"letter", bytes(8)) == (digest[:2] == b"\0\0" and digest[2] < 64) and not flood.worked(
        b"letter", b"short"
    )


def test_in_calm_nobody_works_or_waits(visitor):
    post(visitor, sealed_letter())
    visitor.write()
    assert Letter.objects.count() == 2


def test_without_script_the_letter_waits_a_minute_and_nothing_is_lost(alliance, crowd, monkeypatch):
    page = crowd.answer({"danger_now": "yes", "region": "Шали"})
    words, page = crowd.words(page)
    page = crowd.post("write", hidden(page) | {"typed": words}, status=400)
    assert "Very many are writing" in page and re.search(r"wait \d\d seconds", page) and not theirs().exists()
    now = flood.time.time
    monkeypatch.setattr(flood.time, "time", lambda: now() + flood.WAIT)
    page = crowd.post("write", hidden(page) | {"typed": words})
    assert "Your letter is here" in page and theirs().count() == 1
    [letter] = theirs()
    opened = reach.read(sealing.open_letter(intake.opened(alliance.keys("mara")), letter.sealed))
    assert opened.answers["region"] == "Шали"


def test_a_ticket_is_good_for_its_mailbox_and_for_some_hours(crowd, monkeypatch):
    mine, other = b"a" * 16, b"b" * 16
    given = flood.ticket(mine)
    now = flood.time.time
    monkeypatch.setattr(flood.time, "time", lambda: now() + flood.WAIT + 1)
    assert flood.remaining(given, mine) == 0
    for wrong in (
        "",
        "0.",
        "x.y",
        given[:-1],
        "9" * 30 + ".aa",
        given.replace(".", ".0"),
        f"{int(now()) - 10}.{given[11:]}",
    ):
        assert flood.remaining(wrong, mine) == flood.WAIT
    assert flood.remaining(given, other) == flood.WAIT
    monkeypatch.setattr(flood.time, "time", lambda: now() + flood.VALID + 1)
    assert flood.remaining(given, mine) == flood.WAIT


def test_one_ticket_does_not_send_many_letters_at_once(crowd, monkeypatch):
    receipt = Receipt.new()
    page = crowd.open(receipt.words("en"))
    now = flood.time.time
    monkeypatch.setattr(flood.time, "time", lambda: now() + flood.WAIT + 1)
    page = crowd.send(page, "first")
    assert "Sent." in page
    page = crowd.send(page, "second", status=400)
    assert "Very many are writing" in page and "second" in page and theirs().count() == 1


def test_a_busy_door_is_calm_again_by_itself(crowd):
    assert flood.busy()
    Letter.objects.update(arrived=micros() - 61_000_000)
    flood.forget()
    assert not flood.busy()


def test_the_first_letter_sent_twice_without_script_arrives_once(alliance, visitor):
    page = visitor.answer({"danger_now": "no"})
    words, page = visitor.words(page)
    for _ in range(2):
        assert "Your letter is here" in visitor.post("write", hidden(page) | {"typed": words})
    assert Letter.objects.count() == 1 and Mailbox.objects.count() == 1


# -- save and go on later ----------------------------------------------------------------------------------------------


def save(visitor, upto=3, **answers):
    """Answers some questions and saves; returns the words."""
    page = visitor.answer({"danger_now": "yes", "region": "Шали"} | answers, upto=upto)
    page = visitor.post("write", hidden(page) | {"at": upto, "save": "1"})
    words = re.search(r'<p class="words" lang="\w+">([^<]+)</p>', page)[1]
    assert not Draft.objects.exists()
    page = visitor.post("write", hidden(page) | {"at": 9})
    assert "Save and go on later" in page
    page = visitor.post("write", hidden(page) | {"typed": "not these words"}, status=400)
    page = visitor.post("write", hidden(page) | {"typed": words})
    assert "Saved" in page and "Nobody has read it yet" in page
    return words


def test_half_a_letter_is_saved_and_gone_on_with_from_the_first_open_question(alliance, visitor):
    words = save(visitor)
    assert not Letter.objects.exists()
    page = visitor.post("write/saved", {"receipt": words.upper()})
    assert "Can you write for the next ten minutes?" in page and len(page.encode()) % 16384 == 0
    assert hidden(page)["region"] == "Шали" and hidden(page)["danger_now"] == "yes"
    page = visitor.post("write", hidden(page) | {"at": 6, "story": "the rest"})
    assert visitor.words(page)[0] == words  # the same receipt as before
    page = visitor.post("write", hidden(page) | {"at": 9})
    assert "Your letter is here" in visitor.post("write", hidden(page) | {"typed": words})
    letter = reach.read(sealing.open_letter(intake.opened(alliance.keys("mara")), Letter.objects.get().sealed))
    assert letter.answers["region"] == "Шали" and letter.answers["story"] == "the rest"
    assert not Draft.objects.exists()
    assert "No answer lies here" in visitor.open(words)


def test_it_is_saved_again_without_typing_the_words_anew(visitor):
    words = save(visitor, upto=1)
    page = visitor.post("write/saved", {"receipt": words})
    page = visitor.post("write", hidden(page) | {"at": 2, "region": "Грозный", "save": "1"})
    assert "Saved" in page and Draft.objects.count() == 1
    assert drafts.opened(Receipt.typed(words), Draft.objects.get().sealed)["region"] == "Грозный"


def test_a_draft_opens_for_its_words_alone_and_not_for_those_who_answer(alliance, visitor):
    words = save(visitor)
    held = bytes(Draft.objects.get().sealed)
    assert "Шали".encode() not in held and drafts.opened(Receipt.new(), held) == {}
    for secret in intake.opened(alliance.keys("mara")).values():
        with pytest.raises(sealing.WrongKey):
            secret.box.open(held, sealing.DRAFT)
    with pytest.raises(sealing.WrongKey):
        sealing.open_answer(Receipt.typed(words).answer_key, held)


@pytest.mark.parametrize("typed", ["", "not words", Receipt(1851).words("en")])
def test_words_without_a_draft_get_a_sentence(visitor, typed):
    page = visitor.post("write/saved", {"receipt": typed}, status=400)
    assert "Nothing is saved under these words" in page and len(page.encode()) % 16384 == 0


def test_a_browser_that_seals_keeps_and_gets_its_draft(visitor):
    receipt = Receipt.new()
    post(visitor, drafts.seal(receipt, {"region": "Шали"}), "write/save", receipt)
    answer = visitor.post("write/saved", {"address": receipt.address.hex()})
    assert drafts.opened(receipt, b64decode(answer.json()["draft"])) == {"region": "Шали"}
    nothing = visitor.post("write/saved", {"address": Receipt.new().address.hex()})
    assert nothing.json() == {"draft": ""} and len(nothing.content) == len(answer.content)
    post(visitor, sealed_letter(), receipt=receipt)  # sent: the draft is gone
    assert not Draft.objects.exists()


@pytest.mark.parametrize(
    ("address", "sealed"), [("zz", "AAAA"), ("00" * 16, ""), ("00" * 16, "?"), ("00" * 16, "A" * 100_000)]
)
def test_a_draft_that_is_none_is_refused(visitor, address, sealed):
    visitor.post("write/save", {"address": address, "sealed": sealed}, status=400)
    assert not Draft.objects.exists()


def test_a_draft_lapses_after_a_week_and_goes_with_everything(visitor):
    words = save(visitor)
    Draft.objects.update(at=minute() - 8 * 1440)
    mailboxes.lapse(minute())
    assert not Draft.objects.exists()
    words = save(visitor)
    mailboxes.forget(Receipt.typed(words).address)
    assert not Draft.objects.exists()
