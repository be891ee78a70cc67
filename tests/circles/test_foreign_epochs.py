"""Epochs that nobody should have made: by strangers who know the readers' cards, by carriers, by insiders."""

import itertools

import msgspec
import pytest
from circle_cast import ILYA, MARA, NOOR, RUTH, STRANGER, YUSUF, Case, epoch_by, flaws, ids, shape, shuffled

from waystation.circles.circle import own
from waystation.circles.envelope import MAX_EPOCHS, pack, place
from waystation.circles.secret import Secret


def two() -> Case:
    case = Case(own(MARA, "steward"), own(ILYA, "reader"))
    case.writes(MARA, "hello")
    return case


def test_a_copy_of_an_epoch_without_its_wraps_does_not_hide_the_real_one():
    case = two()
    [first] = case.epochs()
    case.circle.add(pack(msgspec.structs.replace(first, wraps={})))
    assert case.reads(ILYA) == ["hello"]


def test_a_doubled_epoch_reads_the_same_in_any_order():
    case = two()
    [first] = case.epochs()
    control = first.control[:-1] + bytes([first.control[-1] ^ 1])
    case.circle.add(pack(msgspec.structs.replace(first, control=control)))
    orders = itertools.permutations(range(len(case.circle.envelopes)))
    seen = [shape(shuffled(case.circle, order).open([ILYA], 0)) for order in orders]
    assert all(s == seen[0] for s in seen)


@pytest.mark.parametrize("n", [MAX_EPOCHS, MAX_EPOCHS + 1, 2**64 - 1])
@pytest.mark.parametrize("minter", [STRANGER, ILYA], ids=["a stranger", "a reader"])
def test_an_epoch_with_the_last_number_does_not_stop_minting(n, minter):
    case = Case(own(MARA, "steward"), own(ILYA, "reader"), own(YUSUF, "reader"))
    case.circle.add(epoch_by(minter, case, [], [MARA, ILYA, YUSUF], n))
    case.revokes(MARA, YUSUF)
    assert case.members(MARA) == ids(MARA, ILYA)
    for text in ("one", "two"):
        case.writes(MARA, text)
    assert case.reads(ILYA) == ["one", "two"]
    assert case.reads(YUSUF) == []


@pytest.mark.parametrize("minter", [STRANGER, ILYA], ids=["a stranger", "a reader"])
@pytest.mark.parametrize("claim", ["junk", "another secret"])
def test_an_epoch_that_falsely_claims_to_hand_on_another_does_not_cut_off_the_past(minter, claim):
    case = two()
    [first] = case.epochs()
    new = Secret.new(signs=False)
    where = place(case.circle.id, first.id, b"back")
    back = {first.id: bytes(60) if claim == "junk" else new.box.seal(bytes(32), where)}
    control = case.view(MARA).standing.control.values()
    case.circle.add(epoch_by(minter, case, control, [MARA, ILYA], 7, back=back, secret=new))
    case.grants(MARA, NOOR)
    assert case.reads(NOOR) == ["hello"]


def test_many_epochs_by_a_stranger_do_not_crowd_out_the_real_ones():
    case = two()
    case.grants(MARA, NOOR)
    case.writes(MARA, "and welcome")
    case.circle.add(*(epoch_by(STRANGER, case, [], [NOOR], 2) for _ in range(40)))
    assert case.reads(NOOR) == ["hello", "and welcome"]


def test_an_epoch_that_lies_about_others_costs_its_reader_one_try(monkeypatch):
    case = two()
    case.circle.add(*(epoch_by(STRANGER, case, [], [ILYA], 2) for _ in range(12)))
    lies = {epoch.id: bytes([i]) * 32 for i, epoch in enumerate(case.epochs())}
    hidden = [epoch_by(STRANGER, case, [], [STRANGER], 2) for _ in range(12)]
    case.circle.add(*hidden)
    lies |= {epoch.id: bytes(32) for epoch in case.epochs() if epoch.id not in lies}
    case.circle.add(epoch_by(STRANGER, case, [], [ILYA], 3, earlier=lies))
    assert flaws(case.view(ILYA)).count("Forged") == 13 + 1  # thirteen strange mintings, one lie
    assert case.reads(ILYA) == ["hello"]


def test_a_reader_who_copies_an_epoch_with_a_false_minting_does_not_unmake_it():
    """Whoever was given an epoch's secret can make a second envelope of it, even after a dismissal."""
    case = Case(own(MARA, "steward"), own(ILYA, "reader"), own(RUTH, "reader"))
    case.writes(MARA, "hello")
    secret = case.view(ILYA).newest.secret
    case.revokes(MARA, ILYA)
    case.writes(MARA, "later")
    for _ in range(8):  # one of them is sure to stand before the real one in the order of bytes
        case.circle.add(epoch_by(STRANGER, case, [], [MARA], 1, secret=secret))
    assert case.view(MARA).epochs[secret.id].minter == MARA.id
    case.grants(MARA, NOOR)
    assert case.reads(NOOR) == ["hello", "later"]


def test_a_stranger_who_nests_a_minting_deeply_does_not_stop_anybody_reading():
    case = two()
    nested = msgspec.Raw(b"\x91" * 50_000 + b"\x01")
    case.circle.add(epoch_by(STRANGER, case, [], [MARA], 2, minting_body=nested))
    assert case.reads(MARA) == ["hello"]
