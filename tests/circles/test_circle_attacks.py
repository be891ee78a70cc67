"""What an insider, a dismissed member, a stranger or a carrier tries, and what comes of it."""

import msgspec
import pytest
from circle_cast import DINA, ILYA, MARA, NOOR, PAT, RUTH, STRANGER, TOMAS, Case, epoch_by, flaws, forge, ids

from waystation.circles.circle import own
from waystation.circles.control import stand, with_entries
from waystation.circles.envelope import Epoch, pack, pad, parse, place, seal_drop, seal_entry, unpack
from waystation.circles.errors import CannotOpen, Forged, Malformed
from waystation.circles.minting import mint
from waystation.circles.opening import tag
from waystation.circles.secret import Card, Secret, name
from waystation.circles.standing import Device, Founding, Grant, Revocation


def three() -> Case:
    return Case(own(MARA, "steward"), own(ILYA, "reader"), own(NOOR, "reader"))


# -- the dismissed -----------------------------------------------------------------------------------------------------


def test_a_revoked_member_who_resigns_and_mints_an_epoch_gets_nobody_to_write_under_it():
    case = three()
    mine = case.view(ILYA)
    case.revokes(MARA, ILYA)
    his_grant = next(i.id for i in mine.standing.live if i.grant.to == ILYA.id)
    resigning = forge(ILYA, case.circle.id, "revoke", Revocation(his_grant, {}))
    standing = with_entries(mine.standing, [resigning])
    assert ids(MARA, NOOR) == standing.readers.keys()
    envelope, his_secret = mint(ILYA, standing, mine.epochs)
    case.circle.add(envelope)
    case.writes(MARA, "later")
    view = case.view(MARA)
    assert view.fresh is not None and view.fresh.envelope.id != his_secret.id
    assert "later" not in case.reads(ILYA)
    assert all(unpack(e)[2] != his_secret.id for e in case.sealed())


def test_a_member_who_resigns_does_not_choose_the_key_of_those_who_stay():
    case = three()
    case.revokes(ILYA, ILYA)
    minted_by_him = case.epochs()[-1]
    case.writes(MARA, "between us")
    assert case.view(MARA).fresh.envelope.id != minted_by_him.id
    assert case.reads(NOOR) == ["between us"]


def test_a_member_who_prepares_an_epoch_without_himself_before_the_dismissal_gains_nothing():
    case = three()
    control = sorted(case.view(ILYA).standing.control.values())
    case.circle.add(epoch_by(ILYA, case, control, (MARA, NOOR), n=50))
    case.revokes(MARA, ILYA)
    case.writes(MARA, "later")
    case.writes(NOOR, "and later")
    assert case.reads(ILYA) == []
    assert case.reads(NOOR) == ["later", "and later"]


def test_a_revoked_stewards_grants_do_not_count_whenever_they_claim_to_be_from():
    case = Case(own(MARA, "steward"), own(ILYA, "steward"), minute=100)
    case.grants(ILYA, NOOR)
    mine = case.view(ILYA)
    case.revokes(MARA, ILYA)
    for minute in (0, 99, 100, 10_000):
        backdated = forge(ILYA, case.circle.id, "grant", own(STRANGER, "steward"), minute=minute)
        case.circle.add(epoch_by(ILYA, case, [*mine.standing.control.values(), backdated], (MARA, STRANGER)))
    assert case.members(MARA) == ids(MARA)
    case.writes(MARA, "later")
    assert "later" not in case.reads(STRANGER) + case.reads(NOOR)


def test_a_revoked_steward_and_one_he_made_do_not_hold_each_other_up():
    case = Case(own(MARA, "steward"), own(ILYA, "steward"))
    case.grants(ILYA, NOOR, "steward")
    case.grants(NOOR, ILYA, "steward", note="in return")
    case.revokes(MARA, ILYA)
    assert case.members(MARA) == ids(MARA)


def test_a_revoked_member_cannot_take_the_revocation_back():
    case = three()
    mine = case.view(ILYA)
    case.revokes(MARA, ILYA)
    case.circle.add(epoch_by(ILYA, case, sorted(mine.standing.control.values()), (MARA, ILYA, NOOR), n=99))
    assert ILYA.id not in case.members(MARA)
    case.writes(MARA, "later")
    assert case.reads(ILYA) == []


