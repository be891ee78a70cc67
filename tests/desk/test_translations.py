"""The pages in other languages: Russian says everything, Arabic has begun, and both say what the English says."""

import gettext
import importlib.util
import re
from pathlib import Path

import pytest
from django.utils import translation
from django.utils.translation import ngettext

from waystation.door.languages import CODES, COMPLETE

ROOT = Path(__file__).resolve().parents[2]
_spec = importlib.util.spec_from_file_location("messages", ROOT / "tools" / "messages.py")
messages = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(messages)

PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%%")
PART = re.compile(r"\{(\w+)[^}]*\}")
LANGUAGES = messages.languages()
WORDS = messages.collect()


@pytest.fixture(params=LANGUAGES)
def language(request):
    return request.param


@pytest.fixture
def catalog(language):
    return messages.load(language)


def translated(catalog):
    """(English texts, translated texts) of each word that has a translation; two or more of each for plurals."""
    for message in catalog:
        if not message.id:
            continue
        english = message.id if message.pluralizable else (message.id,)
        said = message.string if message.pluralizable else (message.string,)
        if any(said):
            yield english, said


def test_every_offered_language_has_a_catalogue(settings):
    """Those of the desk's pages, and those in which the door's are begun."""
    assert {code for code, _name in settings.LANGUAGES} | set(CODES) == {"en", *LANGUAGES}


@pytest.mark.parametrize("code", [code for code in CODES if code not in COMPLETE])
def test_what_is_only_begun_says_that_it_wants_a_check(code):
    assert "native speaker" in messages.load(code).header_comment.casefold()


def test_every_word_of_the_program_is_translated_into_russian():
    book = messages.load("ru")
    assert sorted(WORDS.keys() - messages.keys(book).keys()) == []
    assert messages.untranslated(book) == []


def test_nothing_is_missing_left_over_or_not_compiled():
    assert messages.check() == []


def test_placeholders_are_those_of_the_english(catalog):
    """A form that stands for one number only, such as the Arabic dual, may say the number in a word."""
    forms = gettext.c2py(catalog.plural_expr)
    numbers = [forms(n) for n in range(200)]
    for english, said in translated(catalog):
        expected = sorted(PLACEHOLDER.findall(english[-1]))
        for form, text in enumerate(said):
            found = sorted(PLACEHOLDER.findall(text))
            spelled_out = len(said) > 1 and numbers.count(form) == 1 and "%(n)s" not in found
            assert found == ([p for p in expected if p != "%(n)s"] if spelled_out else expected), english[0]


def test_parts_of_a_sentence_are_those_of_the_english(catalog):
    """A translation may leave a part out where its language says it otherwise, but knows no other one."""
    for english, said in translated(catalog):
        known = {name for text in english for name in PART.findall(text)}
        assert all(set(PART.findall(text)) <= known for text in said), english[0]


def test_no_stray_percent_sign_breaks_a_sentence(catalog):
    for english, said in translated(catalog):
        if PLACEHOLDER.search(english[0]):
            assert all("%" not in PLACEHOLDER.sub("", text) for text in said), english[0]


@pytest.mark.parametrize(("code", "count"), [("ru", 3), ("ar", 6)])
def test_plurals_have_all_the_forms_of_the_language(code, count):
    book = messages.load(code)
    assert book.num_plurals == count
    plurals = [said for english, said in translated(book) if len(english) > 1]
    assert len(plurals) == sum(bool(plural) for plural in WORDS.values())
    assert all(len(said) == count and all(said) for said in plurals)


def test_sentences_keep_their_ends(catalog):
    """A sentence stays a sentence and a label a label; what goes before a value still ends in a colon."""
    ends = {".": ".", "?": "?؟", ":": ":"}
    for english, said in translated(catalog):
        mark = english[-1][-1]
        if mark in ends:
            assert all(text[-1] in ends[mark] for text in said), english[0]
        assert all(text == text.strip() for text in said), english[0]


@pytest.mark.parametrize(
    ("code", "number", "said"),
    [
        ("ru", 1, "1 минуту"), ("ru", 3, "3 минуты"), ("ru", 11, "11 минут"), ("ru", 21, "21 минуту"),
        ("ar", 1, "دقيقة واحدة"), ("ar", 2, "دقيقتين"), ("ar", 5, "5 دقائق"), ("ar", 50, "50 دقيقة"),
    ],
)  # fmt: skip
def test_a_number_is_read_as_people_say_it(code, number, said):
    with translation.override(code):
        assert ngettext("%(n)s minute", "%(n)s minutes", number) % {"n": number} == said


def test_a_page_is_shown_in_russian_and_in_arabic_from_right_to_left(client, db):
    client.cookies["lang"] = "ru"
    page = client.get("/enter").content.decode()
    assert 'lang="ru" dir="ltr"' in page and "Парольная фраза" in page
    client.cookies["lang"] = "ar"
    page = client.get("/enter").content.decode()
    assert 'lang="ar" dir="rtl"' in page and "عبارة المرور" in page


def test_extraction_reads_all_three_places():
    assert ("", "Code name") in WORDS  # a template
    assert WORDS[("", "%(n)s minute")] == "%(n)s minutes"  # Python, with a plural
    assert ("", "Convention ground") in WORDS and ("", "Two years.") in WORDS  # a vocabulary's title and help


def test_words_keep_their_translation_when_others_come_and_go():
    words = {("", "Save"): "", ("", "A word that is new"): "", ("", "%(n)s day"): "%(n)s days"}
    book = messages.renewed("ru", words)
    assert book.get("Save").string == "Сохранить" and not book.get("A word that is new").string
    assert len(book) == 3 and book.get("%(n)s day").string[2] == "%(n)s дней"
    assert not any(message.fuzzy for message in book if message.id)


def test_the_check_names_what_is_wrong(monkeypatch):
    changed = {key: plural for key, plural in WORDS.items() if key != ("", "Save")} | {("", "A word that is new"): ""}
    monkeypatch.setattr(messages, "collect", lambda: changed)
    assert {"ru: missing: A word that is new", "ru: unused: Save"} <= set(messages.check())


def test_files_hold_no_dates_places_or_addresses(language):
    text = messages.po_path(language).read_text("utf-8")
    assert not re.search(r"^#:|-Date:|Translator|Report-Msgid|@", text, re.MULTILINE)
