"""The directory: who belongs to the organisation and to its teams, and whom every other circle therefore believes."""

import msgspec
import pytest
from circle_cast import (
    DINA,
    ILYA,
    MARA,
    MARAS_PHONE,
    NOOR,
    PAT,
    RUTH,
    STRANGER,
    TOMAS,
    YUSUF,
    Case,
    forge,
    ids,
    void_texts,
)

from waystation.circles.book import ALWAYS
from waystation.circles.circle import own
from waystation.circles.directory import Directory, read
from waystation.circles.envelope import seal_entry
from waystation.circles.errors import CannotOpen
from waystation.circles.news import MemberNews, TeamNews
from waystation.circles.secret import EPOCH_CARD_SIZE, Card, Secret, name
from waystation.circles.standing import Founding, Grant, Revocation


class Organisation:
    """Mara and Ruth founded it; Pat administers it: enrols and dismisses. Ilya, Noor and Tomas are members."""

    def __init__(self) -> None:
        self.org = Case(own(MARA, "steward"), own(RUTH, "steward"))
        self.admits(MARA, PAT, "steward", title="administrator")
        for member in (ILYA, NOOR, TOMAS):
            self.admits(PAT, member)

    def directory(self, reader: Secret = MARA, minute: int | None = None) -> Directory:
        return read(self.org.view(reader, minute=minute))

    def passes(self, minutes: int) -> None:
        self.org.minute += minutes

    def admits(self, who: Secret, whom: Secret, role: str = "reader", title: str = "", **more) -> bytes:
        grant = self.org.grants(who, whom, role, **more)
        self.states(who, "member", MemberNews(whom.id, "somebody", (title,) if title else ()))
        return grant

    def names(self, who: Secret, whom: Secret, called: str, *roles: str) -> None:
        self.states(who, "member", MemberNews(whom.id, called, roles))

    def states(self, who: Secret, kind: str, body: object, **more) -> None:
        self.org.circle.add(*self.org.view(who).write(who, kind, body, **more))

    def dismisses(self, who: Secret, whom: Secret) -> None:
        self.org.revokes(who, whom)

    # -- teams and cases: circles of their own, judged by the directory as it is now -----------------------------------

    def now(self, circle: Case) -> Case:
        circle.book, circle.minute = self.directory(), self.org.minute
        return circle

    def founds(self, who: Secret, role: str, *grants: Grant, states: bool = True) -> Case:
        team = Case(*grants, founder=who, book=self.directory(), minute=self.org.minute)
        if states:
            control = (team.circle.root,)
            self.states(who, "team", TeamNews(team.circle.id, f"the {role} team", role, control))
        return team

    def renews(self, who: Secret, team: Case) -> None:
        """As at each log-in: a new key if the team needs one, and its card for the directory."""
        team.circle.add(*self.now(team).view(who).renew(who))
        self.announces(who, team)

    def announces(self, who: Secret, team: Case, **changes) -> None:
        view = self.now(team).view(who)
        control = tuple(sorted(view.standing.control.values()))
        sealed_to = tuple(sorted(c.id for m in view.standing.readers for c in team.book.cards(m)))
        newest = view.fresh or view.newest
        news = TeamNews(team.circle.id, "", "", control, newest.envelope.n, newest.secret.card.data, sealed_to)
        self.states(who, "team", msgspec.structs.replace(news, **changes))

    def card_of(self, team: Case) -> bytes | None:
        card = self.directory().team_card(team.circle.id)
        return card.data if card else None


def with_a_visa_desk() -> tuple[Organisation, Case]:
    """Noor and Tomas are the visa desk; Noor admits to it, Pat can dismiss from it."""
    house = Organisation()
    grants = Grant(NOOR.id, ("steward",)), Grant(TOMAS.id, ("reader",)), Grant(PAT.id, ("warden",))
    desk = house.founds(MARA, "visa", *grants)
    house.renews(NOOR, desk)
    return house, desk


def key_of(desk: Case, member: Secret) -> Secret:
    return desk.view(member).newest.secret


# -- members -----------------------------------------------------------------------------------------------------------