# -- leases ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("claimed", [0, 99, 100, 200])
def test_a_steward_whose_lease_has_ended_lets_nobody_in_whatever_his_clock_says(claimed):
    case = Case(own(MARA, "steward"), own(ILYA, "steward", until=100))
    mine = case.view(ILYA, minute=99)
    case.minute = 100
    grant = forge(ILYA, case.circle.id, "grant", own(STRANGER, "reader"), minute=claimed)
    case.circle.add(epoch_by(ILYA, case, [*mine.standing.control.values(), grant], (MARA, STRANGER)))
    assert case.members(MARA) == ids(MARA)
    case.writes(MARA, "later")
    assert case.reads(STRANGER) == case.reads(ILYA) == []


# -- founders ----------------------------------------------------------------------------------------------------------


def test_a_founder_who_is_no_reader_knows_the_first_key_and_nobody_writes_under_it():
    case = Case(own(ILYA, "steward"), own(NOOR, "reader"), founder=RUTH)
    first = case.epochs()[0].id
    assert case.view(ILYA).fresh is None
    case.writes(NOOR, "hello")
    assert all(unpack(envelope)[2] != first for envelope in case.sealed())
    with pytest.raises(CannotOpen):
        case.view(RUTH)


def test_a_founder_without_a_grant_neither_grants_nor_revokes():
    case = Case(own(ILYA, "steward"), own(PAT, "warden"), founder=RUTH)
    grant = case.grant_of(ILYA, ILYA)
    case.slips_in(RUTH, case.view(ILYA).newest.secret, "grant", own(RUTH, "steward"))
    case.dismisses(RUTH, grant)
    assert case.members(ILYA) == ids(ILYA, PAT)


def test_a_second_founding_is_not_this_circles():
    case = three()
    other = forge(STRANGER, b"", "found", Grant(STRANGER.id, ("steward",)))
    secret = case.view(ILYA).newest.secret
    case.circle.add(seal_entry(other, case.circle.id, secret.id, secret.box))
    assert flaws(case.view(MARA)) == ["Replayed"]


# -- strangers ---------------------------------------------------------------------------------------------------------


def test_a_stranger_who_knows_the_readers_cards_gets_nobody_to_write_under_his_epoch():
    case = three()
    case.writes(MARA, "hello")
    control = sorted(case.view(MARA).standing.control.values())
    case.circle.add(epoch_by(STRANGER, case, control, (MARA, ILYA, NOOR)))
    assert flaws(case.view(ILYA)) == ["Forged"]
    his = max(case.epochs(), key=lambda e: e.n).id
    case.writes(ILYA, "answer")
    assert case.reads(NOOR) == ["hello", "answer"]
    assert all(unpack(envelope)[2] != his for envelope in case.sealed())


def test_a_stranger_cannot_pass_off_an_epoch_as_minted_by_a_member():
    case = three()
    control = sorted(case.view(MARA).standing.control.values())
    new, circle = Secret.new(signs=False), case.circle.id
    genuine = case.view(MARA).newest.minting
    wraps = {
        tag(r.id, new.id): r.card.seal(pack([new.seed, {}]), place(circle, new.id, b"wrap")) for r in (MARA, ILYA, NOOR)
    }
    sealed = new.box.seal(pad(pack([control, genuine])), place(circle, new.id, b"control"))
    case.circle.add(pack(Epoch(1, "epoch", new.id, 9, b"", wraps, {}, sealed)))
    assert flaws(case.view(ILYA)) == ["Forged"]
    assert case.view(ILYA).fresh.envelope.id != new.id


def test_an_epoch_whose_name_is_not_its_keys_is_forged():
    case = three()
    case.writes(MARA, "hello")
    seed, claimed = bytes(32), bytes(16)
    wrap = MARA.card.seal(pack([seed, {}]), place(case.circle.id, claimed, b"wrap"))
    case.circle.add(pack(Epoch(1, "epoch", claimed, 2, b"", {tag(MARA.id, claimed): wrap}, {}, b"")))
    assert flaws(case.view(MARA)) == ["Forged"]
    assert case.reads(MARA) == ["hello"]


def test_a_stranger_who_adds_garbage_under_every_known_name_changes_nothing_said():
    case = three()
    case.writes(MARA, "hello")
    [epoch] = case.epochs()
    case.circle.add(
        pack([1, "entry", epoch.id, bytes(600)]),
        pack([1, "drop", epoch.id, bytes(2000)]),
        pack([1, "entry", bytes(16), bytes(600)]),
        pack(Epoch(1, "epoch", bytes(16), 3, b"", {tag(MARA.id, bytes(16)): bytes(1200)}, {}, b"")),
    )
    assert case.reads(MARA) == case.reads(ILYA) == ["hello"]
    assert flaws(case.view(ILYA)) == ["WrongKey", "WrongKey"]
    assert flaws(case.view(MARA)) == ["WrongKey", "WrongKey", "WrongKey"]


