"""Every fact about a person is one field in one struct, and every field says what it is."""

import pytest

from waystation.casework.compartments import COMPARTMENTS, compartment
from waystation.casework.errors import UnknownField
from waystation.casework.fields import Record, fields
from waystation.casework.folds import REMOVED
from waystation.casework.roles import MATRIX
from waystation.casework.vocabularies import every


def structs(struct: type[Record]) -> list[type[Record]]:
    return [struct, *(about.record for about in fields(struct).values() if about.record)]


EVERY = [struct for kind in COMPARTMENTS.values() for struct in structs(kind.struct)]


def test_the_matrix_and_the_registry_name_the_same_compartments_in_the_same_order():
    assert list(COMPARTMENTS) == list(MATRIX)
    assert [k.key for k in COMPARTMENTS.values() if k.subject == "house"] == ["capacity", "address"]
    assert [k.key for k in COMPARTMENTS.values() if k.subject == "programme"] == [
        "pathways",
        "borders",
        "offers",
        "rates",
    ]
    assert [k.key for k in COMPARTMENTS.values() if k.per_person] == ["identity", "story", "health"]


def test_the_recovery_safe_holds_no_health_and_no_address():
    assert {k.key for k in COMPARTMENTS.values() if not k.safe} == {"health", "address"}


def test_an_unknown_compartment_is_named_so():
    with pytest.raises(UnknownField):
        compartment("gossip")


@pytest.mark.parametrize("struct", EVERY, ids=lambda s: s.__name__)
def test_every_field_has_a_label_and_a_list_that_exists(struct: type[Record]):
    assert struct.__doc__
    for name, about in fields(struct).items():
        assert name != REMOVED
        assert about.label[0].isupper()
        assert not about.help or about.help.endswith((".", "?"))
        assert about.choices in ("", "persons", "members")
        if about.vocabulary:
            assert about.words
        if about.kind in ("choice", "choices"):
            assert about.vocabulary or about.choices, "nothing to choose from"
        if about.record:
            assert not any(inner.record for inner in fields(about.record).values()), "lists in lists cannot be stated"


def test_every_struct_can_be_made_empty():
    for struct in EVERY:
        struct()


@pytest.mark.parametrize("kind", COMPARTMENTS.values(), ids=lambda k: k.key)
def test_tasks_and_notes_come_last_in_every_compartment(kind):
    assert list(fields(kind.struct))[-2:] == ["tasks", "notes"]
    assert kind.label and kind.hint and kind.retention_reason


def test_every_vocabulary_is_used_or_belongs_to_a_programme():
    used = {about.vocabulary for struct in EVERY for about in fields(struct).values()}
    assert {v.name for v in every()} - used == {"sensitivity"}


def test_a_legal_name_and_an_address_have_one_place_each():
    places = {(s.__name__, n) for s in EVERY for n in fields(s) if "legal_name" in n or "street" in n}
    assert places == {("Identity", "legal_name"), ("Address", "street")}


def test_what_a_host_opens_speaks_of_no_country_and_no_pathway():
    for key in ("needs", "shelter", "capacity"):
        for struct in structs(COMPARTMENTS[key].struct):
            for about in fields(struct).values():
                assert about.vocabulary not in ("country", "pathway", "convention_ground", "document_type")


def test_secrets_are_shown_on_request_only():
    contact, story = fields(COMPARTMENTS["contact"].struct), fields(COMPARTMENTS["story"].struct)
    assert contact["duress_word"].sensitive and contact["code_word"].sensitive
    assert story["grounds"].sensitive and story["summary"].sensitive
    assert fields(COMPARTMENTS["address"].struct)["street"].sensitive