def test_an_administrator_enrols_and_everyone_sees_it():
    house = Organisation()
    house.names(PAT, ILYA, "Ilya", "host")
    for reader in (MARA, PAT, TOMAS):
        assert house.directory(reader).members.keys() == ids(MARA, RUTH, PAT, ILYA, NOOR, TOMAS)
        assert house.directory(reader).name_of(ILYA.id) == "Ilya"
    assert [m.name for m in house.directory().current_members()].count("Ilya") == 1


def test_a_member_enrols_nobody():
    house = Organisation()
    secret = house.org.view(ILYA).newest.secret
    house.org.slips_in(ILYA, secret, "grant", own(STRANGER, "reader"))
    assert STRANGER.id not in house.directory().members
    assert house.directory().holders(STRANGER.id, 0) == frozenset()


@pytest.mark.parametrize("until", [1 << 40, (1 << 62) - 1])
@pytest.mark.parametrize("ended", [False, True])
def test_a_member_who_signs_a_lease_enrols_nobody_either(until, ended):
    """A lease has an end of its own, so it must not look like a grant that was in force once."""
    house = Organisation()
    house.passes(10)
    secret = house.org.view(ILYA).newest.secret
    signed = house.org.slips_in(ILYA, secret, "grant", own(STRANGER, "steward", until=until), minute=10)
    if ended:
        house.org.slips_in(STRANGER, secret, "revoke", Revocation(name(signed), {}), minute=1000)
    directory = house.directory()
    assert STRANGER.id not in directory.members
    assert not directory.is_governor(STRANGER.id, 10)


def test_a_member_states_nothing_about_members():
    house = Organisation()
    house.names(PAT, NOOR, "Noor")
    house.names(ILYA, NOOR, "Nobody", "director")
    line = house.directory().members[NOOR.id]
    assert (line.name, line.roles) == ("Noor", ())


def test_a_dismissed_member_speaks_for_nobody_from_that_minute_and_did_before():
    house = Organisation()
    house.passes(5)
    house.dismisses(PAT, TOMAS)
    directory = house.directory()
    assert directory.holders(TOMAS.id, 4) == ids(TOMAS)
    assert directory.holders(TOMAS.id, 5) == frozenset()
    assert directory.spoke(TOMAS.id, 5) == ids(TOMAS)
    assert directory.spoke(TOMAS.id, 6) == frozenset()
    assert directory.cards(TOMAS.id) == ()
    assert TOMAS.id not in {m.id for m in directory.current_members()}


def test_a_dismissal_dated_ahead_counts_at_once():
    house = Organisation()
    grant = house.org.grant_of(MARA, TOMAS)
    secret = house.org.view(PAT).newest.secret
    house.org.slips_in(PAT, secret, "revoke", Revocation(grant, {}), minute=1000)
    assert not house.directory().is_member(TOMAS.id, 0)


def test_a_lease_in_the_organisation_ends_also_for_a_directory_that_was_read_before():
    house = Organisation()
    house.admits(PAT, YUSUF, until=10)
    directory = house.directory()
    assert directory.cards(YUSUF.id) == (YUSUF.card,)
    directory.minute = 10
    assert directory.cards(YUSUF.id) == ()
    assert directory.holders(YUSUF.id, 9) == ids(YUSUF)
    assert directory.holders(YUSUF.id, 10) == directory.spoke(YUSUF.id, 10) == frozenset()


def test_whom_a_leased_administrator_enrolled_leaves_with_the_lease_read_before_or_after():
    house = Organisation()
    house.admits(MARA, DINA, "steward", until=10)
    house.admits(DINA, YUSUF)
    early = house.directory()
    house.passes(20)
    late = house.directory()
    for directory in (early, late):
        assert directory.is_member(YUSUF.id, 9)
        assert not directory.is_member(YUSUF.id, 10)


def test_whom_a_dismissed_administrator_enrolled_is_out_and_what_they_did_before_stays_theirs():
    house = Organisation()
    house.passes(5)
    house.dismisses(MARA, PAT)
    directory = house.directory()
    assert directory.holders(NOOR.id, 4) == ids(NOOR)
    assert directory.holders(NOOR.id, 5) == frozenset()


