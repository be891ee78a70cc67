"""A field takes what it can take, the same way each time, and says in a sentence what it cannot."""

import datetime
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from waystation.casework.compartments import COMPARTMENTS
from waystation.casework.errors import BadValue
from waystation.casework.fields import About, clean, field, fields

FIELDS = [about for kind in COMPARTMENTS.values() for about in fields(kind.struct).values()]
KINDS = {about.kind: about for about in FIELDS if not about.vocabulary} | {
    a.kind + "_of": a for a in FIELDS if a.vocabulary
}

anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.binary() | st.dates() | st.datetimes(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=2),
    max_leaves=4,
)
likely = st.from_regex(r"[-+]?\d{1,14}|\d{4}-\d{2}-\d{2}([ T]\d{2}:\d{2}([+-]\d{2}:\d{2})?)?|yes|on|0", fullmatch=True)


@given(st.sampled_from(sorted(KINDS)), anything | likely)
def test_clean_gives_a_storable_value_or_a_bad_value_and_cleaning_again_changes_nothing(kind: str, value: object):
    about = KINDS[kind]
    try:
        cleaned = clean(about, value)
    except BadValue as error:
        assert str(error).endswith(".")
        return
    assert cleaned is None or isinstance(cleaned, str | int | bool | list)
    assert clean(about, cleaned) == cleaned


@given(st.text())
def test_text_is_stored_in_one_form_without_control_characters(text: str):
    cleaned = clean(About("", kind="long"), text) or ""
    assert unicodedata.is_normalized("NFC", cleaned)
    assert not [c for c in cleaned if unicodedata.category(c) == "Cc" and c not in "\n\t"]


def test_times_are_kept_in_utc_to_the_minute():
    about = About("", kind="time")
    assert clean(about, "2026-03-31 14:00") == "2026-03-31T14:00+00:00"
    assert clean(about, "2026-03-31T14:00:59+05:00") == "2026-03-31T09:00+00:00"
    assert clean(about, datetime.datetime(2026, 3, 31, 14, tzinfo=datetime.UTC)) == "2026-03-31T14:00+00:00"
    with pytest.raises(BadValue):
        clean(about, "0001-01-01T00:00+14:00")


def test_a_word_outside_the_vocabulary_is_refused_and_several_are_kept_sorted():
    grounds = field(COMPARTMENTS["story"].struct, "grounds")
    assert clean(grounds, ["religion", "race", "race"]) == ["race", "religion"]
    assert clean(grounds, "race") == ["race"]
    with pytest.raises(BadValue):
        clean(grounds, ["race", "eye colour"])
    with pytest.raises(BadValue):
        clean(grounds, 7)


def test_too_long_a_text_is_refused_with_its_limit():
    with pytest.raises(BadValue, match="200"):
        clean(About("", kind="text"), "x" * 201)
    assert clean(About("", kind="long"), "x" * 201) == "x" * 201


def test_nothing_typed_appears_in_a_message():
    for about in KINDS.values():
        with pytest.raises(BadValue) as caught:
            clean(about, {"secret": "Ruslan"} if about.kind != "long" else 3)
        assert "Ruslan" not in str(caught.value)
