"""The overview that devices and teams keep: whoever shares it sees what their own keys open, and none of it is lost."""

from dataclasses import replace

import pytest

from waystation.circles import circle as circles
from waystation.circles.envelope import pack
from waystation.circles.standing import READER
from waystation.desk.cases.searching import search
from waystation.store.files import casefiles, cases, granting
from waystation.store.lists import index
from waystation.store.members import organisation
from waystation.store.models import Kept
from waystation.store.sealed import envelopes, kept
from waystation.store.sealed.readings import Label


@pytest.fixture
def number(alliance):
    return alliance.case(needs={"allergies": "peanuts"})


def needs(keys, number):
    return casefiles.open_file(keys, number).part("needs")


def found(keys, word):
    return [hit.found for hit in search(keys, word)[0]]


def shown(keys):
    return {(line.number, line.compartment) for line in index.lines(keys)}


# -- who sees what -----------------------------------------------------------------------------------------------------


def test_a_team_admitted_from_now_on_gains_no_past_from_a_colleague_who_has_it(alliance, number):
    """Ben may read Needs from the beginning, his second team only what is written from now on. What he puts into that
    team's index must not open the beginning to Ada."""
    counselling = alliance.ruth.directory.team_of("counsellor")
    granting.grant(alliance.ilya, needs(alliance.ilya, number), alliance.id("ben"), READER)
    granting.grant(alliance.ilya, needs(alliance.ilya, number), counselling, READER, history=False)
    alliance.write("ilya", number, "needs", diet="vegan")
    organisation.join_team(alliance.ada, counselling, alliance.id("ben"))
    assert found(alliance.ben, "peanuts") == ["peanuts"] and found(alliance.ben, "vegan") == ["vegan"]
    assert found(alliance.ada, "peanuts") == [] and found(alliance.ada, "vegan") == ["vegan"]


def test_when_a_lease_ends_the_case_leaves_the_list_and_the_search(alliance, number):
    now = alliance.ilya.minute
    granting.grant(alliance.ilya, needs(alliance.ilya, number), alliance.id("dina"), READER, until=now + 5)
    dina = alliance.dina
    assert shown(dina) == {(number, "needs")} and found(dina, "peanuts")
    later = replace(dina, minute=now + 5)
    assert shown(later) == set() and found(later, "peanuts") == []


def test_of_a_case_of_which_one_part_was_leased_the_rest_stays(alliance, number):
    now = alliance.ilya.minute
    alliance.clear(number)
    alliance.write("ilya", number, "shelter", "notes", "a", text="stay in")
    for compartment, until in (("needs", now + 5), ("shelter", now + 50)):
        part = casefiles.open_file(alliance.ilya, number).part(compartment)
        granting.grant(alliance.ilya, part, alliance.id("dina"), READER, until=until)
    assert shown(alliance.dina) == {(number, "needs"), (number, "shelter")}
    later = replace(alliance.dina, minute=now + 5)
    [row] = index.overview(later).rows
    assert shown(later) == {(number, "shelter")} and row.stage == ""


def test_a_member_of_two_teams_sees_each_case_once(alliance, number):
    coordination = alliance.ruth.directory.team_of("coordinator")
    organisation.join_team(alliance.ilya, coordination, alliance.id("mara"))
    [row] = index.overview(alliance.mara).rows
    assert [line.compartment for line in row.lines] == ["contact", "needs"]
    assert row.teams == "contact:coordinator,counsellor,hotline needs:coordinator,director,hotline,verifier"


# -- nothing lost ------------------------------------------------------------------------------------------------------


def test_two_workers_who_bring_one_index_up_to_date_at_once_do_no_harm(alliance, number, monkeypatch):
    """While one worker has read a case and not yet stored it, somebody saves, and another worker does it all."""
    other, read_many = alliance.case(), index.read_many

    def slowly(*args):
        readings = read_many(*args)
        monkeypatch.setattr(index, "read_many", read_many)
        alliance.write("ilya", number, "needs", allergies="cats")
        third.append(alliance.case())
        assert len(shown(alliance.ilya)) == 6
        return readings

    third = []
    monkeypatch.setattr(index, "read_many", slowly)
    assert shown(alliance.ilya) == {(n, c) for n in (number, other, *third) for c in ("contact", "needs")}
    assert found(alliance.ilya, "cats") and not found(alliance.ilya, "peanuts")


def test_a_worker_that_dies_between_two_batches_loses_only_the_second(alliance, monkeypatch):
    numbers, read_many, batches = [alliance.case() for _ in range(5)], index.read_many, []

    def dying(keys, batch, owner):
        batches.append(batch)
        if len(batches) == 3:  # one for her device, and the first of her team's
            raise KeyboardInterrupt
        return read_many(keys, batch, owner)

    monkeypatch.setattr(index, "BATCH", 4)
    monkeypatch.setattr(index, "read_many", dying)
    with pytest.raises(KeyboardInterrupt):
        index.lines(alliance.noor)
    assert {n for n, _ in shown(alliance.noor)} == set(numbers)
    assert batches[2] == batches[3] and len(batches) == 4


def test_what_an_earlier_version_kept_is_as_good_as_absent(alliance, number):
    ilya = alliance.ilya
    for owner in index.owners(ilya):
        kept.keep(owner.newest, "index", pack(1 << 60))
        kept.keep(owner.newest, "index needs 3", pack([[["a line of another shape"]]]))
        kept.keep(owner.newest, index.PROGRESS, pack("of another shape"))
        for shelf in index.SHELVES:
            kept.keep(owner.newest, shelf, pack([[["a row of another shape"]]]))
    assert shown(ilya) == {(number, "contact"), (number, "needs")}


def test_a_shelf_that_is_lost_is_missed_and_everything_read_anew(alliance, number):
    numbers = {number, *(alliance.case() for _ in range(3))}
    ilya, [_device, team] = alliance.ilya, index.owners(alliance.ilya)
    assert {n for n, _ in shown(ilya)} == numbers
    shelf = index.SHELVES[index.part_of(number)]
    kept.clear(team.newest, shelf)
    assert {n for n, _ in shown(ilya)} == numbers
    kept.keep(team.newest, shelf, pack("of another shape"))
    assert {n for n, _ in shown(ilya)} == numbers


@pytest.mark.parametrize("label", [("case", b"", "needs"), ("case", b"n" * 16, "a part of a later version")])
def test_a_circle_that_says_nothing_known_spoils_nobodys_list(alliance, number, label):
    mara = alliance.mara
    grants = cases.founding_grants(mara, "needs", 0)
    strange = circles.found(mara.secret, pack(Label(*label, "", "Strange")), grants, mara.minute, mara.directory)
    envelopes.found(strange.id, b"s" * 16, strange.envelopes.values())
    assert shown(alliance.ilya) == {(number, "contact"), (number, "needs")}


def test_an_index_that_is_up_to_date_is_read_without_a_write(alliance, number):
    ilya = alliance.ilya
    index.lines(ilya)
    before = list(Kept.objects.order_by("pk").values_list("shelf", "at"))
    assert shown(ilya) == {(number, "contact"), (number, "needs")}
    assert list(Kept.objects.order_by("pk").values_list("shelf", "at")) == before