def test_whom_a_dismissed_administrator_enrolled_stays_where_a_steward_adopts_them():
    house = Organisation()
    house.passes(5)
    house.org.revokes(MARA, PAT, adopt=house.org.view(MARA).issued_by(PAT.id))
    directory = house.directory()
    assert {m.id for m in directory.current_members()} == ids(MARA, RUTH, ILYA, NOOR, TOMAS)
    assert [directory.spoke(NOOR.id, minute) for minute in (0, 4, 5, 6)] == [ids(NOOR)] * 4
    assert len(house.org.epochs()) == len({e.n for e in house.org.epochs()})


def test_what_was_written_in_the_minute_of_a_dismissal_stays_and_nothing_is_sealed_to_them_any_more():
    house = Organisation()
    case = Case(Grant(ILYA.id, ("steward",)), Grant(TOMAS.id, ("reader",)), founder=ILYA, book=house.directory())
    house.passes(5)
    house.now(case).writes(TOMAS, "in the same minute")
    house.dismisses(PAT, TOMAS)
    house.now(case).writes(ILYA, "without him")
    assert set(case.reads(ILYA)) == {"in the same minute", "without him"}
    assert case.reads(TOMAS) == ["in the same minute"]


def test_what_a_dismissed_stewards_newcomer_wrote_in_that_minute_stays():
    house = Organisation()
    case = Case(Grant(ILYA.id, ("steward",)), Grant(NOOR.id, ("steward",)), founder=ILYA, book=house.directory())
    case.circle.add(*case.view(NOOR).grant(NOOR, TOMAS.id, "reader"))
    house.passes(5)
    house.now(case).writes(TOMAS, "let in by Noor")
    house.dismisses(PAT, NOOR)
    assert house.now(case).reads(ILYA) == ["let in by Noor"]
    assert TOMAS.id not in case.members(ILYA)


def test_a_dismissed_administrator_who_dates_a_grant_back_lets_nobody_in():
    house = Organisation()
    secret = house.org.view(PAT).newest.secret
    house.passes(5)
    house.dismisses(MARA, PAT)
    house.org.slips_in(PAT, secret, "grant", own(STRANGER, "steward"), minute=1)
    directory = house.directory()
    assert not directory.is_member(STRANGER.id, 5)
    assert not directory.is_governor(STRANGER.id, 5)
    assert directory.cards(STRANGER.id) == ()


def test_two_who_vouch_only_for_each_other_were_never_members():
    house = Organisation()
    secret = house.org.view(ILYA).newest.secret
    for a, b in ((STRANGER, YUSUF), (YUSUF, STRANGER)):
        house.org.slips_in(a, secret, "grant", own(b, "steward", until=1 << 40))
    assert not house.directory().members.keys() & ids(STRANGER, YUSUF)


def test_a_pseudonym_is_the_same_for_all_members_and_another_in_another_organisation():
    house = Organisation()
    assert house.directory(MARA).pseudonym(ILYA.id) == house.directory(TOMAS).pseudonym(ILYA.id)
    assert house.directory().pseudonym(ILYA.id) not in (ILYA.id, house.directory().pseudonym(NOOR.id))
    assert house.directory().pseudonym(ILYA.id) != Organisation().directory().pseudonym(ILYA.id)


# -- devices -----------------------------------------------------------------------------------------------------------


def with_a_phone() -> Organisation:
    house = Organisation()
    house.org.vouches(RUTH, MARAS_PHONE)  # whosever it was: here it is Ruth's
    return house


def test_a_device_speaks_for_its_member_everywhere():
    directory = with_a_phone().directory()
    assert directory.member(MARAS_PHONE.id) == RUTH.id
    assert directory.holders(MARAS_PHONE.id, 0) == ids(RUTH)
    assert directory.cards(RUTH.id) == (RUTH.card, MARAS_PHONE.card)


def test_a_lost_device_speaks_for_nobody_from_that_minute_and_did_before():
    house = with_a_phone()
    house.passes(5)
    house.org.loses(RUTH, MARAS_PHONE)
    directory = house.directory()
    assert directory.holders(MARAS_PHONE.id, 4) == ids(RUTH)
    assert directory.holders(MARAS_PHONE.id, 5) == frozenset()
    assert directory.cards(RUTH.id) == (RUTH.card,)
    assert directory.member(MARAS_PHONE.id) == RUTH.id
    assert directory.name_of(MARAS_PHONE.id) == directory.name_of(RUTH.id)


