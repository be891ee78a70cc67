"""A deletion receipt that somebody else wrote, or wrote into, is told and never trusted, whatever stands in it."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from waystation.casework import deletion
from waystation.casework.errors import BadValue
from waystation.store.deleting import certificates

ITEM = {"circle": "ab" * 16, "part": "contact", "until": ""}
ORDER = json.dumps({"id": "cd" * 16, "why": "request", "made": "2026-03-01", "items": [ITEM]})


def receipt(order=ORDER, hands=(), deleted=()):
    said = {"format": 1, "order": order, "hands": list(hands), "node": "", "deleted": list(deleted)}
    return json.dumps(said).encode()


def checked(content):
    return certificates.checked(certificates.completed(certificates.read(content)), certificates.node_public())


@pytest.mark.parametrize("text", ["", "{", "[]", "7", "null", '{"order": 1}', "[" * 100_000, "9" * 5000])
def test_a_certificate_that_is_none_is_not_this_installations(db, text):
    found = checked(receipt(deleted=[(text, "00" * 64)]))
    assert "A certificate is not this installation's, or is of another order." in found.bad and not found.things


def test_a_certificate_of_this_installation_is_read_once_its_signature_held(db):
    going = {"circle": [bytes.fromhex(ITEM["circle"])]}
    certificates.certify(going, {"store_envelope": 3}, deletion.digest(ORDER), "request")
    found = checked(receipt())
    assert "contact: deleted, as certified." in found.good and found.things == going


@given(st.one_of(st.binary(max_size=80), st.text(max_size=80).map(lambda t: receipt(order=t))))
def test_any_other_bytes_are_no_receipt(content):
    with pytest.raises(BadValue):
        certificates.checked(certificates.read(content), "")


@given(st.lists(st.fixed_dictionaries({"key": st.text(max_size=64), "signature": st.text(max_size=64)}), max_size=3))
def test_hands_that_are_none_sign_nothing(hands):
    found = certificates.checked(certificates.read(receipt(hands=hands)), "")
    assert "The order of 2026-03-01 is signed by 0 different members' devices." in found.bad
