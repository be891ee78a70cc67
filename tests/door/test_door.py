"""From the first letter to the answer and back, without script: what the person sees, what the desk does with it."""

import re

import pytest
from django.test import Client, override_settings
from visitor import DOOR, Visitor, hidden

from waystation.casework.fields import clean, fields
from waystation.casework.hotline.reach import LANGUAGES, QUESTIONS, contact_values
from waystation.casework.hotline.reach import Letter as Answered
from waystation.casework.parts.contact import Contact
from waystation.casework.vocabularies import vocabulary
from waystation.circles import letters as sealing
from waystation.circles.receipt import Receipt
from waystation.desk.cases.overview import overview
from waystation.door import mailboxes, notices
from waystation.door.models import Letter, Mailbox, Notice
from waystation.store.clock import minute
from waystation.store.files import casefiles
from waystation.store.hotline import correspondence, intake
from waystation.store.members import organisation
from waystation.store.models import Correspondence

STORY = "They took my phone. Мой брат знает. أخي يعرف"


def test_three_in_the_morning_a_letter_is_answered_and_read(alliance, pages, visitor):
    words = visitor.write(danger_now="yes", region="Грозный", safe="02:00 to 02:20", story=STORY, language="ru")
    mara = pages("mara")
    inbox = mara.get("/inbox")
    assert "danger now" in inbox and "Грозный" in inbox and "02:00 to 02:20" in inbox
    [box] = set(re.findall(r"/inbox/([0-9a-f]{32})", inbox))
    page = mara.get(f"/inbox/{box}")
    assert "They took my phone" in page and "A second operator was paged" in page
    mara.post(f"/inbox/{box}/answer", {"text": "We are here. Мы здесь."})
    found = visitor.open(words)
    assert "We are here. Мы здесь." in found and "was not opened before" in found
    page = visitor.post("letters/write", hidden_of(found, "letters/write") | {"text": "I can write until three."})
    assert "Sent." in page
    assert "I can write until three." in mara.get(f"/inbox/{box}")


def hidden_of(page, action):
    return hidden(page[page.index(f'action="/en/{action}"') - 20 :])


def test_a_case_opens_from_a_letter_with_what_was_answered(alliance, pages, visitor):
    visitor.write(danger_now="yes", can_talk="no", region="Шали", company="minors", language="ce", safe="nights",
                  story=STORY)  # fmt: skip
    mara = pages("mara")
    [box] = set(re.findall(r"/inbox/([0-9a-f]{32})", mara.get("/inbox")))
    mara.post(f"/inbox/{box}/case")
    page = mara.get(f"/inbox/{box}")
    number = bytes.fromhex(re.search(r'href="/cases/([0-9a-f]{32})"', page)[1])
    contact = casefiles.open_file(alliance.mara, number).states["contact"]
    assert contact.get("danger_now") is True and contact.get("can_talk") is False and contact.get("region") == "Шали"
    assert contact.get("minors") is True and contact.get("alone") is False and contact.get("language") == "ce"
    assert contact.get("danger") == STORY and contact.get("safe_hours") == "nights"
    mara.post(f"/inbox/{box}/case")  # pressed twice: there is one case
    assert len(set(re.findall(r"/cases/([0-9a-f]{32})", mara.get("/cases")))) == 1


def test_each_question_fills_a_field_that_takes_its_answers():
    for question in QUESTIONS:
        assert question.field in fields(Contact)
    for code, _name in LANGUAGES:
        assert code in vocabulary("language")
    for question in QUESTIONS:
        for value, _label in question.options:
            for field, taken in contact_values(Answered(answers={question.key: value})).items():
                clean(fields(Contact)[field], taken)


def test_the_receipt_must_be_typed_back_before_anything_is_sent(alliance, visitor):
    page = visitor.answer({"danger_now": "no"})
    words, page = visitor.words(page)
    wrong = visitor.post("write", hidden(page) | {"typed": words + " more"}, status=400)
    assert "not what was shown" in wrong or "not one of the list" in wrong
    wrong = visitor.post("write", hidden(page) | {"typed": " ".join([*words.split()[:7], "qwertyuiop"])}, status=400)
    assert "Look at word 8 again" in wrong
    assert not Letter.objects.exists()
    again = visitor.post("write", hidden(page) | {"goto": 9})
    assert words in again  # the same receipt, not another one
    visitor.post("write", hidden(page) | {"typed": words.upper()})
    assert Letter.objects.count() == 1