def test_what_was_written_in_a_case_on_a_device_since_lost_stays_and_what_comes_later_is_void():
    house = with_a_phone()
    case = Case(Grant(RUTH.id, ("steward",)), Grant(ILYA.id, ("reader",)), founder=RUTH, book=house.directory())
    case.writes(MARAS_PHONE, "before")
    view = case.view(MARAS_PHONE)
    key, pen = view.newest.secret, view.pen(MARAS_PHONE.id)
    house.passes(5)
    house.org.loses(RUTH, MARAS_PHONE)
    house.now(case)
    case.slips_in(MARAS_PHONE, key, "note", {"text": "the thief"}, seq=2, prev=pen.last, minute=5)
    case.writes(ILYA, "her phone is gone")
    assert case.reads(RUTH) == ["before", "her phone is gone"]
    assert void_texts(case.view(RUTH)) == ["the thief"]
    assert "her phone is gone" not in case.reads(MARAS_PHONE)


def test_whom_an_administrator_enrolled_from_a_lost_device_stays_where_she_adopts_the_grant():
    house = with_a_phone()
    grants = [house.org.grants(MARAS_PHONE, member) for member in (DINA, YUSUF)]
    house.passes(5)
    house.org.loses(RUTH, MARAS_PHONE, adopt=(grants[0],))
    directory = house.directory()
    assert directory.is_member(DINA.id, 5)
    assert not directory.is_member(YUSUF.id, 5)
    assert directory.is_member(YUSUF.id, 4)


# -- roles -------------------------------------------------------------------------------------------------------------


def test_a_member_has_their_own_roles_and_those_of_their_teams():
    house, _ = with_a_visa_desk()
    house.names(PAT, NOOR, "Noor", "verifier")
    directory = house.directory()
    assert directory.roles(NOOR.id, 0) == {"verifier", "visa"}
    assert directory.roles(TOMAS.id, 0) == {"visa"}
    assert directory.roles(ILYA.id, 0) == directory.roles(STRANGER.id, 0) == frozenset()


def test_roles_end_with_the_membership():
    house, _ = with_a_visa_desk()
    house.passes(5)
    house.dismisses(PAT, TOMAS)
    assert house.directory().roles(TOMAS.id, 4) == {"visa"}
    assert house.directory().roles(TOMAS.id, 6) == frozenset()


# -- who founds teams --------------------------------------------------------------------------------------------------


def test_a_first_steward_founds_a_team():
    house, desk = with_a_visa_desk()
    directory = house.directory()
    assert directory.team_of("visa") == desk.circle.id
    assert directory.team_members(desk.circle.id) == sorted(ids(NOOR, TOMAS))
    assert directory.name_of(desk.circle.id) == "the visa team"


def test_an_administrator_who_enrols_and_dismisses_founds_no_team():
    house = Organisation()
    directory = house.directory()
    assert directory.is_governor(PAT.id, 0)
    assert not directory.founds_teams(PAT.id, 0)
    house.founds(PAT, "visa", Grant(PAT.id, ("steward",)))
    assert house.directory().teams == {}


def test_an_administrator_cannot_make_themself_one_who_founds():
    house = Organisation()
    house.names(PAT, PAT, "Pat", "steward")
    assert not house.directory().founds_teams(PAT.id, 0)
    assert house.directory().members[PAT.id].roles == ()


def test_a_first_steward_names_another_who_founds_teams_and_stays_so_when_an_administrator_renames_her():
    house = Organisation()
    house.names(MARA, ILYA, "Ilya", "steward")
    house.names(PAT, ILYA, "Ilya Petrov", "steward")
    assert house.directory().founds_teams(ILYA.id, 0)
    house.founds(ILYA, "visa", Grant(NOOR.id, ("steward",)))
    assert house.directory().team_of("visa")


def test_a_team_outlives_its_founders_right_to_found():
    house = Organisation()
    house.names(MARA, ILYA, "Ilya", "steward")
    desk = house.founds(ILYA, "visa", Grant(NOOR.id, ("steward",)))
    house.passes(5)
    house.names(MARA, ILYA, "Ilya")
    assert not house.directory().founds_teams(ILYA.id, 5)
    house.dismisses(MARA, ILYA)
    assert house.directory().team_of("visa") == desk.circle.id


