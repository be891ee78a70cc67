"""A member's second machine, and what happens when one is taken."""

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
