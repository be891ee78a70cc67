"""A member's second machine, and what happens when one is taken."""

import pytest
from circle_cast import (
    ILYA,
    ILYAS_PHONE,
    MARA,
    MARAS_PHONE,
    MARAS_TABLET,
    NOOR,
    PAT,
    STRANGER,
    Case,
    flaws,
    ids,
    vouching,
)

from waystation.circles.circle import own
from waystation.circles.errors import Malformed, NotSteward
from waystation.circles.secret import Card, Secret
from waystation.circles.standing import Device, Loss, device_proof


def with_phone() -> Case:
    case = Case(own(MARA, "steward"), own(ILYA, "reader"), own(PAT, "warden"))
    case.writes(ILYA, "before the phone")
    case.vouches(MARA, MARAS_PHONE)
    return case


def test_a_vouched_phone_reads_and_writes_for_its_member():
    case = with_phone()
    case.writes(MARAS_PHONE, "from the tram")
    assert case.reads(MARAS_PHONE) == case.reads(ILYA) == ["before the phone", "from the tram"]
    assert flaws(case.view(ILYA)) == []


def test_a_stewards_phone_grants():
    case = with_phone()
    case.grants(MARAS_PHONE, NOOR)
    assert case.members(ILYA) == ids(MARA, ILYA, PAT, NOOR)


def test_a_phone_vouches_for_a_tablet():
    case = with_phone()
    case.vouches(MARAS_PHONE, MARAS_TABLET)
    case.writes(MARAS_TABLET, "from bed")
    assert case.reads(ILYA)[-1] == "from bed"


def test_each_device_counts_its_own_entries():
    case = with_phone()
    case.writes(MARA, "one")
    case.writes(MARAS_PHONE, "two")
    assert [s.entry.seq for s in case.view(ILYA).statements] == [1, 1, 1]
    assert flaws(case.view(ILYA)) == []


def test_a_card_whose_holder_did_not_agree_is_nobodys_device():
    case = Case(own(MARA, "steward"), own(ILYA, "reader"))
    secret = case.view(ILYA).newest.secret
    case.slips_in(ILYA, secret, "device", Device(NOOR.card.data, ILYA.sign(device_proof(ILYA.id, NOOR.card))))
    view = case.view(MARA)
    assert flaws(view) == ["Forged"]
    assert view.standing.book.cards(ILYA.id) == (ILYA.card,)


def test_a_proof_given_to_one_member_is_of_no_use_to_another():
    case = Case(own(MARA, "steward"), own(ILYA, "reader"))
    case.slips_in(ILYA, case.view(ILYA).newest.secret, "device", vouching(MARA, MARAS_PHONE))
    assert flaws(case.view(MARA)) == ["Forged"]


def test_a_strangers_device_speaks_for_nobody_with_a_place():
    case = Case(own(MARA, "steward"), own(PAT, "warden"))
    case.slips_in(STRANGER, case.view(MARA).newest.secret, "device", vouching(STRANGER, MARAS_PHONE))
    assert not case.view(MARA).standing.is_reader(MARAS_PHONE.id)
    assert case.members(MARA) == ids(MARA, PAT)


def test_a_lost_phone_opens_nothing_written_later():
    case = with_phone()
    case.loses(MARA, MARAS_PHONE)
    case.writes(ILYA, "her phone is gone")
    assert "her phone is gone" not in case.reads(MARAS_PHONE)
    assert case.reads(MARA)[-1] == "her phone is gone"


def test_a_lost_phone_writes_and_grants_no_more():
    case = with_phone()
    secret = case.view(MARAS_PHONE).newest.secret
    case.loses(MARA, MARAS_PHONE)
    case.slips_in(MARAS_PHONE, secret, "note", {"text": "I am Mara"}, seq=1)
    case.slips_in(MARAS_PHONE, secret, "grant", own(STRANGER, "steward"))
    assert "I am Mara" not in case.reads(ILYA)
    assert STRANGER.id not in case.members(ILYA)