def test_a_stranger_who_drops_grants_and_revocations_moves_nobody():
    case = Case(own(MARA, "steward"), own(DINA, "writer"))
    card = Card(case.epochs()[-1].card)
    for kind, body in (
        ("grant", own(STRANGER, "steward")),
        ("revoke", Revocation(case.grant_of(MARA, MARA), {})),
    ):
        case.circle.add(seal_drop(forge(STRANGER, case.circle.id, kind, body), case.circle.id, card))
    assert case.members(MARA) == ids(MARA, DINA)


# -- insiders ----------------------------------------------------------------------------------------------------------


def test_a_reader_who_signs_a_grant_lets_nobody_in():
    case = three()
    case.slips_in(ILYA, case.view(ILYA).newest.secret, "grant", own(STRANGER, "reader"))
    case.slips_in(ILYA, case.view(ILYA).newest.secret, "grant", own(ILYA, "steward"))
    assert case.members(MARA) == ids(MARA, ILYA, NOOR)
    assert not case.view(MARA).standing.is_steward(ILYA.id)


def test_a_warden_who_signs_a_grant_lets_nobody_in():
    case = Case(own(MARA, "steward"), own(PAT, "warden"))
    card = Card(case.epochs()[-1].card)
    case.circle.add(seal_drop(forge(PAT, case.circle.id, "grant", own(PAT, "reader")), case.circle.id, card))
    assert not case.view(MARA).standing.is_reader(PAT.id)
    case.writes(MARA, "hello")
    with pytest.raises(CannotOpen):
        case.view(PAT)


def test_a_reader_who_mints_an_epoch_that_leaves_another_out_is_not_followed():
    case = three()
    control = sorted(case.view(ILYA).standing.control.values())
    case.circle.add(epoch_by(ILYA, case, control, (MARA, ILYA)))
    case.writes(MARA, "for all three")
    assert case.reads(NOOR) == ["for all three"]


def test_a_reader_who_mints_an_epoch_that_lets_another_in_is_not_followed():
    case = three()
    control = sorted(case.view(ILYA).standing.control.values())
    case.circle.add(epoch_by(ILYA, case, control, (MARA, ILYA, NOOR, STRANGER)))
    case.writes(MARA, "for us three")
    assert case.reads(STRANGER) == []


def test_a_reader_who_leaves_a_revocation_out_of_a_new_epoch_does_not_undo_it():
    case = three()
    before = sorted(case.view(MARA).standing.control.values())
    case.revokes(MARA, NOOR)
    case.circle.add(epoch_by(ILYA, case, before, (MARA, ILYA, NOOR)))
    assert case.members(MARA) == ids(MARA, ILYA)
    case.writes(MARA, "later")
    assert "later" not in case.reads(NOOR)


def test_a_reader_who_hands_another_a_broken_wrap_is_seen_by_the_one_shut_out():
    case = three()
    control = sorted(case.view(ILYA).standing.control.values())
    case.circle.add(epoch_by(ILYA, case, control, (MARA, ILYA, NOOR), n=2, shut_out=NOOR))
    case.circle.add(*case.view(ILYA).write(ILYA, "note", {"text": "not for Noor"}))
    assert case.reads(MARA) == ["not for Noor"]
    assert flaws(case.view(NOOR)) == ["WrongKey"]
    assert case.view(NOOR).sealed_off == 1


def test_a_grant_with_an_unknown_role_gives_nothing():
    case = three()
    secret = case.view(MARA).newest.secret
    for roles in ((), ("king",), ("reader", "king")):
        case.slips_in(MARA, secret, "grant", Grant(TOMAS.id, roles, cards=(TOMAS.card.data,)))
    assert case.members(ILYA) == ids(MARA, ILYA, NOOR)
    assert flaws(case.view(ILYA)) == ["Malformed"] * 3


@pytest.mark.parametrize("kind", ["grant", "revoke", "device", "lost"])
def test_a_control_entry_with_a_body_of_another_shape_is_named(kind):
    case = three()
    case.slips_in(MARA, case.view(MARA).newest.secret, kind, {"not": "a", "body": 1})
    assert flaws(case.view(ILYA)) == ["Malformed"]
    assert case.members(ILYA) == ids(MARA, ILYA, NOOR)


