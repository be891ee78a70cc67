"""Dismissal: an old keyring opens nothing written later, and what was said before stays said."""

import pytest
from circle_cast import ILYA, MARA, NOOR, PAT, RUTH, TOMAS, YUSUF, Case, flaws, ids, void_texts

from waystation.circles.circle import own
from waystation.circles.errors import NothingToRevoke, NotHonoured, NotSteward, Revoked


def three() -> Case:
    return Case(own(MARA, "steward"), own(ILYA, "reader"), own(NOOR, "reader"))


def test_a_revoked_member_reads_nothing_written_later():
    case = three()
    case.writes(MARA, "before")
    case.revokes(MARA, ILYA)
    case.writes(MARA, "after")
    assert case.reads(ILYA) == ["before"]
    assert case.reads(NOOR) == ["before", "after"]


def test_what_a_revoked_member_wrote_before_stays():
    case = three()
    case.writes(ILYA, "I met her")
    case.revokes(MARA, ILYA)
    assert case.reads(NOOR) == ["I met her"]


def test_a_revoked_member_who_does_not_know_it_yet_writes_in_vain():
    case, elsewhere = (c := three()), c.apart()
    case.revokes(MARA, ILYA)
    elsewhere.writes(ILYA, "I have not heard")
    case.meets(elsewhere)
    view = case.view(MARA)
    assert view.statements == []
    [(_, why)] = view.void
    assert type(why) is Revoked


def test_who_knows_of_the_own_revocation_cannot_write():
    case = three()
    signed = case.view(MARA).revoke(MARA, case.grant_of(MARA, ILYA))
    case.circle.add(*signed)
    case.slips_in(ILYA, case.view(ILYA).newest.secret, "note", {"text": "still here"}, seq=1)
    assert case.reads(NOOR) == []


def test_a_member_leaves_by_themself():
    case = three()
    case.revokes(ILYA, ILYA)
    assert case.members(MARA) == ids(MARA, NOOR)
    case.writes(NOOR, "he has left")
    assert case.reads(ILYA) == []


def test_a_reader_revokes_nobody_else():
    case = three()
    with pytest.raises(NotSteward):
        case.revokes(ILYA, NOOR)


def test_what_has_ended_cannot_be_ended_again():
    case = three()
    grant = case.grant_of(MARA, ILYA)
    case.revokes(MARA, ILYA)
    with pytest.raises(NothingToRevoke):
        case.view(MARA).revoke(MARA, grant)


def test_an_unknown_grant_cannot_be_ended():
    case = three()
    with pytest.raises(NothingToRevoke):
        case.view(MARA).revoke(MARA, bytes(16))


def test_those_whom_a_steward_let_in_go_out_with_her():
    case = Case(own(MARA, "steward"), own(ILYA, "steward"))
    case.grants(ILYA, NOOR)
    case.writes(NOOR, "hello")
    case.revokes(MARA, ILYA)
    assert case.members(MARA) == ids(MARA)
    assert case.reads(MARA) == ["hello"]
    case.writes(MARA, "later")
    assert "later" not in case.reads(NOOR)


def test_those_whom_another_steward_adopted_stay():
    case = Case(own(MARA, "steward"), own(ILYA, "steward"))
    case.grants(ILYA, NOOR)
    case.grants(MARA, NOOR, note="adopted")
    case.revokes(MARA, ILYA)
    assert case.members(MARA) == ids(MARA, NOOR)


def test_a_steward_adopts_those_who_stay_in_the_same_act():
    case = Case(own(MARA, "steward"), own(ILYA, "steward"))
    case.grants(ILYA, NOOR, note="verifies")
    case.grants(ILYA, TOMAS)
    epochs = len(case.epochs())
    case.revokes(MARA, ILYA, adopt=[case.grant_of(MARA, NOOR)])
    assert case.members(MARA) == ids(MARA, NOOR)
    assert len(case.epochs()) == epochs + 1
    case.writes(NOOR, "still here")
    assert case.reads(MARA) == ["still here"]


def test_what_was_adopted_before_outlasts_its_first_issuer():
    case = Case(own(MARA, "steward"), own(ILYA, "steward"))
    case.grants(ILYA, NOOR)
    case.circle.add(*case.view(MARA).adopt(MARA, case.view(MARA).issued_by(ILYA.id)))
    case.revokes(MARA, ILYA)
    assert case.members(MARA) == ids(MARA, NOOR)


def test_who_leaves_adopts_nothing():
    case = three()
    with pytest.raises(NotSteward):
        case.revokes(ILYA, ILYA, adopt=[case.grant_of(MARA, NOOR)])