def test_danger_is_asked_first_and_must_be_answered(visitor):
    page = visitor.post("write", {"at": "0"}, status=400)
    assert "Please choose one" in page and "Are you in danger right now?" in page


def test_what_was_answered_is_shown_and_can_be_changed(alliance, visitor):
    page = visitor.answer({"danger_now": "unsure", "region": "<b>Шали</b>", "story": "a\nb"})
    page = visitor.enclose(page)
    assert "I do not know" in page and "&lt;b&gt;Шали&lt;/b&gt;" in page and "a<br>b" in page
    page = visitor.post("write", hidden(page) | {"goto": 2})
    assert "Roughly where are you?" in page and 'value="&lt;b&gt;Шали&lt;/b&gt;"' in page


def test_an_address_that_does_not_exist_answers_like_one_that_does(alliance, visitor):
    words = visitor.write()
    real = visitor.open(words)
    other = visitor.open(Receipt.new().words("en"))
    for page in (real, other):
        assert len(page.encode()) % 16384 == 0 and "No answer lies here yet" in page
    assert "was not opened before" in other and not Mailbox.objects.filter(visits__gt=1).exists()
    assert Mailbox.objects.count() == 1


def test_a_visit_by_somebody_else_is_noticed(alliance, visitor):
    words = visitor.write()
    first = re.search(r"For your next visit remember: <strong>([^<]+)", visitor.open(words))[1]
    second = visitor.open(words)
    assert f"At that visit you were told: <strong>{first}</strong>" in second
    visitor.open(words)  # somebody else
    assert f"<strong>{first}</strong>" not in visitor.open(words)


@pytest.mark.parametrize("typed", ["", "one two", "1234", "zoom " * 8, "<script>", "\x00"])
def test_what_is_no_receipt_gets_a_sentence_and_stays_in_the_box(visitor, typed):
    page = visitor.open(typed, status=400)
    assert "eight words" in page or "not one of the list" in page


def test_everything_is_deleted_at_its_owners_word(alliance, pages, visitor):
    words = visitor.write(story="to be gone")
    page = visitor.open(words)
    page = visitor.post("letters/forget", hidden_of(page, "letters/forget"))
    assert Letter.objects.exists() and "cannot be brought back" in page
    visitor.post("letters/forget", hidden(page), status=302)
    assert not Letter.objects.exists() and not Mailbox.objects.exists()
    assert "Nothing waits" in pages("mara").get("/inbox")


def test_the_same_letter_sent_twice_arrives_once(alliance, visitor):
    receipt, told = Receipt.new(), Notice.objects.get(pk="intake").value
    epoch, card = bytes.fromhex(told["epoch"]), sealing.Card(bytes.fromhex(told["card"]))
    sealed = sealing.seal(card, epoch, b'{"text":"once"}')
    for _ in range(2):
        mailboxes.put(receipt.address, sealed)
    assert Letter.objects.count() == 1


@pytest.mark.parametrize(
    ("address", "sealed"),
    [
        ("", ""),
        ("zz", "AAAA"),
        ("00" * 16, "not base64"),
        ("00" * 15, "AAAA"),
        ("00" * 16, ""),
        ("00" * 16, "A" * 100000),
    ],
)
def test_a_browsers_letter_that_is_none_is_refused_and_nothing_kept(visitor, address, sealed):
    visitor.post("write/send", {"address": address, "sealed": sealed}, status=400)
    assert not Letter.objects.exists() and not Mailbox.objects.exists()


def test_bytes_that_open_for_nobody_do_not_stop_the_inbox(alliance, pages, visitor):
    words = visitor.write(region="Шали")
    mailboxes.put(b"a" * 16, b"\x00" * 500)
    mailboxes.put(b"b" * 16, Notice.objects.get(pk="intake").value["epoch"].encode()[:16] + b"junk" * 50)
    page = pages("mara").get("/inbox")
    assert "Шали" in page and page.count('/claim"') == 3
    assert words


def test_a_strangers_junk_inside_the_seal_is_shown_as_text(alliance, pages, visitor):
    intake_now = Notice.objects.get(pk="intake").value
    card, epoch = sealing.Card(bytes.fromhex(intake_now["card"])), bytes.fromhex(intake_now["epoch"])
    for n, plain in enumerate((b"\xff\xfe not json", b"[1,2]", b'{"answers":{"danger_now":"<b>"}}', b'{"key":"?"}')):
        mailboxes.put(bytes([n]) * 16, sealing.seal(card, epoch, plain))
    mara = pages("mara")
    for box in set(re.findall(r"/inbox/([0-9a-f]{32})", mara.get("/inbox"))):
        page = mara.get(f"/inbox/{box}")
        assert "<b>" not in page
        page = mara.post(f"/inbox/{box}/answer", {"text": "kept text"}, status=409)
        assert "cannot be answered here" in page and "kept text" in page