def test_a_thief_with_a_lost_phone_vouches_for_nothing_that_counts():
    case = with_phone()
    secret = case.view(MARAS_PHONE).newest.secret
    case.loses(MARA, MARAS_PHONE)
    case.slips_in(MARAS_PHONE, secret, "device", vouching(MARAS_PHONE, STRANGER))
    assert not case.view(ILYA).standing.is_reader(STRANGER.id)
    case.writes(ILYA, "later")
    assert "later" not in case.reads(MARAS_PHONE, STRANGER)


def test_what_the_thief_vouched_for_before_the_loss_was_known_falls_with_it():
    case = with_phone()
    case.vouches(MARAS_PHONE, STRANGER)
    case.loses(MARA, MARAS_PHONE)
    case.writes(ILYA, "later")
    assert "later" not in case.reads(STRANGER)


def test_a_device_the_member_keeps_stays_when_the_one_that_vouched_for_it_is_lost():
    case = with_phone()
    case.vouches(MARAS_PHONE, MARAS_TABLET)
    case.loses(MARA, MARAS_PHONE, MARAS_TABLET)
    case.writes(ILYA, "later")
    assert case.reads(MARAS_TABLET)[-1] == "later"
    assert "later" not in case.reads(MARAS_PHONE)


def test_a_thief_who_keeps_his_own_device_does_not_keep_it_when_the_member_speaks():
    case = with_phone()
    secret = case.view(MARAS_PHONE).newest.secret
    case.vouches(MARAS_PHONE, STRANGER)
    case.slips_in(MARAS_PHONE, secret, "lost", Loss(MARAS_PHONE.id, (STRANGER.id,)))
    case.loses(MARA, MARAS_PHONE)
    case.writes(ILYA, "later")
    assert "later" not in case.reads(MARAS_PHONE, STRANGER)


def test_another_member_cannot_declare_a_device_lost():
    case = with_phone()
    case.slips_in(ILYA, case.view(ILYA).newest.secret, "lost", Loss(MARAS_PHONE.id))
    case.writes(ILYA, "later")
    assert case.reads(MARAS_PHONE)[-1] == "later"


def test_a_warden_can():
    case = with_phone()
    case.slips_in(PAT, case.view(MARA).newest.secret, "lost", Loss(MARAS_PHONE.id))
    assert not case.view(ILYA).standing.is_reader(MARAS_PHONE.id)
    assert case.view(ILYA).standing.is_reader(MARA.id)


def test_the_last_device_lost_leaves_the_member_outside_until_granted_anew():
    case = Case(own(MARA, "steward"), own(ILYA, "reader"))
    case.loses(MARA, ILYA)
    case.writes(MARA, "later")
    assert case.reads(ILYA) == []
    case.grants(MARA, ILYAS_PHONE)
    assert case.reads(ILYAS_PHONE) == ["later"]


def test_devices_that_vouch_for_each_other_do_not_stop_anybody():
    case = with_phone()
    case.vouches(MARAS_PHONE, MARAS_TABLET)
    secret = case.view(MARAS_TABLET).newest.secret
    case.slips_in(MARAS_TABLET, secret, "device", vouching(MARAS_TABLET, MARAS_PHONE))
    assert case.view(ILYA).standing.is_reader(ILYA.id)
    case.writes(ILYA, "still here")
    assert case.reads(ILYA)[-1] == "still here"


# -- what was done on a device before its loss -------------------------------------------------------------------------


def test_what_was_written_on_a_device_before_its_loss_stays():
    case = with_phone()
    case.writes(MARAS_PHONE, "the address is safe")
    case.minute = 5
    case.loses(MARA, MARAS_PHONE)
    assert case.reads(ILYA) == ["before the phone", "the address is safe"]


