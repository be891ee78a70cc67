"""Need to know: for each role and compartment, what the one table says is what keys open and pages show."""

import pytest

from cast import OUTSIDE, TEAMS
from waystation.casework.compartments import COMPARTMENTS
from waystation.casework.roles import MATRIX, access
from waystation.circles.errors import CannotOpen
from waystation.store.files import casefiles, cases, granting
from waystation.store.likeness.matching import FIRST_PERSON
from waystation.store.sealed.readings import Label
from waystation.store.verifying import clearing

ROLE_OF = {**TEAMS, **OUTSIDE}
WRITER = {
    "contact": "mara", "identity": "mara", "story": "mara", "verification": "noor", "needs": "ilya", "shelter": "ilya",
    "papers": "tomas", "journey": "sam", "leg": "sam", "held": "sam", "health": "ada", "settlement": "ben",
    "money": "ilya", "consent": "noor", "plan": "ilya", "capacity": "ilya", "address": "ilya", "pathways": "tomas",
    "borders": "sam", "offers": "ben", "rates": "sam",
}  # fmt: skip
TELLING = {kind: f"canary {kind} 7319" for kind in COMPARTMENTS}


def founded(alliance, subject, stage):
    """A case (or house) with a telling note in every compartment, founded at a stage."""
    number = cases.new_number()
    for kind in [k for k in COMPARTMENTS.values() if k.subject == subject]:
        writer = alliance.keys(WRITER[kind.key])
        label = Label(subject, number, kind.key, FIRST_PERSON if kind.per_person else "", "Quiet Heron")
        circle = cases.found_part(writer, label, stage)
        if kind.key in clearing.GUARDED:
            for verifier in ("noor", "lena"):
                cases.put(alliance.keys(verifier), circle, kind.key, "clear", "verified")
        cases.state(writer, circle, kind.key, "notes", "n1", {"text": TELLING[kind.key]})
    return number


def opens(keys, number, subject):
    try:
        file = casefiles.open_file(keys, number, subject)
    except CannotOpen:
        return set()
    return {part.kind.key for part in file.parts.values() if part.reading}


def allowed(role, subject, stage):
    found = set()
    for kind in [k for k in COMPARTMENTS.values() if k.subject == subject]:
        right = access(role, kind.key)
        if right.reads and not right.assigned and right.since <= stage:
            found.add(kind.key)
    return found


@pytest.mark.parametrize("stage", [0, 12])
@pytest.mark.parametrize("subject", ["case", "house", "programme", "leg"])
def test_each_role_opens_what_the_table_says_and_nothing_else(alliance, subject, stage):
    number = founded(alliance, subject, stage)
    for name, role in ROLE_OF.items():
        assert opens(alliance.keys(name), number, subject) == allowed(role, subject, stage), (name, role)


@pytest.mark.parametrize("stage", [0, 12])
def test_pages_show_no_field_that_the_table_forbids(alliance, pages, stage):
    number = founded(alliance, "case", stage)
    for name, role in ROLE_OF.items():
        may = allowed(role, "case", stage)
        page = pages(name).get(f"/cases/{number.hex()}", status=200 if may else 404)
        search = pages(name).post("/search", {"typed": "canary"}, status=200)
        for kind, telling in TELLING.items():
            if COMPARTMENTS[kind].subject == "case":
                assert (telling in page) == (kind in may), (name, kind)
                assert (f"</mark> {kind} 7319" in search) == (kind in may), (name, kind, "search")


def test_who_may_only_drop_can_write_and_is_shown_nothing(alliance, pages):
    number = alliance.case()
    mara = pages("mara")
    mara.edit(f"/cases/{number.hex()}/edit/needs", allergies="cats")
    assert "cats" not in mara.get(f"/cases/{number.hex()}")
    assert "cats" in pages("ilya").get(f"/cases/{number.hex()}")


def test_an_assigned_role_opens_one_case_by_a_grant_and_only_until_its_end(alliance):
    first, second = alliance.case("Quiet Heron"), alliance.case("Amber Fox")
    ilya = alliance.ilya
    part = casefiles.open_file(ilya, first).part("needs")
    granting.grant(ilya, part, alliance.id("dina"), "reader", until=ilya.minute + 60)
    assert opens(alliance.dina, first, "case") == {"needs"}
    assert opens(alliance.dina, second, "case") == set()
    later = alliance.ilya
    later.minute = later.directory.minute = later.minute + 61
    circle = part.circle
    cases.state(later, circle, "needs", "", "", {"allergies": "nuts"})
    view = alliance.dina.view(circle)
    assert view.sealed_off == 1  # what was written after the lease does not open
    dina = alliance.dina
    dina.minute = dina.directory.minute = dina.minute + 61
    assert opens(dina, first, "case") == set()  # nor is what she once could open served to her any more


def test_every_compartment_has_somebody_who_opens_and_somebody_who_grants_from_the_start():
    for compartment, row in MATRIX.items():
        assert any(right.reads and not right.assigned and not right.since for right in row.values()), compartment
        assert any(right.grants and not right.since for right in row.values()), compartment