def test_two_operators_never_answer_one_person(alliance, pages, visitor):
    words = visitor.write()
    mara, ilya = pages("mara"), pages("ilya")
    [box] = set(re.findall(r"/inbox/([0-9a-f]{32})", mara.get("/inbox")))
    mara.post(f"/inbox/{box}/claim", {})
    assert "in the hand of Mara" in ilya.get(f"/inbox/{box}")
    assert "has just taken it" in ilya.post(f"/inbox/{box}/claim", {}, status=409)
    page = ilya.post(f"/inbox/{box}/answer", {"text": "typed by Ilya"}, status=409)
    assert "Somebody else has it in hand" in page
    assert "No answer lies here" in visitor.open(words)
    to = {"to": alliance.id("ilya").hex(), "note": "She can write after ten"}
    mara.post(f"/inbox/{box}/claim", {"to": to["to"], "note": ""}, status=400)
    mara.post(f"/inbox/{box}/claim", to)
    assert "She can write after ten" in ilya.get(f"/inbox/{box}")
    ilya.post(f"/inbox/{box}/answer", {"text": "answered by Ilya"})
    assert "answered by Ilya" in visitor.open(words)


def test_a_conversation_is_handed_by_whoever_has_it_to_somebody_who_answers(alliance, pages, visitor):
    visitor.write()
    mara, ilya = pages("mara"), pages("ilya")
    [box] = set(re.findall(r"/inbox/([0-9a-f]{32})", mara.get("/inbox")))
    mara.post(f"/inbox/{box}/claim", {})
    for nobody in ("ab" * 16, alliance.id("noor").hex(), alliance.id("mara").hex(), "", alliance.id("pat").hex()):
        page = mara.post(f"/inbox/{box}/claim", {"to": nobody, "note": "He sleeps until ten"}, status=400)
        assert "Choose a colleague on duty" in page and "He sleeps until ten" in page and "in my hand" in page
    page = ilya.post(f"/inbox/{box}/claim", {"to": alliance.id("mara").hex(), "note": "Yours again"}, status=409)
    assert "do not have it in hand" in page and "Yours again" in page
    assert not correspondence.outcomes(intake.opened(alliance.mara), [bytes.fromhex(box)])
    mara.post(f"/inbox/{box}/claim", {"to": alliance.id("ilya").hex(), "note": "He sleeps until ten"})
    [(_minute, by, note)] = correspondence.outcomes(intake.opened(alliance.mara), [bytes.fromhex(box)])[
        bytes.fromhex(box)
    ].handed
    assert by == alliance.id("mara") and note == "He sleeps until ten"
    ilya.post(f"/inbox/{box}/claim", {})


def test_who_came_as_second_and_gets_the_conversation_is_not_their_own_second(alliance, pages, visitor):
    visitor.write(danger_now="yes")
    mara, ilya = pages("mara"), pages("ilya")
    [box] = set(re.findall(r"/inbox/([0-9a-f]{32})", mara.get("/inbox")))
    mara.post(f"/inbox/{box}/claim", {})
    ilya.post(f"/inbox/{box}/come")
    mara.post(f"/inbox/{box}/claim", {"to": alliance.id("ilya").hex(), "note": "My shift ends"})
    page = ilya.get(f"/inbox/{box}")
    assert "in my hand" in page and "nobody has come yet" in page


def test_triage_of_a_letter_pressed_twice_opens_one_case(alliance, pages, visitor):
    visitor.write(region="Шали")
    mara = pages("mara")
    [box] = set(re.findall(r"/inbox/([0-9a-f]{32})", mara.get("/inbox")))
    form = mara.shown(f"/inbox/{box}/triage") | {"result": "emergency", "alias": "Рустам"}
    mara.post(f"/inbox/{box}/triage", form)
    case = mara.last.url
    page = mara.post(f"/inbox/{box}/triage", form | {"safe_hours": "from two to three"}, status=409)
    assert "from two to three" in page and f'href="{case}"' in page
    mara.post(f"/inbox/{box}/case")
    assert mara.last.url == case
    assert len(overview(alliance.mara, "case").rows) == 1