def test_a_dismissed_founder_and_a_friend_inside_cannot_found_a_team_in_the_past():
    house = Organisation()
    house.passes(5)
    house.dismisses(MARA, RUTH)
    body = Founding(bytes(16), b"", (Grant(ILYA.id, ("steward",)),))
    root = forge(RUTH, b"", "found", body, minute=1)
    house.states(ILYA, "team", TeamNews(name(root), "the visa team", "visa", (root,)))
    assert house.directory().teams == {}


def test_a_stranger_whose_card_stands_in_the_directory_without_right_does_not_stop_it_being_read():
    house = Organisation()
    secret = house.org.view(ILYA).newest.secret
    house.org.slips_in(ILYA, secret, "grant", own(STRANGER, "reader"))
    root = forge(STRANGER, b"", "found", Founding(bytes(16), b"", (Grant(STRANGER.id, ("steward",)),)))
    house.states(ILYA, "team", TeamNews(name(root), "ours", "visa", (root,)))
    house.states(ILYA, "team", TeamNews(bytes(16), "nothing", "visa", (b"junk", b"")))
    house.states(ILYA, "team", {"not": "news"})
    assert house.directory().teams == {}


def test_a_member_who_names_nothing_before_does_not_get_to_name_a_team():
    """A statement that claims to know of nothing stands first; a team's name and role are not for who is first."""
    house, desk = with_a_visa_desk()
    body = TeamNews(desk.circle.id, "the coordinators", "coordinator", ())
    house.states(ILYA, "team", body, seen=())
    house.states(TOMAS, "team", body)
    assert house.directory().team_of("coordinator") is None
    assert house.directory().name_of(desk.circle.id) == "the visa team"


def test_of_two_teams_of_one_role_the_older_stands_for_it_whoever_spoke_of_them_first():
    house, desk = with_a_visa_desk()
    house.passes(5)
    second = house.founds(RUTH, "visa", Grant(ILYA.id, ("steward",)))
    house.states(ILYA, "team", TeamNews(second.circle.id, "", "", ()), seen=())
    assert house.directory().team_of("visa") == desk.circle.id


def test_whoever_founds_a_team_holds_no_key_of_it():
    house = Organisation()
    desk = house.founds(MARA, "visa", Grant(NOOR.id, ("steward",)))
    first = desk.epochs()[0].id
    assert house.card_of(desk) is None
    house.renews(NOOR, desk)
    assert house.card_of(desk) is not None
    assert key_of(desk, NOOR).id != first
    with pytest.raises(CannotOpen):
        desk.view(MARA)


# -- who is in a team --------------------------------------------------------------------------------------------------


def test_a_steward_of_the_team_admits_and_nobody_else_does():
    house, desk = with_a_visa_desk()
    desk.circle.add(*house.now(desk).view(NOOR).grant(NOOR, ILYA.id, "reader"))
    house.announces(NOOR, desk)
    assert house.directory().in_team(ILYA.id, desk.circle.id, 0)
    for who in (TOMAS, PAT, MARA):
        grant = forge(who, desk.circle.id, "grant", Grant(RUTH.id, ("reader",), until=1 << 40))
        house.states(who, "team", TeamNews(desk.circle.id, "", "", (grant,)))
    assert not house.directory().in_team(RUTH.id, desk.circle.id, 0)


def test_a_shift_in_a_team_ends_by_itself():
    house, desk = with_a_visa_desk()
    desk.circle.add(*house.now(desk).view(NOOR).grant(NOOR, ILYA.id, "reader", until=10))
    house.announces(NOOR, desk)
    directory = house.directory()
    assert directory.holders(ILYA.id, 9) == ids(ILYA) | {desk.circle.id}
    assert directory.holders(ILYA.id, 10) == ids(ILYA)


def test_who_leaves_the_organisation_is_in_no_team_at_once():
    house, desk = with_a_visa_desk()
    house.passes(5)
    house.dismisses(PAT, TOMAS)
    directory = house.directory()
    assert directory.team_members(desk.circle.id) == sorted(ids(NOOR))
    assert desk.circle.id in directory.holders(TOMAS.id, 4)
    assert directory.holders(TOMAS.id, 5) == frozenset()