# -- carriers ----------------------------------------------------------------------------------------------------------


def test_a_carrier_who_sends_everything_twice_changes_nothing():
    case = three()
    case.writes(MARA, "hello")
    case.circle.add(*list(case.circle.envelopes.values()) * 2)
    assert case.reads(ILYA) == ["hello"]
    assert len(case.sealed()) == 1


def test_a_carrier_who_withholds_the_newest_epoch_hides_what_is_under_it_and_is_counted():
    case = three()
    case.writes(MARA, "one")
    case.revokes(MARA, ILYA)
    case.writes(MARA, "two")
    newest = case.epochs()[-1].id
    del case.circle.envelopes[name(case.envelope_of(newest))]
    view = case.view(NOOR)
    assert case.reads(NOOR) == ["one"]
    assert view.sealed_off == 1


def test_a_carrier_who_adds_a_wrap_makes_members_mint_anew_and_opens_nothing():
    case = three()
    [epoch] = case.epochs()
    del case.circle.envelopes[name(case.envelope_of(epoch.id))]
    case.circle.add(pack(msgspec.structs.replace(epoch, wraps={**epoch.wraps, bytes(8): bytes(1200)})))
    case.writes(MARA, "hello")
    assert case.reads(ILYA) == ["hello"]
    assert all(unpack(envelope)[2] != epoch.id for envelope in case.sealed())


# -- bytes that mean something else ------------------------------------------------------------------------------------

NESTED = msgspec.Raw(b"\x91" * 50_000 + b"\x01")


def test_a_writer_who_drops_a_deeply_nested_body_does_not_stop_everyone_reading():
    case = Case(own(MARA, "steward"), own(DINA, "writer"))
    case.writes(MARA, "hello")
    signed = forge(DINA, case.circle.id, "note", NESTED, seq=1)
    case.circle.add(seal_drop(signed, case.circle.id, Card(case.epochs()[-1].card)))
    assert case.reads(MARA) == ["hello"]


def test_a_minting_passed_off_as_a_statement_says_nothing_and_is_no_fork():
    case = Case(own(MARA, "steward"), own(ILYA, "reader"))
    case.grants(MARA, NOOR)
    view = case.view(ILYA)
    secret = view.newest.secret
    for opened in view.epochs.values():
        case.circle.add(seal_entry(opened.minting, case.circle.id, secret.id, secret.box))
    assert case.view(MARA).statements == []
    assert flaws(case.view(MARA)) == ["Replayed", "Replayed"]


def test_an_epoch_whose_card_is_not_the_one_its_id_commits_to_is_refused():
    case = Case(own(MARA, "steward"), own(DINA, "writer"))
    [first] = case.epochs()
    with pytest.raises(Malformed):
        parse(pack(msgspec.structs.replace(first, card=Secret.new(signs=False).card.data)))


def test_a_malformed_grant_that_carries_a_card_leaves_no_trace_in_any_order():
    case = Case()
    a = forge(ILYA, case.circle.id, "grant", Grant(NOOR.id, ("reader",), cards=(NOOR.card.data, b"short")))
    b = forge(NOOR, case.circle.id, "revoke", Revocation(bytes(16), {}))
    c = forge(MARA, case.circle.id, "grant", own(ILYA, "steward"))
    root = list(case.view(MARA).standing.control.values())
    one, two = stand(case.circle.id, [*root, c, a, b], None, 0), stand(case.circle.id, [*root, b, a, c], None, 0)
    assert one.control.keys() == two.control.keys()


def test_a_founding_with_more_grants_than_two_bytes_count_is_malformed():
    body = Founding(bytes(16), b"", (Grant(MARA.id, ("reader",)),) * 65_537, (MARA.card.data,))
    root = forge(MARA, b"", "found", body)
    assert [type(flaw) for flaw in stand(name(root), [root], None, 0).flaws] == [Malformed]


# -- acts that are refused say so --------------------------------------------------------------------------------------


def test_granting_an_unknown_role_raises():
    with pytest.raises(Malformed):
        Case().view(MARA).grant(MARA, NOOR.id, "reeder", cards=(NOOR.card.data,))


def test_vouching_without_the_devices_proof_raises():
    with pytest.raises(Forged):
        Case().view(MARA).control(MARA, "device", Device(STRANGER.card.data, bytes(64)))