def test_a_page_left_open_concludes_nothing_that_became_a_case(alliance, pages, visitor):
    visitor.write(region="Шали")
    mara = pages("mara")
    [box] = set(re.findall(r"/inbox/([0-9a-f]{32})", mara.get("/inbox")))
    mara.post(f"/inbox/{box}/case")
    mara.post(f"/inbox/{box}/claim", {"release": "1"})
    page = mara.post(f"/inbox/{box}/conclude", {"triage": "hostile", "note": "He asked for a street"}, status=409)
    assert "belongs to a case already" in page and "He asked for a street" in page and "To the case" in page
    ilya = pages("ilya")
    ilya.post(f"/inbox/{box}/claim")  # it was not taken in hand by the way
    page = mara.post(f"/inbox/{box}/answer", {"text": "typed by Mara"}, status=409)
    assert "in the hand of Ilya" in page and "typed by Mara" in page


def dismissed(alliance, _box):
    organisation.dismiss(alliance.pat, alliance.id("mara"))


def dismissed_long_ago(alliance, box):
    """As earlier versions left it."""
    holder = alliance.mara.pseudonym
    organisation.dismiss(alliance.pat, alliance.id("mara"))
    Correspondence.objects.filter(pk=bytes.fromhex(box)).update(holder=holder, second=holder)


def telephone_taken(alliance, _box):
    organisation.cut(alliance.dina, alliance.id("mara"))


@pytest.mark.parametrize("gone", [dismissed, dismissed_long_ago, telephone_taken])
@pytest.mark.parametrize("looks_first", [True, False])
def test_who_was_with_somebody_who_is_gone_is_answered_by_others(alliance, pages, visitor, gone, looks_first):
    words = visitor.write(danger_now="yes")
    mara, ilya = pages("mara"), pages("ilya")
    [box] = set(re.findall(r"/inbox/([0-9a-f]{32})", mara.get("/inbox")))
    mara.post(f"/inbox/{box}/claim", {})
    gone(alliance, box)
    if looks_first:
        assert "Mara" not in ilya.get("/inbox")
        assert "Take it" in ilya.get(f"/inbox/{box}")
    ilya.post(f"/inbox/{box}/claim", {})
    ilya.post(f"/inbox/{box}/answer", {"text": "answered by Ilya"})
    assert "answered by Ilya" in visitor.open(words)


def test_a_second_operator_who_is_gone_is_asked_for_anew(alliance, pages, visitor):
    visitor.write(danger_now="yes")
    mara, ilya = pages("mara"), pages("ilya")
    [box] = set(re.findall(r"/inbox/([0-9a-f]{32})", ilya.get("/inbox")))
    ilya.post(f"/inbox/{box}/claim", {})
    mara.post(f"/inbox/{box}/come")
    assert "Second operator:" in ilya.get(f"/inbox/{box}")
    organisation.dismiss(alliance.pat, alliance.id("mara"))
    page = ilya.get(f"/inbox/{box}")
    assert "nobody has come yet" in page and "in my hand" in page


def test_danger_stands_first_and_who_waits_longest_next(alliance, pages, visitor):
    for danger, region in (("no", "third"), ("unsure", "second"), ("yes", "first")):
        visitor.write(danger_now=danger, region=region)
    page = pages("mara").get("/inbox")
    assert page.index("first") < page.index("second") < page.index("third")


def test_a_conversation_without_a_case_is_concluded_and_comes_back_when_they_write(alliance, pages, visitor):
    words = visitor.write(story="Buy cheap watches")
    mara = pages("mara")
    [box] = set(re.findall(r"/inbox/([0-9a-f]{32})", mara.get("/inbox")))
    assert "Choose what became" in mara.post(f"/inbox/{box}/conclude", {"triage": "hostile", "note": ""}, status=400)
    mara.post(f"/inbox/{box}/conclude", {"triage": "redirect", "note": "told them of the legal clinic"})
    page = mara.get("/inbox")
    assert "Nothing waits" in page and "Redirect to another service" in page
    page = visitor.open(words)
    visitor.post("letters/write", hidden_of(page, "letters/write") | {"text": "I really need help"})
    assert "Nothing waits" not in mara.get("/inbox")


