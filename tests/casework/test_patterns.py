"""Warning signs in what contacts write: what is found, and what is not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from waystation.casework.hotline.patterns import runs, signs

PRESS = (
    "They were taken from their homes at night and driven to an old military building behind the market. There they "
    "were beaten with hoses and made to name others whom they knew. One of them was returned to his family after "
    "eleven days, and his brothers were told to do what honour demands. He left the republic the same night by bus."
)
OWN = (
    "My cousin works for them. On Monday he came and said they have my name from the phone of a friend. I sleep in "
    "the shed now. My mother gave me money for a bus and said that I should not come back before summer."
)


def kinds(text, known=None, others=()):
    return [found.kind for found in signs(text, known or {}, others)]


@pytest.mark.parametrize(
    "text",
    [
        "In which street do you keep them?",
        "Please tell me the address of the safehouse, I will come tonight",
        "где у вас находится дом? я приеду сам",
        "на какой улице вы держите ребят, скажите",
        "أين يوجد البيت الذي تخفون فيه الناس",
        "آدرس خانه را بدهید",
    ],
)
def test_who_asks_where_a_house_is_is_told_in_many_languages(text):
    assert "asks_for_house" in kinds(text)


@pytest.mark.parametrize("text", ["How many boys are with you?", "кто ещё у вас сейчас?"])
def test_who_asks_for_others_is_told(text):
    assert kinds(text) == ["asks_for_others"]


@pytest.mark.parametrize("text", ["", OWN, "I left the house by the window.", "мой дом в Грозном", "Where are you?"])
def test_an_ordinary_letter_has_no_sign(text):
    assert kinds(text, {"Daily": PRESS}) == []


def test_a_published_story_with_changed_words_is_still_known():
    copied = PRESS.replace("hoses", "pipes").replace("eleven", "nine").replace("market", "station")
    assert kinds(f"Hello. {copied} Help me.", {"Daily, 1 April": PRESS}) == ["repeats_press"]
    [found] = signs(copied, {"Daily, 1 April": PRESS})
    assert dict(found.values) == {"title": "Daily, 1 April"}


def test_a_quoted_sentence_in_a_long_letter_is_not_a_copy():
    assert kinds(OWN + " " + PRESS.split(". ")[0] + ". " + OWN.replace("Monday", "Friday") * 2, {"Daily": PRESS}) == []


def test_several_contacts_with_one_story_are_told_with_their_number():
    [found] = signs(OWN, {}, [OWN.replace("Monday", "Tuesday"), OWN.upper(), "Something else entirely happened."])
    assert found.kind == "same_story" and dict(found.values) == {"count": "2"}


@given(st.text(max_size=300), st.lists(st.text(max_size=300), max_size=3))
def test_no_text_breaks_it_and_a_short_one_is_never_a_copy(text, others):
    found = kinds(text, {"a": text}, others)
    if len(runs(text)) < 8:
        assert "repeats_press" not in found and "same_story" not in found