def test_whom_a_dismissed_steward_of_a_team_admitted_was_in_it_until_then_whenever_it_is_read():
    house, desk = with_a_visa_desk()
    desk.circle.add(*house.now(desk).view(NOOR).grant(NOOR, ILYA.id, "reader"))
    house.announces(NOOR, desk)
    house.passes(5)
    house.dismisses(PAT, NOOR)
    for later in (5, 7, 50):
        directory = house.directory(minute=later)
        assert [directory.in_team(ILYA.id, desk.circle.id, at) for at in (4, 5, 6)] == [True, False, False]
        assert directory.team_members(desk.circle.id) == sorted(ids(TOMAS))  # by the founding, which has no issuer


def test_a_wardens_revocation_counts_whoever_brings_it():
    house, desk = with_a_visa_desk()
    grant = house.now(desk).grant_of(NOOR, TOMAS)
    house.passes(5)
    revocation = forge(PAT, desk.circle.id, "revoke", Revocation(grant, {}), minute=5)
    house.states(ILYA, "team", TeamNews(desk.circle.id, "", "", (revocation,)))
    assert house.directory().team_members(desk.circle.id) == sorted(ids(NOOR))


# -- a team's card -----------------------------------------------------------------------------------------------------


def test_a_case_granted_to_the_team_is_sealed_to_the_card_its_members_announced():
    house, desk = with_a_visa_desk()
    case = Case(Grant(desk.circle.id, ("steward",)), founder=MARA, book=house.directory())
    view = case.view(key_of(desk, NOOR))
    case.circle.add(*view.write(NOOR, "note", {"text": "embassy on Tuesday"}))
    assert case.reads(key_of(desk, TOMAS)) == ["embassy on Tuesday"]
    with pytest.raises(CannotOpen):
        case.view(MARA)


def test_after_a_dismissal_the_team_has_no_card_until_it_renews_and_then_another():
    house, desk = with_a_visa_desk()
    before, old = house.card_of(desk), key_of(desk, TOMAS)
    case = Case(Grant(desk.circle.id, ("steward",)), Grant(MARA.id, ("reader",)), book=house.directory())
    house.dismisses(PAT, TOMAS)
    assert house.card_of(desk) is None
    house.now(case).writes(MARA, "while the desk renews")
    house.renews(NOOR, desk)
    assert house.card_of(desk) not in (None, before)
    house.now(case).writes(MARA, "the desk again")
    assert case.reads(old) == []
    assert case.reads(key_of(desk, NOOR)) == ["while the desk renews", "the desk again"]


def test_after_a_new_device_the_team_has_no_card_until_it_renews():
    house, desk = with_a_visa_desk()
    house.org.vouches(NOOR, MARAS_PHONE)
    assert house.card_of(desk) is None
    house.renews(NOOR, desk)
    assert house.card_of(desk) is not None


def after_tomas_left() -> tuple[Organisation, Case]:
    house, desk = with_a_visa_desk()
    house.passes(10)
    desk.circle.add(*house.now(desk).view(NOOR).revoke(NOOR, desk.grant_of(NOOR, TOMAS)))
    house.announces(NOOR, desk)
    return house, desk


@pytest.mark.parametrize("minute", [0, 9, 10])
def test_who_left_the_team_announces_no_card_for_it_whatever_his_clock_says(minute):
    house, desk = after_tomas_left()
    real = house.card_of(desk)
    mine = Secret.new(signs=False)
    news = TeamNews(desk.circle.id, "", "", (), 1 << 40, mine.card.data, (NOOR.id,))
    view = house.org.view(TOMAS)
    pen, secret = view.pen(TOMAS.id), view.newest.secret
    house.org.slips_in(TOMAS, secret, "team", news, seq=pen.next, prev=pen.last, minute=minute)
    assert house.card_of(desk) == real is not None
    assert house.directory().newest_team_card(desk.circle.id).data == real