def test_the_duress_word_is_an_alarm_here_and_changes_nothing_there(alliance, pages, visitor):
    words = visitor.write(region="Шали")
    mara = pages("mara")
    [box] = set(re.findall(r"/inbox/([0-9a-f]{32})", mara.get("/inbox")))
    mara.post(f"/inbox/{box}/case")
    number = bytes.fromhex(re.search(r'href="/cases/([0-9a-f]{32})"', mara.get(f"/inbox/{box}"))[1])
    alliance.write("mara", number, "contact", duress_word="blue", code_word="stairs")
    mara.post(f"/inbox/{box}/answer", {"text": "All well?"})
    calm = visitor.post("letters/write", hidden_of(visitor.open(words), "letters/write") | {"text": "green sky"})
    forced = visitor.post("letters/write", hidden_of(visitor.open(words), "letters/write") | {"text": "BLUE sky"})
    assert (
        re.sub(r"<strong>[^<]+</strong>|\d+|value=\S+", "", calm)[:900]
        == re.sub(r"<strong>[^<]+</strong>|\d+|value=\S+", "", forced)[:900]
    )
    assert "duress word" in mara.get("/inbox")
    page = mara.get(f"/inbox/{box}")
    assert "Answer as if nothing were wrong" in page and "stairs" in page


def test_only_those_who_answer_the_door_see_letters(alliance, pages, visitor):
    visitor.write()
    assert not intake.opened(alliance.noor) and not intake.opened(alliance.pat)
    for name in ("noor", "pat", "ruth", "dina", "otto"):
        pages(name).get("/inbox", status=403)
        assert "/inbox" not in pages(name).get("/members")


def test_what_the_door_holds_opens_for_nobody_who_left(alliance, pages, visitor):
    before = intake.opened(alliance.keys("mara"))
    organisation.dismiss(alliance.pat, alliance.id("mara"))
    pages("ilya").get("/inbox")  # a new key is published as soon as a colleague looks
    visitor.write(story="after Mara left")
    [letter] = Letter.objects.all()
    with pytest.raises(sealing.WrongKey):
        sealing.open_letter(before, letter.sealed)
    assert sealing.open_letter(intake.opened(alliance.ilya), letter.sealed)


def test_a_door_that_nobody_opened_says_so(alliance):
    notices.forget()
    page = Visitor().get("write", status=503)
    assert "Try again in an hour" in page


def test_pages_say_nothing_of_what_this_is_set_no_cookie_and_come_in_steps(visitor):
    for code in ("en", "ru", "ar", "fa", "ce"):
        one = Visitor(code)
        for path in ("", "about", "write", "letters"):
            page = one.get(path)
            assert "waystation" not in page.casefold() and "http" not in page.replace("https://www.wikipedia.org/", "")
            assert len(page.encode()) % 4096 == 0
            assert (
                one.last["Cache-Control"] == "no-store" and "default-src 'none'" in one.last["Content-Security-Policy"]
            )
            assert ('dir="rtl"' in page) == (code in ("ar", "fa"))


def test_the_first_page_weighs_less_than_fifteen_kilobytes(visitor):
    from importlib.resources import files

    static = files("waystation.door") / "static" / "door"
    total = len(visitor.get("").encode()) + sum(len((static / n).read_bytes()) for n in ("door.css", "leave.js"))
    assert total < 15_000


def test_the_front_page_speaks_the_browsers_language(visitor):
    with override_settings(**DOOR):
        page = Client().get("/", headers={"Accept-Language": "xx, ru-RU;q=0.8"}).content.decode()
    assert 'lang="ru"' in page


def test_a_mailbox_that_nobody_opens_for_thirty_days_is_deleted(alliance, visitor):
    words = visitor.write()
    assert mailboxes.lapse(minute()) == 0
    Mailbox.objects.update(made=minute() - 31 * 1440)
    visitor.open(words)
    assert mailboxes.lapse(minute()) == 0
    Mailbox.objects.update(opened=minute() - 31 * 1440)
    assert mailboxes.lapse(minute()) == 1 and not Letter.objects.exists()


def test_today_counts_who_waits_and_tells_only_those_who_answer(alliance, pages, visitor):
    assert "in the inbox" not in pages("mara").get("/today")
    words = visitor.write()
    visitor.write()
    assert "2 people wait for an answer in the inbox" in pages("mara").get("/today")
    assert "in the inbox" not in pages("noor").get("/today")
    for box in sorted(set(re.findall(r"/inbox/([0-9a-f]{32})", pages("mara").get("/inbox")))):
        pages("mara").post(f"/inbox/{box}/answer", {"text": "We are here."})
    assert "in the inbox" not in pages("mara").get("/today")
    page = visitor.open(words)
    visitor.post("letters/write", hidden_of(page, "letters/write") | {"text": "Thank you"})
    assert "1 person waits for an answer in the inbox" in pages("mara").get("/today")
