"""Controlled vocabularies: well formed, dated, with a source."""

import datetime
import re

import pytest

from waystation.casework.vocabularies import Vocabulary, every, vocabulary

KEY = re.compile(r"[a-z0-9]+(_[a-z0-9]+)*|[A-Z]{1,3}|[A-Z]{2}-[A-Z]{2}")


@pytest.mark.parametrize("words", every(), ids=lambda v: v.name)
def test_each_vocabulary_is_well_formed(words: Vocabulary):
    keys, labels = [w.key for w in words], [w.label for w in words]
    assert len(set(keys)) == len(keys) and len(set(labels)) == len(labels)
    assert words.title and words.source
    assert datetime.date.fromisoformat(words.as_of) <= datetime.datetime.now(datetime.UTC).date()
    for word in words:
        assert KEY.fullmatch(word.key), word.key
        assert word.label == word.label.strip() and word.label[0] == word.label[0].title()


def test_a_key_that_is_no_longer_listed_is_shown_as_it_is():
    assert vocabulary("priority").label("emergency") == "Emergency"
    assert vocabulary("priority").label("former") == "former"
    assert "former" not in vocabulary("priority")


def test_nothing_overrides_a_refusal():
    assert not [w.key for w in vocabulary("consent_purpose") if "overrid" in w.key]


def test_lost_contact_is_a_status_of_its_own():
    assert {"lost_contact", "closed"} <= {w.key for w in vocabulary("case_status")}


def test_the_fields_own_values_are_exact():
    assert [w.key for w in vocabulary("decision")] == ["accepted", "denied", "deferred", "split", "withdrawn"]
    assert len(vocabulary("specific_need").words) == 36
    assert [w.key for w in vocabulary("house_status")][-2:] == ["burned", "retired"]
    assert len(vocabulary("risk_factor").words) == 20
