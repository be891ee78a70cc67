"""Two nodes that have not heard of each other: what they hold together is the same, whoever hears first."""

from circle_cast import ADA, ILYA, MARA, NOOR, PAT, RUTH, TOMAS, Case, flaws, ids, shape

from waystation.circles.circle import own


def stewards(*more) -> Case:
    return Case(own(MARA, "steward"), own(ILYA, "steward"), own(RUTH, "steward"), *more)


def test_two_stewards_who_revoke_each_other_are_both_out():
    here = stewards()
    there = here.apart()
    here.revokes(MARA, ILYA)
    there.revokes(ILYA, MARA)
    here.meets(there)
    assert here.members(RUTH) == there.members(RUTH) == ids(RUTH)
    assert shape(here.view(RUTH)) == shape(there.view(RUTH))


def test_after_a_mutual_revocation_the_rest_write_and_neither_reads():
    here = stewards()
    there = here.apart()
    here.revokes(MARA, ILYA)
    there.revokes(ILYA, MARA)
    here.meets(there)
    here.writes(RUTH, "it is quiet now")
    assert "it is quiet now" not in here.reads(MARA) + here.reads(ILYA)
    assert here.reads(RUTH) == ["it is quiet now"]


def test_three_who_revoke_in_a_ring_are_all_out():
    here = stewards(own(NOOR, "steward"))
    b, c = here.apart(), here.apart()
    here.revokes(MARA, ILYA)
    b.revokes(ILYA, RUTH)
    c.revokes(RUTH, MARA)
    here.meets(b)
    here.meets(c)
    assert here.members(NOOR) == ids(NOOR)


def test_a_grant_made_while_its_issuer_was_being_revoked_elsewhere_does_not_count():
    here = stewards()
    there = here.apart()
    here.revokes(MARA, ILYA)
    there.grants(ILYA, NOOR)
    here.meets(there)
    assert here.members(MARA) == ids(MARA, RUTH)
    here.writes(MARA, "later")
    assert "later" not in here.reads(NOOR)


def test_a_grant_and_a_revocation_made_apart_both_count():
    here = stewards(own(TOMAS, "reader"))
    there = here.apart()
    here.revokes(MARA, TOMAS)
    there.grants(ILYA, NOOR)
    here.meets(there)
    assert here.members(MARA) == there.members(ILYA) == ids(MARA, ILYA, RUTH, NOOR)
    here.writes(MARA, "later")
    assert here.reads(NOOR) == ["later"]
    assert here.reads(TOMAS) == []


def test_neither_of_two_epochs_made_apart_is_written_under_once_both_are_known():
    here = stewards(own(TOMAS, "reader"))
    there = here.apart()
    here.revokes(MARA, TOMAS)
    there.grants(ILYA, NOOR)
    here.meets(there)
    assert here.view(MARA).fresh is None
    here.writes(MARA, "under a third")
    assert here.view(NOOR).fresh is not None


def test_statements_made_apart_stand_side_by_side_in_one_order():
    here = stewards()
    there = here.apart()
    here.writes(MARA, "here")
    there.writes(ILYA, "there")
    here.meets(there)
    assert here.reads(RUTH) == there.reads(RUTH)
    one, two = here.view(RUTH).statements
    assert one.depth == two.depth == 0
    assert not one.knows(two.entry.author, two.entry.seq)
    assert not two.knows(one.entry.author, one.entry.seq)
    assert len(here.view(RUTH).heads) == 2


def test_an_answer_to_both_knows_both():
    here = stewards()
    there = here.apart()
    here.writes(MARA, "here")
    there.writes(ILYA, "there")
    here.meets(there)
    here.writes(RUTH, "I have read both")
    view = here.view(MARA)
    *earlier, last = view.statements
    assert all(last.knows(s.entry.author, s.entry.seq) for s in earlier)
    assert view.heads == (last.id,)


def test_a_warden_and_a_steward_who_revoke_the_same_grant_end_it_once():
    here = stewards(own(NOOR, "reader"), own(PAT, "warden"))
    there = here.apart()
    grant = here.grant_of(MARA, NOOR)
    here.revokes(MARA, NOOR)
    there.dismisses(PAT, grant)
    here.meets(there)
    assert here.members(MARA) == ids(MARA, ILYA, RUTH, PAT)
    assert flaws(here.view(MARA)) == []


def test_of_two_revocations_the_one_that_honours_less_decides():
    here = stewards(own(NOOR, "reader"))
    here.writes(NOOR, "one")
    there = here.apart()
    here.writes(NOOR, "two")
    here.revokes(MARA, NOOR)
    there.revokes(ILYA, NOOR)
    here.meets(there)
    assert here.reads(MARA) == there.reads(RUTH) == ["one"]


def test_a_steward_adopted_and_revoked_apart_stays_adopted():
    here = stewards()
    here.grants(ILYA, ADA)
    there = here.apart()
    here.revokes(MARA, ILYA)
    there.grants(RUTH, ADA)
    here.meets(there)
    assert here.members(MARA) == ids(MARA, RUTH, ADA)