def test_someone_granted_twice_stays_until_both_are_revoked():
    case = Case(own(MARA, "steward"))
    first, second = case.grants(MARA, NOOR), case.grants(MARA, NOOR, note="again")
    case.circle.add(*case.view(MARA).revoke(MARA, first))
    case.writes(MARA, "one left")
    assert case.reads(NOOR) == ["one left"]
    case.circle.add(*case.view(MARA).revoke(MARA, second))
    case.writes(MARA, "none left")
    assert case.reads(NOOR) == ["one left"]


def test_someone_revoked_comes_back_by_a_new_grant():
    case = three()
    case.revokes(MARA, ILYA)
    case.grants(MARA, ILYA)
    case.writes(ILYA, "back again")
    assert case.reads(NOOR) == ["back again"]


def test_a_revocation_takes_one_signature_and_one_epoch_and_then_writing_costs_none():
    case = three()
    case.revokes(MARA, ILYA)
    assert len(case.epochs()) == 2
    case.writes(NOOR, "hello")
    assert len(case.epochs()) == 2


def test_every_revocation_is_restated_to_later_members():
    case = three()
    case.revokes(MARA, ILYA)
    case.grants(MARA, TOMAS, history=False)
    view = case.view(TOMAS)
    assert len(view.standing.revocations) == 1
    assert ILYA.id not in view.standing.readers
    assert flaws(view) == []


def test_a_member_never_granted_is_named_as_such():
    case = three()
    case.grants(MARA, RUTH, "warden")
    case.slips_in(RUTH, case.view(MARA).newest.secret, "note", {"text": "x"}, seq=1)
    [(_, why)] = case.view(MARA).void
    assert type(why) is NotHonoured


# -- the honoured past -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("seq", [0, 1, 2, 3])
def test_a_revoked_member_adds_nothing_to_the_past_by_using_a_number_again(seq):
    case = Case(own(MARA, "steward"), own(ILYA, "reader"))
    case.writes(ILYA, "one")
    case.writes(ILYA, "two")
    key = case.view(ILYA).newest.secret
    case.revokes(MARA, ILYA)
    case.slips_in(ILYA, key, "note", {"text": "she said yes"}, seq=seq)
    assert case.reads(MARA) == ["one", "two"]


def test_a_revoked_member_adds_nothing_by_naming_what_is_honoured_as_the_one_before():
    case = Case(own(MARA, "steward"), own(ILYA, "reader"))
    case.writes(ILYA, "one")
    view = case.view(ILYA)
    case.revokes(MARA, ILYA)
    case.slips_in(ILYA, view.newest.secret, "note", {"text": "two"}, seq=2, prev=view.pen(ILYA.id).last)
    assert case.reads(MARA) == ["one"]


def test_a_member_who_skips_numbers_keeps_no_room_for_after_the_revocation():
    case = Case(own(MARA, "steward"), own(ILYA, "reader"))
    key = case.view(ILYA).newest.secret
    case.slips_in(ILYA, key, "note", {"text": "far ahead"}, seq=1 << 40)
    case.revokes(MARA, ILYA)
    case.slips_in(ILYA, key, "note", {"text": "afterwards"}, seq=77)
    assert case.reads(MARA) == ["far ahead"]
    assert "Fork" not in flaws(case.view(MARA))


def test_of_a_forked_chain_the_branch_that_the_revocation_names_is_honoured():
    case = Case(own(MARA, "steward"), own(ILYA, "reader"))
    restored = case.apart()
    case.writes(ILYA, "one")
    restored.writes(ILYA, "one again")
    case.meets(restored)
    case.revokes(MARA, ILYA)
    assert len(case.reads(MARA)) == len(void_texts(case.view(MARA))) == 1


def test_a_lapsed_grant_can_be_closed_against_backdating():
    case = Case(own(MARA, "steward"), own(YUSUF, "reader", until=10))
    case.writes(YUSUF, "on the way")
    key, grant = case.view(YUSUF).newest.secret, case.grant_of(MARA, YUSUF)
    case.minute = 20
    case.circle.add(*case.view(MARA).revoke(MARA, grant))
    case.slips_in(YUSUF, key, "note", {"text": "dated back"}, seq=2, minute=9)
    assert case.reads(MARA) == ["on the way"]


def test_a_warden_who_also_reads_may_revoke_from_inside():
    case = Case(own(MARA, "steward"), own(PAT, "reader", "warden"), own(ILYA, "reader"))
    case.revokes(PAT, ILYA)
    assert case.members(MARA) == ids(MARA, PAT)


def test_a_grant_repeated_in_the_same_minute_after_a_revocation_counts():
    case = Case()
    case.grants(MARA, NOOR)
    case.revokes(MARA, NOOR)
    case.circle.add(*case.view(MARA).grant(MARA, NOOR.id, "reader", cards=(NOOR.card.data,)))
    assert NOOR.id in case.members(MARA)