def test_who_was_never_in_the_team_announces_no_first_card_while_it_must_renew():
    house, desk = with_a_visa_desk()
    house.org.vouches(NOOR, MARAS_PHONE)
    mine = Secret.new(signs=False)
    sealed_to = (NOOR.id, TOMAS.id, MARAS_PHONE.id)
    for n in (1, 2, 1 << 40):
        house.states(ILYA, "team", TeamNews(desk.circle.id, "", "", (), n, mine.card.data, sealed_to))
    assert house.card_of(desk) is None


def test_an_older_card_that_fits_the_members_again_is_not_taken_up_again():
    house, desk = with_a_visa_desk()
    before = house.card_of(desk)
    desk.circle.add(*house.now(desk).view(NOOR).grant(NOOR, ILYA.id, "reader"))
    house.announces(NOOR, desk)
    desk.circle.add(*house.now(desk).view(NOOR).revoke(NOOR, desk.grant_of(NOOR, ILYA)))
    control = tuple(desk.view(NOOR).standing.control.values())
    house.states(NOOR, "team", TeamNews(desk.circle.id, "", "", control))  # who is in it, no card yet
    assert house.directory().team_members(desk.circle.id) == sorted(ids(NOOR, TOMAS))
    assert house.card_of(desk) is None
    house.announces(NOOR, desk)
    assert house.card_of(desk) not in (None, before)


@pytest.mark.parametrize(
    "card", [bytes(EPOCH_CARD_SIZE), b"\xff" * EPOCH_CARD_SIZE, b"short", MARA.card.data], ids=["0", "1", "2", "3"]
)
def test_a_card_that_cannot_be_sealed_to_is_not_announced(card):
    house, desk = with_a_visa_desk()
    real = house.card_of(desk)
    house.announces(TOMAS, desk, card=card, n=1 << 40)
    assert house.card_of(desk) == real


def test_what_a_device_announced_that_is_lost_since_is_not_believed():
    house, desk = with_a_visa_desk()
    house.org.vouches(NOOR, MARAS_PHONE)
    house.renews(NOOR, desk)
    house.passes(5)
    mine = Secret.new(signs=False)
    news = TeamNews(desk.circle.id, "", "", (), 1 << 40, mine.card.data, (NOOR.id, TOMAS.id))
    house.states(MARAS_PHONE, "team", news)
    house.org.loses(NOOR, MARAS_PHONE)
    house.renews(NOOR, desk)
    assert house.card_of(desk) not in (None, mine.card.data)


# -- as a book ---------------------------------------------------------------------------------------------------------


def test_strangers_and_those_without_standing_have_no_cards_and_speak_for_nobody():
    directory = Organisation().directory()
    assert directory.card(STRANGER.id) is None
    assert directory.cards(STRANGER.id) == ()
    assert directory.holders(STRANGER.id, 0) == frozenset()
    assert directory.member(STRANGER.id) == STRANGER.id
    assert directory.name_of(STRANGER.id) == ""
    assert not directory.founds_teams(STRANGER.id, 0)


def test_a_dismissed_members_card_still_checks_signatures():
    house = Organisation()
    house.dismisses(PAT, TOMAS)
    assert house.directory().card(TOMAS.id) == Card(TOMAS.card.data)


def test_a_directory_survives_being_kept():
    house, desk = with_a_visa_desk()
    kept = msgspec.msgpack.decode(msgspec.msgpack.encode(house.directory()), type=Directory)
    assert kept == house.directory()
    assert kept.team_card(desk.circle.id) == house.directory().team_card(desk.circle.id)


def test_it_is_known_until_when_a_card_is_trusted():
    house = Organisation()
    house.admits(PAT, YUSUF, until=10)
    directory = house.directory()
    assert [directory.trusted_until(who.id) for who in (MARA, YUSUF, STRANGER)] == [ALWAYS, 10, 0]


def test_a_statement_about_a_team_under_an_older_key_is_judged_the_same():
    house, desk = with_a_visa_desk()
    secret = house.org.view(ILYA).newest.secret
    signed = forge(ILYA, house.org.circle.id, "team", TeamNews(desk.circle.id, "x", "x", ()), seq=1)
    house.admits(PAT, DINA)
    house.org.circle.add(seal_entry(signed, house.org.circle.id, secret.id, secret.box))
    assert house.directory().name_of(desk.circle.id) == "the visa team"
