"""Text as search compares it, and where a found word stands in what was written."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from waystation.casework.folded import folded, place


@pytest.mark.parametrize(
    "text, typed, shown",
    [
        ("He lived in Straße 5, then in Grozny", "grozny", "Grozny"),
        ("Er wohnt in der Straße", "strasse", "Straße"),
        ("كَانَ فِي غْرُوزْنِي يَوْمَهَا", "غروزني", "غْرُوزْنِي"),
        ("Ёлкин уехал", "елкин", "Ёлкин"),
        ("ﬁnally", "fin", "ﬁn"),
    ],
)
def test_what_is_shown_as_found_is_what_was_written(text, typed, shown):
    at, end = place(text, folded(typed))
    assert folded(text[at:end]) == folded(shown)


def test_a_word_that_is_not_there_has_no_place():
    assert place("Grozny", "birch") is None


@given(st.text(), st.data())
def test_every_part_is_found_where_it_folds_to_what_was_looked_for(text, data):
    assert "".join(map(folded, text)) == folded(text)
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    word = folded(text[start:end])
    if word:
        at, until = place(text, word)
        assert word in folded(text[at:until]) and at <= start
