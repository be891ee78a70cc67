"""Founding, teams, dismissal: who can open what, by keys."""

import pytest

from waystation.circles.errors import CannotOpen, NotSteward
from waystation.store.files import casefiles
from waystation.store.members import organisation
from waystation.store.sealed import accesslog, keys


def test_pat_enrols_and_dismisses_and_opens_no_case(alliance):
    number = alliance.case()
    with pytest.raises(CannotOpen):
        casefiles.open_file(alliance.pat, number)


def test_pat_cannot_let_anybody_into_a_team(alliance):
    pat = alliance.pat
    team = pat.directory.team_of("verifier")
    with pytest.raises((NotSteward, CannotOpen)):
        organisation.join_team(pat, team, alliance.id("pat"))


def test_pat_cannot_found_a_team_that_would_be_granted_cases(alliance):
    with pytest.raises(NotSteward):
        organisation.found_team(alliance.pat, "verifier", "Verification", alliance.id("pat"))


def test_a_dismissed_member_is_out_at_once_and_the_rest_go_on(alliance):
    number = alliance.case()
    organisation.dismiss(alliance.pat, alliance.id("mara"))
    with pytest.raises(keys.NotAMember):
        keys.unlock(alliance.secrets["mara"])
    file = casefiles.open_file(alliance.ilya, number)
    assert file.part("contact").state.get("alias") == "Heron"


def test_a_dismissal_that_cannot_be_carried_out_changes_nothing(alliance, monkeypatch):
    """The database fails in the middle: Mara is not out here and in there."""
    from waystation.store.models import Alarm

    holder = alliance.mara.pseudonym
    Alarm.objects.create(id=b"a" * 16, circle=b"c" * 16, ref=b"r" * 16, at=1, raised=1, holder=holder)
    monkeypatch.setattr(organisation, "_warden_revokes", broken)
    with pytest.raises(RuntimeError):
        organisation.dismiss(alliance.pat, alliance.id("mara"))
    assert alliance.mara.teams and Alarm.objects.get().holder == holder


def broken(*_args):
    raise RuntimeError


@pytest.mark.parametrize("name", ["ruth", "pat"])
def test_whoever_enrols_and_dismisses_may_leave_themself(alliance, name):
    organisation.dismiss(alliance.keys(name), alliance.id(name))
    with pytest.raises(keys.NotAMember):
        keys.unlock(alliance.secrets[name])
    directory = alliance.ilya.directory
    assert not any(alliance.id(name) in directory.team_members(team) for team in directory.teams)


def test_an_old_keyring_opens_nothing_written_after_a_dismissal(alliance):
    number = alliance.case()
    old = alliance.noor
    circle = casefiles.open_file(alliance.ilya, number).part("needs").circle
    organisation.dismiss(alliance.pat, alliance.id("noor"))
    alliance.keys("lena")  # Lena's next page gives the team its new key
    alliance.write("ilya", number, "needs", priority="emergency")
    view = old.view(circle)
    assert view.sealed_off >= 1
    assert all(b"emergency" not in bytes(s.entry.body) for s in view.statements)
    assert casefiles.open_file(alliance.lena, number).states["needs"].get("priority") == "emergency"


def test_a_dismissal_lists_what_was_opened_lately(alliance):
    alliance.case()
    done = organisation.dismiss(alliance.pat, alliance.id("mara"))
    assert {act for _at, act, _n in done.opened} >= {"found", "write"}
    assert done.teams == ["Hotline desk"]


def test_two_stewards_are_the_least(alliance):
    assert organisation.live_problems(alliance.ruth.directory) == []
    organisation.dismiss(alliance.ruth, alliance.id("ilya"))
    organisation.dismiss(alliance.ruth, alliance.id("pat"))
    assert any("one steward only" in p for p in organisation.live_problems(alliance.ruth.directory))


def test_the_access_log_is_whole_and_shows_where_it_was_cut(alliance):
    from waystation.store.models import LogLine

    alliance.case()
    count, broken = accesslog.verify()
    assert count > 5 and broken is None
    LogLine.objects.filter(n=4).delete()
    good, broken = accesslog.verify()
    assert good == 3 and broken.why == "missing"


def test_a_cut_end_of_the_log_is_noticed_by_whoever_had_seen_it(alliance):
    from waystation.store.models import LogLine
    from waystation.store.sealed import watch

    alliance.case()
    watch.at_login(alliance.ilya)
    assert watch.warning(alliance.ilya) is None
    LogLine.objects.order_by("-n").first().delete()
    watch.at_login(alliance.ilya)
    assert watch.warning(alliance.ilya) is not None