def test_a_loss_dated_ahead_counts_at_once():
    case = with_phone()
    secret = case.view(MARA).newest.secret
    case.slips_in(MARA, secret, "lost", Loss(MARAS_PHONE.id), minute=1000)
    assert not case.view(ILYA).standing.is_reader(MARAS_PHONE.id)
    case.writes(ILYA, "her phone is gone")
    assert "her phone is gone" not in case.reads(MARAS_PHONE)


def test_the_loss_of_a_stewards_phone_brings_nobody_revoked_back():
    case = Case(own(MARA, "steward"), own(NOOR, "reader"))
    case.vouches(MARA, MARAS_PHONE)
    case.grants(MARAS_PHONE, ILYA, "steward")
    case.revokes(ILYA, NOOR)
    case.loses(MARA, MARAS_PHONE)
    case.writes(MARA, "she must not see this")
    assert case.members(MARA) == ids(MARA)
    assert case.reads(NOOR) == []


def with_a_newcomer() -> tuple[Case, bytes]:
    """Mara lets Noor in from her phone."""
    case = with_phone()
    return case, case.grants(MARAS_PHONE, NOOR)


def test_who_was_admitted_from_a_device_goes_out_with_it_unless_the_member_adopts_the_grant():
    case, _ = with_a_newcomer()
    case.loses(MARA, MARAS_PHONE)
    assert NOOR.id not in case.members(ILYA)


def test_who_was_admitted_from_a_device_stays_where_the_member_adopts_the_grant():
    case, grant = with_a_newcomer()
    case.loses(MARA, MARAS_PHONE, adopt=(grant,))
    case.writes(MARA, "welcome")
    assert NOOR.id in case.members(ILYA)
    assert "welcome" in case.reads(NOOR)


def test_a_thief_cannot_date_a_grant_back_to_before_the_loss():
    case, grant = with_a_newcomer()
    secret = case.view(MARAS_PHONE).newest.secret
    case.minute = 5
    case.loses(MARA, MARAS_PHONE, adopt=(grant,))
    case.slips_in(MARAS_PHONE, secret, "grant", own(STRANGER, "steward"), minute=0)
    case.writes(MARA, "later")
    assert case.members(ILYA) == ids(MARA, ILYA, PAT, NOOR)
    assert "later" not in case.reads(STRANGER, MARAS_PHONE)


def test_a_reader_who_loses_a_device_adopts_nothing():
    case = with_phone()
    grant = case.grants(MARA, NOOR)
    case.vouches(ILYA, ILYAS_PHONE)
    with pytest.raises(NotSteward):
        case.loses(ILYA, ILYAS_PHONE, adopt=(grant,))


def test_what_a_device_granted_is_found_by_its_card():
    case, grant = with_a_newcomer()
    assert case.view(MARA).issued_by(MARAS_PHONE.id) == [grant]
    assert case.view(MARA).issued_by(MARA.id) == []


# -- cards that nobody can seal to -------------------------------------------------------------------------------------


def poisoned(secret: Secret, what: str) -> Card:
    data = secret.card.data
    return Card(bytes(32) + data[32:] if what == "x25519" else data[:32] + b"\xff" * 1184 + data[1216:])


@pytest.mark.parametrize("what", ["x25519", "mlkem"])
def test_a_reader_who_vouches_for_an_unusable_card_does_not_stop_all_writing(what):
    case = Case(own(MARA, "steward"), own(ILYA, "reader"), own(NOOR, "reader"))
    card = poisoned(STRANGER, what)
    device = Device(card.data, STRANGER.sign(device_proof(ILYA.id, card)))
    case.slips_in(ILYA, case.view(ILYA).newest.secret, "device", device)
    case.writes(MARA, "still possible")
    assert case.reads(NOOR) == ["still possible"]


@pytest.mark.parametrize("what", ["x25519", "mlkem"])
def test_sealing_to_an_unusable_card_raises_malformed(what):
    with pytest.raises(Malformed):
        poisoned(STRANGER, what).seal(b"x", b"info")
