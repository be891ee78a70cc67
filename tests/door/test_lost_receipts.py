"""A receipt was lost: two members bind a new one to the case, the old words open an empty mailbox."""

import re

import pytest

from waystation.circles.receipt import Receipt
from waystation.door import mailboxes
from waystation.store.hotline import binding, correspondence, intake
from waystation.store.hotline.correspondence import Asked
from waystation.store.sealed import accesslog

REASON = "She knew the code word and her voice is the same"


def boxes(page):
    return re.findall(r"/inbox/([0-9a-f]{32})\"", page)


@pytest.fixture
def lost(alliance, pages, visitor):
    """A case whose person lost the words and wrote anew: (old words, old mailbox, new words, new mailbox)."""
    old = visitor.write(region="Шали")
    mara = pages("mara")
    old_box = mailboxes.mailbox_of(Receipt.typed(old).address).hex()
    mara.post(f"/inbox/{old_box}/case")
    mara.post(f"/inbox/{old_box}/answer", {"text": "A secret for the old words"})
    new = visitor.write(story="I lost the words")
    new_box = mailboxes.mailbox_of(Receipt.typed(new).address).hex()
    mara.post(f"/inbox/{new_box}/claim")
    return old, old_box, new, new_box


def code_of(mara, box):
    return re.search(r"<h1>([^<]+)</h1>", mara.get(f"/inbox/{box}"))[1]


def ask(pages, lost, **more):
    pages("mara").post(f"/inbox/{lost[3]}/receipt", {"old": lost[1], "reason": REASON} | more)


def test_one_asks_another_agrees_and_the_new_words_read_the_answers(pages, visitor, lost):
    _old, old_box, new, new_box = lost
    mara, ilya = pages("mara"), pages("ilya")
    code = code_of(mara, old_box)
    assert code in mara.get(f"/inbox/{new_box}")  # to choose from
    ask(pages, lost)
    assert "a second member is asked" in ilya.get("/inbox")
    page = ilya.get(f"/inbox/{new_box}")
    assert REASON in page and "Mara" in page and "It is them: bind it" in page
    ilya.post(f"/inbox/{new_box}/receipt/decide")
    assert code_of(mara, new_box) == code and "To the case" in mara.get(f"/inbox/{new_box}")
    mara.post(f"/inbox/{new_box}/answer", {"text": "For the new words"})
    assert "For the new words" in visitor.open(new)
    assert {"ask for a receipt", "bind a receipt"} <= {line.act for line in accesslog.lines()}


def test_a_page_left_open_does_not_make_it_forgotten_that_the_words_were_lost(alliance, pages, lost):
    mara, ilya = pages("mara"), pages("ilya")
    ask(pages, lost)
    ilya.post(f"/inbox/{lost[3]}/receipt/decide")
    mara.post(f"/inbox/{lost[1]}/conclude", {"triage": "hostile", "note": "Left open since this morning"}, status=409)
    assert "This receipt was reported lost" in mara.get(f"/inbox/{lost[1]}")
    box = bytes.fromhex(lost[1])
    before = correspondence.outcomes(intake.opened(alliance.mara), [box])[box]
    assert before.moved == bytes.fromhex(lost[3]) and before.number


def test_to_agree_binds_both_mailboxes_or_neither(alliance, lost, pages, monkeypatch):
    ask(pages, lost)
    keys, new, old = alliance.ilya, bytes.fromhex(lost[3]), bytes.fromhex(lost[1])
    secrets = intake.opened(keys)
    asked = correspondence.outcomes(secrets, [new])[new].asked

    def broken(*_args):
        raise RuntimeError

    monkeypatch.setattr(binding, "_moved", broken)
    with pytest.raises(RuntimeError):
        binding.agree(keys, secrets, new, asked)
    found = correspondence.outcomes(secrets, [new, old])
    assert not found[new].number and not found[old].moved


