"""Views: several statements at once, the key of what is derived from a view, and signatures checked once."""

import msgspec
import pytest
from circle_cast import ILYA, MARA, NOOR, STRANGER, Case, flaws, forge, text_of, texts

from waystation.circles import view as views
from waystation.circles.circle import own
from waystation.circles.envelope import SIGNATURE, check_signature, seal_entry
from waystation.circles.errors import NotReader
from waystation.circles.secret import name


def two() -> Case:
    return Case(own(MARA, "steward"), own(ILYA, "reader"))


def notes(*said: str):
    return [("note", {"text": text}) for text in said]


# -- several at once ---------------------------------------------------------------------------------------------------


def test_several_statements_are_written_in_their_order_each_knowing_the_one_before():
    case = two()
    case.writes(ILYA, "question")
    case.circle.add(*case.view(MARA).write_all(MARA, notes("one", "two", "three")))
    view = case.view(ILYA)
    assert texts(view) == ["question", "one", "two", "three"]
    assert [s.depth for s in view.statements] == [0, 1, 2, 3]
    assert flaws(view) == []
    assert view.heads == (view.statements[-1].id,)
    assert all(s.knows(ILYA.id, 1) for s in view.statements[1:])


def test_several_statements_cost_at_most_one_new_epoch():
    case = two()
    case.revokes(ILYA, ILYA)  # a leaver's epoch is nobody's to use
    envelopes = case.view(MARA).write_all(MARA, notes("one", "two"))
    assert len(envelopes) == 3
    case.circle.add(*envelopes)
    assert len(case.view(MARA).write_all(MARA, notes("three"))) == 1


def test_several_statements_written_in_ignorance_know_only_each_other():
    case = two()
    case.writes(ILYA, "unseen")
    case.circle.add(*case.view(MARA).write_all(MARA, notes("one", "two"), seen=()))
    by_text = {text_of(s.entry): s for s in case.view(MARA).statements}
    assert by_text["two"].depth == 1
    assert not by_text["two"].knows(ILYA.id, 1)


def test_writing_nothing_makes_nothing():
    assert two().view(MARA).write_all(MARA, []) == []


def test_a_stranger_writes_no_list_either():
    with pytest.raises(NotReader):
        two().view(MARA).write_all(STRANGER, notes("x"))


# -- reach -------------------------------------------------------------------------------------------------------------


def test_a_member_admitted_without_history_has_another_reach():
    case = two()
    case.writes(MARA, "old")
    case.grants(MARA, NOOR, history=False)
    assert case.view(NOOR).reach != case.view(MARA).reach
    assert case.view(NOOR).reach[0] != case.view(MARA).reach[0]
    assert case.view(NOOR).reach[1] != case.view(MARA).reach[1]


def test_a_member_admitted_with_history_has_the_reach_of_the_others():
    case = two()
    case.writes(MARA, "old")
    case.grants(MARA, NOOR)
    assert case.view(NOOR).reach == case.view(MARA).reach == case.view(ILYA).reach


def test_a_reach_changes_with_every_epoch_and_not_with_statements():
    case = two()
    before = case.view(MARA).reach
    case.writes(MARA, "hello")
    assert case.view(MARA).reach == before
    case.grants(MARA, NOOR)
    assert case.view(MARA).reach != before


def test_a_dismissed_member_keeps_the_old_reach_and_cannot_compute_the_new():
    case = two()
    before = case.view(ILYA).reach
    case.revokes(MARA, ILYA)
    assert case.view(ILYA).reach == before != case.view(MARA).reach


# -- checked once ------------------------------------------------------------------------------------------------------


def test_signatures_that_were_checked_are_not_checked_again_and_new_ones_are(monkeypatch):
    case = two()
    case.writes(MARA, "hello")
    checked = case.view(ILYA).checked
    case.writes(MARA, "new")
    asked = []
    monkeypatch.setattr(views, "check_signature", lambda signed, card: asked.append(name(signed)))
    view = case.circle.open([ILYA], 0, None, checked)
    assert asked == [view.statements[-1].id]


def test_what_was_not_signed_rightly_is_never_among_the_checked():
    case = two()
    secret = case.view(ILYA).newest.secret
    forged = forge(ILYA, case.circle.id, "note", {"text": "I am Mara"}, seq=1, author=MARA.id)
    unknown = forge(STRANGER, case.circle.id, "note", {"text": "hello"}, seq=1)
    grant = forge(ILYA, case.circle.id, "grant", own(STRANGER, "steward"), author=MARA.id)
    for signed in (forged, unknown, grant):
        case.circle.add(seal_entry(signed, case.circle.id, secret.id, secret.box))
    view = case.view(MARA)
    assert not view.checked & {name(s) for s in (forged, unknown, grant)}
    again = case.circle.open([MARA], 0, None, view.checked)
    assert flaws(again) == flaws(view) == ["Forged"] * 3
    assert texts(again) == []


def test_a_tampered_entry_has_another_name_and_so_is_checked():
    case = two()
    case.writes(MARA, "hello")
    view = case.view(ILYA)
    [statement] = view.statements
    for at in (0, SIGNATURE - 1, SIGNATURE + 20, len(statement.signed) - 1):
        bent = bytearray(statement.signed)
        bent[at] ^= 1
        case.circle.add(seal_entry(bytes(bent), case.circle.id, view.newest.envelope.id, view.newest.secret.box))
    again = case.circle.open([ILYA], 0, None, view.checked)
    assert texts(again) == ["hello"]
    assert len(again.flaws) == 4
    assert {"Forged", "Malformed"} >= set(flaws(again))


def test_what_was_checked_in_one_circle_says_nothing_of_another():
    case, other = two(), two()
    case.writes(MARA, "hello")
    view = case.view(ILYA)
    secret = other.view(ILYA).newest.secret
    other.circle.add(seal_entry(view.statements[0].signed, other.circle.id, secret.id, secret.box))
    again = other.circle.open([ILYA], 0, None, view.checked)
    assert texts(again) == []
    assert flaws(again) == ["Replayed"]


def test_checked_or_not_the_view_is_the_same():
    case = two()
    case.grants(MARA, NOOR)
    case.writes(NOOR, "hello")
    case.revokes(MARA, NOOR)
    view = case.view(ILYA)
    again = case.circle.open([ILYA], 0, None, view.checked)
    assert [s.id for s in again.statements] == [s.id for s in view.statements]
    assert again.standing.live == view.standing.live
    assert again.fresh.envelope.id == view.fresh.envelope.id
    assert again.checked == view.checked


def test_a_signature_is_over_exactly_the_bytes_kept():
    signed = forge(MARA, bytes(16), "note", msgspec.Raw(b"\x81\xa4text\xa2hi"), seq=1)
    check_signature(signed, MARA.card)