def test_the_old_words_open_a_mailbox_like_one_that_never_was(pages, visitor, lost):
    old, _old_box, _new, new_box = lost
    assert "A secret for the old words" in visitor.open(old)
    ask(pages, lost)
    pages("ilya").post(f"/inbox/{new_box}/receipt/decide")
    visitor.open(old)
    page, never = visitor.open(old), visitor.open(Receipt.new().words("en"))

    def bare(text):
        return re.sub(r'<strong>[^<]+</strong>|value="[^"]*"|\s+', "", text)

    assert bare(page) == bare(never)


def test_what_is_written_with_lost_words_is_shown_as_that_and_never_answered(pages, visitor, lost):
    old, old_box, _new, new_box = lost
    ask(pages, lost)
    pages("ilya").post(f"/inbox/{new_box}/receipt/decide")
    visitor.send(visitor.open(old), "Where shall I come to?")
    mara = pages("mara")
    assert "lost words" in mara.get("/inbox")
    page = mara.get(f"/inbox/{old_box}")
    assert "This receipt was reported lost" in page and "Where shall I come to?" in page
    assert "reported lost" in mara.post(f"/inbox/{old_box}/answer", {"text": "Platform 2"}, status=409)
    assert "Platform 2" not in visitor.open(old)


def test_whoever_asked_does_not_agree_to_it_too(pages, lost):
    ask(pages, lost)
    page = pages("mara").get(f"/inbox/{lost[3]}")
    assert "must agree" in page and "It is them" not in page
    pages("mara").post(f"/inbox/{lost[3]}/receipt/decide", status=403)
    assert "To the case" not in pages("mara").get(f"/inbox/{lost[3]}")


def test_a_request_in_somebody_elses_name_is_not_agreed_to(alliance, pages, visitor, lost):
    """Mara, with a program of her own, states that Ilya asked."""
    _old, old_box, _new, new_box = lost
    secrets, mailbox = intake.opened(alliance.keys("mara")), bytes.fromhex(new_box)
    number = correspondence.outcomes(secrets, [bytes.fromhex(old_box)])[bytes.fromhex(old_box)].number
    binding.ask(alliance.keys("mara"), secrets, mailbox, Asked(number, "Quiet Heron", bytes.fromhex(old_box), REASON))

    def forged(outcome):
        outcome.asked.card = alliance.keys("ilya").card
        return outcome

    correspondence.rewrite(secrets, mailbox, forged)
    assert "not signed by whom it names" in pages("mara").get(f"/inbox/{new_box}")
    pages("mara").post(f"/inbox/{new_box}/receipt/decide")
    assert "To the case" not in pages("mara").get(f"/inbox/{new_box}")
    assert "A secret for the old words" in visitor.open(lost[0])


def test_it_is_refused_and_asked_for_again(pages, lost):
    ask(pages, lost)
    pages("ilya").post(f"/inbox/{lost[3]}/receipt/decide", {"refuse": "1"})
    assert REASON not in pages("ilya").get(f"/inbox/{lost[3]}")
    pages("ilya").post(f"/inbox/{lost[3]}/receipt/decide", status=404)
    ask(pages, lost)
    assert REASON in pages("ilya").get(f"/inbox/{lost[3]}")


def test_a_reason_and_a_case_are_needed(pages, lost):
    mara = pages("mara")
    page = mara.post(f"/inbox/{lost[3]}/receipt", {"old": lost[1], "reason": "yes"}, status=400)
    assert "how you know that it is them" in page
    for old in ("", "0" * 32, lost[3]):
        page = mara.post(f"/inbox/{lost[3]}/receipt", {"old": old, "reason": REASON}, status=400)
        assert "Choose the case" in page


def test_those_who_do_not_answer_the_door_have_no_part_in_it(pages, lost):
    ask(pages, lost)
    for name in ("noor", "ruth", "pat"):
        pages(name).post(f"/inbox/{lost[3]}/receipt/decide", status=403)
        pages(name).post(f"/inbox/{lost[3]}/receipt", {"old": lost[1], "reason": REASON}, status=403)
